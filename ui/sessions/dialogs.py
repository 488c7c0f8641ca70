"""What the Sessions page asks: a new line of the ledger, and whether to erase a recording."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from coder.domain.sessions import Answer, Session, SessionKind
from ui.sessions.permission_form import PermissionForm
from ui.sessions.words import erased_words
from ui.theme import Role
from ui.widgets.confirm import ConfirmDialog
from ui.widgets.labels import label
from ui.widgets.question import Question


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)


class LineDialog(Question):
    """One more line for the ledger. A refusal cannot be added here: it erases, and is asked about twice."""

    def __init__(self, session: Session, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("What somebody said about recording {0}").format(session.code),
            _tr("What was noted is never changed. A later answer of the same person counts, and the earlier stays."),
            _tr("Note it"),
            parent,
        )
        self.form = PermissionForm(today, role_play=_role_play(session))
        self.note = label("", Role.CAPTION, wrap=True)
        self.body.addWidget(self.form)
        self.body.addWidget(self.note)
        self.form.changed.connect(self._check)
        self._check()

    @property
    def refused(self) -> bool:
        """Whether the answer means that the recording must go."""
        return self.form.draft().answer is not Answer.GIVEN

    def _check(self) -> None:
        self.act.setEnabled(self.form.complete)
        self.act.setText(self.tr("Go on…") if self.refused else self.tr("Note it"))
        self.note.setText(
            self.tr("A refusal erases the recording; you will be asked once more.") if self.refused else ""
        )
        self.note.setVisible(self.refused)


def ask_withdrawal(parent: QWidget, session: Session, then: Callable[[str, str], object]) -> ConfirmDialog:
    """Say what would be erased, ask who withdrew and why, and call ``then(who, reason)``."""
    dialog = _erasing(parent, session, _tr("Permission was withdrawn for {0}").format(session.code))
    hint = _tr("applicant … no names") if _role_play(session) else _tr("mother … no names")
    who = dialog.add_field(_tr("Who withdrew it"), hint)
    reason = dialog.add_field(_tr("Reason, if one was given"), needed=False)
    dialog.accepted.connect(lambda: then(who.text().strip(), reason.text().strip()))
    dialog.open()
    who.setFocus()
    return dialog


def ask_refusal(parent: QWidget, session: Session, then: Callable[[], object]) -> ConfirmDialog:
    """Say what would be erased because somebody refused, and do ``then`` when the user says so twice."""
    dialog = _erasing(parent, session, _tr("Somebody refused: erase {0}?").format(session.code))
    dialog.accepted.connect(then)
    dialog.open()
    return dialog


def _role_play(session: Session) -> bool:
    return session.kind is SessionKind.RECRUITMENT


def _erasing(parent: QWidget, session: Session, title: str) -> ConfirmDialog:
    understood = _tr("I understand that this cannot be undone")
    return ConfirmDialog(title, erased_words(session), _tr("Erase for good"), understood, parent)
