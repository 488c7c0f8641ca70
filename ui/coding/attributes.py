"""The attributes of codes as people see and press them. Pure functions over a codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codebook.schema import Attribute, Code, Codebook

# A chip has room for a word or two beside the code.
_LONG_NAME = 16


@dataclass(frozen=True)
class Variant:
    """A code with an attribute already on it, applied by a key of its own (``Shift+W``)."""

    code: str
    name: str
    key: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id among codes: no code has a plus in its name."""
        return f"{self.code}+"


def own_attributes(code: Code, codebook: Codebook) -> tuple[Attribute, ...]:
    """The attributes that belong to a code and not to every code beside it."""
    family = codebook.codes if code in codebook.codes else codebook.talk_codes
    if len(family) < 2:
        return code.attributes
    return tuple(one for one in code.attributes if not all(one in other.attributes for other in family))


def variants(codebook: Codebook) -> tuple[Variant, ...]:
    """What Shift with a code's letter does where no other code has that key: the code with its first own attribute.

    Of an attribute with values it is the first value. A code whose key has Shift already has no variant.
    """
    codes = (*codebook.codes, *codebook.talk_codes)
    taken = {code.key.lower() for code in codes}
    found: list[Variant] = []
    for code in codes:
        own = own_attributes(code, codebook)
        key = f"Shift+{code.key.upper()}"
        if len(code.key) != 1 or key.lower() in taken or not own:
            continue
        first = own[0]
        value = first.values[0] if first.values else ""
        marked = {first.id: value}
        found.append(Variant(code.id, f"{code.name}: {attribute_words(first, value)}", key, marked))
    return tuple(found)


def attribute_words(attribute: Attribute, value: str) -> str:
    """One marked attribute as it stands on a chip: ``evokes: reasons``, ``leading``; under a long name ``shared``."""
    if value and len(attribute.name) > _LONG_NAME:
        return value
    name = attribute.name[:1].lower() + attribute.name[1:]
    return f"{name}: {value}" if value else name


def marked_words(code: Code, marked: Mapping[str, str]) -> str:
    """All marked attributes of a code in the order of the codebook; empty for none."""
    known = [attribute_words(one, marked[one.id]) for one in code.attributes if one.id in marked]
    ids = {one.id for one in code.attributes}
    # What the codebook does not know is shown as it is, never left out.
    return ", ".join(known + [f"{id_}: {value}".rstrip(": ") for id_, value in marked.items() if id_ not in ids])
