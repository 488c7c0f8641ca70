"""Batches in which nobody can be picked out, and agreement by code, on plain values."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.suggestion_words import NO_EFFECT_YET, below_target, effect
from coder.analysis.suggestion_worth import (
    WITH,
    WITHOUT,
    FinishedCoding,
    FinishedPair,
    agreement_of,
    effect_of,
    worth_of,
)
from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS, MIN_WORKERS
from coder.domain.suggestion_worth import Outcome, Worth, clearly_below

START = datetime(2026, 5, 1, tzinfo=UTC)


def finished(
    place: int, worker: str, *, model: str = "starter", assisted: bool = False, through: bool = False
) -> FinishedCoding:
    outcomes = Counter({("OQ", Outcome.AGREED): 3, ("SR", Outcome.ABSTAINED): 1})
    return FinishedCoding(f"s{place}", worker, place, START + timedelta(days=place), model, assisted, through, outcomes)


@given(st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=60))
def test_every_batch_keeps_the_rule_of_team_figures_and_none_is_lost(drawn: list[tuple[int, bool]]) -> None:
    codings = [finished(n, f"w{who}", assisted=how) for n, (who, how) in enumerate(drawn)]
    worth = worth_of(codings)
    assert sum(batch.recordings for batch in worth.batches) + worth.waiting == len(codings)
    for batch in worth.batches:
        days = [(one.finished_at.date(), one) for one in codings if one.assisted is batch.assisted]
        held = [one for day, one in days if batch.since <= day <= batch.until]
        workers = Counter(one.worker_id for one in held)
        assert len(held) == batch.recordings >= MIN_RECORDINGS
        assert len(workers) >= MIN_WORKERS
        assert max(workers.values()) <= MAX_SHARE_OF_ONE_WORKER * len(held)


@given(st.lists(st.integers(0, 7), max_size=50), st.integers(0, 50))
def test_what_was_shown_once_never_changes_when_more_is_finished(drawn: list[int], cut: int) -> None:
    codings = [finished(n, f"w{who}") for n, who in enumerate(drawn)]
    before, after = worth_of(codings[:cut]).batches, worth_of(codings).batches
    assert after[: len(before)] == before


def test_models_and_ways_of_coding_never_share_a_batch() -> None:
    ten = [finished(n, f"w{n % 5}", model=("a", "b")[n % 2]) for n in range(10)]
    assert (worth_of(ten).batches, worth_of(ten).waiting) == ((), 10)


def test_a_recording_coded_by_two_counts_once() -> None:
    twice = [finished(n // 2, f"w{n // 2 % 5}") for n in range(12)]
    assert (worth_of(twice).batches, worth_of(twice).waiting) == ((), 6)


def test_with_and_without_an_interpreter_are_told_once_both_are_large_enough() -> None:
    mixed = [finished(n, f"w{n % 5}", through=n % 10 >= 5) for n in range(40)]
    with_, without = worth_of(mixed).interpreter
    assert (with_.name, without.name) == (WITH, WITHOUT)
    assert (with_.recordings, with_.suggested, with_.agreed, with_.silent) == (20, 60, 60, 20)
    assert worth_of(mixed[:10]).interpreter == ()
    assert worth_of([finished(n, f"w{n % 5}") for n in range(40)]).interpreter == ()


def with_right(right: list[int], *, assisted: bool = False, after: int = 0) -> list[FinishedCoding]:
    """A batch of recordings with ten suggestions each, of which so many are agreed."""
    made = [finished(after + n, f"w{n % 5}", assisted=assisted) for n in range(len(right))]
    for one, same in zip(made, right, strict=True):
        one.outcomes.clear()
        one.outcomes.update({("OQ", Outcome.AGREED): same, ("OQ", Outcome.KEPT): 10 - same})
    return made


def test_suggestions_are_said_to_fit_too_seldom_only_where_chance_cannot_explain_it() -> None:
    poor = worth_of(with_right([8, 7] * 5))
    assert poor.batches[0].agreed.value == pytest.approx(0.75)
    assert clearly_below(poor, 0.9) == poor.batches[0]
    assert "10 recordings finished from 1 May 2026 to 10 May 2026, 75% (95% interval 64%–83%)" in below_target(
        poor, 0.9
    )
    assert clearly_below(poor, 0.8) is None
    # As many agreed, but half of the recordings do not fit at all: ten recordings tell less than a hundred answers.
    apart = worth_of(with_right([10, 10, 10, 10, 10, 10, 10, 1, 2, 2]))
    assert apart.batches[0].agreed.value == pytest.approx(0.75)
    assert clearly_below(apart, 0.9) is None
    assert below_target(apart, 0.9) == ""


def test_the_newest_batch_that_was_coded_blind_is_held_against_the_aim() -> None:
    poor = with_right([5] * 10)
    assert clearly_below(worth_of(poor), 0.9) is not None
    assert clearly_below(worth_of([*poor, *with_right([10] * 10, after=10)]), 0.9) is None
    assert clearly_below(worth_of([*poor, *with_right([10] * 10, after=10, assisted=True)]), 0.9) is not None
    assert clearly_below(worth_of(with_right([5] * 10, assisted=True)), 0.9) is None
    assert clearly_below(Worth((), 3), 0.9) is None


def by_two(place: int, worker: str, *, withheld: bool, who: str = "abc") -> FinishedPair:
    """Two who differ on every fourth utterance at the lock; where suggestions are shown, on none in the end."""
    locked = [("a", "a"), ("b", "b"), ("a", "a"), ("a", "b") if place % 4 < 2 else ("b", "a")]
    one = who[place // 2 % len(who)], who[(place // 2 + 1) % len(who)]
    after = locked if withheld else [*locked[:3], ("b", "b")]
    return FinishedPair(f"s{place}", worker, frozenset(one), place, withheld, locked, after)


def test_withheld_recordings_are_compared_with_shown_ones_once_both_are_large_enough() -> None:
    pairs = [by_two(n, f"w{n // 2 % 5}", withheld=n % 2 == 1) for n in range(20)]
    shown, withheld = effect_of(pairs)
    assert (shown.withheld, shown.recordings, withheld.withheld, withheld.recordings) == (False, 10, True, 10)
    assert shown.finished.value == 1.0
    assert withheld.finished == withheld.locked
    assert withheld.locked.value is not None
    assert withheld.locked.value < 0.6
    assert "never shown: 0.47 (0.47–0.47) when locked, 0.47 (0.47–0.47) when finished (10 recordings)" in effect(
        (shown, withheld)
    )
    assert effect_of(pairs[:-1]) == ()
    assert effect(()) == NO_EFFECT_YET


def test_the_comparison_needs_three_evaluators_and_grows_by_whole_groups() -> None:
    by_the_same = [by_two(n, f"w{n // 2 % 5}", withheld=n % 2 == 1, who="ab") for n in range(40)]
    assert effect_of(by_the_same) == ()
    of_one_worker = [by_two(n, f"w{n // 2 % 5}" if n % 2 else "w0", withheld=n % 2 == 1) for n in range(40)]
    assert effect_of(of_one_worker) == ()
    pairs = [by_two(n, f"w{n // 2 % 5}", withheld=n % 2 == 1) for n in range(40)]
    told = [effect_of(pairs[:n]) for n in range(41)]
    assert {one.recordings for sides in told for one in sides} == {10, 20}
    assert told[39] == told[20]


def test_kappa_of_one_code_by_hand() -> None:
    # a against all others: 20 both, 5 and 10 one alone, 15 neither; Cohen 1960.
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "c")] * 15
    found, never = agreement_of([pairs[n::10] for n in range(10)], ["a", "z"])
    assert found.kappa == pytest.approx(0.4)
    assert (found.recordings, found.utterances) == (10, 35)
    assert (never.utterances, never.kappa, never.low, never.high) == (0, None, None, None)


def test_the_interval_is_wide_where_recordings_differ_and_the_same_each_time() -> None:
    alike = [[("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]] * 12
    (steady,) = agreement_of(alike, ["a"])
    assert steady.kappa == pytest.approx(0.5)
    assert (steady.low, steady.high) == (None, None)
    apart = [[("a", "a"), ("b", "b")], [("a", "b"), ("b", "a")]] * 6
    (wide,) = agreement_of(apart, ["a"])
    assert wide.kappa == pytest.approx(0.0)
    assert wide.low < -0.3 < 0.3 < wide.high
    assert agreement_of(apart, ["a"]) == (wide,)


def test_a_code_that_is_given_throughout_has_no_kappa() -> None:
    (found,) = agreement_of([[("a", "a"), ("a", "a")]] * 10, ["a"])
    assert (found.utterances, found.kappa) == (20, None)


def test_with_few_recordings_or_few_utterances_there_is_no_coefficient() -> None:
    recording = [("a", "a"), ("b", "b")]
    assert [one.kappa for one in agreement_of([recording] * 9, ["a"])] == [None]
    (found,) = agreement_of([recording] * 10, ["a"])
    assert (found.kappa, found.recordings, found.utterances) == (1.0, 10, 10)
    rare = [[("b", "b"), ("c", "c")]] * 11 + [[("a", "b"), ("c", "c")]] * 9
    assert next(one for one in agreement_of(rare, ["a"])).kappa is None
