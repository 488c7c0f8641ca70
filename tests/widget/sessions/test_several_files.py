"""Several files of one visit: chosen together or one after the other, put in order, and joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, Qt

from coder.domain.unrecorded import Reason
from tests.widget.sessions.test_adding_a_recording import fill, press
from ui.sessions.chosen_files import ChosenFiles
from ui.sessions.import_dialog import ImportDialog
from ui.sessions.requests import AddRecording
from ui.sessions.view import SessionsPage


@pytest.fixture
def tapes(tmp_path: Path) -> list[Path]:
    """Two files of a recorder that counts in its names, given in the wrong order."""
    made = []
    for name, hertz in (("VN10.wav", 440), ("VN9.wav", 220)):
        times = np.arange(3 * 16_000) / 16_000
        soundfile.write(tmp_path / name, (0.3 * np.sin(2 * np.pi * hertz * times)).astype("float32"), 16_000)
        made.append(tmp_path / name)
    return made


def test_files_chosen_together_are_joined_in_the_order_the_recorder_counted(qtbot, pages, tapes):
    there = pages()
    page = there.show(SessionsPage(there.context, ask_files=lambda _: [str(path) for path in tapes]))
    page.open_with(AddRecording())
    dialog = page.findChild(ImportDialog)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    assert [path.name for path in dialog.draft().files] == ["VN9.wav", "VN10.wav"]
    assert dialog.files.several.isVisible()
    press(qtbot, dialog.add_button)
    QCoreApplication.processEvents()
    recording = there.services.sessions.get(there.actor, "S-0001").recording
    assert recording.duration_s == pytest.approx(10.0)
    assert [one.reason for one in recording.unrecorded] == [Reason.BETWEEN_FILES]


def test_the_order_is_changed_and_a_file_left_out_by_keys(qtbot, tapes):
    chosen = ChosenFiles(tapes)
    qtbot.addWidget(chosen)
    chosen.show()
    assert [path.name for path in chosen.files] == ["VN9.wav", "VN10.wav"]
    assert not chosen.earlier_button.isEnabled()
    press(qtbot, chosen.later_button)
    assert [path.name for path in chosen.files] == ["VN10.wav", "VN9.wav"]
    assert chosen.list.currentRow() == 1
    qtbot.keyClick(chosen.list, Qt.Key.Key_Up)
    press(qtbot, chosen.remove_button)
    assert [path.name for path in chosen.files] == ["VN9.wav"]
    assert not chosen.several.isVisible()
    assert chosen.field.text() == str(tapes[1])


def test_a_further_file_comes_last_and_no_file_twice(qtbot, tapes):
    asked = iter([[str(tapes[0])], [str(tapes[1]), str(tapes[0])]])
    chosen = ChosenFiles((), lambda _: next(asked))
    qtbot.addWidget(chosen)
    chosen.show()
    press(qtbot, chosen.choose_button)
    press(qtbot, chosen.more_button)
    assert [path.name for path in chosen.files] == ["VN10.wav", "VN9.wav"]
