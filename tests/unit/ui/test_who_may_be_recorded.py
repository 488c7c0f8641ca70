"""Whose recording may be added, before anything is read of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coder.domain.people import Person, Role, Team
from coder.domain.sessions import Context, SessionKind
from ui.sessions.import_model import ImportDraft, People, missing, worker_note

DAY = date(2026, 11, 20)
PEOPLE = People((), (), "", frozenset({"W-05"}), frozenset({"Canal Street"}))


@pytest.mark.parametrize(("worker", "team"), [("W-05", "North"), ("w-05", "North"), ("W-41", "canal street")])
def test_nobody_and_no_team_of_the_demo_is_taken_however_they_are_spelt(worker, team):
    draft = ImportDraft((Path("tape.wav"),), worker, team, DAY, SessionKind.VISIT, (), Context())
    taken = "Canal Street" if worker == "W-41" else "W-05"
    assert missing(draft, DAY, PEOPLE).startswith(f"{taken} belongs to the demo data.")


def test_a_code_of_the_demo_in_small_letters_is_not_called_new():
    assert "belongs to the demo data" in worker_note("w-05", PEOPLE)
    assert worker_note("W-41", PEOPLE) == "W-41 is new here and will be added."


def test_a_worker_is_known_in_small_letters_and_keeps_their_code_and_team():
    ada = Person(id="p", code="W-41", name="", roles=frozenset({Role.WORKER}), team_id="t", coach_id=None, demo=False)
    people = People((ada,), (Team("t", "North", demo=False),), "W-41", only_own=True)
    assert people.team_of("w-41") == "North"
    assert worker_note("w-41", people) == "W-41 is known here, in the team North."
    draft = ImportDraft((Path("tape.wav"),), "w-41", "North", DAY, SessionKind.VISIT, (), Context())
    assert "your own recordings only" not in missing(draft, DAY, people)
    assert "your own recordings only" in worker_note("W-42", people)
