"""Whether the parts of a codebook fit one another: unique names and keys, whole scales, references that resolve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from codebook.errors import Path
from codebook.reader import Source
from codebook.schema import Code, Codebook, Kind, ScaleForm

Entry = TypeVar("Entry")

# Letters of the transcript page itself: evidence, loop, memo. Their Shift forms stay free for it too.
RESERVED_LETTERS = frozenset("elm")


def check(book: Codebook, source: Source) -> None:
    """Raises CodebookError at the first thing that does not fit; returns nothing when all is well."""
    for rule in (
        _scale,
        _contents,
        _unique_names,
        _keys,
        _precedence,
        _anchors,
        _groups,
        _bands,
        _code_references,
        _measures,
        _feedback,
        _scale_forms,
        _mappings,
        _variants,
    ):
        rule(book, source)


def _scale(book: Codebook, source: Source) -> None:
    rules = book.rules
    if rules.scale_min >= rules.scale_max:
        raise source.refusal(("rules", "scale_max"), f"must be greater than scale_min, {rules.scale_min}.")
    if rules.neutral_value not in rules.values:
        raise source.refusal(("rules", "neutral_value"), "must lie on the scale.")
    if book.scale and len(book.scale) != len(rules.values):
        raise source.refusal(("scale",), f"has {len(book.scale)} entries. The scale has {len(rules.values)} values.")


def _contents(book: Codebook, source: Source) -> None:
    part = "feedback_items" if book.kind is Kind.FAMILY_FEEDBACK else "principles"
    if not getattr(book, part):
        raise source.refusal((part,), f"is missing. A codebook of the kind {book.kind} needs at least one.")


def _unique_names(book: Codebook, source: Source) -> None:
    for part in (
        "principles",
        "groups",
        "codes",
        "talk_codes",
        "tags",
        "moments",
        "measures",
        "figures",
        "guidance",
        "descriptions",
        "variants",
        "feedback_items",
        "response_scales",
        "licensed_scales",
    ):
        _unique(source, [((part, number, "id"), entry.id) for number, entry in _numbered(getattr(book, part))])
    _unique(source, [((*path, "id"), code.id) for path, code in _all_codes(book)])
    _unique(source, [(("principles", number, "badge"), entry.badge) for number, entry in _numbered(book.principles)])
    for path, code in _all_codes(book):
        own = [attribute.id for attribute in code.attributes]
        _unique(source, [((*path, "attributes", number, "id"), name) for number, name in _numbered(own)])


def _keys(book: Codebook, source: Source) -> None:
    for path, code in _all_codes(book):
        if code.key and code.key[-1].lower() in RESERVED_LETTERS:
            sentence = f"is “{code.key}”. The letters E (evidence), L (loop) and M (memo) are taken. Choose another."
            raise source.refusal((*path, "key"), sentence)
    _unique(source, [((*path, "key"), code.key) for path, code in _all_codes(book) if code.key])


def _precedence(book: Codebook, source: Source) -> None:
    for part, codes in (("codes", book.codes), ("talk_codes", book.talk_codes)):
        _unique(source, [((part, number, "precedence"), str(code.precedence)) for number, code in _numbered(codes)])
        for number, code in _numbered(codes):
            if code.precedence > len(codes):
                sentence = f"is {code.precedence}. With {len(codes)} codes, precedence runs from 1 to {len(codes)}."
                raise source.refusal((part, number, "precedence"), sentence)


def _anchors(book: Codebook, source: Source) -> None:
    wanted = len(book.rules.values)
    for number, principle in _numbered(book.principles):
        if len(principle.anchors) != wanted:
            sentence = f"has {len(principle.anchors)} entries. The scale has {wanted} values; write one for each."
            raise source.refusal(("principles", number, "anchors"), sentence)


def _groups(book: Codebook, source: Source) -> None:
    principles = {principle.id for principle in book.principles}
    members = {group.id: group.principles for group in book.groups}
    for number, group in _numbered(book.groups):
        _resolve(source, ("groups", number, "principles"), group.principles, principles, "principle")
    named = [
        (("groups", number, "principles", place), name)
        for number, group in _numbered(book.groups)
        for place, name in _numbered(group.principles)
    ]
    _unique(source, named)
    for number, principle in _numbered(book.principles):
        if principle.group and principle.id not in members.get(principle.group, ()):
            sentence = f"is “{principle.group}”. There is no group of that id that lists {principle.id}."
            raise source.refusal(("principles", number, "group"), sentence)
    for number, group in _numbered(book.groups):
        for place, name in _numbered(group.principles):
            if book.principle(name).group != group.id:
                sentence = f"is {name}, whose own group is “{book.principle(name).group}”. Make the two agree."
                raise source.refusal(("groups", number, "principles", place), sentence)


def _bands(book: Codebook, source: Source) -> None:
    previous: float | None = None
    for number, band in _numbered(book.bands):
        path = ("bands", number, "at_least")
        if previous is None and band.at_least != book.rules.scale_min:
            raise source.refusal(path, f"is {band.at_least:g}. The first band starts at {book.rules.scale_min}.")
        if band.at_least > book.rules.scale_max or (previous is not None and band.at_least <= previous):
            raise source.refusal(path, "must be higher than the band before it and lie on the scale.")
        previous = band.at_least


def _code_references(book: Codebook, source: Source) -> None:
    principles = {principle.id for principle in book.principles}
    for path, code in _all_codes(book):
        if code.principle and code.principle not in principles:
            raise source.refusal((*path, "principle"), f"is “{code.principle}”. There is no such principle.")
        if code.consistent_when and code.consistent_when not in {attribute.id for attribute in code.attributes}:
            sentence = f"is “{code.consistent_when}”. The code has no such attribute."
            raise source.refusal((*path, "consistent_when"), sentence)


def _measures(book: Codebook, source: Source) -> None:
    codes = {code.id for _, code in _all_codes(book)}
    for number, measure in _numbered(book.measures):
        _resolve(source, ("measures", number, "numerator"), measure.numerator, codes, "code")
        _resolve(source, ("measures", number, "denominator"), measure.denominator, codes, "code")


def _feedback(book: Codebook, source: Source) -> None:
    scales = {scale.id for scale in book.response_scales}
    principles = {principle.id for principle in book.principles}
    for number, item in _numbered(book.feedback_items):
        if item.scale not in scales:
            sentence = f"is “{item.scale}”. There is no such entry among response_scales."
            raise source.refusal(("feedback_items", number, "scale"), sentence)
        if item.principle and not book.beside and item.principle not in principles:
            sentence = f"is “{item.principle}”. There is no such principle, and no codebook is named under beside."
            raise source.refusal(("feedback_items", number, "principle"), sentence)


def _scale_forms(book: Codebook, source: Source) -> None:
    scales = {scale.id: scale for scale in book.response_scales}
    for number, slot in _numbered(book.licensed_scales):
        _unique(
            source, [(("licensed_scales", number, "forms", place, "id"), f.id) for place, f in _numbered(slot.forms)]
        )
        for place, form in _numbered(slot.forms):
            path: Path = ("licensed_scales", number, "forms", place)
            if form.scale not in scales or not scales[form.scale].labels:
                sentence = f"is “{form.scale}”. There is no entry with labels of that id among response_scales."
                raise source.refusal((*path, "scale"), sentence)
            if len(form.texts) != slot.items:
                sentence = f"has {len(form.texts)} entries. The scale has {slot.items} items; write one for each."
                raise source.refusal((*path, "texts"), sentence)
            _scale_parts(form, path, source)


def _scale_parts(form: ScaleForm, path: Path, source: Source) -> None:
    _unique(source, [((*path, "parts", place, "id"), part.id) for place, part in _numbered(form.parts)])
    for place, part in _numbered(form.parts):
        beyond = [item for item in part.items if item > len(form.texts)]
        if beyond:
            sentence = f"names item {beyond[0]}. The form has {len(form.texts)} items."
            raise source.refusal((*path, "parts", place, "items"), sentence)
        if len(set(part.items)) != len(part.items):
            raise source.refusal((*path, "parts", place, "items"), "names an item twice.")
        if not set(part.turned) <= set(part.items):
            raise source.refusal((*path, "parts", place, "turned"), "names an item that is not among its items.")


def _mappings(book: Codebook, source: Source) -> None:
    known = {code.id for _, code in _all_codes(book)} | {principle.id for principle in book.principles}
    for scheme, labels in book.mappings.items():
        for name in labels:
            if name not in known:
                raise source.refusal(("mappings", scheme, name), "is neither a code nor a principle of this codebook.")


def _variants(book: Codebook, source: Source) -> None:
    principles = {principle.id for principle in book.principles}
    for number, variant in _numbered(book.variants):
        _resolve(source, ("variants", number, "principles"), variant.principles, principles, "principle")


def _numbered(entries: Sequence[Entry]) -> Iterable[tuple[int, Entry]]:
    return enumerate(entries, start=1)


def _all_codes(book: Codebook) -> Iterable[tuple[Path, Code]]:
    for part, codes in (("codes", book.codes), ("talk_codes", book.talk_codes)):
        for number, code in _numbered(codes):
            yield (part, number), code


def _unique(source: Source, entries: Sequence[tuple[Path, str]]) -> None:
    first: dict[str, Path] = {}
    for path, value in entries:
        if value in first:
            line = source.locator.line(first[value])
            raise source.refusal(path, f"is “{value}”, which line {line} has already. Choose another.")
        first[value] = path


def _resolve(source: Source, path: Path, names: Sequence[str], known: set[str], what: str) -> None:
    for place, name in _numbered(names):
        if name not in known:
            raise source.refusal((*path, place), f"is “{name}”. There is no such {what}.")
