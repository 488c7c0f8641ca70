"""The principles' colours on paper and on a light screen, and the arithmetic that keeps text readable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Told apart with three kinds of colour blindness and at least 3.3:1 on white; every mark also has letters or a number.
PRINCIPLES: Mapping[str, str] = MappingProxyType(
    {
        "Ev": "#7D5103",
        "Em": "#590278",
        "Pu": "#3651D1",
        "Au": "#023928",
        "Co": "#1695DA",
        "Ch": "#C93B7C",
        "Cl": "#AF8905",
    }
)
PAPER, INK, QUIET, LINE, STRIPE = "#FFFFFF", "#171C26", "#4A5464", "#C3CAD5", "#F3F5F8"


def principle(badge: str, position: int) -> str:
    """The colour of a badge; a badge of another codebook takes the colour of its position there (from 0)."""
    return PRINCIPLES.get(badge) or list(PRINCIPLES.values())[position % len(PRINCIPLES)]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, ground: str, share: float) -> str:
    """``share`` (0 to 1) of ``colour`` laid over ``ground``, as ``#RRGGBB``."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(top * share + bottom * (1 - share)):02X}" for top, bottom in pairs)


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 black to 1 white (WCAG 2.2, definition of relative luminance)."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 (same) to 21 (black on white), in either order (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Black or white, whichever contrasts more with ``colour``."""
    return "#000000" if contrast("#000000", colour) >= contrast("#FFFFFF", colour) else "#FFFFFF"
