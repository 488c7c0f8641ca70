"""Play, pause, back, forward, loop, speed, zoom, and where the recording stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from coder.domain.times import clock_text
from ui.theme import Role, current
from ui.widgets.buttons import icon_button, primary
from ui.widgets.labels import ElidingLabel, label, name_box


class Transport(QWidget):
    """Buttons under the waveform.

    Signals: ``toggled()``; ``stepped(seconds)``; ``speed_chosen(speed)``; ``loop_toggled()``; ``zoomed(factor)``;
    ``moment_wanted()``; ``range_wanted()`` to hear the utterance or selection and stop; ``skip_toggled()``.
    ``keys`` maps act ids to keys in words, for hints. ``narrow`` while there is no room for a sentence about trouble.
    """

    toggled = Signal()
    stepped = Signal(float)
    speed_chosen = Signal(float)
    loop_toggled = Signal()
    zoomed = Signal(float)
    moment_wanted = Signal()
    range_wanted = Signal()
    skip_toggled = Signal()

    def __init__(self, speeds: Sequence[float], keys: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._duration_s = 0.0
        self._shown = ""
        self.narrow = False
        self.play_button = primary(self.tr("Play"), "play")
        self.loop_button = icon_button("repeat", self.tr("Loop the utterance or the selection"))
        self.loop_button.setCheckable(True)
        self.range_button = icon_button("circle-play", self.tr("Play the utterance or the selection, then stop"))
        self.skip_button = icon_button("fast-forward", self.tr("Skip silences"))
        self.skip_button.setCheckable(True)
        self._back = icon_button("rotate-ccw", self.tr("Back 3 seconds"))
        self._forward = icon_button("rotate-cw", self.tr("Forward 3 seconds"))
        self._moment = icon_button("star", self.tr("Mark a moment"))
        self._zoom_in = icon_button("zoom-in", self.tr("Zoom in"), "+")
        self._zoom_out = icon_button("zoom-out", self.tr("Zoom out"), "−")
        self._time: QLabel = label("0:00 / 0:00", Role.STRONG)
        self._time.setAccessibleName(self.tr("Position"))
        self._note = ElidingLabel("", Role.CAPTION)
        self.trouble = label("", Role.CAPTION, wrap=True)
        self._speeds = self._speed_box(speeds)
        self._keyed = {
            "play.back": self._back,
            "play.forward": self._forward,
            "play.toggle": self.play_button,
            "play.utterance": self.range_button,
            "play.loop": self.loop_button,
            "play.skip_silence": self.skip_button,
            "moment": self._moment,
        }
        self.show_keys(keys)
        self._lay_out()
        self._connect()

    def _speed_box(self, speeds: Sequence[float]) -> QComboBox:
        box = QComboBox()
        name_box(box, self.tr("Speed"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(3)
        for speed in speeds:
            box.addItem(f"{speed:g}×", speed)
        box.setCurrentIndex(list(speeds).index(1.0))
        return box

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(current().px(4))
        # Between the buttons: a line below them would move the whole page when it comes and goes.
        self.trouble.setFixedHeight(self.play_button.sizeHint().height())
        self.trouble.setVisible(False)
        before: tuple[QWidget, ...] = (self._back, self.play_button, self._forward, self._time)
        after: tuple[QWidget, ...] = (self._moment, self.range_button, self.loop_button, self.skip_button)
        after = (*after, self._speeds, self._zoom_out, self._zoom_in)
        self._placed = (*before, *after)
        for widget in before:
            self._row.addWidget(widget)
        self._row.addWidget(self._note, 1)
        self._row.addWidget(self.trouble, 1000)
        for widget in after:
            self._row.addWidget(widget)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self.stepped.emit(-3.0))
        self._forward.clicked.connect(lambda: self.stepped.emit(3.0))
        self.play_button.clicked.connect(self.toggled)
        self.loop_button.clicked.connect(self.loop_toggled)
        self._moment.clicked.connect(self.moment_wanted)
        self.range_button.clicked.connect(self.range_wanted)
        self.skip_button.clicked.connect(self.skip_toggled)
        self._zoom_in.clicked.connect(lambda: self.zoomed.emit(2.0))
        self._zoom_out.clicked.connect(lambda: self.zoomed.emit(0.5))
        self._speeds.activated.connect(self._speed_activated)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has a key and a menu of its own where the other buttons would be squeezed."""
        super().resizeEvent(event)
        self.narrow = event.size().width() < self._width_of_all()
        for button in (self.range_button, self.skip_button):
            button.setVisible(not self.narrow)
        self._show_trouble()

    @override
    def minimumSizeHint(self) -> QSize:
        """Room for what is never left out."""
        spare = sum(self._width_of(one) for one in (self.range_button, self.skip_button) if one.isVisibleTo(self))
        hint = super().minimumSizeHint()
        return QSize(hint.width() - spare, hint.height())

    def _width_of_all(self) -> int:
        return sum(self._width_of(one) for one in self._placed)

    def _width_of(self, widget: QWidget) -> int:
        return max(widget.sizeHint().width(), widget.minimumWidth()) + self._row.spacing()

    def show_keys(self, keys: dict[str, str]) -> None:
        """Show the keys as they are now; ``keys`` maps act ids to keys in words."""
        for id_, button in self._keyed.items():
            button.show_key(keys.get(id_, ""))

    def set_duration_s(self, duration_s: float) -> None:
        """The length of the recording."""
        self._duration_s = duration_s
        self._shown = ""
        widest = f"{clock_text(duration_s)} / {clock_text(duration_s)}"
        self._time.setMinimumWidth(QFontMetrics(current().font(Role.STRONG)).horizontalAdvance(widest) + 4)
        self.set_position_s(0.0)

    def set_position_s(self, position_s: float) -> None:
        """Where the recording stands; redrawn once a second."""
        words = f"{clock_text(position_s)} / {clock_text(self._duration_s)}"
        if words != self._shown:
            self._shown = words
            self._time.setText(words)

    def set_playing(self, playing: bool) -> None:
        """Show what a press would do."""
        self.play_button.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play_button.set_icon_name("pause" if playing else "play")

    def set_speed(self, speed: float) -> None:
        """Show a speed."""
        place = self._speeds.findData(speed)
        if place >= 0:
            self._speeds.setCurrentIndex(place)

    def set_loop(self, looping: bool) -> None:
        """Show whether a stretch is repeated."""
        self.loop_button.show_checked(looping)

    def set_skipping(self, skipping: bool) -> None:
        """Show whether silences are left out."""
        self.skip_button.show_checked(skipping)

    def set_trouble(self, words: str) -> None:
        """Say in one line what is wrong with the sound; empty for nothing."""
        self.trouble.setText(words)
        self._show_trouble()

    def set_note(self, words: str) -> None:
        """Say something about the keys in the middle of the buttons; empty for nothing."""
        self._note.setText(words)

    def _show_trouble(self) -> None:
        # With large text there is no room between the buttons: then it is told as a message.
        troubled = bool(self.trouble.text()) and not self.narrow
        self.trouble.setVisible(troubled)
        self.trouble.setToolTip(self.trouble.text())
        self._note.setVisible(not troubled and not self.narrow)

    @Slot(int)
    def _speed_activated(self, place: int) -> None:
        self.speed_chosen.emit(float(self._speeds.itemData(place)))
