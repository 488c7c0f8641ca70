"""Codes, undoes, rates and locks as somebody who hears the program: reads over AT-SPI, listens to what is announced.

Runs in the system's Python. Given the name of a session's line on the first page and the principles from the second on,
it does a whole coding with keys of the X server (xdotool) and the actions of a screen reader, and prints what it met
and heard as one JSON object.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402
from screen_reader import called, found, named, press, program, walk  # noqa: E402

PATIENCE_S = 40.0
heard: list[str] = []


def listen() -> Atspi.EventListener:
    """Keep what is announced, as a screen reader would say it."""
    listener = Atspi.EventListener.new(lambda event: heard.append(str(event.any_data)))
    listener.register("object:announcement")
    return listener


def until(what: str, holds: Callable[[], bool]) -> None:
    """Take in events until something holds."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass
        if holds():
            return
        time.sleep(0.05)
    raise SystemExit(f"not so: {what}; heard {heard}")


def hears(words: str, since: int) -> None:
    """Wait until something that begins so is announced."""
    until(f"“{words}” is announced", lambda: any(one.startswith(words) for one in heard[since:]))


def keys(*pressed: str) -> None:
    """Press keys one after the other, by their X names."""
    subprocess.run(["xdotool", "key", "--delay", "60", *pressed], check=True, timeout=30)


def does(pressed: str, words: str) -> None:
    """Press keys and wait for what is then said."""
    since = len(heard)
    keys(pressed)
    hears(words, since)


def row(root: Atspi.Accessible, place: int) -> str:
    """What the list says of one utterance."""
    rows = [one for one in walk(root) if one.get_role() == Atspi.Role.LIST_ITEM]
    return rows[place].get_name() if len(rows) > place else ""


def main(session: str, *neutral: str) -> None:
    """Open, read, code, undo, rate with evidence, lock, tell."""
    listener = listen()
    root = found("the program", program)
    root.set_cache_mask(Atspi.Cache.NONE)
    press(found(session, lambda: called(root, session)))
    until("the utterances are there", lambda: bool(row(root, 2)))
    before = row(root, 0)
    does("q", "Coded: Open question")
    until("the row tells its code", lambda: "Open question" in row(root, 0))
    coded = row(root, 0)
    does("ctrl+z", "Undone: ")
    until("the row tells no code", lambda: "Open question" not in row(root, 0))
    does("q", "Coded: Open question")
    does("1", "Evocation: press 1 to 5")
    does("4", "Evocation: 4")
    does("e", "Evidence for Evocation")
    keys("Down")
    does("e", "Evidence for Evocation")
    for principle, name in enumerate(neutral, start=2):
        does(f"{principle}", f"{name}: press 1 to 5")
        does("3", f"{name}: 3")
    does("ctrl+s", "Everything is saved")
    # Before the lock: the second listen goes to its first place by itself, as soon as there is one.
    wave = named(root, "Waveform")
    place, words = (
        (wave.get_value_iface().get_current_value(), wave.get_description()) if wave is not None else ("", "")
    )
    press(found("Lock", lambda: called(root, "Lock")))
    question = found("the last question", lambda: named(root, "Lock this coding?"))
    act = found("the button that locks", lambda: _locking(root))
    since = len(heard)
    press(act)
    until("the work in the background is told as done", lambda: any("done" in one for one in heard[since:]))
    told = {
        "before": before,
        "coded": coded,
        "heard": heard,
        "question": question.get_name(),
        "waveform": place,
        "waveform text": words,
    }
    listener.deregister("object:announcement")
    sys.stdout.write(json.dumps(told) + "\n")


def _locking(root: Atspi.Accessible) -> Atspi.Accessible | None:
    buttons = [one for one in walk(root) if one.get_n_actions() and one.get_name() == "Lock"]
    return buttons[-1] if len(buttons) > 1 else None


if __name__ == "__main__":
    main(*sys.argv[1:])
