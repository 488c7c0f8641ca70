"""Utterance codes and free marks: by hand, against the library, and whatever people are called."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest

from coder.analysis.agreement.codes import CodedRecording, coding_agreement
from coder.analysis.agreement.marks import MarkedRecording, mark_agreement, matched

CODES = ("OQ", "SR", "GI")


def recordings(number: int, coders: int, seed: int) -> list[CodedRecording]:
    random = np.random.default_rng(seed)
    found = []
    for place in range(number):
        truth = random.choice(CODES, 20, p=[0.5, 0.3, 0.2])
        given = {
            f"e{who}": [str(code) if random.random() < 0.7 else str(random.choice([*CODES, ""])) for code in truth]
            for who in random.choice(5 if coders > 2 else 2, coders, replace=False)
        }
        found.append(CodedRecording(f"s{place:02}", given))
    return found


@pytest.mark.parametrize("coders", [2, 3])
def test_alpha_of_codes_agrees_with_krippendorffs_library(coders: int) -> None:
    coded = recordings(12, coders, 3)
    found = coding_agreement(coded, CODES, draws=50)
    flat = [[list(one.codes.values())[who][n] for one in coded for n in range(20)] for who in range(coders)]
    whole = krippendorff.alpha(np.array(flat), level_of_measurement="nominal")
    assert found.alpha.value == pytest.approx(whole, abs=1e-9)
    for one in found.codes:
        binary = (np.array(flat) == one.code).astype(int)
        assert one.alpha.value == pytest.approx(krippendorff.alpha(binary, level_of_measurement="nominal"), abs=1e-9)
        assert one.utterances == int(binary.any(axis=0).sum())
        assert one.prevalence == pytest.approx(binary.sum() / (np.array(flat) != "").sum())
    assert ("Fleiss" in found.kappa.form) == (coders > 2)


def test_kappa_of_a_code_its_tallies_and_confusion_by_hand() -> None:
    # Against all others: 20 both, 5 and 10 one alone, 15 neither; Cohen 1960.
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "c")] * 15
    coded = [
        CodedRecording(f"s{n}", {"x": [one[0] for one in pairs[n::10]], "y": [one[1] for one in pairs[n::10]]})
        for n in range(10)
    ]
    found = coding_agreement(coded, ["a", "never"])
    a, never = found.codes
    assert a.kappa.value == pytest.approx(0.4)
    # 20 + 15 of 50 agreed; half of the given codes are of 55 in 100: 2 · 0.55 · 0.45 by chance (Gwet 2008).
    assert a.ac1.value == pytest.approx((0.7 - 2 * 0.55 * 0.45) / (1 - 2 * 0.55 * 0.45))
    assert (a.utterances, a.prevalence) == (35, pytest.approx(0.55))
    assert found.confusion == {("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "c"): 15}
    assert found.n_utterances == 50
    assert never.kappa.value is None
    assert never.kappa.reason.startswith("Withheld because the code was given to 0 utterances")
    assert a.tally_icc.n == 10


def test_names_of_coders_and_order_of_recordings_change_no_figure() -> None:
    for coders in (2, 3):
        coded = recordings(15, coders, 4)
        renamed = [
            CodedRecording(one.recording, {f"z{9 - int(who[1])}": given for who, given in one.codes.items()})
            for one in coded[::-1]
        ]
        found, again = (coding_agreement(one, CODES, draws=50) for one in (coded, renamed))
        for one, other in zip(found.codes, again.codes, strict=True):
            assert one.kappa.value == pytest.approx(other.kappa.value)
            assert (one.alpha, one.ac1) == (other.alpha, other.ac1)
            assert one.tally_icc.value == pytest.approx(other.tally_icc.value)


def test_few_recordings_give_no_coefficient_and_one_coder_makes_no_pair() -> None:
    coded = recordings(9, 2, 5)
    found = coding_agreement([*coded, CodedRecording("alone", {"e1": ["OQ"] * 5})], CODES)
    assert (found.n_recordings, found.withheld, found.kappa.value) == (9, True, None)
    assert any("one coder" in note for note in found.notes)
    assert found.kappa.reason.startswith("Withheld because only 9 recordings")
    assert coding_agreement([], CODES).kappa.reason == "Not computable because no recording was coded by two people."
    with pytest.raises(ValueError, match="different numbers"):
        coding_agreement([CodedRecording("s", {"a": ["OQ"], "b": []})], CODES)


def moments(*seconds: float) -> list[tuple[float, float]]:
    return [(one, one) for one in seconds]


def test_three_moments_of_another_program_match_as_often_as_the_tolerance_lets_them() -> None:
    first, second = moments(155.105, 169.855, 264.855), moments(156.405, 170.852, 264.606)
    assert [len(matched(first, second, tolerance)) for tolerance in (0, 0.3, 1, 2, 3, 60)] == [0, 1, 2, 3, 3, 3]


def test_as_many_as_possible_are_matched_and_the_nearest_of_these() -> None:
    # Taking the nearest first (1.0 with 0.9) would leave 0.0 and 1.8 alone.
    assert [(one.first, one.second) for one in matched(moments(0.0, 1.0), moments(0.9, 1.8), 1.0)] == [(0, 0), (1, 1)]
    assert [one.second for one in matched(moments(5.0), moments(4.4, 5.1, 5.9), 1.0)] == [1]
    random = np.random.default_rng(6)
    for _ in range(100):
        first, second = (moments(*random.random(int(random.integers(0, 8))) * 10) for _ in range(2))
        there, back = matched(first, second, 0.8), matched(second, first, 0.8)
        assert len(there) == len(back)
        assert sum(one.apart_s for one in there) == pytest.approx(sum(one.apart_s for one in back))
        assert len({one.first for one in there}) == len({one.second for one in there}) == len(there)
        assert all(one.apart_s <= 0.8 + 1e-9 for one in there)


def test_stretches_by_hand() -> None:
    tenth = [MarkedRecording(f"s{n}", [(0.0, 1000.0)], [(100.0, 1100.0 - n)], 10_000.0) for n in range(10)]
    found = mark_agreement(tenth, 100.0)
    # Nine tenths of 1,000 of 10,000 seconds in common.
    assert mark_agreement([tenth[0]], 100.0, allow_small=True).time_kappa.value == pytest.approx(0.889, abs=5e-4)
    assert (found.matched, found.first_only, found.positive.value, found.boundaries.value) == (10, 0, 1.0, 1.0)
    assert found.offset_s == pytest.approx((100 + 95.5) / 2)
    strict = mark_agreement(tenth, 95.0)
    assert (strict.matched, strict.first_only, strict.second_only, strict.positive.value) == (0, 10, 10, 0.0)
    assert strict.boundaries.value == pytest.approx(0.25)
    halves = MarkedRecording("s", [(0.0, 500.0)], [(500.0, 1000.0)], 1000.0)
    assert mark_agreement([halves], 1.0, allow_small=True).time_kappa.value == pytest.approx(-1.0)


def test_few_recordings_show_counts_and_no_coefficient() -> None:
    one = MarkedRecording("s", moments(1.0, 5.0), moments(1.5), 60.0)
    found = mark_agreement([one, one], 2.0)
    assert (found.n_recordings, found.matched, found.first_only, found.withheld) == (1, 2, 2, True)
    assert found.positive.value is None
    assert (found.boundaries, found.time_kappa) == (None, None)
    assert mark_agreement([], 2.0).positive.reason.startswith("Not computable")
    with pytest.raises(ValueError, match="outside"):
        mark_agreement([MarkedRecording("s", moments(61.0), [], 60.0)], 2.0)
    with pytest.raises(ValueError, match="negative"):
        mark_agreement([], -1.0)
