"""All principles of a codebook under each other, one of them open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from codebook.schema import Principle
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.labels import ElidingLabel, label
from ui.widgets.principle_card import Evidence, PrincipleCard, PrincipleState


class PrinciplesPanel(QWidget):
    """Signals carry the principle's id first: ``rated(id, value)``, ``reason_written(id, text)``,
    ``played(id, evidence)``, ``removed(id, evidence)``, ``turned(id, evidence)``, ``note_wanted(id, evidence)``,
    ``evidence_wanted(id, direction)``; ``chosen(id)``."""

    rated = Signal(str, int)
    reason_written = Signal(str, str)
    played = Signal(str, object)
    removed = Signal(str, object)
    turned = Signal(str, object)
    note_wanted = Signal(str, object)
    evidence_wanted = Signal(str, object)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, PrincipleCard] = {}
        self._chosen = ""
        self._hint = ""
        self._evidence_keys = "", ""
        self.setAccessibleName(self.tr("Principles"))
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        self._title = label(self.tr("Principles"), Role.HEADING)
        self.progress = ElidingLabel("", Role.SUBTITLE)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.progress)
        column.addLayout(head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, theme.px(4), 0)
        self._column.setSpacing(theme.px(6))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._area.setWidget(self._inside)
        column.addWidget(self._area, 1)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            track(self, app.focusChanged, self._focus_moved)

    @property
    def chosen_id(self) -> str:
        """The id of the open principle, or an empty string."""
        return self._chosen

    def card(self, principle_id: str) -> PrincipleCard:
        """One card. Raises KeyError for an unknown id."""
        return self._cards[principle_id]

    def set_principles(self, principles: Sequence[Principle], keys: Sequence[str]) -> None:
        """Show these principles with the keys that choose them; nothing happens when they are shown already."""
        if [card.principle for card in self._cards.values()] == list(principles):
            return
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._cards = {}
        self._chosen = ""
        for position, principle in enumerate(principles):
            key = keys[position] if position < len(keys) else ""
            card = self._cards[principle.id] = PrincipleCard(principle, position, key)
            self._connect(principle.id, card)
            card.set_evidence_keys(*self._evidence_keys)
            self._list.addWidget(card)
        self._inside.setMinimumWidth(0)
        self._area.setMinimumWidth(self._inside.minimumSizeHint().width() + current().px(14))

    def set_evidence_keys(self, key_for: str, key_against: str) -> None:
        """Show the keys that add evidence, as they are now."""
        self._evidence_keys = key_for, key_against
        for card in self._cards.values():
            card.set_evidence_keys(key_for, key_against)

    @property
    def focused_evidence(self) -> tuple[str, Evidence] | None:
        """The evidence whose chip has the focus, with its principle."""
        for id_, card in self._cards.items():
            if (evidence := card.focused_evidence) is not None:
                return id_, evidence
        return None

    def set_below(self, widget: QWidget) -> None:
        """Have something stand under the principles and scroll with them."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def set_states(self, states: Mapping[str, PrincipleState]) -> None:
        """Show what is stored for each principle (id → state)."""
        for id_, card in self._cards.items():
            card.set_state(states.get(id_, PrincipleState()))
        self.show_progress()

    def forget_typed(self) -> None:
        """Show the reasons that are stored instead of what is half typed."""
        for card in self._cards.values():
            card.reason.setText(card.state.reason)

    def show_progress(self) -> None:
        """Say in the heading how many are rated, unless a hint is wanted there."""
        rated = sum(card.state.value is not None for card in self._cards.values())
        # What the next key does stands alone: beside the heading the end of it would be cut.
        self._title.setVisible(not self._hint)
        self.progress.setText(self._hint or self.tr("{0} of {1} rated").format(rated, len(self._cards)))

    def show_hint(self, hint: str) -> None:
        """Say what the next key does, until it is said to be over (empty)."""
        self._hint = hint
        self.show_progress()

    def set_possible(self, possible: bool) -> None:
        """Whether anything may be given."""
        for card in self._cards.values():
            card.set_possible(possible)

    def choose(self, principle_id: str, focus: bool = False) -> None:
        """Open one card and bring it into view; ``focus`` puts the focus on its scale."""
        card = self._cards.get(principle_id)
        if card is None:
            return
        if principle_id != self._chosen:
            for id_, each in self._cards.items():
                each.set_chosen(id_ == principle_id)
            self._chosen = principle_id
            self.chosen.emit(principle_id)
        if focus:
            card.scale.setFocus(Qt.FocusReason.OtherFocusReason)
        # The card has just grown; its place is known only once the layout has seen that.
        self._column.activate()
        self._area.ensureWidgetVisible(card, 0, current().px(8))

    def bring_up(self, widget: QWidget) -> None:
        """Scroll so that something in a card stands at the top, and what is below it comes into view."""
        if self._inside.isAncestorOf(widget):
            top = widget.mapTo(self._inside, QPoint(0, 0)).y() - current().px(8)
            self._area.verticalScrollBar().setValue(max(0, top))

    def _connect(self, id_: str, card: PrincipleCard) -> None:
        card.rated.connect(lambda value: self.rated.emit(id_, value))
        card.reason_written.connect(lambda text: self.reason_written.emit(id_, text))
        card.played.connect(lambda evidence: self.played.emit(id_, evidence))
        card.removed.connect(lambda evidence: self.removed.emit(id_, evidence))
        card.turned.connect(lambda evidence: self.turned.emit(id_, evidence))
        card.note_wanted.connect(lambda evidence: self.note_wanted.emit(id_, evidence))
        card.evidence_wanted.connect(lambda direction: self.evidence_wanted.emit(id_, direction))
        card.pressed.connect(lambda: self.choose(id_))

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        for id_, card in self._cards.items():
            if card.isAncestorOf(now):
                self.choose(id_)
        # Also what stands below the principles comes into view when a key leads to it.
        if self._inside.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, current().px(8))


__all__ = ["Evidence", "PrincipleState", "PrinciplesPanel"]
