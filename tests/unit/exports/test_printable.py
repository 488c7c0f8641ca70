"""Every character that may reach the typesetter prints; every other one becomes a box or goes."""

from __future__ import annotations

import json
import sys

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.exports import pdf
from coder.exports.printable import BOX, is_covered, printable

ALL = [chr(number) for number in range(sys.maxunicode + 1) if is_covered(chr(number))]


def _print(tmp_path, text: str) -> bytes:
    source = tmp_path / "only.typ"
    source.write_text(
        '#set document(title: "x")\n#set text(font: "Inter", lang: "en")\n#json(bytes(sys.inputs.data))\n'
    )
    return typst.compile(
        str(source),
        font_paths=pdf._fonts(),
        sys_inputs={"data": json.dumps(text)},
        format="pdf",
        pdf_standards=["ua-1"],
    )


def test_the_shipped_fonts_have_every_covered_character(tmp_path):
    assert len(ALL) > 2000
    for start in range(0, len(ALL), 200):
        assert _print(tmp_path, " a".join(printable(f"x{c}") for c in ALL[start : start + 200]))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_prints_once_it_is_printable(tmp_path_factory, text):
    assert _print(tmp_path_factory.mktemp("typst"), printable(text))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(ALL), max_size=60))
def test_any_mixture_of_covered_characters_prints(tmp_path_factory, text):
    assert _print(tmp_path_factory.mktemp("typst"), printable(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tea\u0301", "teá"),
        ("a\u202eb\u200bc\x00", "abc"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("😀 ok", f"{BOX} ok"),
        ("\ud800", BOX),
    ],
)
def test_text_is_composed_on_one_line_with_boxes_for_what_no_font_has(text, shown):
    assert printable(text) == shown


def test_printing_twice_changes_nothing():
    once = printable("ŵ שלום 😀 \u202e")
    assert printable(once) == once
