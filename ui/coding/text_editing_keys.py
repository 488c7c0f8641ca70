"""The acts that correct a transcript, with their usual keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP

from ui.action_table import Scope, Spec, When

_T = QT_TRANSLATE_NOOP
_GROUP = str(_T("actions", "Correct the transcript"))
_PAGE = ("code",)
_LIST = ("code/transcript",)


def _row(id_: str, text: str, key: str = "") -> Spec:
    return Spec(id_, text, key, Scope.PANEL, _LIST, When.SESSION_OPEN, _GROUP)


def _page(id_: str, text: str, key: str = "") -> Spec:
    return Spec(id_, text, key, Scope.PAGE, _PAGE, When.SESSION_OPEN, _GROUP)


def _typing(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.FIELD, _PAGE, When.SESSION_OPEN, _GROUP)


TEXT = (
    _row("text.edit", str(_T("actions", "Correct the words")), "F2"),
    replace(_typing("text.keep", str(_T("actions", "Keep what was typed")), "Return"), fixed=True),
    _row("text.keep_next", str(_T("actions", "Keep, and correct the next row")), "Ctrl+Return"),
    _row("text.loop", str(_T("actions", "Loop the row, also while typing")), "Ctrl+L"),
    _row("text.split", str(_T("actions", "Split at the cursor, or before the word played")), "Ctrl+Shift+Return"),
    _row("text.merge_next", str(_T("actions", "Merge with the next row")), "Ctrl+J"),
    _row("text.merge_previous", str(_T("actions", "Merge with the row before")), "Ctrl+Shift+J"),
    _row("text.word_down", str(_T("actions", "Give the last word to the next row")), "Ctrl+Shift+Down"),
    _row("text.word_up", str(_T("actions", "Give the first word to the row before")), "Ctrl+Shift+Up"),
    _row("text.take_next", str(_T("actions", "Take the first word of the next row"))),
    _row("text.take_previous", str(_T("actions", "Take the last word of the row before"))),
    _row("text.other_voice", str(_T("actions", "Somebody else said this")), "Ctrl+T"),
    _row("text.voice_from_here", str(_T("actions", "From here on it is another voice"))),
    _row("text.remove", str(_T("actions", "Take out words nobody said")), "Ctrl+Del"),
    _row("text.original", str(_T("actions", "The machine's words again")), ""),
    _page("text.compare", str(_T("actions", "Compare with the machine's version")), "Ctrl+D"),
    _page("voices.open", str(_T("actions", "Voices: rename, merge, split, add")), "Ctrl+Shift+V"),
    _page("masks.open", str(_T("actions", "Names and masks: what copies hide")), "Ctrl+Shift+N"),
    _page("masks.show", str(_T("actions", "Hide names in the transcript, or show them")), "Ctrl+Shift+H"),
    _page("walk.next", str(_T("actions", "Next place to check by ear")), "F7"),
    _page("walk.previous", str(_T("actions", "Place to check before")), "Shift+F7"),
    _page("walk.right", str(_T("actions", "Heard, and the words are right")), "Ctrl+F7"),
    _page("walk.gaps", str(_T("actions", "Hear the speech without text, place by place")), "Ctrl+Shift+F7"),
    _page("walk.end", str(_T("actions", "End the checking"))),
)
