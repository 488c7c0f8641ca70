"""Text that was typed in a dialog over the Code page and not yet sent: reasons at the lock, the decision log."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from ui.coding.decisions import DIFFERENCE
from ui.coding.dialogs import LockDialog
from ui.library.decision_dialogs import WritingDialog

if TYPE_CHECKING:
    from ui.coding.view import CodePage

_LOCK = "lock:"
_WRITING = "log:"
_ON = f"{_WRITING}stands on"

Shown = TypeVar("Shown", bound=QDialog)


class DialogDrafts(QObject):
    """Drafts by name: ``lock:<principle>`` and ``log:<field>`` with what is written about.

    What cannot be put back yet, since the places of a second listen are still being read, waits and is not lost.
    """

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: dict[str, str] = {}
        page.second.changed.connect(self._places_came)

    def typed(self) -> dict[str, str]:
        """What stands half typed in the dialogs now, and what waits."""
        lock, writing = self._visible(LockDialog), self._visible(WritingDialog)
        if lock is not None:
            self._drop(_LOCK)
        reasons = lock.typed() if lock is not None else {}
        texts = writing.typed() if writing is not None and writing.stands_on else {}
        if writing is not None and texts:
            texts["stands on"] = writing.stands_on
        now = {f"{_LOCK}{id_}": text for id_, text in reasons.items()}
        return {**self._waiting, **now, **{f"{_WRITING}{key}": text for key, text in texts.items()}}

    @staticmethod
    def keeps(name: str) -> bool:
        """Whether a draft of this name is typed in a dialog of these."""
        return name.startswith((_LOCK, _WRITING))

    def forget(self) -> None:
        """Another session: nothing waits any more."""
        self._waiting = {}

    def restore(self, drafts: dict[str, str]) -> None:
        """Open again what was being written, with its words; other drafts are left alone."""
        self._waiting = {name: text for name, text in drafts.items() if self.keeps(name)}
        reasons = {name.removeprefix(_LOCK): text for name, text in drafts.items() if name.startswith(_LOCK)}
        if reasons and self._page.model.may_code and not self._page.model.locked:
            self._page.questions.ask_lock(reasons)
        elif self._page.model.locked:
            self._drop(_LOCK)
        self._write_on()

    def _places_came(self) -> None:
        if self._waiting.get(_ON, "").startswith(DIFFERENCE):
            self._write_on()

    def _write_on(self) -> None:
        if _ON in self._waiting and self._page.model.is_open and self._visible(WritingDialog) is None:
            self._page.care.decisions.resume(self._waiting[_ON], self._opened)

    def _opened(self, dialog: WritingDialog) -> None:
        dialog.take_typed({name.removeprefix(_WRITING): text for name, text in self._waiting.items()})
        self._drop(_WRITING)

    def _drop(self, prefix: str) -> None:
        self._waiting = {name: text for name, text in self._waiting.items() if not name.startswith(prefix)}

    def _visible(self, kind: type[Shown]) -> Shown | None:
        return next((one for one in self._page.findChildren(kind) if one.isVisible()), None)
