"""How much of what names somebody is masked (recall) and how much of what is masked names somebody (precision)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from coder.domain.deidentify.engine import Line, find_masks
from coder.domain.masks import Mask, MaskKind, Standing
from tools.deidentify.passages import Marked, Passage


@dataclass
class Score:
    """Counts a kind: marked, and of these wholly masked; masks made, and of these on something marked."""

    marked: Counter[MaskKind] = field(default_factory=Counter)
    masked: Counter[MaskKind] = field(default_factory=Counter)
    made: int = 0
    right: int = 0
    words: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Marked places that are wholly masked, as a share (0–1)."""
        return self.masked.total() / max(1, self.marked.total())

    @property
    def precision(self) -> float:
        """Masks that touch a marked place, as a share (0–1)."""
        return self.right / max(1, self.made)


def measure(passages: Iterable[Passage], *, with_names: bool) -> Score:
    """Look through every passage as a session of its own."""
    score = Score()
    for passage in passages:
        lines = [Line(text, str(number)) for number, (text, _) in enumerate(passage.lines)]
        masks = find_masks(lines, passage.names if with_names else (), Standing())
        for number, (text, marks) in enumerate(passage.lines):
            _count(score, passage, text, marks, [one for one in masks if one.utterance_id == str(number)])
    return score


def _count(score: Score, passage: Passage, text: str, marks: tuple[Marked, ...], masks: list[Mask]) -> None:
    hidden = {place for one in masks for place in range(one.start, one.end)}
    score.words += len(text.split())
    for mark in marks:
        score.marked[mark.kind] += 1
        wanted = {place for place in range(mark.start, mark.end) if text[place].isalnum()}
        if _named(text, mark, wanted) <= hidden:
            score.masked[mark.kind] += 1
        else:
            score.missed.append(f"{passage.number}: {mark.kind.value} {text[mark.start : mark.end]!r}")
    for one in masks:
        score.made += 1
        touches = any(one.start < mark.end and mark.start < one.end for mark in marks)
        score.right += touches
        if not touches:
            score.extra.append(f"{passage.number}: {one.kind.value} {one.text!r}")


def _named(text: str, mark: Marked, wanted: set[int]) -> set[int]:
    """The characters that name: without the article and the possessive that a mark may take in."""
    said = text[mark.start : mark.end]
    for article in ("the ", "The ", "a "):
        if said.startswith(article):
            wanted = {place for place in wanted if place >= mark.start + len(article)}
    return {place for place in wanted if place < mark.end - 2} if said.endswith(("'s", "\u2019s")) else wanted
