"""Coded sessions for tests of profiles and reports: fictional, small, and made from a seed where chance is wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.analysis.profiles import rating_counts
from coder.domain.people import Person, Role, Team
from coder.domain.profiles import Clip, CodedSession, NextStep, RatingCounts

TEAM = Team("team-1", "Team North")
START, END = date(2026, 7, 1), date(2026, 9, 30)


def codebook() -> Codebook:
    """The built-in frame."""
    return load_builtin("msw")


def person(number: int = 17, **changes: object) -> Person:
    """A worker of the team."""
    fields: dict[str, object] = {
        "id": f"worker-{number}",
        "code": f"W-{number:02d}",
        "name": f"Made-up Name {number}",
        "roles": frozenset({Role.WORKER}),
        "team_id": TEAM.id,
    }
    return Person(**{**fields, **changes})  # type: ignore[arg-type]


def clip(session_id: str, held_on: date, start_s: float, note: str, principle_id: str = "") -> Clip:
    """A moment of ten seconds."""
    return Clip(session_id, f"S-{session_id}", held_on, start_s, start_s + 10, note, principle_id, has_sound=True)


def session(
    number: int,
    *,
    worker: int = 17,
    held_on: date = date(2026, 7, 15),
    ratings: dict[str, int | None] | int = 3,
    codes: dict[str, int] | None = None,
    **changes: object,
) -> CodedSession:
    """One locked coding; a single number rates every principle the same."""
    book = codebook()
    if isinstance(ratings, int):
        ratings = {principle.id: ratings for principle in book.principles}
    evidence = {principle_id: 0 if value in (None, 3) else 2 for principle_id, value in ratings.items()}
    fields: dict[str, object] = {
        "session_id": f"s{number}",
        "session_code": f"S-{number:03d}",
        "worker_id": f"worker-{worker}",
        "team_id": TEAM.id,
        "held_on": held_on,
        "kind": "visit",
        "context": "second visit",
        "codebook_id": book.id,
        "codebook_version": book.version,
        "ratings": ratings,
        "evidence_counts": evidence,
        "code_counts": codes or {},
        "double_coded": False,
    }
    return CodedSession(**{**fields, **changes})  # type: ignore[arg-type]


def year_of(worker: int, values: dict[str, list[int | None]], first: date = date(2026, 1, 12)) -> list[CodedSession]:
    """One session every seven weeks; ``values`` maps principle id to its ratings in order of time."""
    count = max(len(ratings) for ratings in values.values())
    return [
        session(
            worker * 100 + index,
            worker=worker,
            held_on=first + timedelta(weeks=7 * index),
            ratings={principle_id: ratings[index] for principle_id, ratings in values.items()},
            double_coded=index in (1, 4),
        )
        for index in range(count)
    ]


PICTURE_YEAR: dict[str, list[int | None]] = {
    "EVO": [2, 2, 3, 3, 3, 4],
    "EMP": [3, 3, 4, 3, 4, 4],
    "PUR": [3, 2, 3, 3, 3, 3],
    "AUT": [2, 3, 3, 4, 4, 4],
    "COL": [3, 3, 3, 2, 3, 3],
    "CHF": [4, 4, 3, 4, 4, 4],
    "CLA": [3, 4, 3, 3, 3, 2],
}


def picture_worker() -> list[CodedSession]:
    """A year like the one in the design picture, with moments and codes."""
    sessions = year_of(17, PICTURE_YEAR)
    last, before = sessions[-1], sessions[-2]
    bright = (clip(last.session_id, last.held_on, 760, "“Why a six and not a three?”", "EVO"),)
    earlier = (clip(before.session_id, before.held_on, 1867, "“What would you most like to be different?”", "EVO"),)
    told = (clip(last.session_id, last.held_on, 1455, "“There are just a few things people have mentioned…”", "CLA"),)
    changed = {
        last.session_id: {"moments": bright, "evidence": told, "code_counts": {"OQ": 9, "CQ": 7, "SR": 6, "CR": 4}},
        before.session_id: {"moments": earlier, "code_counts": {"OQ": 5, "CQ": 9, "SR": 5, "CR": 2}},
    }
    return [CodedSession(**{**vars(item), **changed.get(item.session_id, {})}) for item in sessions]


def next_step(text: str = "Ask what they tried before I suggest anything.") -> NextStep:
    """An agreed step."""
    return NextStep("step-1", "worker-17", text, "worker-17", datetime(2026, 9, 20, 14, 2, tzinfo=UTC))


def team_sessions(
    seed: int = 1,
    *,
    workers: int = 8,
    each: int = 4,
    start: date = START,
    team_id: str = TEAM.id,
    shift: float = 0.0,
    first_number: int = 0,
) -> list[CodedSession]:
    """Sessions of a whole team in the three months from ``start``, at the published level (means about 2.1 to 3.3)."""
    chance = Random(seed)
    levels = {"EVO": 2.1, "AUT": 2.6, "EMP": 2.7, "COL": 2.8, "CHF": 2.9, "PUR": 3.1, "CLA": 3.3}
    made = []
    for index in range(workers * each):
        own = Random(f"{seed}-{index % workers}")
        ratings: dict[str, int | None] = {
            key: min(5, max(1, round(level + shift + own.gauss(0, 0.5) + chance.gauss(0, 0.6))))
            for key, level in levels.items()
        }
        if chance.random() < 0.06:
            ratings["EVO"] = None
        codes = {code: chance.randint(2, 14) for code in ("OQ", "CQ", "SR", "CR")}
        made.append(
            session(
                first_number + index,
                worker=index % workers,
                held_on=start + timedelta(days=chance.randrange(90)),
                ratings=ratings,
                codes=codes,
                team_id=team_id,
                double_coded=chance.random() < 0.2,
            )
        )
    return made


def team_ratings() -> RatingCounts:
    """The ratings of those sessions, as a profile takes them."""
    return rating_counts(team_sessions(), codebook())
