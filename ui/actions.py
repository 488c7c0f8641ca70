"""The live keys: acts of the table bound to functions, moved to other keys by the user, switched by conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from coder.domain.purpose import Purpose
from ui.action_table import TABLE, Scope, Spec, When, overlap

CONTEXTS = {
    Scope.WINDOW: Qt.ShortcutContext.WindowShortcut,
    # A page that is not shown hears nothing: what is hidden has no shortcuts in Qt.
    Scope.PAGE: Qt.ShortcutContext.WindowShortcut,
    Scope.PANEL: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Scope.FIELD: Qt.ShortcutContext.WidgetShortcut,
}
# Outside a panel these belong to the button, list or field that has the focus.
_CLAIMED = {"Space", "Return", "Enter", "Backspace", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Esc", "Del"}


class KeyRefused(ValueError):
    """A key cannot be given to an act; the text says why, in a sentence for the user."""


@lru_cache(maxsize=1024)
def portable(key: str) -> str:
    """A key sequence in the form it is stored and compared in; empty for what Qt cannot read."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


@dataclass(frozen=True)
class OwnKeys:
    """What a user changed: ``keys`` and ``pedals`` are act id → portable key, the first empty for none.

    A pedal that sends a key is a second way to an act, beside its key. Without ``single_keys`` what is written with
    one sign (letters, digits, signs, with Shift or without) is heard with Ctrl+Alt only, so that neither a slip nor
    spoken input sets anything off (WCAG 2.1.4).
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    pedals: Mapping[str, str] = field(default_factory=dict)
    single_keys: bool = True


class Actions(QObject):
    """Keys as they are now, and the QActions bound to them.

    ``own`` is what the user changed; ``save`` is called with all of it after each change. ``changed`` is emitted when
    a key, the set of acts or a condition changes.
    """

    changed = Signal()

    def __init__(
        self,
        own: OwnKeys | None = None,
        save: Callable[[OwnKeys], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs: dict[str, Spec] = {spec.id: spec for spec in TABLE}
        self._own = own or OwnKeys()
        self._save = save
        self._bound: dict[str, list[QAction]] = {}
        self._holding = {When.ALWAYS}
        self._purpose = Purpose.PRACTICE

    def specs(self) -> tuple[Spec, ...]:
        """All acts in the order of the key sheet."""
        return tuple(self._specs.values())

    def listed(self) -> tuple[Spec, ...]:
        """The acts that have a place in this window, in the order of the key sheet."""
        return tuple(spec for spec in self._specs.values() if spec.serves(self._purpose))

    def serve(self, purpose: Purpose) -> None:
        """Switch off and list no longer what has no place in a window on a store of this purpose.

        Their keys stay taken, since what a user changes holds in the windows on both kinds of store.
        """
        if purpose is not self._purpose:
            self._purpose = purpose
            self._changed()

    def spec(self, id_: str) -> Spec:
        """One act. Raises KeyError for an unknown id."""
        return self._specs[id_]

    def add(self, specs: Iterable[Spec]) -> None:
        """Add the acts of an open codebook (``code.OQ`` …), replacing any of the same id."""
        self._specs.update({spec.id: spec for spec in specs})
        self.changed.emit()

    def remove(self, prefix: str) -> None:
        """Forget the acts whose id starts with ``prefix`` and switch off what was bound to them."""
        for id_ in [one for one in self._specs if one.startswith(prefix)]:
            del self._specs[id_]
            for action in self._bound.pop(id_, []):
                action.setEnabled(False)
        self.changed.emit()

    def text(self, id_: str) -> str:
        """What the act is called, translated; a number in the id fills the place in the words."""
        words = QCoreApplication.translate("actions", self._specs[id_].text)
        return words.format(id_.rsplit(".", 1)[-1])

    def key(self, id_: str) -> str:
        """The key as it is now, portable; empty for none."""
        return self._heard(portable(self._own.keys.get(id_, self._specs[id_].key)))

    def pedal(self, id_: str) -> str:
        """The key a pedal sends for this act, portable; empty for none."""
        return self._heard(portable(self._own.pedals.get(id_, self._specs[id_].pedal)))

    def also(self, id_: str) -> tuple[str, ...]:
        """The keys other programs have for this act, portable, but for those that another act has here."""
        keys = (self._heard(portable(key)) for key in self._specs[id_].also)
        return tuple(key for key in keys if key not in (self.key(id_), self.pedal(id_)) and not self.clashes(id_, key))

    @property
    def pedals(self) -> dict[str, str]:
        """All pedals, act id → portable key."""
        return {id_: key for id_ in self._specs if (key := self.pedal(id_))}

    @property
    def single_keys(self) -> bool:
        """Whether a letter, digit or sign alone is heard."""
        return self._own.single_keys

    def key_text(self, id_: str) -> str:
        """The key as people read it on this platform, for key hints."""
        return native(self.key(id_))

    def clashes(self, id_: str, key: str) -> list[str]:
        """Ids of the acts that already have ``key``, or a pedal that sends it, where it would be ambiguous."""
        wanted, spec = self._heard(portable(key)), self._specs[id_]
        if not wanted:
            return []
        return [
            other.id
            for other in self._specs.values()
            if other.id != id_ and wanted in (self.key(other.id), self.pedal(other.id)) and overlap(spec, other)
        ]

    def remap(self, id_: str, key: str) -> None:
        """Give an act another key, or none for an empty one, and store it.

        Raises KeyRefused, with nothing changed, for a key that is unreadable, taken, fixed, or needed by controls.
        """
        self._check(id_, key)
        keys = {one: other for one, other in self._own.keys.items() if one != id_}
        if portable(key) != portable(self._specs[id_].key):
            keys[id_] = portable(key)
        self._store(replace(self._own, keys=keys))

    def set_pedal(self, id_: str, key: str) -> None:
        """Have a pedal that sends ``key`` do an act as well, or no pedal for an empty one, and store it.

        Raises KeyRefused as :meth:`remap` does, and for the act's own key.
        """
        if key and portable(key) == self.key(id_):
            raise KeyRefused(self.tr("This pedal does that already: it sends the same key."))
        self._check(id_, key)
        pedals = {one: other for one, other in self._own.pedals.items() if one != id_}
        if portable(key) != portable(self._specs[id_].pedal):
            pedals[id_] = portable(key)
        self._store(replace(self._own, pedals=pedals))

    def set_single_keys(self, wanted: bool) -> None:
        """Hear letters, digits and signs alone, or only with Ctrl+Alt, and store it."""
        if wanted != self._own.single_keys:
            self._store(replace(self._own, single_keys=wanted))

    def load(self, own: OwnKeys) -> None:
        """Take what the user changed as it was stored; nothing is stored again."""
        if own != self._own:
            self._own = own
            self._changed()

    def save_with(self, save: Callable[[OwnKeys], None]) -> None:
        """From now on, hand what the user changed to ``save`` after each change."""
        self._save = save

    def reset(self) -> None:
        """Give every act its usual key and pedal again, and store it; single keys stay on or off."""
        self._store(OwnKeys(single_keys=self._own.single_keys))

    def set_condition(self, when: When, holds: bool) -> None:
        """Say that a condition holds or not; the acts bound to it follow."""
        before = self._holding
        self._holding = (self._holding | {when}) if holds else (self._holding - {when})
        if before != self._holding:
            for id_, actions in self._bound.items():
                if self._specs[id_].when is when:
                    for action in actions:
                        action.setEnabled(self.possible(id_))
            self.changed.emit()

    def possible(self, id_: str) -> bool:
        """Whether the act can be done now, as far as conditions and the purpose of the store say."""
        spec = self._specs[id_]
        return spec.when in self._holding and spec.serves(self._purpose)

    def bind(self, id_: str, widget: QWidget, slot: Callable[[], object]) -> QAction:
        """Do ``slot`` when the act's key is heard by ``widget`` or, by scope, by what is inside it or its window."""
        spec = self._specs[id_]
        action = QAction(self.text(id_), widget)
        action.setShortcutContext(CONTEXTS[spec.scope])
        action.setObjectName(id_)
        action.triggered.connect(slot)
        widget.addAction(action)
        self._bound.setdefault(id_, []).append(action)
        action.destroyed.connect(partial(self._forget, id_))
        self._refresh(id_)
        return action

    def trigger(self, id_: str) -> bool:
        """Do an act as if its key were pressed, on the first visible widget it is bound to; False if none can."""
        for action in self._bound.get(id_, []):
            parent = action.parent()
            if action.isEnabled() and isinstance(parent, QWidget) and parent.isVisible():
                action.trigger()
                return True
        return False

    def offered(self) -> list[str]:
        """Ids of the acts that :meth:`trigger` can do now."""
        return [
            id_
            for id_, actions in self._bound.items()
            if any(
                action.isEnabled() and isinstance(parent := action.parent(), QWidget) and parent.isVisible()
                for action in actions
            )
        ]

    def _forget(self, id_: str) -> None:
        # The wrapper that was destroyed can no longer be compared, so keep those still alive.
        from shiboken6 import isValid

        # An act that was removed with its codebook must not come back without its words.
        if id_ in self._bound:
            self._bound[id_] = [action for action in self._bound[id_] if isValid(action)]

    def _check(self, id_: str, key: str) -> None:
        spec, wanted = self._specs[id_], portable(key)
        if spec.fixed:
            raise KeyRefused(self.tr("This key is part of the list itself and stays as it is."))
        if key and not wanted:
            raise KeyRefused(self.tr("This is not a key that can be used."))
        if wanted and spec.scope in (Scope.WINDOW, Scope.PAGE) and needs_panel(wanted):
            raise KeyRefused(self.tr("Here the key needs Ctrl or Alt, since buttons and fields use it by itself."))
        taken = self.clashes(id_, key)
        if taken:
            names = ", ".join(self.text(one) for one in taken)
            raise KeyRefused(self.tr("{0} already does: {1}.").format(wanted, names))

    def _heard(self, key: str) -> str:
        return key if self._own.single_keys or not is_single(key) else f"Ctrl+Alt+{key}"

    def _store(self, own: OwnKeys) -> None:
        self._own = own
        if self._save is not None:
            self._save(own)
        self._changed()

    def _changed(self) -> None:
        for id_ in self._bound:
            self._refresh(id_)
        self.changed.emit()

    def _refresh(self, id_: str) -> None:
        for action in self._bound[id_]:
            action.setShortcuts([QKeySequence(key) for key in (self.key(id_), self.pedal(id_), *self.also(id_)) if key])
            action.setEnabled(self.possible(id_))


def native(key: str) -> str:
    """A portable key sequence as people read it on this platform."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def is_single(key: str) -> bool:
    """Whether a portable key is one sign, with Shift or without: a letter, a digit, a mark; not Space or Enter."""
    return len(key.removeprefix("Shift+")) == 1


def needs_panel(key: str) -> bool:
    """Whether a portable key is one that controls use by themselves: a letter, a digit, Space, Enter, arrows."""
    bare = key.removeprefix("Shift+")
    return key in _CLAIMED or bare in _CLAIMED or (len(bare) == 1 and bare.isalnum())
