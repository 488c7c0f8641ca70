"""When the next recording is due, and what noting something about it changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.errors import UserError
from coder.domain.programme import (
    MISS_REASONS,
    NOTICE_DAYS,
    REST_REASONS,
    Act,
    Held,
    Note,
    Reason,
    Standing,
    interval_days,
    miss_note,
    next_recording,
    plan_note,
    rest_note,
    take_back_note,
)

TODAY = date(2026, 9, 30)
SIX = 6


def day(days: int) -> date:
    """Days from today; earlier ones below 0."""
    return TODAY + timedelta(days=days)


class Notes:
    """Notes as the service would keep them, each on the day it is told."""

    def __init__(self, *held: int) -> None:
        self.held = [Held(f"s{on}", day(on)) for on in held]
        self.notes: list[Note] = []
        self._number = count(1)

    def next(self, today: date = TODAY):
        return next_recording(self.held, self.notes, SIX, today)

    def _add(self, act: Act, supersedes: str, on: date | None = None, reason: Reason | None = None, at: int = 0) -> str:
        note_id = f"n{next(self._number):03d}"
        moment = datetime.combine(day(at), datetime.min.time(), UTC)
        self.notes.append(Note(note_id, act, moment, on, reason, supersedes))
        return note_id

    def plan(self, on: int, at: int = 0) -> str:
        return self._add(Act.PLAN, plan_note(self.next(day(at)), day(on), day(at)), day(on), at=at)

    def miss(self, reason: Reason = Reason.FAMILY, at: int = 0) -> str:
        replaced, on = miss_note(self.next(day(at)), reason, day(at))
        return self._add(Act.MISS, replaced, on, reason, at)

    def rest(self, reason: Reason = Reason.LONG_AWAY) -> str:
        return self._add(Act.REST, rest_note(self.next(), reason), reason=reason)

    def take_back(self) -> str:
        return self._add(Act.TAKE_BACK, take_back_note(self.next()))


def stands(notes: Notes, today: date = TODAY) -> tuple[Standing, date | None]:
    found = notes.next(today)
    return found.standing, found.on


def test_five_or_six_a_year_are_ten_or_nine_weeks_apart():
    assert (interval_days(5), interval_days(6)) == (73, 61)


def test_a_worker_without_recordings_has_a_first_one_to_plan_and_no_day():
    assert stands(Notes()) == (Standing.FIRST, None)


@pytest.mark.parametrize(
    ("last", "standing"),
    [(-(61 - NOTICE_DAYS), Standing.DUE), (-(61 - NOTICE_DAYS - 1), Standing.LATER), (-200, Standing.DUE)],
)
def test_the_next_is_due_one_interval_after_the_last_with_notice(last, standing):
    assert stands(Notes(-300, last)) == (standing, day(last + 61))


def test_a_planned_day_counts_until_the_recording_is_here():
    notes = Notes(-60)
    notes.plan(10)
    assert stands(notes) == (Standing.PLANNED, day(10))
    assert stands(notes, day(10)) == (Standing.PLANNED, day(10))
    assert stands(notes, day(11)) == (Standing.PASSED, day(10))
    notes.held.append(Held("s12", day(12)))
    assert stands(notes, day(13)) == (Standing.LATER, day(12 + 61))
    assert notes.next(day(13)).last is None


def test_a_recording_long_before_the_planned_day_came_beside_the_plan():
    notes = Notes()
    notes.plan(100)
    notes.held.append(Held("early", day(69)))
    assert stands(notes, day(69)) == (Standing.PLANNED, day(100))
    notes.held.append(Held("meant", day(70)))
    assert stands(notes, day(70)) == (Standing.LATER, day(70 + 61))


def test_a_recording_from_before_the_plan_was_made_is_not_what_was_planned():
    notes = Notes(-1)
    notes.plan(10)
    assert stands(notes) == (Standing.PLANNED, day(10))


def test_another_plan_replaces_the_first_and_taking_it_back_brings_the_first_again():
    notes = Notes(-60)
    first = notes.plan(5)
    second = notes.plan(20)
    assert stands(notes) == (Standing.PLANNED, day(20))
    assert notes.notes[-1].supersedes == first
    assert notes.next().last.id == second
    notes.take_back()
    assert stands(notes) == (Standing.PLANNED, day(5))
    notes.take_back()
    assert stands(notes) == (Standing.DUE, day(1))
    with pytest.raises(UserError, match="nothing to take back"):
        take_back_note(notes.next())


def test_one_not_made_moves_the_next_on_by_an_interval_and_nothing_piles_up():
    notes = Notes(-150)
    assert stands(notes) == (Standing.DUE, day(-89))
    notes.miss(Reason.EQUIPMENT)
    assert stands(notes) == (Standing.LATER, day(61))
    assert [(one.on, one.reason) for one in notes.next().missed] == [(TODAY, Reason.EQUIPMENT)]
    with pytest.raises(UserError, match="No recording is due"):
        notes.miss()


def test_one_not_made_on_its_planned_day_is_noted_for_that_day():
    notes = Notes(-100)
    plan = notes.plan(-5, at=-20)
    notes.miss()
    assert notes.notes[-1].supersedes == plan
    assert notes.notes[-1].on == day(-5)
    assert stands(notes) == (Standing.LATER, day(-5 + 61))
    notes.take_back()
    assert stands(notes) == (Standing.PASSED, day(-5))


def test_one_called_off_ahead_is_noted_for_today():
    notes = Notes(-100)
    notes.plan(10)
    notes.miss(Reason.CANCELLED)
    assert notes.notes[-1].on == TODAY
    assert stands(notes) == (Standing.LATER, day(61))


def test_one_not_made_before_the_latest_recording_is_history():
    notes = Notes(-100)
    notes.miss(at=-30)
    notes.held.append(Held("after", day(-3)))
    assert notes.next().last is None
    assert len(notes.next().missed) == 1


def test_nothing_is_due_from_somebody_who_rests_until_it_is_taken_back():
    notes = Notes(-300)
    notes.plan(10)
    notes.rest(Reason.LEFT)
    assert (*stands(notes), notes.next().resting) == (Standing.RESTING, None, Reason.LEFT)
    for noting in (lambda: notes.plan(3), notes.miss, notes.rest):
        with pytest.raises(UserError, match="rests from recordings"):
            noting()
    notes.take_back()
    assert stands(notes) == (Standing.PLANNED, day(10))


def test_reasons_for_one_recording_are_none_to_rest_and_the_other_way_round():
    assert not set(MISS_REASONS) & set(REST_REASONS)
    assert set(MISS_REASONS) | set(REST_REASONS) == set(Reason)
    with pytest.raises(UserError, match="reason to rest"):
        Notes().miss(Reason.LEFT)
    with pytest.raises(UserError, match="one recording only"):
        Notes().rest(Reason.FAMILY)


@pytest.mark.parametrize("on", [-1, 366])
def test_a_plan_lies_between_today_and_a_year_ahead(on):
    with pytest.raises(UserError, match="from today to a year ahead"):
        Notes().plan(on)


def test_the_year_shown_is_the_last_one():
    notes = Notes(-365, -364, 0)
    assert notes.next().held == (day(-364), TODAY)


@given(st.lists(st.sampled_from(["plan", "move", "miss", "rest", "back", "tape"]), max_size=12))
def test_whatever_is_noted_taking_everything_back_ends_where_nothing_was_noted(steps):
    notes = Notes(-100)
    for step in steps:
        try:
            match step:
                case "plan":
                    notes.plan(8)
                case "move":
                    notes.plan(30)
                case "miss":
                    notes.miss()
                case "rest":
                    notes.rest()
                case "back":
                    notes.take_back()
                case "tape":
                    notes.held.append(Held(f"t{len(notes.held)}", TODAY))
        except UserError:
            continue
    while notes.next().last is not None:
        before = len(notes.notes)
        notes.take_back()
        assert len(notes.notes) == before + 1 < 60
    found = notes.next()
    assert found.standing in (Standing.DUE, Standing.LATER)
    assert (found.standing is Standing.LATER) == (found.on > day(NOTICE_DAYS))
