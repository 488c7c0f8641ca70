"""What a conversation is prepared from, what its entries add up to, and how long a coach waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from coder.analysis.working_days import working_day_after, working_days
from coder.domain.coaching import CoachingEntry, Part, add_up, check_open, prepared_clips, what_is_missing
from coder.domain.errors import UserError
from coder.domain.profiles import Clip

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


def clip(session: str, start: float, principle: str = "", *, sound: bool = True) -> Clip:
    return Clip(session, session.upper(), date(2026, 5, 1), start, start + 5, f"at {start}", principle, has_sound=sound)


def entry(number: int, part: Part, text: str = "", *, takes_back: str = "", prepared: bool = False) -> CoachingEntry:
    return CoachingEntry(
        f"e{number:02}", "c1", "w1", "s1", part, "w1", AT, text=text, takes_back=takes_back, prepared=prepared
    )


def test_moments_with_sound_come_first_and_the_second_bright_one_from_elsewhere():
    silent, first, beside, elsewhere = clip("s2", 1, sound=False), clip("s1", 10), clip("s1", 30), clip("s3", 10)
    found = prepared_clips([silent, first, beside, elsewhere], [clip("s1", 12), clip("s1", 50)])
    assert found == {Part.BRIGHT: first, Part.SECOND_BRIGHT: elsewhere, Part.FORK: clip("s1", 50)}


def test_what_is_not_marked_is_left_empty():
    assert prepared_clips([], []) == {}
    only = clip("s1", 1, sound=False)
    assert prepared_clips([only], [only]) == {Part.BRIGHT: only}


def test_an_entry_taken_back_is_as_if_it_had_never_been():
    entries = [
        entry(1, Part.BEGUN, prepared=True),
        entry(2, Part.TRIED, "one"),
        entry(3, Part.TRIED, "two"),
        entry(4, Part.TRIED, takes_back="e03"),
    ]
    written = add_up(reversed(entries))
    assert written.text(Part.TRIED) == "one"
    assert written.undone_next is not None
    assert written.undone_next.id == "e02"
    again = add_up([*entries, entry(5, Part.TRIED, takes_back="e02")])
    assert (again.text(Part.TRIED), again.undone_next) == ("", None)


def test_one_signature_freezes_the_words_and_both_close():
    begun, coach = entry(1, Part.BEGUN, prepared=True), entry(2, Part.SIGNED_COACH)
    check_open(add_up([begun]))
    with pytest.raises(UserError, match="One of you"):
        check_open(add_up([begun, coach]))
    check_open(add_up([begun, coach, entry(3, Part.SIGNED_COACH, takes_back="e02")]))
    closed = add_up([begun, coach, entry(3, Part.SIGNED_WORKER)])
    assert (closed.closed, closed.undone_next) == (True, None)
    with pytest.raises(UserError, match="Both have signed"):
        check_open(closed)


def test_signing_takes_an_intention_and_its_day():
    assert what_is_missing({}, None) == ("the intention", "the day by which it is tried")
    assert what_is_missing({Part.INTENTION: "Ask first."}, None) == ("the day by which it is tried",)
    assert what_is_missing({Part.INTENTION: "Ask first."}, date(2026, 6, 1)) == ()


def test_the_day_after_so_many_working_days_is_that_many_away():
    saturday, friday_before_easter = date(2026, 5, 9), date(2026, 4, 3)
    assert working_day_after(saturday, 1) == date(2026, 5, 12)
    assert working_day_after(friday_before_easter, 0) == date(2026, 4, 7)
    for offset in range(60):
        day = date(2026, 3, 20) + timedelta(days=offset)
        assert working_days(working_day_after(day, 0), working_day_after(day, 5)) == 5
