"""Where everything on the Code page stands: waveform and transport, transcript and codes, principles at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.sessions import SessionState
from ui.coding.code_strip import CodeStrip
from ui.coding.filter_bar import FilterBar
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
from ui.widgets.labels import label
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
_PRINCIPLES_PX = 390
_NARROW_PX = 550
# The waveform does with less before fewer than four rows of the transcript are left, one of them of two lines.
_ROWS_PX = 5 * 27
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


class Workspace(QWidget):
    """All widgets of an open session; they know nothing of each other.

    ``compact_changed(bool)`` when the form changes.
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
            *self._no_text_words(SessionState.IMPORTED, has_sound=True),
            self.tr("Make a transcript"),
        )
        self._compact = False
        self._codes_hidden = False
        self._listening = self._second = self._filters_away = False
        self._marks: Sequence[Mark] = ()
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.px(8))
        self._left = QVBoxLayout()
        self._left.addWidget(self._sound())
        self._tab_row = QHBoxLayout()
        self._tab_row.setSpacing(theme.px(8))
        self._tab_row.addWidget(self._tabs(), 0, Qt.AlignmentFlag.AlignLeft)
        self._left.addLayout(self._tab_row)
        self._left.addWidget(self._text(), 1)
        self._row.addLayout(self._left, 1)
        self._right = QVBoxLayout()
        self._row.addLayout(self._right)
        # Narrow until a size is known: begun wide, large text would widen the window for good.
        self._take_form(True)
        track(self, theme.changed, self._theme_changed)

    def _sound(self) -> QFrame:
        theme = current()
        card = QFrame()
        card.setProperty("role", "card")
        self._sound_column = QVBoxLayout(card)
        self._sound_column.setSpacing(theme.px(4))
        for widget in (self.overview, self.waveform, self.transport):
            self._sound_column.addWidget(widget)
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
        # A stack is as high as the highest of its pages, which scroll: a hidden one must not press on the waveform.
        for page in (self._codes_tab, self._principles_tab, self._second_area):
            page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        return self._stack

    def _listed_card(self) -> QFrame:
        theme = current()
        card = QFrame()
        card.setProperty("role", "card")
        self._text_column = column = QVBoxLayout(card)
        column.setSpacing(theme.px(6))
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._no_text_area = ScrollArea(self.no_text)
        self._listed.addWidget(self._no_text_area)
        self._palette_home = QVBoxLayout()
        self._palette_home.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
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
        self.written_hint = label("", Role.SUBTITLE, wrap=True)
        self.written_hint.setVisible(False)
        self.above_list = QVBoxLayout()
        self.above_list.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self.above_list.addWidget(self.listen_hint)
        self.above_list.addWidget(self.written_hint)
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
        self.listen_hint.setVisible(listening)
        self._place_palette()
        self._stack.setCurrentWidget(self._second_area if second else self._text_card)
        self.tabs.setVisible(self._compact and not second)
        self.tabs.set_value(TRANSCRIPT)
        self._show_filters()

    def put_filters_away(self, away: bool) -> None:
        """Leave their room to another bar in the narrow form, where there is none for both; or show them again."""
        self._filters_away = away
        self._show_filters()

    def _show_filters(self) -> None:
        beside = self._stack.currentWidget() is not self._text_card or self._filters_away
        self.filters.setVisible(not self._listening and not (self._compact and beside))

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

    def show_no_text(self, none: bool, state: SessionState, has_sound: bool) -> None:
        """Say that there is nothing to read, and why, instead of an empty list."""
        self.no_text.set_words(*self._no_text_words(state, has_sound))
        self.no_text.button.setVisible(has_sound and state not in (SessionState.WITHDRAWN, SessionState.TRANSCRIBING))
        self._listed.setCurrentWidget(self._no_text_area if none else self.list)

    def _no_text_words(self, state: SessionState, has_sound: bool) -> tuple[str, str]:
        if state is SessionState.WITHDRAWN:
            return self.tr("The text is erased"), self.tr("The sound went with it; nothing can bring them back.")
        if not has_sound:
            return self.tr("No recording"), self.tr("There is neither sound nor text of this session.")
        coming = state is SessionState.TRANSCRIBING
        by_ear = self.tr("You can listen and code by ear now: a letter marks what you have just heard.")
        return self.tr("The transcript is on its way") if coming else self.tr("No transcript yet"), by_ear

    def show_tab(self, tab: str) -> None:
        """In the narrow form: show the transcript, the codes or the principles."""
        if self._compact and self._stack.currentWidget() is not self._second_area:
            pages = {TRANSCRIPT: self._text_card, CODES: self._codes_tab, PRINCIPLES: self._principles_tab}
            self._stack.setCurrentWidget(pages[tab])
            self.tabs.set_value(tab)
            self._show_filters()

    @override
    def minimumSizeHint(self) -> QSize:
        """What the narrow form needs: the wide one gives way to it before it would be squeezed."""
        return QSize(current().px(_NARROW_PX), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between the wide and the narrow form."""
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        """Give the waveform its height again whenever something came or went beside it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit_waveform()
        return bool(super().event(event))

    def _fit(self) -> None:
        compact = self.width() < current().px(_COMPACT_BELOW_PX)
        if compact != self._compact:
            self._take_form(compact)
        self._fit_waveform()

    def _fit_waveform(self) -> None:
        """Spare at the waveform what the transcript would lack."""
        sound, text = self._sound_column.sizeHint().height(), self._text_card.minimumSizeHint().height()
        others = sound - self.waveform.sizeHint().height() + text - self.list.minimumSizeHint().height()
        if self._compact:
            others += self._tab_row.sizeHint().height() + self._left.spacing()
        margins = self._row.contentsMargins()
        others += margins.top() + margins.bottom() + self._left.spacing()
        left = self.height() - others - current().px(_ROWS_PX)
        self.waveform.spare(self.waveform.comfortable - left)

    def _take_form(self, compact: bool) -> None:
        self._compact = compact
        self.overview.setVisible(not compact)
        self.filters.set_compact(compact)
        self._place_palette()
        _put(self.filters, self._tab_row if compact else self.above_list, 1 if compact else 0)
        _put(self.principles, self._principles_column if compact else self._right)
        self._size_principles()
        self._set_margins()
        second = self._stack.currentWidget() is self._second_area
        self.tabs.setVisible(compact and not second)
        self.tabs.set_value(TRANSCRIPT)
        if not second:
            self._stack.setCurrentWidget(self._text_card)
        self._show_filters()
        self.compact_changed.emit(compact)

    def _set_margins(self) -> None:
        """With large text each line between two frames is the transcript's."""
        px, half = current().px, 2 if self._compact else 1
        self._row.setContentsMargins(px(10), px(8 // half), px(10), px(10 // half))
        self._left.setSpacing(px(8 // half))
        self._sound_column.setContentsMargins(px(8), px(6 // half), px(8), px(6 // half))
        self._text_column.setContentsMargins(px(2), px(8 // half), px(2), px(8 // half))

    def _theme_changed(self) -> None:
        self._set_margins()
        self._size_principles()
        self._fit()

    def _size_principles(self) -> None:
        policy = QSizePolicy.Policy.Expanding if self._compact else QSizePolicy.Policy.Fixed
        self.principles.setSizePolicy(policy, QSizePolicy.Policy.Expanding)
        width = current().px(_PRINCIPLES_PX)
        self.principles.setMinimumWidth(0 if self._compact else width)
        self.principles.setMaximumWidth(QWIDGETSIZE_MAX if self._compact else width)

    def _place_palette(self) -> None:
        home = self._codes_column if self._compact else self._palette_home
        _put(self.strip, home, 0)
        _put(self.palette_panel, home, 1)
        coding = not self._listening and not self._second
        self.strip.setVisible(coding)
        self.palette_panel.setVisible(coding and (self._compact or not self._codes_hidden))
        self.tabs.set_possible(CODES, not self._listening)


def _bare_column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    return column


def _put(widget: QWidget, home: QBoxLayout, place: int = -1) -> None:
    if home.indexOf(widget) < 0:
        move(widget, home, place)
