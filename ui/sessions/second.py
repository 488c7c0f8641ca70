"""Second codings, packages and training from the Sessions page, for the session that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.purpose import Purpose
from coder.domain.sessions import Session, SessionState
from ui.agreement.second_acts import SecondActs
from ui.agreement.second_keys import SECOND
from ui.context import Context
from ui.sessions.role_play import ShownRolePlay
from ui.sessions.viewmodel import Details
from ui.widgets.buttons import ghost
from ui.widgets.card import Card
from ui.widgets.flow import in_lines

_ASK, _SEND, _CODING, _TRAIN, _TAKE = "second.ask", "package.send", "package.coding", "training.use", "package.take"
_RIGHTS = {
    _ASK: Action.ASK_FOR_SECOND,
    _SEND: Action.EXCHANGE_PACKAGES,
    _CODING: Action.EXCHANGE_PACKAGES,
    _TRAIN: Action.KEEP_REFERENCES,
}
_LOCKED = frozenset({SessionState.LOCKED, SessionState.FINISHED})


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)


class SecondOfSession(QObject):
    """The acts, with their keys bound to ``page``; ``chosen`` gives the details that are shown, or None."""

    def __init__(self, context: Context, page: QWidget, chosen: Callable[[], Details | None]) -> None:
        super().__init__(page)
        self.acts = SecondActs(context, page)
        self._context, self._chosen = context, chosen
        context.actions.add(SECOND)
        for id_ in _RIGHTS:
            context.actions.bind(id_, page, partial(self._for_chosen, id_))
        context.actions.bind(_TAKE, page, lambda: self.acts.take_in())

    def offered(self, session: Session) -> tuple[str, ...]:
        """What the actor may do with a session, by the ids of the acts."""
        role_play = practice_of(session.kind) is Practice.RECRUITMENT
        apart = session.demo or (role_play and self._context.purpose is not Purpose.RECRUITMENT)
        if apart or session.recording is None or session.state is SessionState.WITHDRAWN:
            return ()
        allowed = (id_ for id_, action in _RIGHTS.items() if may(self._context.actor, action))
        # A role-play is finished also for who rated nothing of it.
        coded = session.state in _LOCKED and (not role_play or session.evaluator_id == self._context.actor.id)
        return tuple(id_ for id_ in allowed if id_ != _CODING or coded)

    def do(self, id_: str, session: Session) -> None:
        """Begin an act with a session. Raises KeyError for an unknown one."""
        {
            _ASK: partial(self.acts.ask, session.id),
            _SEND: partial(self.acts.send, session),
            _CODING: partial(self.acts.send_coding, session),
            _TRAIN: partial(self.acts.train_on, session.id),
        }[id_]()

    def card(self, details: Details) -> Card | None:
        """A card with a button for each act that is offered, or None without any; where one cannot be done now, its
        button says why."""
        session = details.session
        offered = self.offered(session)
        if not offered:
            return None
        names = {
            _ASK: (_tr("Ask a colleague…"), "plus"),
            _SEND: (_tr("Send to a colleague…"), "file-up"),
            _CODING: (_tr("Send your coding…"), "file-up"),
            _TRAIN: (_tr("Train on it…"), "target"),
        }
        role_play = practice_of(session.kind) is Practice.RECRUITMENT
        card = Card(_tr("Raters at other computers") if role_play else _tr("Second coding and training"))
        buttons = []
        for id_ in offered:
            text, icon = names[id_]
            button = ghost(text, icon, self._context.actions.key_text(id_))
            button.clicked.connect(partial(self._clicked, id_, session))
            if why := _hindered(id_, details.role_play):
                button.setEnabled(False)
                button.setToolTip(why)
                button.setAccessibleDescription(why)
            buttons.append(button)
        card.body.addWidget(in_lines(*buttons))
        return card

    def _clicked(self, id_: str, session: Session, _checked: bool = False) -> None:
        self.do(id_, session)

    def _for_chosen(self, id_: str, _checked: bool = False) -> None:
        details = self._chosen()
        if details is None:
            self._context.messages.warn(_tr("Choose one session first."), passing=True)
            return
        session = details.session
        if id_ not in self.offered(session):
            self._context.messages.warn(_tr("This cannot be done with {0}.").format(session.code), passing=True)
        elif why := _hindered(id_, details.role_play):
            self._context.messages.warn(why, passing=True)
        else:
            self.do(id_, session)


def _hindered(id_: str, role_play: ShownRolePlay | None) -> str:
    return role_play.not_to_be_sent if id_ == _SEND and role_play is not None else ""
