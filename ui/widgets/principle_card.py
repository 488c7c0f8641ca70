"""One principle: its rating, and, while it is the chosen one, its anchors, its reason and all its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from codebook.schema import Principle
from coder.domain.coding import Direction
from coder.domain.times import clock_text
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.badge import KeyCap, PrincipleBadge
from ui.widgets.buttons import Button, ghost
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidingLabel, label
from ui.widgets.rating_scale import NOT_EVALUABLE, RatingScale

_CHIPS_SHOWN = 4


@dataclass(frozen=True)
class Evidence:
    """A moment given for or against a principle."""

    start_s: float
    end_s: float
    utterance_id: str = ""
    direction: Direction = Direction.FOR
    note: str = ""


@dataclass(frozen=True)
class PrincipleState:
    """What is stored for one principle. ``value`` 1–5, 0 for not evaluable, None for not rated yet."""

    value: int | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    missing: str = ""


class PrincipleCard(QFrame):
    """Signals: ``rated(value)`` (0 for not evaluable); ``reason_written(text)``; ``played(evidence)``;
    ``removed(evidence)``; ``turned(evidence)``; ``note_wanted(evidence)``; ``evidence_wanted(direction)``;
    ``pressed()`` when the user turns to this card."""

    rated = Signal(int)
    reason_written = Signal(str)
    played = Signal(object)
    removed = Signal(object)
    turned = Signal(object)
    note_wanted = Signal(object)
    evidence_wanted = Signal(object)
    pressed = Signal()

    def __init__(self, principle: Principle, position: int, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.principle, self._position = principle, position
        self._state = PrincipleState()
        self._chosen = False
        self.foot: QWidget | None = None
        self.setProperty("role", "card")
        self.setAccessibleName(principle.name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        theme = current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        self._column.setSpacing(theme.px(5))
        self._column.addLayout(self._head(key))
        self._column.addWidget(self._body())
        self._column.addWidget(self._chips())
        self._bottom = QWidget()
        self._foot_home = QVBoxLayout(self._bottom)
        self._foot_home.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._bottom)
        self._show()
        track(self, theme.changed, self._show)

    def _head(self, key: str) -> QHBoxLayout:
        principle, theme = self.principle, current()
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.scale = RatingScale(
            principle.name, principle.badge, principle.anchors, self._position, principle.not_evaluable_when
        )
        self.scale.chosen.connect(self.rated)
        words = help_text(principle)
        for value in range(len(principle.anchors) + 1):
            self.scale.button(value).setWhatsThis(words)
        name = ElidingLabel(principle.name, Role.STRONG)
        # Never read out twice: the scale carries the name.
        name.setAccessibleName(" ")
        row.addWidget(KeyCap(key))
        row.addWidget(PrincipleBadge(principle.badge, principle.name, self._position, letters=False))
        row.addWidget(name, 1)
        row.addWidget(self.scale)
        return row

    def _body(self) -> QWidget:
        theme = current()
        self._more = QWidget()
        column = QVBoxLayout(self._more)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self._anchor: QLabel = label("", Role.STRONG, wrap=True)
        self._beside: QLabel = label("", Role.CAPTION, wrap=True)
        self._missing: QLabel = label("", Role.CAPTION, wrap=True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Reason for the rating of {0}").format(self.principle.name))
        self.reason.editingFinished.connect(self._reason_edited)
        buttons = QHBoxLayout()
        self._for = _evidence_button(self.tr("Evidence for"), self.principle.name)
        self._against = _evidence_button(self.tr("Evidence against"), self.principle.name)
        self._for.clicked.connect(lambda: self.evidence_wanted.emit(Direction.FOR))
        self._against.clicked.connect(lambda: self.evidence_wanted.emit(Direction.AGAINST))
        buttons.addWidget(self._for)
        buttons.addWidget(self._against)
        buttons.addStretch(1)
        for words in (self._anchor, self._beside):
            column.addWidget(words)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        column.addWidget(self._missing)
        return self._more

    def _chips(self) -> QWidget:
        self._evidence = QWidget()
        self._flow = FlowLayout(current().px(4), self._evidence)
        return self._evidence

    def set_foot(self, widget: QWidget) -> None:
        """Have something stand at the end of the card while it is open."""
        self.foot = widget
        self._foot_home.addWidget(widget)
        self._show()

    @property
    def state(self) -> PrincipleState:
        """What is shown."""
        return self._state

    def set_state(self, state: PrincipleState) -> None:
        """Show what is stored."""
        before, self._state = self._state, state
        if before.value != state.value:
            self.scale.set_value(state.value)
        if before.reason != state.reason and not self.reason.hasFocus():
            self.reason.setText(state.reason)
            # A long reason is read from its start.
            self.reason.setCursorPosition(0)
        if before.evidence != state.evidence:
            self._fill_chips()
        if before != state:
            self._show()

    def set_evidence_keys(self, key_for: str, key_against: str) -> None:
        """Show the keys that add evidence, as they are now."""
        self._for.set_key_hint(key_for)
        self._against.set_key_hint(key_against)

    @property
    def focused_evidence(self) -> Evidence | None:
        """The evidence whose chip has the focus."""
        place = self._focused_chip()
        return self._state.evidence[place] if 0 <= place < len(self._state.evidence) else None

    def set_chosen(self, chosen: bool) -> None:
        """Open the card, or close it."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._fill_chips()
            self._show()

    def set_possible(self, possible: bool) -> None:
        """Whether ratings, reasons and evidence may be given."""
        for value in range(len(self.principle.anchors) + 1):
            self.scale.button(value).setEnabled(possible)
        for widget in (self.reason, self._for, self._against):
            widget.setEnabled(possible)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn to this principle."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def _show(self) -> None:
        theme, tokens = current(), current().tokens
        self._more.setVisible(self._chosen)
        self._bottom.setVisible(self._chosen and self.foot is not None)
        colour = tokens.principle(self.principle.badge, self._position)
        edge = f"2px solid {colour}" if self._chosen else f"1px solid {tokens.line}"
        self.setStyleSheet(f'QFrame[role="card"] {{ border: {edge}; border-radius: {theme.px(8)}px; }}')
        if self._chosen:
            self._show_anchors()
        self._missing.setText(self._state.missing)
        self._missing.setVisible(bool(self._state.missing))
        self.updateGeometry()

    def _show_anchors(self) -> None:
        principle, value = self.principle, self._state.value
        if value == NOT_EVALUABLE:
            self._anchor.setText(self.tr("Not evaluable: {0}").format(principle.not_evaluable_when))
            self._beside.setText("")
            self.reason.setPlaceholderText(self.tr("Why is it not evaluable?"))
        else:
            shown = value or (len(principle.anchors) + 1) // 2
            start = "" if value else self.tr("Start here: ")
            self._anchor.setText(f"{start}{shown}  {principle.anchor(shown)}")
            beside = [v for v in (shown - 1, shown + 1) if 1 <= v <= len(principle.anchors)]
            self._beside.setText("\n".join(f"{v}  {principle.anchor(v)}" for v in beside))
            self.reason.setPlaceholderText(self.tr("Why this rating? (stays with the session)"))
        self._beside.setVisible(bool(self._beside.text()))

    def _fill_chips(self) -> None:
        focused = self._focused_chip()
        self._flow.clear()
        evidence = self._state.evidence
        shown = evidence if self._chosen else evidence[:_CHIPS_SHOWN]
        for one in shown:
            self._flow.addWidget(self._chip(one))
        if len(shown) < len(evidence):
            self._flow.addWidget(label(f"+{len(evidence) - len(shown)}", Role.SUBTITLE))
        self._evidence.setVisible(bool(evidence))
        if focused >= 0:
            self._keep_focus(min(focused, len(shown) - 1))

    def _focused_chip(self) -> int:
        chips = [item.widget() for place in range(self._flow.count()) if (item := self._flow.itemAt(place)) is not None]
        # Of this window: a note is written in a dialog, after which the hand is back on the chip.
        focused = self.window().focusWidget()
        return next((place for place, chip in enumerate(chips) if chip is not None and chip is focused), -1)

    def _keep_focus(self, place: int) -> None:
        # A chip was changed or taken away by key: the hand is still there.
        item = self._flow.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()
        (widget or self._for).setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip(self, one: Evidence) -> EvidenceChip:
        principle, when = self.principle, clock_text(one.start_s)
        against = one.direction is Direction.AGAINST
        before, sign = (self.tr("against"), "minus") if against else (self.tr("for"), "plus")
        chip = EvidenceChip(
            one.start_s, principle.name, principle.badge, self._position, before, True, sign, one.note, self._evidence
        )
        words = self.tr("Play evidence against {0} at {1}") if against else self.tr("Play evidence for {0} at {1}")
        chip.say_as(words.format(principle.name, when), one.note)
        chip.clicked.connect(lambda: self.played.emit(one))
        chip.removal_wanted.connect(lambda: self.removed.emit(one))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda point: self._menu(one, chip.mapToGlobal(point)))
        return chip

    def _menu(self, one: Evidence, point: QPoint) -> None:
        """What can be done with a piece of evidence, for those who do not know the keys yet."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        against = one.direction is Direction.AGAINST
        turn = self.tr("Turn into evidence for") if against else self.tr("Turn into evidence against")
        menu.addAction(self.tr("Play"), lambda: self.played.emit(one))
        menu.addAction(turn, lambda: self.turned.emit(one))
        menu.addAction(self.tr("Note…"), lambda: self.note_wanted.emit(one))
        menu.addAction(self.tr("Take away"), lambda: self.removed.emit(one))
        menu.popup(point)

    @Slot()
    def _reason_edited(self) -> None:
        text = self.reason.text().strip()
        if text != self._state.reason:
            self.reason_written.emit(text)


def help_text(principle: Principle) -> str:
    """What the codebook says about a principle, for F1."""
    parts = [principle.definition, *principle.indicators[:3], principle.not_to_confuse_with]
    return " ".join(part.strip() for part in parts if part)


def _evidence_button(words: str, principle: str) -> Button:
    button = ghost(words, "plus")
    button.setAccessibleName(f"{words} {principle}")
    return button
