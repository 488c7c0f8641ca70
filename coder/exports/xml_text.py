"""Text as XML may hold it."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def xml_text(text: str) -> str:
    """``text`` without the characters that XML 1.0 has no way to write (section 2.2); nothing is escaped yet."""
    return _UNWRITABLE.sub("", text)
