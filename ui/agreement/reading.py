"""What a section shows until it has been read for the first time."""

from __future__ import annotations

from ui.reporting.content_or_empty import ContentOrEmpty


def show_reading(content: ContentOrEmpty) -> None:
    """Say that figures are on their way; where many recordings were coded by two they take seconds."""
    sentence = content.tr("This takes a moment where many recordings were coded by two.")
    content.show_empty("clock", content.tr("Being worked out…"), sentence)
