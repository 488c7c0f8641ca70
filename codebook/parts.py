"""Each part of a codebook from its TOML table. Shapes and lengths are checked here, sense in codebook.check."""

from __future__ import annotations

import re
from typing import TypeVar

from codebook.reader import LIST_LENGTH, NAME_LENGTH, Table
from codebook.schema import (
    Attribute,
    Band,
    Code,
    CodeGroup,
    FeedbackItem,
    FocusTag,
    FrozenDict,
    Guidance,
    Kind,
    LicensedScale,
    Measure,
    MomentKind,
    OverallDescription,
    Principle,
    PrincipleGroup,
    ResponseScale,
    Rules,
    ScaleForm,
    ScalePart,
    SessionFigure,
    Variant,
)

UPPER_ID = re.compile(r"[A-Z][A-Z0-9-]{0,15}")
LOWER_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
GUIDANCE_ID = re.compile(r"[A-Z][A-Za-z0-9-]{0,15}")
BADGE = re.compile(r"[^\W\d_]{2}")
KEY = re.compile(r"[a-z]|Shift\+[A-Z]")
SPEAKER = re.compile(r"worker|parent|child|supervisor|other|any")
AUDIENCE = re.compile(r"adult|child")
ITEM_NUMBERS = re.compile(r"[1-9]\d{0,2}( [1-9]\d{0,2})*", re.ASCII)

Part = TypeVar("Part")

_CAPITALS = "capital letters, digits and hyphens, for example OQ"
_SMALL = "small letters, digits and underscores, for example silence_used"
_MOST_SECONDS = 86_400
MOST_ITEMS = 999
_MOST_EVIDENCE = 20


def read_rules(table: Table) -> Rules:
    """The numbers of the rules; what is missing keeps its default."""
    usual = Rules()
    rules = Rules(
        scale_min=table.whole("scale_min", 0, 10, usual.scale_min),
        scale_max=table.whole("scale_max", 1, 10, usual.scale_max),
        neutral_value=table.whole("neutral_value", 0, 10, usual.neutral_value),
        evidence_for_off_neutral=table.whole(
            "evidence_for_off_neutral", 0, _MOST_EVIDENCE, usual.evidence_for_off_neutral
        ),
        evidence_for_extremes=table.whole("evidence_for_extremes", 0, _MOST_EVIDENCE, usual.evidence_for_extremes),
        segment_limit_s=float(table.number("segment_limit_s", 1, _MOST_SECONDS, usual.segment_limit_s)),
        random_window_s=float(table.number("random_window_s", 1, _MOST_SECONDS, usual.random_window_s)),
        skip_edges_s=float(table.number("skip_edges_s", 0, _MOST_SECONDS, usual.skip_edges_s)),
        small_denominator=table.whole("small_denominator", 0, 1_000, usual.small_denominator),
    )
    table.end()
    return rules


def read_group(table: Table) -> PrincipleGroup:
    """A group of principles."""
    return _ended(
        table, PrincipleGroup(table.word("id", LOWER_ID, _SMALL), table.name(), table.texts("principles", least=1))
    )


def read_principle(table: Table) -> Principle:
    """One principle with its anchors, lowest first."""
    return _ended(
        table,
        Principle(
            id=table.word("id", UPPER_ID, _CAPITALS),
            badge=table.word("badge", BADGE, "two letters, for example Ev"),
            name=table.name(),
            group=table.text("group", default="", most=NAME_LENGTH),
            definition=table.text("definition"),
            indicators=table.texts("indicators", least=1),
            counter_indicators=table.texts("counter_indicators", least=1),
            anchors=table.texts("anchors", least=1),
            not_evaluable_when=table.text("not_evaluable_when"),
            not_to_confuse_with=table.text("not_to_confuse_with", default=""),
            questions=table.texts("questions", least=1),
        ),
    )


def read_attribute(table: Table) -> Attribute:
    """A detail of a code."""
    return _ended(
        table,
        Attribute(table.word("id", LOWER_ID, _SMALL), table.name(), table.texts("values", most=NAME_LENGTH)),
    )


def read_code(table: Table, common: tuple[Attribute, ...] = ()) -> Code:
    """One utterance code; ``common`` attributes are added to its own."""
    return _ended(
        table,
        Code(
            id=table.word("id", UPPER_ID, _CAPITALS),
            name=table.name(),
            speaker=table.word("speaker", SPEAKER, "worker, parent, child, supervisor, other or any"),
            definition=table.text("definition"),
            does_not_count=table.text("does_not_count", default=""),
            examples=table.texts("examples"),
            group=table.choice("group", CodeGroup),
            precedence=table.whole("precedence", 1, LIST_LENGTH * 4),
            key=table.word("key", KEY, "one small letter or Shift and a capital, for example q or Shift+Q", default=""),
            principle=table.text("principle", default="", most=NAME_LENGTH),
            attributes=tuple(read_attribute(entry) for entry in table.tables("attributes")) + common,
            consistent_when=table.text("consistent_when", default="", most=NAME_LENGTH),
        ),
    )


def read_tag(table: Table) -> FocusTag:
    """What a stretch of talk is about."""
    return _ended(table, FocusTag(table.word("id", LOWER_ID, _SMALL), table.name()))


def read_moment(table: Table) -> MomentKind:
    """A kind of moment."""
    return _ended(table, MomentKind(table.word("id", LOWER_ID, _SMALL), table.name(), table.text("definition")))


def read_measure(table: Table) -> Measure:
    """A quotient of counts of codes."""
    return _ended(
        table,
        Measure(
            id=table.word("id", LOWER_ID, _SMALL),
            name=table.name(),
            numerator=table.texts("numerator", least=1, most=NAME_LENGTH),
            denominator=table.texts("denominator", least=1, most=NAME_LENGTH),
            unit=table.text("unit", default="", most=NAME_LENGTH),
            reference_fair=_reference(table, "reference_fair"),
            reference_good=_reference(table, "reference_good"),
            reference_note=table.text("reference_note", default=""),
            human_only=table.flag("human_only"),
        ),
    )


def read_figure(table: Table) -> SessionFigure:
    """A figure about a recording that is no quotient of codes."""
    return _ended(
        table,
        SessionFigure(
            table.word("id", LOWER_ID, _SMALL),
            table.name(),
            table.text("definition"),
            table.text("unit", default="", most=NAME_LENGTH),
        ),
    )


def read_band(table: Table) -> Band:
    """A word for a stretch of the scale."""
    return _ended(table, Band(table.name(), float(table.number("at_least", 0, 10))))


def read_guidance(table: Table) -> Guidance:
    """A written rule."""
    return _ended(
        table,
        Guidance(
            table.word("id", GUIDANCE_ID, "a letter followed by letters, digits or hyphens, for example A4"),
            table.name("title"),
            table.text("text", most=4_000),
        ),
    )


def read_description(table: Table) -> OverallDescription:
    """A word for a whole conversation."""
    return _ended(table, OverallDescription(table.word("id", LOWER_ID, _SMALL), table.name(), table.text("definition")))


def read_variant(table: Table) -> Variant:
    """A use of part of a codebook."""
    return _ended(
        table,
        Variant(
            table.word("id", LOWER_ID, _SMALL),
            table.name(),
            table.choice("kind", Kind),
            table.texts("principles", least=1, most=NAME_LENGTH),
            table.text("text", most=4_000),
        ),
    )


def read_response_scale(table: Table) -> ResponseScale:
    """How a feedback item is answered."""
    return _ended(
        table,
        ResponseScale(table.word("id", LOWER_ID, _SMALL), table.name(), table.texts("labels", most=NAME_LENGTH)),
    )


def read_licensed_scale(table: Table) -> LicensedScale:
    """The slot of a published scale."""
    return _ended(
        table,
        LicensedScale(
            table.word("id", LOWER_ID, _SMALL),
            table.name(),
            table.whole("items", 1, MOST_ITEMS),
            table.text("scoring"),
            tuple(_read_scale_form(entry) for entry in table.tables("forms")),
        ),
    )


def _read_scale_form(table: Table) -> ScaleForm:
    return _ended(
        table,
        ScaleForm(
            id=table.word("id", LOWER_ID, _SMALL),
            name=table.name(),
            audience=table.word("audience", AUDIENCE, "adult or child"),
            licence_holder=table.name("licence_holder"),
            scale=table.text("scale", most=NAME_LENGTH),
            texts=table.texts("texts", least=1, entries=MOST_ITEMS),
            parts=tuple(_read_scale_part(entry) for entry in table.tables("parts")),
        ),
    )


def _read_scale_part(table: Table) -> ScalePart:
    return _ended(
        table,
        ScalePart(
            table.word("id", LOWER_ID, _SMALL),
            table.name(),
            _item_numbers(table, "items"),
            _item_numbers(table, "turned", default=""),
        ),
    )


def _item_numbers(table: Table, key: str, default: str | None = None) -> tuple[int, ...]:
    written = table.word(key, ITEM_NUMBERS, "numbers of items with blanks between, for example 1 2 8", default=default)
    return tuple(int(number) for number in written.split())


def read_feedback_item(table: Table) -> FeedbackItem:
    """A statement or question for a family."""
    return _ended(
        table,
        FeedbackItem(
            id=table.word("id", LOWER_ID, _SMALL),
            text=table.text("text"),
            audience=table.word("audience", AUDIENCE, "adult or child"),
            scale=table.text("scale", most=NAME_LENGTH),
            principle=table.word("principle", UPPER_ID, _CAPITALS, default=""),
            helpful=table.flag("helpful"),
        ),
    )


def read_mappings(table: Table) -> FrozenDict[str, dict[str, tuple[str, ...]]]:
    """Labels of other schemes, by scheme and by our code."""
    schemes: dict[str, dict[str, tuple[str, ...]]] = {}
    for scheme in table.names():
        if not LOWER_ID.fullmatch(scheme):
            raise table.refusal(scheme[:NAME_LENGTH], f"is not a name of a scheme. Use {_SMALL}.")
        labels = table.table(scheme)
        schemes[scheme] = FrozenDict({code: labels.texts(code, most=NAME_LENGTH) for code in labels.names()})
    return FrozenDict(schemes)


def _reference(table: Table, key: str) -> float | None:
    return float(table.number(key, 0, 1_000)) if key in table else None


def _ended(table: Table, part: Part) -> Part:
    table.end()
    return part
