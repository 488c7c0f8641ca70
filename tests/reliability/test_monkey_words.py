"""Random keys and clicks that correct words, mark moments and code, all on one page: words and codes are what was said.

Beside what the other page monkey does: type over rows, split, merge and take them out, move a word over a boundary,
say that somebody else spoke, go back to the machine's version, mark moments, choose them by mouse or key, code, move
and take them back, say more about codes; with undo and redo over all of it, a slow store and restarts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.coding import EntryKind
from tests.helpers.coding_book import Mark, as_stored, marks_of
from tests.helpers.session_book import Said, SessionBook, Text, TextStep
from tests.reliability.monkey import run_settings, when
from tests.reliability.test_monkey_page import CTRL, LETTERS, NOTES, SHIFT, Hands, acted, rows, settle
from tests.reliability.test_monkey_services import made, span
from tests.widget.coding.material import MadeStore
from ui.coding.compare_dialog import CompareDialog
from ui.widgets.transcript_rows import RowKind
from ui.widgets.waveform_scene import MarkKind

__all__ = ["made"]

NONE = Qt.KeyboardModifier.NoModifier
TYPED = st.sampled_from(("yes I know", "no. never, not him", "sí 🙂 أنا هنا", "one"))
VARIANTS = {"w": ("CON", frozenset({("specific", "yes")})), "p": ("PLN", frozenset({("made", "shared")}))}
LEAST_ROWS = 10
certain = when(lambda self: not self.unsure)


class AllHands(Hands):
    """Does everything a person can do to words and marks, and writes it down in a book of both."""

    def open(self) -> None:
        """Start the program's page; the first time, write down what the machine heard."""
        super().open()
        if not isinstance(self.book, SessionBook):
            self.machines = Text(tuple(Said(row.id, row.speaker_id, row.words) for row in self.said))
            self.book = SessionBook(text=self.machines)

    @property
    def said(self):
        """The rows with words."""
        return [row for row in self.page.space.rows.rows if row.kind is RowKind.UTTERANCE]

    @property
    def wave(self):
        """The waveform."""
        return self.page.space.waveform

    def at(self, row: int):
        """Choose a row with words, with the focus in the list; the row."""
        chosen = self.said[row]
        self.list.choose(chosen.id)
        self.list.setFocus()
        return chosen

    def on(self, kind: EntryKind, row, label: str = "") -> str | None:
        """The thread an act on a row is about."""
        return self.book.found(kind, row.id, (row.start_s, row.end_s), label)

    def toggle(self, known: str, code: str, place: dict, attributes=frozenset(), row_id: str = "") -> None:
        """Write down what the key of a code does."""
        before = self.book.standing.get(known)
        if before is None:
            self.book.act(self.thread(), Mark(EntryKind.CODE, code, row_id, **place, attributes=attributes))
        elif before.label != code or (attributes and before.attributes != attributes):
            self.book.act(known, replace(before, label=code, attributes=attributes))
        else:
            self.book.act(known, None)

    @rule(row=rows, letter=st.sampled_from(sorted(LETTERS)))
    def code(self, row: int, letter: str) -> None:
        """A letter codes the row."""
        chosen = self.at(row)
        known = self.on(EntryKind.CODE, chosen)
        if known is not None:
            self.press(letter)
            self.toggle(known, LETTERS[letter], span(chosen), row_id=chosen.id)

    @rule(row=rows, letter=st.sampled_from(sorted(VARIANTS)))
    def variant(self, row: int, letter: str) -> None:
        """Shift and a letter: the code with its first attribute."""
        chosen = self.at(row)
        known = self.on(EntryKind.CODE, chosen)
        if known is not None:
            self.press(letter, modifier=SHIFT)
            code, attributes = VARIANTS[letter]
            self.toggle(known, code, span(chosen), attributes, chosen.id)

    @rule(row=rows)
    @certain
    def attribute(self, row: int) -> None:
        """A semicolon and a number: one yes or no more about the code."""
        self.at(row + 1)
        chosen = self.at(row)
        known = self.on(EntryKind.CODE, chosen)
        if not known:
            return
        before = self.book.standing[known]
        attributes = self.page.model.frame.codebook.code(before.label).attributes
        place = next(n for n, one in enumerate(attributes) if not one.values)
        self.press(";")
        QTest.keyClick(QApplication.focusWidget(), str(place + 1))
        settle()
        one = (attributes[place].id, "")
        self.book.act(known, replace(before, attributes=before.attributes ^ {one}))

    @rule(row=rows)
    @certain
    def take_back(self, row: int) -> None:
        """Backspace."""
        chosen = self.at(row)
        known = self.on(EntryKind.CODE, chosen)
        if known is not None:
            self.press(Qt.Key.Key_Backspace)
            if known:
                self.book.act(known, None)

    @rule(row=rows, against=st.booleans(), place=st.integers(0, 2))
    @certain
    def evidence(self, row: int, against: bool, place: int) -> None:
        """E and Shift+E."""
        label = self.principles[place]
        self.page.space.principles.choose(label)
        chosen = self.at(row)
        known = self.on(EntryKind.EVIDENCE, chosen, label)
        if known is None:
            return
        self.press("e", modifier=SHIFT if against else NONE)
        before = self.book.standing.get(known)
        made = Mark(EntryKind.EVIDENCE, label, chosen.id, **span(chosen), against=against)
        if before is None:
            self.book.act(self.thread(), made)
        else:
            self.book.act(known, None if before.against == against else replace(before, against=against))

    @rule(text=NOTES, row=rows)
    @certain
    def memo(self, text: str, row: int) -> None:
        """M, some words, Ctrl+Enter."""
        chosen = self.at(row)
        known = self.on(EntryKind.CODE, chosen)
        if known:
            self.press("m")
            self.answer(text)
            if text != self.book.standing[known].note:
                self.book.act(known, replace(self.book.standing[known], note=text))

    def answer(self, text: str) -> None:
        """Write into the dialog in front, and keep it."""
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.text.setPlainText(text)
        QTest.keyClick(dialog.text, Qt.Key.Key_Return, CTRL)
        settle()

    @rule(row=rows, typed=TYPED)
    @certain
    def correct(self, row: int, typed: str) -> None:
        """F2, other words, Enter."""
        chosen = self.at(row)
        self.press(Qt.Key.Key_F2)
        field = self.list.editor.field
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        QTest.keyClicks(field, typed) if typed.isascii() else field.insertPlainText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        settle()
        acted["correct"] += 1
        words = tuple(typed.split())
        if words != self.book.text.rows[row].words:
            self.book.write(self.book.text.put(Said(chosen.id, chosen.speaker_id, words)))

    @rule(row=rows, share=st.floats(0.0, 1.0))
    @certain
    def split(self, row: int, share: float) -> None:
        """F2, the cursor before a word, Ctrl+Shift+Enter."""
        self.at(row)
        count = len(self.book.text.rows[row].words)
        if count < 2:
            return
        word = 1 + round(share * (count - 2))
        self.press(Qt.Key.Key_F2)
        self.list.editor.put_cursor_at_word(word)
        QTest.keyClick(self.list.editor.field, Qt.Key.Key_Return, CTRL | SHIFT)
        settle()
        acted["split"] += 1
        self.book.write(self.book.text.split(row, word, self.said[row + 1].id))

    @rule(row=rows, before=st.booleans())
    @when(lambda self: not self.unsure and len(self.book.text.rows) > LEAST_ROWS)
    def merge(self, row: int, before: bool) -> None:
        """Ctrl+J with the next row, Ctrl+Shift+J with the one before."""
        self.at(row)
        self.press(Qt.Key.Key_J, modifier=CTRL | SHIFT if before else CTRL)
        if row or not before:
            self.book.write(self.book.text.merged(row - before))

    @rule(row=rows, down=st.booleans())
    @certain
    def move_a_word(self, row: int, down: bool) -> None:
        """Ctrl+Shift+Down gives the last word on, Ctrl+Shift+Up the first one back; the only one stays."""
        self.at(row)
        self.press(Qt.Key.Key_Down if down else Qt.Key.Key_Up, modifier=CTRL | SHIFT)
        text = self.book.text
        ours = text.rows[row]
        if len(ours.words) < 2 or not (row or down):
            return
        other = text.rows[row + 1 if down else row - 1]
        if down:
            ours, other = replace(ours, words=ours.words[:-1]), replace(other, words=ours.words[-1:] + other.words)
        else:
            ours, other = replace(ours, words=ours.words[1:]), replace(other, words=other.words + ours.words[:1])
        self.book.write(text.put(ours, other))

    @rule(row=rows)
    @certain
    def other_voice(self, row: int) -> None:
        """Ctrl+T: the other one said it."""
        self.at(row)
        self.press(Qt.Key.Key_T, modifier=CTRL)
        ours = self.book.text.rows[row]
        (other,) = {one.voice for one in self.machines.rows} - {ours.voice}
        self.book.write(self.book.text.put(replace(ours, voice=other)))

    @rule(row=rows)
    @when(lambda self: not self.unsure and len(self.book.text.rows) > LEAST_ROWS)
    def take_out(self, row: int) -> None:
        """Ctrl+Del: nobody said this. Its codes stay on their time."""
        self.at(row)
        self.press(Qt.Key.Key_Delete, modifier=CTRL)
        self.book.write(self.book.text.without(row))

    @rule(chance=st.integers(0, 3))
    @when(lambda self: not self.unsure and differ(self.book.text, self.machines))
    def the_machines_version(self, chance: int) -> None:
        """Ctrl+D, everywhere."""
        if chance:
            return
        self.at(0)
        self.press(Qt.Key.Key_D, modifier=CTRL)
        (dialog,) = [one for one in self.page.findChildren(CompareDialog) if one.isVisible()]
        dialog.all_back.click()
        dialog.act.click()
        settle()
        acted["the machine's version"] += 1
        self.book.write(self.machines)

    @rule(row=rows, text=NOTES)
    @certain
    def mark_a_moment(self, row: int, text: str) -> None:
        """Ctrl+M, a note, Ctrl+Enter."""
        chosen = self.at(row)
        if self.moments_at((chosen.start_s, chosen.end_s)):
            return
        self.press(Qt.Key.Key_M, modifier=CTRL)
        self.answer(text)
        kind = self.page.model.frame.codebook.moments[0].id
        self.book.act(self.thread(), Mark(EntryKind.MOMENT, kind, **span(chosen), note=text))

    @rule(pick=st.integers(0, 9), letter=st.sampled_from(sorted(LETTERS)), mouse=st.booleans())
    @when(lambda self: not self.unsure and self.book.of(EntryKind.MOMENT))
    def code_a_moment(self, pick: int, letter: str, mouse: bool) -> None:
        """Choose a moment and press a letter."""
        at = self.choose_moment(pick, mouse)
        known = self.book.found(EntryKind.CODE, "", at) if at else None
        if known is None:
            self.press_on_wave(Qt.Key.Key_Escape)
            return
        self.press_on_wave(letter)
        assert self.wave.chosen is None
        self.toggle(known, LETTERS[letter], {"start_s": at[0], "end_s": at[1]})

    @rule(pick=st.integers(0, 9), earlier=st.booleans(), mouse=st.booleans())
    @when(lambda self: not self.unsure and self.book.of(EntryKind.MOMENT))
    def move_a_moment(self, pick: int, earlier: bool, mouse: bool) -> None:
        """Choose a moment and move its end; the codes on it go with it."""
        at = self.choose_moment(pick, mouse)
        if at is None or (earlier and at[1] - at[0] < 0.3):
            self.press_on_wave(Qt.Key.Key_Escape)
            return
        (thread,) = self.moments_at(at)
        end_s = self.wave.chosen.end_s
        self.press_on_wave(Qt.Key.Key_Left if earlier else Qt.Key.Key_Right, modifier=SHIFT)
        to = as_stored(round(end_s + (-0.1 if earlier else 0.1), 3))
        moved = [thread, *self.book.going_with(thread)]
        self.book.act_on_all({one: replace(self.book.standing[one], start_s=at[0], end_s=to) for one in moved})
        self.press_on_wave(Qt.Key.Key_Escape)

    @rule(pick=st.integers(0, 9), mouse=st.booleans())
    @when(lambda self: not self.unsure and self.book.of(EntryKind.MOMENT))
    def take_a_moment_back(self, pick: int, mouse: bool) -> None:
        """Choose a moment and press Del; a code on it stays."""
        at = self.choose_moment(pick, mouse)
        if at is not None:
            (thread,) = self.moments_at(at)
            self.press_on_wave(Qt.Key.Key_Delete)
            self.book.act(thread, None)

    def moments_at(self, at: tuple[float, float]) -> list[str]:
        """The moments that might be meant by a place."""
        places = ((one, mark) for one, mark in self.book.of(EntryKind.MOMENT).items())
        return [one for one, mark in places if abs(mark.start_s - at[0]) < 0.05 and abs(mark.end_s - at[1]) < 0.05]

    def choose_moment(self, pick: int, mouse: bool) -> tuple[float, float] | None:
        """Choose one of the moments on the waveform, by clicking its shape or with the arrows; where it is."""
        if self.page.presenter._later.isActive():
            self.page.presenter._show_strip()
        self.focus(self.wave)
        shown = [mark for mark in self.wave.marks.places.marks if mark.kind is MarkKind.MOMENT]
        wanted = shown[pick % len(shown)]
        if not (mouse and self.click(wanted)):
            self.press_on_wave(Qt.Key.Key_Home)
            for _ in self.wave.marks.movable:
                self.press_on_wave(Qt.Key.Key_Down)
                if self.wave.chosen is None or self.wave.chosen.id == wanted.id:
                    break
        chosen = self.wave.chosen
        assert chosen is not None
        assert chosen.id == wanted.id
        at = as_stored(chosen.start_s), as_stored(chosen.end_s)
        return at if len(self.moments_at(at)) == 1 else None

    def click(self, wanted) -> bool:
        """Click the shape of a mark, where no other lies on it; whether it was."""
        self.wave.show_place(wanted.start_s, wanted.end_s)
        place = QPoint(round(self.wave.pixel_of(wanted.start_s)) + 1, round(self.wave._parts.markers_middle))
        found = self.wave.hit_at(place.toPointF())
        if found is None or found.mark.id != wanted.id:
            return False
        QTest.mouseClick(self.wave, Qt.MouseButton.LeftButton, NONE, place)
        acted["click"] += 1
        settle()
        return True

    def press_on_wave(self, key: str | Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key on the waveform."""
        self.focus(self.wave)
        acted[f"wave {modifier.name} {key}"] += 1
        QTest.keyClick(self.wave, key, modifier)
        settle()

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        """Ctrl+Z, also over words."""
        self.back_and_forth(times, CTRL, self.book.done, self.book.undo)

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        """Ctrl+Shift+Z, also over words."""
        self.back_and_forth(times, CTRL | SHIFT, self.book.undone, self.book.redo)

    def back_and_forth(self, times: int, modifier: Qt.KeyboardModifier, steps: list, do) -> None:
        """Press the key some times. Whoever undoes words waits to see them before going on."""
        words = False
        for _ in range(times):
            words = words or bool(steps and isinstance(steps[-1], TextStep))
            self.press(Qt.Key.Key_Z, modifier=modifier)
            do()
        if words:
            self.the_store_catches_up()
        self.unsure = self.store.held

    @invariant()
    def the_page_shows_what_the_keys_said(self) -> None:
        """Rows, words, voices and codes are those of the book, and once the store has caught up they are stored."""
        if self.unsure or not isinstance(self.book, SessionBook):
            return
        assert marks_of(self.page.model.shown) == self.book.marks()
        assert tuple(Said(row.id, row.speaker_id, row.words) for row in self.said) == self.book.text.rows
        placed = [mark for mark in self.book.placed().values() if mark.kind is EntryKind.CODE]
        for row in self.said:
            shown = Counter(code.code for code in self.page.space.rows.marks_on(row).codes)
            assert shown == Counter(mark.label for mark in placed if mark.utterance_id == row.id)
        if not self.store.waiting:
            session_id, actor = self.made.sessions["ready"], self.services.actor
            coding = self.services.coding.get(actor, session_id)
            assert (marks_of(coding.state) if coding else Counter()) == self.book.marks()
            stored = self.services.transcripts.get(actor, session_id).utterances
            told = tuple(Said(one.id, one.speaker_id, tuple(one.text.split())) for one in stored)
            assert told == self.book.text.rows
        assert self.told == []


def differ(one: Text, other: Text) -> bool:
    """Whether words or voices differ, or where one row ends and the next begins."""
    return [(row.voice, row.words) for row in one.rows] != [(row.voice, row.words) for row in other.rows]


@pytest.mark.timeout(0)
def test_random_corrections_and_codes_lose_or_invent_neither_a_word_nor_a_mark(made: MadeStore, qapp) -> None:
    acted.clear()
    machine = type("OnThisText", (AllHands,), {"made": made})
    run_state_machine_as_test(machine, settings=run_settings(runs=6, steps=60))
    print(f"{sum(acted.values())} keys and clicks: {dict(acted)}")
    # A run that did next to nothing would prove nothing.
    assert sum(acted.values()) >= 150
    # Which acts come is chance, and a hand more shifts it; but words must have been changed, and the program restarted.
    assert acted["restart"] > 0
    assert acted["correct"] + acted["split"] >= 3
