"""Drift finds who moved, and neither whoever was paired with them nor anybody on too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from coder.analysis.certificate import GoldRatings, certificate
from coder.analysis.drift import RatedGold, RatedTogether, against_gold, against_peers, drift_of, no_peers

NAMES = {"EVO": "Evocation", "EMP": "Empathy", "PUR": "Purpose", "AUT": "Autonomy", "COL": "Collaboration"}
NAMES |= {"CHF": "Change focus", "CLA": "Clarity"}
PRINCIPLES = ("EVO", "EMP", "PUR", "AUT", "COL", "CHF", "CLA")
DAY = datetime(2026, 1, 5, tzinfo=UTC)


def rated(number: int, biases: dict[str, float], chance: Random) -> RatedTogether:
    """One recording rated by some people, each off by their bias and a little chance."""
    truth = {p: chance.uniform(2, 4) for p in PRINCIPLES}
    ratings = {
        who: {p: min(5, max(1, round(value + bias + chance.gauss(0, 0.4)))) for p, value in truth.items()}
        for who, bias in biases.items()
    }
    at = DAY + timedelta(days=number)
    return RatedTogether(f"{number:03d}", ratings, dict.fromkeys(biases, at))


def test_whoever_moved_is_found_and_those_paired_with_them_are_not() -> None:
    chance = Random(3)
    people = ("A", "B", "C", "D")
    recordings = []
    for number in range(40):
        pair = chance.sample(people, 2)
        recordings.append(rated(number, {who: 1.0 if who == "C" and number >= 20 else 0.0 for who in pair}, chance))
    found = against_peers(recordings)
    assert against_peers(recordings[::-1]) == found
    assert {who: one.alert for who, one in found.items()} == {"A": False, "B": False, "C": True, "D": False}
    moved = found["C"]
    assert moved.bias == pytest.approx(1.0, abs=0.25)
    assert moved.recordings == 8
    assert moved.points[0].bias < 0.5 < moved.points[-1].bias
    sentence = drift_of("C", "E-3", against_gold([]), moved, NAMES).sentence
    assert "recalibrate" in sentence
    assert "above" in sentence
    assert sum(name in sentence for name in NAMES.values()) == 2
    assert not any(principle in sentence for principle in PRINCIPLES)


def test_in_a_service_without_drift_hardly_anybody_is_alerted() -> None:
    chance = Random(5)
    alerts = 0
    for _ in range(40):
        recordings = [rated(n, dict.fromkeys(chance.sample("ABCD", 2), 0.0), chance) for n in range(24)]
        alerts += sum(one.alert for one in against_peers(recordings).values())
    assert alerts <= 2


def test_with_two_evaluators_nobody_is_told_to_have_moved() -> None:
    chance = Random(1)
    found = against_peers([rated(n, {"A": 1.0, "B": 0.0}, chance) for n in range(10)])
    assert found["A"].bias == pytest.approx(1.0, abs=0.3)
    assert found["A"].bias == pytest.approx(-found["B"].bias, abs=1e-9)  # type: ignore[operator]
    assert not found["A"].alert
    assert "which of the two" in found["A"].note


@pytest.mark.parametrize(("recordings", "alert"), [(7, False), (8, True)])
def test_eight_recordings_are_needed(recordings: int, alert: bool) -> None:
    gold = [
        RatedGold(f"{n}", {"EMP": 4, "CLA": None}, {"EMP": 3, "CLA": 3}, DAY + timedelta(n)) for n in range(recordings)
    ]
    found = against_gold(gold)
    assert (found.alert, found.bias, found.within_one, found.exact) == (alert, 1.0, 1.0, 0.0)
    assert found.by_principle == {"EMP": 1.0}


def test_only_the_last_eight_count_and_half_a_step_is_no_alert() -> None:
    old = [RatedGold(f"{n:02d}", {"EMP": 5}, {"EMP": 1}, DAY + timedelta(n)) for n in range(20)]
    new = [
        RatedGold(f"{n:02d}", {"EMP": 3 + n % 2, "CLA": 3}, {"EMP": 3, "CLA": 3}, DAY + timedelta(n))
        for n in range(20, 28)
    ]
    found = against_gold([*new, *old])
    assert found.bias == 0.25
    assert not found.alert
    assert len(found.points) == 28


def test_nothing_to_compare_is_said_so() -> None:
    assert no_peers().bias is None
    assert "Nothing to compare" in drift_of("A", "E-1", against_gold([]), no_peers(), {}).sentence
    same = [RatedGold(f"{n}", {"EMP": 3}, {"EMP": 3}, DAY + timedelta(n)) for n in range(8)]
    assert "where the experts' ratings lie" in drift_of("A", "E-1", against_gold(same), no_peers(), NAMES).sentence


def gold(off: dict[str, int], number: int = 10) -> list[GoldRatings]:
    """Gold recordings that vary, and a trainee who is off by some steps on some principles."""
    chance = Random(9)
    found = []
    for _ in range(number):
        expert = {p: chance.randint(1, 4) for p in PRINCIPLES}
        found.append(GoldRatings({p: value + off.get(p, 0) for p, value in expert.items()}, expert))
    return found


def test_the_certificate_asks_for_all_three_rules() -> None:
    same = certificate(gold({}), NAMES)
    assert same.met
    assert (same.recordings, same.n, same.within_one, same.icc) == (10, 70, 1.0, pytest.approx(1.0))
    one_off = certificate(gold({"EMP": 1}), NAMES)
    assert [rule.met for rule in one_off.rules] == [True, False, True]
    assert one_off.rules[1].found == "Empathy +1.00"
    assert one_off.bias["EMP"] == 1.0
    assert not one_off.met
    all_off = certificate(gold(dict.fromkeys(PRINCIPLES, 1)), NAMES)
    # Everybody one step too high: within one, and yet no absolute agreement.
    assert [rule.met for rule in all_off.rules][:2] == [True, False]
    assert all_off.icc is not None
    assert all_off.icc < 0.75


def test_icc_of_the_certificate_is_that_of_the_published_table() -> None:
    # Shrout & Fleiss 1979, raters 1 and 3 of their table 2, worked by hand from its sums of squares below.
    first, third = (9, 6, 8, 7, 10, 6), (5, 3, 6, 2, 6, 4)
    rows = [GoldRatings({"EMP": a}, {"EMP": b}) for a, b in zip(first, third, strict=True)]
    grand = (sum(first) + sum(third)) / 12
    units = [(a + b) / 2 for a, b in zip(first, third, strict=True)]
    between = 2 * sum((u - grand) ** 2 for u in units) / 5
    raters = 6 * sum((sum(r) / 6 - grand) ** 2 for r in (first, third))
    total = sum((v - grand) ** 2 for v in first + third)
    rest = (total - between * 5 - raters) / 5
    expected = (between - rest) / (between + rest + 2 * (raters - rest) / 6)
    found = certificate(rows, NAMES).icc
    assert found == pytest.approx(expected, abs=1e-9)


def test_not_evaluable_is_left_out_and_said() -> None:
    rows = gold({})
    rows[0] = GoldRatings({**rows[0].own, "EVO": None}, rows[0].expert)
    found = certificate(rows, NAMES)
    assert found.n == 69
    assert "left out: 1 rating." in found.note
    assert certificate([], NAMES).met is False
