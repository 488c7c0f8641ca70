"""Second codings that were asked for, consensus talks about two codings, and the training of evaluators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.assignment import Why
from coder.domain.consensus import Matter, TalkOutcome
from coder.domain.training import TrainingStep, Use
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class SecondCodingRow(Base):
    """A second coding that was asked for. Append-only: the newest row (greatest id) of a thread counts.

    ``evaluator_id`` is None while nobody is asked; ``active`` is false once it is no longer wanted. ``set_id`` is the
    triple-coded set it belongs to, empty for none.
    """

    __tablename__ = "second_codings"

    id: Mapped[IdKey]
    thread_id: Mapped[Id] = mapped_column(index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    evaluator_id: Mapped[Id | None] = mapped_column(ForeignKey("people.id"), index=True)
    why: Mapped[Why] = mapped_column(choice(Why, "why"))
    set_id: Mapped[Id] = mapped_column(default="")
    active: Mapped[bool]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ConsensusRow(Base):
    """What a consensus talk about one disagreement came to, with both originals. Append-only; the newest counts.

    ``label`` is the principle of a rating; a code has its utterance (empty for none) and its place. ``decision_thread``
    is the question on the decision log where the talk left it unresolved.
    """

    __tablename__ = "consensus"
    __table_args__ = (
        CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="interval"),
        CheckConstraint("outcome = 'agreed' OR agreed = ''", name="unresolved_agrees_on_nothing"),
    )

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    first_coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"), index=True)
    second_coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"), index=True)
    matter: Mapped[Matter] = mapped_column(choice(Matter, "matter"))
    label: Mapped[str] = mapped_column(CleanText(64), default="")
    utterance_id: Mapped[Id] = mapped_column(default="")
    start_sample: Mapped[int] = mapped_column(default=0)
    end_sample: Mapped[int] = mapped_column(default=0)
    first_value: Mapped[str] = mapped_column(CleanText(64))
    second_value: Mapped[str] = mapped_column(CleanText(64))
    outcome: Mapped[TalkOutcome] = mapped_column(choice(TalkOutcome, "outcome"))
    agreed: Mapped[str] = mapped_column(CleanText(64), default="")
    reason: Mapped[str]
    decision_thread: Mapped[Id] = mapped_column(default="")
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ReferenceCodingRow(Base):
    """The experts' coding of a recording (``content``: a coding file). Append-only; the newest of a session counts.

    ``active`` is false once the recording is no longer used for training.
    """

    __tablename__ = "reference_codings"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    use: Mapped[Use] = mapped_column(choice(Use, "use"))
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    content: Mapped[dict[str, Any]]
    active: Mapped[bool]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class TrainingMarkRow(Base):
    """What a trainee says they have done. Append-only; ``session_id`` is None for reading."""

    __tablename__ = "training_marks"

    id: Mapped[IdKey]
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    step: Mapped[TrainingStep] = mapped_column(choice(TrainingStep, "step"))
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    session_id: Mapped[Id | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    at: Mapped[datetime]
