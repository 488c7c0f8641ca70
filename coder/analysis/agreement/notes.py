"""The words of agreement: the form of each figure with its source, and why a figure is not there."""

from __future__ import annotations

import numpy as np

from coder.analysis.agreement.figures import ABOUT_INTERVALS, MIN_PAIRED, Level
from coder.analysis.agreement.tables import RatingTable
from coder.analysis.wording import counted

_ALPHA = "Krippendorff's alpha, {metric} metric (Krippendorff 2011)"
FORMS = {
    "icc_2_1": "ICC(2,1), two-way random, absolute agreement, one rater (Shrout & Fleiss 1979)",
    "icc_2_k": "ICC(2,k), two-way random, absolute agreement, mean of the raters (Shrout & Fleiss 1979)",
    "alpha": _ALPHA,
    "weighted_kappa": "Cohen's kappa with quadratic weights (Cohen 1968)",
    "kappa": "Cohen's kappa (Cohen 1960)",
    "ac2": "Gwet's AC2 with quadratic weights (Gwet 2014)",
    "exact": "share of pairs of ratings that are equal",
    "within_one": "share of pairs of ratings at most one step apart",
}
FORMS_OF_PAIRS = {
    "mean": "mean of second less first",
    "exact": FORMS["exact"],
    "within_one": FORMS["within_one"],
}
ABOUT_ENDS = (
    "Where that is not good enough the ends come otherwise: of ICC, weighted kappa and alpha by jackknife on Fisher's "
    "scale, averaged with what normal ratings would vary by as if that were twenty more units; of shares of pairs by "
    "Wilson's formula; and of AC2 with a lower end that allows for large differences which few units seldom show."
)
NEEDS_NUMBERS = ("icc_2_1", "icc_2_k", "weighted_kappa", "within_one")
NEEDS_CATEGORIES = ("kappa", "ac2")

_BECAUSE = "Not computable because "
NO_NUMBERS = _BECAUSE + "nominal values can be told apart, but neither ordered nor subtracted."
NO_RATINGS = _BECAUSE + "there is no rating."
ONE_RATER = _BECAUSE + "only one rater gave a value."
NO_PAIRS = _BECAUSE + "no unit was rated by two raters."
NO_VARIATION = (
    _BECAUSE + "every rating is the same: without variation, agreement cannot be told from what chance would give."
)
TOO_FEW = _BECAUSE + "there is too little to tell raters from chance: too few units, or no variation within a rater."
NOT_WHOLE = _BECAUSE + "values with decimals are hardly ever equal, and this figure counts equal values."
TOO_MANY_VALUES = _BECAUSE + "there are more than 1,000 different values, which are no categories."


def withheld(n: int) -> str:
    """Why there is no coefficient of ``n`` units, fewer than ten."""
    return (
        f"Withheld because only {n} {'unit was' if n == 1 else 'units were'} rated by two or more raters; "
        f"below {MIN_PAIRED} look at the pairs themselves."
    )


def form_of(key: str, level: Level, raters: int) -> str:
    """What a figure is at this level and with so many raters, with its source."""
    if key == "alpha":
        return _ALPHA.format(metric=level.value)
    if key == "ac2" and level is Level.NOMINAL:
        return "Gwet's AC1, which is AC2 where all values are equally far apart (Gwet 2008)"
    if raters > 2 and key == "kappa":
        return "Fleiss's kappa, for more than two raters (Fleiss 1971)"
    if raters > 2 and key == "weighted_kappa":
        return "Conger's kappa with quadratic weights, which is Cohen's for more than two raters (Conger 1980)"
    return FORMS[key]


def of_table(table: RatingTable, n_paired: int, allow_small: bool, ratings_a_unit: float) -> tuple[str, ...]:
    """What a reader must know about the table as a whole: what is missing, and what was done about it."""
    rated = ~np.isnan(table.values)
    of_unit = rated.sum(axis=1)
    found = []
    if silent := int((~rated.any(axis=0)).sum()):
        found.append(f"Raters without any value, left out: {silent}.")
    if empty := int((of_unit == 0).sum()):
        found.append(f"Units without any value, left out: {empty}.")
    if alone := int((of_unit == 1).sum()):
        found.append(
            f"Units with one rating: {alone}. They make no pair; of more than two raters they count only in how often "
            "each value is given (kappa, weighted kappa, AC1 and AC2)."
        )
    if n_paired and len(set(of_unit[of_unit > 0])) > 1:
        found.append(
            "Units have different numbers of ratings. ICC takes its variance components from the ratings there are "
            f"(Henderson's method 3), and ICC(2,k) is for the mean of k = {ratings_a_unit:.2f} ratings, the harmonic "
            "mean over units with two or more."
        )
    if allow_small and n_paired < MIN_PAIRED:
        found.append(f"Figures of {n_paired} units are shown because it was asked for; they tell next to nothing.")
    if n_paired:
        found.append(ABOUT_INTERVALS)
    if n_paired >= MIN_PAIRED or (n_paired and allow_small):
        found.append(ABOUT_ENDS)
    return tuple(found)


FORMS_OF_CODES = {
    "kappa": "Cohen's kappa of the code against all others (Cohen 1960)",
    "alpha": _ALPHA.format(metric="nominal"),
    "ac1": "Gwet's AC1 of the code against all others (Gwet 2008)",
    "tally_icc": "ICC(2,1), absolute agreement, of how often each coder gave the code in a recording",
}
NO_CODINGS = _BECAUSE + "no recording was coded by two people."
ONE_CODE = _BECAUSE + "one and the same code was given throughout."
ALWAYS_OR_NEVER = _BECAUSE + "the code was given to every utterance, or to none."
SAME_TALLIES = _BECAUSE + "the code was given equally often in every recording."


def few_recordings(n: int) -> str:
    """Why there is no coefficient of ``n`` double-coded recordings, fewer than ten."""
    return (
        f"Withheld because only {n} {'recording was' if n == 1 else 'recordings were'} coded by two or more people; "
        f"from {MIN_PAIRED} on there is a figure."
    )


def rare(utterances: int) -> str:
    """Why a code that was hardly ever given has no figure."""
    return (
        f"Withheld because the code was given to {counted(utterances, 'utterance')} only; from 10 on there is a figure."
    )


def form_of_codes(key: str, coders: int, *, of_all: bool = False) -> str:
    """What a figure of codes is with so many coders, with its source; ``of_all`` codes at once or of one."""
    form = FORMS_OF_CODES[key]
    if key == "kappa" and coders > 2:
        form = "Fleiss's kappa of the code against all others, for more than two coders (Fleiss 1971)"
    return form.replace("of the code against all others", "over all codes") if of_all else form


def of_codings(alone: int, coders: int, about_intervals: str) -> tuple[str, ...]:
    """What a reader must know about codings as a whole."""
    found = [f"Recordings with one coder, left out: {alone}."] if alone else []
    if coders > 2:
        found.append("More than two people coded, so kappa is Fleiss's: what people are called changes nothing.")
    return (*found, about_intervals.replace("units", "recordings").replace("raters", "coders"))


FORMS_OF_MARKS = {
    "positive": "share of marks with a partner within {tolerance} s at both ends (positive agreement; Dice 1945)",
    "boundaries": "share of starts and ends with a partner within {tolerance} s",
    "time_kappa": "Cohen's kappa over time: marked or not, second by second without rounding (Cohen 1960)",
}
NO_MARKS = _BECAUSE + "nobody marked anything."
ALWAYS_OR_NEVER_MARKED = _BECAUSE + "all of the time is marked, or none."
