"""Opens the review of masks over a Code page and carries out what is decided in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from coder.domain.changes import Changes
from coder.domain.masks import MaskedSession
from coder.domain.permissions import Action, may
from coder.exports.files import save_whole
from coder.exports.mask_note import masked_note
from ui.coding.masks_dialog import MasksDialog
from ui.reporting.ask_path import AskPath, ask_pdf_path

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class MasksTool(QObject):
    """``ask_path`` is replaced in tests."""

    def __init__(self, page: CodePage, ask_path: AskPath = ask_pdf_path) -> None:
        super().__init__(page)
        self._page, self.ask_path = page, ask_path
        self.dialog: MasksDialog | None = None
        self._found: MaskedSession | None = None
        page.keys.bind_all(page, {"masks.open": self.open})

    def open(self) -> None:
        """Show the masks of the open session, beginning with the row that is chosen."""
        page, context = self._page, self._page.context
        if not page.model.is_open:
            return
        actor = context.actor
        dialog = MasksDialog(
            masked_note(),
            may_decide=may(actor, Action.MASK_NAMES),
            may_give_out=may(actor, Action.GIVE_OUT_NAMES),
            parent=page,
        )
        masks, id_ = context.services.masks, page.model.session.id
        dialog.decided.connect(
            lambda mask, verdict, here: self._do(partial(masks.decide, actor, id_, mask, verdict, here=here))
        )
        dialog.name_wanted.connect(lambda kind, text: self._do(partial(masks.add_names, actor, id_, [(kind, text)])))
        dialog.drop_wanted.connect(lambda name_id: self._do(partial(masks.drop_name, actor, id_, name_id)))
        dialog.undo_wanted.connect(lambda: self._do(partial(masks.undo, actor, id_)))
        dialog.redo_wanted.connect(lambda: self._do(partial(masks.redo, actor, id_)))
        dialog.play_wanted.connect(page.playback.play)
        dialog.gone_to.connect(self._go_to)
        dialog.save_wanted.connect(self._save)
        dialog.finished.connect(page.playback.pause)
        dialog.finished.connect(self._forget)
        self.dialog, self._found = dialog, None
        self._read(partial(self._opened, dialog, page.space.list.current_id))

    def _opened(self, dialog: MasksDialog, row_id: str, found: MaskedSession) -> None:
        self._found = found
        dialog.show_session(found, row_id)
        self._page.questions.open(dialog)

    def _read(self, done: Callable[[MaskedSession], None]) -> None:
        context, id_ = self._page.context, self._page.model.session.id
        masks, actor = context.services.masks, context.actor
        known = self._found
        context.operations.read(lambda: masks.review(actor, id_, known), done, owner=self, key="masks")

    def _do(self, act: Callable[[], Changes]) -> None:
        self._page.context.operations.write(act, lambda _: self._read(self._show), owner=self, initiator=self)

    def _show(self, found: MaskedSession) -> None:
        if self.dialog is not None and isValid(self.dialog) and self.dialog.isVisible():
            self._found = found
            self.dialog.show_session(found)

    def _forget(self) -> None:
        """Words that may be erased are held no longer than they are shown."""
        self._found = None

    def _go_to(self, utterance_id: str) -> None:
        if self._page.presenter.row(utterance_id) is not None:
            self._page.space.list.choose(utterance_id)

    def _save(self, real: bool) -> None:
        context, session = self._page.context, self._page.model.session
        path = self.ask_path(self._page, f"transcript-{session.code}.pdf")
        if not path:
            return
        texts, actor = context.services.transcripts, context.actor
        context.operations.read(
            lambda: save_whole(Path(path), texts.pdf(actor, session, real=real)),
            lambda _: context.messages.info(self.tr("Written to {0}.").format(Path(path).name)),
            owner=self,
        )
