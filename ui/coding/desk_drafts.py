"""Text that was typed on the Code page and not yet kept: found in its fields, and put back into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.coding.dialog_drafts import DialogDrafts
from ui.coding.dialogs import MemoDialog
from ui.coding.workspace import PRINCIPLES

if TYPE_CHECKING:
    from ui.coding.view import CodePage

_MEMO, _MOMENT, _KIND, _SHAREABLE = "memo", "moment", "moment.kind", "moment.shareable"
_ON = "stands on"
_REASON, _ROW = "reason:", "row:"


class Drafts(QObject):
    """Drafts by the name of their field: ``memo`` or ``moment`` with what it stands on; ``reason:<principle>``;
    ``row:<id>``."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: dict[str, str] = {}
        self._dialogs = DialogDrafts(page)

    def typed(self) -> dict[str, str]:
        """What stands half typed in the fields now, and what could not be put back yet."""
        return {**self._waiting, **self._reasons(), **self._row(), **self._memo(), **self._dialogs.typed()}

    def without_rows(self, drafts: dict[str, str]) -> dict[str, str]:
        """The drafts without the one in a row of the transcript; what could not be put back into its row stays."""
        return {name: text for name, text in drafts.items() if not name.startswith(_ROW) or name in self._waiting}

    def forget(self) -> None:
        """Another session: nothing waits any more, and nothing typed stays in a field that goes on to that one."""
        self._waiting = {}
        self._dialogs.forget()
        self._page.space.principles.forget_typed()

    def restore(self, drafts: dict[str, str]) -> None:
        """Put drafts back into their fields, the innermost last so that it has the focus.

        What has no field now, because something must be asked first, waits and is not lost.
        """
        self._dialogs.restore(drafts)
        self._waiting = {name: text for name, text in drafts.items() if not self._dialogs.keeps(name)}
        if not self._page.model.may_code:
            return
        for name in [one for one in drafts if one.startswith(_REASON)]:
            self._restore_reason(name.removeprefix(_REASON), self._waiting.pop(name))
        for name in [one for one in drafts if one.startswith(_ROW)]:
            if self._page.text.typing.restore(name.removeprefix(_ROW), drafts[name]):
                del self._waiting[name]
        if _MEMO in drafts or _MOMENT in drafts:
            self._restore_memo(drafts)

    def _reasons(self) -> dict[str, str]:
        page = self._page
        found = {}
        for principle in page.model.frame.codebook.principles:
            card = page.space.principles.card(principle.id)
            if card.reason.text().strip() != card.state.reason:
                found[f"{_REASON}{principle.id}"] = card.reason.text()
        return found

    def _row(self) -> dict[str, str]:
        row_id, text = self._page.text.typing.draft
        return {f"{_ROW}{row_id}": text} if row_id else {}

    def _memo(self) -> dict[str, str]:
        dialog = self._dialog()
        if dialog is None or not dialog.text.document().isModified():
            return {}
        if not dialog.kind.count():
            return {_MEMO: dialog.text.toPlainText(), _ON: dialog.stands_on}
        shareable = "yes" if dialog.shareable.isChecked() else ""
        kind = str(dialog.kind.currentData())
        return {_MOMENT: dialog.text.toPlainText(), _ON: dialog.stands_on, _KIND: kind, _SHAREABLE: shareable}

    def _dialog(self) -> MemoDialog | None:
        return next((one for one in self._page.space.findChildren(MemoDialog) if one.isVisible()), None)

    def _restore_reason(self, principle_id: str, text: str) -> None:
        page = self._page
        if any(one.id == principle_id for one in page.model.frame.codebook.principles):
            page.space.show_tab(PRINCIPLES)
            page.space.principles.choose(principle_id)
            field = page.space.principles.card(principle_id).reason
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.setText(text)

    def _restore_memo(self, drafts: dict[str, str]) -> None:
        if _ON in drafts:
            # Where a mark would go now may be another place than the one the note was begun on.
            self._page.acts.resume(drafts[_ON], drafts.get(_KIND, ""))
        elif _MEMO in drafts:
            self._page.acts.memo()
        else:
            self._page.acts.moment(drafts.get(_KIND, ""))
        dialog = self._dialog()
        # The mark may have been taken back elsewhere; then the memo opens as a note of a moment, which is as good.
        if dialog is not None:
            for name in (_MEMO, _MOMENT, _ON, _KIND, _SHAREABLE):
                self._waiting.pop(name, None)
            dialog.shareable.setChecked(bool(drafts.get(_SHAREABLE)))
            dialog.text.setPlainText(drafts.get(_MEMO) or drafts.get(_MOMENT, ""))
            dialog.text.document().setModified(True)
