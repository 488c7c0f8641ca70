"""Every act that has a key: its id, its words, its usual key, where the key is heard and when the act is possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP

from coder.domain.purpose import Purpose


class Scope(StrEnum):
    """Where a key is heard.

    ``WINDOW`` and ``PAGE``: wherever the focus is, on every page or on the named ones. ``PANEL``: only while the
    focus is in a named panel, since Space, Enter and letters belong to the button or field with the focus elsewhere.
    ``FIELD``: only while typing in a text field of a named page.
    """

    WINDOW = "window"
    PAGE = "page"
    PANEL = "panel"
    FIELD = "field"


class When(StrEnum):
    """Conditions that pages switch on and off; an act is possible while its condition holds."""

    ALWAYS = "always"
    STORE_OPEN = "store_open"
    PRACTICE_OPEN = "practice_open"
    SESSION_OPEN = "session_open"
    CODING_OPEN = "coding_open"
    UTTERANCE_SELECTED = "utterance_selected"
    SUGGESTION_SELECTED = "suggestion_selected"
    CAN_UNDO = "can_undo"
    CAN_REDO = "can_redo"


@dataclass(frozen=True)
class Spec:
    """One act. ``key`` is a portable key sequence ("Ctrl+K"; empty for none).

    ``places`` names pages (for PAGE and FIELD) or ``page/panel`` (for PANEL); empty means everywhere. ``fixed`` acts
    are built into lists and fields: they stand on the key sheet but cannot be moved. ``pedal`` is the key that many
    foot pedals send for this act as they come out of the box. ``also`` are keys that other programs have for it: they
    work as well, and give way to any act that is given one of them. ``purpose`` is the only kind of store in which it
    has a place, None for both.
    """

    id: str
    text: str
    key: str
    scope: Scope = Scope.WINDOW
    places: tuple[str, ...] = ()
    when: When = When.ALWAYS
    group: str = ""
    fixed: bool = False
    pedal: str = ""
    also: tuple[str, ...] = ()
    purpose: Purpose | None = None

    def serves(self, purpose: Purpose) -> bool:
        """Whether it has a place in a window on a store of this purpose; of recruitment nothing is ever suggested."""
        if purpose is Purpose.RECRUITMENT and self.when is When.SUGGESTION_SELECTED:
            return False
        return self.purpose in (None, purpose)


_T = QT_TRANSLATE_NOOP
_LISTEN = str(_T("actions", "Listen"))
_CODE = str(_T("actions", "Code and rate"))
_REVIEW = str(_T("actions", "Review suggestions"))
_GO = str(_T("actions", "Go to"))
_GENERAL = str(_T("actions", "In general"))
_HEARD = ("code/transcript", "code/waveform")
_LIST = ("code/transcript",)
_DIFFERENCES = ("code/second",)
_MARKED = ("code/transcript", "code/waveform", "code/principles")


def _window(id_: str, text: str, key: str, group: str = _GENERAL, when: When = When.ALWAYS) -> Spec:
    return Spec(id_, text, key, Scope.WINDOW, (), when, group)


def _practice(spec: Spec) -> Spec:
    return replace(spec, purpose=Purpose.PRACTICE)


def _page(id_: str, text: str, key: str, group: str, when: When, *pages: str) -> Spec:
    return Spec(id_, text, key, Scope.PAGE, pages or ("code",), when, group)


def _panel(
    id_: str, text: str, key: str, group: str, when: When, places: tuple[str, ...] = _HEARD, fixed: bool = False
) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, places, when, group, fixed)


_WINDOW = (
    _window("page.home", str(_T("actions", "Home")), "Ctrl+1", _GO),
    _window("page.sessions", str(_T("actions", "Sessions")), "Ctrl+2", _GO),
    _window("page.code", str(_T("actions", "Code")), "Ctrl+3", _GO),
    _window("page.agreement", str(_T("actions", "Agreement")), "Ctrl+4", _GO),
    _practice(_window("page.profiles", str(_T("actions", "Profiles")), "Ctrl+5", _GO)),
    _practice(_window("page.teams", str(_T("actions", "Teams")), "Ctrl+6", _GO)),
    _window("page.library", str(_T("actions", "Library")), "Ctrl+7", _GO),
    _window("page.settings", str(_T("actions", "Settings")), "Ctrl+8", _GO),
    _window("panel.next", str(_T("actions", "Next panel")), "F6", _GO),
    _window("panel.previous", str(_T("actions", "Previous panel")), "Shift+F6", _GO),
    _window("palette", str(_T("actions", "Find anything")), "Ctrl+K"),
    _window("help.focus", str(_T("actions", "Help on what has the focus")), "F1"),
    _window("help.keys", str(_T("actions", "Key sheet")), "?"),
    _window("save", str(_T("actions", "Everything is saved: say when")), "Ctrl+S"),
    _practice(
        _window(
            *("recruitment.open", str(_T("actions", "Open the recruitment store")), "Ctrl+Shift+R"),
            when=When.PRACTICE_OPEN,
        )
    ),
    _window("close", str(_T("actions", "Close the program")), "Ctrl+Q"),
    _page("recording.add", str(_T("actions", "Add recording")), "Ctrl+N", _GENERAL, When.ALWAYS, "home", "sessions"),
    _practice(
        _page("programme.open", str(_T("actions", "Recording programme")), "Ctrl+R", _GENERAL, When.ALWAYS, "home")
    ),
    _practice(
        _page("feedback.open", str(_T("actions", "Family feedback")), "Ctrl+Shift+F", _GENERAL, When.ALWAYS, "sessions")
    ),
    _practice(
        _page("present", str(_T("actions", "Present the team's questions")), "F5", _GENERAL, When.ALWAYS, "teams")
    ),
    _practice(
        _page("coaching.open", str(_T("actions", "Coaching conversation")), "Ctrl+G", _GENERAL, When.ALWAYS, "profiles")
    ),
    _page(
        "find",
        str(_T("actions", "Find on this page")),
        "Ctrl+F",
        _GENERAL,
        When.ALWAYS,
        "code",
        "sessions",
        "library",
    ),
)

_LISTENING = (
    _panel("play.toggle", str(_T("actions", "Play or pause")), "Space", _LISTEN, When.SESSION_OPEN),
    replace(
        _page(
            "play.toggle_anywhere",
            str(_T("actions", "Play or pause, wherever the focus is")),
            "Ctrl+Space",
            _LISTEN,
            When.SESSION_OPEN,
        ),
        pedal="F4",
    ),
    Spec(
        "play.toggle_typing",
        str(_T("actions", "Play or pause while typing")),
        "Esc",
        Scope.FIELD,
        ("code",),
        When.SESSION_OPEN,
        _LISTEN,
    ),
    _page("play.back", str(_T("actions", "Back 3 seconds")), "F3", _LISTEN, When.SESSION_OPEN),
    _page("play.forward", str(_T("actions", "Forward 3 seconds")), "F5", _LISTEN, When.SESSION_OPEN),
    _page("play.back_second", str(_T("actions", "Back 1 second")), "Alt+Left", _LISTEN, When.SESSION_OPEN),
    _page("play.forward_second", str(_T("actions", "Forward 1 second")), "Alt+Right", _LISTEN, When.SESSION_OPEN),
    _panel("play.slower", str(_T("actions", "Slower")), "[", _LISTEN, When.SESSION_OPEN),
    _panel("play.faster", str(_T("actions", "Faster")), "]", _LISTEN, When.SESSION_OPEN),
    _panel("play.loop", str(_T("actions", "Loop the selection")), "L", _LISTEN, When.SESSION_OPEN),
    _panel(
        "play.utterance",
        str(_T("actions", "Play the utterance or the selection, then stop")),
        "Shift+Space",
        _LISTEN,
        When.SESSION_OPEN,
    ),
    _page(
        "play.skip_silence", str(_T("actions", "Skip silences, or play them")), "Shift+F5", _LISTEN, When.SESSION_OPEN
    ),
    _panel(
        "utterance.previous",
        str(_T("actions", "Utterance before")),
        "Up",
        _LISTEN,
        When.SESSION_OPEN,
        _LIST,
        fixed=True,
    ),
    _panel(
        "utterance.next", str(_T("actions", "Next utterance")), "Down", _LISTEN, When.SESSION_OPEN, _LIST, fixed=True
    ),
)

_CODING = (
    *(
        _panel(
            f"principle.{number}",
            str(_T("actions", "Rate principle {0}, then 1 to 5, or 0 for not evaluable")),
            str(number),
            _CODE,
            When.CODING_OPEN,
            _MARKED[:2],
        )
        # Nine, as many as the dimensions of supervision.
        for number in range(1, 10)
    ),
    _panel("evidence.add", str(_T("actions", "Add as evidence")), "E", _CODE, When.UTTERANCE_SELECTED),
    _panel("memo", str(_T("actions", "Write a memo")), "M", _CODE, When.SESSION_OPEN),
    _page("undo", str(_T("actions", "Undo")), "Ctrl+Z", _CODE, When.CAN_UNDO),
    replace(
        _page("redo", str(_T("actions", "Redo")), "Ctrl+Shift+Z", _CODE, When.CAN_REDO),
        also=("Ctrl+Y",),
    ),
)

_REVIEWING = (
    _panel(
        "suggestion.next",
        str(_T("actions", "Next place to decide")),
        "Tab",
        _REVIEW,
        When.SUGGESTION_SELECTED,
        _DIFFERENCES,
    ),
    _panel(
        "suggestion.previous",
        str(_T("actions", "Place to decide before")),
        "Shift+Tab",
        _REVIEW,
        When.SUGGESTION_SELECTED,
        _DIFFERENCES,
    ),
)

TABLE: tuple[Spec, ...] = (*_WINDOW, *_LISTENING, *_CODING, *_REVIEWING)


def overlap(first: Spec, second: Spec) -> bool:
    """Whether a key shared by two acts would be ambiguous, from where each is heard."""
    if Scope.FIELD in (first.scope, second.scope) and first.scope is not second.scope:
        other = second if first.scope is Scope.FIELD else first
        return other.scope is not Scope.PANEL and _places_meet(first, second)
    return _places_meet(first, second)


def _places_meet(first: Spec, second: Spec) -> bool:
    if not first.places or not second.places:
        return True
    both_panels = first.scope is Scope.PANEL and second.scope is Scope.PANEL
    if both_panels:
        return bool(set(first.places) & set(second.places))
    return bool({place.split("/")[0] for place in first.places} & {place.split("/")[0] for place in second.places})
