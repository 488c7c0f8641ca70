"""The codes of a codebook as the palette shows them: by group in words, with their keys and variants."""

from __future__ import annotations

from collections.abc import Callable

from codebook.schema import Code, CodeGroup
from coder.domain.people import SpeakerRole
from ui.coding.keys import code_action
from ui.coding.rows import Frame, key_text
from ui.widgets.code_palette import PaletteCode

Words = Callable[[str], str]


def palette_codes(frame: Frame, role: SpeakerRole, key_of: Callable[[str], str], tr: Words) -> list[PaletteCode]:
    """The codes for what this person says, consistent ones first. ``key_of`` gives the key of an act, portable.

    Where all codes are of one group no group is named.
    """
    codes = frame.codes_for(role)
    names = group_names(tr)
    order = list(names)
    named = len({code.group for code in codes}) > 1
    ready = {one.code: one for one in frame.variants}
    shown: list[PaletteCode] = []
    for code in sorted(codes, key=lambda one: order.index(one.group)):
        variant = ready.get(code.id)
        also = f"{key_text(key_of(code_action(variant.id)))}: {variant.name}" if variant is not None else ""
        key = key_text(key_of(code_action(code.id)))
        colour = frame.colour_of(code)
        group = names[code.group] if named else ""
        shown.append(PaletteCode(code.id, code.name, key, *colour, help_of(code, tr), group, also))
    return shown


def group_names(tr: Words) -> dict[CodeGroup, str]:
    """What the groups are called, in the order they stand."""
    return {
        CodeGroup.CONSISTENT: tr("Consistent"),
        CodeGroup.NEUTRAL: tr("Neutral"),
        CodeGroup.INCONSISTENT: tr("Inconsistent"),
    }


def help_of(code: Code, tr: Words) -> str:
    """What the codebook says about a code, for F1."""
    beside = tr("Not: {0}").format(code.does_not_count) if code.does_not_count else ""
    return f"{code.definition} {beside}".strip()
