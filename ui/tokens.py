"""The colours of the application as plain data. No Qt here; the arithmetic of colours is shared with the PDFs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coder.exports.colours import PRINCIPLES as LIGHT_PRINCIPLES
from coder.exports.colours import contrast, luminance, mix, text_on

__all__ = [
    "CONTRAST_DARK",
    "CONTRAST_LIGHT",
    "DARK",
    "LIGHT",
    "OTHER_ICON",
    "PRINCIPLES",
    "PRINCIPLE_ICONS",
    "TABLES",
    "Tokens",
    "contrast",
    "luminance",
    "mix",
    "text_on",
]

PRINCIPLES = ("Ev", "Em", "Pu", "Au", "Co", "Ch", "Cl")
PRINCIPLE_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "Ev": "lightbulb",
        "Em": "heart-handshake",
        "Pu": "target",
        "Au": "signpost",
        "Co": "users",
        "Ch": "baby",
        "Cl": "scan-eye",
    }
)
# Dimensions of other codebooks (supervision, an authority's own) have no icon of their own.
OTHER_ICON = "star"


@dataclass(frozen=True)
class Tokens:
    """One theme: every colour as ``#RRGGBB``, named by its use and never by its hue.

    ``border`` outlines controls and is seen by everyone (3:1); ``line`` only separates and may be faint.
    ``text3`` is the faintest text still readable (4.5:1). ``playing`` and ``word`` mark the utterance and the word
    being heard. ``principles`` maps the two-letter badge to its colour. ``strong`` asks for outlines where a ground
    alone would tell.
    """

    name: str
    bg: str
    surface: str
    raised: str
    border: str
    line: str
    text1: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    ok: str
    warn: str
    danger: str
    selection: str
    on_selection: str
    playing: str
    word: str
    skeleton: str
    speaker_worker: str
    speaker_family: str
    speaker_child: str
    speaker_interpreter: str
    speaker_other: str
    tint: float
    principles: Mapping[str, str]
    strong: bool = False

    def principle(self, badge: str, position: int = 0) -> str:
        """The colour of a badge; one this table does not know takes the colour of its position in the codebook."""
        known = self.principles.get(badge)
        return known if known is not None else self.principles[PRINCIPLES[position % len(PRINCIPLES)]]

    def tinted(self, colour: str) -> str:
        """A faint ground of a colour, on which ``text1`` stays readable."""
        return mix(colour, self.surface, self.tint)


LIGHT = Tokens(
    name="light",
    bg="#F5F6F8",
    surface="#FFFFFF",
    raised="#F8F9FB",
    border="#788393",
    line="#D5DAE2",
    text1="#171C26",
    text2="#4A5464",
    text3="#5B6575",
    accent="#1F4FD8",
    accent_hover="#1A43B8",
    on_accent="#FFFFFF",
    focus="#0B57FF",
    ok="#0B6B45",
    warn="#8A4B00",
    danger="#B3201B",
    selection="#E3EAFE",
    on_selection="#1A43B8",
    playing="#FEF5CE",
    word="#FFD54A",
    skeleton="#E6E9EE",
    speaker_worker="#1F4FD8",
    speaker_family="#8A4B00",
    speaker_child="#7B2D8B",
    speaker_interpreter="#00616B",
    speaker_other="#4A5464",
    tint=0.14,
    principles=LIGHT_PRINCIPLES,
)

DARK = Tokens(
    name="dark",
    bg="#11141A",
    surface="#181C24",
    raised="#1E232C",
    border="#7C8699",
    line="#313845",
    text1="#F0F3F8",
    text2="#B9C1CF",
    text3="#9AA4B5",
    accent="#7EA6FE",
    accent_hover="#A3C0FF",
    on_accent="#0C1220",
    focus="#8EB3FE",
    ok="#6FD6A0",
    warn="#FFC069",
    danger="#FF8A80",
    selection="#22304F",
    on_selection="#B4CCFF",
    playing="#2B2A17",
    word="#7A6410",
    skeleton="#2A303C",
    speaker_worker="#8EB3FE",
    speaker_family="#FFC069",
    speaker_child="#D5B3EA",
    speaker_interpreter="#7FD8D8",
    speaker_other="#B9C1CF",
    tint=0.24,
    principles=MappingProxyType(
        {
            "Ev": "#EF9104",
            "Em": "#AB7EFE",
            "Pu": "#597194",
            "Au": "#0DC7AC",
            "Co": "#A8F4F0",
            "Ch": "#D13326",
            "Cl": "#FEDE23",
        }
    ),
)

# High contrast: WCAG 2.2 level AAA (1.4.6) asks for 7:1 for every text; edges, rings and separators keep 3:1 and are
# drawn in the strongest ink, and all grounds but the two that mean something are one plain ground.
CONTRAST_LIGHT = Tokens(
    name="contrast-light",
    bg="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    border="#000000",
    line="#6B6B6B",
    text1="#000000",
    text2="#1A1A1A",
    text3="#2E2E2E",
    accent="#0A2A8C",
    accent_hover="#061B5C",
    on_accent="#FFFFFF",
    focus="#0037DA",
    ok="#00431F",
    warn="#5C3200",
    danger="#8B0000",
    selection="#DCE6FF",
    on_selection="#0A2A6E",
    playing="#FFF3B8",
    word="#FFD54A",
    skeleton="#A6A6A6",
    speaker_worker="#0A2A8C",
    speaker_family="#5C3200",
    speaker_child="#5A0F6E",
    speaker_interpreter="#003F47",
    speaker_other="#2B2B2B",
    tint=0.08,
    principles=MappingProxyType(
        {
            "Ev": "#663F00",
            "Em": "#590278",
            "Pu": "#1F35A8",
            "Au": "#023928",
            "Co": "#004F7C",
            "Ch": "#8E1450",
            "Cl": "#524200",
        }
    ),
    strong=True,
)

CONTRAST_DARK = Tokens(
    name="contrast-dark",
    bg="#000000",
    surface="#000000",
    raised="#000000",
    border="#FFFFFF",
    line="#9A9A9A",
    text1="#FFFFFF",
    text2="#F2F2F2",
    text3="#DEDEDE",
    accent="#A8CBFF",
    accent_hover="#CFE2FF",
    on_accent="#000000",
    focus="#FFE100",
    ok="#8CF5BC",
    warn="#FFD699",
    danger="#FFC2BB",
    selection="#12306B",
    on_selection="#E6EEFF",
    playing="#3A3500",
    word="#5A4A00",
    skeleton="#6B6B6B",
    speaker_worker="#A8CBFF",
    speaker_family="#FFD699",
    speaker_child="#EFD2FF",
    speaker_interpreter="#A8F0F0",
    speaker_other="#E4E4E4",
    tint=0.16,
    principles=MappingProxyType(
        {
            "Ev": "#FFA733",
            "Em": "#D2B4FF",
            "Pu": "#A9C1E8",
            "Au": "#2BE3C5",
            "Co": "#A8F4F0",
            "Ch": "#FF9C94",
            "Cl": "#FEDE23",
        }
    ),
    strong=True,
)

TABLES = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)
