"""Drawing a waveform into an array of pixels with numpy: the fast part of the picture. No Qt here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.tokens import Tokens, mix
from ui.widgets.waveform_scene import Lane, MarkTable, Scene, Seconds

Pixels = NDArray[np.uint32]


def pixel(colour: str) -> np.uint32:
    """``#RRGGBB`` as an opaque 32-bit pixel (0xAARRGGBB)."""
    return np.uint32(0xFF000000 | int(colour[1:], 16))


def blank(width: int, height: int, colour: str) -> Pixels:
    """An image of one colour, shape (height, width)."""
    return np.full((max(1, height), max(1, width)), pixel(colour), np.uint32)


def column_edges(start_s: float, end_s: float, columns: int) -> Seconds:
    """The borders of ``columns`` pixel columns over [start_s, end_s), shape (columns + 1,)."""
    return np.linspace(start_s, end_s, columns + 1)


def draw_lane(out: Pixels, heights: NDArray[np.float32], active: NDArray[np.bool_], colour: str, quiet: str) -> None:
    """Draw one voice into ``out`` (rows, columns): bars round the middle where it speaks, a thin line elsewhere."""
    rows = out.shape[0]
    if not rows:
        return
    middle = (rows - 1) / 2
    reach = np.where(active, np.maximum(heights * middle, 0.5), -1.0)
    distance = np.abs(np.arange(rows) - middle)
    out[round(middle)] = pixel(quiet)
    out[distance[:, None] <= reach[None, :]] = pixel(colour)


def draw_overview(out: Pixels, scene: Scene, tokens: Tokens) -> None:
    """Draw the whole recording into ``out``: each column in the colour of who speaks most in it."""
    edges = column_edges(0.0, scene.duration_s, out.shape[1])
    heights = scene.heights(edges)
    draw_lane(out, heights, heights > 0, mix(tokens.border, tokens.surface, 0.5), tokens.line)
    if not scene.lanes:
        return
    spoken = np.stack([np.diff(np.interp(edges, each.edges, each.covered)) for each in scene.lanes])
    most = spoken.argmax(axis=0)
    for index, each in enumerate(scene.lanes):
        mine = (most == index) & (spoken[index] > 0)
        if mine.any():
            part = np.ascontiguousarray(out[:, mine])
            draw_lane(part, heights[mine], np.ones(int(mine.sum()), np.bool_), lane_colour(each, tokens), tokens.line)
            out[:, mine] = part


def lane_colour(each: Lane, tokens: Tokens) -> str:
    """The colour of a lane in a theme."""
    return str(getattr(tokens, each.token))


def ink_colour(badge: str, position: int, tokens: Tokens) -> str:
    """The colour of a mark in a theme: its principle's, or a neutral one for an empty badge."""
    return tokens.principle(badge, position) if badge else tokens.text3


def draw_ticks(out: Pixels, table: MarkTable, start_s: float, end_s: float, tokens: Tokens) -> None:
    """Draw marks as plain blocks into ``out``, at least two pixels wide, later ones over earlier ones."""
    columns = out.shape[1]
    chosen = table.visible(start_s, end_s)
    if not len(chosen) or end_s <= start_s:
        return
    scale = columns / (end_s - start_s)
    first = np.clip((table.starts[chosen] - start_s) * scale, 0, columns - 2).astype(np.int64)
    last = np.clip((table.ends[chosen] - start_s) * scale, first + 2, columns).astype(np.int64)
    lengths = last - first
    # The columns of all blocks one after the other: each block's own start plus a count from 0.
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    colours = np.array([pixel(ink_colour(*ink, tokens)) for ink in table.inks], np.uint32)
    row = np.zeros(columns, np.uint32)
    row[np.repeat(first, lengths) + offsets] = np.repeat(colours[table.ink[chosen]], lengths)
    covered = row != 0
    out[:, covered] = row[covered]
