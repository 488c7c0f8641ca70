"""Coming back to exactly where one stopped: after another session, after a restart, after a kill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.coding import EntryKind
from coder.domain.errors import UserError
from ui.coding.desk import LOOK_EVERY_MS
from ui.coding.dialogs import MemoDialog
from ui.coding.edits import Rate
from ui.coding.header import CODE, LISTEN, SECOND
from ui.coding.view import CodePage


def memo(page: CodePage) -> MemoDialog | None:
    return next((one for one in page.space.findChildren(MemoDialog) if one.isVisible()), None)


def restart(desk, open_desk):
    """The same session on a page that was just made, as after a restart; what was not stored is gone."""
    desk.page.care.desk._timer.stop()
    desk.page.playback.close()
    return open_desk()


def test_position_zoom_filters_row_mode_principle_and_speed_come_back(desk, open_desk):
    page, row = desk.page, desk.rows[6]
    QTest.keyClicks(page.space.filters.search, "the")
    desk.choose(6)
    page.space.principles.choose("AUT")
    page.playback.set_speed(1.5)
    page.space.waveform.zoom(4.0)
    page.space.waveform.select((row.start_s, row.start_s + 1.5))
    page.playback.seek(row.start_s + 0.75)
    window = page.space.waveform.window_s
    page.care.desk.look()
    again = restart(desk, open_desk).page
    assert again is not page
    assert again.playback.position_s == pytest.approx(row.start_s + 0.75, abs=0.001)
    assert again.space.waveform.window_s == pytest.approx(window, abs=0.01)
    assert again.space.waveform.selection_s == pytest.approx((row.start_s, row.start_s + 1.5), abs=0.001)
    assert again.space.list.current_id == row.id
    assert again.space.filters.search.text() == "the"
    assert (again.space.principles.chosen_id, again.playback.speed) == ("AUT", 1.5)
    assert again.header.modes.value == CODE


def test_boxes_above_the_transcript_come_back_with_their_rows(desk, open_desk):
    box = desk.page.space.filters.speakers
    box.setCurrentIndex(1)
    box.activated.emit(1)
    shown = [row.id for row in desk.rows]
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    assert again.page.space.filters.speakers.currentIndex() == 1
    assert [row.id for row in again.rows] == shown


def test_listen_mode_comes_back(desk, open_desk):
    desk.page.show_mode(LISTEN)
    desk.page.care.desk.look()
    again = restart(desk, open_desk).page
    assert again.header.modes.value == LISTEN
    assert again.space.listening


def test_a_half_typed_memo_is_open_again_with_its_words(desk, open_desk):
    row = desk.choose(2)
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, "m")
    QTest.keyClicks(memo(desk.page).text, "She waits here, and")
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    dialog = memo(again.page)
    assert dialog.text.toPlainText() == "She waits here, and"
    again.page.care.desk.look()
    drafts = again.services.desk.get(again.services.actor, again.session_id).drafts
    assert drafts["memo"] == "She waits here, and"
    dialog.act.click()
    (code,) = [entry for entry in again.coding.state.codes if entry.utterance_id == row.id]
    assert code.note == "She waits here, and"
    again.page.care.desk.look()
    assert again.services.desk.get(again.services.actor, again.session_id).drafts == {}


def test_a_half_typed_moment_keeps_its_kind_and_who_may_hear_it(desk, open_desk):
    desk.choose(4)
    desk.page.acts.moment("fork")
    QTest.keyClicks(memo(desk.page).text, "Here it could have")
    memo(desk.page).shareable.setChecked(True)
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    dialog = memo(again.page)
    assert (dialog.kind.currentData(), dialog.shareable.isChecked()) == ("fork", True)
    dialog.act.click()
    (moment,) = again.coding.state.moments
    assert (moment.kind, moment.note, moment.shareable) == (EntryKind.MOMENT, "Here it could have", True)
    assert moment.start_s == again.rows[4].start_s


def test_what_was_left_with_not_now_does_not_come_back(desk, open_desk):
    desk.choose(2)
    desk.page.acts.memo()
    QTest.keyClicks(memo(desk.page).text, "No, not this")
    desk.page.care.desk.look()
    memo(desk.page).cancel.click()
    desk.page.care.desk.look()
    assert memo(restart(desk, open_desk).page) is None


def test_a_half_typed_reason_has_the_focus_again(desk, open_desk):
    desk.choose(0)
    QTest.keyClicks(desk.page.space.list, "24")
    field = desk.page.space.principles.card("EMP").reason
    field.setFocus()
    QTest.keyClicks(field, "Because she")
    desk.page.care.desk.look()
    again = restart(desk, open_desk).page
    reason = again.space.principles.card("EMP").reason
    assert reason.text() == "Because she"
    assert reason.hasFocus()
    QTest.keyClick(reason, Qt.Key.Key_Return)
    assert again.model.shown.ratings["EMP"].note == "Because she"


def test_a_half_typed_row_is_open_again(desk, open_desk):
    row = desk.choose(3)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_F2)
    editor = desk.page.space.list.editor
    QTest.keyClicks(editor.field, " and more")
    text = editor.text
    desk.page.care.desk.look()
    again = restart(desk, open_desk).page
    assert again.space.list.editor.row_id == row.id
    assert again.space.list.editor.text == text


def test_another_session_begins_at_its_own_place(desk, made_store):
    desk.page.playback.seek(33.0)
    desk.page.open_with(made_store.sessions["voices"])
    assert desk.page.playback.position_s == 0
    desk.page.open_with(desk.session_id)
    assert desk.page.playback.position_s == pytest.approx(33.0, abs=0.001)


def test_opening_the_open_session_leaves_everything_as_it_is(desk):
    desk.page.playback.seek(33.0)
    desk.page.open_with(desk.session_id)
    assert desk.page.playback.position_s == pytest.approx(33.0, abs=0.001)
    assert desk.page.space.isVisible()


def test_leaving_the_page_and_closing_the_window_store_at_once(desk):
    desk.page.playback.seek(12.0)
    desk.page.hide()
    kept = desk.services.desk.get(desk.services.actor, desk.session_id)
    assert kept.position_s == pytest.approx(12.0, abs=0.001)
    desk.page.show()
    desk.page.playback.seek(14.0)
    desk.page.context.closing.emit()
    kept = desk.services.desk.get(desk.services.actor, desk.session_id)
    assert kept.position_s == pytest.approx(14.0, abs=0.001)


def test_by_itself_it_is_stored_within_two_seconds_and_not_again_without_a_change(desk, qtbot, monkeypatch):
    stored: list[float] = []
    keep = desk.services.desk.keep

    def watched(actor, session_id, seen):
        stored.append(seen.position_s)
        keep(actor, session_id, seen)

    monkeypatch.setattr(desk.services.desk, "keep", watched)
    desk.page.playback.seek(21.0)
    assert LOOK_EVERY_MS < 2000
    qtbot.waitUntil(lambda: stored == [21.0], timeout=LOOK_EVERY_MS + 1000)
    desk.page.care.desk.look()
    assert stored == [21.0]


def test_what_is_kept_badly_is_passed_over(desk, open_desk):
    desk.page.care.desk.look()
    with desk.services.backing.store.write() as session:
        from coder.store.tables import DeskPlaceRow

        key = (desk.services.actor.id, desk.session_id)
        session.get_one(DeskPlaceRow, key).data = {"position_s": "soon", "mode": 3}
    again = restart(desk, open_desk).page
    assert again.playback.position_s == again.space.rows.rows[0].start_s
    assert again.care.desk.ready


def test_the_second_listen_comes_back_until_it_is_finished(desk, open_desk):
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, 3))
    desk.services.coding.lock(desk.services.actor, desk.coding.id)
    desk.page.model.reload()
    desk.page.show_mode(SECOND)
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    assert again.page.header.modes.value == SECOND
    again.services.coding.finish(again.services.actor, again.coding.id)
    assert restart(again, open_desk).page.header.modes.value == CODE


def test_a_half_typed_row_that_is_out_of_view_is_not_lost_when_the_page_is_left(desk, open_desk):
    row, services = desk.rows[2], desk.services
    desk.page.text.typing.open(row.id).replace_text("half a thought")
    desk.page.care.desk.look()
    left = services.desk.get(services.actor, desk.session_id)
    desk.page.care.desk._timer.stop()
    services.desk.keep(services.actor, desk.session_id, replace(left, mode=LISTEN))
    again = restart(desk, open_desk)
    again.page.care.desk.leave()
    assert services.desk.get(services.actor, desk.session_id).drafts == {f"row:{row.id}": "half a thought"}


def test_a_half_typed_note_on_evidence_comes_back_to_the_evidence_and_not_to_the_code(desk, open_desk):
    desk.choose(2)
    for key in "qe":
        QTest.keyClick(desk.page.space.list, key)
    (evidence,) = desk.coding.state.evidence
    desk.page.acts.note(evidence)
    QTest.keyClicks(memo(desk.page).text, "She waits")
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    memo(again.page).act.click()
    (code,), (evidence,) = again.coding.state.codes, again.coding.state.evidence
    assert (code.note, evidence.note) == ("", "She waits")


def test_a_half_typed_moment_comes_back_to_its_place_while_the_page_stands_elsewhere(desk, open_desk):
    place = desk.choose(4)
    desk.page.acts.moment("fork")
    QTest.keyClicks(memo(desk.page).text, "Here")
    desk.choose(8)
    desk.page.care.desk.look()
    again = restart(desk, open_desk)
    memo(again.page).act.click()
    (moment,) = again.coding.state.moments
    assert (moment.label, moment.start_s, moment.note) == ("fork", place.start_s, "Here")


def test_a_half_typed_reason_stays_with_its_session(desk, made_store):
    reason = desk.page.space.principles.card("EMP").reason
    desk.page.space.principles.choose("EMP")
    reason.setText("because he")
    desk.page.open_with(made_store.sessions["voices"])
    assert reason.text() == ""
    desk.page.care.desk.look()
    assert desk.services.desk.get(desk.services.actor, made_store.sessions["voices"]).drafts == {}
    desk.page.open_with(desk.session_id)
    assert reason.text() == "because he"


def test_a_store_that_was_busy_for_a_moment_is_told_once_and_tried_again(desk, monkeypatch):
    def busy(*_: object) -> None:
        raise UserError("Another writer holds the store.", "Try again.")

    keeper, service = desk.page.care.desk, desk.services.desk
    before, told = service.get(desk.services.actor, desk.session_id), len(desk.messages)
    monkeypatch.setattr(service, "keep", busy)
    desk.page.playback.seek(3.0)
    keeper.look()
    keeper.look()
    assert len(desk.messages) == told + 1
    assert service.get(desk.services.actor, desk.session_id) == before
    monkeypatch.undo()
    keeper.look()
    assert service.get(desk.services.actor, desk.session_id).position_s == 3.0
