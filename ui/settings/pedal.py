"""Foot pedals: press it now, and it does what was chosen; USB pedals that send no keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget
from typing_extensions import override

from coder.audio.pedals import Pedal, PedalReader, PedalState, open_pedal, pedals_possible
from ui.actions import KeyRefused, native
from ui.announce import announce
from ui.coding.pedals import PedalSignals
from ui.context import Context
from ui.machine import preferences_of
from ui.theme import Role
from ui.tracking import track
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.form import form, row
from ui.widgets.key_field import KeyField
from ui.widgets.labels import label

# What a foot is used for first; all other acts follow.
_FIRST = ("play.toggle_anywhere", "play.toggle", "play.back", "play.forward", "play.loop", "play.utterance", "moment")


class PedalCard(Card):
    """``connect_device`` opens a USB pedal; tests hand in one of their own."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Foot pedal"))
        self._context, self._actions = context, context.actions
        self.connect_device = open_pedal
        self._reader: PedalReader | None = None
        self._signals = PedalSignals(self)
        self._build_keys()
        self._build_usb()
        track(self, self._actions.changed, self._show)
        self._show()

    def _build_keys(self) -> None:
        self.body.addWidget(
            label(
                self.tr("For pedals that send a key. The pedal works beside the key of the act."),
                Role.SUBTITLE,
                wrap=True,
            )
        )
        self.act = QComboBox()
        self.body.addLayout(form(((self.tr("The pedal does"), self.act),)))
        self.listen = secondary(self.tr("Press your pedal now"), "keyboard")
        self.field = KeyField(self.tr("Waiting for the pedal"))
        self.field.setPlaceholderText(self.tr("Waiting for the pedal…"))
        self.field.setVisible(False)
        self.said = label("", Role.BODY, wrap=True)
        self.said.setVisible(False)
        self.body.addLayout(row(self.listen, self.field))
        self.body.addWidget(self.said)
        self._list = QVBoxLayout()
        self.body.addLayout(self._list)
        self.listen.clicked.connect(self._wait)
        self.field.taken.connect(self._taken)
        self.field.left.connect(self._stop_waiting)

    def _build_usb(self) -> None:
        self.usb = QCheckBox(self.tr("Use a USB pedal that sends no keys (Infinity IN-USB-2)"))
        self.usb.setEnabled(pedals_possible())
        self.usb_said = label(self._usb_words(None), Role.CAPTION, wrap=True)
        self.body.addWidget(self.usb)
        self.body.addWidget(self.usb_said)
        self.usb.toggled.connect(self._usb_wanted)
        self._signals.found.connect(self._found)
        self._signals.moved.connect(self._moved)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read the USB pedal while the card is shown, so that it can be tried here."""
        super().showEvent(event)
        self._show_usb()
        self._read_usb()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the pedal to the page that plays."""
        super().hideEvent(event)
        self._end_usb()

    @Slot()
    def _wait(self) -> None:
        self._say("")
        self.field.set_key("")
        self.field.setVisible(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.tr("Press your pedal now. Escape stops waiting."))

    @Slot(str)
    def _taken(self, key: str) -> None:
        self.listen.setFocus(Qt.FocusReason.OtherFocusReason)
        if key == "Esc":
            return
        id_ = str(self.act.currentData())
        try:
            self._actions.set_pedal(id_, key)
        except KeyRefused as refusal:
            self._say(self.tr("The pedal sends {0}. {1}").format(native(key), refusal))
        else:
            self._say(self.tr("The pedal sends {0}: {1}").format(native(key), self._actions.text(id_)))

    @Slot()
    def _stop_waiting(self) -> None:
        self.field.setVisible(False)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if words:
            announce(self, words)

    @Slot()
    def _show(self) -> None:
        self._show_acts()
        clear(self._list)
        for id_, key in self._actions.pedals.items():
            words = self.tr("{0}: {1}").format(native(key), self._actions.text(id_))
            away = ghost(self.tr("Remove"), "x")
            away.setAccessibleName(self.tr("Remove the pedal {0}").format(words))
            away.clicked.connect(partial(self._actions.set_pedal, id_, ""))
            self._list.addLayout(row(label(words), away))

    def _show_acts(self) -> None:
        free = [spec.id for spec in self._actions.specs() if not spec.fixed]
        ids = [*_FIRST, *(id_ for id_ in free if id_ not in _FIRST)]
        ids = [id_ for id_ in ids if id_ in free]
        if ids != [self.act.itemData(place) for place in range(self.act.count())]:
            chosen = self.act.currentData()
            self.act.clear()
            for id_ in ids:
                self.act.addItem(self._actions.text(id_), id_)
            self.act.setCurrentIndex(max(0, self.act.findData(chosen)))

    def _show_usb(self) -> None:
        preferences = preferences_of(self._context)
        self.usb.setChecked(preferences is not None and preferences.settings.usb_pedal and self.usb.isEnabled())

    @Slot(bool)
    def _usb_wanted(self, wanted: bool) -> None:
        preferences = preferences_of(self._context)
        if preferences is not None and preferences.settings.usb_pedal != wanted:
            preferences.change(usb_pedal=wanted)
        self._end_usb()
        self._read_usb()

    def _read_usb(self) -> None:
        if self._reader is None and self.usb.isChecked() and self.isVisible():
            self._reader = self._signals.read(self.connect_device)

    def _end_usb(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self.usb_said.setText(self._usb_words(None))

    @Slot(object)
    def _found(self, state: PedalState) -> None:
        if self._reader is not None:
            self.usb_said.setText(self._usb_words(state))

    def _usb_words(self, state: PedalState | None) -> str:
        if not pedals_possible():
            return self.tr(
                "This installation lacks the part for USB pedals (hidapi). Pedals that send keys work without it."
            )
        return {
            None: self.tr("The middle pedal plays while it is held, the left one goes back, the right one forward."),
            PedalState.ABSENT: self.tr("No such pedal is plugged in. It is found by itself when you plug it in."),
            PedalState.REFUSED: self.tr(
                "The pedal is plugged in, but this computer does not let the program read it. Ask who looks after it."
            ),
            PedalState.READY: self.tr("The pedal is ready. Press it to try it."),
        }[state]

    @Slot(int)
    def _moved(self, pressed: int) -> None:
        names = {
            Pedal.LEFT: self.tr("left: back"),
            Pedal.MIDDLE: self.tr("middle: plays while held"),
            Pedal.RIGHT: self.tr("right: forward"),
        }
        down = [words for pedal, words in names.items() if pedal & pressed]
        if down and self._reader is not None:
            self.usb_said.setText(self.tr("Pressed: {0}").format(", ".join(down)))
