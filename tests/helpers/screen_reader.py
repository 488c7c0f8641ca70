"""Reads the program as a screen reader does, over AT-SPI. Runs in the system's Python, which has the bindings.

Given the name of a session's line on the first page and of a rating, it opens the session by its line, reads the Code
page, presses the rating, and prints what it met as one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.2


def walk(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    """A node and all below it that are there to be met."""
    yield node
    for place in range(node.get_child_count()):
        child = node.get_child_at_index(place)
        if child is not None and child.get_state_set().contains(Atspi.StateType.VISIBLE):
            yield from walk(child)


def found(what: str, look: Callable[[], Atspi.Accessible | None]) -> Atspi.Accessible:
    """Look until it is there. Another process answers here, so there is no event of ours to wait for."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        node = look()
        if node is not None:
            return node
        time.sleep(LOOK_EVERY_S)
    raise SystemExit(f"not there: {what}")


def program() -> Atspi.Accessible | None:
    """The program among all that runs."""
    desktop = Atspi.get_desktop(0)
    children = (desktop.get_child_at_index(place) for place in range(desktop.get_child_count()))
    return next((one for one in children if one is not None and one.get_name() == "Practice Coder"), None)


def called(root: Atspi.Accessible, name: str) -> Atspi.Accessible | None:
    """The first node whose name begins so and that can be pressed."""
    return next((one for one in walk(root) if one.get_n_actions() and one.get_name().startswith(name)), None)


def named(root: Atspi.Accessible, name: str) -> Atspi.Accessible | None:
    """The first node whose name begins so."""
    return next((one for one in walk(root) if one.get_name().startswith(name)), None)


def press(node: Atspi.Accessible) -> None:
    """Do what Space would do."""
    names = [node.get_action_name(place) for place in range(node.get_n_actions())]
    wanted = next(name for name in ("Press", "Toggle", "press", "click") if name in names)
    node.do_action(names.index(wanted))


def is_checked(node: Atspi.Accessible) -> bool:
    """Whether a radio button holds."""
    return bool(node.get_state_set().contains(Atspi.StateType.CHECKED))


def purpose(box: Atspi.Accessible) -> str:
    """What a box is for: its label, or its description; here its name is only what is chosen in it."""
    labels = [one for one in box.get_relation_set() if one.get_relation_type() == Atspi.RelationType.LABELLED_BY]
    return labels[0].get_target(0).get_name() if labels else box.get_description()


def main(session: str, rating: str) -> None:
    """Open, read, rate, tell."""
    root = found("the program", program)
    # Names kept from an earlier look would never be told as changed, since no event is waited for here.
    root.set_cache_mask(Atspi.Cache.NONE)
    press(found(session, lambda: called(root, session)))
    button = found(rating, lambda: called(root, rating))
    met = list(walk(root))
    press(button)
    found(f"{rating}, checked", lambda: button if is_checked(button) else None)
    found("the word that it is saved", lambda: named(root, "Saved "))
    told = {
        "nodes": len(met),
        "ratings": [one.get_name() for one in met if one.get_role() == Atspi.Role.RADIO_BUTTON],
        "described": {one.get_name(): one.get_description() for one in met if one.get_name() == rating},
        "rows": [one.get_name() for one in met if one.get_role() == Atspi.Role.LIST_ITEM],
        "focused": [one.get_name() for one in met if one.get_state_set().contains(Atspi.StateType.FOCUSED)],
        "sliders": [one.get_name() for one in met if one.get_role() == Atspi.Role.SLIDER],
        "boxes": {one.get_name(): purpose(one) for one in met if one.get_role() == Atspi.Role.COMBO_BOX},
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
