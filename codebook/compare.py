"""What changed between two versions of a codebook, which version step that asks for, and whether scores may be pooled.

Wording is a patch, a new or changed code a minor, a changed scale or meaning a major version (codebook.schema). Where
a machine cannot tell wording from meaning it measures how many words stayed: a text that keeps fewer than half of them
counts as rewritten. That line is ours; whoever edits a codebook may always take a greater step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from codebook.schema import Code, Codebook, Principle
from codebook.steps import PARTS, SCALE_RULES, WHOLE, Field, Part, Step

__all__ = ["REWRITTEN_BELOW", "Change", "ChangeKind", "Comparison", "Step", "compare", "may_pool"]

REWRITTEN_BELOW = 0.5


class ChangeKind(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One change, said in a sentence. ``part`` is principle, anchor, code, moment, rule and so on; ``id`` whose."""

    part: str
    id: str
    kind: ChangeKind
    step: Step
    sentence: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Comparison:
    """All changes from one version to another, and whether the new version number is honest about them.

    ``required`` is the smallest step the changes ask for, ``taken`` the step between the two version numbers.
    ``honoured`` is false when the step is too small or the number goes back. ``poolable`` is :func:`may_pool`.
    """

    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    required: Step
    taken: Step
    honoured: bool
    sentence: str
    poolable: bool

    def of(self, part: str, kind: ChangeKind | None = None) -> tuple[Change, ...]:
        """The changes of one part, for example ``code``, and if given of one kind."""
        return tuple(change for change in self.changes if change.part == part and kind in (None, change.kind))

    def __str__(self) -> str:
        """The verdict, whether scores may be pooled, and every change, a line each."""
        pooled = "Scores may be pooled." if self.poolable else "Scores may not be pooled."
        told = [f"{change.step.name.lower()}: {change.sentence}" for change in self.changes]
        return "\n".join([self.sentence, pooled, *told])


def compare(old: Codebook, new: Codebook) -> Comparison:
    """Every difference between two versions, most serious first, and whether the new number honours them.

    Two codebooks of different ids may be compared too; the id is then one more change, and a major one.
    """
    found = [*_whole(old, new), *_rules(old, new), *_anchors(old, new), *_precedence(old, new)]
    for part in PARTS:
        found += _entries(part, getattr(old, part.attribute), getattr(new, part.attribute))
    changes = tuple(sorted(found, key=lambda change: -change.step))
    required = max((change.step for change in changes), default=Step.NONE)
    taken = _step_between(old.version, new.version)
    goes_back = _numbers(new.version) < _numbers(old.version)
    honoured = taken >= required and not goes_back
    sentence = _verdict(old.version, new.version, required, goes_back, honoured)
    return Comparison(old.version, new.version, changes, required, taken, honoured, sentence, may_pool(old, new))


def may_pool(a: Codebook, b: Codebook) -> bool:
    """Whether ratings made with the two may stand in one mean: same codebook, same major version, same scale.

    Two files that bear the same version but differ in content may not: one of them was changed without saying so.
    """
    same_scale = (a.rules.scale_min, a.rules.scale_max) == (b.rules.scale_min, b.rules.scale_max)
    if (a.id, a.kind, a.major) != (b.id, b.kind, b.major) or not same_scale:
        return False
    return a.version != b.version or replace(a, hash="") == replace(b, hash="")


def _whole(old: Codebook, new: Codebook) -> Iterator[Change]:
    yield from _fields("codebook", new.id, "the codebook", WHOLE, old, new)


def _rules(old: Codebook, new: Codebook) -> Iterator[Change]:
    for rule in fields(old.rules):
        step = Step.MAJOR if rule.name in SCALE_RULES else Step.MINOR
        described = {rule.name: Field(rule.name.replace("_", " "), step)}
        yield from _fields("rule", rule.name, "the rules", described, old.rules, new.rules)
    yield from _value_texts("scale", "the general scale", old.scale, new.scale, old.rules.scale_min)


def _anchors(old: Codebook, new: Codebook) -> Iterator[Change]:
    after: dict[str, Principle] = {principle.id: principle for principle in new.principles}
    for principle in old.principles:
        if principle.id in after:
            theirs = after[principle.id].anchors
            yield from _value_texts(principle.id, principle.id, principle.anchors, theirs, old.rules.scale_min)


def _value_texts(part_id: str, whose: str, old: Sequence[str], new: Sequence[str], scale_min: int) -> Iterator[Change]:
    """Texts that stand for the values of the scale, lowest first."""
    for place in range(max(len(old), len(new))):
        before, after = old[place : place + 1], new[place : place + 1]
        anchor = f"Anchor {scale_min + place} of {whose}"
        if not before:
            yield Change("anchor", part_id, ChangeKind.ADDED, Step.MAJOR, f"{anchor} is new.", after=after[0])
        elif not after:
            yield Change("anchor", part_id, ChangeKind.REMOVED, Step.MAJOR, f"{anchor} was removed.", before[0])
        elif before != after:
            step, how = _reworded(before[0], after[0], Field("", Step.PATCH, Step.MAJOR))
            yield Change("anchor", part_id, ChangeKind.CHANGED, step, f"{anchor} was {how}.", before[0], after[0])


def _precedence(old: Codebook, new: Codebook) -> Iterator[Change]:
    """One change when the codes both versions have stand in another order; a new code in between is no such change."""
    for part in ("codes", "talk_codes"):
        before, after = _order(getattr(old, part)), _order(getattr(new, part))
        kept = [name for name in before if name in after]
        now = [name for name in after if name in before]
        if kept != now:
            sentence = "The order of precedence changed: when two codes fit, another one may win now."
            yield Change("precedence", part, ChangeKind.CHANGED, Step.MINOR, sentence, ", ".join(kept), ", ".join(now))


def _order(codes: Sequence[Code]) -> list[str]:
    return [code.id for code in sorted(codes, key=lambda code: code.precedence)]


def _entries(part: Part, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    before, after = {entry.id: entry for entry in old}, {entry.id: entry for entry in new}
    for name, entry in before.items():
        if name in after:
            yield from _fields(part.name, name, f"{part.name} {name}", part.fields, entry, after[name])
        else:
            sentence = f"{_capital(part.name)} {name} was removed."
            yield Change(part.name, name, ChangeKind.REMOVED, part.removed, sentence, before=_title(entry))
    for name, entry in after.items():
        if name not in before:
            sentence = f"{_capital(part.name)} {name} is new."
            yield Change(part.name, name, ChangeKind.ADDED, part.added, sentence, after=_title(entry))


def _fields(
    part: str, name: str, whose: str, described: dict[str, Field], old: object, new: object
) -> Iterator[Change]:
    for attribute, field in described.items():
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before == after:
            continue
        step, how = field.step, "changed"
        if isinstance(before, str) and isinstance(after, str) and field.rewritten is not None:
            step, how = _reworded(before, after, field)
        elif not isinstance(before, tuple | dict):
            how = f"changed from {_value(before)} to {_value(after)}"
        sentence = f"{_capital(field.words)} of {whose}: {how}."
        yield Change(part, name, ChangeKind.CHANGED, step, sentence, _text(before), _text(after))


def _reworded(before: str, after: str, field: Field) -> tuple[Step, str]:
    if field.rewritten is not None and _words_kept(before, after) < REWRITTEN_BELOW:
        return field.rewritten, "rewritten; its meaning counts as changed"
    return field.step, "reworded"


def _words_kept(before: str, after: str) -> float:
    """Share of words, 0 to 1, that two texts have in common in the same order, regardless of case and punctuation."""
    first, second = ([word.strip(".,;:!?\"'()“”‘’…").casefold() for word in text.split()] for text in (before, after))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _verdict(old: str, new: str, required: Step, goes_back: bool, honoured: bool) -> str:
    if goes_back:
        return f"The version goes back from {old} to {new}. Give it a higher number."
    if required is Step.NONE:
        return "Nothing changed."
    if honoured:
        return f"The changes ask for a {required.name.lower()} step; {old} to {new} honours that."
    least = _next_version(old, required)
    return f"The changes ask for a {required.name.lower()} step; {old} to {new} is too small. Use {least} or higher."


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _step_between(old: str, new: str) -> Step:
    before, after = _numbers(old), _numbers(new)
    for step, was, now in zip((Step.MAJOR, Step.MINOR, Step.PATCH), before, after, strict=True):
        if was != now:
            return step
    return Step.NONE


def _next_version(version: str, step: Step) -> str:
    major, minor, patch = _numbers(version)
    if step is Step.MAJOR:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step is Step.MINOR else f"{major}.{minor}.{patch + 1}"


def _title(entry: object) -> str:
    if isinstance(entry, str):
        return entry
    return str(getattr(entry, "name", "") or getattr(entry, "title", "") or getattr(entry, "text", ""))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(_title(entry) for entry in value)
    return "" if value is None or isinstance(value, dict) else str(value)


def _value(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
