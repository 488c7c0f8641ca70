"""Say something to a screen reader that is shown elsewhere than at the focus."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str, assertive: bool = False) -> None:
    """Have a screen reader say ``words``; ``assertive`` interrupts what it is saying. Without one, does nothing."""
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
    send(event)


def send(event: QAccessibleAnnouncementEvent) -> None:
    """Hand the event to Qt; a place of its own, so that tests can listen."""
    QAccessible.updateAccessibility(event)
