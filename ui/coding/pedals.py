"""A USB foot pedal on the Code page: the middle one plays while it is held, left goes back, right goes forward."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from typing_extensions import override

from coder.audio.pedals import Device, Pedal, PedalReader, PedalState, open_pedal, pedals_possible
from ui.machine import preferences_of
from ui.tracking import track

if TYPE_CHECKING:
    from ui.coding.view import CodePage

STEPS = {Pedal.LEFT: "play.back", Pedal.RIGHT: "play.forward"}


class PedalSignals(QObject):
    """Carries what the reading thread hears to the thread of the window: ``moved(down)`` and ``found(PedalState)``."""

    moved = Signal(int)
    found = Signal(object)

    def read(self, connect: Callable[[], Device] = open_pedal) -> PedalReader:
        """Begin to read the pedal; close the reader when done."""
        return PedalReader(self._moved, self._found, connect)

    def _moved(self, down: Pedal) -> None:
        self.moved.emit(int(down))

    def _found(self, state: PedalState) -> None:
        self.found.emit(state)


class UsbPedal(QObject):
    """Reads the pedal while the page is shown and the setting is on: another page may want it for itself."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page = page
        self._down = Pedal.NONE
        self._reader: PedalReader | None = None
        self.connect_device = open_pedal
        self._signals = PedalSignals(self)
        self._signals.moved.connect(self._moved)
        page.installEventFilter(self)
        track(self, page.context.closing, self._stop)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when the page is shown and end when it is hidden."""
        if event.type() == QEvent.Type.Show:
            self._start()
        elif event.type() == QEvent.Type.Hide:
            self._stop()
        return False

    def _start(self) -> None:
        preferences = preferences_of(self._page.context)
        wanted = preferences is not None and preferences.settings.usb_pedal and pedals_possible()
        if wanted and self._reader is None:
            self._reader = self._signals.read(self.connect_device)

    def _stop(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
            self._moved(Pedal.NONE)

    def _moved(self, pressed: int) -> None:
        down, before = Pedal(pressed), self._down
        self._down = down
        if Pedal.MIDDLE in down and Pedal.MIDDLE not in before:
            self._page.listening.hold.press()
        elif Pedal.MIDDLE in before and Pedal.MIDDLE not in down:
            self._page.listening.hold.release()
        for pedal, act in STEPS.items():
            if pedal in down and pedal not in before:
                self._page.context.actions.trigger(act)
