"""The Sessions page over a real store: what the table, the ledger and the sheet show is what the services keep."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from coder.domain.errors import UserError
from coder.domain.jobs import JobKind
from coder.domain.people import Role
from coder.domain.sessions import Answer, Context, HowAsked, SessionState
from coder.services.sessions import PermissionDraft
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import import_sound, visit_clip
from tests.helpers.shown import press, words
from ui.coding.context_dialog import ContextDialog
from ui.sessions.dialogs import LineDialog
from ui.sessions.view import HELD_ON, SessionsPage
from ui.theme import Mode, current
from ui.widgets.confirm import ConfirmDialog


def shown_codes(page) -> list[str]:
    model = page.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def open_on(there, session_id, size=(1280, 720)):
    page = there.show(SessionsPage(there.context), size)
    page.open_with(session_id)
    return page


def test_an_empty_store_says_how_to_begin(pages):
    there = pages()
    page = there.show(SessionsPage(there.context))
    assert "No recordings yet" in page.content.reason


def test_the_latest_meeting_comes_first_and_the_heading_turns_it_round(qtbot, pages):
    there = pages(demo=True)
    page = there.show(SessionsPage(there.context))
    expected = [session.code for session in there.services.sessions.list(there.actor)]
    days = {session.code: session.held_on for session in there.services.sessions.list(there.actor)}
    assert [days[code] for code in shown_codes(page)] == [days[code] for code in expected]
    page.table.sortByColumn(HELD_ON, Qt.SortOrder.AscendingOrder)
    ordered = [days[code] for code in shown_codes(page)]
    assert ordered == sorted(ordered)


def test_no_column_speaks_of_a_rating(pages):
    there = pages(demo=True)
    page = there.show(SessionsPage(there.context))
    headings = [page.rows.headerData(n, Qt.Orientation.Horizontal) for n in range(page.rows.columnCount())]
    assert headings == ["Session", "Held on", "Worker", "State", "Team", "Kind", "Length"]


def test_typing_and_choosing_narrow_the_list_and_can_be_undone(qtbot, pages):
    there = pages(demo=True)
    there.imported(worker="N-01")
    page = there.show(SessionsPage(there.context))
    everything = len(shown_codes(page))
    qtbot.keyClicks(page.search, "n-01")
    assert shown_codes(page) == ["S-0001"]
    assert "1 of" in words(page.header)
    page.search.clear()
    page.state_box.setCurrentIndex(page.state_box.findData(SessionState.IMPORTED.value))
    assert shown_codes(page) == ["S-0001"]
    qtbot.keyClicks(page.search, "no such thing")
    assert "No session fits" in page.found.reason
    press(qtbot, page.reset_button)
    assert len(shown_codes(page)) == everything


def test_the_find_key_leads_to_the_search_field(qtbot, pages):
    there = pages()
    there.imported()
    page = there.show(SessionsPage(there.context))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()


def test_moving_through_the_rows_shows_who_agreed_and_enter_opens_the_code_page(qtbot, pages):
    there = pages()
    session_id = there.imported()
    page = there.show(SessionsPage(there.context))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "father agreed" in words(page.details))
    said = words(page.details)
    assert "asked face to face by worker" in said
    assert "To talk about mornings" in said
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert there.wanted == [("code", session_id)]


def test_another_line_of_the_ledger_is_kept(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported())
    press(qtbot, page.details.line_button)
    dialog = page.findChild(LineDialog)
    assert not dialog.act.isEnabled()
    dialog.form.who.setText("mother")
    dialog.form.adult.setCurrentIndex(1)
    press(qtbot, dialog.act)
    line = there.services.sessions.permissions(there.actor, "S-0001")[-1]
    assert (line.who, line.adult, line.answer) == ("mother", False, Answer.GIVEN)
    assert "mother (child) agreed" in words(page.details)


def test_a_refusal_is_asked_about_twice_before_it_erases(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported())
    press(qtbot, page.details.line_button)
    dialog = page.findChild(LineDialog)
    dialog.form.who.setText("mother")
    dialog.form.answer.setCurrentIndex(dialog.form.answer.findData(Answer.REFUSED.value))
    press(qtbot, dialog.act)
    asked = page.findChild(ConfirmDialog)
    assert there.services.sessions.sound(there.actor, "S-0001")
    press(qtbot, asked.understood)
    press(qtbot, asked.act)
    assert there.services.sessions.get(there.actor, "S-0001").state is SessionState.WITHDRAWN


def test_withdrawing_says_what_goes_and_erases_only_when_it_was_said_twice(qtbot, pages, tmp_path):
    there = pages()
    page = open_on(there, there.transcribed())
    press(qtbot, page.details.withdraw_button)
    dialog = page.findChild(ConfirmDialog)
    assert "transcript, and every code, rating and suggestion made on S-0001" in dialog.sentence.text()
    assert "Backups made earlier" in dialog.sentence.text()
    assert "it names the suggestion models that learnt from it" in dialog.sentence.text()
    press(qtbot, dialog.understood)
    assert not dialog.act.isEnabled()
    dialog._fields[0].setText("mother")
    press(qtbot, dialog.act)
    assert there.services.sessions.get(there.actor, "S-0001").state is SessionState.WITHDRAWN
    assert there.services.transcripts.get(there.actor, "S-0001") is None
    with pytest.raises(UserError):
        there.services.sessions.sound(there.actor, "S-0001")
    assert "mother withdrew" in words(page.details)
    assert "Sound and words are gone" in words(page.details)
    assert "Looked up now: key, sound, words, codes and ratings are gone." in words(page.details)
    page.keeping._ask_path = lambda _parent, name: str(tmp_path / name)
    press(qtbot, page.details.certificate_button)
    written = tmp_path / "S-0001-erased.txt"
    qtbot.waitUntil(written.exists)
    assert "Suggestion models that learnt from it   none" in written.read_text(encoding="utf-8")


def test_all_that_a_withdrawal_erases_can_be_read_at_twice_the_text_size(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported())
    current().apply(Mode.LIGHT, 2.0)
    try:
        press(qtbot, page.details.withdraw_button)
        dialog = page.findChild(ConfirmDialog)
        qtbot.waitUntil(lambda: dialog.sentence.height() >= dialog.sentence.heightForWidth(dialog.sentence.width()))
        assert dialog.frameGeometry().bottom() <= dialog.screen().availableGeometry().bottom()
    finally:
        current().apply(Mode.LIGHT, 1.0)


def test_going_back_from_a_withdrawal_changes_nothing(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported())
    press(qtbot, page.details.withdraw_button)
    press(qtbot, page.findChild(ConfirmDialog).cancel)
    assert there.services.sessions.get(there.actor, "S-0001").state is SessionState.IMPORTED


@pytest.mark.parametrize(("shown", "asked"), [("2", 2), ("2 or 3", [2, 3]), ("4 to 6", [4, 6]), ("work it out", None)])
def test_a_transcription_is_queued_with_model_and_voices(qtbot, pages, shown, asked):
    there = pages()
    page = open_on(there, there.imported())
    details = page.details
    details.wish.model_box.setCurrentIndex(details.wish.model_box.findData("tiny.en"))
    details.wish.voices_box.setCurrentIndex(details.wish.voices_box.findText(shown))
    press(qtbot, details.transcribe_button)
    job = there.services.jobs.list(there.actor)[0]
    assert job.kind is JobKind.TRANSCRIBE
    with there.services.backing.store.read() as database:
        from coder.store.tables.jobs import JobRow

        assert database.get_one(JobRow, job.id).params == {"model": "tiny.en", "speakers": asked, "language": "en"}
    assert "being worked out" in words(page.details)


def test_several_rows_are_transcribed_in_one_act_and_the_others_say_why_not(qtbot, pages, tmp_path):
    there = pages()
    with_text = there.transcribed(confirm=False, worker="W-1")
    clips = [visit_clip(tmp_path / f"{start}.wav", start, start + 3) for start in (0, 5)]
    first, second = [
        import_sound(there.services, clip, worker=worker) for clip, worker in zip(clips, ("W-2", "W-3"), strict=True)
    ]
    page = there.show(SessionsPage(there.context))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    said = words(page.details)
    assert "3 sessions chosen" in said
    assert "2 can be transcribed: S-0003, S-0002." in said or "2 can be transcribed: S-0002, S-0003." in said
    assert "1 cannot be transcribed, since there is a transcript already: S-0001." in said
    page.search.setText("W-2")
    assert "3 sessions chosen" not in words(page.details)
    page.search.clear()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    card = page.details.several
    card.wish.voices_box.setCurrentIndex(card.wish.voices_box.findData(2))
    assert card.button.text() == "Transcribe 2 recordings"
    press(qtbot, card.button)
    jobs = {job.session_id: job for job in there.services.jobs.list(there.actor)}
    assert {first, second} <= jobs.keys()
    with there.services.backing.store.read() as database:
        from coder.store.tables.jobs import JobRow

        assert [database.get_one(JobRow, jobs[one].id).params["speakers"] for one in (first, second)] == [2, 2]
    assert there.services.sessions.get(there.actor, with_text).state is SessionState.TO_CONFIRM
    assert "2 in the queue now" in there.told[-1]
    assert "there is a transcript already: S-0001" in there.told[-1]
    assert "2 in the queue already" in words(page.details)
    assert len(page.table.selectionModel().selectedRows()) == 3
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert "sessions chosen" not in words(page.details)


def test_the_context_sheet_can_be_filled_in_until_the_lock(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported(sheet=Context()))
    assert "not filled in yet" in words(page.details)
    press(qtbot, page.details.sheet_button)
    form = page.findChild(ContextDialog).form
    form.purpose.setText("To plan the week")
    form.stage.setCurrentIndex(1)
    form.legal_status.setCurrentIndex(2)
    form.others.setText("mother")
    press(qtbot, page.findChild(ContextDialog).act)
    sheet = there.services.sessions.get(there.actor, "S-0001").context
    assert (sheet.purpose, sheet.complete) == ("To plan the week", True)
    assert "To plan the week" in words(page.details)


def test_the_focus_stays_where_it_is_when_something_changes_elsewhere(qtbot, pages):
    there = pages()
    page = open_on(there, there.imported())
    QCoreApplication.processEvents()
    page.details.line_button.setFocus()
    button = page.details.line_button
    services, actor = there.services, there.actor
    there.context.operations.write(lambda: services.people.add_team(actor, "South"))
    assert page.details.line_button is button
    draft = PermissionDraft("mother", True, HowAsked.WRITTEN, "worker", Answer.GIVEN)
    there.context.operations.write(lambda: services.sessions.record_permission(actor, "S-0001", draft))
    assert page.details.line_button is not button
    qtbot.waitUntil(lambda: page.details.line_button.hasFocus())


def test_a_locked_session_offers_neither_another_transcript_nor_another_sheet(pages):
    there = pages()
    page = open_on(there, there.locked())
    said = words(page.details)
    assert "Transcribe" not in said.replace("Transcript", "")
    assert not hasattr(page.details, "sheet_button")


def test_a_coach_may_listen_and_change_nothing(pages):
    there = pages()
    session_id = there.imported()
    there.become(Role.COACH)
    page = open_on(there, session_id)
    assert page.details.open_button is not None
    assert not hasattr(page.details, "line_button")
    assert not page.add_button.isVisible()
    assert page.add_recording() is None


def test_a_lead_is_told_why_there_is_nothing_to_see(pages):
    there = pages()
    there.imported()
    there.become(Role.LEAD)
    page = there.show(SessionsPage(there.context))
    assert "Your role does not allow you" in page.content.reason


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_page_is_for_everybody(pages, mode, scale):
    current().apply(mode, scale)
    there = pages(demo=True)
    page = open_on(there, there.imported(worker="N-01"))
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
