"""Second codings: who is asked for one, and how that is drawn so that nobody can guess it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

SET_SIZE: Final = 12
"""Recordings in a triple-coded set (codebook §K)."""
SET_CODERS: Final = 3
SET_EVERY: Final = timedelta(days=182)
"""A set twice a year (codebook §K)."""


class Why(StrEnum):
    """What a second coding was asked for by."""

    DRAWN = "drawn"
    BY_HAND = "by hand"
    SET = "triple-coded set"
    WORKER = "asked by the worker"


class SecondState(StrEnum):
    """How far a second coding is."""

    NOBODY = "waits for somebody"
    WAITING = "not begun"
    BEGUN = "begun"
    LOCKED = "coded and locked"


@dataclass(frozen=True)
class Assignment:
    """A second coding that was asked for. ``evaluator_id`` and ``evaluator_code`` are empty while nobody is asked.

    ``open`` tells whether all codings of the session are locked, so that the two may be compared.
    """

    id: str
    session_id: str
    session_code: str
    held_on: date
    evaluator_id: str
    evaluator_code: str
    why: Why
    set_id: str
    at: datetime
    state: SecondState
    open: bool


@dataclass(frozen=True)
class ToDouble:
    """A recording that may be coded a second time, and the codes of the evaluators who may be asked for it."""

    session_id: str
    session_code: str
    held_on: date
    evaluator_codes: tuple[str, ...]


@dataclass(frozen=True)
class SetDue:
    """When the next triple-coded set is due, and how many recordings could be in it now."""

    last: datetime | None
    due: bool
    recordings: int
    evaluators: int


def set_due(last: datetime | None, now: datetime) -> bool:
    """Whether the last triple-coded set is half a year old, or there never was one."""
    return last is None or now - last >= SET_EVERY


def second_coder(seed: str, session_id: str, load: Mapping[str, int]) -> str:
    """Whom of the candidates to ask: of those with the fewest second codings (``load``) one by lot; "" for nobody.

    The lot is the hash of seed, recording and person, so that it can be shown later that nobody chose.
    """
    if not load:
        return ""
    least = min(load.values())
    fewest = [person for person, count in load.items() if count == least]
    return min(fewest, key=lambda person: hashlib.sha256(f"{seed}:{session_id}:{person}".encode()).digest())


def chosen_for_set(seed: str, session_ids: list[str]) -> tuple[str, ...]:
    """Twelve of the recordings by lot, all of them where there are fewer; the order given plays no part."""
    known = sorted(session_ids)
    return tuple(sorted(Random(seed).sample(known, min(SET_SIZE, len(known)))))
