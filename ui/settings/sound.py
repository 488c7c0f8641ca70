"""Where sound goes, and a sound to try it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from coder.audio.outputs import Frames, Output, open_output, output_names
from coder.audio.player import Player, Trouble
from coder.domain.times import SAMPLE_RATE
from ui.context import Context
from ui.machine import preferences_of
from ui.settings.section import Section
from ui.theme import Role
from ui.widgets.buttons import secondary
from ui.widgets.form import form, row
from ui.widgets.labels import label

TONE_S = 1.2
_LOOK_MS = 200


class Tone:
    """A quiet sound of two notes, as a source for the player."""

    def __init__(self) -> None:
        self.sample_count = int(TONE_S * SAMPLE_RATE)

    def read(self, start: int, stop: int) -> Frames:
        """Samples [start, stop), −1…1, fading in and out so that nothing clicks."""
        at = np.arange(start, min(stop, self.sample_count)) / SAMPLE_RATE
        pitch = np.where(at < TONE_S / 2, 440.0, 554.4)
        edge = np.clip(np.minimum(at, TONE_S - at) / 0.05, 0.0, 1.0)
        return (0.2 * edge * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


class SoundSection(Section):
    """The audio output, chosen by name; the system's own where it is not plugged in."""

    def __init__(
        self,
        context: Context,
        names: Callable[[], tuple[str, ...]] = output_names,
        connect: Callable[[str], Output] = lambda device: open_output(device=device),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._names, self._connect = context, names, connect
        self._players: list[Player] = []
        self.output = QComboBox()
        self.try_button = secondary(self.tr("Play a test sound"), "volume-2")
        self.said = label("", Role.CAPTION, wrap=True)
        sentence = self.tr("Headphones are best: what families say should reach your ears only.")
        card = self.card(self.tr("Sound"), sentence=sentence)
        card.body.addLayout(form(((self.tr("Audio output"), self.output),)))
        card.body.addLayout(row(self.try_button))
        card.body.addWidget(self.said)
        self.fill()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.output.activated.connect(self._chosen)
        self.try_button.clicked.connect(self.play)
        self.destroyed.connect(partial(_close, self._players))

    def load(self) -> None:
        """Look which outputs there are now."""
        self._context.operations.in_turn(self._names, self._show, owner=self)

    @Slot()
    def play(self) -> None:
        """Play the test sound through the chosen output."""
        self._end()
        device = str(self.output.currentData() or "")
        self._players.append(Player(Tone(), partial(self._connect, device)))
        self._players[0].play()
        self.said.setText(self.tr("Playing…"))
        self._timer.start()

    def _show(self, names: Sequence[str]) -> None:
        preferences = preferences_of(self._context)
        chosen = preferences.settings.output_device if preferences is not None else ""
        self.output.clear()
        self.output.addItem(self.tr("the system's own"), "")
        for name in names:
            self.output.addItem(name, name)
        if chosen and chosen not in names:
            self.output.addItem(self.tr("{0} (not plugged in)").format(chosen), chosen)
        self.output.setCurrentIndex(max(0, self.output.findData(chosen)))
        if not names:
            self.said.setText(self.tr("This computer has no audio output now. Everything else works."))

    @Slot()
    def _chosen(self) -> None:
        preferences = preferences_of(self._context)
        if preferences is not None:
            preferences.change(output_device=str(self.output.currentData() or ""))

    @Slot()
    def _look(self) -> None:
        if not self._players or self._players[0].playing:
            return
        silent = self._players[0].trouble is not Trouble.NONE
        self.said.setText(
            self.tr("No audio output could be opened.") if silent else self.tr("That was the test sound.")
        )
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        _close(self._players)


def _close(players: list[Player]) -> None:
    while players:
        players.pop().close()
