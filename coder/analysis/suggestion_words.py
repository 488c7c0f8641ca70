"""What is told of the worth of suggestions, in the sentences that page and command line share."""

from __future__ import annotations

from collections.abc import Sequence

from coder.analysis.agreement_reader import MIN_EVALUATORS
from coder.analysis.wording import counted, day_text
from coder.domain.reports import MIN_RECORDINGS, MIN_WORKERS
from coder.domain.suggestion_worth import Effect, Estimate, Split, Worth, clearly_below

NO_EFFECT_YET = (
    "Whether seeing suggestions changes how far two evaluators agree is not known yet. It is told once at least "
    f"{MIN_RECORDINGS} recordings of {MIN_WORKERS} workers that show suggestions, and as many drawn to show none, were "
    f"coded blind by two and finished, by {MIN_EVALUATORS} evaluators on either side."
)
_READ_WITH_CARE = (
    "Two who saw the same suggestion may come closer to each other without being closer to what is right. Where the "
    "intervals overlap, the difference may be chance."
)


def below_target(worth: Worth, target: float) -> str:
    """That suggestions of late were agreed with clearly less often than aimed at (0–1), and what to do; or ""."""
    batch = clearly_below(worth, target)
    if batch is None:
        return ""
    return (
        f"Suggestions fit less often than this service aims at. Of those in the {batch.recordings} recordings finished "
        f"from {day_text(batch.since)} to {day_text(batch.until)}, {_shares(batch.agreed)} were the code that the "
        f"evaluator had given before seeing them; the aim is {target:.0%}. The table says at which codes they differ; "
        "Settings can leave codes out, or ask for surer suggestions."
    )


def with_interpreter(split: Split) -> str:
    """How suggestions did on one side."""
    return (
        f"{split.name}: evaluators agreed with {split.agreed} of {counted(split.suggested, 'suggestion')}, and the "
        f"model was silent on {counted(split.silent, 'utterance')} they coded "
        f"({counted(split.recordings, 'recording')})."
    )


def effect(sides: Sequence[Effect]) -> str:
    """How far two evaluators agree where suggestions are shown and where not, or what it takes to know."""
    if not sides:
        return NO_EFFECT_YET
    told = "; ".join(
        f"{'suggestions never shown' if one.withheld else 'suggestions shown after the lock'}: "
        f"{_kappa(one.locked)} when locked, {_kappa(one.finished)} when finished "
        f"({counted(one.recordings, 'recording')})"
        for one in sides
    )
    return f"How far two evaluators agree (kappa over all codes, 95% interval), {told}. {_READ_WITH_CARE}"


def _kappa(one: Estimate) -> str:
    if one.value is None:
        return "—"
    return f"{one.value:.2f}" + (f" ({one.low:.2f}–{one.high:.2f})" if one.low is not None else "")


def _shares(one: Estimate) -> str:
    return f"{one.value:.0%} (95% interval {one.low:.0%}–{one.high:.0%})"
