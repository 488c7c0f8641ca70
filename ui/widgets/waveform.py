"""The waveform: a lane a voice, codes and markers beneath, a cursor; click to go there, drag to choose or move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from ui.announce import announce
from ui.widgets.waveform_marks import Edge, Marks, marks_of
from ui.widgets.waveform_over import Over
from ui.widgets.waveform_pointer import Pointer
from ui.widgets.waveform_scene import MIN_STRETCH_S, Mark, Scene
from ui.widgets.waveform_view import KEY_STEP_S, WaveformView
from ui.widgets.waveform_words import Stretch, View, stretch_words, view_words

# A key that is held moves an end many times; the last place is stored when it is let go, at the latest after this.
_SETTLE_MS = 700


class Waveform(WaveformView):
    """The zoomed view, on which stretches and marks are chosen and moved.

    Signals: ``seek_requested(s)``; ``selection_changed((start_s, end_s) or None)`` while the user chooses a stretch;
    ``stretch_made(start_s, end_s)`` when the mouse has chosen one; ``play_requested(start_s, end_s)`` for the stretch;
    ``wandered()`` when the user looked elsewhere;
    ``mark_chosen(id)``, empty for none; ``mark_moved(id, start_s, end_s)`` once at the end of a drag or held key.
    ``describe`` says a mark in words.
    """

    seek_requested = Signal(float)
    selection_changed = Signal(object)
    play_requested = Signal(float, float)
    stretch_made = Signal(float, float)
    wandered = Signal()
    mark_chosen = Signal(str)
    mark_moved = Signal(str, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.describe: Callable[[Mark], str] = lambda mark: mark.label
        self._given = self._marks
        self._selection: Stretch | None = None
        self._begun_s: float | None = None
        self._guide_s: float | None = None
        self._chosen: Mark | None = None
        self._chosen_words = ""
        self._preview: tuple[str, float, float] | None = None
        self._movable = True
        self._pointer = Pointer(self)
        self._settle_later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle_later.timeout.connect(self.settle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Waveform"))

    @property
    def selection_s(self) -> tuple[float, float] | None:
        """The stretch the user chose, in seconds, or None."""
        return self._selection

    @property
    def chosen(self) -> Mark | None:
        """The mark the user chose, where it is shown now, or None."""
        return self._chosen

    @property
    def stretch_s(self) -> tuple[float, float] | None:
        """What keys change, zoom to and play: the chosen mark, else the chosen stretch, in seconds; or None."""
        mark = self.chosen
        return (mark.start_s, mark.end_s) if mark is not None else self._selection

    @property
    def words(self) -> str:
        """Position, view, marks in view and what is chosen, in words; empty without a recording."""
        if self._scene is None:
            return ""
        codes, places = (len(table.visible(*self.window_s)) for table in (self._marks.codes, self._marks.places))
        stretches = (self.window_s, codes, places, self._selection, self._chosen_words)
        view = View(self._cursor_s, self.duration_s, *stretches)
        return view_words(self.tr, view)

    @property
    def movable_marks(self) -> list[Mark]:
        """The marks in view whose ends can be moved."""
        tables = (self._marks.codes, self._marks.places)
        seen = [table.marks[index] for table in tables for index in table.visible(*self.window_s)]
        return [mark for mark in seen if mark.movable]

    @override
    def set_scene(self, scene: Scene | None) -> None:
        """Show a recording from its start, or nothing."""
        self._selection = self._begun_s = self._chosen = self._preview = None
        super().set_scene(scene)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these codes, evidence and moments; a mark in the hand stays where the hand holds it."""
        before, self._given = self._given, marks_of(marks)
        if self._chosen is not None:
            self._chosen = replace(self._chosen, id=self._id_now(self._chosen.id, before))
        if self._preview is not None and (self._pointer.dragging or self._settle_later.isActive()):
            mark_id, start_s, end_s = self._preview
            self._preview = self._id_now(mark_id, before), start_s, end_s
            self._take(self._given.with_moved(*self._preview))
        else:
            self._preview = None
            self._take(self._given)

    def set_movable(self, movable: bool) -> None:
        """Say whether the ends of marks can be moved at all."""
        self._movable = movable

    def may_move(self, mark: Mark) -> bool:
        """Whether the ends of a mark can be moved now."""
        return self._movable and mark.movable

    def select(self, selection: tuple[float, float] | None) -> None:
        """Choose a stretch instead of a mark, clamped to the recording, or nothing; and tell."""
        self.choose("")
        self._begun_s = None
        if selection is not None:
            low, high = sorted(min(max(edge, 0.0), self.duration_s) for edge in selection)
            selection = (low, high) if high - low >= MIN_STRETCH_S else None
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)
            self._tell_later.start()
        self.update()

    def choose(self, mark_id: str) -> None:
        """Choose a mark by its id instead of a stretch, or with an empty id none; and tell."""
        if mark_id == (self._chosen.id if self._chosen else ""):
            return
        self.settle()
        if mark_id:
            self.select(None)
        self._chosen = self._marks.find(mark_id)
        self._take(self._marks)
        self.mark_chosen.emit(mark_id)

    def _id_now(self, mark_id: str, before: Marks) -> str:
        """What was just made has another id once it is stored, in the hand too."""
        was = before.find(mark_id)
        if was is None or self._given.find(mark_id) is not None:
            return mark_id
        found = self._given.like(was)
        return found.id if found is not None else mark_id

    def set_edge(self, edge: Edge, at_s: float) -> bool:
        """Put one end of the chosen mark or stretch somewhere; False where it cannot be.

        A start without an end is remembered, and shown, until there is one.
        """
        mark, at_s = self.chosen, min(max(at_s, 0.0), self.duration_s)
        if mark is not None and not self.may_move(mark):
            return False
        known = self.stretch_s
        if mark is None and edge is Edge.START and (known is None or at_s > known[1] - MIN_STRETCH_S):
            self.select(None)
            self._begun_s = at_s
            return True
        if known is None and self._begun_s is not None:
            known = (self._begun_s, self._begun_s)
        if known is None:
            return False
        start_s, end_s = (at_s, known[1]) if edge is Edge.START else (known[0], at_s)
        if end_s - start_s < MIN_STRETCH_S:
            return False
        if mark is None:
            self.select((start_s, end_s))
        else:
            self.preview(mark.id, (start_s, end_s))
            self._settle_later.start()
        return True

    def nudge(self, edge: Edge, step_s: float) -> bool:
        """Move one end of the chosen mark or stretch; from nothing, a stretch grows out of the cursor."""
        known = self.stretch_s
        start_s, end_s = known or (self._cursor_s, self._cursor_s)
        at_s = round((start_s if edge is Edge.START else end_s) + step_s, 3)
        if self.chosen is not None:
            return self.set_edge(edge, at_s)
        moved = (at_s, end_s) if edge is Edge.START else (start_s, at_s)
        self.select(moved if moved[0] < moved[1] else None)
        return self._selection is not None

    def preview(self, mark_id: str, stretch: Stretch) -> None:
        """Show a mark elsewhere, within the recording and not too short, until it is settled or dropped."""
        low, high = sorted(stretch)
        high = min(max(high, low + MIN_STRETCH_S), self.duration_s)
        self._preview = (mark_id, min(low, high - MIN_STRETCH_S), high)
        self._take(self._given.with_moved(*self._preview))

    def settle(self) -> None:
        """Tell where a mark was moved to, if one was."""
        self._settle_later.stop()
        if self._preview is None:
            return
        (mark_id, start_s, end_s), self._preview = self._preview, None
        known, self._given = self._given.find(mark_id), self._marks
        if known is not None and (known.start_s, known.end_s) != (start_s, end_s):
            self.mark_moved.emit(mark_id, start_s, end_s)

    def drop_preview(self) -> None:
        """Show every mark where it is stored."""
        self._settle_later.stop()
        self._preview = None
        self._take(self._given)

    def leave(self) -> bool:
        """Leave a drag as if it had not begun, else drop what is chosen; whether there was anything to leave."""
        if self._pointer.cancel():
            return True
        had = self.stretch_s is not None or self._begun_s is not None
        self.select(None)
        return had

    def look_at(self, start_s: float, end_s: float) -> None:
        """Show a stretch because the user asks to see it, whether the cursor is in it or not."""
        self.show_window(start_s, end_s)
        self._wander()

    def reach(self, at_s: float) -> None:
        """Scroll just as far as a drag has come, and stay there."""
        if at_s > self._end_s:
            self.scroll_to(at_s - (self._end_s - self._start_s))
        elif at_s < self._start_s:
            self.scroll_to(at_s)
        else:
            return
        self._wander()

    def tell_soon(self) -> None:
        """Bring the words for a screen reader up to date."""
        self._tell_later.start()

    def show_guide(self, at_s: float | None) -> None:
        """Show where the end in the hand stands, or nothing."""
        self._guide_s = at_s
        self.update()

    def say_stretch(self) -> None:
        """Say the chosen stretch, or that there is none, to a screen reader."""
        stretch = self._selection
        words = self.tr("Stretch: {0}").format(stretch_words(self.tr, stretch)) if stretch else self.tr("No stretch")
        announce(self, words)

    def click(self, place: QPointF) -> None:
        """Go to the start of the mark at a place of the widget, else to the place."""
        found = self.hit_at(place)
        if found is None:
            self.select(None)
            self.seek_requested.emit(min(max(self.second_at(place.x()), 0.0), self.duration_s))
            return
        self.choose(found.mark.id)
        self.seek_requested.emit(found.mark.start_s)

    @override
    def event(self, event: QEvent) -> bool:
        """A tool tip says the mark or the voice under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() is Qt.MouseButton.LeftButton and self._scene is not None:
            extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self._pointer.extend if extending else self._pointer.press)(event.position())
        else:
            super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or show what a drag would do."""
        self._pointer.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        self._pointer.release(event.position())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose what a voice says without a break under the pointer."""
        at_s, parts = self.second_at(event.position().x()), self._parts
        place = parts.lane_at(event.position().y()) if parts is not None else None
        if self._scene is None or place is None:
            return
        said = self._scene.lanes[place].stretch_at(at_s)
        if said is not None:
            self.select(said)
            self.say_stretch()
            self.stretch_made.emit(*said)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What a key moved is stored before anything else gets the keys."""
        self.settle()
        super().focusOutEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls, over the names of voices through them; with Ctrl it zooms round the pointer."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        over_names = self._parts is not None and event.position().x() < self._parts.gutter
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(2 ** (turn / 240), self.second_at(event.position().x()))
            self._wander()
        elif not (over_names and self.scroll_lanes(-1 if turn > 0 else 1)):
            self.scroll_to(self._start_s - turn / 120 * (self._end_s - self._start_s) * 0.15)
            self.wandered.emit()
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; + and − zoom; Enter plays the stretch; Esc drops it; Ctrl with ↑ and ↓ shows other voices."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -KEY_STEP_S, Qt.Key.Key_Right: KEY_STEP_S}.get(key, 0.0)
        lanes = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if ctrl and lanes:
            self.scroll_lanes(lanes)
        elif step and plain:
            self.seek_requested.emit(min(max(self._cursor_s + step, 0.0), self.duration_s))
        elif ctrl or step or not self._other_key(key):
            event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a held key moved is stored once it is let go."""
        if not event.isAutoRepeat():
            self.settle()
        super().keyReleaseEvent(event)

    def _other_key(self, key: Qt.Key) -> bool:
        length = self._end_s - self._start_s
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.scroll_to(self._start_s + (length if key == Qt.Key.Key_PageDown else -length))
            self.wandered.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.seek_requested.emit(0.0 if key == Qt.Key.Key_Home else self.duration_s)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(0.5 if key == Qt.Key.Key_Minus else 2.0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.stretch_s is not None:
            self.play_requested.emit(*self.stretch_s)
        elif key == Qt.Key.Key_Escape:
            return self.leave()
        else:
            return False
        return True

    @override
    def _over(self) -> Over:
        return Over(self._cursor_s, self._selection, self._begun_s, self._guide_s, self._chosen, self._chosen_words)

    @override
    def _tell(self) -> None:
        if self.accessibleDescription() != self.words:
            self.setAccessibleDescription(self.words)

    def _take(self, marks: Marks) -> None:
        """Show other marks, and the chosen one among them where it is now."""
        self._marks = marks
        self._chosen = marks.find(self._chosen.id) if self._chosen is not None else None
        # Kept, since it is painted with every tick of the cursor.
        self._chosen_words = self.describe(self._chosen) if self._chosen is not None else ""
        self._tell_later.start()
        self._redraw()

    def _wander(self) -> None:
        if not self._start_s <= self._cursor_s < self._end_s:
            self.wandered.emit()

    def _words_at(self, place: QPointF) -> str:
        found = self.hit_at(place)
        if found is not None:
            return self.describe(found.mark)
        lane = self._parts.lane_at(place.y()) if self._parts is not None else None
        return self._scene.lanes[lane].label if self._scene is not None and lane is not None else ""
