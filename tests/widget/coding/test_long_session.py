"""Three hours, twelve voices, five thousand utterances and codes, four scripts.

Budgets are those of the bench, times two, in time of the drawing thread itself: other work does not count.
"""

from __future__ import annotations

import time
from statistics import median

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from tests.helpers import long_session
from tests.widget.coding import material
from ui.widgets.transcript_rows import RowKind

CTRL = Qt.KeyboardModifier.ControlModifier


def cpu_ms(act) -> float:
    """What the drawing thread itself works for an act, whatever else this computer does."""
    begun = time.thread_time()
    act()
    return 1000 * (time.thread_time() - begun)


@pytest.fixture(scope="module")
def made_store(tmp_path_factory) -> material.MadeStore:
    """The store with the long session in place of the usual one."""
    return long_session.long_store(tmp_path_factory.mktemp("long") / "store")


@pytest.mark.timeout(280)
def test_it_is_opened_scrolled_coded_searched_undone_and_locked(open_desk, qapp):
    desk = None

    def open_it() -> None:
        nonlocal desk
        desk = open_desk()
        desk.page.grab()

    assert cpu_ms(open_it) < 3_000
    lst = desk.page.space.list
    spoken = [row for row in desk.rows if row.kind is RowKind.UTTERANCE]
    assert len(spoken) == long_session.UTTERANCES
    assert len({row.speaker for row in spoken}) == long_session.VOICES
    scrolls(desk, lst)
    codes_and_undoes(desk, lst)
    searches(desk)
    locks(desk)


def scrolls(desk, lst) -> None:
    bar = lst.verticalScrollBar()

    def jump(number: int) -> None:
        bar.setValue(number * 7919 * 31 % bar.maximum())
        lst.viewport().repaint()

    assert median(cpu_ms(lambda n=n: jump(n)) for n in range(40)) < 32
    desk.page.space.waveform.scroll_to(3 * 3600 - 30)
    assert cpu_ms(desk.page.space.waveform.repaint) < 60


def codes_and_undoes(desk, lst) -> None:
    before = desk.coding.state.codes
    assert len(before) == long_session.UTTERANCES
    row = desk.choose(4_200)
    (known,) = desk.coding.state.codes_on(row.id)
    QTest.keyClick(lst, Qt.Key.Key_Backspace)
    QTest.keyClick(lst, "q")
    assert [one.label for one in desk.coding.state.codes_on(row.id)] == ["OQ"]
    assert [code.name for code in desk.page.space.rows.marks_on(row).codes] == ["Open question"]
    QTest.keyClick(lst, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(lst, Qt.Key.Key_Z, CTRL)
    assert [one.label for one in desk.coding.state.codes_on(row.id)] == [known.label]
    assert len(desk.coding.state.codes) == len(before)


def searches(desk) -> None:
    field = desk.page.space.filters.search
    for words, said in (("الصباحات", 0), ("עכשיו", 2), ("👍🏽", 4), ("你好", 6)):
        field.setText(words)
        QCoreApplication.processEvents()
        expected = [row.id for row in desk.page.presenter.rows if words in " ".join(row.words)]
        found = len(range(said, long_session.UTTERANCES, len(long_session.SAYINGS)))
        assert len(expected) == found
    field.clear()


def locks(desk) -> None:
    for principle in desk.page.model.frame.codebook.principles:
        desk.services.coding.rate(desk.services.actor, desk.coding.id, principle.id, 3)
    desk.page.model.reload()
    desk.page.model.lock(lambda: None)
    assert desk.coding.locked
    assert len(desk.coding.state.codes) == long_session.UTTERANCES
