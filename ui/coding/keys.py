"""The keys of the Code page beyond the common table, and their binding to what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from codebook.schema import Codebook
from ui.action_table import Scope, Spec, When
from ui.actions import Actions
from ui.coding.attributes import variants

_T = QT_TRANSLATE_NOOP
_CODE_GROUP = str(_T("actions", "Code and rate"))
_REVIEW_GROUP = str(_T("actions", "Review suggestions"))
_HEARD = ("code/transcript", "code/waveform")
_SECOND = ("code/second",)


def _heard(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, _HEARD, When.CODING_OPEN, _CODE_GROUP)


def _second(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, _SECOND, When.SUGGESTION_SELECTED, _REVIEW_GROUP)


def _chip(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PANEL, ("code/principles",), When.CODING_OPEN, _CODE_GROUP)


def _chosen(id_: str, text: str) -> Spec:
    return Spec(id_, text, "", Scope.PAGE, ("code",), When.SESSION_OPEN, _CODE_GROUP)


OWN = (
    _heard("code.withdraw", str(_T("actions", "Take the code back")), "Backspace"),
    _heard("evidence.against", str(_T("actions", "Add as evidence against")), "Shift+E"),
    _heard("principle.not_evaluable", str(_T("actions", "Rate the principle as not evaluable")), "0"),
    _heard("moment", str(_T("actions", "Mark a moment")), "Ctrl+M"),
    _heard("rating.leave", str(_T("actions", "Leave rating")), "Esc"),
    _heard("code.palette", str(_T("actions", "Find a code and give it")), "/"),
    _heard("code.attributes", str(_T("actions", "Say more about the code")), "."),
    *(
        _heard(f"code.recent.{number}", str(_T("actions", "Give recent code {0}")), f"Alt+{number}")
        for number in range(1, 6)
    ),
    _heard("code.places", str(_T("actions", "Where this code is used")), "Ctrl+Shift+F"),
    _heard("code.next_same", str(_T("actions", "Next place with this code")), "Alt+Down"),
    _heard("code.previous_same", str(_T("actions", "Place before with this code")), "Alt+Up"),
    _chip("evidence.turn", str(_T("actions", "Turn the evidence for or against")), "T"),
    _chip("evidence.note", str(_T("actions", "Write a note on the evidence")), "M"),
    _chip("evidence.remove", str(_T("actions", "Take the evidence away")), "Del"),
    replace(_second("difference.hear", str(_T("actions", "Hear the place")), "Return"), fixed=True),
    _second("difference.first", str(_T("actions", "Choose the first mark")), "1"),
    _second("difference.second", str(_T("actions", "Choose the second mark")), "2"),
    _second("difference.discuss", str(_T("actions", "Leave the place for discussion")), "3"),
    # Seldom enough to go without a key, and often looked for in the palette.
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
    codes = [*codebook.codes, *codebook.talk_codes, *variants(codebook)]
    return [_heard(code_action(code.id), code.name, code.key) for code in codes]


class Keys:
    """Binds acts to functions on the widgets that hear them; codes are bound anew with each codebook."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._codes: list[QAction] = []
        actions.add(OWN)

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
        for code in (*codebook.codes, *codebook.talk_codes, *variants(codebook)):
            for widget in widgets:
                self._codes.append(self._actions.bind(code_action(code.id), widget, _with(do, code.id)))


def _with(do: Callable[[str], object], code_id: str) -> Callable[[], object]:
    return lambda: do(code_id)
