"""Scores of made hypotheses whose errors were counted by hand."""

from __future__ import annotations

import pytest

from coder.evaluation.references import Reference, TimedWord, Turn
from coder.evaluation.scoring import (
    Score,
    Share,
    figures_of,
    invented_words,
    time_errors,
    voice_share,
    word_share,
)
from tests.helpers.der import der


def words(*spoken: tuple[float, float, str]) -> tuple[TimedWord, ...]:
    return tuple(TimedWord(*one) for one in spoken)


@pytest.mark.parametrize(
    ("reference", "heard", "share"),
    [
        ("the cat sat on the mat", "the cat sat on the mat", Share(0, 6)),
        ("the cat sat on the mat", "the cat sat on mat", Share(1, 6)),
        ("the cat sat on the mat", "the black cat sat on the hat", Share(2, 6)),
        ("I'm at Mr. Smith's, colour twenty one!", "um, I am at mister smith's color 21", Share(0, 8)),
        ("the cat", "", Share(2, 2)),
        ("", "thank you", Share(2, 0)),
        ("", "", Share(0, 0)),
    ],
)
def test_words_are_counted_after_both_are_normalised(reference: str, heard: str, share: Share) -> None:
    assert word_share(reference, heard) == share


# Ten seconds: A speaks 0–4, B 4–8 and over A's end from 3.
REFERENCE = (Turn(0.0, 4.0, "A"), Turn(3.0, 8.0, "B"))


@pytest.mark.parametrize(
    ("found", "collar_s", "errors", "total"),
    [
        (REFERENCE, 0.0, 0.0, 9.0),
        ((Turn(0.0, 4.0, "S1"), Turn(4.0, 8.0, "S2")), 0.0, 1.0, 9.0),
        ((Turn(0.0, 4.5, "S1"), Turn(4.5, 8.0, "S2")), 0.0, 1.5, 9.0),
        ((Turn(0.0, 8.0, "S1"),), 0.0, 4.0, 9.0),
        ((*REFERENCE, Turn(8.0, 10.0, "C")), 0.0, 2.0, 9.0),
        ((), 0.0, 9.0, 9.0),
        # Scored with a quarter of a second off each side of 0, 3, 4 and 8: 0.25–2.75, 3.25–3.75, 4.25–7.75, 8.25–10.
        (REFERENCE, 0.25, 0.0, 7.0),
        ((Turn(0.0, 4.5, "S1"), Turn(4.5, 8.0, "S2")), 0.25, 0.75, 7.0),
    ],
)
def test_voices_are_scored_with_overlap_and_with_the_collar_on_either_side(
    found: tuple[Turn, ...], collar_s: float, errors: float, total: float
) -> None:
    share = voice_share(REFERENCE, found, 10.0, collar_s)
    assert (share.errors, share.total) == (pytest.approx(errors), pytest.approx(total))
    if found:
        plain = der(*([(t.start_s, t.end_s, t.speaker) for t in side] for side in (REFERENCE, found)), collar_s)
        assert share.errors / share.total == pytest.approx(plain, abs=0.005)


def test_voices_where_nobody_speaks_are_errors_of_nothing() -> None:
    share = voice_share((), (Turn(1.0, 3.0, "S1"),), 10.0, 0.0)
    assert (share.errors, share.total) == (2.0, 0.0)
    assert figures_of([Score(voices_collar_0=share)]).der_collar_0 is None


def test_times_are_compared_for_words_that_were_heard_right() -> None:
    reference = (("I'm", 1.0), ("really", 1.5), ("glad.", 2.0), ("Yes", None), ("glad", 4.0))
    heard = words((4.3, 4.6, "glad"), (1.1, 1.3, "I"), (1.3, 1.4, "am"), (1.5, 1.9, "rarely"), (1.9, 2.2, "Glad"))
    assert time_errors(reference, heard) == pytest.approx((0.1, 0.1, 0.3))
    assert time_errors(reference, ()) == ()
    assert time_errors((), heard) == ()


HEARD = words((0.0, 1.0, "yes"), (3.0, 3.2, "near"), (3.6, 3.8, "far"), (20.0, 21.0, "thank"), (21.0, 22.0, "you"))


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        (Reference(text=""), 5),
        (Reference(text=" \n"), 5),
        (Reference(text="yes"), None),
        (Reference(), None),
        (Reference(turns=()), 5),
        (Reference(turns=(Turn(0.0, 3.0, "A"), Turn(0.5, 1.0, "B"))), 3),
        (Reference(words=words((0.0, 3.0, "yes"))), 3),
        (Reference(turns=(Turn(0.0, 3.0, "A"),), words=words((22.0, 23.0, "bye"))), 2),
        (Reference(text="", turns=(Turn(0.0, 30.0, "A"),)), 5),
    ],
)
def test_words_over_half_a_second_from_speech_are_invented(reference: Reference, count: int | None) -> None:
    assert invented_words(reference, HEARD) == count


def test_several_recordings_weigh_by_words_and_by_seconds() -> None:
    long = Score(
        words=Share(10, 100),
        voices_collar_0=Share(5.0, 50.0),
        speakers=2,
        speakers_found=3,
        time_errors=(0.1, 0.2, 0.3),
        coverage=1.0,
        invented=0,
        cpu_s=30.0,
        peak_mb=400.0,
        duration_s=300.0,
    )
    short = Score(
        words=Share(10, 10),
        voices_collar_0=Share(5.0, 5.0),
        time_errors=(1.0,),
        speakers_found=4,
        coverage=0.5,
        invented=2,
        cpu_s=10.0,
        peak_mb=700.0,
        duration_s=100.0,
    )
    both = figures_of([long, short])
    assert both.wer == pytest.approx(20 / 110)
    assert both.der_collar_0 == pytest.approx(10 / 55)
    assert both.der_collar_25 is None
    assert (both.speakers, both.speakers_found) == (2, 3)
    assert both.word_time_median_s == pytest.approx(0.25)
    assert both.word_time_p95_s == pytest.approx(0.3 + 0.85 * 0.7)
    assert both.coverage == pytest.approx(0.875)
    assert both.invented_words == 2
    assert both.rtf_cpu == pytest.approx(0.1)
    assert both.peak_mb == 700.0
    assert figures_of([short]).speakers_found == 4


def test_nothing_known_is_nothing_told() -> None:
    assert set(vars(figures_of([Score()])).values()) == {None}
    assert set(vars(figures_of([])).values()) == {None}
