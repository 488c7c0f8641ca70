"""The audio output that was chosen in the settings, opened when a recording is played."""

from __future__ import annotations

from collections.abc import Callable

from coder.audio.outputs import Output, open_output
from ui.context import Context
from ui.machine import preferences_of


def chosen_output(context: Context) -> Callable[[], Output]:
    """Opens the output that is chosen at that moment; the system's own where none is, or it is not plugged in."""

    def connect() -> Output:
        preferences = preferences_of(context)
        if preferences is None:
            return open_output()
        settings = preferences.settings
        return open_output(device=settings.output_device, only=settings.wait_for_output)

    return connect
