"""Pictures of the pages, which people look at in place of the program."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from ui.agreement.view import AgreementPage
from ui.library.view import LibraryPage
from ui.pictures import SECTIONS, VARIANTS, Photographer
from ui.settings.view import SettingsPage
from ui.theme import Mode, current


class Late(QLabel):
    """Changes its ground some times after it was shown, as a page does on a busy computer."""

    changes = 8

    @override
    def showEvent(self, event):
        super().showEvent(event)
        self._change()

    @Slot()
    def _change(self):
        self.changes -= 1
        self.setStyleSheet(f"background: rgb({self.changes * 20}, 0, 0)")
        if self.changes:
            QTimer.singleShot(30, self, self._change)


def test_a_picture_is_taken_once_the_page_has_come_to_rest(qtbot, tmp_path):
    photographer = Photographer([("late", Late)], tmp_path, (60, 40))
    with qtbot.waitSignal(photographer.finished, timeout=20_000):
        photographer.start()
    current().apply(Mode.SYSTEM, 1.0)
    assert [one.name for one in photographer.written] == [f"late-{variant}.png" for variant, _, _ in VARIANTS]
    for one in photographer.written:
        assert QImage(str(one)).pixelColor(30, 20).getRgb()[:3] == (0, 0, 0)


def test_no_section_of_a_page_is_left_out(pages):
    there = pages()
    assert {
        "agreement": tuple(AgreementPage(there.context)._places),
        "library": tuple(LibraryPage(there.context)._places),
        "settings": tuple(SettingsPage(there.context)._sections),
    } == SECTIONS
