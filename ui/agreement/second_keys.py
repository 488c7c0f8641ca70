"""The acts about second codings, sealed packages and training recordings, and their keys."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from coder.domain.purpose import Purpose
from ui.action_table import Scope, Spec, When

_T = QT_TRANSLATE_NOOP
_GROUP = str(_T("actions", "Second codings and training"))
_HERE, _THERE, _BOTH = ("agreement",), ("sessions",), ("agreement", "sessions")


def _page(id_: str, text: str, key: str, places: tuple[str, ...], purpose: Purpose | None = None) -> Spec:
    return Spec(id_, text, key, Scope.PAGE, places, When.STORE_OPEN, _GROUP, purpose=purpose)


SECOND = (
    _page(
        "second.ask", str(_T("actions", "Ask a colleague for a second coding")), "Ctrl+Shift+A", _BOTH, Purpose.PRACTICE
    ),
    _page("second.set", str(_T("actions", "Draw a triple-coded set")), "Ctrl+Shift+D", _HERE, Purpose.PRACTICE),
    _page("package.take", str(_T("actions", "Take in a sealed package")), "Ctrl+Shift+O", _BOTH),
    _page("package.send", str(_T("actions", "Send a recording to a colleague")), "Ctrl+Shift+S", _THERE),
    _page("package.coding", str(_T("actions", "Send your coding to a colleague")), "Ctrl+Shift+B", _THERE),
    _page("package.card", str(_T("actions", "Show your card for sealed packages")), "Ctrl+Shift+C", _HERE),
    _page("package.partner", str(_T("actions", "Add a colleague's card")), "Ctrl+Shift+P", _HERE),
    _page("training.use", str(_T("actions", "Train on a recording")), "Ctrl+Shift+T", _BOTH, Purpose.PRACTICE),
    _page(
        "ratings.talk",
        str(_T("actions", "Talk over where two raters differ")),
        "Ctrl+Shift+L",
        _THERE,
        Purpose.RECRUITMENT,
    ),
    _page(
        "ratings.save",
        str(_T("actions", "Save the ratings of a role-play")),
        "Ctrl+Shift+E",
        _THERE,
        Purpose.RECRUITMENT,
    ),
)
