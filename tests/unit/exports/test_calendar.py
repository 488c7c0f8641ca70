"""The calendar file: whole days, ids that stay, and text no reader stumbles over."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from coder.domain.programme import Next, Standing, WorkerProgramme
from coder.exports.calendar import calendar_file

MADE = datetime(2026, 9, 30, 8, 15, tzinfo=UTC)
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", re.DOTALL)


def worker(
    code: str = "W-17",
    standing: Standing = Standing.PLANNED,
    on: date | None = date(2026, 12, 31),
    after: str = "s1",
    demo: bool = False,
) -> WorkerProgramme:
    found = Next(standing, on, after, None, (), ())
    return WorkerProgramme(f"id of {code}", code, "North", found, close=True, may_note=True, demo=demo)


def events(document: bytes) -> list[dict[str, str]]:
    """Read as RFC 5545 says: lines put together again, then split, then unescaped."""
    lines = document.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    found: list[dict[str, str]] = []
    for line in lines[1:-2]:
        parts = _LINE.fullmatch(line)
        assert parts is not None, line
        name, parameters, value = parts.groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found and name != "END":
            found[-1][name + parameters] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
    return found


def test_a_planned_day_is_a_whole_day_and_says_no_more_than_the_code():
    (found,) = events(calendar_file([worker()], {"id of W-17": 3}, MADE))
    assert found["SUMMARY"] == "Recording planned: W-17"
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    assert (found["DTSTAMP"], found["SEQUENCE"], found["STATUS"]) == ("20260930T081500Z", "3", "CONFIRMED")
    assert found["CLASS"] == "PRIVATE"
    assert "North" not in " ".join(found.values())


def test_a_day_from_which_one_is_due_is_tentative_and_somebody_without_a_day_is_left_out():
    due, first = worker(standing=Standing.DUE), worker("W-18", Standing.FIRST, None)
    (found,) = events(calendar_file([due, first], {}, MADE))
    assert (found["SUMMARY"], found["STATUS"], found["SEQUENCE"]) == ("Recording due: W-17", "TENTATIVE", "0")


def test_a_day_that_moves_keeps_its_id_and_the_recording_after_it_has_another():
    moved = worker(on=date(2026, 11, 2))
    later, other = worker(after="s2"), worker("W-18")
    (a,), (b,), (c,), (d,) = (events(calendar_file([one], {}, MADE)) for one in (worker(), moved, later, other))
    assert a["UID"] == b["UID"]
    assert len({a["UID"], c["UID"], d["UID"]}) == 3
    assert "s1" not in a["UID"]
    assert "W-17" not in a["UID"]


def test_invented_workers_are_marked():
    (found,) = events(calendar_file([worker(demo=True)], {}, MADE))
    assert found["SUMMARY"].endswith("(demo data)")


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=120))
def test_any_code_is_folded_and_escaped_so_that_it_reads_as_it_was(code):
    document = calendar_file([worker(code)], {}, MADE)
    assert all(len(line) <= 75 for line in document.split(b"\r\n"))
    assert b"\n" not in document.replace(b"\r\n", b"")
    (found,) = events(document)
    plain = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", f"Recording planned: {code}")
    assert found["SUMMARY"] == re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", plain)
