"""Agreement on utterance codes: over all codes, code by code, and in how often each was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement import notes
from coder.analysis.agreement.chance import kappa
from coder.analysis.agreement.figures import (
    ABOUT_INTERVALS,
    DRAWS,
    MIN_PAIRED,
    SEED,
    CodeFigures,
    CodingAgreement,
    Coefficient,
)
from coder.analysis.agreement.icc import icc_single
from coder.analysis.agreement.resampling import Measure, Sample, coefficient, drawn

Array = NDArray[Any]
# A code that was given to fewer utterances than this has no figure of its own.
MIN_UTTERANCES = 10


@dataclass(frozen=True)
class CodedRecording:
    """The codes of each coder of one recording, utterance by utterance; "" where the coder passed one over.

    All sequences are as long as the recording has utterances that at least one of them coded.
    """

    recording: str
    codes: Mapping[str, Sequence[str]]


def coding_agreement(
    recordings: Sequence[CodedRecording],
    codes: Sequence[str],
    *,
    allow_small: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> CodingAgreement:
    """Agreement over all codes that were given, and on each of ``codes`` against all others.

    Recordings with one coder are left out. Fewer than ten recordings give no coefficient unless ``allow_small``, nor
    does a code that fewer than ten utterances were given. Intervals are drawn over recordings, whole. Raises ValueError
    where two coders of a recording have different numbers of utterances.
    """
    paired = sorted((one for one in recordings if len(one.codes) > 1), key=lambda one: one.recording)
    counted = _Counted.of(paired, codes)
    sample = drawn(np.ones(len(paired)), draws, seed)
    work = _Work(counted, sample, allow_small)
    return CodingAgreement(
        n_recordings=len(paired),
        n_coders=len(counted.coders),
        n_utterances=int(counted.utterances.sum()),
        withheld=work.withheld,
        kappa=work.overall("kappa"),
        alpha=work.overall("alpha"),
        codes=tuple(work.code(code) for code in codes),
        confusion=counted.confusion,
        notes=notes.of_codings(len(recordings) - len(paired), len(counted.coders), ABOUT_INTERVALS),
    )


@dataclass(frozen=True)
class _Counted:
    """What each recording adds, by code: ``given`` how often by anybody, ``same`` by how many pairs of coders at once.

    ``first`` and ``second`` are the counts of either coder where there are two in all. ``tallies`` (codes, recordings,
    coders) is nan where somebody did not code a recording. ``weight`` is the number of coders of a recording.
    """

    places: dict[str, int]
    coders: tuple[str, ...]
    utterances: Array
    weight: Array
    given: Array
    same: Array
    touched: Array
    tallies: Array
    confusion: dict[tuple[str, str], int]

    @classmethod
    def of(cls, recordings: Sequence[CodedRecording], codes: Sequence[str]) -> _Counted:
        seen = {code for one in recordings for given in one.codes.values() for code in given}
        places = {code: place for place, code in enumerate(sorted(seen | {*codes, ""}))}
        coders = tuple(sorted({coder for one in recordings for coder in one.codes}))
        size = len(places)
        tallies = np.full((len(recordings), len(coders), size), np.nan)
        same, touched = np.zeros((len(recordings), size)), np.zeros(size)
        confusion = np.zeros(size * size, int)
        for number, one in enumerate(recordings):
            coded = {coder: _placed(one.codes[coder], places) for coder in sorted(one.codes)}
            if len({len(given) for given in coded.values()}) != 1:
                raise ValueError("two coders of a recording have different numbers of utterances")
            for coder, given in coded.items():
                tallies[number, coders.index(coder)] = np.bincount(given, minlength=size)
            for first, second in combinations(coded.values(), 2):
                same[number] += np.bincount(first[first == second], minlength=size)
                confusion += np.bincount(first * size + second, minlength=size * size)
            given = np.nansum(tallies[number], axis=0)
            touched += _touched(list(coded.values()), size, given, same[number])
        names = list(places)
        return cls(
            places=places,
            coders=coders,
            utterances=np.array([len(next(iter(one.codes.values()))) for one in recordings], float),
            weight=np.array([len(one.codes) for one in recordings], float),
            given=np.nansum(tallies, axis=1),
            same=same,
            touched=touched,
            tallies=tallies,
            confusion={
                (names[at // size], names[at % size]): int(confusion[at]) for at in map(int, np.flatnonzero(confusion))
            },
        )


def _placed(given: Sequence[str], places: Mapping[str, int]) -> Array:
    return np.array(list(map(places.__getitem__, given)), dtype=np.int64)


def _touched(coded: Sequence[Array], size: int, given: Array, same: Array) -> Array:
    """Of each code, the utterances to which anybody gave it."""
    if len(coded) == 2:
        return np.asarray(given - same)
    every = np.concatenate([np.arange(len(one)) * size + one for one in coded])
    return np.bincount(np.unique(every) % size, minlength=size)


@dataclass(frozen=True)
class _Work:
    counted: _Counted
    sample: Sample
    allow_small: bool

    @property
    def withheld(self) -> bool:
        return len(self.sample.counts) < MIN_PAIRED and not self.allow_small

    @property
    def _two(self) -> bool:
        return len(self.counted.coders) == 2

    def overall(self, key: str) -> Coefficient:
        every = np.arange(len(self.counted.places))
        return self._figure(key, self._measure(key, every), self._hindrance(), notes.ONE_CODE)

    def code(self, code: str) -> CodeFigures:
        place = np.array([self.counted.places[code]])
        coded = float(self.counted.given.sum() - self.counted.given[:, self.counted.places[""]].sum())
        touched = int(self.counted.touched[place[0]])
        hindrance = self._hindrance()
        if not hindrance and touched < MIN_UTTERANCES and not self.allow_small:
            hindrance = notes.rare(touched)
        tallies = icc_single(self.counted.tallies[:, :, place[0]])
        return CodeFigures(
            code=code,
            utterances=touched,
            prevalence=float(self.counted.given[:, place[0]].sum()) / coded if coded else None,
            kappa=self._figure("kappa", self._measure("kappa", place), hindrance, notes.ALWAYS_OR_NEVER),
            alpha=self._figure("alpha", self._measure("alpha", place), hindrance, notes.ALWAYS_OR_NEVER),
            ac1=self._figure("ac1", self._measure("ac1", place), hindrance, notes.ALWAYS_OR_NEVER),
            tally_icc=self._figure("tally_icc", tallies, hindrance, notes.SAME_TALLIES),
        )

    def _hindrance(self) -> str:
        if not len(self.sample.counts):
            return notes.NO_CODINGS
        return notes.few_recordings(len(self.sample.counts)) if self.withheld else ""

    def _figure(self, key: str, measure: Measure, hindrance: str, undefined: str) -> Coefficient:
        form = notes.form_of_codes(key, len(self.counted.coders), of_all=undefined is notes.ONE_CODE)
        n = len(self.sample.counts)
        if hindrance:
            return Coefficient(key, form, n, reason=hindrance)
        return coefficient(key, form, n, measure, self.sample, undefined)

    def _measure(self, key: str, places: Array) -> Measure:
        """Of one place: that code against all others; of all places: all codes at once."""
        given, same = self.counted.given[:, places], self.counted.same[:, places]
        n, utterances = self.counted.weight[:, None], self.counted.utterances[:, None]
        if key == "alpha":
            return Measure(np.hstack([utterances * n, given, 2 * same / (n - 1)]), _alpha)
        if key == "kappa" and self._two:
            return self._cohen(places)
        chance = _same_by_chance if key == "kappa" else _gwet_by_chance
        return Measure(
            np.hstack([utterances, given / n, 2 * same / (n * (n - 1))]), lambda sums: _of_shares(sums, chance)
        )

    def _cohen(self, places: Array) -> Measure:
        tallies = self.counted.tallies[:, :, places]
        return Measure(
            np.hstack([self.counted.utterances[:, None], tallies[:, 0], tallies[:, 1], self.counted.same[:, places]]),
            lambda sums: _cohen(sums, len(places)),
        )


def _cohen(sums: Array, size: int) -> Array:
    n, first, second, same = sums[..., :1], *(sums[..., 1 + k * size : 1 + (k + 1) * size] for k in range(3))
    if size == 1:
        # The code against all others: neither gave it on what is left.
        agreed = n + 2 * same - first - second
        return kappa(np.concatenate([n, agreed, first, n - first, second, n - second], axis=-1))
    return kappa(np.concatenate([n, same.sum(axis=-1, keepdims=True), first, second], axis=-1))


def _of_shares(sums: Array, chance: Any) -> Array:
    """From utterances, shares of codes, and agreement by code: (agreed − chance) ÷ (1 − chance)."""
    size = (sums.shape[-1] - 1) // 2
    with np.errstate(invalid="ignore", divide="ignore"):
        shares, same = sums[..., 1 : 1 + size] / sums[..., :1], sums[..., 1 + size :] / sums[..., :1]
        agreed = 1 - 2 * (shares - same)[..., 0] if size == 1 else same.sum(axis=-1)
        if size == 1:
            shares = np.concatenate([shares, 1 - shares], axis=-1)
        expected = chance(shares)
        return np.where(1 - expected > 1e-12, (agreed - expected) / (1 - expected), np.nan)


def _same_by_chance(shares: Array) -> Array:
    return np.asarray((shares**2).sum(axis=-1))


def _gwet_by_chance(shares: Array) -> Array:
    return np.asarray((shares * (1 - shares)).sum(axis=-1) / (shares.shape[-1] - 1))


def _alpha(sums: Array) -> Array:
    """Krippendorff's nominal alpha from all values, values by code, and pairable equal values by code."""
    size = (sums.shape[-1] - 1) // 2
    n, given, same = sums[..., 0], sums[..., 1 : 1 + size], sums[..., 1 + size :]
    if size == 1:
        apart, expected = 2 * (given - same)[..., 0], 2 * given[..., 0] * (n - given[..., 0])
    else:
        apart, expected = n - same.sum(axis=-1), n**2 - (given**2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 1e-12, 1 - (n - 1) * apart / expected, np.nan)
