"""The three boxes that say which rows are in view: filled from the session, keeping what is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox

from coder.domain.transcripts import Transcript
from ui.coding.filter_bar import FilterBar
from ui.coding.row_filters import ABOUT, UNCODED, Filters, Words, sign_words
from ui.coding.rows import Frame, speaker_names


def fill(bar: FilterBar, transcript: Transcript | None, frame: Frame, tr: Words) -> Filters:
    """Offer the voices, codes and signs of a session; what was chosen stays chosen while it is still there."""
    names = speaker_names(transcript.speakers, tr) if transcript is not None else {}
    _offer(bar.speakers, [(tr("All speakers"), ""), *((name, id_) for id_, name in names.items())])
    codes = [(code.name, code.id) for code in (*frame.codebook.codes, *frame.codebook.talk_codes)]
    about = [(tr("About: {0}").format(tag.name), f"{ABOUT}{tag.id}") for tag in frame.codebook.tags]
    _offer(bar.codes, [(tr("All codes"), ""), (tr("Not coded yet"), UNCODED), *codes, *about])
    signs = sign_words(tr) if transcript is not None else {}
    _offer(bar.signs, [(tr("All rows"), ""), *((words, sign.value) for sign, words in signs.items())])
    return chosen(bar)


def chosen(bar: FilterBar) -> Filters:
    """What the boxes say now."""
    return Filters(*(str(box.currentData() or "") for box in (bar.speakers, bar.codes, bar.signs)))


def clear(bar: FilterBar) -> None:
    """Let every row through again."""
    for box in (bar.speakers, bar.codes, bar.signs):
        box.setCurrentIndex(0)


def _offer(box: QComboBox, choices: Iterable[tuple[str, str]]) -> None:
    wanted = list(choices)
    if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] == wanted:
        return
    before = box.currentData()
    box.clear()
    for words, data in wanted:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, box.findData(before)))
