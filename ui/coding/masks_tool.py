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
from coder.domain.sessions import Session
from coder.exports.files import save_whole
from coder.exports.mask_note import masked_note
from ui.coding.masks_dialog import MasksDialog
from ui.reporting.ask_path import AskPath, ask_export_path

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class MasksTool(QObject):
    """``ask_path`` is replaced in tests."""

    def __init__(self, page: CodePage, ask_path: AskPath = ask_export_path) -> None:
        super().__init__(page)
        self._page, self.ask_path = page, ask_path
        self.dialog: MasksDialog | None = None
        self._found: MaskedSession | None = None
        page.keys.bind_all(page, {"masks.open": self.open})

    def open(self) -> None:
        """Show the masks of the open session, beginning with the row that is chosen."""
        page = self._page
        if page.model.is_open:
            self._found = None
            session = page.model.session
            self._read(session.id, partial(self._opened, session, page.space.list.current_id))

    def _opened(self, session: Session, row_id: str, found: MaskedSession) -> None:
        model = self._page.model
        # Names take a moment to be looked for; who went on to another session meanwhile is not asked about this one.
        if not model.is_open or model.session.id != session.id:
            return
        dialog = self.dialog = self._made(session)
        self._found = found
        dialog.show_session(found, row_id)
        self._page.questions.open(dialog)

    def _made(self, session: Session) -> MasksDialog:
        page, context, id_ = self._page, self._page.context, session.id
        actor, masks = context.actor, context.services.masks
        dialog = MasksDialog(
            masked_note(),
            may_decide=may(actor, Action.MASK_NAMES),
            may_give_out=may(actor, Action.GIVE_OUT_NAMES),
            parent=page,
        )
        do = partial(self._do, id_)
        dialog.decided.connect(
            lambda mask, verdict, here: do(partial(masks.decide, actor, id_, mask, verdict, here=here))
        )
        dialog.name_wanted.connect(lambda kind, text: do(partial(masks.add_names, actor, id_, [(kind, text)])))
        dialog.drop_wanted.connect(lambda name_id: do(partial(masks.drop_name, actor, id_, name_id)))
        dialog.undo_wanted.connect(lambda: do(partial(masks.undo, actor, id_)))
        dialog.redo_wanted.connect(lambda: do(partial(masks.redo, actor, id_)))
        dialog.play_wanted.connect(page.playback.play)
        dialog.gone_to.connect(self._go_to)
        dialog.save_wanted.connect(partial(self._save, session))
        dialog.finished.connect(page.playback.pause)
        dialog.finished.connect(self._forget)
        return dialog

    def _read(self, session_id: str, done: Callable[[MaskedSession], None]) -> None:
        context, known = self._page.context, self._found
        masks, actor = context.services.masks, context.actor
        context.operations.read(lambda: masks.review(actor, session_id, known), done, owner=self, key="masks")

    def _do(self, session_id: str, act: Callable[[], Changes]) -> None:
        shown = partial(self._read, session_id, self._show)
        self._page.context.operations.write(act, lambda _: shown(), owner=self, initiator=self)

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

    def _save(self, session: Session, real: bool) -> None:
        context = self._page.context
        path = self.ask_path(self._page, f"transcript-{session.code}.pdf")
        if not path:
            return
        texts, actor = context.services.transcripts, context.actor
        context.operations.read(
            lambda: save_whole(Path(path), texts.pdf(actor, session, real=real)),
            lambda _: context.messages.info(self.tr("Written to {0}.").format(Path(path).name)),
            owner=self,
        )
