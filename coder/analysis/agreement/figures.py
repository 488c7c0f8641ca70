"""What agreement comes out as: coefficients with form, n and interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Below ten recordings that two people rated, the pairs are shown and no coefficient (codebook, reliability protocol).
MIN_PAIRED = 10
DRAWS = 2000
SEED = 20261122
ABOUT_INTERVALS = (
    f"Intervals are 95%: bias-corrected and accelerated bootstrap over units, up to {DRAWS:,} draws from a fixed "
    "seed, widened for few units. They say how far other units could move a figure, with these same raters."
)


class Level(StrEnum):
    """What may be done with the values: tell apart, put in order, or subtract."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Coefficient:
    """One figure of agreement.

    ``form`` names the statistic and its source. ``n`` counts the recordings (units) it comes from. ``value`` is None
    with the ``reason`` in a sentence ("Not computable because …") where it is withheld or not defined; ``low`` and
    ``high`` bound its 95 % interval and are None together, then, too, with a reason if there is a value. No figure is
    ever NaN.
    """

    key: str
    form: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Pair:
    """Two ratings of one unit by two people, as they were given; ``difference`` is second less first.

    ``difference`` is in steps of the scale, and None on nominal values.
    """

    unit: str
    first: str
    second: str
    first_value: str
    second_value: str
    difference: float | None


@dataclass(frozen=True)
class PairDifference:
    """How two people differ over the ``n`` units both rated.

    ``mean`` is the mean of second less first, in steps of the scale.
    """

    first: str
    second: str
    n: int
    mean: Coefficient
    exact: Coefficient
    within_one: Coefficient


@dataclass(frozen=True)
class RatingAgreement:
    """Agreement on one thing that several people rated: one principle, or one file.

    ``n_units`` and ``n_raters`` count those with at least one value, ``n_paired`` the units that two or more rated,
    ``n_pairs`` the pairs of ratings on them (three raters of one unit make three pairs). With ``withheld`` there are
    fewer than ten such units and every coefficient is None: show ``RatingTable.pairs()`` instead.
    ``notes`` are sentences for people: what was left out, what was done about what is missing.
    """

    level: Level
    n_units: int
    n_raters: int
    n_paired: int
    n_pairs: int
    withheld: bool
    icc_2_1: Coefficient
    icc_2_k: Coefficient
    alpha: Coefficient
    weighted_kappa: Coefficient
    kappa: Coefficient
    ac2: Coefficient
    exact: Coefficient
    within_one: Coefficient
    differences: tuple[PairDifference, ...]
    notes: tuple[str, ...]

    @property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """The six chance-corrected figures, in the order in which they are shown."""
        return self.icc_2_1, self.icc_2_k, self.alpha, self.weighted_kappa, self.kappa, self.ac2


@dataclass(frozen=True)
class CodeFigures:
    """Agreement on one code against all others, over utterances that at least one of the coders coded.

    ``prevalence`` is the share (0–1) of all given codes that are this one; ``utterances`` counts those to which anybody
    gave it. ``tally_icc`` is ICC(2,1) of how often each coder gave it in a recording: a tally flatters, as two may give
    the same number in different places.
    """

    code: str
    utterances: int
    prevalence: float | None
    kappa: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    tally_icc: Coefficient


@dataclass(frozen=True)
class CodingAgreement:
    """Agreement on utterance codes over recordings that two or more people coded.

    ``kappa`` and ``alpha`` are over all codes at once. ``confusion`` counts, for each pair of codes, the pairs of
    coders who gave them to one utterance: the code of the coder who comes first by name stands first. The code ""
    means that the coder passed over an utterance which another coded.
    """

    n_recordings: int
    n_coders: int
    n_utterances: int
    withheld: bool
    kappa: Coefficient
    alpha: Coefficient
    codes: tuple[CodeFigures, ...]
    confusion: dict[tuple[str, str], int]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MarkAgreement:
    """Agreement on moments or stretches that people set freely in the sound.

    ``matched`` pairs were found within ``tolerance_s`` seconds; ``first_only`` and ``second_only`` have no partner.
    ``positive`` is 2·matched ÷ all marks (positive specific agreement, Dice 1945): chance-corrected figures need a
    count of places where nobody marked anything, which free marks do not have. ``boundaries`` (stretches only) is the
    same over starts and ends, each within the tolerance. ``offset_s`` is the mean distance of matched marks in seconds.
    """

    n_recordings: int
    tolerance_s: float
    matched: int
    first_only: int
    second_only: int
    positive: Coefficient
    boundaries: Coefficient | None
    time_kappa: Coefficient | None
    offset_s: float | None
    withheld: bool
