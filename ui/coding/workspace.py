"""Where everything on the Code page stands: waveform and transport, transcript and codes, principles at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.coding.code_strip import CodeStrip
from ui.coding.measures_view import MeasuresView
from ui.coding.playback import SPEEDS
from ui.coding.second_listen import SecondListen
from ui.coding.second_listen_view import SecondListenView
from ui.context import Context
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.clearing import move
from ui.widgets.code_palette import CodePalette
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import ElidingLabel, label, name_box
from ui.widgets.page import ScrollArea
from ui.widgets.principles_panel import PrinciplesPanel
from ui.widgets.segmented import Segment, SegmentedControl
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import TranscriptModel
from ui.widgets.transport import Transport
from ui.widgets.waveform import Waveform
from ui.widgets.waveform_overview import Overview
from ui.widgets.waveform_scene import Mark, MarkKind

_COMPACT_BELOW_PX = 1000
_PRINCIPLES_PX = 380
_NARROW_PX = 550
KEYED = (
    "play.back",
    "play.forward",
    "play.toggle",
    "play.utterance",
    "play.loop",
    "play.skip_silence",
    "moment",
)
QWIDGETSIZE_MAX = 16_777_215
TRANSCRIPT, CODES, PRINCIPLES = "transcript", "codes", "principles"


class FilterBar(QWidget):
    """Find words, show one voice or one code only, and how far the coding is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search transcript"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(current().px(240))
        self.found = ElidingLabel("", Role.CAPTION)
        self.speakers = QComboBox()
        name_box(self.speakers, self.tr("Show speakers"))
        self.codes = QComboBox()
        name_box(self.codes, self.tr("Show codes"))
        self.signs = QComboBox()
        name_box(self.signs, self.tr("Show rows to be checked"))
        for box in (self.speakers, self.codes, self.signs):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.setMaximumWidth(current().px(132))
        self.progress = ElidingLabel("", Role.SUBTITLE)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Coded"))
        self.bar.setFixedSize(current().px(40), current().px(6))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(6))
        row.addWidget(self.search, 3)
        row.addWidget(self.found)
        row.addWidget(self.speakers)
        row.addWidget(self.codes)
        row.addWidget(self.signs)
        row.addWidget(self.progress)
        row.addWidget(self.bar)

    def set_compact(self, compact: bool) -> None:
        """Leave out what a narrow page has no room for."""
        for widget in (self.speakers, self.codes, self.signs, self.progress, self.bar):
            widget.setVisible(not compact)


class Workspace(QWidget):
    """All widgets of an open session; they know nothing of each other.

    ``compact_changed(bool)`` when the form changes; ``tab_row`` then has room at its right end.
    """

    compact_changed = Signal(bool)

    def __init__(self, context: Context, second: SecondListen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current()
        actions = context.actions
        self.overview = Overview()
        self.waveform = Waveform()
        self.transport = Transport(SPEEDS, {act: actions.key_text(act) for act in KEYED})
        self.rows = TranscriptModel(self)
        self.list = TranscriptList(self.rows)
        self.filters = FilterBar()
        self.palette_panel = CodePalette()
        self.strip = CodeStrip()
        self.principles = PrinciplesPanel()
        self.measures = MeasuresView()
        self.principles.set_below(self.measures)
        self.second = SecondListenView(second)
        self.no_text = EmptyState(
            "file-text",
            self.tr("No transcript yet"),
            self.tr("You can listen and code by ear now: a letter marks what you have just heard."),
            self.tr("Make a transcript"),
        )
        self._compact = False
        self._codes_hidden = False
        self._listening = self._second = False
        self._marks: Sequence[Mark] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(10))
        row.setSpacing(theme.px(8))
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        left.addWidget(self._sound())
        self.tab_row = QHBoxLayout()
        self.tab_row.setSpacing(theme.px(8))
        self.tab_row.addWidget(self._tabs())
        self.tab_row.addStretch(1)
        left.addLayout(self.tab_row)
        left.addWidget(self._text(), 1)
        row.addLayout(left, 1)
        self._right = QVBoxLayout()
        self._right.addWidget(self.principles)
        row.addLayout(self._right)
        # Narrow until a size is known: begun wide, large text would widen the window for good.
        self._take_form(True)
        track(self, theme.changed, self._theme_changed)

    def _sound(self) -> QFrame:
        theme = current()
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        column.setSpacing(theme.px(4))
        column.addWidget(self.overview)
        column.addWidget(self.waveform)
        column.addWidget(self.transport)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return card

    def _tabs(self) -> SegmentedControl:
        self.tabs = SegmentedControl(
            self.tr("Show"),
            (
                Segment(TRANSCRIPT, self.tr("Transcript")),
                Segment(CODES, self.tr("Codes")),
                Segment(PRINCIPLES, self.tr("Principles")),
            ),
        )
        self.tabs.chosen.connect(self.show_tab)
        self.tabs.setVisible(False)
        return self.tabs

    def _text(self) -> QStackedWidget:
        self._text_card = self._listed_card()
        codes = QWidget()
        self._codes_tab = ScrollArea(codes)
        self._codes_column = _bare_column(codes)
        self._codes_column.addStretch(1)
        self._principles_tab = QWidget()
        self._principles_column = _bare_column(self._principles_tab)
        around = QWidget()
        _bare_column(around).addWidget(self.second)
        self._second_area = ScrollArea(around)
        self._stack = QStackedWidget()
        for page in (self._text_card, self._codes_tab, self._principles_tab, self._second_area):
            self._stack.addWidget(page)
        return self._stack

    def _listed_card(self) -> QFrame:
        theme = current()
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(2), theme.px(8), theme.px(2), theme.px(8))
        column.setSpacing(theme.px(6))
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._no_text_area = ScrollArea(self.no_text)
        self._listed.addWidget(self._no_text_area)
        self._palette_home = QVBoxLayout()
        self._palette_home.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self._palette_home.addWidget(self.strip)
        self._palette_home.addWidget(self.palette_panel)
        column.addLayout(self._filters_and_hint())
        column.addWidget(self._listed, 1)
        column.addLayout(self._palette_home)
        return card

    def _filters_and_hint(self) -> QVBoxLayout:
        theme = current()
        self.listen_hint = label(
            self.tr(
                "Listen right through without stopping, mark what you want to hear again, and rate. Codes come later, "
                "in Code mode."
            ),
            Role.SUBTITLE,
            wrap=True,
        )
        self.listen_hint.setVisible(False)
        self.above_list = QVBoxLayout()
        self.above_list.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self.above_list.addWidget(self.filters)
        self.above_list.addWidget(self.listen_hint)
        return self.above_list

    @property
    def coding(self) -> bool:
        """Whether codes are in view: not while listening right through, and not beside two marks of unknown hands."""
        return not self._listening and self._stack.currentWidget() is not self._second_area

    @property
    def listening(self) -> bool:
        """Whether the recording is heard right through, without transcript and codes."""
        return self._listening

    @property
    def compact(self) -> bool:
        """Whether the page is so narrow, or its text so large, that one panel is shown at a time."""
        return self._compact

    def show_mode(self, listening: bool, second: bool) -> None:
        """Show what a mode needs: listening needs no transcript filters and no codes, the second listen its list."""
        self._listening, self._second = listening, second
        self.show_marks(self._marks)
        self.filters.setVisible(not listening)
        self.listen_hint.setVisible(listening)
        self._place_palette()
        self._stack.setCurrentWidget(self._second_area if second else self._text_card)
        self.tabs.setVisible(self._compact and not second)
        self.tabs.set_value(TRANSCRIPT)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw marks beside the sound; in the second listen not the codes of utterances, which would tell whose the
        two marks of a place are."""
        self._marks = marks
        if self._second:
            marks = [mark for mark in marks if mark.movable or mark.kind is not MarkKind.CODE]
        self.waveform.set_marks(marks)
        self.overview.set_marks(marks)

    def hide_codes(self, hidden: bool) -> None:
        """Leave the room of the codes to the transcript. In the narrow form they have a tab of their own and stay."""
        self._codes_hidden = hidden
        self._place_palette()

    def show_no_text(self, none: bool, can_ask: bool) -> None:
        """Say that there is nothing to read yet, instead of an empty list."""
        self.no_text.button.setVisible(can_ask)
        self._listed.setCurrentWidget(self._no_text_area if none else self.list)

    def show_tab(self, tab: str) -> None:
        """In the narrow form: show the transcript, the codes or the principles."""
        if self._compact and self._stack.currentWidget() is not self._second_area:
            pages = {TRANSCRIPT: self._text_card, CODES: self._codes_tab, PRINCIPLES: self._principles_tab}
            self._stack.setCurrentWidget(pages[tab])
            self.tabs.set_value(tab)

    @override
    def minimumSizeHint(self) -> QSize:
        """What the narrow form needs: the wide one gives way to it before it would be squeezed."""
        return QSize(current().px(_NARROW_PX), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between the wide and the narrow form."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        compact = self.width() < current().px(_COMPACT_BELOW_PX)
        if compact != self._compact:
            self._take_form(compact)

    def _take_form(self, compact: bool) -> None:
        self._compact = compact
        self.overview.setVisible(not compact)
        self.filters.set_compact(compact)
        self._place_palette()
        home = self._principles_column if compact else self._right
        move(self.principles, home)
        self._size_principles()
        second = self._stack.currentWidget() is self._second_area
        self.tabs.setVisible(compact and not second)
        self.tabs.set_value(TRANSCRIPT)
        if not second:
            self._stack.setCurrentWidget(self._text_card)
        self.compact_changed.emit(compact)

    def _theme_changed(self) -> None:
        self._size_principles()
        self._fit()

    def _size_principles(self) -> None:
        policy = QSizePolicy.Policy.Expanding if self._compact else QSizePolicy.Policy.Fixed
        self.principles.setSizePolicy(policy, QSizePolicy.Policy.Expanding)
        width = current().px(_PRINCIPLES_PX)
        self.principles.setMinimumWidth(0 if self._compact else width)
        self.principles.setMaximumWidth(QWIDGETSIZE_MAX if self._compact else width)

    def _place_palette(self) -> None:
        if self._compact:
            move(self.strip, self._codes_column, 0)
            move(self.palette_panel, self._codes_column, 1)
        else:
            move(self.strip, self._palette_home)
            move(self.palette_panel, self._palette_home)
        coding = not self._listening and not self._second
        self.strip.setVisible(coding)
        self.palette_panel.setVisible(coding and (self._compact or not self._codes_hidden))
        self.tabs.set_possible(CODES, not self._listening)


def _bare_column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    return column
