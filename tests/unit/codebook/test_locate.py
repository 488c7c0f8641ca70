"""The locator finds the line of every key, table and list entry."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codebook.errors import Path, dotted
from codebook.locate import Locator, find_overload

TEXT = '''\
# a = 1
top = "x" # [not.a.table]

[plain]
"quoted key" = 1
dotted.key = 2

[[codes]]
id = "A"
list = [
  "one", # ] = [
  "two",

  """three
  = [[codes]]
""",
]

[[codes.attributes]]
id = "first"

[[codes]]
id = "B"
inline = { a = 1, b = ["x", "y"] }

[[codes.attributes]]
id = 'second # no comment'

[[codes.attributes]]
id = "third \\" = ["
after = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("plain",), 4),
        (("plain", "quoted key"), 5),
        (("plain", "dotted", "key"), 6),
        (("codes",), 8),
        (("codes", 1), 8),
        (("codes", 1, "id"), 9),
        (("codes", 1, "list"), 10),
        (("codes", 1, "list", 1), 11),
        (("codes", 1, "list", 2), 12),
        (("codes", 1, "list", 3), 14),
        (("codes", 1, "attributes", 1, "id"), 20),
        (("codes", 2, "id"), 23),
        (("codes", 2, "inline", "b", 2), 24),
        (("codes", 2, "attributes", 1, "id"), 27),
        (("codes", 2, "attributes", 2, "after"), 31),
    ],
)
def test_each_place_has_its_line(path: Path, line: int) -> None:
    tomllib.loads(TEXT)

    assert Locator(TEXT).line(path) == line


def test_a_missing_key_is_sought_at_the_table_around_it() -> None:
    locator = Locator(TEXT)

    assert locator.line(("codes", 2, "name")) == 22
    assert locator.line(("codes", 9, "name")) == 8
    assert locator.line(("nothing", "here")) == 1


def test_the_key_of_a_line_is_the_last_that_starts_before_it() -> None:
    locator = Locator(TEXT)

    assert locator.last_before(1) == ()
    assert locator.last_before(15) == ("codes", 1, "list", 3)
    assert locator.last_before(31) == ("codes", 2, "attributes", 2, "after")


def test_paths_are_written_as_people_write_them() -> None:
    assert dotted(("codes", 3, "attributes", 1, "id")) == "codes[3].attributes[1].id"


def test_depth_inside_texts_and_comments_does_not_count() -> None:
    assert find_overload('a = "[[[[[[[[" # [[[[[[[[ a.b.c.d.e.f.g.h.i\n', depth=2, key_parts=4) is None


def test_the_line_of_too_deep_nesting_is_named() -> None:
    found = find_overload("a = 1\nb = [[[1]]]\n", depth=2, key_parts=4)

    assert found is not None
    assert found.line == 2


NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.text(st.characters(codec="utf-8", exclude_characters="'\r\n\x7f", exclude_categories=["Cc", "Cs"])).map(
        lambda text: f"'{text}'"
    ),
    st.text(st.sampled_from('[]{}=#,."\\ ab')).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    ),
    st.text(st.sampled_from("[]{}=#,.\n ab")).map(lambda text: f'"""{text}"""'),
)
TABLES = st.lists(
    st.tuples(st.sampled_from(["codes", "tags"]), st.dictionaries(NAMES, st.lists(SCALARS, max_size=4), max_size=4)),
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_lines_agree_with_a_text_written_key_by_key(tables: list[tuple[str, dict[str, list[str]]]]) -> None:
    lines: list[str] = []
    expected: dict[Path, int] = {}
    counted: dict[str, int] = {}
    for name, keys in tables:
        counted[name] = counted.get(name, 0) + 1
        place: Path = (name, counted[name])
        lines.append(f"[[{name}]]")
        expected[place] = len(lines)
        for key, entries in keys.items():
            lines.append(f"{key} = [")
            expected[*place, key] = len(lines)
            for number, entry in enumerate(entries, start=1):
                expected[*place, key, number] = len(lines) + 1
                lines += f"  {entry},".split("\n")
            lines.append("]")
    text = "\n".join(lines)
    tomllib.loads(text)
    locator = Locator(text)

    assert {path: locator.line(path) for path in expected} == expected
