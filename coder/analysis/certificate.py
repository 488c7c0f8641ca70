"""The certificate rule over the gold set (codebook §K): within one step, no bias, and ICC(2,1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from coder.analysis.agreement.figures import DRAWS, Coefficient
from coder.analysis.agreement.icc import icc_single
from coder.analysis.agreement.resampling import Measure, coefficient, drawn
from coder.analysis.wording import counted
from coder.domain.training import LEAST_ICC, MOST_BIAS, WITHIN_ONE, Certificate, Rule

_FORM = "ICC(2,1), two-way random, absolute agreement (Shrout & Fleiss 1979)"


@dataclass(frozen=True)
class GoldRatings:
    """One gold recording: ratings by principle, None where not evaluable."""

    own: Mapping[str, int | None]
    expert: Mapping[str, int | None]


def certificate(recordings: Sequence[GoldRatings], names: Mapping[str, str]) -> Certificate:
    """Whether the rule is met: at least 80 % within one step, no principle with mean bias over .5, ICC at least .60.

    Principles that either found not evaluable are left out and counted in the note. Of ICC(2,1) the units are ratings
    of one principle of one recording; its interval is drawn over recordings, whole. ``names`` are those of the
    principles by id, which the rules tell them by.
    """
    pairs = [
        (n, principle, mine, theirs)
        for n, one in enumerate(recordings)
        for principle, mine in one.own.items()
        if mine is not None and (theirs := one.expert.get(principle)) is not None
    ]
    left_out = sum(len(one.expert) for one in recordings) - len(pairs)
    apart = [float(mine - theirs) for _, _, mine, theirs in pairs]
    within = fmean(abs(one) <= 1 for one in apart) if apart else 0.0
    bias = {p: fmean(m - t for _, q, m, t in pairs if q == p) for p in dict.fromkeys(q for _, q, _, _ in pairs)}
    icc = _icc([(n, mine, theirs) for n, _, mine, theirs in pairs])
    rules = _rules(within, bias, icc, names)
    notes = [
        f"Not evaluable to one of the two, left out: {counted(left_out, 'rating')}." if left_out else "",
        icc.reason,
    ]
    return Certificate(
        recordings=len(recordings),
        n=len(pairs),
        within_one=within,
        bias=bias,
        icc=icc.value,
        icc_low=icc.low,
        icc_high=icc.high,
        note=" ".join(one for one in notes if one),
        rules=rules,
        met=all(rule.met for rule in rules),
    )


def _icc(pairs: Sequence[tuple[int, int, int]]) -> Coefficient:
    if not pairs:
        return Coefficient("icc_2_1", _FORM, 0, reason="Not computable because nothing was rated by both.")
    values = np.array([[mine, theirs] for _, mine, theirs in pairs], dtype=float)
    of_ratings = icc_single(values)
    assert of_ratings.rows is not None
    places = np.array([n for n, _, _ in pairs])
    rows = np.array([of_ratings.rows[places == n].sum(axis=0) for n in sorted(set(places.tolist()))])
    sample = drawn(np.ones(len(rows), dtype=int), DRAWS)
    undefined = "Not computable because the ratings do not vary."
    return coefficient("icc_2_1", _FORM, len(rows), Measure(rows, of_ratings.of), sample, undefined)


def _rules(within: float, bias: Mapping[str, float], icc: Coefficient, names: Mapping[str, str]) -> tuple[Rule, ...]:
    most = max(bias, key=lambda p: abs(bias[p]), default="")
    found = "–" if icc.value is None else f"{icc.value:.2f}"
    if icc.value is not None and icc.low is not None and icc.high is not None:
        found += f" ({icc.low:.2f} to {icc.high:.2f})"
    return (
        Rule(f"at least {WITHIN_ONE:.0%} within one step", f"{within:.0%}", within >= WITHIN_ONE),
        Rule(
            f"no principle more than {MOST_BIAS} steps off on average",
            f"{names.get(most, most)} {bias[most]:+.2f}" if most else "–",
            bool(most) and abs(bias[most]) <= MOST_BIAS,
        ),
        Rule(f"ICC(2,1) at least {LEAST_ICC:.2f}", found, icc.value is not None and icc.value >= LEAST_ICC),
    )
