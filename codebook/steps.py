"""What each kind of change asks for: the step of the version number, part by part and field by field.

Wording is a patch, a new or changed code a minor, a changed scale or meaning a major version (codebook.schema).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Step(IntEnum):
    """A step of the version number; a greater one includes the smaller."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True)
class Field:
    """How a change of one field is told and what it asks for. ``rewritten``: when too few words of a text stay."""

    words: str
    step: Step
    rewritten: Step | None = None


@dataclass(frozen=True)
class Part:
    """How the entries of one list of a codebook are compared."""

    attribute: str
    name: str
    added: Step
    removed: Step
    fields: dict[str, Field]


_PATCH_NAME = {"name": Field("name", Step.PATCH)}
_DEFINED = {**_PATCH_NAME, "definition": Field("definition", Step.PATCH, Step.MINOR)}

_CODE_FIELDS = {
    **_DEFINED,
    "speaker": Field("speaker", Step.MINOR),
    "does_not_count": Field("boundary", Step.PATCH, Step.MINOR),
    "examples": Field("examples", Step.PATCH),
    "group": Field("group", Step.MINOR),
    "key": Field("key", Step.PATCH),
    "principle": Field("colour", Step.PATCH),
    "attributes": Field("attributes", Step.MINOR),
    "consistent_when": Field("rule for counting as consistent", Step.MINOR),
}

PARTS = (
    Part(
        "principles",
        "principle",
        Step.MAJOR,
        Step.MAJOR,
        {
            **_PATCH_NAME,
            "badge": Field("badge", Step.PATCH),
            "group": Field("group", Step.MINOR),
            "definition": Field("definition", Step.PATCH, Step.MAJOR),
            "indicators": Field("indicators", Step.PATCH),
            "counter_indicators": Field("counter-indicators", Step.PATCH),
            "not_evaluable_when": Field("rule for not evaluable", Step.PATCH, Step.MAJOR),
            "not_to_confuse_with": Field("note on what not to confuse it with", Step.PATCH),
            "questions": Field("questions", Step.PATCH),
        },
    ),
    # A code that goes takes its counts with it: totals before and after would no longer mean the same.
    Part("codes", "code", Step.MINOR, Step.MAJOR, _CODE_FIELDS),
    Part("talk_codes", "code", Step.MINOR, Step.MAJOR, _CODE_FIELDS),
    Part("moments", "moment", Step.MINOR, Step.MINOR, _DEFINED),
    Part("tags", "focus tag", Step.MINOR, Step.MINOR, _PATCH_NAME),
    Part("groups", "group", Step.MINOR, Step.MINOR, {**_PATCH_NAME, "principles": Field("members", Step.MINOR)}),
    Part(
        "measures",
        "measure",
        Step.MINOR,
        Step.MINOR,
        {
            **_PATCH_NAME,
            "numerator": Field("codes above the line", Step.MINOR),
            "denominator": Field("codes below the line", Step.MINOR),
            "unit": Field("unit", Step.MINOR),
            "reference_fair": Field("reference line for fair", Step.MINOR),
            "reference_good": Field("reference line for good", Step.MINOR),
            "reference_note": Field("note on the reference lines", Step.PATCH),
            "human_only": Field("rule on who may code for it", Step.MINOR),
        },
    ),
    Part("figures", "figure", Step.MINOR, Step.MINOR, {**_DEFINED, "unit": Field("unit", Step.MINOR)}),
    Part(
        "guidance",
        "rule",
        Step.PATCH,
        Step.PATCH,
        {"title": Field("title", Step.PATCH), "text": Field("text", Step.PATCH, Step.MINOR)},
    ),
    Part("descriptions", "description", Step.MINOR, Step.MINOR, _DEFINED),
    Part(
        "variants",
        "variant",
        Step.MINOR,
        Step.MINOR,
        {
            **_PATCH_NAME,
            "kind": Field("kind", Step.MINOR),
            "principles": Field("principles", Step.MINOR),
            "text": Field("text", Step.PATCH, Step.MINOR),
        },
    ),
    Part(
        "feedback_items",
        "feedback item",
        Step.MINOR,
        Step.MAJOR,
        {
            "text": Field("text", Step.PATCH, Step.MAJOR),
            "audience": Field("audience", Step.MAJOR),
            "scale": Field("scale", Step.MAJOR),
            "principle": Field("principle", Step.MINOR),
            "helpful": Field("counted as pleased", Step.MINOR),
        },
    ),
    Part(
        "response_scales",
        "response scale",
        Step.MINOR,
        Step.MAJOR,
        {**_PATCH_NAME, "labels": Field("labels", Step.MAJOR)},
    ),
    Part(
        "licensed_scales",
        "licensed scale",
        Step.MINOR,
        Step.MINOR,
        {
            **_PATCH_NAME,
            "items": Field("number of items", Step.MINOR),
            "scoring": Field("scoring", Step.MINOR),
            "forms": Field("forms", Step.MINOR),
        },
    ),
)

WHOLE = {
    "id": Field("id", Step.MAJOR),
    "kind": Field("kind", Step.MAJOR),
    "language": Field("language", Step.MAJOR),
    "title": Field("title", Step.PATCH),
    "provenance": Field("provenance", Step.PATCH),
    "licence": Field("licence", Step.PATCH),
    "questions": Field("questions", Step.PATCH),
    "bands": Field("bands", Step.MINOR),
    "beside": Field("companion codebook", Step.MINOR),
    "mappings": Field("mappings to other schemes", Step.MINOR),
}

SCALE_RULES = ("scale_min", "scale_max", "neutral_value")
