"""A codebook as a list of entries to read and search: one a principle, code, moment, rule and so on. No widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from codebook.schema import Code, Codebook, CodeGroup, Measure, Principle


def _tr(text: str) -> str:
    return QCoreApplication.translate("library", text)


@dataclass(frozen=True)
class Block:
    """A part of an entry: lines under a heading; numbered from ``first`` where that is not None."""

    heading: str
    lines: tuple[str, ...]
    first: int | None = None


@dataclass(frozen=True)
class Entry:
    """One thing of a codebook. ``mark`` is its short code or badge; ``principle`` its id where it is a principle."""

    id: str
    group: str
    mark: str
    title: str
    blocks: tuple[Block, ...]
    principle: str = ""

    @property
    def text(self) -> str:
        """Everything it says, for searching."""
        said = (line for block in self.blocks for line in (block.heading, *block.lines))
        return " ".join((self.mark, self.title, self.group, *said))

    def fits(self, words: str) -> bool:
        """Whether every typed word occurs somewhere in it."""
        text = self.text.casefold()
        return all(word in text for word in words.casefold().split())


def entries(book: Codebook) -> tuple[Entry, ...]:
    """All entries of a codebook, what people look up most first."""
    return (
        _about(book),
        *(_principle(book, principle) for principle in book.principles),
        *(_code(book, code, _tr("Codes for what was said")) for code in book.codes),
        *(_code(book, code, _tr("Codes for family talk")) for code in book.talk_codes),
        *_moments(book),
        *_tags(book),
        *_rules(book),
        *(_measure(measure) for measure in book.measures),
        *_figures(book),
        *_feedback(book),
    )


def _block(heading: str, *lines: str, first: int | None = None) -> tuple[Block, ...]:
    said = tuple(" ".join(line.split()) for line in lines if line.strip())
    return (Block(heading, said, first),) if said else ()


def _about(book: Codebook) -> Entry:
    groups = [f"{one.name}: {', '.join(book.principle(id_).name for id_ in one.principles)}" for one in book.groups]
    bands = [_tr("{0}: from {1}").format(band.name, f"{band.at_least:g}") for band in book.bands]
    blocks = (
        *_block(_tr("Where it comes from"), book.provenance),
        *_block(_tr("Licence"), book.licence),
        *_block(_tr("What the values mean in general"), *book.scale, first=book.rules.scale_min),
        *_block(_tr("Groups"), *groups),
        *_block(_tr("Words for means in reports"), *bands),
        *_block(_tr("Questions for any conversation"), *book.questions),
        *_block(_tr("Fingerprint of the file (SHA-256)"), book.hash),
    )
    return Entry("about", _tr("About"), "", _tr("About this codebook"), blocks)


def _principle(book: Codebook, one: Principle) -> Entry:
    group = next((group.name for group in book.groups if one.id in group.principles), "")
    blocks = (
        *_block("", one.definition),
        *_block(_tr("What the ratings mean"), *one.anchors, first=book.rules.scale_min),
        *_block(_tr("Listen for"), *one.indicators),
        *_block(_tr("Counter-indicators"), *one.counter_indicators),
        *_block(_tr("Not evaluable when"), one.not_evaluable_when),
        *_block(_tr("Not to be confused with"), one.not_to_confuse_with),
        *_block(_tr("Questions for the worker"), *one.questions),
        *_block(_tr("Group"), group),
    )
    return Entry(f"principle:{one.id}", _tr("Principles"), one.badge, one.name, blocks, one.id)


def _code(book: Codebook, one: Code, group: str) -> Entry:
    counts = {
        CodeGroup.CONSISTENT: _tr("consistent"),
        CodeGroup.NEUTRAL: _tr("neutral"),
        CodeGroup.INCONSISTENT: _tr("inconsistent"),
    }[one.group]
    attributes = [f"{a.name}: {', '.join(a.values)}" if a.values else a.name for a in one.attributes]
    if one.consistent_when:
        counts = _tr("{0}; consistent when “{1}” is marked").format(counts, one.consistent_when)
    blocks = (
        *_block("", one.definition),
        *_block(_tr("Examples"), *(f"“{example}”" for example in one.examples)),
        *_block(_tr("Does not count"), one.does_not_count),
        *_block(_tr("Details that may be marked"), *attributes),
        *_block(_tr("Counts as"), counts),
        *_block(_tr("When two codes fit"), _tr("place {0} in the order of precedence").format(one.precedence)),
        *_block(_tr("Key"), one.key.upper() if len(one.key) == 1 else one.key),
        *_block(_tr("Elsewhere"), *_mapped(book, one.id)),
    )
    return Entry(f"code:{one.id}", group, one.id, one.name, blocks)


def _mapped(book: Codebook, code_id: str) -> Iterator[str]:
    for scheme, table in book.mappings.items():
        if code_id in table:
            labels = ", ".join(table[code_id]) or _tr("no counterpart")
            yield f"{scheme.replace('_', ' ').upper()}: {labels}"


def _moments(book: Codebook) -> Iterator[Entry]:
    for one in book.moments:
        yield Entry(f"moment:{one.id}", _tr("Moments"), "", one.name, _block("", one.definition))


def _tags(book: Codebook) -> Iterator[Entry]:
    if book.tags:
        lines = [f"{tag.id}: {tag.name}" for tag in book.tags]
        yield Entry("tags", _tr("What the talk is about"), "", _tr("Focus tags"), _block("", *lines))


def _rules(book: Codebook) -> Iterator[Entry]:
    for one in book.guidance:
        yield Entry(f"rule:{one.id}", _tr("Rules for evaluators"), one.id, one.title, _block("", one.text))


def _measure(one: Measure) -> Entry:
    lines = {_tr("fair"): one.reference_fair, _tr("good"): one.reference_good}
    reference = [f"{name}: {value:g}{one.unit}" for name, value in lines.items() if value is not None]
    blocks = (
        *_block(_tr("Counts"), ", ".join(one.numerator)),
        *_block(_tr("Divided by"), ", ".join(one.denominator)),
        *_block(_tr("Published lines"), *reference),
        *_block(_tr("About these lines"), one.reference_note),
        *_block(_tr("Note"), _tr("Only worked out from codes a person gave.") if one.human_only else ""),
    )
    return Entry(f"measure:{one.id}", _tr("Summary measures"), "", one.name, blocks)


def _figures(book: Codebook) -> Iterator[Entry]:
    for one in book.figures:
        unit = _block(_tr("Unit"), one.unit)
        yield Entry(f"figure:{one.id}", _tr("Figures"), "", one.name, (*_block("", one.definition), *unit))


def _feedback(book: Codebook) -> Iterator[Entry]:
    scales = {scale.id: scale for scale in book.response_scales}
    for one in book.feedback_items:
        scale = scales.get(one.scale)
        answers = scale.labels if scale is not None and scale.labels else ((scale.name,) if scale is not None else ())
        blocks = (
            *_block("", one.text),
            *_block(_tr("Asked of"), one.audience.replace("_", " ")),
            *_block(_tr("Answers"), *answers),
            *_block(_tr("Stands beside"), one.principle),
        )
        yield Entry(f"item:{one.id}", _tr("Statements for families"), one.id, one.text, blocks)
