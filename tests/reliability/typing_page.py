"""A Code page in a process of its own, in which a memo is typed letter by letter until the process is killed.

Arguments: folder of the store, key of the vault (hex), session id. Writes one line a letter: how many are typed by now.
"""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.audio.outputs import SilentOutput
from coder.bootstrap import open_for_worker
from tests.reliability.killable import acknowledge
from ui.actions import Actions
from ui.coding.dialogs import MemoDialog
from ui.coding.view import CodePage
from ui.context import Context
from ui.messages import Messages
from ui.operations import Operations

LETTER_EVERY_MS = 60


def main(folder: str, key: str, session_id: str) -> None:
    """Type for ever."""
    app = QApplication([])
    operations = Operations(Messages())
    context = Context(operations, operations.messages, Actions())

    def opened(services: object) -> None:
        context.open(services, services.actor)  # type: ignore[attr-defined, arg-type]
        page.resize(1280, 720)
        page.show()
        page.open_with(session_id)
        page.care.desk.restored.connect(begin)

    def begin() -> None:
        page.acts.moment()
        timer.start()

    typed = count(1)

    def type_one() -> None:
        (dialog,) = page.space.findChildren(MemoDialog)
        QTest.keyClick(dialog.text, "x")
        acknowledge("typed", next(typed), time.time())

    timer = QTimer(interval=LETTER_EVERY_MS)
    timer.timeout.connect(type_one)
    page = CodePage(context, lambda: SilentOutput(clock=time.monotonic))
    # On the writing thread, where the program opens its store too.
    operations.in_turn(lambda: open_for_worker(Path(folder), bytes.fromhex(key)), opened)
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
