"""What is done about how long a role-play is kept: hold it, end the hold, save the certificate of its erasure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from coder.analysis.wording import day_text
from coder.domain.certificate import ErasureCertificate
from coder.domain.keeping import LONGEST_HOLD, WARNED
from coder.domain.recruitment import RolePlay
from ui.context import Context
from ui.sessions.recruitment_card import RecruitmentCard
from ui.sessions.role_play import ShownRolePlay
from ui.theme import Role
from ui.widgets.confirm import ConfirmDialog, confirm
from ui.widgets.date_field import DateField
from ui.widgets.labels import label
from ui.widgets.question import Question

_FIRST_OFFER = timedelta(days=90)


def _tr(text: str) -> str:
    return QCoreApplication.translate("keeping", text)


def ask_certificate_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write the certificate; empty when the user thought better of it."""
    return QFileDialog.getSaveFileName(parent, _tr("Certificate of erasure"), suggested, _tr("Text (*.txt)"))[0]


class HoldDialog(Question):
    """``held(day, reason)`` when both are given."""

    held = Signal(object, str)

    def __init__(self, found: RolePlay, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Keep {0} longer").format(found.session_code),
            _tr(
                "For example because an appointment is challenged. It is noted who said so, when and why, and shown to "
                "everybody who sees this role-play."
            ),
            _tr("Keep it"),
            parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first, last = found.keeping.erased_on, today + LONGEST_HOLD
        self.day = DateField(min(max(first, today + _FIRST_OFFER), last))
        self.day.setMinimumDate(QDate(first.year, first.month, first.day))
        self.day.setMaximumDate(QDate(last.year, last.month, last.day))
        self.day.setAccessibleName(self.tr("The last day it is kept"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(120)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.body.addWidget(label(self.tr("The last day it is kept"), buddy=self.day))
        self.body.addWidget(self.day)
        self.body.addWidget(label(self.tr("Reason"), buddy=self.reason))
        self.body.addWidget(self.reason)
        note = self.tr(
            "No names. Two years at most; a hold that is still needed then is renewed. It does not reach copies that "
            "were sent to raters: these run out by the clock of their own store."
        )
        self.body.addWidget(label(note, Role.CAPTION, wrap=True))
        self.reason.textChanged.connect(self._check)
        self.accepted.connect(lambda: self.held.emit(self.day.day, self.reason.text().strip()))
        self._check()

    def _check(self) -> None:
        self.act.setEnabled(bool(self.reason.text().strip()))


class KeepingActs(QObject):
    """Asks over ``page`` what is needed, and does it."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        ask_path: Callable[[QWidget, str], str] = ask_certificate_path,
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._ask_path = context, page, ask_path

    def bind(self, card: RecruitmentCard, shown: ShownRolePlay) -> None:
        """Do what the buttons of a card ask for."""
        if shown.found is not None:
            card.hold_wanted.connect(partial(self.ask_hold, shown.found, shown.today))
            card.hold_ended.connect(partial(self.ask_end, shown.found, shown.today))
        if shown.erased is not None:
            card.certificate_wanted.connect(partial(self.save, shown.erased))

    def ask_hold(self, found: RolePlay, today: date) -> HoldDialog:
        """Ask until when and why."""
        dialog = HoldDialog(found, today, self._page)
        services, actor = self._context.services, self._context.actor
        keep = services.retention.keep_longer
        dialog.held.connect(lambda day, why: self._write(partial(keep, actor, found.session_id, day, why)))
        dialog.open()
        return dialog

    def ask_end(self, found: RolePlay, today: date) -> ConfirmDialog:
        """Ask once more, and say when it goes then."""
        services, actor = self._context.services, self._context.actor
        warned = _tr("The rule of the store counts again. It is never erased before {0}.").format(
            day_text(today + WARNED + timedelta(days=1))
        )
        return confirm(
            self._page,
            _tr("End the hold on {0}?").format(found.session_code),
            warned,
            _tr("End the hold"),
            _tr("The reason to keep it longer is over"),
            partial(self._write, partial(services.retention.end_hold, actor, found.session_id)),
        )

    def save(self, found: ErasureCertificate) -> None:
        """Write the certificate as it stands now."""
        from coder.exports.erasure_certificate import certificate_text
        from coder.exports.files import save_whole

        path = self._ask_path(self._page, f"{found.session_code}-erased.txt")
        if path:
            self._context.operations.read(
                lambda: save_whole(Path(path), certificate_text(found).encode()),
                lambda _: self._context.messages.info(_tr("Written to {0}.").format(Path(path).name)),
                owner=self,
            )

    def _write(self, work: Callable[[], object]) -> None:
        self._context.operations.write(work, owner=self)
