"""Random keys on the real Code page, faster than the store keeps up, with restarts: the page shows what the keys said.

The page is driven by keys and read by its list; what it stores is held against the same plain book.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from codebook.load import load_builtin
from coder.audio.outputs import SilentOutput
from coder.bootstrap import Services, open_for_worker
from coder.domain.coding import EntryKind
from tests.helpers.coding_book import Book, Mark, marks_of
from tests.helpers.late import LatePool
from tests.reliability.monkey import run_settings, when
from tests.reliability.test_monkey_services import made, span
from tests.widget.coding.material import MadeStore
from ui.actions import Actions
from ui.coding.view import CodePage
from ui.context import Context
from ui.messages import Messages
from ui.operations import Operations, WaitingPool

__all__ = ["made"]

ROWS = 5
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LETTERS = {code.key: code.id for code in load_builtin("msw").codes if len(code.key) == 1 and code.key in "qrau"}
NOTES = st.sampled_from(("her own words", "ruhig 🙂", ""))
rows, principles = st.integers(0, ROWS - 1), st.integers(0, 6)
acted: Counter[str] = Counter()


class Hands(RuleBasedStateMachine):
    """Presses keys on a page over a store of its own, and writes down in a book what they mean."""

    made: MadeStore

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="monkey-page-"))
        shutil.copytree(self.made.folder, self.folder / "store")
        self.book, self.threads = Book(), 0
        self.unsure = False
        self.open()

    def open(self) -> None:
        """Start the program's page on the store."""
        self.store = LatePool()
        operations = Operations(Messages(), WaitingPool(), self.store)
        self.context = Context(operations, operations.messages, Actions())
        opened: list[Services] = []
        operations.write(lambda: open_for_worker(self.folder / "store", self.made.key), opened.append)
        settle()
        self.services = opened[0]
        self.told: list[str] = []
        operations.messages.posted.connect(lambda message: self.told.append(message.text))
        self.context.open(self.services, self.services.actor)
        self.page = CodePage(self.context, SilentOutput)
        self.page.resize(1196, 720)
        self.page.show()
        self.page.activateWindow()
        self.page.open_with(self.made.sessions["ready"])
        settle()

    def close(self) -> None:
        """End the program in order."""
        self.store.held = False
        self.store.go_on()
        settle()
        self.page.playback.close()
        self.page.close()
        self.page.deleteLater()
        self.context.operations.in_turn(self.services.close)
        self.context.operations.close()
        settle()

    def teardown(self) -> None:
        """At the end everything is stored."""
        self.start_again(0)
        self.the_page_shows_what_the_keys_said()
        self.close()
        shutil.rmtree(self.folder)

    @property
    def list(self):
        """The transcript."""
        return self.page.space.list

    def at(self, row: int):
        """Choose a row, with the focus in the list; the row."""
        chosen = self.page.space.rows.rows[row]
        self.list.choose(chosen.id)
        self.list.setFocus()
        return chosen

    def focus(self, widget: QWidget) -> None:
        """Give a widget the keyboard, once no dialog has it any more."""
        widget.setFocus()
        for _ in range(100):
            if QApplication.activeModalWidget() is None and QApplication.focusWidget() is widget:
                break
            self.page.activateWindow()
            settle()
        assert QApplication.focusWidget() is widget

    def press(self, *keys: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys in the transcript, once it has the keyboard back from a dialog."""
        self.focus(self.list)
        for key in keys:
            acted[f"{modifier.name} {key}"] += 1
            note(f"{modifier.name} {key}")
            QTest.keyClick(self.list, key, modifier)
        settle()

    @rule(row=rows, letter=st.sampled_from(sorted(LETTERS)))
    def code(self, row: int, letter: str) -> None:
        """A letter codes; the same letter takes back; another one replaces and keeps the memo."""
        chosen = self.at(row)
        self.press(letter)
        known = self.book.on(chosen.id)
        before = self.book.standing.get(known)
        if before is not None and before.label == LETTERS[letter]:
            self.book.act(known, None)
        elif before is not None:
            self.book.act(known, replace(before, label=LETTERS[letter], attributes=frozenset()))
        else:
            self.book.act(self.thread(), Mark(EntryKind.CODE, LETTERS[letter], chosen.id, **span(chosen)))

    @rule(row=rows, digit=st.integers(0, 3))
    @when(lambda self: not self.unsure)
    def say_what_it_is_about(self, row: int, digit: int) -> None:
        """The apostrophe and a digit: there, away again, or another; twice the apostrophe: the same as before."""
        chosen = self.at(row)
        tag = self.tags[digit - 1] if digit else self.page.focus_tags.last
        known = self.on(EntryKind.FOCUS, chosen)
        if known is None:
            return
        before = self.book.standing.get(known)
        self.press("'")
        QTest.keyClick(QApplication.activePopupWidget(), str(digit) if digit else "'")
        settle()
        if not digit and not tag:
            QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
            settle()
        elif before is None:
            self.book.act(self.thread(), Mark(EntryKind.FOCUS, tag, chosen.id, **span(chosen)))
        elif before.label != tag:
            self.book.act(known, replace(before, label=tag))
        elif digit:
            self.book.act(known, None)

    def on(self, kind: EntryKind, row, label: str = "") -> str | None:
        """The thread an act on a row is about; empty for none, None where two might be meant."""
        return next((id_ for id_, m in self.book.of(kind).items() if m.utterance_id == row.id), "")

    @rule(row=rows)
    @when(lambda self: not self.unsure)
    def take_back(self, row: int) -> None:
        """Backspace."""
        chosen = self.at(row)
        self.press(Qt.Key.Key_Backspace)
        if known := self.book.on(chosen.id):
            self.book.act(known, None)

    @rule(place=principles, value=st.integers(1, 5))
    def rate(self, place: int, value: int) -> None:
        """Two digits: which principle, and how."""
        self.list.setFocus()
        self.press(str(place + 1), str(value))
        label = self.principles[place]
        known = self.book.labelled(EntryKind.RATING, label)
        before = self.book.standing.get(known)
        made = Mark(EntryKind.RATING, label, value=value, note=before.note if before else "")
        # A rating that was undone is not gone on with in the book, as nobody sees a difference.
        self.book.act(known or self.thread(), made)

    @rule(text=NOTES, pick=st.integers(0, 6))
    @when(lambda self: not self.unsure and self.book.of(EntryKind.RATING))
    def give_reason(self, text: str, pick: int) -> None:
        """A reason beside a rating, kept with Enter."""
        rated = sorted(self.book.of(EntryKind.RATING).items())
        thread, mark = rated[pick % len(rated)]
        self.page.space.principles.choose(mark.label)
        field = self.page.space.principles.card(mark.label).reason
        field.setFocus()
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        settle()
        if text != mark.note:
            self.book.act(thread, replace(mark, note=text))

    @rule(row=rows, against=st.booleans(), place=st.integers(0, 2))
    def evidence(self, row: int, against: bool, place: int) -> None:
        """E and Shift+E: there, away again, or the other way round."""
        label = self.principles[place]
        self.page.space.principles.choose(label)
        chosen = self.at(row)
        self.press("e", modifier=SHIFT if against else Qt.KeyboardModifier.NoModifier)
        given = self.book.of(EntryKind.EVIDENCE).items()
        known = next((t for t, m in given if (m.label, m.utterance_id) == (label, chosen.id)), "")
        before = self.book.standing.get(known)
        made = Mark(EntryKind.EVIDENCE, label, chosen.id, **span(chosen), against=against)
        if before is None:
            self.book.act(self.thread(), made)
        else:
            self.book.act(known, None if before.against == against else replace(before, against=against))

    @rule(text=NOTES, pick=st.integers(0, ROWS))
    @when(lambda self: not self.unsure and self.book.of(EntryKind.CODE))
    def memo(self, text: str, pick: int) -> None:
        """M, some words, Ctrl+Enter."""
        coded = sorted(self.book.of(EntryKind.CODE).items())
        thread, mark = coded[pick % len(coded)]
        self.at(next(n for n, row in enumerate(self.page.space.rows.rows) if row.id == mark.utterance_id))
        self.press("m")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.text.setPlainText(text)
        QTest.keyClick(dialog.text, Qt.Key.Key_Return, CTRL)
        settle()
        if text != mark.note:
            self.book.act(thread, replace(mark, note=text))

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        """Ctrl+Z."""
        for _ in range(times):
            self.press(Qt.Key.Key_Z, modifier=CTRL)
            self.book.undo()
        self.unsure = self.store.held

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        """Ctrl+Shift+Z."""
        for _ in range(times):
            self.press(Qt.Key.Key_Z, modifier=CTRL | SHIFT)
            self.book.redo()
        self.unsure = self.store.held

    @rule()
    def the_store_is_slow(self) -> None:
        """From now on keys are ahead of the store."""
        self.store.held = True

    @rule(pieces=st.integers(1, 3))
    @when(lambda self: self.store.waiting)
    def the_store_does_some(self, pieces: int) -> None:
        """It catches up a little."""
        self.store.go_on(pieces)
        settle()

    @rule()
    def the_store_catches_up(self) -> None:
        """It is done with all of it."""
        self.store.held = False
        self.store.go_on()
        settle()
        self.unsure = False

    @rule(chance=st.integers(0, 5))
    def start_again(self, chance: int) -> None:
        """Close the program and open it on the same session."""
        if chance:
            return
        acted["restart"] += 1
        self.close()
        self.open()
        self.unsure = False

    @invariant()
    def the_page_shows_what_the_keys_said(self) -> None:
        """Every row shows its code, and what is stored is what is shown, as soon as the store has caught up."""
        if self.unsure:
            return
        assert marks_of(self.page.model.shown) == self.book.marks()
        named = {mark.utterance_id: mark.label for mark in self.book.of(EntryKind.CODE).values()}
        space, book = self.page.space, self.page.model.frame.codebook
        for row in space.rows.rows[:ROWS]:
            shown = [code.name for code in space.rows.marks_on(row).codes]
            assert shown == ([book.code(named[row.id]).name] if row.id in named else [])
            topic = self.book.standing.get(self.book.on(row.id, EntryKind.FOCUS))
            assert [one.tag for one in space.rows.marks_on(row).about] == ([topic.label] if topic else [])
        if not self.store.waiting:
            coding = self.services.coding.get(self.services.actor, self.made.sessions["ready"])
            assert (marks_of(coding.state) if coding else Counter()) == self.book.marks()
        assert self.told == []

    @property
    def principles(self) -> list[str]:
        """The ids of the principles."""
        return [one.id for one in self.page.model.frame.codebook.principles]

    @property
    def tags(self) -> list[str]:
        """The ids of the focus tags."""
        return [one.id for one in self.page.model.frame.codebook.tags]

    def thread(self) -> str:
        """The name of a new thread."""
        self.threads += 1
        return f"thread-{self.threads:05}"


def settle() -> None:
    """Let answers of the store arrive."""
    for _ in range(3):
        QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.timeout(0)
def test_random_keys_on_the_page_never_lose_or_invent_a_mark(made: MadeStore, qapp, record_property) -> None:
    acted.clear()
    machine = type("OnThisPage", (Hands,), {"made": made})
    run_state_machine_as_test(machine, settings=run_settings(runs=8, steps=60))
    record_property("acts", sum(acted.values()))
    # A run that did next to nothing would prove nothing.
    print(f"{sum(acted.values())} keys: {dict(acted)}")
    assert sum(acted.values()) >= 150
    assert acted["restart"] >= 6
