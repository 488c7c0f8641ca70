"""The keys of the Code page beyond the common table, and their binding to what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from codebook.schema import Code, Codebook
from ui.action_table import Scope, Spec, When
from ui.actions import Actions
from ui.coding.attributes import Variant, variants
from ui.coding.care_keys import CARE
from ui.coding.text_editing_keys import TEXT

_T = QT_TRANSLATE_NOOP
_CODE_GROUP = str(_T("actions", "Code and rate"))
_WAVE_GROUP = str(_T("actions", "On the waveform"))
_REVIEW_GROUP = str(_T("actions", "Review suggestions"))
_HEARD = ("code/transcript", "code/waveform")
_SECOND = ("code/second",)
_WAVEFORM = ("code/waveform",)
_LIST = ("code/transcript",)


def _heard(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, _HEARD, When.CODING_OPEN, _CODE_GROUP)


def _second(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, _SECOND, When.SUGGESTION_SELECTED, _REVIEW_GROUP)


def _chip(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, ("code/principles",), When.CODING_OPEN, _CODE_GROUP)


def _chosen(id_: str, text: str) -> Spec:
    return Spec(id_, text, "", Scope.PAGE, ("code",), When.SESSION_OPEN, _CODE_GROUP)


def _wave(id_: str, text: str, key: str, places: tuple[str, ...] = _WAVEFORM) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, places, When.SESSION_OPEN, _WAVE_GROUP)


def _wave_fixed(id_: str, text: str, key: str) -> Spec:
    return replace(_wave(id_, text, key), fixed=True)


WAVE = (
    Spec(
        "follow",
        str(_T("actions", "Follow the sound, or stay")),
        "F8",
        Scope.PAGE,
        ("code",),
        When.SESSION_OPEN,
        _WAVE_GROUP,
    ),
    Spec(
        "wave.where", str(_T("actions", "Say where I am")), "F9", Scope.PAGE, ("code",), When.SESSION_OPEN, _WAVE_GROUP
    ),
    _wave("stretch.start_here", str(_T("actions", "Start the chosen stretch here")), ",", _HEARD),
    _wave("stretch.end_here", str(_T("actions", "End the chosen stretch here")), ".", _HEARD),
    _wave("stretch.start_earlier", str(_T("actions", "Start 0.1 seconds earlier")), "Ctrl+Left"),
    _wave("stretch.start_later", str(_T("actions", "Start 0.1 seconds later")), "Ctrl+Right"),
    _wave("stretch.end_earlier", str(_T("actions", "End 0.1 seconds earlier")), "Shift+Left"),
    _wave("stretch.end_later", str(_T("actions", "End 0.1 seconds later")), "Shift+Right"),
    _wave("stretch.end_second_earlier", str(_T("actions", "End 1 second earlier")), "Ctrl+Shift+Left"),
    _wave("stretch.end_second_later", str(_T("actions", "End 1 second later")), "Ctrl+Shift+Right"),
    _wave("stretch.back_to_first", str(_T("actions", "Choose from here back to the start")), "Shift+Home"),
    _wave("stretch.on_to_last", str(_T("actions", "Choose from here to the end")), "Shift+End"),
    _wave("mark.previous", str(_T("actions", "Choose the mark before")), "Up"),
    _wave("mark.next", str(_T("actions", "Choose the next mark")), "Down"),
    _wave("mark.withdraw", str(_T("actions", "Take the chosen mark back")), "Del"),
    replace(_wave("zoom.in", str(_T("actions", "Zoom in")), "+", _HEARD), also=("Ctrl++", "Ctrl+=")),
    replace(_wave("zoom.out", str(_T("actions", "Zoom out")), "-", _HEARD), also=("Ctrl+-",)),
    _wave("zoom.stretch", str(_T("actions", "Zoom to the chosen stretch")), "Ctrl+E"),
    _wave("zoom.whole", str(_T("actions", "Show the whole recording")), "Ctrl+0"),
    _wave_fixed("wave.back", str(_T("actions", "Back 1 second, on the waveform")), "Left"),
    _wave_fixed("wave.forward", str(_T("actions", "Forward 1 second, on the waveform")), "Right"),
    _wave_fixed("wave.first", str(_T("actions", "To the start of the recording")), "Home"),
    _wave_fixed("wave.last", str(_T("actions", "To the end of the recording")), "End"),
    _wave_fixed("wave.page_back", str(_T("actions", "Look at what was before")), "PgUp"),
    _wave_fixed("wave.page_forward", str(_T("actions", "Look at what comes next")), "PgDown"),
    _wave_fixed("wave.lanes_up", str(_T("actions", "Show the voices above")), "Ctrl+Up"),
    _wave_fixed("wave.lanes_down", str(_T("actions", "Show the voices below")), "Ctrl+Down"),
    _wave_fixed("wave.play_stretch", str(_T("actions", "Play the chosen stretch")), "Return"),
)
OWN = (
    _heard("code.withdraw", str(_T("actions", "Take the code back")), "Backspace"),
    # On the waveform Delete takes the chosen mark back, so here it is a key of the list alone.
    replace(_heard("row.withdraw", str(_T("actions", "Take the code of the row back")), "Del"), places=_LIST),
    _heard("evidence.against", str(_T("actions", "Add as evidence against")), "Shift+E"),
    _heard("principle.not_evaluable", str(_T("actions", "Rate the principle as not evaluable")), "0"),
    # Audacity labels a stretch with Ctrl+B, ELAN annotates it with Alt+N.
    replace(_heard("moment", str(_T("actions", "Mark a moment")), "Ctrl+M"), also=("Ctrl+B",)),
    _heard("rating.leave", str(_T("actions", "Leave rating")), "Esc"),
    Spec(
        "codes.show",
        str(_T("actions", "Show the codes below the transcript, or hide them")),
        "Ctrl+H",
        Scope.PAGE,
        ("code",),
        When.SESSION_OPEN,
        _CODE_GROUP,
    ),
    replace(_heard("code.palette", str(_T("actions", "Find a code and give it")), "/"), also=("Alt+N",)),
    _heard("code.attributes", str(_T("actions", "Say more about the code")), ";"),
    # An apostrophe is a dead key on some keyboards.
    replace(_heard("focus.give", str(_T("actions", "Say what this is about")), "'"), also=("Ctrl+G",)),
    *(
        _heard(f"code.recent.{number}", str(_T("actions", "Give recent code {0}")), f"Alt+{number}")
        for number in range(1, 6)
    ),
    _heard("code.places", str(_T("actions", "Where this code is used")), "Ctrl+Shift+F"),
    _heard("code.next_same", str(_T("actions", "Next place with this code")), "Alt+Down"),
    _heard("code.previous_same", str(_T("actions", "Place before with this code")), "Alt+Up"),
    _chip("evidence.turn", str(_T("actions", "Turn the evidence for or against")), "T"),
    _chip("evidence.note", str(_T("actions", "Write a note on the evidence")), "M"),
    replace(_chip("evidence.remove", str(_T("actions", "Take the evidence away")), "Del"), fixed=True),
    _chip("passage.keep", str(_T("actions", "Keep the passage as evidence, or take that back")), "K"),
    _chip("passage.aside", str(_T("actions", "Put the passage aside as not relevant, or take that back")), "X"),
    replace(_chosen("passages.show", str(_T("actions", "Show passages worth hearing"))), key="Ctrl+Shift+P"),
    replace(_second("difference.hear", str(_T("actions", "Hear the place")), "Return"), fixed=True),
    _second("difference.first", str(_T("actions", "Choose the first mark")), "1"),
    _second("difference.second", str(_T("actions", "Choose the second mark")), "2"),
    _second("difference.discuss", str(_T("actions", "Leave the place for discussion")), "3"),
    # Seldom enough to go without a key, and often looked for in the palette.
    replace(
        _chosen("play.hold_mode", str(_T("actions", "Play while the key is held, or until it is pressed again"))),
        group=str(_T("actions", "Listen")),
    ),
    _chosen("mode.listen", str(_T("actions", "Listen right through"))),
    _chosen("mode.code", str(_T("actions", "Code with the transcript"))),
    _chosen("mode.second", str(_T("actions", "Second listen"))),
    _chosen("coding.lock", str(_T("actions", "Lock this coding"))),
    _chosen("coding.finish", str(_T("actions", "Finish this coding"))),
)
# Acts of the whole page must survive a change of codebook, which removes everything that begins with its prefix.
CODE_PREFIX = "code.book."


def code_action(code_id: str) -> str:
    """The act that applies a code."""
    return f"{CODE_PREFIX}{code_id}"


def code_specs(codebook: Codebook) -> list[Spec]:
    """An act a code, with the key its codebook gives it, and one for each variant on Shift."""
    codes: list[Code | Variant] = [*codebook.codes, *codebook.talk_codes, *variants(codebook)]
    return [_heard(code_action(code.id), code.name, code.key) for code in codes]


class Keys:
    """Binds acts to functions on the widgets that hear them; codes are bound anew with each codebook."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._codes: list[QAction] = []
        actions.add((*OWN, *WAVE, *TEXT, *CARE))

    def bind_all(self, widget: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
        """Have one widget hear several acts."""
        for id_, do in acts.items():
            self._actions.bind(id_, widget, do)

    def bind_field(self, field: QLineEdit, do: Callable[[], object]) -> None:
        """Play and pause while typing in a field."""
        self._actions.bind("play.toggle_typing", field, do)

    def set_codebook(self, codebook: Codebook, widgets: list[QWidget], do: Callable[[str], object]) -> None:
        """Give every code of a codebook its key on these widgets."""
        for action in self._codes:
            if isValid(action):
                action.deleteLater()
        self._codes.clear()
        self._actions.remove(CODE_PREFIX)
        self._actions.add(code_specs(codebook))
        for spec in code_specs(codebook):
            for widget in widgets:
                self._codes.append(self._actions.bind(spec.id, widget, _with(do, spec.id.removeprefix(CODE_PREFIX))))


def _with(do: Callable[[str], object], code_id: str) -> Callable[[], object]:
    return lambda: do(code_id)
