"""Look: what belongs to this machine and this pair of eyes."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ui.context import Context
from ui.machine import preferences_of
from ui.settings.section import Section
from ui.theme import Mode, Role, current
from ui.tracking import track
from ui.widgets.form import form
from ui.widgets.labels import label
from ui.widgets.segmented import Segment, SegmentedControl

TEXT_SIZES = (100, 110, 125, 150, 175, 200)


class LookSection(Section):
    """Theme, text size and motion; all show at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.theme = SegmentedControl(
            self.tr("Theme"),
            (
                Segment(Mode.SYSTEM.value, self.tr("As the system"), "settings"),
                Segment(Mode.LIGHT.value, self.tr("Light"), "sun"),
                Segment(Mode.DARK.value, self.tr("Dark"), "moon"),
                Segment(Mode.CONTRAST.value, self.tr("High contrast"), "eye"),
            ),
        )
        self.text_size = QComboBox()
        for percent in TEXT_SIZES:
            self.text_size.addItem(f"{percent}%", percent)
        card = self.card(self.tr("Look"))
        card.body.addLayout(form(((self.tr("Theme"), self.theme), (self.tr("Text size"), self.text_size))))
        self.still = QCheckBox(self.tr("Reduce motion"))
        card.body.addWidget(self.still)
        card.body.addWidget(label(self._told_of_motion(), Role.CAPTION, wrap=True))
        self.fill()
        self.theme.chosen.connect(self._apply)
        self.text_size.activated.connect(self._apply)
        self.still.clicked.connect(self._apply)
        track(self, current().changed, self._show)
        self._show()

    def _told_of_motion(self) -> str:
        by_system = current().still and not current().still_wanted
        told = self.tr("Your system asks for this already, so it is on. ") if by_system else ""
        return told + self.tr(
            "Nothing blinks, fades or slides. The cursor of the sound still moves, a page at a time, because it says "
            "where you are."
        )

    @Slot()
    def _apply(self) -> None:
        mode, percent = Mode(self.theme.value), int(self.text_size.currentData())
        preferences = preferences_of(self._context)
        if preferences is None:
            current().apply(mode, percent / 100, self.still.isChecked())
        else:
            preferences.change(theme=mode.value, text_scale=percent, reduced_motion=self.still.isChecked())

    @Slot()
    def _show(self) -> None:
        theme = current()
        self.theme.set_value(theme.mode.value)
        self.still.setChecked(theme.still_wanted)
        percent = round(100 * theme.scale)
        if self.text_size.findData(percent) < 0:
            self.text_size.addItem(f"{percent}%", percent)
        self.text_size.setCurrentIndex(self.text_size.findData(percent))
