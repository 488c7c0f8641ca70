"""Which rows of the transcript are in view: by voice, by code, and by why a row should be looked at. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.domain.transcripts import Flag
from ui.widgets.transcript_rows import Row, RowKind, RowMarks

Words = Callable[[str], str]
UNCODED = "\0uncoded"
ABOUT = "\0about:"


class Sign(StrEnum):
    """Something about a row that one may want to go through one by one."""

    TO_CHECK = "to-check"
    UNSURE = "unsure"
    SUSPECT = "suspect"
    OVERLAP = "overlap"
    GAP = "gap"
    EDITED = "edited"
    CHECKED = "checked"


@dataclass(frozen=True)
class Filters:
    """Which rows are in view. An empty string lets everything through; ``code`` may be ``UNCODED``, or
    ``ABOUT`` with a focus tag after it."""

    speaker_id: str = ""
    code: str = ""
    sign: str = ""


def sign_words(tr: Words) -> dict[Sign, str]:
    """What the filter offers, in its order."""
    return {
        Sign.TO_CHECK: tr("To be checked"),
        Sign.UNSURE: tr("Unsure words"),
        Sign.SUSPECT: tr("Perhaps not said"),
        Sign.OVERLAP: tr("Two at once"),
        Sign.GAP: tr("No text"),
        Sign.EDITED: tr("Edited"),
        Sign.CHECKED: tr("Heard, right"),
    }


def has_sign(row: Row, sign: Sign) -> bool:
    """Whether a row is one of those; what was heard and found right, or empty, no longer asks to be checked."""
    if sign is Sign.GAP:
        return row.kind is RowKind.GAP
    if sign is Sign.EDITED:
        return row.edited
    if sign is Sign.CHECKED:
        return row.checked
    if sign is Sign.TO_CHECK:
        return bool(row.asks) or (row.kind is RowKind.GAP and not row.checked)
    return {Sign.UNSURE: Flag.LOW_CONFIDENCE, Sign.SUSPECT: Flag.SUSPECT, Sign.OVERLAP: Flag.OVERLAP}[sign] in row.asks


def filtered(rows: Sequence[Row], marks: Mapping[str, RowMarks], filters: Filters) -> list[Row]:
    """The rows that pass the filters."""
    if filters == Filters():
        return list(rows)

    def passes(row: Row) -> bool:
        if filters.speaker_id and row.speaker_id != filters.speaker_id:
            return False
        if filters.sign and not has_sign(row, Sign(filters.sign)):
            return False
        if filters.code.startswith(ABOUT):
            return row.id in marks and filters.code.removeprefix(ABOUT) in {one.tag for one in marks[row.id].about}
        codes = {code.code for code in marks[row.id].codes} if row.id in marks else set()
        if filters.code == UNCODED:
            return not codes and row.kind is RowKind.UTTERANCE
        return not filters.code or filters.code in codes

    return [row for row in rows if passes(row)]
