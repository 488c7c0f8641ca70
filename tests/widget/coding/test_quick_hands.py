"""What is seen while the store is slow: every key shows at once, and what is stored in the end is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from coder.domain.coding import Direction, History
from coder.domain.sessions import SessionState
from coder.domain.text_edits import Merge, SetText
from coder.services.rows import session_row
from ui.coding.edits import Place, ToggleCode
from ui.coding.playback import Playback
from ui.operations import Operations

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class SlowDisk:
    """Takes the place of the writing thread: stores nothing until ``catch_up()``, then everything in order."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._quick = operations._writer
        self._waiting: list[tuple[Callable[[], Any], Future[Any]]] = []

    def slow_down(self) -> None:
        self._operations._writer = self

    def submit(self, fn: Callable[[], Any], /) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.append((fn, future))
        return future

    def catch_up(self) -> None:
        while self._waiting:
            fn, future = self._waiting.pop(0)
            done = self._quick.submit(fn)
            error = done.exception()
            if error is None:
                future.set_result(done.result())
            else:
                future.set_exception(error)
            QCoreApplication.processEvents()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._quick.shutdown(wait, cancel_futures=cancel_futures)


class LateAnswers:
    """Takes the place of the reading threads: reads at once, and answers when it is let."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._quick = operations._readers
        self._read: list[tuple[Future[Any], Future[Any]]] = []
        operations._readers = self

    def submit(self, fn: Callable[[], Any], /) -> Future[Any]:
        answer: Future[Any] = Future()
        self._read.append((self._quick.submit(fn), answer))
        return answer

    def answer(self) -> None:
        self._operations._readers = self._quick
        for read, answer in self._read:
            if not answer.cancelled():
                answer.set_result(read.result())
        QCoreApplication.processEvents()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._quick.shutdown(wait, cancel_futures=cancel_futures)


@pytest.fixture
def disk(waiting_operations) -> Iterator[SlowDisk]:
    made = SlowDisk(waiting_operations)
    yield made
    made.catch_up()
    waiting_operations._writer = made._quick


def shown(desk, row):
    return [code.code for code in desk.page.space.rows.marks_on(row).codes]


def test_a_code_is_seen_before_it_is_stored(desk, disk):
    row = desk.choose(0)
    disk.slow_down()
    QTest.keyClick(desk.page.space.list, "q")
    assert shown(desk, row) == ["OQ"]
    assert desk.coding is None
    assert desk.page.model.busy
    disk.catch_up()
    assert desk.coding.state.codes_on(row.id)[0].label == "OQ"
    assert shown(desk, row) == ["OQ"]
    assert not desk.page.model.busy


def test_on_off_and_on_again_ends_as_it_was_seen(desk, disk):
    row = desk.choose(0)
    disk.slow_down()
    for keys, seen in (("q", ["OQ"]), ("q", []), ("a", ["AF"]), ("w", ["CON"])):
        QTest.keyClick(desk.page.space.list, keys)
        assert shown(desk, row) == seen
    disk.catch_up()
    assert [entry.label for entry in desk.coding.state.codes] == ["CON"]
    assert shown(desk, row) == ["CON"]


def test_many_rows_and_ratings_in_a_row(desk, disk):
    disk.slow_down()
    for place, key in ((0, "q"), (2, "r"), (4, "c")):
        desk.choose(place)
        QTest.keyClick(desk.page.space.list, key)
        QTest.keyClick(desk.page.space.list, "e")
    for key in "1425":
        QTest.keyClick(desk.page.space.list, key)
    state = desk.page.model.shown
    assert desk.page.space.principles.progress.text() == "2 of 7 rated"
    disk.catch_up()
    stored = desk.coding.state
    assert [e.label for e in stored.codes] == [e.label for e in state.codes] == ["OQ", "SR", "COL"]
    assert {id_: e.value for id_, e in stored.ratings.items()} == {"EVO": 4, "EMP": 5}
    assert [e.direction for e in stored.evidence] == [Direction.FOR] * 3


def test_a_session_read_before_a_code_was_stored_does_not_hide_it(desk, waiting_operations):
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    row = desk.choose(2)
    reads = LateAnswers(waiting_operations)
    desk.page.model.reload()
    QTest.keyClick(desk.page.space.list, "r")
    reads.answer()
    assert desk.coding.state.codes_on(row.id)[0].label == "SR"
    assert shown(desk, row) == ["SR"]


def test_a_session_read_with_words_on_their_way_does_not_move_them_twice(desk, disk, waiting_operations):
    view, before = desk.page.space.list, desk.rows[2].words
    desk.choose(2)
    disk.slow_down()
    QTest.keyClick(view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert desk.rows[2].words == before[:-1]
    for fn, future in disk._waiting:
        done = disk._quick.submit(fn)
        disk._waiting[0] = (done.result, future)
    desk.page.model.reload()
    QCoreApplication.processEvents()
    disk.catch_up()
    assert desk.rows[2].words == before[:-1]


def test_a_session_left_and_opened_again_shows_what_was_on_its_way(desk, disk, made_store):
    row = desk.choose(0)
    disk.slow_down()
    QTest.keyClick(desk.page.space.list, "q")
    desk.page.open_with(made_store.sessions["voices"])
    desk.page.open_with(desk.session_id)
    assert shown(desk, row) == []
    disk.catch_up()
    assert shown(desk, row) == ["OQ"]


def test_undo_reaches_what_is_still_on_its_way(desk, disk):
    row = desk.choose(0)
    disk.slow_down()
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    disk.catch_up()
    assert desk.coding.state.codes == ()
    assert shown(desk, row) == []
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL | SHIFT)
    disk.catch_up()
    assert [entry.label for entry in desk.coding.state.codes] == ["OQ"]


def test_one_refused_edit_takes_no_other_with_it(desk, disk):
    first, last = desk.choose(0), desk.rows[2]
    disk.slow_down()
    QTest.keyClick(desk.page.space.list, "q")
    desk.page.model.do(ToggleCode(Place(900.0, 901.0), "AF"))
    desk.choose(2)
    QTest.keyClick(desk.page.space.list, "r")
    disk.catch_up()
    assert len(desk.messages) == 1
    assert {entry.utterance_id: entry.label for entry in desk.coding.state.codes} == {first.id: "OQ", last.id: "SR"}
    assert (shown(desk, first), shown(desk, last)) == (["OQ"], ["SR"])


def test_lock_waits_for_what_is_on_its_way(desk, disk):
    from ui.coding.dialogs import LockDialog
    from ui.coding.edits import Rate

    disk.slow_down()
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, 3))
    desk.page.questions.ask_lock()
    assert desk.page.findChildren(LockDialog) == []
    disk.catch_up()
    dialog = desk.page.findChildren(LockDialog)[-1]
    assert dialog.ways == {}
    dialog.reject()


def test_closing_the_session_keeps_what_is_on_its_way(desk, disk):
    row = desk.choose(0)
    disk.slow_down()
    QTest.keyClick(desk.page.space.list, "q")
    desk.page.model.close()
    disk.catch_up()
    assert desk.coding.state.codes_on(row.id)[0].label == "OQ"


def test_sound_that_comes_after_its_session_was_left_is_let_go(desk, context):
    class Late:
        def submit(self, fn, /):
            self.fn, self.future = fn, Future()
            return self.future

    late = Late()
    readers, context.operations._readers = context.operations._readers, late
    playback = Playback(context)
    playback.open(desk.session_id, 120.0)
    playback.play(3.0)
    assert playback.playing
    playback.close()
    late.future.set_result(readers.submit(late.fn).result())
    QCoreApplication.processEvents()
    assert not playback.playing
    assert playback._player is None
    context.operations._readers = readers


def texts(desk):
    """The words of every row."""
    return [row.text for row in desk.rows]


def test_words_and_codes_are_stored_and_undone_in_the_order_they_were_made(desk, disk):
    first, second = desk.rows[0], desk.rows[1]
    before = texts(desk)
    disk.slow_down()
    desk.choose(1)
    QTest.keyClick(desk.page.space.list, "q")
    desk.page.model.edit_text((SetText(first.id, "Good evening"),), "", "Correct the opening")
    desk.page.model.edit_text((Merge(first.id, second.id),), "", "Merge two utterances")
    assert desk.rows[0].text == f"Good evening {second.text}"
    assert shown(desk, desk.rows[0]) == ["OQ"], "the code is shown where its words went"
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "f")
    seen = texts(desk)
    disk.catch_up()
    assert texts(desk) == seen
    found = desk.services.transcripts.get(desk.services.actor, desk.session_id)
    assert found.utterances[0].text == seen[0]
    assert {entry.utterance_id for entry in desk.coding.state.codes} == {first.id}
    for _ in range(4):
        QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert desk.page.model.busy
    disk.catch_up()
    assert texts(desk) == before
    assert desk.coding.state.codes == ()
    assert desk.page.model.history == History("", "Open question at 0:03")
    for _ in range(4):
        QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL | SHIFT)
    disk.catch_up()
    assert texts(desk) == seen


def test_an_edit_that_cannot_be_kept_is_told_and_not_shown(desk, disk):
    before = texts(desk)
    desk.page.model.edit_text((SetText("nobody", "Good evening"),), "", "Correct")
    assert (len(desk.messages), texts(desk), desk.page.model.busy) == (1, before, False)
    disk.slow_down()
    desk.page.model.edit_text((SetText(desk.rows[0].id, "Good evening"),), "", "Correct")
    assert texts(desk)[0] == "Good evening"
    with desk.services.backing.store.write() as database:
        session_row(database, desk.session_id).state = SessionState.FINISHED
    disk.catch_up()
    assert len(desk.messages) == 2
    assert texts(desk) == before
    assert desk.page.model.history == History()


def test_words_are_corrected_and_undone_before_anybody_coded(open_desk):
    desk = open_desk("voices")
    for dialog in desk.page.findChildren(QDialog):
        dialog.reject()
    before = texts(desk)
    desk.page.model.edit_text((SetText(desk.rows[0].id, "Good evening"),), "", "Correct the opening")
    assert texts(desk)[0] == "Good evening"
    assert desk.page.header.undo.accessibleName() == "Undo: Correct the opening"
    desk.page.space.list.setFocus()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert texts(desk) == before
    assert desk.coding is None
    assert desk.page.header.redo.isEnabled()
    assert not desk.page.header.undo.isEnabled()


def test_a_page_opened_anew_undoes_what_the_last_one_did(desk, open_desk):
    before = texts(desk)
    desk.page.model.edit_text((SetText(desk.rows[0].id, "Good evening"),), "", "Correct the opening")
    desk.page.model.close()
    again = open_desk("ready")
    assert texts(again)[0] == "Good evening"
    again.choose(0)
    QTest.keyClick(again.page.space.list, Qt.Key.Key_Z, CTRL)
    assert texts(again) == before
