"""An authority's own form of a licensed scale: taken with its scoring key, refused where the key does not fit it."""

from __future__ import annotations

import pytest

from codebook.load import CodebookError, builtin_text, load_text
from codebook.schema import ScalePart

SLOT = """id = "srs"
name = "Session Rating Scale (SRS)"
items = 4
scoring = "The sum of four lines. Cut-offs are not shown."
"""
FORM = """
[[licensed_scales.forms]]
id = "adult"
name = "Adult form"
audience = "adult"
licence_holder = "An invented authority"
scale = "life_11"
texts = ["First invented line", "Second invented line", "Third invented line", "Fourth invented line"]

[[licensed_scales.forms.parts]]
id = "whole"
name = "Whole"
items = "1 2 3 4"
turned = "3"
"""


def with_form(form: str) -> str:
    """The shipped questionnaire with a form in one of its slots."""
    text = builtin_text("family-feedback")
    assert SLOT in text
    return text.replace(SLOT, SLOT + form)


def test_a_form_brings_its_items_and_its_own_key() -> None:
    slot = next(one for one in load_text(with_form(FORM), "own.toml").licensed_scales if one.id == "srs")

    assert slot.forms[0].licence_holder == "An invented authority"
    assert slot.forms[0].parts == (ScalePart("whole", "Whole", (1, 2, 3, 4), (3,)),)


def test_a_form_may_be_as_long_as_its_slot() -> None:
    slot = 'items = 90\nscoring = "Ten parts of nine items. The key belongs to the form the authority holds."\n'
    text = builtin_text("family-feedback")
    assert slot in text
    texts = [f"Invented item {number}" for number in range(1, 91)]
    form = FORM.replace(
        '["First invented line", "Second invented line", "Third invented line", "Fourth invented line"]', str(texts)
    )

    read = load_text(text.replace(slot, slot + form), "own.toml")
    assert next(one for one in read.licensed_scales if one.id == "fes").forms[0].texts[-1] == "Invented item 90"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"1 2 3 4"', '"1 2 3 5"', "names item 5. The form has 4 items."),
        ('"1 2 3 4"', '"1 2 3 3"', "names an item twice."),
        ('turned = "3"', 'turned = "3 5"', "not among its items"),
        (', "Fourth invented line"', "", "has 3 entries. The scale has 4 items"),
        ('"life_11"', '"own_words"', "no entry with labels"),
        ('"1 2 3 4"', '"one two"', "numbers of items with blanks between"),
    ],
)
def test_a_key_that_does_not_fit_its_form_is_refused_whole(old: str, new: str, reason: str) -> None:
    with pytest.raises(CodebookError, match=reason):
        load_text(with_form(FORM.replace(old, new)), "own.toml")
