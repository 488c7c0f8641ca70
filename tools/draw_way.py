"""Draws docs/img/way-of-a-tape.svg: the stations of a recording and the room of the house each one lives in."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

STATIONS = (
    ("file", "a recorder's file", "any sound format"),
    ("decode", "coder.audio", "killable child, caps"),
    ("vault", "coder.store", "encrypted 16 kHz FLAC"),
    ("job", "coder.jobs", "worker process, chunks"),
    ("voices + words", "models", "who spoke, what, when"),
    ("transcript 0", "coder.services", "immutable"),
    ("confirm roles", "ui.coding", "a person says who"),
    ("blind coding", "coder.domain", "append-only entries"),
    ("lock", "coder.services", "evidence rule"),
    ("second listen", "models → ui", "suggestions revealed"),
    ("profile · report", "coder.analysis", "ranges, suppression"),
    ("page · PDF", "ui, coder.exports", "tagged, table twin"),
)
WIDTH, HEIGHT, GAP, COLUMNS = 170, 74, 34, 4


def box(number: int, title: str, room: str, note: str) -> str:
    """One station at its place on the winding way."""
    row, column = divmod(number, COLUMNS)
    place = column if row % 2 == 0 else COLUMNS - 1 - column
    x, y = 20 + place * (WIDTH + GAP), 20 + row * (HEIGHT + GAP)
    return (
        f'<g><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ffffff" stroke="#3651D1"/>'
        f'<text x="{x + 12}" y="{y + 24}" font-weight="600">{escape(title)}</text>'
        f'<text x="{x + 12}" y="{y + 44}" fill="#3651D1">{escape(room)}</text>'
        f'<text x="{x + 12}" y="{y + 62}" fill="#4b5563">{escape(note)}</text></g>' + arrow(number, x, y)
    )


def arrow(number: int, x: int, y: int) -> str:
    """The arrow from one station to the next; none after the last."""
    if number + 1 == len(STATIONS):
        return ""
    row, column = divmod(number, COLUMNS)
    if column == COLUMNS - 1:
        start, end = (x + WIDTH // 2, y + HEIGHT), (x + WIDTH // 2, y + HEIGHT + GAP - 2)
    elif row % 2 == 0:
        start, end = (x + WIDTH, y + HEIGHT // 2), (x + WIDTH + GAP - 2, y + HEIGHT // 2)
    else:
        start, end = (x, y + HEIGHT // 2), (x - GAP + 2, y + HEIGHT // 2)
    return (
        f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" '
        'stroke="#111827" stroke-width="1.5" marker-end="url(#head)"/>'
    )


def main() -> None:
    """Write the picture."""
    rows = -(-len(STATIONS) // COLUMNS)
    width, height = 40 + COLUMNS * WIDTH + (COLUMNS - 1) * GAP, 40 + rows * HEIGHT + (rows - 1) * GAP
    boxes = "".join(box(number, *station) for number, station in enumerate(STATIONS))
    head = '<marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    Path("docs/img/way-of-a-tape.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        'font-family="Inter, Helvetica, Arial, sans-serif" font-size="13" fill="#111827">'
        "<title>The way of a tape: twelve stations from a recorder's file to page and PDF</title>"
        f'<defs>{head}<path d="M0,0 L8,4 L0,8 z"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#f3f4f6"/>{boxes}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
