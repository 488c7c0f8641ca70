"""Text that the shipped fonts can print. PDF/UA forbids missing glyphs, and odd characters can stop the typesetter."""

from __future__ import annotations

import unicodedata

# What a character becomes that no shipped font has; the document says so at its end.
BOX = "\u25a1"
# Blocks that Inter and the typesetter's own fonts cover wholly (a test prints every one of them).
_COVERED = (
    (0x0020, 0x007E),
    (0x00A0, 0x0482),
    (0x048A, 0x04FF),
    (0x0531, 0x0556),
    (0x0561, 0x0587),
    (0x05D0, 0x05EA),
    (0x0621, 0x063A),
    (0x0640, 0x064A),
    (0x0660, 0x0669),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x2040),
    (0x2044, 0x2051),
    (0x20A0, 0x20BF),
    (0x2190, 0x23CE),
    (0x2500, 0x25FF),
)
_INVISIBLE = frozenset({"Cc", "Cf"})
_NOT_TEXT = frozenset({"Cs", "Co", "Cn"})


def is_covered(character: str) -> bool:
    """Whether a shipped font has this character."""
    number = ord(character)
    return unicodedata.category(character) not in _NOT_TEXT and any(a <= number <= b for a, b in _COVERED)


def printable(text: str) -> str:
    """``text`` composed (NFC) on one line, without control and direction marks, and with □ for what cannot be printed.

    Direction overrides go because they can turn a line round and make it read as something else; right-to-left
    letters themselves stay and are set right to left.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            kept.append(" ")
        elif unicodedata.category(character) not in _INVISIBLE:
            kept.append(character if is_covered(character) else BOX)
    return " ".join("".join(kept).split())
