"""The settings of this machine for pages that must do without them, before they are read and in pictures."""

from __future__ import annotations

from ui.context import Context
from ui.preferences import Preferences


def preferences_of(context: Context) -> Preferences | None:
    """The settings of this machine once they have been read; None where there are none, as for pictures."""
    try:
        found = context.preferences
    except RuntimeError:
        return None
    return found if found.loaded else None
