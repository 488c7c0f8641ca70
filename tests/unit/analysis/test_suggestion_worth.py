"""Batches in which nobody can be picked out, and agreement by code, on plain values."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.suggestion_worth import (
    WITH,
    WITHOUT,
    FinishedCoding,
    agreement_of,
    worth_of,
)
from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS, MIN_WORKERS
from coder.domain.suggestion_worth import Outcome

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
    assert (with_.recordings, with_.suggested, with_.agreed) == (20, 60, 60)
    assert worth_of(mixed[:10]).interpreter == ()
    assert worth_of([finished(n, f"w{n % 5}") for n in range(40)]).interpreter == ()


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
