"""What the card of the suggestion model shows, row by row, from its figures and from what is known here. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coder.domain.suggestion_worth import Batch, CodeAgreement, CodeCounts, CodeSwitch, Outcome, Worth
from coder.domain.suggestions import family_code
from ui.library.card_charts import Point

if TYPE_CHECKING:
    from coder.domain.learning import Curves
    from coder.services.model_cards import CodeFigures, GroupFigures, KnownModel


FEWEST_ANSWERS = 20


def _tr(text: str) -> str:
    return QCoreApplication.translate("model card", text)


@dataclass(frozen=True)
class CodeRow:
    """One code: how the model did, how far people agree on it here and at home, and whether it is suggested."""

    code: str
    name: str
    figures: CodeFigures
    people: CodeAgreement | None
    labellings: float | None
    suggested: bool


@dataclass(frozen=True)
class CountsRow:
    """What became of the suggestions of one code in one batch."""

    batch: Batch
    code: CodeCounts


def code_rows(
    model: KnownModel,
    names: Mapping[str, str],
    switches: Iterable[CodeSwitch],
    people: Iterable[CodeAgreement],
) -> tuple[CodeRow, ...]:
    """A row for each code the model was taught."""
    on = {one.code for one in switches if one.suggested}
    agreed = {one.code: one for one in people}
    return tuple(
        CodeRow(
            one.code,
            _tr("Reflection of either kind") if one.code == family_code("CR") else names.get(one.code, ""),
            one,
            agreed.get(one.code),
            model.labellings.get(one.code),
            one.code in on,
        )
        for one in model.card.codes
    )


def reasons(switches: Iterable[CodeSwitch]) -> tuple[str, ...]:
    """Each reason why codes are not suggested, once, with the codes before it."""
    by_reason: dict[str, list[str]] = {}
    for one in switches:
        if not one.suggested:
            by_reason.setdefault(one.reason, []).append(one.code)
    return tuple(f"{', '.join(codes)}: {reason}" for reason, codes in by_reason.items())


def certainty_points(curves: Curves) -> tuple[Point, ...]:
    """Calibration: how sure the model was, and how often it was right; steps with few answers say nothing."""
    return tuple(
        Point(
            _tr("{0} to {1}").format(percent(one.low), percent(one.high)),
            one.right,
            one.certainty,
            _tr("Sure to {0} on average, right in {1} of {2} answers.").format(
                percent(one.certainty), percent(one.right), one.n
            ),
            one.n,
        )
        for one in curves.calibration
        if one.n >= FEWEST_ANSWERS
    )


def coverage_points(curves: Curves) -> tuple[Point, ...]:
    """How often the most certain part of the answers is right, in steps of a tenth."""
    return tuple(
        Point(
            percent(one.share),
            one.accuracy,
            None,
            _tr("Of the most certain {0} of its answers {1} are right.").format(
                percent(one.share), percent(one.accuracy)
            ),
        )
        for one in curves.coverage
        if round(100 * one.share) % 10 == 0
    )


def group_name(group: GroupFigures) -> str:
    """A group of utterances in words."""
    names = {
        ("talk", "families"): _tr("With families and about them"),
        ("talk", "workshops"): _tr("Skills workshops of other fields"),
        ("written", "typed"): _tr("Written as typed"),
        ("written", "recognised"): _tr("Written as a recogniser would"),
        ("after", "parent"): _tr("Answering a parent"),
        ("after", "child"): _tr("Answering a child"),
        ("after", "other"): _tr("Answering somebody else"),
        ("after", "nobody"): _tr("Before anybody else spoke"),
        ("interpreter", "yes"): _tr("Through an interpreter"),
        ("interpreter", "no"): _tr("Without an interpreter"),
    }
    return names.get((group.kind, group.name), group.name)


def counts_rows(worth: Worth) -> tuple[CountsRow, ...]:
    """A row for each code of each batch, the newest batch first."""
    return tuple(CountsRow(batch, one) for batch in reversed(worth.batches) for one in batch.codes)


def outcome_names() -> dict[Outcome, str]:
    """What may become of a suggestion, as headings."""
    return {
        Outcome.AGREED: _tr("Agreed"),
        Outcome.CHANGED: _tr("Changed to it"),
        Outcome.OTHERWISE: _tr("Changed otherwise"),
        Outcome.KEPT: _tr("Kept own"),
        Outcome.DISCUSSED: _tr("To be discussed"),
        Outcome.UNDECIDED: _tr("Undecided"),
        Outcome.ABSTAINED: _tr("Model silent"),
    }


def summary(points: Sequence[Point]) -> str:
    """All points in words, for who cannot see the chart."""
    return " ".join(one.sentence for one in points)


def percent(share: float) -> str:
    """A share (0–1) in whole per cent."""
    return f"{round(100 * share)}%"


def people_kappa(agreement: CodeAgreement | None) -> str:
    """A kappa between people with its interval if there is one, or a dash where there is no kappa."""
    if agreement is None or agreement.low is None or agreement.high is None:
        return kappa(agreement.kappa if agreement else None)
    return f"{kappa(agreement.kappa)} ({agreement.low:.2f}–{agreement.high:.2f})"


def kappa(value: float | None) -> str:
    """A kappa with two places, or a dash where there is none."""
    return "—" if value is None else f"{value:.2f}"
