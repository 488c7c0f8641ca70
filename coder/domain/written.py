"""Lines to read while a transcript is still being made: no voices are known yet, so sentences and pauses cut them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coder.domain.jobs import WrittenLine, WrittenSoFar

_PAUSE_S = 1.0
_SENTENCE_ENDS = (".", "?", "!", "…")


def written(chunks: Iterable[Mapping[str, Any]]) -> WrittenSoFar:
    """The lines of finished chunks in order of time. Each has ``end_s`` and ``words`` with start_s, end_s and text."""
    lines: list[WrittenLine] = []
    reached_s = 0.0
    for chunk in chunks:
        lines += _lines(chunk["words"])
        reached_s = max(reached_s, float(chunk["end_s"]))
    return WrittenSoFar(tuple(lines), reached_s)


def _lines(words: Iterable[Mapping[str, Any]]) -> list[WrittenLine]:
    lines: list[WrittenLine] = []
    ended = True
    for word in words:
        if lines and not ended and word["start_s"] - lines[-1].end_s < _PAUSE_S:
            before = lines.pop()
            lines.append(WrittenLine(before.start_s, word["end_s"], f"{before.text} {word['text']}"))
        else:
            lines.append(WrittenLine(word["start_s"], word["end_s"], word["text"]))
        ended = str(word["text"]).endswith(_SENTENCE_ENDS)
    return lines
