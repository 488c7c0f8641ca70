"""What tells a window on the recruitment store from one on the practice store, and opens the one beside the other."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QProcess, QProcessEnvironment
from PySide6.QtWidgets import QWidget

from coder.domain.purpose import Purpose
from ui.context import Context
from ui.widgets.notice import Notice

FLAG = "--recruitment"


def window_title(shown: str, purpose: Purpose) -> str:
    """What a task bar shows: the page, the store where it is not the usual one, the program."""
    store = QCoreApplication.translate("recruitment", "Recruitment")
    parts = [shown, *([store] if purpose is Purpose.RECRUITMENT else []), "Practice Coder"]
    return " – ".join(parts)


class RecruitmentNotice(Notice):
    """One quiet line above every page of a recruitment store; nothing in any other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("user", parent)
        self.sentence.setText(self.tr("Recruitment store: role-plays of applicants, apart from all practice."))

    def show_for(self, purpose: Purpose) -> None:
        """Show it, or take no room."""
        self.setVisible(purpose is Purpose.RECRUITMENT)


def open_recruitment(context: Context) -> None:
    """Start the program once more, on the recruitment store; the first time it asks what it needs to make one."""
    if start_beside():
        context.messages.info(
            QCoreApplication.translate("recruitment", "The recruitment store opens in a window of its own.")
        )
        return
    context.messages.error(
        QCoreApplication.translate("recruitment", "The second window could not be started. Nothing was changed."),
        QCoreApplication.translate("recruitment", "Close other programs and try again."),
    )


def start_beside() -> bool:
    """Start a process that outlives this one, on the recruitment store; False when the system refuses."""
    from coder.bootstrap import HOME_VARIABLE, PASSPHRASE_VARIABLE

    process = QProcess()
    program, *arguments = recruitment_command()
    process.setProgram(program)
    process.setArguments(arguments)
    environment = QProcessEnvironment.systemEnvironment()
    # They are this store's and open another one only by mistake.
    environment.remove(HOME_VARIABLE)
    environment.remove(PASSPHRASE_VARIABLE)
    process.setProcessEnvironment(environment)
    return _detached(process)


def _detached(process: QProcess) -> bool:
    started = process.startDetached()
    return bool(started[0] if isinstance(started, tuple) else started)


def recruitment_command() -> list[str]:
    """Program and arguments of a window on the recruitment store."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "ui"]
    return [*start, FLAG]
