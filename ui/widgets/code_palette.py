"""One button a code with the key that applies it, each as wide as its name, in as many lines as that takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.tokens import text_on
from ui.tracking import track
from ui.widgets import paint
from ui.widgets.checkable import CheckableButton
from ui.widgets.labels import ElidingLabel
from ui.widgets.palette_rows import Cell, Placed, line_count, placed

_HEIGHT_PX, _GAP_PX = 24, 3
# A line of three short names, and one of seven, where nothing else says how wide the palette is.
_NARROWEST_PX, _USUAL_PX = 357, 833
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True)
class PaletteCode:
    """One code: ``key`` as on a key cap, ``badge`` and ``position`` for its colour, ``help_text`` for F1.

    ``group`` is the heading it stands under, empty for none; ``variant`` says what Shift with its key does.
    """

    id: str
    name: str
    key: str
    badge: str = ""
    position: int = 0
    help_text: str = ""
    group: str = ""
    variant: str = ""


class CodeButton(CheckableButton):
    """A code; pressed in (checked) while the current place has it."""

    def __init__(self, code: PaletteCode, parent: QWidget | None = None) -> None:
        super().__init__(code.name, parent)
        self.code = code
        self.setCheckable(True)
        # A place has one main code, so the codes are read out as radio buttons.
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(code.name)
        keys = [self.tr("Key: {0}").format(code.key)] if code.key else []
        self.setAccessibleDescription(". ".join([*keys, *filter(None, (code.variant, code.group))]))
        self.setWhatsThis(code.help_text)
        tip = f"{code.name} ({code.key})" if code.key else code.name
        self.setToolTip("\n".join(filter(None, (tip, code.variant))))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows to the palette."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        """Wide enough for key, name and the sign of a variant."""
        theme = current()
        words = QFontMetrics(theme.font(Role.CAPTION)).horizontalAdvance(self.text())
        more = theme.px(12) if self.code.variant else 0
        return QSize(round(self._left()) + words + more + theme.px(7), theme.px(_HEIGHT_PX))

    def _left(self) -> float:
        """Where the name begins."""
        return current().px(10) + self._cap_width()

    def _cap_width(self) -> float:
        theme = current()
        advance = QFontMetrics(theme.font(Role.CAPTION)).horizontalAdvance(paint.on_cap(self.code.key))
        return max(theme.px(16), advance + theme.px(6))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tinted ground, key cap, name; a tick of the accent colour's edge while checked."""
        theme = current()
        tokens = theme.tokens
        colour = tokens.principle(self.code.badge, self.code.position) if self.code.badge else tokens.text3
        rect = paint.whole(self.rect())
        lit = self.isEnabled() and (self.underMouse() or self.isDown())
        with QPainter(self) as painter:
            ground = colour if self.isChecked() else tokens.surface if lit else tokens.tinted(colour)
            ink = text_on(colour) if self.isChecked() else tokens.text1 if self.isEnabled() else tokens.text3
            paint.box(painter, rect, theme.px(5), ground, colour if self.isEnabled() else tokens.line)
            left = self._key_cap(painter, rect, colour)
            right = rect.right() - theme.px(3)
            if self.code.variant:
                right -= theme.px(12)
                more = QRectF(right, 0, theme.px(12), rect.height())
                paint.text(painter, more, "⇧", ink, theme.font(Role.CAPTION), Qt.AlignmentFlag.AlignHCenter)
            words = QRectF(left, 0, right - left, rect.height())
            paint.text(painter, words, self.text(), ink, theme.font(Role.CAPTION), Qt.AlignmentFlag.AlignLeft)
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(5))

    def _key_cap(self, painter: QPainter, rect: QRectF, colour: str) -> float:
        theme = current()
        font = theme.font(Role.CAPTION)
        cap = QRectF(theme.px(5), rect.center().y() - theme.px(8), self._cap_width(), theme.px(16))
        if self.code.key:
            ground = current().tokens.surface if self.isChecked() else colour
            paint.box(painter, cap, theme.px(3), ground)
            paint.text(painter, cap, paint.on_cap(self.code.key), text_on(ground), font, Qt.AlignmentFlag.AlignHCenter)
        return self._left()


class CodePalette(QWidget):
    """All codes that may be given to the current place; ``code_chosen(id)``. Tab stops once, arrows move inside."""

    code_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[CodeButton] = []
        # Headings and buttons as they stand in the grid: words say the group, so that colour need not.
        self._cells: list[QWidget] = []
        self._placed: list[Placed] = []
        # What the cells of each set so far need: the fullest says how high the palette is, since what stands above
        # must not jump from one speaker to the next.
        self._sets: dict[tuple[PaletteCode, ...], list[Cell]] = {}
        self._lines_at: dict[int, int] = {}
        self._checked: set[str] = set()
        self._possible = True
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Codes"))
        track(self, current().changed, self._measure)

    def set_codes(self, codes: Sequence[PaletteCode]) -> None:
        """Show these codes; nothing happens when they are shown already."""
        if [button.code for button in self._buttons] == list(codes):
            return
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._buttons, self._cells = [], []
        for code in codes:
            if code.group and (not self._buttons or self._buttons[-1].code.group != code.group):
                self._cells.append(self._heading(code.group))
            button = CodeButton(code, self)
            button.clicked.connect(self._clicked)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.setEnabled(self._possible)
            self._buttons.append(button)
            self._cells.append(button)
        self._sets[tuple(codes)] = self._needed()
        self._lines_at.clear()
        for cell in self._cells:
            cell.show()
        if self._buttons:
            self._buttons[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._refit()

    def _heading(self, words: str) -> QWidget:
        heading = ElidingLabel(words, Role.CAPTION, self)
        # Each code says its group; read out between them the headings would only be in the way.
        heading.setAccessibleName(" ")
        return heading

    def set_checked(self, codes: Iterable[str]) -> None:
        """Show which codes the current place has."""
        self._checked = set(codes)
        for button in self._buttons:
            # While exclusive, Qt would not let the last one go.
            button.setAutoExclusive(False)
            button.show_checked(button.code.id in self._checked)
        for button in self._buttons:
            button.setAutoExclusive(True)

    def set_possible(self, possible: bool) -> None:
        """Switch all codes on or off, also those that are shown from now on."""
        self._possible = possible
        for button in self._buttons:
            button.setEnabled(possible)

    def button(self, code_id: str) -> CodeButton:
        """The button of one code. Raises StopIteration for an unknown id."""
        return next(button for button in self._buttons if button.code.id == code_id)

    @override
    def hasHeightForWidth(self) -> bool:
        """The height follows from the number of columns."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """All lines of buttons at a width."""
        theme, count = current(), self._most_lines(width)
        return max(0, count * theme.px(_HEIGHT_PX) + (count - 1) * theme.px(_GAP_PX))

    def _most_lines(self, width: int) -> int:
        if width not in self._lines_at:
            gap = current().px(_GAP_PX)
            self._lines_at[width] = max((line_count(cells, gap, width) for cells in self._sets.values()), default=0)
        return self._lines_at[width]

    @override
    def sizeHint(self) -> QSize:
        """A usual width, and the height that goes with it."""
        width = current().px(_USUAL_PX)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        """Three codes wide; the height comes from the width."""
        return QSize(current().px(_NARROWEST_PX), current().px(_HEIGHT_PX))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        theme = current()
        gap, height = theme.px(_GAP_PX), theme.px(_HEIGHT_PX)
        self._placed = placed(self._needed(), gap, self.width(), self._most_lines(self.width()))
        for one in self._placed:
            self._cells[one.place].setGeometry(QRect(one.left, one.line * (height + gap), one.width, height))

    def _needed(self) -> list[Cell]:
        return [Cell(cell.sizeHint().width(), not isinstance(cell, CodeButton)) for cell in self._cells]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between codes, up and down to the one that stands nearest."""
        key = Qt.Key(event.key())
        step, up = _STEPS.get(key, 0), {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        focused = next((place for place, cell in enumerate(self._cells) if cell.hasFocus()), None)
        if not (step or up) or focused is None:
            super().keyPressEvent(event)
            return
        target = self._beside(focused, step) if step else self._above(focused, up)
        if target is not None:
            self._rest_on(target)
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _beside(self, focused: int, step: int) -> CodeButton | None:
        """The next code in reading order, over headings."""
        cells = self._cells[focused + 1 :] if step > 0 else reversed(self._cells[:focused])
        return next((cell for cell in cells if isinstance(cell, CodeButton)), None)

    def _above(self, focused: int, up: int) -> CodeButton | None:
        """The code of the line above (-1) or below (1) whose middle is nearest."""
        line = self._placed[focused].line + up
        here = self._cells[focused].geometry().center().x()
        there = (self._cells[one.place] for one in self._placed if one.line == line)
        codes = [cell for cell in there if isinstance(cell, CodeButton)]
        return min(codes, key=lambda cell: abs(cell.geometry().center().x() - here), default=None)

    def _rest_on(self, resting: CodeButton) -> None:
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is resting else Qt.FocusPolicy.ClickFocus)

    def _measure(self) -> None:
        """Lines break elsewhere in another text size; sets out of view are measured when they are shown again."""
        shown = tuple(button.code for button in self._buttons)
        self._sets = {shown: self._needed()} if shown else {}
        self._lines_at.clear()
        self._refit()

    def _refit(self) -> None:
        self.updateGeometry()
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, CodeButton):
            # The page decides what a press means and shows it; until then the button stays as it was.
            self.set_checked(self._checked)
            self._rest_on(sender)
            self.code_chosen.emit(sender.code.id)
