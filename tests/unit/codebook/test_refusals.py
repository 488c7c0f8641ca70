"""A codebook file that is not sound is refused whole, and the message names file, line and key."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codebook.load import MAX_BYTES, CodebookError, builtin_text, load_file, load_text

Edit = Callable[[str, str], str]


class Spoilt(NamedTuple):
    """A piece of the sound file, what replaces it, what the guilty line (the last such) holds, key and words told."""

    old: str
    new: str
    guilty: str
    key: str
    words: str


MISSING = [
    Spoilt('id = "small"\n', "", "[codebook]", "codebook.id", "is missing"),
    Spoilt('version = "1.0.0"\n', "", "[codebook]", "codebook.version", "is missing"),
    Spoilt('name = "Listening"\n', "", "[[principles]]", "principles[1].name", "is missing"),
    Spoilt('  "Listens in places.",\n', "", "anchors = [", "principles[1].anchors", "has 2 entries"),
    Spoilt('numerator = ["OQ"]\n', "", "[[measures]]", "measures[1].numerator", "at least 1"),
    Spoilt('questions = ["When did you hear something new?"]\n', "", "[[principles]]", "principles[1].questions", "0"),
    Spoilt('["low", "middle", "high"]', '["low", "high"]', "scale =", "scale", "has 2 entries"),
]

UNKNOWN = [
    Spoilt('badge = "Li"', 'badge = "Li"\ncolour = "red"', "colour =", "principles[1].colour", "not a key"),
    Spoilt('unit = "%"', 'unit = "%"\nweigth = 2', "weigth =", "measures[1].weigth", "not a key"),
    Spoilt("scale_max = 3", "scale_max = 3\nscale = 3", "scale = 3", "rules.scale", "not a key"),
    Spoilt("[mappings.other]", "[extras]\na = 1\n[mappings.other]", "[extras]", "extras", "not a key"),
    Spoilt('name = "Leading"', 'name = "Leading"\nvalue = 1', "value = 1", "codes[2].attributes[1].value", "not a key"),
]

WRONG_TYPE = [
    Spoilt('name = "Listening"', "name = 3", "name = 3", "principles[1].name", "is a number"),
    Spoilt('name = "Listening"', "name = true", "name = true", "principles[1].name", "is true or false"),
    Spoilt('name = "Listening"', "name = 1979-05-27", "name = 1979", "principles[1].name", "is a date or time"),
    Spoilt('"Listens in places."', "4", "  4,", "principles[1].anchors[2]", "is a number"),
    Spoilt('["Leaves silence."]', '[["Leaves silence."]]', '[["Leaves', "principles[1].indicators[1]", "is a list"),
    Spoilt('["Leaves silence."]', "[{a = 1}]", "[{a", "principles[1].indicators[1]", "is a table"),
    Spoilt("precedence = 2", 'precedence = "2"', 'precedence = "2"', "codes[2].precedence", "is a text"),
    Spoilt("precedence = 2", "precedence = true", "precedence = true", "codes[2].precedence", "is true or false"),
    Spoilt("precedence = 2", "precedence = 2.5", "precedence = 2.5", "codes[2].precedence", "whole number"),
    Spoilt("at_least = 2", "at_least = nan", "at_least = nan", "bands[2].at_least", "must lie between"),
    Spoilt("at_least = 2", "at_least = inf", "at_least = inf", "bands[2].at_least", "must lie between"),
    Spoilt('unit = "%"', 'unit = "%"\nhuman_only = 1', "human_only = 1", "measures[1].human_only", "true or false"),
    Spoilt('examples = ["How was it?"]', 'examples = "How?"', "examples =", "codes[1].examples", "is a text"),
    Spoilt('OQ = ["Q"]', 'OQ = "Q"', 'OQ = "Q"', "mappings.other.OQ", "must be a list"),
    Spoilt("[mappings.other]\n", "[mappings]\nother = 1\n#", "other = 1", "mappings.other", "must be a table"),
    Spoilt('name = "Listening"', 'name = ""', 'name = ""', "principles[1].name", "is empty"),
    Spoilt('"Leaves silence."', '"  "', 'indicators = ["  "]', "principles[1].indicators[1]", "is empty"),
]

WRONG_VALUE = [
    Spoilt('"1.0.0"', '"1.0"', "version =", "codebook.version", "1.0.0"),
    Spoilt('"1.0.0"', '"01.0.0"', "version =", "codebook.version", "three numbers"),
    Spoilt('"1.0.0"', '"1.0.0-beta"', "version =", "codebook.version", "three numbers"),
    Spoilt('"1.0.0"', '"1.٢.0"', "version =", "codebook.version", "three numbers"),
    Spoilt('id = "small"', 'id = "../small"', 'id = "../', "codebook.id", "small letters"),
    Spoilt('kind = "practice"', 'kind = "therapy"', "kind =", "codebook.kind", "practice, supervision"),
    Spoilt('"en-GB"', '"English"', "language =", "codebook.language", "language code"),
    Spoilt('badge = "Li"', 'badge = "L1"', "badge =", "principles[1].badge", "two letters"),
    Spoilt('id = "CQ"', 'id = "closed"', 'id = "closed"', "codes[2].id", "capital letters"),
    Spoilt("neutral_value = 2", "neutral_value = 4", "neutral_value", "rules.neutral_value", "lie on the scale"),
    Spoilt("scale_max = 3", "scale_max = 1", "scale_max", "rules.scale_max", "greater than scale_min"),
    Spoilt("at_least = 2", "at_least = 1", "at_least = 1", "bands[2].at_least", "higher than the band before"),
    Spoilt("at_least = 1", "at_least = 1.5", "at_least = 1.5", "bands[1].at_least", "starts at 1"),
    Spoilt("precedence = 2", "precedence = 3", "precedence = 3", "codes[2].precedence", "runs from 1 to 2"),
    Spoilt("precedence = 2", "precedence = 0", "precedence = 0", "codes[2].precedence", "between 1 and"),
    Spoilt("precedence = 2", "precedence = 999", "precedence = 999", "codes[2].precedence", "between 1 and"),
]

DUPLICATE = [
    Spoilt('id = "CQ"', 'id = "OQ"', 'id = "OQ"', "codes[2].id", "has already"),
    Spoilt("precedence = 2", "precedence = 1", "precedence = 1", "codes[2].precedence", "has already"),
    Spoilt('"Shift+Q"', '"q"', 'key = "q"', "codes[2].key", "has already"),
    Spoilt('id = "to"', 'id = "leading"', 'id = "leading"', "codes[2].attributes[2].id", "has already"),
    Spoilt("scale_max = 3", "scale_max = 3\nscale_max = 4", "scale_max = 4", "rules.scale_max", "twice"),
    Spoilt("[mappings.other]", "[rules]\n[mappings.other]", "[rules]", "rules", "twice"),
    Spoilt('principles = ["LIS"]', 'principles = ["LIS", "LIS"]', "principles =", "groups[1].principles[2]", "already"),
]

KEYS = [
    Spoilt('"Shift+Q"', '"e"', 'key = "e"', "codes[2].key", "taken"),
    Spoilt('"Shift+Q"', '"Shift+M"', 'key = "Shift+M"', "codes[2].key", "taken"),
    Spoilt('"Shift+Q"', '"l"', 'key = "l"', "codes[2].key", "taken"),
    Spoilt('"Shift+Q"', '"3"', 'key = "3"', "codes[2].key", "one small letter"),
    Spoilt('"Shift+Q"', '"Space"', 'key = "Space"', "codes[2].key", "one small letter"),
    Spoilt('"Shift+Q"', '"Ctrl+S"', 'key = "Ctrl+S"', "codes[2].key", "one small letter"),
    Spoilt('"Shift+Q"', '"["', 'key = "["', "codes[2].key", "one small letter"),
    Spoilt('"Shift+Q"', '"?"', 'key = "?"', "codes[2].key", "one small letter"),
]

DANGLING = [
    Spoilt('principles = ["LIS"]', 'principles = ["LIS", "EVO"]', "principles =", "groups[1].principles[2]", "EVO"),
    Spoilt('group = "only"', 'group = "none"', 'group = "none"', "principles[1].group", "no group"),
    Spoilt('group = "only"\n', "", "principles = [", "groups[1].principles[1]", "Make the two agree"),
    Spoilt('principle = "LIS"', 'principle = "EVO"', 'principle = "EVO"', "codes[1].principle", "no such principle"),
    Spoilt('"evokes"\nprecedence', '"leading"\nprecedence', "consistent_when", "codes[1].consistent_when", "attribute"),
    Spoilt('numerator = ["OQ"]', 'numerator = ["SR"]', "numerator", "measures[1].numerator[1]", "no such code"),
    Spoilt('["OQ", "CQ"]', '["OQ", "SR"]', "denominator", "measures[1].denominator[2]", "no such code"),
    Spoilt('OQ = ["Q"]', 'SR = ["R"]', 'SR = ["R"]', "mappings.other.SR", "neither a code nor a principle"),
]

HIDDEN = [
    Spoilt('"Invites a story."', '"Invites \u202ea story."', "Invites", "codes[1].definition", "U+202E"),
    Spoilt('"Invites a story."', '"Invites \\u202ea story."', "Invites", "codes[1].definition", "U+202E"),
    Spoilt('"Invites a story."', '"Invites\\u0007 a story."', "Invites", "codes[1].definition", "U+0007"),
    Spoilt('"Invites a story."', '"Invites\x1b[31m a story."', "Invites", "codes[1].definition", "U+001B"),
    Spoilt('"Leaves silence."', '"Leaves \\u2066 silence."', "Leaves", "principles[1].indicators[1]", "U+2066"),
    Spoilt('"How was it?"', '"How \U000e0041 was it?"', "How", "codes[1].examples[1]", "U+E0041"),
    Spoilt('unit = "%"', 'unit = "%" # \u2067', "unit =", "measures[1].unit", "U+2067"),
    Spoilt("scale_max = 3", "scale_max = 3\n\x00", "\x00", "rules.?", "U+0000"),
]

SYNTAX = [
    Spoilt("scale_max = 3", "scale_max = ", "scale_max =", "rules.scale_max", "not valid TOML"),
    Spoilt("scale_max = 3", "scale_max", "scale_max", "rules.scale_max", "not valid TOML"),
    Spoilt('unit = "%"', 'unit = "%', "unit =", "measures[1].unit", "not valid TOML"),
    Spoilt("scale_max = 3", f"scale_max = {'9' * 5000}", "scale_max =", "rules.scale_max", "too long"),
    Spoilt("scale_max = 3", "a = [[[[[[[1]]]]]]]", "a = [", "rules.a[1][1][1][1][1][1]", "nested deeper"),
    Spoilt("scale_max = 3", "a.b.c.d.e.f.g.h.i = 1", "a.b.c", "rules.a.b.c.d.e.f.g", "dots"),
]

MANY_TAGS = "[[tags]] # first\n[[tags]]" + "\n[[tags]]" * 199 + "\n[mappings.other]"

LONG = [
    Spoilt('"Listening"', f'"{"a" * 121}"', "aaa", "principles[1].name", "At most 120"),
    Spoilt('"Invites a story."', f'"{"a " * 1001}"', "a a a", "codes[1].definition", "At most 2000"),
    Spoilt('["How was it?"]', '["a"' + ', "a"' * 64 + "]", "examples =", "codes[1].examples", "At most 64"),
    Spoilt("[mappings.other]", MANY_TAGS, "# first", "tags", "At most 200"),
]


@pytest.mark.parametrize(
    "spoilt",
    [*MISSING, *UNKNOWN, *WRONG_TYPE, *WRONG_VALUE, *DUPLICATE, *KEYS, *DANGLING, *HIDDEN, *SYNTAX, *LONG],
    ids=lambda case: f"{case.key}: {case.words}",
)
def test_an_unsound_file_is_refused_with_file_line_and_key(spoilt: Spoilt, edited: Edit) -> None:
    text = edited(spoilt.old, spoilt.new)
    guilty = [number for number, line in enumerate(text.split("\n"), start=1) if spoilt.guilty in line][-1]

    with pytest.raises(CodebookError) as refused:
        load_text(text, "authority.toml")

    error = refused.value
    assert error.line == guilty
    assert error.key == spoilt.key
    assert spoilt.words in error.sentence
    assert str(error) == f"authority.toml, line {error.line}, {error.key}: {error.sentence}"


def test_the_sample_these_tests_spoil_is_sound(small: str) -> None:
    assert load_text(small, "small.toml").id == "small"


# A quarter of what is allowed: enough for work that grows with the square to take minutes.
FILLED = MAX_BYTES // 4

FLOODS = {
    "brackets": "a = " + "[" * FILLED,
    "braces": "a = " + "{a=" * (FILLED // 3),
    "dotted key": "a." * (FILLED // 2) + "b = 1",
    "dotted table": "[" + "a." * (FILLED // 2) + "b]",
    "quotes": '"' * FILLED,
    "single quotes": "'" * FILLED,
    "open text": 'a = """' + "a\n" * (FILLED // 2),
    "escapes": '"""\\' * (FILLED // 4),
    "tables": "[[codes]]\n" * (FILLED // 10),
    "tables in tables": "[[a]]\n[[a.b]]\n" * (FILLED // 15),
    "keys": "".join(f"k{number} = 1\n" for number in range(FILLED // 13)),
    "digits": "a = " + "9" * FILLED,
    "entries": "scale = [" + "1," * (FILLED // 2) + "]",
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_a_file_made_to_overwhelm_is_refused_in_seconds(text: str) -> None:
    started = time.process_time()

    with pytest.raises(CodebookError) as refused:
        load_text(text, "flood.toml")

    assert time.process_time() - started < 10, "measured: at most 1.4 s"
    assert len(str(refused.value)) < 300


def test_a_huge_file_is_refused_before_it_is_read_as_toml(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    path.write_text("#" * (MAX_BYTES + 1))

    with pytest.raises(CodebookError, match=r"^huge\.toml: is bigger than 512 KiB"):
        load_file(path)
    with pytest.raises(CodebookError, match=r"^text: is bigger than 512 KiB"):
        load_text("#" * (MAX_BYTES + 1), "text")


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"# one\n# caf\xe9\n")

    with pytest.raises(CodebookError, match=r"^latin\.toml, line 2: is not UTF-8"):
        load_file(path)


@pytest.mark.parametrize("name", ["", "missing.toml"])
def test_what_is_no_file_is_refused_without_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(CodebookError) as refused:
        load_file(tmp_path / name)

    assert "is not a file" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_a_message_shows_no_hidden_character_of_the_file_or_its_name(small: str) -> None:
    with pytest.raises(CodebookError) as refused:
        load_text(small + "\n\x1b[31m = 1", "evil\u202e.toml")

    assert str(refused.value).isprintable()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_spoilt_file_is_loaded_or_refused_but_nothing_else_happens(data: st.DataObject) -> None:
    text = builtin_text("family-feedback")[:6000]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    piece = data.draw(st.text(st.sampled_from("[]{}\"'=.,#\n\\ a1_-\u202e\x00é"), max_size=12))

    try:
        book = load_text(text[:start] + piece + text[end:], "fuzz.toml")
    except CodebookError as error:
        assert str(error).startswith("fuzz.toml")  # noqa: PT017 (either outcome is right; only others are bugs)
    else:
        assert book.feedback_items
