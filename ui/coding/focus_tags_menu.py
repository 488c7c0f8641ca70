"""The small chooser of what a place is about: a digit or a first letter chooses, Esc closes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.widgets.digit_menu import DigitMenu


@dataclass(frozen=True)
class Topic:
    """One thing a place may be about; ``here`` when that was said of the place."""

    id: str
    name: str
    here: bool = False


class FocusTagMenu(DigitMenu):
    """Offers topics, the one of the place ticked. ``again`` does what the key that opened the menu does in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What is this about?"))
        self._names: list[str] = []
        self._keys: Collection[str] = ()
        self._again: Callable[[], object] | None = None

    def fill(self, topics: Sequence[Topic], give: Callable[[str], object]) -> None:
        """Offer these; ``give(id)`` when one is chosen."""
        for topic in topics:
            action = self.offer(topic.name, partial(give, topic.id))
            action.setCheckable(True)
            action.setChecked(topic.here)
            self._names.append(topic.name)
        here = next((place for place, topic in enumerate(topics) if topic.here), 0)
        self.setActiveAction(self.actions()[here])

    def offer_again(self, words: str, shown_key: str, keys: Collection[str], do: Callable[[], object]) -> None:
        """Offer the same as before, also by the key that opened the menu (``keys``, portable)."""
        self._keys, self._again = keys, do
        self.addSeparator()
        plain = words.replace("&", "&&")
        self.addAction(f"{plain}\t{shown_key}" if shown_key else plain, do)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key of the menu pressed again, a first letter, or whatever a menu does with a key."""
        pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if self._again is not None and (pressed in self._keys or (event.text() and event.text() in self._keys)):
            do = self._again
            self.close()
            do()
        elif event.text().isalpha() and (places := self._beginning_with(event.text())):
            self._choose(places)
        else:
            super().keyPressEvent(event)

    def _beginning_with(self, letter: str) -> list[int]:
        return [place for place, name in enumerate(self._names) if name.casefold().startswith(letter.casefold())]

    def _choose(self, places: Sequence[int]) -> None:
        """The only topic of a letter is chosen; of several the next one is lit, as lists everywhere do."""
        actions = self.actions()
        if len(places) == 1:
            action = actions[places[0]]
            self.close()
            action.trigger()
            return
        lit = self.activeAction()
        at = actions.index(lit) if lit in actions else -1
        self.setActiveAction(actions[next((place for place in places if place > at), places[0])])
