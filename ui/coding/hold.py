"""Hold to play: sound while the play key or pedal is down, silence as soon as it is up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from ui.actions import portable
from ui.machine import preferences_of
from ui.tracking import track

if TYPE_CHECKING:
    from ui.coding.view import CodePage

ACTS = ("play.toggle", "play.toggle_anywhere")


class HoldToPlay(QObject):
    """Listens to the widget that has the focus, while the setting is on; the act's shortcut would not tell when the
    key is let go."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._actions = page, page.context.actions
        self._watched: QWidget | None = None
        self._held: int | None = None
        app = cast(QApplication, QApplication.instance())
        track(self, app.focusChanged, self._focus_moved)
        track(self, app.applicationStateChanged, self._state_changed)

    def press(self) -> None:
        """Play on; what plays already is left playing."""
        if not self._page.playback.playing:
            self._page.playback.toggle()

    def release(self) -> None:
        """Fall silent."""
        if self._page.playback.playing:
            self._page.playback.pause()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the play keys and their release before the shortcut does."""
        if not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._wanted() and self._plays(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and self._wanted() and self._plays(event):
            if not event.isAutoRepeat() and self._held is None:
                self._held = event.key()
                self.press()
            return True
        if kind == QEvent.Type.KeyRelease and self._held is not None and event.key() == self._held:
            if not event.isAutoRepeat():
                self._let_go()
            return True
        return False

    def _let_go(self) -> None:
        self._held = None
        self.release()

    def _wanted(self) -> bool:
        preferences = preferences_of(self._page.context)
        return preferences is not None and preferences.settings.hold_to_play

    def _plays(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pressed = portable(QKeySequence(modifiers.value | event.key()).toString())
        return bool(pressed) and any(
            pressed in (self._actions.key(id_), self._actions.pedal(id_)) and self._heard(id_) for id_ in ACTS
        )

    def _heard(self, id_: str) -> bool:
        """Whether the shortcut of the act would be heard by the widget with the focus."""
        widget: QWidget | None = self._watched
        while widget is not None:
            if any(action.objectName() == id_ and action.isEnabled() for action in widget.actions()):
                return True
            widget = widget.parentWidget() if not widget.isWindow() else None
        return False

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = now if now is not None and (now is self._page or self._page.isAncestorOf(now)) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)
        elif self._held is not None:
            # Its release would go where nobody waits for it.
            self._let_go()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if self._held is not None and state != Qt.ApplicationState.ApplicationActive:
            self._let_go()
