"""Connections that end with their owner, so that no signal ever reaches a page that is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, SignalInstance


def track(owner: QObject, signal: SignalInstance, slot: Callable[..., Any]) -> None:
    """Connect ``signal`` to ``slot`` until ``owner`` is destroyed.

    Needed wherever the signal outlives the owner (context, theme, services): a Python slot keeps alive what it holds.
    """
    connection = signal.connect(slot)

    def end() -> None:
        QObject.disconnect(connection)

    owner.destroyed.connect(end)
