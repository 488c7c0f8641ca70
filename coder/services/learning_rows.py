"""Models learnt here to and from their rows, and the few queries about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.learning import Comparison, LearntModel, LeftOut, Lesson, TrainingSet, curves_of
from coder.domain.sessions import SessionState
from coder.services.base import Unit
from coder.services.model_cards import KnownModel, learnt_model, starter, starter_card
from coder.store.tables.learning import LearntModelRow, LearntSessionRow, ModelChoiceRow
from coder.store.tables.sessions import SessionRow

BY_WORKER, BY_SESSION = "worker", "session"


def card_data(lesson: Lesson, comparison: Comparison) -> dict[str, Any]:
    """What is kept about an attempt to learn, as its column holds it."""
    known = lesson.known
    return {
        "learnt_from": {
            "sessions": known.sessions,
            "workers": known.workers,
            "codes": dict(known.codes),
            "left_out": {why.value: count for why, count in known.left_out.items()},
            "after_seeing": known.after_seeing,
        },
        "grouped_by": BY_WORKER if lesson.by_worker else BY_SESSION,
        "compared_with": lesson.before_name,
        "comparison": asdict(comparison),
        "margin": lesson.margin,
    }


def models_known(database: Database) -> tuple[LearntModel, ...]:
    """Every attempt to learn, the newest first, and at the end the model that comes with the program."""
    # Without the content, which is megabytes each.
    query = select(
        LearntModelRow.id,
        LearntModelRow.number,
        LearntModelRow.name,
        LearntModelRow.made_at,
        LearntModelRow.codebook_version,
        LearntModelRow.card,
        LearntModelRow.content.is_not(None).label("kept"),
    ).order_by(LearntModelRow.number.desc())
    chosen, gone = model_in_use(database), _withdrawn(database)
    learnt = [
        LearntModel(
            id=row.id,
            number=row.number,
            name=row.name,
            in_use=row.id == chosen,
            kept=bool(row.kept),
            made_at=row.made_at,
            codebook_version=row.codebook_version,
            withdrawn=gone[row.id],
            **_card(row.card),
        )
        for row in database.execute(query)
    ]
    card = starter_card()
    shipped = LearntModel("", 0, card.name, chosen is None, True, codebook_version=card.codebook_version)
    return (*learnt, shipped)


def model_in_use(database: Database) -> str | None:
    """The id of the model that suggestions come from now; None for the one that comes with the program."""
    query = select(ModelChoiceRow.model_id).order_by(ModelChoiceRow.id.desc()).limit(1)
    return database.scalars(query).first()


def content_in_use(database: Database) -> bytes | None:
    """The file of the model that suggestions come from now; None for the one that comes with the program."""
    chosen = model_in_use(database)
    return None if chosen is None else content_of(database, chosen)


def content_of(database: Database, model_id: str) -> bytes:
    """The file of a model that was kept."""
    return database.get_one(LearntModelRow, model_id).content or b""


def known_model(database: Database) -> KnownModel:
    """The model that suggestions come from now. Raises UserError when it was learnt by another version."""
    content = content_in_use(database)
    return starter() if content is None else learnt_model(content)


def sessions_learnt(database: Database, model_id: str) -> frozenset[str]:
    """The sessions a model learnt from."""
    query = select(LearntSessionRow.session_id).where(LearntSessionRow.model_id == model_id)
    return frozenset(database.scalars(query))


def note_erased(unit: Unit, session_id: str) -> int:
    """Write on the record of an erasure which models learnt from the session; how many did.

    The next training set is without it because its codes and text are gone; what it taught already says so from now on.
    """
    query = (
        select(LearntSessionRow.model_id)
        .join(LearntModelRow, LearntModelRow.id == LearntSessionRow.model_id)
        .where(LearntSessionRow.session_id == session_id, LearntModelRow.content.is_not(None))
    )
    taught = unit.session.scalars(query.order_by(LearntSessionRow.model_id)).all()
    for model_id in taught:
        unit.audit("learnt from an erased recording", "suggestion model", model_id, session=session_id)
    return len(taught)


def models_taught(database: Database, session_id: str) -> tuple[str, ...]:
    """The names of the models that learnt from a session, also one that was withdrawn since; the earliest first."""
    query = (
        select(LearntModelRow.name)
        .join(LearntSessionRow, LearntSessionRow.model_id == LearntModelRow.id)
        .where(LearntSessionRow.session_id == session_id, LearntModelRow.content.is_not(None))
    )
    return tuple(database.scalars(query.order_by(LearntModelRow.number)))


def next_number(database: Database) -> int:
    """The number of the next attempt to learn, from 1."""
    return (database.scalar(select(func.max(LearntModelRow.number))) or 0) + 1


def _withdrawn(database: Database) -> Counter[str]:
    query = (
        select(LearntSessionRow.model_id)
        .join(SessionRow, SessionRow.id == LearntSessionRow.session_id)
        .where(SessionRow.state == SessionState.WITHDRAWN)
    )
    return Counter(database.scalars(query))


def _card(data: dict[str, Any]) -> dict[str, Any]:
    known = data["learnt_from"]
    return {
        "learnt_from": TrainingSet(
            sessions=known["sessions"],
            workers=known["workers"],
            codes=known["codes"],
            left_out={LeftOut(why): count for why, count in known["left_out"].items()},
            after_seeing=known["after_seeing"],
        ),
        "grouped_by": data["grouped_by"],
        "compared_with": data["compared_with"],
        "comparison": _comparison(data["comparison"]),
        "margin": data["margin"],
    }


def _comparison(data: dict[str, Any]) -> Comparison:
    curves = data.get("curves")
    return Comparison(data["new"], data["old"], data["folds"], None if curves is None else curves_of(curves))
