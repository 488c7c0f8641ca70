"""A few SVG shapes; texts and attributes are escaped by the XML library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

from coder.exports.printable import printable

FAMILY = "Inter"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Drawing:
    """An SVG picture of ``width`` × ``height`` units (1 unit prints as 1 pt at full width)."""

    def __init__(self, width: float, height: float) -> None:
        size = {"width": _number(width), "height": _number(height), "viewBox": f"0 0 {width:g} {height:g}"}
        self._root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})
        self._into = self._root

    def _add(self, tag: str, **attributes: float | str) -> ElementTree.Element:
        plain = {
            key.replace("_", "-"): value if isinstance(value, str) else _number(value)
            for key, value in attributes.items()
        }
        return ElementTree.SubElement(self._into, tag, plain)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **more: float | str) -> None:
        """A filled rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill, **more)

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashes = {"stroke-dasharray": dash} if dash else {}
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **dashes)

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str = "none", width: float = 0) -> None:
        """A circle around a point."""
        self._add("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width)

    def area(self, points: list[tuple[float, float]], fill: str) -> None:
        """A filled polygon."""
        self._add("polygon", points=" ".join(f"{_number(x)},{_number(y)}" for x, y in points), fill=fill)

    def path(self, points: list[tuple[float, float]], stroke: str, width: float) -> None:
        """A line through points."""
        joined = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polyline", points=joined, fill="none", stroke=stroke, stroke_width=width, stroke_linejoin="round")

    def text(
        self, x: float, y: float, words: str, size: float, fill: str, *, weight: int = 400, anchor: str = "start"
    ) -> None:
        """One line of text with its baseline at ``y``; ``anchor`` start, middle or end."""
        element = self._add(
            "text", x=x, y=y, font_family=FAMILY, font_size=size, font_weight=weight, fill=fill, text_anchor=anchor
        )
        element.text = printable(words)

    def hatch(self, x: float, y: float, width: float, height: float, stroke: str, step: float = 7) -> None:
        """A frame filled with slanting lines: something is here and is not shown."""
        self.rect(x, y, width, height, "none", stroke=stroke, stroke_width=0.8)
        offset = -height + step
        while offset < width:
            left, right = max(0.0, offset), min(width, offset + height)
            self.line(x + left, y + height - (left - offset), x + right, y + height - (right - offset), stroke, 0.5)
            offset += step

    @contextmanager
    def group(self, **attributes: float | str) -> Iterator[None]:
        """Everything drawn inside shares these attributes."""
        outer, self._into = self._into, self._add("g", **attributes)
        try:
            yield
        finally:
            self._into = outer

    def as_text(self) -> str:
        """The picture as an SVG document."""
        return ElementTree.tostring(self._root, encoding="unicode")
