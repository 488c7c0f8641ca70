"""The acts of pausing, deciding and caring on the Code page."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from ui.action_table import Scope, Spec, When

_T = QT_TRANSLATE_NOOP
_CARE = str(_T("actions", "Pause and decide"))


def _page(id_: str, text: str, key: str) -> Spec:
    return Spec(id_, text, key, Scope.PAGE, ("code",), When.SESSION_OPEN, _CARE)


CARE = (
    # Far from every other key, so that nobody pauses by accident, and on its own, so that nobody has to think.
    # On every page while a session is open: who has just heard something may be looking for the procedure elsewhere.
    Spec("safeguarding", str(_T("actions", "Safeguarding pause")), "F12", Scope.PAGE, (), When.SESSION_OPEN, _CARE),
    _page("decisions", str(_T("actions", "Decisions about this code")), "Ctrl+Shift+D"),
    _page("content_note.write", str(_T("actions", "Write a content note for the next listener")), ""),
)
