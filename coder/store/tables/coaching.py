"""What a worker does with an evaluation, and coaching conversations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.coaching import Part
from coder.domain.profiles import Stance
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class ReplyKind(StrEnum):
    """What a worker did with the evaluation of a recording."""

    OPENED = "opened"
    COMMENT = "comment"
    SECOND_LISTEN = "second listen"


class EvaluationReplyRow(Base):
    """One thing a worker did with an evaluation. Append-only: the newest comment of a session counts.

    A comment without ``stance`` takes the one before it back. ``author_id`` is the worker, or the coach at whose screen
    they did it.
    """

    __tablename__ = "evaluation_replies"
    __table_args__ = (CheckConstraint("kind = 'comment' OR (stance IS NULL AND text = '')", name="only_comments_say"),)

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"), index=True)
    worker_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[ReplyKind] = mapped_column(choice(ReplyKind, "kind"))
    stance: Mapped[Stance | None] = mapped_column(choice(Stance, "stance"))
    text: Mapped[str] = mapped_column(default="")
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CoachingEntryRow(Base):
    """The fields of coder.domain.coaching.CoachingEntry, times as samples. Append-only.

    ``session_id`` is the recording a moment is of, and for words the one the conversation speaks of: they are erased
    with it. The agreed step stays (``next_steps``).
    """

    __tablename__ = "coaching_entries"
    __table_args__ = (CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="interval"),)

    id: Mapped[IdKey]
    conversation_id: Mapped[Id] = mapped_column(index=True)
    worker_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    part: Mapped[Part] = mapped_column(choice(Part, "part"))
    text: Mapped[str] = mapped_column(default="")
    principle_id: Mapped[str] = mapped_column(CleanText(64), default="")
    utterance_id: Mapped[Id] = mapped_column(default="")
    start_sample: Mapped[int] = mapped_column(default=0)
    end_sample: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
    takes_back: Mapped[Id] = mapped_column(default="")
    prepared: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
