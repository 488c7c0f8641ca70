"""Lengths of recordings as people say them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("lengths", text)


def length_text(duration_s: float) -> str:
    """A length as ``5 min`` or ``1 h 30 min``; empty for none."""
    if duration_s <= 0:
        return ""
    minutes = max(1, round(duration_s / 60))
    if minutes < 60:
        return _tr("{0} min").format(minutes)
    hours, rest = divmod(minutes, 60)
    return _tr("{0} h {1} min").format(hours, rest) if rest else _tr("{0} h").format(hours)
