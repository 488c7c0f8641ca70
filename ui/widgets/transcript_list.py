"""The transcript: one row an utterance, quick with thousands, read out row by row, every word can be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget
from typing_extensions import override

from ui.theme import current
from ui.tracking import track
from ui.widgets.row_editor import Acts, RowEditor
from ui.widgets.transcript_delegate import RowDelegate
from ui.widgets.transcript_rows import Index, TranscriptModel

# While a window edge is dragged, one layout at the end is enough for a long list; a short one is done at once.
_LATER_MS = 60
_SHORT = 500


@dataclass(frozen=True)
class _Place:
    """The current row, the row at the top, and where that begins (pixels, 0 or less)."""

    current_id: str
    top_id: str
    top: int


class TranscriptList(QListView):
    """A list view over a TranscriptModel; ``with_marks`` keeps room at the right for what is marked on rows.

    Signals: ``row_chosen(row_id)`` when another row becomes current; ``word_pressed(row_id, index)`` for a click on a
    word; ``menu_wanted(row_id, point)`` with a global point.
    """

    row_chosen = Signal(str)
    word_pressed = Signal(str, int)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, model: TranscriptModel, with_marks: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.with_marks = with_marks
        self.transcript = model
        self._delegate = RowDelegate(self)
        self._playing: tuple[str, int] = ("", -1)
        self._editor: RowEditor | None = None
        self._before: _Place | None = None
        self._coming_back = False
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.setAccessibleName(self.tr("Transcript"))
        # A row is a rectangle of its own pixels; the style's hover would repaint it for nothing.
        self.setMouseTracking(False)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self.refit)
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._reset)
        model.spliced.connect(self._spliced)
        track(self, current().changed, self.remeasure)

    @property
    def current_id(self) -> str:
        """The id of the current row, or an empty string."""
        place = self.currentIndex().row()
        return self.transcript.rows[place].id if 0 <= place < len(self.transcript.rows) else ""

    @property
    def shows_current(self) -> bool:
        """Whether any of the current row is in view."""
        return self.visualRect(self.currentIndex()).intersects(self.viewport().rect())

    def choose(self, row_id: str, scroll: bool = True) -> None:
        """Make a row current, if it is in view of the filters, and scroll to it; not away from one being typed in."""
        place = self.transcript.place_of(row_id)
        if place >= 0 and not self._typing_elsewhere(row_id):
            index = self.transcript.index(place)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if scroll:
                self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _typing_elsewhere(self, row_id: str) -> bool:
        """Whether words of another row are being typed, also while another program has the focus."""
        editor = self._editor
        if editor is None or editor.row_id == row_id:
            return False
        return QApplication.focusWidget() in (None, editor.field)

    def set_playing(self, row_id: str, word: int, follow: bool = False) -> None:
        """Light up a word (−1 for none) of a row (empty for none), repainting only what changed."""
        if (row_id, word) == self._playing:
            return
        before, self._playing = self._playing, (row_id, word)
        if before[0] == row_id:
            for index in (before[1], word):
                self._update_word(row_id, index)
            return
        for each in (before[0], row_id):
            place = self.transcript.place_of(each) if each else -1
            if place >= 0:
                self.update(self.transcript.index(place))
        if follow and row_id:
            place = self.transcript.place_of(row_id)
            if place >= 0:
                self.scrollTo(self.transcript.index(place), QAbstractItemView.ScrollHint.EnsureVisible)

    def set_wanted(self, words: Iterable[str]) -> None:
        """Light up these words wherever they stand (lower case), as a search found them."""
        self._delegate.set_wanted(frozenset(words))
        self.viewport().update()

    @property
    def editor(self) -> RowEditor | None:
        """The field that is open over a row, if there is one."""
        return self._editor

    def open_editor(self, row_id: str, text: str, acts: Acts, hint: str) -> RowEditor | None:
        """Open a field over a row in view, which grows with its text; None for a row that is not in view."""
        self.close_editor()
        place = self.transcript.place_of(row_id)
        if place < 0:
            return None
        self._editor = RowEditor(row_id, text, acts, hint, self.viewport())
        self._editor.resized.connect(self._fit_editor)
        self._editor.field.cursorPositionChanged.connect(self._show_cursor)
        self._editor.show()
        self._fit_editor()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._editor

    def close_editor(self) -> None:
        """Take the field away, whatever stands in it."""
        if self._editor is None:
            return
        editor, self._editor = self._editor, None
        had_focus = editor.isAncestorOf(QApplication.focusWidget() or self)
        editor.hide()
        editor.deleteLater()
        self._delegate.set_tall("", 0)
        self.scheduleDelayedItemsLayout()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_editor(self) -> None:
        """Give the row the height of its field, laying out only when that is another one."""
        if self._editor is None:
            return
        shape = self._delegate.shape
        width = shape.text_width + current().px(12)
        high = self._editor.fit(width)
        if self._delegate.set_tall(self._editor.row_id, high + 2 * shape.pad):
            self.scheduleDelayedItemsLayout()
        self._place_editor()
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Scroll as far as it takes to see where words are typed, and the whole field where there is room for it."""
        if self._editor is None:
            return
        place = self.transcript.place_of(self._editor.row_id)
        row = self.visualRect(self.transcript.index(place))
        field = self._editor.field
        line = field.cursorRect().translated(field.viewport().mapTo(self._editor, QPoint(0, 0)))
        line.translate(row.topLeft() + QPoint(0, self._delegate.shape.pad))
        room, bar = self.viewport().height(), self.verticalScrollBar()
        wanted = line.adjusted(0, -current().px(6), 0, current().px(6)) if row.height() > room else row
        beyond = max(0, wanted.bottom() + 1 - room) or min(0, wanted.top())
        if beyond:
            bar.setValue(bar.value() + beyond)

    def _place_editor(self) -> None:
        if self._editor is not None:
            place = self.transcript.place_of(self._editor.row_id)
            self._editor.setVisible(place >= 0)
            if place >= 0:
                corner = self.visualRect(self.transcript.index(place)).topLeft()
                shape = self._delegate.shape
                self._editor.move(corner + QPoint(shape.text - current().px(4), shape.pad))

    @property
    def playing(self) -> tuple[str, int]:
        """The row and the word being heard."""
        return self._playing

    def word_rect(self, row_id: str, word: int) -> QRect:
        """Where a word stands in the viewport; empty if it is not there."""
        place = self.transcript.place_of(row_id)
        boxes = self._delegate.boxes(place) if place >= 0 else []
        if not 0 <= word < len(boxes):
            return QRect()
        corner = self.visualRect(self.transcript.index(place)).topLeft()
        return self._delegate.painter.word_area(boxes[word]).toAlignedRect().translated(corner)

    @override
    def currentChanged(self, current_index: Index, previous: Index) -> None:
        """Tell which row is current."""
        super().currentChanged(current_index, previous)
        if not self._coming_back:
            self.row_chosen.emit(self.current_id)

    @override
    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint the rows: marks never change a row's height, and Qt would lay out all of them again."""
        for place in range(first.row(), last.row() + 1):
            self.update(self.transcript.index(place))

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are codes here; jumping to rows by their first letter would fight with them."""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row, and the word under the pointer."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        row_id = self.transcript.rows[index.row()].id if index.isValid() else ""
        word = self._word_under(index.row(), point - self.visualRect(index).topLeft()) if row_id else -1
        if self._editor is None:
            super().mousePressEvent(event)
        else:
            # The field closes and the rows below move up: Qt would then select what comes to lie under the pointer.
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.choose(row_id, scroll=False)
        if word >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.word_pressed.emit(row_id, word)

    @override
    def updateGeometries(self) -> None:
        """The field over a row goes where its row goes."""
        super().updateGeometries()
        self._place_editor()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The field over a row scrolls with it."""
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew when the width changed, a moment later where that takes long.

        The current row stays in view when something that came below or above takes its room.
        """
        here, before = self.visualRect(self.currentIndex()), event.oldSize().height()
        super().resizeEvent(event)
        if event.size().height() < here.bottom() <= before and here.top() >= 0:
            self.scrollTo(self.currentIndex())
        if event.size().width() != event.oldSize().width():
            if self._delegate.fitted_width <= 0 or len(self.transcript.rows) <= _SHORT:
                self.refit()
            else:
                self._later.start()

    @override
    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(current().px(300), current().px(60))

    def refit(self) -> None:
        """Break lines for the present width, keeping the row at the top in place, and the current one in view."""
        self._later.stop()
        top, shown = self.indexAt(QPoint(4, 4)), self.shows_current
        self._delegate.fit(self.viewport().width())
        self._fit_editor()
        self.scheduleDelayedItemsLayout()
        if top.isValid():
            self.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
        if shown:
            self.scrollTo(self.currentIndex())

    def remeasure(self) -> None:
        """Measure all words anew, for another font or theme."""
        self._delegate.measure()
        self.refit()

    def _note_place(self) -> None:
        index = self.indexAt(QPoint(4, 4))
        top_id = self.transcript.rows[index.row()].id if index.isValid() else ""
        self._before = _Place(self.current_id, top_id, self.visualRect(index).top())

    def _reset(self) -> None:
        """Measure all rows. Those still there that were current and at the top stay so, without anybody choosing."""
        self._playing = ("", -1)
        self._delegate.measure()
        self._delegate.fit(self.viewport().width())
        before, self._before = self._before, None
        if before is None:
            return
        current_place, top_place = self.transcript.place_of(before.current_id), self.transcript.place_of(before.top_id)
        if current_place >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._coming_back = True
            self.selectionModel().setCurrentIndex(self.transcript.index(current_place), flags)
            self._coming_back = False
        if top_place > 0:
            self.scrollTo(self.transcript.index(top_place), QAbstractItemView.ScrollHint.PositionAtTop)
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - before.top)

    def _spliced(self, first: int, before: int, after: int) -> None:
        if self._delegate.splice(first, before, after):
            self.scheduleDelayedItemsLayout()

    def _word_under(self, place: int, point: QPoint) -> int:
        for index, box in enumerate(self._delegate.boxes(place)):
            if self._delegate.painter.word_area(box).contains(point):
                return index
        return -1

    def _update_word(self, row_id: str, word: int) -> None:
        area = self.word_rect(row_id, word)
        if not area.isEmpty():
            self.viewport().update(area.adjusted(-1, -1, 1, 1))

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point) if not point.isNull() else self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(self.transcript.rows[index.row()].id, self.viewport().mapToGlobal(point))

    @override
    def event(self, event: QEvent) -> bool:
        """A list that gains or loses focus repaints only its current row."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and self.currentIndex().isValid():
            self.update(self.currentIndex())
        return bool(super().event(event))
