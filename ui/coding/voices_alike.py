"""Two voices that sound so alike that they may be one person: the offer to hear both and to merge them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.transcripts import Transcript
from ui.coding.voices import longest_said, talk
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.labels import label


def open_pairs(transcript: Transcript) -> tuple[tuple[str, str], ...]:
    """Pairs of voices that may be one person, each with the one who says more first, as far as nobody decided.

    A pair is decided once one of the two was merged away, says nothing any more, or a person confirmed for both that
    they are different people by their roles.
    """
    known = {speaker.id: speaker for speaker in transcript.speakers}
    said = talk(transcript)
    found = []
    for pair in transcript.alike:
        if not set(pair) <= known.keys() or not all(said[one].utterances for one in pair):
            continue
        first, second = (known[one] for one in pair)
        if first.confirmed and second.confirmed and first.role is not second.role:
            continue
        more, less = sorted(pair, key=lambda one: -said[one].seconds)
        found.append((more, less))
    return tuple(found)


class AlikeOffer(QWidget):
    """One pair, by name. ``play_wanted(start_s, end_s)`` for a sample; ``merge_wanted(id, into_id)`` where offered."""

    play_wanted = Signal(float, float)
    merge_wanted = Signal(str, str)

    def __init__(
        self,
        transcript: Transcript,
        pair: tuple[str, str],
        names: Mapping[str, str],
        *,
        may_merge: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        more, less = pair
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        words = self.tr("{0} and {1} sound alike and may be one person. Hear both.")
        if not may_merge:
            words = self.tr(
                "{0} and {1} sound alike and may be one person. Hear both; if they are one, merge them below."
            )
        column.addWidget(label(words.format(names[more], names[less]), Role.CAPTION, wrap=True))
        for id_ in pair:
            longest = longest_said(transcript, id_)
            assert longest is not None, "voices of an open pair speak"
            hear = secondary(self.tr("Hear {0}").format(names[id_]), "play")
            hear.clicked.connect(partial(self.play_wanted.emit, longest.start_s, longest.end_s))
            row.addWidget(hear)
        row.addStretch(1)
        if may_merge:
            self.merge = secondary(self.tr("They are one: merge"))
            self.merge.setAccessibleName(self.tr("Merge {0} into {1}").format(names[less], names[more]))
            self.merge.clicked.connect(partial(self.merge_wanted.emit, less, more))
            row.addWidget(self.merge)
        column.addLayout(row)
