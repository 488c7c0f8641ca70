from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from PySide6.QtWidgets import QWidget

from coder.domain.changes import Kind, changes
from coder.domain.errors import Cancelled, UserError
from ui.messages import Messages
from ui.operations import Operations, WaitingPool


class HeldPool:
    """Starts nothing until it is told to, in the order asked for."""

    def __init__(self) -> None:
        self.waiting: list[tuple[object, Future]] = []

    def submit(self, fn, /):
        future: Future = Future()
        self.waiting.append((fn, future))
        return future

    def run(self) -> None:
        waiting, self.waiting = self.waiting, []
        for fn, future in waiting:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn())
                except UserError as error:
                    future.set_exception(error)
        QCoreApplication.processEvents()

    def shutdown(self, wait=True, *, cancel_futures=False) -> None:
        self.waiting.clear()


@pytest.fixture
def threaded(qapp):
    operations = Operations(Messages())
    yield operations
    operations.close()


def raiser(error: BaseException):
    def work():
        raise error

    return work


def test_a_read_runs_off_the_ui_thread_and_answers_on_it(qtbot, qapp, threaded):
    ui_thread = threading.get_ident()
    worked_on, answered_on = [], []
    threaded.read(
        lambda: worked_on.append(threading.get_ident()) or 7,
        lambda result: answered_on.append((result, threading.get_ident(), QThread.currentThread())),
    )
    qtbot.waitUntil(lambda: bool(answered_on))
    assert worked_on[0] != ui_thread
    assert answered_on == [(7, ui_thread, qapp.thread())]


def test_writes_happen_one_after_the_other_in_their_order(qtbot, threaded):
    order, at_once = [], []
    active = threading.Semaphore(1)

    def work(number: int):
        def inside():
            at_once.append(active.acquire(blocking=False))
            order.append(number)
            active.release()
            return changes(Kind.CODING)

        return inside

    for number in range(20):
        threaded.write(work(number))
    qtbot.waitUntil(lambda: not threaded.busy)
    assert order == list(range(20))
    assert all(at_once)


def test_a_write_announces_its_changes_and_who_asked(waiting_operations):
    heard, asked = [], QObject()
    waiting_operations.written.connect(lambda what, who: heard.append((what, who)))
    made = changes(Kind.CODING, ids={"a"})
    waiting_operations.write(lambda: made, initiator=asked)
    assert heard == [(made, asked)]


def test_a_user_error_reaches_the_message_bar_in_its_own_words(waiting_operations):
    posted = []
    waiting_operations.messages.posted.connect(posted.append)
    waiting_operations.write(raiser(UserError("The disk is full.", "Free some space.")))
    assert [message.text for message in posted] == ["The disk is full. Free some space."]


def test_a_page_may_answer_a_user_error_itself(waiting_operations):
    posted, answered = [], []
    waiting_operations.messages.posted.connect(posted.append)
    waiting_operations.read(raiser(UserError("No.")), lambda _: None, failed=answered.append)
    assert [error.sentence for error in answered] == ["No."]
    assert not posted


def test_cancelled_work_says_nothing(waiting_operations):
    posted, done = [], []
    waiting_operations.messages.posted.connect(posted.append)
    waiting_operations.read(raiser(Cancelled()), done.append)
    assert not posted
    assert not done


def test_a_bug_is_raised_on_the_ui_thread(waiting_operations):
    with pytest.raises(ZeroDivisionError):
        waiting_operations.read(lambda: 1 // 0, lambda _: None)


def test_a_bug_on_a_thread_reaches_the_exception_hook(qtbot, threaded):
    with qtbot.captureExceptions() as caught:
        threaded.read(lambda: 1 // 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_nothing_arrives_once_the_owner_is_gone(qtbot):
    pool, arrived = HeldPool(), []
    operations = Operations(Messages(), pool, pool)
    page = QWidget()
    operations.read(lambda: 1, arrived.append, owner=page)
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    pool.run()
    assert not arrived
    operations.close()


def test_a_failed_write_is_told_even_when_its_page_is_gone(qtbot):
    pool, posted = HeldPool(), []
    operations = Operations(Messages(), pool, pool)
    operations.messages.posted.connect(posted.append)
    page = QWidget()
    operations.write(raiser(UserError("Not stored.")), owner=page, failed=lambda _: posted.append("page"))
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    pool.run()
    assert [message.sentence for message in posted] == ["Not stored."]
    operations.close()


def test_a_later_read_of_the_same_key_silences_the_earlier(qapp):
    pool, arrived = HeldPool(), []
    operations = Operations(Messages(), pool, pool)
    owner = QObject()
    operations.read(lambda: "old", arrived.append, owner=owner, key="rows")
    operations.read(lambda: "other", arrived.append, owner=owner, key="header")
    operations.read(lambda: "new", arrived.append, owner=owner, key="rows")
    pool.run()
    assert arrived == ["other", "new"]
    operations.close()


def test_busy_is_said_once_for_a_burst_of_writes(qapp):
    pool, said = HeldPool(), []
    operations = Operations(Messages(), pool, pool)
    operations.busy_changed.connect(said.append)
    for _ in range(3):
        operations.write(lambda: changes(Kind.CODING))
    assert said == [True]
    pool.run()
    assert said == [True, False]
    operations.close()


def test_closing_finishes_the_writes_that_were_asked_for(qapp):
    stored = []
    operations = Operations(Messages())
    gate = threading.Event()

    def slow():
        gate.wait(5)
        stored.append(1)
        return changes(Kind.CODING)

    operations.write(slow)
    operations.write(lambda: stored.append(2) or changes(Kind.CODING))
    gate.set()
    operations.close()
    assert stored == [1, 2]


def test_work_in_turn_waits_for_earlier_writes_and_announces_nothing(qtbot, threaded):
    order, announced, said = [], [], []
    threaded.written.connect(lambda *_: announced.append("written"))
    threaded.write(lambda: order.append("write") or changes(Kind.CODING))
    threaded.busy_changed.connect(said.append)
    threaded.in_turn(lambda: order.append(threading.current_thread().name), lambda _: order.append("answered"))
    qtbot.waitUntil(lambda: "answered" in order)
    assert order[0] == "write"
    assert order[1].startswith("writer")
    assert announced == ["written"]
    assert True not in said


def test_the_waiting_pool_answers_before_it_returns(waiting_operations):
    arrived = []
    waiting_operations.read(lambda: 5, arrived.append)
    assert arrived == [5]
    pool = WaitingPool()
    assert pool.submit(lambda: 3).done()
    pool.shutdown()


def test_what_was_read_is_let_go_of_with_its_last_reader(qtbot, threaded):
    class Recording:
        pass

    asked = threading.Event()

    def read() -> Recording:
        asked.wait(5)
        return Recording()

    seen: list[weakref.ref[Recording]] = []
    gc.disable()
    try:
        threaded.read(read, lambda found: seen.append(weakref.ref(found)))
        asked.set()
        qtbot.waitUntil(lambda: bool(seen))
        # The thread lets go of its own hold a moment after it has told.
        qtbot.waitUntil(lambda: seen[0]() is None)
    finally:
        gc.enable()
