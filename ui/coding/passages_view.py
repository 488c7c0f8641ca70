"""Passages worth hearing in the open card of a principle: folded away until wanted, for and against apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.coding import Direction
from coder.domain.passages import Passage, not_by_code
from coder.domain.times import clock_text
from ui.coding.passages import Listed
from ui.theme import Role, current
from ui.widgets.buttons import Button, ghost, secondary
from ui.widgets.clearing import clear
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.row_button import RowButton


@dataclass(frozen=True)
class Offer:
    """One passage as it is shown: which way it is kept as evidence, if it is, and whether anything can be done.

    ``guarded`` beside the two marks of a second listen, of which nothing may tell whose is whose.
    """

    passage: Passage
    kept: Direction | None
    possible: bool
    guarded: bool = False


class _Hear(RowButton):
    """Plays a passage, with Enter as with Space."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class PassageRow(QWidget):
    """``heard()``, ``kept()`` and ``put_aside(relevant)`` when its buttons are pressed."""

    heard = Signal()
    kept = Signal()
    put_aside = Signal(bool)

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        one, theme = offer.passage, current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(4))
        column.setSpacing(theme.px(1))
        when = clock_text(one.start_s)
        self.hear = _Hear(one.text, icon_name="play", trailing=when)
        self.hear.setAccessibleName(self.tr("Hear {0}: {1}").format(when, one.text))
        self.hear.setAccessibleDescription(self._why() if one.relevant else self.tr("Put aside as not relevant"))
        self.hear.clicked.connect(self.heard)
        column.addWidget(self.hear)
        if one.relevant:
            column.addWidget(label(self._why(), Role.CAPTION, wrap=True))
        column.addWidget(self._acts())

    def _why(self) -> str:
        one = self.offer.passage
        if self.offer.guarded:
            because = "; ".join(not_by_code(one.because))
            told = self.tr("Why is told in Code mode: here it would tell whose a mark is.")
            return self.tr("Why: {0}").format(because) if because else told
        words = ", ".join(self.tr("“{0}”").format(word) for word in one.words)
        because = "; ".join(one.because)
        return self.tr("Why: {0}. Words: {1}").format(because, words) if words else self.tr("Why: {0}").format(because)

    def _acts(self) -> QWidget:
        one, kept = self.offer.passage, self.offer.kept
        keep = {
            None: self.tr("Keep as evidence"),
            Direction.FOR: self.tr("Kept as evidence for"),
            Direction.AGAINST: self.tr("Kept as evidence against"),
        }[kept]
        self.keep = _act(keep, "plus" if kept is None else "check", one.text)
        self.keep.clicked.connect(self.kept)
        aside = self.tr("Not relevant") if one.relevant else self.tr("Put aside: relevant after all")
        self.aside = _act(aside, "x" if one.relevant else "undo-2", one.text)
        self.aside.clicked.connect(lambda: self.put_aside.emit(not one.relevant))
        for button in (self.keep, self.aside):
            button.setEnabled(self.offer.possible)
        acts = in_lines(self.keep, self.aside, gap=4)
        # Hidden only, and once they have a place: what is shown without one is a window.
        self.keep.setHidden(not one.relevant and kept is None)
        self.aside.setHidden(one.relevant and kept is not None)
        return acts


def _act(words: str, icon: str, about: str) -> Button:
    button = ghost(words, icon)
    button.setAccessibleName(f"{words}: {about}")
    return button


class PassagesSection(QWidget):
    """``folded(open)`` when it is opened or closed; ``asked()`` to have passages looked for; ``heard(passage)``,
    ``kept(offer)`` and ``put_aside(passage, relevant)``."""

    folded = Signal(bool)
    asked = Signal()
    heard = Signal(object)
    kept = Signal(object)
    put_aside = Signal(object, bool)

    def __init__(self, principle_id: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._principle_id, self._name = principle_id, name
        self._shown: tuple[object, ...] = ()
        self.rows: list[PassageRow] = []
        self.fold = ghost(self.tr("Passages worth hearing"), "chevron-right")
        self.fold.setCheckable(True)
        self.fold.setAccessibleName(self.tr("Passages worth hearing for {0}").format(name))
        self.fold.toggled.connect(self._folded)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        words = self.tr(
            "Found by a model, as places to listen first; each may begin with what was said just before. This is a "
            "finder and no score: finding none says nothing about the practice."
        )
        column.addWidget(label(words, Role.CAPTION, wrap=True))
        self._keys = label("", Role.CAPTION, wrap=True)
        column.addWidget(self._keys)
        self.sentence = label("", Role.BODY, wrap=True)
        column.addWidget(self.sentence)
        self.ask = secondary(self.tr("Look for passages"), "sparkles")
        self.ask.clicked.connect(self.asked)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(current().px(2))
        column.addLayout(self._lists)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(current().px(4))
        around.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        around.addWidget(self._inside)
        self._inside.setVisible(False)

    @property
    def focused(self) -> PassageRow | None:
        """The passage that has the focus."""
        focused = self.window().focusWidget()
        return next((row for row in self.rows if focused is not None and row.isAncestorOf(focused)), None)

    def set_keys(self, keep: str, aside: str) -> None:
        """Say which keys act on the passage with the focus, as they are now; none where there is no key."""
        words = self.tr("On a passage, {0} keeps it as evidence and {1} puts it aside.")
        self._keys.setText(words.format(keep, aside) if keep and aside else "")
        self._show_keys()

    def set_open(self, open_: bool) -> None:
        """Unfold or fold it, without telling."""
        self.fold.blockSignals(True)
        self.fold.setChecked(open_)
        self.fold.blockSignals(False)
        self.fold.set_icon_name("chevron-down" if open_ else "chevron-right")
        self._inside.setVisible(open_)

    def show_listed(self, listed: Listed, offer: Callable[[Passage], Offer], possible: bool) -> None:
        """Show what was found for this principle, or in its place why there is nothing."""
        sides = {way: [offer(one) for one in listed.of(self._principle_id, way)] for way in Direction}
        shown = (listed.read, listed.looked, listed.coming, listed.refusal, listed.failure, sides)
        if shown == self._shown:
            return
        self._shown = shown
        self.sentence.setText(self._sentence(listed))
        self.sentence.setVisible(bool(self.sentence.text()))
        self.ask.setVisible(listed.read and not (listed.looked or listed.coming or listed.refusal) and possible)
        self._fill(sides if listed.looked else {})
        self._show_keys()

    def _show_keys(self) -> None:
        can_act = any(row.offer.possible for row in self.rows)
        self._keys.setVisible(can_act and bool(self._keys.text()))

    def _sentence(self, listed: Listed) -> str:
        if listed.refusal:
            return listed.refusal
        if listed.coming:
            return self.tr("Passages are being looked for. They appear here by themselves.")
        if listed.failure:
            return self.tr("Looking for passages ended without any: {0} Look again, or go on without them.").format(
                f"{listed.failure.rstrip('.')}."
            )
        if listed.read and not listed.looked:
            return self.tr("Nobody has looked for passages in this recording yet.")
        return ""

    def _fill(self, sides: dict[Direction, list[Offer]]) -> None:
        before = self.focused
        held = None if before is None else (before.offer.passage.id, before.aside.hasFocus(), before.keep.hasFocus())
        clear(self._lists)
        self.rows = []
        heads = {
            Direction.FOR: (self.tr("For"), self.tr("Nothing found that may speak for it.")),
            Direction.AGAINST: (self.tr("Against"), self.tr("Nothing found that may speak against it.")),
        }
        for way, offers in sides.items():
            head, nothing = heads[way]
            self._lists.addWidget(label(head, Role.STRONG))
            if not offers:
                self._lists.addWidget(label(nothing, Role.CAPTION, wrap=True))
            for offer in offers:
                row = self._row(offer)
                self._lists.addWidget(row)
                # Only what is shown can have the focus, and by itself a new row is shown a moment later.
                row.show()
        if held is not None:
            self._give_focus_back(*held)

    def _row(self, offer: Offer) -> PassageRow:
        row = PassageRow(offer)
        row.heard.connect(lambda: self.heard.emit(offer.passage))
        row.kept.connect(lambda: self.kept.emit(offer))
        row.put_aside.connect(lambda relevant: self.put_aside.emit(offer.passage, relevant))
        self.rows.append(row)
        return row

    def _give_focus_back(self, passage_id: str, on_aside: bool, on_keep: bool) -> None:
        row = next((one for one in self.rows if one.offer.passage.id == passage_id), None)
        if row is None:
            self.fold.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        wanted = row.aside if on_aside else row.keep if on_keep else row.hear
        wanted = wanted if not wanted.isHidden() and wanted.isEnabled() else row.hear
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _folded(self, open_: bool) -> None:
        self.set_open(open_)
        self.folded.emit(open_)
