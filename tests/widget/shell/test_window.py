from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollBar, QVBoxLayout, QWidget

from codebook.load import load_builtin
from coder.domain.changes import Kind, changes
from coder.domain.jobs import Job, JobKind, JobState
from coder.domain.people import Actor, Role
from tests.helpers.accessible import clipped, walk
from ui.close_dialog import CloseDialog
from ui.crash_dialog import CrashDialog
from ui.key_sheet import KeySheet
from ui.main_window import MainWindow
from ui.messages import Level
from ui.pages import PAGES, PageEntry
from ui.palette import Entry, ranked, score
from ui.palette_dialog import PaletteDialog
from ui.theme import Mode, current
from ui.widgets.buttons import primary
from ui.widgets.card import Card
from ui.widgets.key_field import KeyField
from ui.widgets.page import Page

ACTOR = Actor("me", frozenset({Role.EVALUATOR}))
NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


class SamplePage(Page):
    """A page with two panels that remembers what it was asked to open."""

    def __init__(self, context, title):
        super().__init__(context, title)
        self.opened = []
        self.button = primary("Add recording", "plus")
        self.header.add(self.button)
        card = Card("To do")
        self.field = QLineEdit()
        self.field.setAccessibleName("Find")
        card.body.addWidget(self.field)
        self.body.addWidget(card)

    def open_with(self, argument):
        self.opened.append(argument)


class SampleEntry(PageEntry):
    """An entry whose page is made here, and that counts how often."""

    made = 0

    def make(self, context):
        type(self).made += 1
        return SamplePage(context, self.id.title())


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(SampleEntry, "made", 0)
    return tuple(SampleEntry(entry.id, entry.icon_name, entry.module, entry.apart) for entry in PAGES)


@pytest.fixture
def window(context, entries, show_widget):
    return show_widget(MainWindow(context, entries), (1280, 720))


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def job(state=JobState.RUNNING) -> Job:
    return Job("j", JobKind.TRANSCRIBE, "s", "S-0412", state, "speech to text", 0.4, None, "", NOW, None)


# Pages


def test_pages_are_built_on_first_visit_and_kept(window, entries):
    assert (window.current_page, SampleEntry.made) == ("home", 1)
    window.show_page("teams")
    first = window.page("teams")
    window.show_page("home")
    window.show_page("teams")
    assert window.page("teams") is first
    assert SampleEntry.made == 2


@pytest.mark.parametrize(("number", "page"), [(2, "sessions"), (4, "agreement"), (8, "settings")])
def test_ctrl_and_a_number_go_to_a_page_even_from_a_text_field(qtbot, window, number, page):
    window.page("home").field.setFocus()
    press(qtbot, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == page
    assert window.windowTitle().startswith(window.context.actions.text(f"page.{page}"))
    assert window.page(page).isAncestorOf(QApplication.focusWidget())


def test_the_rail_goes_to_a_page_and_marks_it(qtbot, window):
    button = window.rail.button("profiles")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.current_page == "profiles"
    assert button.shown
    assert button.accessibleDescription() == "This page is shown"
    assert not window.rail.button("home").shown


def test_a_page_is_given_what_it_shall_open(window):
    window.context.go_to("code", "session-1")
    assert window.page("code").opened == ["session-1"]


def test_a_page_that_there_is_not_is_neither_shown_nor_an_error(window):
    window.context.go_to("no such page")
    assert window.current_page == "home"


# Keyboard


def test_f6_goes_round_the_panels_both_ways(qtbot, window):
    page = window.page("home")
    page.field.setFocus()
    seen = []
    for _ in range(3):
        press(qtbot, Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        seen.append("rail" if window.rail.isAncestorOf(focused) else "header" if focused is page.button else "body")
    assert seen == ["rail", "header", "body"]
    press(qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is page.button


def test_f6_stops_at_a_message(qtbot, window):
    window.context.messages.error("Not stored.")
    window.page("home").field.setFocus()
    press(qtbot, Qt.Key.Key_F6)
    assert window.messages.isAncestorOf(QApplication.focusWidget())


def test_f1_says_what_has_the_focus(qtbot, window):
    window.page("home").button.setFocus()
    window.page("home").button.setAccessibleDescription("Add a sound file")
    press(qtbot, Qt.Key.Key_F1)
    assert "Add a sound file" in window.context.messages.kept[-1].text


def test_ctrl_s_says_that_all_is_saved_and_when(qtbot, window):
    press(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Nothing was changed" in window.context.messages.kept[-1].sentence
    window.context.clock = lambda: NOW
    window.context.operations.write(lambda: changes(Kind.CODING))
    press(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    local = NOW.astimezone()
    assert f"{local.hour:02d}:{local.minute:02d}" in window.context.messages.kept[-1].sentence


# Look


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.LIGHT, 2.0)])
def test_the_window_fits_1280_by_720_and_has_no_findings(context, entries, show_widget, mode, scale):
    current().apply(mode, scale)
    window = show_widget(MainWindow(context, entries), (1280, 720))
    assert (window.minimumSizeHint().width(), window.minimumSizeHint().height()) <= (1280, 720)
    assert (window.width(), window.height()) == (1280, 720)
    context.messages.error("The recording was not added; nothing was stored.", "Choose another file.")
    window.show_jobs([job()])
    assert walk(window) == []
    assert clipped(window) == []


def test_place_and_size_are_remembered(context, entries, show_widget, qtbot):
    first = show_widget(MainWindow(context, entries), (1280, 760))
    text = first.geometry_text()
    second = MainWindow(context, entries)
    qtbot.addWidget(second)
    assert second.restore_geometry_text(text)
    assert (second.width(), second.height()) == (1280, 760)
    assert not second.restore_geometry_text("nonsense")


# Gate


def test_behind_a_gate_no_page_is_built_until_the_store_is_open(context, entries, show_widget):
    gate = QLabel("Type your passphrase")
    window = show_widget(MainWindow(context, entries, gate), (1280, 720))
    context.go_to("sessions")
    assert SampleEntry.made == 0
    assert gate.isVisible()
    assert not window.rail.isVisible()
    context.open(SimpleNamespace(), ACTOR)
    assert window.current_page == "home"
    assert window.rail.isVisible()


# Jobs


def test_the_rail_counts_jobs_and_opens_the_tray(qtbot, window):
    assert not window.rail.jobs_button.isVisible()
    window.show_jobs([job()])
    assert window.jobs_running
    assert window.rail.jobs_button.accessibleName() == "Jobs: 1 running"
    qtbot.mouseClick(window.rail.jobs_button, Qt.MouseButton.LeftButton)
    assert window.tray_panel.isVisible()
    assert window.tray_panel.isAncestorOf(QApplication.focusWidget())
    window.show_jobs([])
    assert not window.tray_panel.isVisible()
    assert not window.jobs_running


def test_the_rail_cuts_no_word_where_large_text_makes_it_scroll(qtbot, window):
    current().apply(Mode.LIGHT, 2.0)
    window.show_jobs([job()])

    def seen_whole() -> bool:
        button = window.rail.button("sessions")
        right = button.mapTo(window.rail, button.rect().bottomRight()).x()
        bars = [one for one in window.rail.findChildren(QScrollBar) if one.isVisible()]
        return bool(bars) and right < bars[0].mapTo(window.rail, bars[0].rect().topLeft()).x()

    qtbot.waitUntil(seen_whole)
    assert clipped(window.rail) == []


def test_a_dialog_that_closes_gives_the_keyboard_back(qtbot, window):
    window.open_key_sheet()
    sheet = window.findChild(KeySheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    assert QApplication.focusWidget() is not None


def test_ctrl_q_closes_the_program_even_from_a_text_field(qtbot, window):
    window.page("home").field.setFocus()
    press(qtbot, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()


def test_closing_while_work_runs_asks_first_and_enter_stays(qtbot, window):
    closed = []
    window.closing.connect(lambda: closed.append(True))
    window.show_jobs([job()])
    window.close()
    dialog = window.findChild(CloseDialog)
    qtbot.waitUntil(dialog.stay_button.hasFocus)
    assert walk(dialog) == []
    dialog.stay_button.setFocus()
    qtbot.keyClick(dialog.stay_button, Qt.Key.Key_Return)
    assert window.isVisible()
    assert closed == []
    window.close()
    qtbot.mouseClick(window.findChildren(CloseDialog)[-1].close_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    assert closed == [True]


def test_closing_with_nothing_running_asks_nothing(window):
    closed = []
    window.closing.connect(lambda: closed.append(True))
    window.show_jobs([job(JobState.SUCCEEDED)])
    window.close()
    assert closed == [True]


# Palette


def test_ctrl_k_finds_a_page_by_letters_and_enter_goes_there(qtbot, window):
    window.page("home").field.setFocus()
    press(qtbot, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(PaletteDialog)
    qtbot.waitUntil(dialog.field.hasFocus)
    qtbot.keyClicks(dialog.field, "team")
    assert [entry.text for entry in dialog.model.entries] == ["Teams"]
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.current_page == "teams"
    assert not dialog.isVisible()


def test_the_palette_does_an_act_and_shows_its_key(qtbot, window):
    window.open_palette()
    dialog = window.findChild(PaletteDialog)
    qtbot.keyClicks(dialog.field, "saved")
    entry = dialog.model.entries[0]
    assert entry.detail == "Ctrl+S"
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert "saved" in window.context.messages.kept[-1].sentence


def test_arrows_choose_in_the_palette_while_typing_goes_on(qtbot, window):
    window.open_palette()
    dialog = window.findChild(PaletteDialog)
    qtbot.waitUntil(dialog.field.hasFocus)
    first = dialog.list.currentIndex().row()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    assert dialog.list.currentIndex().row() == first + 1
    assert dialog.field.hasFocus()
    dialog.reject()


def test_the_palette_finds_sessions_and_opens_them_on_the_code_page(qtbot, window):
    row = SimpleNamespace(
        id="abc",
        code="S-0412",
        kind=SimpleNamespace(value="visit"),
        state=SimpleNamespace(value="to code"),
        worker_code="W-17",
        team_name="North",
        held_on=NOW.date(),
    )
    sessions = SimpleNamespace(list=lambda actor: (row,))
    codebooks = SimpleNamespace(active=lambda: load_builtin("msw"))
    decisions = SimpleNamespace(list=lambda actor: ())
    window.context.open(SimpleNamespace(sessions=sessions, codebooks=codebooks, decisions=decisions), ACTOR)
    window.open_palette()
    dialog = window.findChild(PaletteDialog)
    qtbot.keyClicks(dialog.field, "w-17")
    assert [entry.text for entry in dialog.model.entries] == ["S-0412 · visit"]
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.page("code").opened == ["abc"]


def test_an_answer_to_an_older_question_is_dropped(qtbot, show_widget):
    waiting = []

    class Slow:
        def find(self, query, found):
            waiting.append((query, found))

    dialog = show_widget(PaletteDialog([Slow()]))
    qtbot.keyClicks(dialog.field, "ab")
    for query, found in reversed(waiting):
        found([Entry(f"answer to {query!r}", "tag", lambda: None)])
    assert [entry.text for entry in dialog.model.entries] == ["answer to 'ab'"]


def test_enter_waits_for_what_is_still_being_looked_up(qtbot, show_widget):
    answers, done = [], []

    class Slow:
        def find(self, query, found):
            answers.append(found)

    dialog = show_widget(PaletteDialog([Slow(), Slow()]))
    qtbot.keyClicks(dialog.field, "a")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    first, second = answers[-2:]
    second([Entry("later in the list", "tag", lambda: done.append("second"))])
    assert dialog.isVisible()
    first([Entry("first in the list", "tag", lambda: done.append("first"))])
    assert done == ["first"]
    assert not dialog.isVisible()


def test_an_answer_after_the_palette_was_closed_is_dropped(qtbot, show_widget):
    answers = []

    class Slow:
        def find(self, query, found):
            answers.append(found)

    dialog = show_widget(PaletteDialog([Slow()]))
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    answers[-1]([Entry("too late", "tag", lambda: None)])
    assert dialog.model.entries == ()


def test_better_fits_come_first(qapp):
    words = ("Rate: Empathy", "Empty the list", "Code: Affirm (empathy)")
    entries = [Entry(text, "tag", lambda: None) for text in words]
    assert ranked("emp", entries)[0].text == "Empty the list"
    assert ranked("nothing like it", entries) == []
    assert score("af emp", entries[2]) > 0
    assert score("af emp", entries[0]) == 0
    assert len(ranked("", entries)) == 3


# Key sheet


def test_the_key_sheet_lists_every_act_and_moves_a_key(qtbot, context, show_widget):
    sheet = show_widget(KeySheet(context.actions), (700, 560))
    assert sheet.table.model().rowCount() == len(context.actions.specs())
    sheet.filter.setText("Find anything")
    sheet.table.selectRow(0)
    qtbot.keyClick(sheet.key, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(sheet.set_button, Qt.MouseButton.LeftButton)
    assert context.actions.key("palette") == "Ctrl+J"
    assert "Ctrl+J" in sheet.problem.text()


def test_the_key_sheet_says_why_a_key_is_refused(qtbot, context, show_widget):
    sheet = show_widget(KeySheet(context.actions), (700, 560))
    sheet.filter.setText("Find anything")
    sheet.table.selectRow(0)
    qtbot.keyClick(sheet.key, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(sheet.set_button, Qt.MouseButton.LeftButton)
    assert sheet.problem.text() == "Ctrl+1 already does: Home."
    assert context.actions.key("palette") == "Ctrl+K"


def test_question_mark_opens_the_key_sheet_but_not_while_typing(qtbot, window):
    window.page("home").field.setFocus()
    press(qtbot, Qt.Key.Key_Question)
    assert window.findChild(KeySheet) is None
    window.page("home").button.setFocus()
    press(qtbot, Qt.Key.Key_Question)
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    qtbot.waitUntil(sheet.isActiveWindow)
    assert walk(sheet) == []
    sheet.accept()


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier, "F4"),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier, "Shift+Q"),
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?"),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier, "Ctrl+Space"),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, ""),
    ],
)
def test_a_key_field_takes_the_key_that_is_pressed(qtbot, show_widget, key, modifier, expected):
    field = show_widget(KeyField("New key"))
    field.set_key("M")
    qtbot.keyClick(field, key, modifier)
    assert field.key == expected


# Crash dialog


def secret_fault():
    name = "Alexandra Smith"
    raise ValueError(f"no such worker: {name}")


def test_the_crash_dialog_offers_a_report_without_names_or_folders(qtbot, show_widget):
    try:
        secret_fault()
    except ValueError as error:
        dialog = CrashDialog(error)
    show_widget(dialog, (560, 400))
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    report = QGuiApplication.clipboard().text()
    assert "builtins.ValueError" in report
    assert "secret_fault" in report
    for private in ("Alexandra", "Smith", "no such worker", str(Path.home()), str(Path(__file__).parents[3])):
        assert private not in report
    assert walk(dialog) == []


def test_messages_of_level_error_are_shown_in_the_window(window):
    window.context.messages.error("Not stored.", "Try again.")
    assert [row.message.level for row in window.messages.rows] == [Level.ERROR]


def test_a_page_keeps_its_body_reachable_when_the_window_is_small(context, show_widget):
    page = Page(context, "Tall")
    inside = QWidget()
    column = QVBoxLayout(inside)
    for number in range(60):
        column.addWidget(QLabel(f"Line {number}"))
    page.body.addWidget(inside)
    show_widget(page, (800, 400))
    assert page.minimumSizeHint().height() < 400
