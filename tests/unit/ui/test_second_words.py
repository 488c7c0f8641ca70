"""Second codings and packages in words: nothing that can happen is left without any."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from coder.domain.assignment import Assignment, SecondState, SetDue, Why
from coder.domain.sealed import Arrived, Inside, PackageKind
from coder.domain.sessions import SessionKind
from coder.domain.training import TrainedOn, Use
from ui.agreement import second_words as words

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def asked(why: Why = Why.DRAWN, state: SecondState = SecondState.WAITING, *, open_: bool = False) -> Assignment:
    return Assignment("a", "s", "S-0001", date(2026, 5, 1), "e", "E-02", why, "", AT, state, open_)


def test_every_reason_state_and_use_has_words_of_its_own() -> None:
    assert len({words.why_words(asked(why)) for why in Why}) == len(Why)
    told = {words.state_words(asked(state=state, open_=open_)) for state, open_ in product(SecondState, (False, True))}
    assert len(told) == len(SecondState) + 1
    assert len({words.use_words(use) for use in Use}) == len(Use)
    assert words.locked_words(TrainedOn("s", "S-0001", Use.GOLD, 0)) == "nobody yet"


@pytest.mark.parametrize(("recordings", "evaluators", "enough"), [(12, 3, True), (11, 3, False), (12, 2, False)])
def test_a_set_is_drawn_only_of_enough_and_what_is_missing_is_told(
    recordings: int, evaluators: int, enough: bool
) -> None:
    due = SetDue(AT, False, recordings, evaluators)
    assert words.can_draw(due) is enough
    told = words.due_words(due)
    assert told.startswith("The last was drawn on 4 May 2026. The next is not due yet.")
    assert f"{recordings} recordings that nobody was asked to code twice (12 are needed)" in told
    assert f"{evaluators} evaluators (3 are needed)" in told


def test_a_package_says_what_is_in_it_but_never_of_whom_a_coding_is() -> None:
    recording = Inside(PackageKind.RECORDING, "E-07", False, SessionKind.VISIT, date(2026, 5, 1), 3000.0, True)
    told = words.inside_words(recording)
    assert "from E-07: visit of 1 May 2026, 50 min, with its transcript. No coding and no name" in told
    coding = words.inside_words(Inside(PackageKind.CODING, "E-07"))
    assert "A coding by E-07" in coding
    assert "S-" not in coding
    sealed = words.arrived_words(Arrived(PackageKind.CODING, "s", "S-0001", "E-07", True, False))
    assert "stays closed" in sealed
    assert "S-0001" not in sealed
    opened = words.arrived_words(Arrived(PackageKind.CODING, "s", "S-0001", "E-07", False, False))
    assert opened == "S-0001: their coding stands beside yours now."
