"""From recordings coded by two or more to figures, months, pairs and marks: pure, on recordings made up here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from codebook.load import load_builtin
from coder.analysis.agreement_reader import Reader
from coder.analysis.agreement_report import (
    Month,
    code_agreement,
    free_marks,
    pair_counts,
    principle_agreement,
)
from coder.domain.blind_pairs import BlindCoding, CodedTogether, Stretch

BOOK = load_builtin("msw")
LEAD = Reader("L", every_recording=True, every_pair=True)


def coding(who: str, empathy: int | None = None, codes=None, free=(), moments=()) -> BlindCoding:
    ratings = {} if empathy is None else {"EMP": empathy}
    return BlindCoding(f"coding-{who}", who, who, ratings, codes or {}, tuple(free), tuple(moments))


def recording(number: int, *codings: BlindCoding, held_on: date = date(2026, 3, 4), length_s=60.0) -> CodedTogether:
    said = tuple(Stretch(f"u{place}", place, place + 1) for place in range(3))
    return CodedTogether(f"session-{number}", f"S-{number}", held_on, codings, said, length_s)


def empathy(recordings, reader=LEAD):
    return next(one for one in principle_agreement(recordings, BOOK, reader) if one.principle_id == "EMP")


def test_pairs_stand_by_month_with_the_lower_value_first_and_nobody_named() -> None:
    found = empathy(
        [
            recording(1, coding("A", 5), coding("B", 3), held_on=date(2026, 4, 9)),
            recording(2, coding("A", 2), coding("B", 2), held_on=date(2026, 3, 1)),
            recording(3, coding("A", 4), coding("B", 3), held_on=date(2026, 3, 30)),
        ]
    )
    assert found.pairs == (("2", "2"), ("3", "4"), ("3", "5"))
    assert found.months == (Month(date(2026, 3, 1), 2, 1, 2), Month(date(2026, 4, 1), 1, 0, 0))
    assert found.figures.withheld


def test_only_pairs_of_people_whom_the_reader_may_know_are_told_and_in_the_order_of_their_codes() -> None:
    three = [recording(n, coding("C", 3), coding("A", 3), coding("B", 4)) for n in range(10)]
    assert [(one.first, one.second, one.recordings) for one in pair_counts(three, LEAD)] == [
        ("A", "B", 10),
        ("A", "C", 10),
        ("B", "C", 10),
    ]
    own = empathy(three, Reader("A"))
    assert [(one.first, one.second) for one in own.figures.differences] == [("A", "B"), ("A", "C")]
    assert own.figures.differences[0].mean.value == pytest.approx(1.0)
    # What everybody sees is the same, whoever looks.
    assert own.figures.exact == empathy(three).figures.exact


def test_not_evaluable_and_not_rated_make_no_pair() -> None:
    found = empathy([recording(1, coding("A", 3), coding("B")), recording(2, coding("A", 3), coding("B", 3))])
    assert (found.figures.n_pairs, found.pairs) == (1, (("3", "3"),))


def test_who_only_rated_is_no_coder_of_utterances() -> None:
    codes = {"u0": "OQ", "u2": "SR"}
    alone = code_agreement([recording(1, coding("A", 3, codes), coding("B", 3))], BOOK, LEAD)
    assert alone.n_recordings == 0
    both = code_agreement([recording(1, coding("A", 3, codes), coding("B", 3, {"u0": "OQ", "u1": "CQ"}))], BOOK, LEAD)
    # The third utterance nobody coded is in neither count.
    assert (both.n_recordings, both.n_utterances) == (1, 3)
    assert both.confusion == {("OQ", "OQ"): 1, ("", "CQ"): 1, ("SR", ""): 1}


def test_free_marks_are_matched_by_both_ends_and_compared_only_where_both_set_some() -> None:
    at = lambda start, end: Stretch("", start, end)  # noqa: E731
    near = ((at(10, 14), "OQ"), (at(30, 31), "SR"))
    far = ((at(11, 15.5), "OQ"), (at(40, 41), "SR"))
    ten = [recording(n, coding("A", free=near), coding("B", free=far)) for n in range(10)]
    silent = [recording(n, coding("A", free=near), coding("B", 3)) for n in range(10, 12)]
    found = {one.code: one.figures for one in free_marks([*ten, *silent], BOOK, LEAD)}
    assert set(found) == {"OQ", "SR"}
    assert (found["OQ"].matched, found["OQ"].n_recordings, found["OQ"].positive.value) == (10, 10, 1.0)
    assert (found["SR"].matched, found["SR"].first_only, found["SR"].second_only) == (0, 10, 10)
    assert found["OQ"].time_kappa is not None
    unknown = [recording(1, coding("A", free=near), coding("B", free=far), length_s=None)]
    assert all(one.figures.time_kappa is None and one.figures.withheld for one in free_marks(unknown, BOOK, LEAD))


def test_of_recordings_that_two_others_coded_no_pair_month_or_figure_is_told() -> None:
    codes = {"u0": "OQ", "u1": "SR"}
    moments = ((Stretch("", 10, 14), BOOK.moments[0].id),)
    others = [recording(n, *(coding(who, 3, codes, (), moments) for who in "AB")) for n in range(12)]
    own = [recording(20, coding("C", 2), coding("A", 4))]
    reader = Reader("C")
    nothing = empathy(others, reader)
    assert (nothing.pairs, nothing.months, nothing.figures.exact.value, nothing.only_counted) == ((), (), None, 12)
    assert nothing.figures.notes[0].startswith("12 recordings that you did not code left out")
    coded = code_agreement(others, BOOK, reader)
    assert (coded.n_recordings, coded.confusion, coded.kappa.value) == (0, {}, None)
    assert free_marks(others, BOOK, reader) == ()
    # Nine recordings are too few, though three evaluators coded them: only the reader's own stands in the figures.
    mixed = empathy([*others[:8], *own], reader)
    assert (mixed.pairs, mixed.months, mixed.only_counted) == ((("2", "4"),), (Month(date(2026, 3, 1), 1, 0, 0),), 8)
    # Three evaluators and more than ten recordings hide whose is whose; pairs stay those of the reader's own.
    many = empathy([*others, *own], reader)
    assert (many.only_counted, many.pairs, many.figures) == (0, (("2", "4"),), _without_people([*others, *own]))
    assert empathy(others, LEAD).only_counted == 0
    assert empathy(others, Reader("A")).figures.exact.value == 1.0


def _without_people(recordings):
    return replace(empathy(recordings).figures, differences=empathy(recordings, Reader("C")).figures.differences)
