"""A model as if it had been learnt here, kept as a learning job keeps one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from coder.bootstrap import Services
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind, JobState
from coder.domain.learning import Comparison, Lesson, TrainingSet
from coder.store.tables.jobs import JobRow
from models.suggestions.model_file import load_starter, model_bytes

SILENT, TOLD, UNSEEN = "OQ", "CFT", "WRN"
"""Codes of ``learnt_file``: one it never suggests, though the shipped model does; one it suggests, though that is the
first the shipped one may be unsure of; one that no held-back session had."""
KNOWN = TrainingSet(12, 5, {"OQ": 80, "SR": 41})


@cache
def learnt_file(name: str = "local 1", target_precision: float = 0.9) -> bytes:
    """The file of a model that was learnt here; it reads as the shipped one does and is sure of other codes."""
    model = load_starter()
    least = [
        2.0 if code == SILENT else 0.6 if code == TOLD else sure
        for code, sure in zip(model.codes, model.thresholds, strict=True)
    ]
    measures = {code: {**row, "n": row["n"] + 7} for code, row in model.card.measures.items() if code != UNSEEN}
    card = replace(
        model.card, name=name, data_hash="of here", target_precision=target_precision, measures=measures, notes=()
    )
    return model_bytes(replace(model, thresholds=np.array(least), card=card))


def keep_learnt(
    services: Services,
    number: int = 1,
    comparison: Comparison | None = None,
    *,
    before: str = "starter",
    known: TrainingSet = KNOWN,
    target_precision: float = 0.9,
) -> None:
    """Keep what a learning job would have found out; without a ``comparison`` the new model was better."""
    found = comparison or Comparison(
        {"all": {"macro_f1": 0.6, "kappa": 0.55}}, {"all": {"macro_f1": 0.5, "kappa": 0.45}}, 5
    )
    name = f"local {number}"
    content = learnt_file(name, target_precision) if found.better_by(0.02) else None
    lesson = Lesson((), known, None, before, number, True, "1.0.0", 0.02, target_precision)
    with services.backing.store.write() as database:
        job = JobRow(
            id=new_id(),
            kind=JobKind.LEARN,
            requested_by=services.actor.id,
            params={},
            state=JobState.RUNNING,
            created_at=services.backing.clock(),
        )
        database.add(job)
        database.flush()
        services.learning.keep_in(database, job.id, lesson, found, name, content)
