"""Every base widget on two pages, in all its states, for looking at them together (see tools/look.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coder.domain.jobs import Job, JobKind, JobState
from ui.messages import Messages
from ui.theme import Role, current
from ui.widgets.badge import KeyCap, PrincipleBadge
from ui.widgets.buttons import Button, Kind, ghost, icon_button, primary, secondary
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.flow import FlowLayout
from ui.widgets.header import HeaderBar
from ui.widgets.job_tray import JobTray
from ui.widgets.labels import label
from ui.widgets.message_bar import MessageBar
from ui.widgets.rating_scale import RatingScale
from ui.widgets.segmented import Segment, SegmentedControl
from ui.widgets.skeleton import Skeleton
from ui.widgets.table import Column, RowsTableModel, TableView

PRINCIPLES = {
    "Ev": "Evocation",
    "Em": "Empathy",
    "Pu": "Purposefulness",
    "Au": "Autonomy",
    "Co": "Collaboration",
    "Ch": "Child focus",
    "Cl": "Clarity of concern",
}
ANCHORS = ("Absent", "Rare or superficial", "Mixed", "Consistent", "Consistent, and shapes the conversation")
NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A row of the sample table."""

    code: str
    recordings: int


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    return page, column


def gallery() -> QWidget:
    """Header, message bar, buttons, badges, ratings, chips."""
    page, column = _page()
    header = HeaderBar("Session S-0412", "Home visit · 1 h 30 min · Worker W-17 · Codebook MSW 1.0")
    header.add(secondary("Find anything", "search", "Ctrl+K"))
    header.add(primary("Finish coding", "check"))
    messages = Messages()
    bar = MessageBar(messages)
    messages.error("The recording was not added; nothing was stored.", "Choose a file that holds sound, and try again.")
    messages.info("Coding added.", "Undo", lambda: None)
    column.addWidget(header)
    column.addWidget(bar)
    row = QHBoxLayout()
    disabled = secondary("Disabled", "x")
    disabled.setEnabled(False)
    focused = primary("Focused", "check")
    for button in (
        primary("Primary"),
        secondary("Review", "sparkles"),
        ghost("Ghost"),
        Button("Delete", Kind.DANGER, "trash-2"),
        icon_button("zoom-in", "Zoom in"),
        disabled,
        focused,
    ):
        row.addWidget(button)
    row.addWidget(
        SegmentedControl("Mode", [Segment("l", "Listen"), Segment("c", "Code"), Segment("s", "Second listen")])
    )
    row.addStretch(1)
    card = Card("Buttons and a segmented control", "28 px high")
    card.body.addLayout(row)
    column.addWidget(card)
    column.addWidget(_principles())
    column.addStretch(1)
    focused.setFocus()
    page.setProperty("kept", messages)
    return page


def _principles() -> Card:
    card = Card("Seven principles", "5 of 7 rated")
    grid = QGridLayout()
    for position, (badge, name) in enumerate(PRINCIPLES.items()):
        scale = RatingScale(name, badge, ANCHORS, position)
        scale.set_value((position + 2) % 6 or None)
        around = QWidget()
        chips = FlowLayout(current().px(6), around)
        for start in (12.0, 31.4, 3847.0):
            chips.addWidget(EvidenceChip(start, name, badge, position, removable=True))
        grid.addWidget(KeyCap(str(position + 1)), position, 0)
        grid.addWidget(PrincipleBadge(badge, name, position), position, 1)
        grid.addWidget(label(name, Role.STRONG), position, 2)
        grid.addWidget(scale, position, 3)
        grid.addWidget(around, position, 4)
    grid.setColumnStretch(4, 1)
    card.body.addLayout(grid)
    return card


def fields() -> QWidget:
    """Fields, choices, table, jobs, empty state, skeleton."""
    page, column = _page()
    row = QHBoxLayout()
    combo = QComboBox()
    combo.addItems(["All speakers", "Worker"])
    search = QLineEdit()
    search.setPlaceholderText("Search transcript (Ctrl+F)")
    ticked, chosen = QCheckBox("Ticked"), QRadioButton("Chosen")
    ticked.setChecked(True)
    chosen.setChecked(True)
    for field in (search, combo, QSpinBox(), ticked, QCheckBox("Open"), chosen, QRadioButton("Other")):
        row.addWidget(field)
    bar = QProgressBar()
    bar.setValue(40)
    bar.setTextVisible(False)
    row.addWidget(bar)
    column.addLayout(row)
    text = QPlainTextEdit("Why this rating?")
    text.setMaximumHeight(current().px(60))
    column.addWidget(text)
    both = QHBoxLayout()
    both.addWidget(_table_card(), 1)
    both.addWidget(_jobs_card(), 1)
    column.addLayout(both, 1)
    below = QHBoxLayout()
    empty = Card()
    empty.body.addWidget(
        EmptyState(
            "users",
            "No team report yet",
            "A team report appears when at least 5 workers have a coded session, so that nobody can be picked out.",
            "See the demo report",
        )
    )
    below.addWidget(empty, 1)
    loading = Card("Loading")
    loading.body.addWidget(Skeleton(4))
    below.addWidget(loading, 1)
    column.addLayout(below, 1)
    search.setFocus()
    return page


def _table_card() -> Card:
    card = Card("Table")
    model: RowsTableModel[Person] = RowsTableModel(
        [Column("Worker", lambda row: row.code), Column("Recordings", lambda row: str(row.recordings), right=True)]
    )
    model.set_rows([Person("W-17", 6), Person("W-03", 5), Person("W-22", 4)])
    table = TableView("Workers", model)
    table.selectRow(1)
    tabs = QTabWidget()
    tabs.addTab(table, "Year")
    tabs.addTab(QWidget(), "All")
    card.body.addWidget(tabs)
    return card


def _jobs_card() -> Card:
    card = Card("Working in the background", "1 running, 1 waiting")
    tray = JobTray()
    made = [
        (JobState.RUNNING, "speech to text", 0.6, 340.0, ""),
        (JobState.QUEUED, "", 0.0, None, ""),
        (JobState.FAILED, "", 0.2, None, "The recording cannot be read; nothing was lost."),
        (JobState.SUCCEEDED, "", 1.0, None, ""),
    ]
    tray.set_jobs(
        [
            Job(str(n), JobKind.TRANSCRIBE, "s", f"S-040{n}", state, stage, done, left, failure, NOW, None)
            for n, (state, stage, done, left, failure) in enumerate(made)
        ]
    )
    card.body.addWidget(tray)
    card.body.addStretch(1)
    return card
