"""What is done about the two ratings of a role-play: talk over where they differ, and save them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from ui.agreement.second_keys import SECOND
from ui.context import Context
from ui.reporting.ask_path import AskPath, ask_export_path
from ui.sessions.recruitment_card import RecruitmentCard
from ui.sessions.role_play import ShownRolePlay
from ui.sessions.viewmodel import Details

TALK, SAVE = "ratings.talk", "ratings.save"


def _tr(text: str) -> str:
    return QCoreApplication.translate("rating_acts", text)


class RatingActs(QObject):
    """The acts, with their keys bound to ``page``; ``chosen`` gives the details that are shown, or None."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        chosen: Callable[[], Details | None],
        ask_path: AskPath = ask_export_path,
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._chosen, self._ask_path = context, page, chosen, ask_path
        context.actions.add(SECOND)
        context.actions.bind(TALK, page, self._talk_of_chosen)
        context.actions.bind(SAVE, page, self._save_chosen)

    def bind(self, card: RecruitmentCard, shown: ShownRolePlay) -> None:
        """Do what the buttons of a card ask for."""
        card.talk_wanted.connect(partial(self.talk, shown))
        card.save_wanted.connect(partial(self.save, shown))

    def talk(self, shown: ShownRolePlay) -> None:
        """Go to where the two differ."""
        if shown.found is not None:
            self._context.go_to("agreement", f"differences:{shown.found.session_id}")

    def save(self, shown: ShownRolePlay) -> None:
        """Ask for a file and write both ratings and what was agreed into it."""
        from coder.exports.formats import FileFormat

        found = shown.found
        path = self._ask_path(self._page, f"{found.session_code}-ratings.xlsx") if found is not None else ""
        if found is None or not path:
            return
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: services.recruitment.save(actor, found.session_id, FileFormat.named(Path(path)), Path(path)),
            lambda _: self._context.messages.info(_tr("Written to {0}.").format(Path(path).name)),
            owner=self,
        )

    def _talk_of_chosen(self) -> None:
        shown = self._role_play()
        if shown is not None and shown.can_talk:
            self.talk(shown)
        else:
            self._refuse(_tr("Choose a role-play on which two raters differ, and whose ratings are open to you."))

    def _save_chosen(self) -> None:
        shown = self._role_play()
        if shown is not None and shown.has_ratings:
            self.save(shown)
        else:
            self._refuse(_tr("Choose a role-play whose two ratings are open to you."))

    def _role_play(self) -> ShownRolePlay | None:
        details = self._chosen()
        return None if details is None else details.role_play

    def _refuse(self, told: str) -> None:
        self._context.messages.warn(told, passing=True)
