"""How the codes of the palette fill lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ui.widgets.palette_rows import Cell, line_count, placed

GAP = 3
NAMES = [Cell(width) for width in (40, 90, 60, 120, 30, 75, 55)]


def on_line(cells, number):
    return [one for one in cells if one.line == number]


@pytest.mark.parametrize("room", [130, 200, 333, 900])
def test_no_name_is_cut_and_both_edges_stand_straight(room):
    shown = placed(NAMES, GAP, room)
    assert [one.place for one in shown] == list(range(len(NAMES)))
    assert all(one.width >= cell.width for one, cell in zip(shown, NAMES, strict=True))
    for number in range(line_count(NAMES, GAP, room)):
        line = on_line(shown, number)
        assert line[0].left == 0
        assert line[-1].left + line[-1].width == room
        assert all(after.left - before.left - before.width in (2, 3, 4) for before, after in pairwise(line))


def test_a_heading_stands_on_the_line_of_what_it_is_the_heading_of():
    cells = [Cell(100), Cell(40, heading=True), Cell(100)]
    shown = placed(cells, GAP, 160)
    assert [one.line for one in shown] == [0, 1, 1]
    assert shown[1].width == 40, "a heading is never made wider"


def test_a_small_set_fills_the_lines_of_the_large_one_in_columns():
    shown = placed(NAMES, GAP, 303, at_least=3)
    assert [one.line for one in shown] == [0, 0, 0, 1, 1, 1, 2]
    assert {one.width for one in shown} == {99}
    assert [one.left for one in on_line(shown, 0)] == [0, 102, 204]


def test_a_name_wider_than_the_palette_has_a_line_of_its_own():
    assert [one.line for one in placed([Cell(50), Cell(500), Cell(50)], GAP, 200)] == [0, 1, 2]
    assert placed([], GAP, 200) == []
