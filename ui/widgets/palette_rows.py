"""How buttons of different widths fill lines: no name is cut, and both edges of the block stand straight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """What stands in a line: ``width`` it needs, in logical pixels; a ``heading`` is no wider, and ends no line."""

    width: int
    heading: bool = False


@dataclass(frozen=True)
class Placed:
    """Where the cell of that ``place`` in the sequence stands: its ``line``, left edge and width in logical pixels."""

    place: int
    line: int
    left: int
    width: int


def line_count(cells: Sequence[Cell], gap: int, room: int) -> int:
    """How many lines of ``room`` logical pixels the cells need, ``gap`` between them."""
    return len(_filled(cells, gap, room))


def placed(cells: Sequence[Cell], gap: int, room: int, at_least: int = 1) -> list[Placed]:
    """All cells where they stand: each line as full as it gets, then made wider until it is full.

    Cells that need fewer than ``at_least`` lines are spread over as many, in columns of one width. A cell that is wider
    than ``room`` has a line of its own.
    """
    lines = _filled(cells, gap, room)
    if len(lines) < at_least and cells:
        return _spread(len(cells), gap, room, at_least)
    return [one for number, line in enumerate(lines) for one in _stretched(cells, line, number, gap, room)]


def _filled(cells: Sequence[Cell], gap: int, room: int) -> list[list[int]]:
    lines: list[list[int]] = []
    left = 0
    for place, cell in enumerate(cells):
        if not lines or cell.width > left:
            # A heading goes along with what it is the heading of.
            along = lines[-1][-1:] if lines and len(lines[-1]) > 1 and cells[lines[-1][-1]].heading else []
            if along:
                lines[-1].pop()
            lines.append(along)
            left = room - sum(cells[one].width + gap for one in along)
        lines[-1].append(place)
        left -= cell.width + gap
    return lines


def _stretched(cells: Sequence[Cell], line: Sequence[int], number: int, gap: int, room: int) -> list[Placed]:
    fixed = sum(cells[place].width for place in line if cells[place].heading)
    needed = sum(cells[place].width for place in line if not cells[place].heading)
    share = max(1.0, (room - gap * (len(line) - 1) - fixed) / max(1, needed))
    made: list[Placed] = []
    left = 0.0
    for place in line:
        right = left + cells[place].width * (1.0 if cells[place].heading else share)
        made.append(Placed(place, number, round(left), round(right) - round(left)))
        left = right + gap
    return made


def _spread(count: int, gap: int, room: int, lines: int) -> list[Placed]:
    columns = -(-count // lines)
    width = (room - gap * (columns - 1)) / columns
    return [
        Placed(place, place // columns, round(place % columns * (width + gap)), round(width)) for place in range(count)
    ]
