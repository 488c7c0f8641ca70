from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

import ui.announce
from coder.domain.changes import Kind, changes
from coder.domain.jobs import Job, JobKind, JobState
from tests.helpers.accessible import clipped, walk
from ui.actions import Actions
from ui.context import Context
from ui.messages import Level, Messages
from ui.operations import Operations
from ui.theme import Mode, current
from ui.widgets.badge import KeyCap, PrincipleBadge
from ui.widgets.buttons import Button, icon_button, primary
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.flow import FlowLayout
from ui.widgets.header import HeaderBar, SavedIndicator
from ui.widgets.job_tray import JobTray, counted, remaining
from ui.widgets.labels import ElidingLabel, label
from ui.widgets.message_bar import INFO_MS, MessageBar
from ui.widgets.rating_scale import RatingScale
from ui.widgets.segmented import Segment, SegmentedControl
from ui.widgets.skeleton import Skeleton

ANCHORS = ("Absent", "Rare", "Mixed", "Consistent", "Shapes the talk")
NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


@pytest.fixture
def said(monkeypatch):
    """What a screen reader was asked to say."""
    heard: list[str] = []
    monkeypatch.setattr(ui.announce, "send", lambda event: heard.append(event.message()))
    return heard


def job(id_="j", state=JobState.RUNNING, progress=0.5, left=None, failure="", stage="speech to text") -> Job:
    return Job(id_, JobKind.TRANSCRIBE, "s", "S-0412", state, stage, progress, left, failure, NOW, None)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


# Buttons


def test_a_button_says_its_words_and_its_key(show_widget):
    button = show_widget(Button("Find anything", icon_name="search", key_hint="Ctrl+K"))
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Find anything"
    assert button.accessibleDescription() == "Key: Ctrl+K"


def test_a_button_is_wide_enough_for_icon_words_and_key(qapp):
    plain, full = Button("Words"), Button("Words", icon_name="check", key_hint="Ctrl+K")
    assert full.sizeHint().width() > plain.sizeHint().width() + current().px(16)
    assert full.minimumSizeHint() == full.sizeHint()


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_every_kind_of_button_works_by_keyboard_and_shows_its_focus(qtbot, show_widget, kind):
    pressed = []
    button = Button("Do it", kind)
    button.clicked.connect(lambda: pressed.append(True))
    assert walk(show_widget(_beside(button, primary("Other")))) == []
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [True]


def test_an_icon_button_has_a_name_and_a_tool_tip(show_widget):
    button = icon_button("zoom-in", "Zoom in", "+")
    assert button.accessibleName() == "Zoom in"
    assert button.toolTip() == "Zoom in (+)"


def test_an_icon_that_is_not_shipped_is_refused(qapp):
    with pytest.raises(FileNotFoundError):
        current().icon("no-such-icon")


# Rating


def test_the_digit_of_a_rating_rates_and_says_so(qtbot, show_widget):
    scale, heard = RatingScale("Empathy", "Em", ANCHORS), []
    scale.chosen.connect(heard.append)
    show_widget(scale)
    scale.setFocus()
    qtbot.keyClick(scale.button(1), Qt.Key.Key_4)
    assert (scale.value, heard) == (4, [4])
    qtbot.keyClick(scale.button(4), Qt.Key.Key_0)
    assert (scale.value, heard) == (0, [4, 0])


def test_arrows_move_over_ratings_without_rating(qtbot, show_widget):
    scale, heard = RatingScale("Empathy", "Em", ANCHORS), []
    scale.chosen.connect(heard.append)
    show_widget(scale)
    scale.setFocus()
    for expected in (2, 3):
        qtbot.keyClick(scale.focusWidget() or scale, Qt.Key.Key_Right)
        assert scale.button(expected).hasFocus()
    assert heard == []
    assert scale.value is None
    qtbot.keyClick(scale.button(3), Qt.Key.Key_Space)
    assert heard == [3]


def test_tab_stops_once_a_scale(qtbot, show_widget):
    first, second = RatingScale("Empathy", "Em", ANCHORS), RatingScale("Autonomy", "Au", ANCHORS)
    show_widget(_beside(first, second))
    first.set_value(2)
    first.setFocus()
    assert first.button(2).hasFocus()
    qtbot.keyClick(first.button(2), Qt.Key.Key_Tab)
    assert second.button(1).hasFocus()


def test_ratings_are_radio_buttons_that_read_their_anchor(show_widget):
    scale = RatingScale("Empathy", "Em", ANCHORS, not_evaluable_when="No chance to show it")
    show_widget(scale)
    assert role(scale.button(4)) == QAccessible.Role.RadioButton
    assert scale.button(4).accessibleName() == "Empathy: 4 of 5"
    assert scale.button(4).accessibleDescription() == "Consistent"
    assert scale.button(0).accessibleDescription() == "No chance to show it"


def test_a_rating_show_widget_by_the_program_is_not_taken_for_the_users(show_widget):
    scale, heard = RatingScale("Empathy", "Em", ANCHORS), []
    scale.chosen.connect(heard.append)
    show_widget(scale)
    for value in (5, 0, None, 3):
        scale.set_value(value)
        assert scale.value == value
    assert heard == []
    with pytest.raises(KeyError):
        scale.set_value(6)


def test_a_locked_scale_takes_no_rating(qtbot, show_widget):
    scale, heard = RatingScale("Empathy", "Em", ANCHORS), []
    scale.chosen.connect(heard.append)
    show_widget(scale)
    scale.setEnabled(False)
    qtbot.mouseClick(scale.button(4), Qt.MouseButton.LeftButton)
    assert heard == []


# Chips


def test_a_chip_says_what_it_plays_and_can_be_taken_away(qtbot, show_widget):
    chip, heard = EvidenceChip(31.4, "Empathy", "Em", removable=True), []
    chip.clicked.connect(lambda: heard.append("play"))
    chip.removal_wanted.connect(lambda: heard.append("remove"))
    show_widget(chip)
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert heard == ["play", "remove"]
    assert (chip.text(), chip.accessibleName()) == ("0:31", "Play evidence for Empathy at 0:31")


def test_delete_does_nothing_on_a_chip_that_stays(qtbot, show_widget):
    chip, heard = EvidenceChip(0, "Empathy", "Em"), []
    chip.removal_wanted.connect(lambda: heard.append("remove"))
    show_widget(chip)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert heard == []


def test_chips_break_into_lines_like_text(show_widget):
    holder = QWidget()
    flow = FlowLayout(6, holder)
    chips = [EvidenceChip(60.0 * minute, "Empathy", "Em") for minute in range(12)]
    for chip in chips:
        flow.addWidget(chip)
    show_widget(holder, (300, 200))
    assert chips[0].y() < chips[-1].y()
    assert all(chip.geometry().right() < 300 for chip in chips)
    assert flow.heightForWidth(2000) == chips[0].height()
    assert flow.heightForWidth(300) == chips[-1].geometry().bottom() + 1
    flow.clear()
    assert flow.count() == 0


# Segmented control


def test_a_segment_is_chosen_by_arrow_and_only_a_change_is_told(qtbot, show_widget):
    control, heard = SegmentedControl("Mode", [Segment("listen", "Listen"), Segment("code", "Code")]), []
    control.chosen.connect(heard.append)
    show_widget(control)
    control.setFocus()
    qtbot.keyClick(control.focusWidget() or control, Qt.Key.Key_Right)
    assert (control.value, heard) == ("code", ["code"])
    control.set_value("listen")
    assert heard == ["code"]


def test_an_impossible_segment_is_passed_over(qtbot, show_widget):
    segments = [Segment("a", "A"), Segment("b", "B"), Segment("c", "C")]
    control = show_widget(SegmentedControl("Mode", segments))
    control.set_possible("b", False)
    control.setFocus()
    qtbot.keyClick(control.focusWidget() or control, Qt.Key.Key_Right)
    assert control.value == "c"


# Messages


def test_a_message_is_show_widget_and_said(show_widget, said):
    messages = Messages()
    bar = show_widget(MessageBar(messages))
    messages.error("Not stored.", "Try again.")
    assert [row.message.text for row in bar.rows] == ["Not stored. Try again."]
    assert said == ["Not stored. Try again."]


def test_a_message_offers_its_action_once(qtbot, show_widget):
    messages, done = Messages(), []
    bar = show_widget(MessageBar(messages))
    messages.info("Coding added.", "Undo", lambda: done.append("undone"))
    button = next(one for one in bar.rows[0].findChildren(Button) if one.text() == "Undo")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert bar.rows == ()
    assert not bar.isVisible()


def test_esc_closes_the_message_that_has_the_focus(qtbot, show_widget):
    messages = Messages()
    bar = show_widget(MessageBar(messages))
    messages.warn("Look here.")
    bar.rows[0].close_button.setFocus()
    qtbot.keyClick(bar.rows[0].close_button, Qt.Key.Key_Escape)
    assert bar.rows == ()


def test_errors_stay_when_information_comes(show_widget):
    messages = Messages()
    bar = show_widget(MessageBar(messages))
    messages.error("Not stored.")
    for number in range(5):
        messages.info(f"Note {number}")
    assert [row.message.level for row in bar.rows] == [Level.ERROR, Level.INFO, Level.INFO]


def test_information_goes_by_itself_but_not_while_it_has_the_focus(qtbot, show_widget, monkeypatch):
    monkeypatch.setattr("ui.widgets.message_bar.INFO_MS", 30)
    messages = Messages()
    bar = show_widget(MessageBar(messages))
    messages.info("First.")
    bar.rows[0].close_button.setFocus()
    messages.info("Second.")
    qtbot.waitUntil(lambda: [row.message.sentence for row in bar.rows] == ["First."])
    bar.rows[0].dismiss()
    assert INFO_MS >= 5_000


# Jobs


def button_of(tray, act):
    """The button of the job's row that does this, by what a screen reader calls it."""
    (found,) = [one for one in tray.row("j").findChildren(Button) if one.accessibleName().startswith(f"{act}: ")]
    assert found.isVisible()
    return found


def test_a_job_row_shows_progress_and_estimate_and_can_be_cancelled(qtbot, show_widget):
    tray, heard = JobTray(), []
    tray.cancel_wanted.connect(heard.append)
    tray.set_jobs([job(left=340)])
    show_widget(tray)
    words = [one.text() for one in tray.row("j").findChildren(QLabel)]
    assert words == ["Transcribing S-0412", "speech to text · about 6 min left"]
    qtbot.mouseClick(button_of(tray, "Cancel"), Qt.MouseButton.LeftButton)
    assert heard == ["j"]


def test_a_job_that_ends_is_said_and_a_failed_one_can_be_tried_again(qtbot, show_widget, said):
    tray, heard = JobTray(), []
    tray.retry_wanted.connect(heard.append)
    tray.set_jobs([job()])
    show_widget(tray)
    tray.set_jobs([job(state=JobState.FAILED, failure="The recording cannot be read.")])
    assert said == ["Transcribing S-0412: The recording cannot be read."]
    qtbot.mouseClick(button_of(tray, "Try again"), Qt.MouseButton.LeftButton)
    assert heard == ["j"]


def test_rows_keep_the_focus_while_progress_comes_in(show_widget):
    tray = JobTray()
    tray.set_jobs([job(progress=0.1)])
    show_widget(tray)
    button = tray.row("j").findChild(Button)
    button.setFocus()
    tray.set_jobs([job("new", JobState.QUEUED, 0.0), job(progress=0.2)])
    assert button.hasFocus()
    tray.set_jobs([])
    assert len(tray) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (10, "less than a minute left"), (340, "about 6 min left"), (7200, "about 2.0 h left")],
)
def test_an_estimate_is_said_as_people_say_it(qapp, seconds, words):
    assert remaining(seconds) == words


def test_jobs_are_counted_in_words(qapp):
    assert counted([job(), job("k", JobState.QUEUED), job("l", JobState.SUCCEEDED)]) == "1 running, 1 waiting"
    assert counted([]) == ""


# Header, saved, labels


def test_saved_is_said_in_local_time(context, show_widget, monkeypatch):
    context.clock = lambda: NOW
    indicator = show_widget(SavedIndicator(context))
    context.operations.write(lambda: changes(Kind.CODING))
    local = NOW.astimezone()
    assert indicator.text() == f"Saved {local.hour:02d}:{local.minute:02d}"
    assert QLocale().territory() == QLocale.Country.UnitedKingdom
    indicator.show_busy(True)
    assert indicator.text() == "Saving…"
    indicator.show_busy(False)
    assert indicator.text().startswith("Saved ")


def test_nothing_is_called_saved_while_a_later_change_is_on_its_way(qtbot, show_widget):
    operations = Operations(Messages())
    context = Context(operations, operations.messages, Actions())
    indicator = show_widget(SavedIndicator(context))
    saved, go_on = [], threading.Event()
    context.saved.connect(saved.append)
    operations.write(lambda: changes(Kind.CODING))
    operations.write(lambda: go_on.wait(10) and changes(Kind.CODING))
    qtbot.waitUntil(lambda: len(saved) == 1)
    assert indicator.text() == "Saving…"
    go_on.set()
    qtbot.waitUntil(lambda: indicator.text().startswith("Saved "))
    assert len(saved) == 2
    operations.close()


def test_a_title_gives_way_to_buttons_and_stays_whole_for_screen_readers(context, show_widget):
    header = HeaderBar("A very long title that cannot fit into such a narrow window at all", "sub", context)
    header.add(primary("Finish"))
    show_widget(header, (260, 60))
    title = header.findChild(ElidingLabel)
    assert title.width() < title.sizeHint().width()
    assert QAccessible.queryAccessibleInterface(title).text(QAccessible.Text.Name).startswith("A very long title")


def test_labels_never_read_markup(qapp):
    for made in (label("<b>x</b>"), ElidingLabel("<b>x</b>")):
        assert made.textFormat() == Qt.TextFormat.PlainText


def test_marks_have_names(show_widget):
    assert PrincipleBadge("Em", "Empathy").accessibleName() == "Empathy"
    assert KeyCap("Q").accessibleName() == "Key Q"
    assert Skeleton().accessibleName() == "Loading"
    empty = show_widget(EmptyState("users", "Nothing yet", "It comes when five workers are coded.", "Show the demo"))
    assert empty.accessibleName() == "Nothing yet. It comes when five workers are coded."


def test_an_empty_state_offers_its_action(qtbot, show_widget):
    empty = show_widget(EmptyState("users", "Nothing yet", "Soon.", "Show the demo"))
    with qtbot.waitSignal(empty.acted):
        qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)


# Look


@dataclass
class Case:
    mode: Mode
    scale: float


@pytest.mark.parametrize("case", [Case(Mode.LIGHT, 1.0), Case(Mode.DARK, 1.0), Case(Mode.LIGHT, 2.0)], ids=str)
def test_the_base_widgets_have_no_findings_and_cut_no_words(show_widget, case):
    current().apply(case.mode, case.scale)
    card = Card("Seven principles", "5 of 7 rated")
    grid = QGridLayout()
    scale = RatingScale("Empathy", "Em", ANCHORS)
    grid.addWidget(KeyCap("2"), 0, 0)
    grid.addWidget(PrincipleBadge("Em", "Empathy"), 0, 1)
    grid.addWidget(label("Empathy"), 0, 2)
    grid.addWidget(scale, 0, 3)
    grid.addWidget(EvidenceChip(31, "Empathy", "Em"), 0, 4)
    grid.addWidget(SegmentedControl("Mode", [Segment("a", "Listen"), Segment("b", "Code")]), 1, 3)
    grid.addWidget(Button("Delete", ButtonKind.DANGER, "trash-2", "Del"), 1, 4)
    card.body.addLayout(grid)
    show_widget(card, (1280, 400))
    assert walk(card) == []
    assert clipped(card) == []


def test_the_text_on_a_badge_is_drawn_in_the_ink_that_contrasts_more(show_widget):
    badge = show_widget(PrincipleBadge("Co", "Collaboration", 4))
    image = badge.grab().toImage()
    colours = {
        image.pixelColor(QPoint(x, y)).name().upper() for x in range(image.width()) for y in range(image.height())
    }
    assert "#1695DA" in colours
    assert "#000000" in colours
    assert "#FFFFFF" not in colours


def _beside(*widgets: QWidget) -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    for place, widget in enumerate(widgets):
        grid.addWidget(widget, 0, place)
    return page
