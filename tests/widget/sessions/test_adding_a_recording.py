"""Adding a recording through the dialog: what is asked, what is stored, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QDate, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QLabel

from coder.domain.errors import UserError
from coder.domain.people import Role
from coder.domain.sessions import Answer, SessionKind, SessionState
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import press
from ui.sessions.discarding import DiscardQuestion
from ui.sessions.import_dialog import ImportDialog
from ui.sessions.requests import AddRecording
from ui.sessions.view import SessionsPage
from ui.theme import Mode, current


def open_dialog(there, file: Path | None) -> ImportDialog:
    page = there.show(SessionsPage(there.context, ask_files=lambda _: [str(file)] if file else []))
    page.open_with(AddRecording())
    dialog = page.findChild(ImportDialog)
    there.page = page
    return dialog


def fill(qtbot, dialog: ImportDialog) -> None:
    dialog.worker.setCurrentText("W-31")
    dialog.team.setCurrentText("North")
    dialog.held_on.setDate(QDate(2026, 5, 1))
    dialog.kind.setCurrentIndex(dialog.kind.findData(SessionKind.TELEPHONE.value))
    dialog.permission_forms[0].who.setText("mother")
    dialog.transcribe.setChecked(False)


def test_what_is_missing_is_said_until_nothing_is(qtbot, pages, tone):
    there = pages()
    dialog = open_dialog(there, tone)
    said = [dialog.problem.text()]
    press(qtbot, dialog.files.choose_button)
    said.append(dialog.problem.text())
    dialog.worker.setCurrentText("W-31")
    said.append(dialog.problem.text())
    dialog.team.setCurrentText("North")
    said.append(dialog.problem.text())
    assert not dialog.add_button.isEnabled()
    dialog.permission_forms[0].who.setText("mother")
    said.append(dialog.problem.text())
    beginnings = ["Choose the sound file", "Say whose conversation", "Say which team", "Say who was asked", ""]
    assert [sentence.startswith(start) for sentence, start in zip(said, beginnings, strict=True)] == [True] * 5
    assert dialog.add_button.isEnabled()


def test_everything_that_was_filled_in_is_stored(qtbot, pages, tone):
    there = pages()
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    press(qtbot, dialog.another_button)
    dialog.permission_forms[1].who.setText("interpreter")
    dialog.permission_forms[1].asked_on.setDate(QDate(2026, 4, 28))
    dialog.held_on.setDate(QDate(2026, 5, 1))
    dialog.sheet.purpose.setText("To plan the week")
    shares = []
    dialog.model.progressed.connect(shares.append)
    qtbot.keyClick(dialog.sheet.purpose, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    services, actor = there.services, there.actor
    session = services.sessions.get(actor, "S-0001")
    assert (session.worker_code, session.team_name, session.held_on) == ("W-31", "North", date(2026, 5, 1))
    assert (session.kind, session.state) == (SessionKind.TELEPHONE, SessionState.IMPORTED)
    assert session.context.purpose == "To plan the week"
    assert session.recording.duration_s == pytest.approx(12.0, abs=0.01)
    lines = services.sessions.permissions(actor, "S-0001")
    assert [line.at.date() for line in lines] == [date(2026, 5, 1), date(2026, 4, 28)]
    assert [(line.who, line.answer) for line in lines] == [
        ("mother", Answer.GIVEN),
        ("interpreter", Answer.GIVEN),
    ]
    assert shares
    assert there.page.model.details.session.id == session.id
    assert any("stored and encrypted" in sentence for sentence in there.told)


def test_a_transcript_can_be_asked_for_in_the_same_step(qtbot, pages, tone):
    there = pages()
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    dialog.transcribe.setChecked(True)
    press(qtbot, dialog.add_button)
    assert there.services.sessions.get(there.actor, "S-0001").state is SessionState.TRANSCRIBING


def test_a_known_worker_brings_their_team(qtbot, pages, tone):
    there = pages(demo=True)
    there.imported(worker="N-01")
    dialog = open_dialog(there, tone)
    choices = [dialog.worker.itemText(n) for n in range(dialog.worker.count())]
    assert choices == ["N-01"]
    dialog.worker.setCurrentText("N-01")
    assert (dialog.team.currentText(), dialog.team.isEnabled()) == ("North", False)
    dialog.worker.setCurrentText("W-99")
    assert dialog.team.isEnabled()
    assert "new here" in dialog.worker_note.text()


def test_the_demos_people_and_teams_are_refused_here_as_on_the_command_line(qtbot, pages, tone):
    there = pages(demo=True)
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    said = {}
    for worker, team in (("W-17", "North"), ("W-31", "Canal Street")):
        dialog.worker.setCurrentText(worker)
        dialog.team.setCurrentText(team)
        with pytest.raises(UserError) as refused:
            there.imported(worker=worker, team=team)
        said[dialog.problem.text()] = str(refused.value)
        assert not dialog.add_button.isEnabled()
        assert worker != "W-17" or "new here" not in dialog.worker_note.text()
    assert list(said) == list(said.values())
    assert [sentence.split()[0] for sentence in said] == ["W-17", "Canal"]


def test_a_worker_is_told_that_only_their_own_recordings_may_be_added(qtbot, pages, tone):
    there = pages()
    there.become(Role.WORKER)
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    assert dialog.worker.text == "ME"
    dialog.worker.setCurrentText("W-31")
    assert "Your code is ME" in dialog.problem.text()
    assert "new here" not in dialog.worker_note.text()


def test_a_new_code_that_begins_like_a_known_one_stays_as_it_was_typed(qtbot, pages, tone):
    there = pages()
    there.imported(worker="W-41")
    dialog = open_dialog(there, tone)
    qtbot.waitUntil(dialog.files.field.hasFocus)
    field = dialog.worker.lineEdit()
    for typed, left in (("W-4", "W-4"), ("w-41", "W-41")):
        dialog.worker.setFocus()
        field.clear()
        qtbot.keyClicks(field, typed)
        dialog.worker.completer().popup().hide()
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert dialog.draft().worker == left


def test_no_field_moves_from_under_the_mouse_while_one_types(qtbot, pages, tone):
    there = pages()
    there.imported(worker="W-41")
    dialog = open_dialog(there, tone)
    places = set()
    for typed in ("", "W", "W-41", "W-99"):
        dialog.worker.setCurrentText(typed)
        QCoreApplication.processEvents()
        places.add(dialog.team.mapTo(dialog, dialog.team.rect().topLeft()).y())
    assert len(places) == 1


def test_one_click_beside_what_is_offered_reaches_what_was_clicked(qtbot, pages, tone):
    there = pages()
    there.imported(worker="W-41")
    dialog = open_dialog(there, tone)
    qtbot.waitUntil(dialog.files.field.hasFocus)
    qtbot.mouseClick(dialog.worker.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.worker.lineEdit(), "W")
    popup = dialog.worker.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    outside = dialog.permission_forms[0].who
    at = outside.mapTo(dialog.window(), outside.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place, pressed = QPointF(popup.mapFromGlobal(dialog.mapToGlobal(at))), QEvent.Type.MouseButtonPress
    # A real popup hears every press there is; a simulated one is not sent beyond its window.
    QCoreApplication.sendEvent(popup, QMouseEvent(pressed, place, QPointF(dialog.mapToGlobal(at)), left, left, none))
    qtbot.waitUntil(outside.hasFocus)
    assert not popup.isVisible()


def test_what_was_filled_in_is_not_thrown_away_without_asking(qtbot, pages, tone):
    there = pages()
    dialog = open_dialog(there, tone)
    fill(qtbot, dialog)
    for leave in (lambda: qtbot.keyClick(dialog, Qt.Key.Key_Escape), dialog.close):
        leave()
        question = dialog.findChild(DiscardQuestion)
        assert question.isVisible()
        qtbot.waitUntil(question.act.hasFocus)
        qtbot.keyClick(question, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert dialog.draft().worker == "W-31"
    press(qtbot, dialog.cancel_button)
    press(qtbot, dialog.findChild(DiscardQuestion).cancel)
    assert not dialog.isVisible()
    assert there.services.sessions.list(there.actor) == ()


def test_an_untouched_form_closes_at_once(qtbot, pages, tone):
    there = pages(demo=True)
    there.become(Role.WORKER)
    dialog = open_dialog(there, tone)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_refusal_keeps_the_recording_out(qtbot, pages, tone):
    there = pages()
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    answer = dialog.permission_forms[0].answer
    answer.setCurrentIndex(answer.findData(Answer.REFUSED.value))
    assert not dialog.add_button.isEnabled()
    assert "may not be kept here" in dialog.problem.text()


def test_a_file_that_is_no_sound_is_refused_in_a_sentence_and_nothing_is_stored(qtbot, pages, tmp_path):
    there = pages()
    file = tmp_path / "notes.wav"
    file.write_text("This is a letter and no recording. " * 50)
    dialog = open_dialog(there, file)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    press(qtbot, dialog.add_button)
    assert "not a sound file" in dialog.problem.text()
    assert dialog.isVisible()
    assert dialog.add_button.isEnabled()
    assert there.services.sessions.list(there.actor) == ()
    assert there.services.people.teams(there.actor) == ()


def test_a_recording_that_is_here_already_points_to_the_first(qtbot, pages, tone):
    there = pages()
    there.imported()
    dialog = open_dialog(there, tone)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    press(qtbot, dialog.add_button)
    assert "here already: session S-0001" in dialog.problem.text()
    assert len(there.services.sessions.list(there.actor)) == 1


def test_a_cut_off_recording_is_kept_with_a_warning_on_its_page(qtbot, pages, tone, tmp_path):
    there = pages()
    cut = tmp_path / "cut.wav"
    cut.write_bytes(tone.read_bytes()[:200_000])
    dialog = open_dialog(there, cut)
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    press(qtbot, dialog.add_button)
    QCoreApplication.processEvents()
    warnings = there.services.sessions.get(there.actor, "S-0001").recording.warnings
    assert len(warnings) == 1
    labels = [label.text() for label in there.page.details.findChildren(QLabel)]
    assert warnings[0] in labels


def test_stopping_stores_nothing_and_the_form_stays(qtbot, pages, tone, tmp_path):
    there = pages()
    sound, rate = soundfile.read(tone, dtype="int16")
    soundfile.write(tmp_path / "long.wav", np.tile(sound, 75), rate)
    dialog = open_dialog(there, tmp_path / "long.wav")
    press(qtbot, dialog.files.choose_button)
    fill(qtbot, dialog)
    # On the thread that decodes, as soon as it reports: the earliest moment anybody could press the button.
    dialog.model.progressed.connect(lambda _: dialog.model.cancel(), Qt.ConnectionType.DirectConnection)
    press(qtbot, dialog.add_button)
    assert dialog.problem.text() == "Stopped. Nothing was stored."
    assert there.services.sessions.list(there.actor) == ()
    assert dialog.worker.currentText() == "W-31"


def test_a_file_may_be_dropped_on_the_page(qtbot, pages, tone):
    there = pages()
    page = there.show(SessionsPage(there.context))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tone))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(page.rect().center(), copy, data, left, none)
    QCoreApplication.sendEvent(page, entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(page.rect().center()), copy, data, left, none)
    QCoreApplication.sendEvent(page, dropped)
    assert page.findChild(ImportDialog).draft().files == (tone,)


def test_dropped_words_are_no_recording(pages):
    there = pages()
    page = there.show(SessionsPage(there.context))
    data = QMimeData()
    data.setText("some words")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QCoreApplication.sendEvent(page, QDropEvent(QPointF(page.rect().center()), copy, data, left, none))
    assert page.findChild(ImportDialog) is None


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_dialog_is_for_everybody(qtbot, pages, tone, mode, scale):
    current().apply(mode, scale)
    there = pages()
    dialog = open_dialog(there, tone)
    qtbot.waitUntil(dialog.files.field.hasFocus)
    dialog.add_permission()
    assert walk(dialog) == []
    assert clipped(dialog) == []
    assert dialog.width() <= 1280
    assert dialog.height() <= 720


def test_what_was_typed_before_people_are_known_stays(qtbot, pages, tone):
    dialog = open_dialog(pages(), tone)
    qtbot.keyClicks(dialog.worker.lineEdit(), "W-31")
    qtbot.keyClicks(dialog.team.lineEdit(), "North")
    dialog.model.load()
    assert (dialog.worker.currentText(), dialog.team.currentText()) == ("W-31", "North")


def test_a_pasted_path_may_stand_in_quotes(qtbot, pages, tone):
    dialog = open_dialog(pages(), None)
    qtbot.keyClicks(dialog.files.field, f' "{tone}" ')
    assert dialog.draft().files == (tone,)
    dialog.files.field.clear()
    assert dialog.draft().files == ()
