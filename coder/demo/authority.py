"""The demo authority: an invented year of three teams, the same for the same seed and day. Nothing is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from coder.demo import phrases, roster, talk
from coder.demo.double import DemoBeside, bright_beside, coded_beside, coders, rated_beside
from coder.demo.evidence import DemoMoment, DemoRating, with_evidence
from coder.demo.ratings import GROWTH_A_YEAR, MEANS, Values, family_effects, rate, worker_levels
from coder.demo.roster import DemoPerson
from coder.domain.coding import Direction
from coder.domain.sessions import LEGAL_STATUSES, STAGES, Context, SessionKind

SEED: Final = 17
YEAR_DAYS: Final = 365
FLAT_WORKERS: Final = 4
DOUBLE_CODED: Final = 0.2
NOT_EVALUABLE: Final = 0.065
WITH_FEEDBACK: Final = 0.55
CODED_MINUTES: Final = 20.0

_KINDS: Final = (SessionKind.VISIT, SessionKind.TELEPHONE, SessionKind.DIRECT_WORK)
_KIND_WEIGHTS: Final = (82, 8, 10)
_TURNAROUND_DAYS: Final = (4, 16)
_FEEDBACK_ITEMS: Final = {
    "adult_1": "EMP",
    "adult_2": "PUR",
    "adult_3": "CLA",
    "adult_4": "COL",
    "adult_5": "AUT",
    "adult_6": "CHF",
    "adult_7": "EMP",
    "adult_8": "PUR",
    "adult_9": "EVO",
    "adult_10": "COL",
}
_FAMILIES_ANSWER_HIGHER: Final = 0.9
# Most families say that it helps, whatever their evaluator heard; about four in five were pleased in the service that
# this program serves.
_HELPED_HIGHER: Final = {"adult_9": 1.2}


@dataclass(frozen=True)
class DemoRecording:
    """One recording of an invented worker with its locked codings and what followed.

    ``beside`` holds second and third codings where the recording was double-coded. ``code_counts`` are worker codes
    in the ``coded_minutes`` from ``coded_from_s`` on. ``feedback`` maps items of the family feedback to answers 1–5;
    skipped items are left out, and it is None where the family was not asked or did not answer.
    """

    code: str
    worker: str
    held_on: date
    locked_on: date
    kind: SessionKind
    context: Context
    duration_s: float
    coded_from_s: float
    coded_minutes: float
    evaluator: str
    ratings: tuple[DemoRating, ...]
    bright: tuple[DemoMoment, ...]
    code_counts: dict[str, int]
    worker_talk_share: float
    next_step: str
    beside: tuple[DemoBeside, ...] = ()
    feedback: dict[str, int] | None = None

    def codes(self) -> tuple[talk.DemoCode, ...]:
        """The counted codes with places, spread over the coded part; the same at every call."""
        return talk.spread(self.code_counts, self.coded_from_s, self.coded_minutes, Random(f"{self.code}:codes"))


@dataclass(frozen=True)
class DemoAuthority:
    """Everything the demo shows beside the one visit with sound."""

    teams: tuple[str, ...]
    workers: tuple[DemoPerson, ...]
    evaluators: tuple[DemoPerson, ...]
    coaches: tuple[DemoPerson, ...]
    recordings: tuple[DemoRecording, ...]


@dataclass(frozen=True)
class _Slot:
    worker: str
    held_on: date
    values: Values


def make_authority(*, today: date, seed: int = SEED) -> DemoAuthority:
    """The demo authority for the year that ends today: twenty workers, five or six recordings each, by date.

    Deterministic: the same day and seed give equal results. The ratings' means lie near those of ratings.MEANS.
    """
    workers = roster.workers()
    slots = _slots(workers, today, seed)
    chance = Random(f"{seed}:which")
    order = range(len(slots))
    uninformative = set(chance.sample(order, round(NOT_EVALUABLE * len(slots))))
    doubled = sorted(chance.sample(order, round(DOUBLE_CODED * len(slots))))
    place = {number: place for place, number in enumerate(doubled)}
    recordings = tuple(
        _recording(n, slot, n in uninformative, place.get(n), Random(f"{seed}:{n}")) for n, slot in enumerate(slots)
    )
    return DemoAuthority(roster.TEAMS, workers, roster.EVALUATORS, roster.COACHES, recordings)


def _slots(workers: tuple[DemoPerson, ...], today: date, seed: int) -> list[_Slot]:
    chance = Random(f"{seed}:ratings")
    levels = worker_levels(len(workers), chance)
    flat = set(chance.sample(range(len(workers)), FLAT_WORKERS))
    first_day = today - timedelta(days=YEAR_DAYS)
    counts = [5 + number % 2 for number in range(len(workers))]
    families = iter(family_effects(sum(counts), chance))
    found = []
    for number, worker in enumerate(workers):
        growth = 0.0 if number in flat else chance.uniform(*GROWTH_A_YEAR)
        for i in range(counts[number]):
            year_part = (i + chance.uniform(0.1, 0.9)) / counts[number]
            held_on = _weekday(first_day + timedelta(days=int(year_part * (YEAR_DAYS - _TURNAROUND_DAYS[1] - 2))))
            values = rate(levels[number], growth * (year_part - 0.5), next(families), chance)
            found.append(_Slot(worker.code, held_on, values))
    return sorted(found, key=lambda slot: (slot.held_on, slot.worker))


def _recording(number: int, slot: _Slot, uninformative: bool, place: int | None, chance: Random) -> DemoRecording:
    duration_s = round(chance.triangular(18, 62, 38) * 60, 1)
    minutes = min(CODED_MINUTES, duration_s // 6 / 10)
    first, _ = (person.code for person in chance.sample(roster.EVALUATORS, 2))
    first, *others = (first,) if place is None else coders(place, first)
    ratings = _ratings(slot.values, duration_s, uninformative, chance)
    recording = DemoRecording(
        code=f"D-{number + 1:03d}",
        worker=slot.worker,
        held_on=slot.held_on,
        locked_on=slot.held_on + timedelta(days=chance.randint(*_TURNAROUND_DAYS)),
        kind=SessionKind.VISIT if uninformative else chance.choices(_KINDS, _KIND_WEIGHTS)[0],
        context=_context(uninformative, chance),
        duration_s=duration_s,
        coded_from_s=round(chance.uniform(0, duration_s - minutes * 60), 1),
        coded_minutes=minutes,
        evaluator=first,
        ratings=ratings,
        bright=_bright(slot.values, ratings, duration_s, chance),
        code_counts=talk.code_counts(slot.values, minutes, chance),
        worker_talk_share=round(chance.uniform(*talk.TALK_SHARE), 2),
        next_step=_next_step(ratings, chance),
        feedback=_feedback(slot.values, chance) if chance.random() < WITH_FEEDBACK else None,
    )
    codes = recording.codes()
    return replace(recording, beside=tuple(_beside(slot, place or 0, who, recording, codes, chance) for who in others))


def _beside(
    slot: _Slot, place: int, evaluator: str, first: DemoRecording, codes: tuple[talk.DemoCode, ...], chance: Random
) -> DemoBeside:
    uninformative = any(rating.value is None for rating in first.ratings)
    values = rated_beside(slot.values, place, evaluator, chance)
    ratings = _ratings(values, first.duration_s, uninformative, chance)
    bright = bright_beside(first.bright, Random(f"{first.code}:{evaluator}:bright"))
    return DemoBeside(evaluator, ratings, coded_beside(codes, chance), bright)


def _ratings(values: Values, duration_s: float, uninformative: bool, chance: Random) -> tuple[DemoRating, ...]:
    return tuple(
        DemoRating(p, None, phrases.NO_CHANGE_IN_PLAY)
        if uninformative and p == "EVO"
        else with_evidence(p, values[p], duration_s, chance)
        for p in MEANS
    )


def _bright(
    values: Values, ratings: tuple[DemoRating, ...], duration_s: float, chance: Random
) -> tuple[DemoMoment, ...]:
    """One or two moments worth hearing again, of the principles that went best; every recording has one."""
    rated = [rating.principle for rating in ratings if rating.value is not None]
    best = sorted(rated, key=lambda p: (-values[p], chance.random()))[: chance.choice((1, 1, 2))]
    used = {moment.note for rating in ratings for moment in rating.evidence}
    found = []
    for principle in best:
        start = round(chance.uniform(60.0, duration_s - 90.0), 1)
        note = chance.choice([sentence for sentence in phrases.BRIGHT[principle] if sentence not in used])
        found.append(DemoMoment(start, round(start + chance.uniform(10, 30), 1), Direction.FOR, note))
    return tuple(sorted(found, key=lambda moment: moment.start_s))


def _next_step(ratings: tuple[DemoRating, ...], chance: Random) -> str:
    """One intention in the worker's words, about a principle with room to grow."""
    rated = [(rating.value, chance.random(), rating.principle) for rating in ratings if rating.value is not None]
    return chance.choice(phrases.NEXT_STEPS[min(rated)[2]])


def _context(uninformative: bool, chance: Random) -> Context:
    return Context(
        purpose=chance.choice(phrases.INFORMATION_PURPOSES if uninformative else phrases.PURPOSES),
        stage=chance.choices(STAGES, (15, 20, 55, 10))[0],
        legal_status=chance.choices(LEGAL_STATUSES, (15, 42, 31, 12, 0))[0],
        present=("worker", *chance.choice(phrases.PRESENT)),
        interpreter=chance.random() < 0.1,
        planned=chance.random() < 0.85,
    )


def _feedback(values: Values, chance: Random) -> dict[str, int]:
    answers = {
        item: values[p] + _FAMILIES_ANSWER_HIGHER + _HELPED_HIGHER.get(item, 0) + chance.gauss(0, 0.8)
        for item, p in _FEEDBACK_ITEMS.items()
    }
    return {item: min(5, max(1, round(value))) for item, value in answers.items() if chance.random() > 0.1}


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
