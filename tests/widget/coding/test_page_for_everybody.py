"""The page with a session open: by keyboard and screen reader, at 1280 × 720, in both themes and at 200 %."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.services.suggestions import Suggested
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import settle
from ui import announce as announcing
from ui.coding.edits import Rate
from ui.coding.safeguarding import PauseDialog
from ui.focus import move_between
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.theme import Mode, current
from ui.widgets.question import Question

LOOKS = [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.LIGHT, 1.3), (Mode.LIGHT, 2.0)]
# What the rail leaves of a window of 1280 logical pixels at each text size.
WIDTHS = {1.0: 1199, 1.3: 1180, 2.0: 1137}


@pytest.fixture(params=LOOKS, ids=["light", "dark", "130", "200"])
def dressed(request, open_desk):
    mode, scale = request.param
    current().apply(mode, scale)
    desk = open_desk(size=(WIDTHS[scale], 720))
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, "e")
    settle()
    return desk


def test_it_fits_a_small_screen(dressed):
    assert dressed.page.width() == WIDTHS[current().scale]
    hint = dressed.page.minimumSizeHint()
    assert hint.width() <= WIDTHS[current().scale]
    assert dressed.page.height() == 720
    assert dressed.page.space.list.height() >= current().px(40)


@pytest.mark.parametrize("mode", ["listen", "code"])
def test_every_control_has_name_role_ring_and_is_reached_by_tab(dressed, mode):
    dressed.page.show_mode(mode)
    settle()
    assert walk(dressed.page) == []
    assert clipped(dressed.page) == []


def test_the_narrow_form_shows_one_panel_at_a_time(open_desk):
    current().apply(Mode.LIGHT, 2.0)
    desk = open_desk(size=(1137, 720))
    space = desk.page.space
    assert space.compact
    for tab, shown in (("codes", space.palette_panel), ("principles", space.principles), ("transcript", space.list)):
        space.show_tab(tab)
        settle()
        assert shown.isVisible()
        assert walk(desk.page) == []
    assert not space.principles.isVisible()
    desk.choose(0)
    QTest.keyClick(space.list, "3")
    assert space.principles.isVisible()
    assert space.principles.card("PUR").scale.button(1).hasFocus()
    QTest.keyClick(QApplication.focusWidget(), "2")
    assert desk.coding.state.ratings["PUR"].value == 2


def test_the_second_listen_can_be_used_by_keyboard(context, services, made_store, show_widget):
    # In the window, since Tab goes from place to place there and F6, which leaves the list, is the window's.
    actor, session_id = services.actor, made_store.sessions["ready"]
    coding_id = services.coding.start(actor, session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding_id, principle.id, 3)
    first = services.transcripts.get(actor, session_id).utterances[0]
    services.coding.lock(actor, coding_id)
    services.suggestions.keep(session_id, "m", [Suggested(first.id, "CQ", 0.9)], 0)
    window = show_widget(MainWindow(context), (1280, 720))
    context.go_to("code", session_id)
    page = window.page("code")
    page.show_mode("second")
    settle()
    assert page.space.second.list.hasFocus()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.space.second.rows.data(page.space.second.rows.index(0)).startswith("To hear, 0:00: ")


def test_f6_goes_round_the_panels(desk):
    desk.choose(0)
    seen = []
    for _ in range(8):
        move_between(list(desk.page.panels()), 1)
        focused = QApplication.focusWidget()
        seen.append(next(p for p in desk.page.panels() if p is focused or p.isAncestorOf(focused)))
    space = desk.page.space
    assert {space.waveform, space.list, space.palette_panel, space.principles, space.transport} <= set(seen)


def test_what_was_done_is_said_to_a_screen_reader(desk, monkeypatch):
    said = []
    monkeypatch.setattr(announcing, "send", lambda event: said.append(event.message()))
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, "2")
    QTest.keyClick(desk.page.space.list, "4")
    assert said == [
        "Coded: Open question",
        "Taken back: Open question",
        "Empathy: press 1 to 5, or 0 for not evaluable",
        "Empathy: 4",
    ]


def test_f1_finds_the_codebooks_words_on_codes_and_principles(desk):
    book = desk.page.model.frame.codebook
    assert book.code("OQ").definition in desk.page.space.palette_panel.button("OQ").whatsThis()
    scale = desk.page.space.principles.card("EMP").scale
    assert book.principle("EMP").definition in scale.button(3).whatsThis()
    assert book.principle("EMP").anchor(3) == scale.button(3).accessibleDescription()


def test_every_key_of_the_page_stands_on_the_key_sheet(desk, context):
    shown = {spec.id: context.actions.key_text(spec.id) for spec in context.actions.specs()}
    assert shown["code.book.OQ"] == "Q"
    assert shown["code.book.CQ"] == "Shift+Q"
    assert shown["evidence.against"] == "Shift+E"
    heard = [spec.id for spec in context.actions.specs() if "code/transcript" in spec.places]
    clashing = {id_: context.actions.clashes(id_, context.actions.key(id_)) for id_ in heard}
    assert not any(clashing.values()), clashing


def test_every_act_of_the_key_sheet_is_heard_somewhere(services, made_store, context, show_widget):
    window = show_widget(MainWindow(context), (1280, 720))
    for entry in PAGES:
        context.go_to(entry.id, made_store.sessions["ready"] if entry.id == "code" else None)
    heard = {action.objectName() for action in window.findChildren(QAction)}
    listed = {spec.id for spec in context.actions.specs() if not spec.fixed}
    assert "code.book.OQ" in listed
    assert listed - heard == set()
    found = (heard_elsewhere(window, action, context) for action in window.findChildren(QAction))
    assert [wrong for wrong in found if wrong] == []


def heard_elsewhere(window, action, context) -> str:
    """What the key sheet says wrongly of where an act is heard; empty when it is so."""
    id_, widget = action.objectName(), action.parent()
    spec = next((one for one in context.actions.specs() if one.id == id_), None)
    if spec is None or not widget.isEnabled() or widget.window() is not window:
        return ""
    pages = {entry.id: window.page(entry.id) for entry in PAGES}
    around = {name for name, page in pages.items() if widget is page or page.isAncestorOf(widget)}
    said = {place.partition("/")[0] for place in spec.places}
    right = widget is window if not said else bool(said & around)
    return "" if right else f"{id_}: on {around or 'the window'}, said {said or 'everywhere'}"


def test_the_safeguarding_pause_is_heard_on_every_page_while_a_session_is_open(
    services, made_store, context, show_widget, qtbot
):
    window = show_widget(MainWindow(context), (1280, 720))
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert pause_dialogs() == []
    context.go_to("code", made_store.sessions["ready"])
    for entry in PAGES:
        context.go_to(entry.id)
        qtbot.waitUntil(lambda: window.isActiveWindow())
        QTest.keyClick(window.page(entry.id), Qt.Key.Key_F12)
        (dialog,) = pause_dialogs()
        qtbot.waitUntil(lambda told=dialog: "Recorded in the audit trail" in told.recorded.text())
        dialog.reject()
        assert pause_dialogs() == []


def pause_dialogs():
    """The pauses that are shown."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, PauseDialog) and one.isVisible()]


def test_a_moved_key_codes_and_stands_on_the_button(desk, context):
    context.actions.remap("code.book.OQ", "Ctrl+G")
    row = desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert desk.coding.state.codes_on(row.id)[0].label == "OQ"


def test_the_list_tells_its_rows_and_the_scale_its_values(desk):
    card = desk.page.space.principles.card("EMP")
    interface = QAccessible.queryAccessibleInterface(card.scale.button(4))
    assert interface.role() == QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "Empathy: 4 of 5"


def test_the_header_says_what_is_open(desk):
    header = desk.page.header
    assert header.accessibleName() == f"Session {desk.page.model.session.code}"
    about = header._subtitle.text()
    assert "Worker W-17" in about
    assert "2:00" in about
    assert "MSW 1.0.0" in about
    assert "Not coded yet" in about
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    assert "Coder: you, blind" in header._subtitle.text()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", ["sheet", "voices", "lock", "moment"])
def test_dialogs_begin_with_what_they_ask_and_fit_the_screen(open_desk, name, scale):
    current().apply(Mode.LIGHT, scale)
    desk = open_desk(name if name in ("sheet", "voices") else "ready", size=(WIDTHS[scale], 720))
    if name == "lock":
        desk.page.model.do(Rate("EVO", 4))
        desk.page.questions.ask_lock()
    elif name == "moment":
        desk.page.acts.moment()
    dialog = desk.page.findChildren(Question)[-1]
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert dialog._inside.isAncestorOf(focused)
    assert walk(dialog) == []
    assert clipped(dialog) == []
    assert dialog.height() <= 720
    dialog.reject()
