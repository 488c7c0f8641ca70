"""The invented people of the demo authority: three teams of nine, seven and four workers, coaches and evaluators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coder.domain.people import Role


@dataclass(frozen=True)
class DemoPerson:
    """One invented person; ``team`` and ``coach`` are empty for all but workers."""

    code: str
    name: str
    role: Role
    team: str = ""
    coach: str = ""


# The last team is too small to be reported on, so that the demo shows what happens then.
TEAMS: Final = ("Canal Street", "Mill Lane", "Harbour")

_NAMES: Final = {
    "Canal Street": (
        ("W-01", "Amara Okafor"),
        ("W-03", "Callum Reid"),
        ("W-05", "Esther Mensah"),
        ("W-06", "Farhan Siddiqui"),
        ("W-08", "Hannah Whitlock"),
        ("W-11", "Keeley Marsh"),
        ("W-14", "Nimco Warsame"),
        ("W-17", "Ruth Lindley"),
        ("W-19", "Tomasz Zielony"),
    ),
    "Mill Lane": (
        ("W-02", "Bethan Pryce"),
        ("W-07", "Gurpreet Sohal"),
        ("W-10", "Jamal Bennett"),
        ("W-12", "Leila Haddad"),
        ("W-15", "Oisin Gallagher"),
        ("W-16", "Priya Raman"),
        ("W-20", "Yasmin Chowdhury"),
    ),
    "Harbour": (
        ("W-04", "Dilara Yilmaz"),
        ("W-09", "Iwona Nowicka"),
        ("W-13", "Marcus Tan"),
        ("W-18", "Sophie Adjei"),
    ),
}

COACHES: Final = (
    DemoPerson("C-01", "Denise Hargreave", Role.COACH),
    DemoPerson("C-02", "Kwame Boateng", Role.COACH),
    DemoPerson("C-03", "Siobhan Farrell", Role.COACH),
)

EVALUATORS: Final = (
    DemoPerson("E-01", "Anjali Mehta", Role.EVALUATOR),
    DemoPerson("E-02", "Owen Trask", Role.EVALUATOR),
    DemoPerson("E-03", "Chidi Eze", Role.EVALUATOR),
    DemoPerson("E-04", "Margaret Lowe", Role.EVALUATOR),
)


def workers() -> tuple[DemoPerson, ...]:
    """The twenty workers in order of their codes, each with team and coach (one coach a team)."""
    everyone = [
        DemoPerson(code, name, Role.WORKER, team, coach.code)
        for team, coach in zip(TEAMS, COACHES, strict=True)
        for code, name in _NAMES[team]
    ]
    return tuple(sorted(everyone, key=lambda person: person.code))
