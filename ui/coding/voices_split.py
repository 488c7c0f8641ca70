"""Chosen utterances of one voice to another one: where two people were taken for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from coder.domain.times import clock_text
from coder.domain.transcripts import Utterance
from ui.coding.voices_dialog import AddVoice
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.labels import label, name_box
from ui.widgets.question import Question

_ID = Qt.ItemDataRole.UserRole


class SplitVoice(Question):
    """``agreed(utterance_ids, speaker_id, name, role)``; an empty ``speaker_id`` stands for a new voice.

    ``play_wanted(start_s, end_s)`` to hear one utterance.
    """

    agreed = Signal(list, str, str, object)
    play_wanted = Signal(float, float)

    def __init__(
        self,
        name: str,
        said: Sequence[Utterance],
        others: Mapping[str, str],
        checked: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _tr("Split {0}").format(name),
            _tr("Tick what another voice said. Space ticks, Enter plays."),
            _tr("Split"),
            parent,
        )
        self._said = {one.id: one for one in said}
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Utterances of {0}").format(name))
        self.list.setMinimumHeight(current().px(200))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill(said, checked)
        self.list.itemChanged.connect(self._check)
        self.list.itemActivated.connect(self._play)
        self.body.addWidget(self.list)
        row = QHBoxLayout()
        self.from_here = secondary(self.tr("Tick all from here on"))
        self.from_here.clicked.connect(self._tick_rest)
        self.count = label("", Role.SUBTITLE)
        row.addWidget(self.from_here)
        row.addWidget(self.count, 1)
        self.body.addLayout(row)
        self.to = QComboBox()
        name_box(self.to, self.tr("Whose they are"))
        self.to.addItem(self.tr("A new voice"), "")
        for id_, other in others.items():
            self.to.addItem(other, id_)
        self.to.currentIndexChanged.connect(self._check)
        self.body.addWidget(self.to)
        self.fresh = AddVoice()
        self.fresh.add.setVisible(False)
        self.body.addWidget(self.fresh)
        self.accepted.connect(self._agreed)
        self._check()

    def ticked(self) -> list[str]:
        """Ids of the ticked utterances, in order of time."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return [str(item.data(_ID)) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _fill(self, said: Sequence[Utterance], checked: Collection[str]) -> None:
        for one in said:
            item = QListWidgetItem(f"{clock_text(one.start_s)}  {one.text}")
            item.setData(_ID, one.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.id in checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        first = next((place for place, one in enumerate(said) if one.id in checked), 0)
        self.list.setCurrentRow(first)

    def _tick_rest(self) -> None:
        for place in range(max(0, self.list.currentRow()), self.list.count()):
            self.list.item(place).setCheckState(Qt.CheckState.Checked)

    def _check(self) -> None:
        count = len(self.ticked())
        self.fresh.setVisible(not self.to.currentData())
        # All of them would be the whole voice, which is renamed or merged instead.
        self.act.setEnabled(0 < count < self.list.count())
        self.count.setText(self.tr("{0} of {1} ticked").format(count, self.list.count()))

    def _play(self, item: QListWidgetItem) -> None:
        one = self._said[str(item.data(_ID))]
        self.play_wanted.emit(one.start_s, one.end_s)

    def _agreed(self) -> None:
        self.agreed.emit(self.ticked(), str(self.to.currentData() or ""), *self.fresh.chosen())


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("coding", words)
