"""Prompts for a team's talk: what the figures say in one sentence, and a question. No verdict, no target, no person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codebook.schema import Codebook
from coder.analysis.wording import counted, team_change_sentence
from coder.domain.reports import PrincipleShares, Prompt

GOING_WELL = "going well"
COULD_BE_BETTER = "could be better"
WE_CHANGED = "we changed"

# Asked of every visit in the work this product serves, whatever the figures say.
DAILY_QUESTIONS = (
    "Am I clear about the purpose?",
    "Is the family clear about it?",
    "Is my manager clear about it?",
)


def _share(row: PrincipleShares, wanted: Callable[[int], bool]) -> float:
    counts = row.counts or ()
    return sum(count for value, count in enumerate(counts, start=1) if wanted(value)) / max(1, sum(counts))


def _spoken(row: PrincipleShares, wanted: Callable[[int], bool], words: str) -> str:
    count = sum(count for value, count in enumerate(row.counts or (), start=1) if wanted(value))
    verb = "was" if count == 1 else "were"
    return f"{count} of {counted(row.recordings, 'recording')} {verb} rated {words} ({_share(row, wanted):.0%})."


def _going_well(rows: Sequence[PrincipleShares], codebook: Codebook) -> Prompt:
    high = codebook.rules.neutral_value + 1
    row = max(rows, key=lambda r: (_share(r, lambda v: v >= high), _share(r, lambda v: v >= high - 1)))
    name = codebook.principle(row.principle_id).name.lower()
    floor = high if _share(row, lambda v: v >= high) > 0 else high - 1
    return Prompt(
        kind=GOING_WELL,
        principle_id=row.principle_id,
        title=f"Going well: {name}",
        sentence=_spoken(row, lambda v: v >= floor, f"{floor} or above"),
        question=f"What made room for {name} in the visits you remember?",
    )


def _could_be_better(rows: Sequence[PrincipleShares], codebook: Codebook) -> Prompt | None:
    low = codebook.rules.neutral_value - 1
    row = max(rows, key=lambda r: (_share(r, lambda v: v <= low), _share(r, lambda v: v < low)))
    if not _share(row, lambda v: v <= low):
        return None
    name = codebook.principle(row.principle_id).name.lower()
    return Prompt(
        kind=COULD_BE_BETTER,
        principle_id=row.principle_id,
        title=f"Could be better: {name}",
        sentence=_spoken(row, lambda v: v <= low, f"{low} or below"),
        question=f"What makes {name} hard in our visits? What would help?",
    )


def _we_changed(rows: Sequence[PrincipleShares], codebook: Codebook) -> Prompt | None:
    """The largest change whose likely range excludes 0; smaller ones are as likely chance as change."""

    def supported(row: PrincipleShares) -> bool:
        return (row.change_low or 0) > 0 or (row.change_high or 0) < 0

    changed = [row for row in rows if row.change is not None and supported(row)]
    if not changed:
        return None
    row = max(changed, key=lambda r: abs(r.change or 0))
    name = codebook.principle(row.principle_id).name.lower()
    up = (row.change or 0) > 0
    question = (
        f"What did you try for {name} that you would pass on to a colleague?"
        if up
        else f"What was different about {name} in this period's visits?"
    )
    return Prompt(WE_CHANGED, row.principle_id, f"We changed: {name}", team_change_sentence(row), question)


def build_prompts(principles: Sequence[PrincipleShares], codebook: Codebook) -> tuple[Prompt, ...]:
    """At most three prompts from the figures that are shown; none where all are hidden.

    Going well: the largest share of ratings above the middle of the scale. Could be better: the largest share below
    it, on another principle. We changed: the largest change that its 80 % range supports.
    """
    rows = [row for row in principles if row.counts is not None]
    if not rows:
        return ()
    well = _going_well(rows, codebook)
    others = [row for row in rows if row.principle_id != well.principle_id]
    better = _could_be_better(others, codebook) if others else None
    return tuple(prompt for prompt in (well, better, _we_changed(rows, codebook)) if prompt)
