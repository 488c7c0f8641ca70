"""What may follow a key once the row is painted: done a moment later, and once however often it was asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

# Less than anybody sees, and enough for the row to be painted before.
_SOON_MS = 10


class Soon(QTimer):
    """Runs ``do`` a moment after it was asked for; asking again in the meantime does not put it off.

    What costs much has its own ``after_ms``, so that the cursor moves on in between.
    """

    def __init__(self, do: Callable[[], object], parent: QObject, after_ms: int = _SOON_MS) -> None:
        super().__init__(parent, singleShot=True, interval=after_ms)
        self._do = do
        self.timeout.connect(self._run)

    def ask(self, *_: object) -> None:
        """Have it done soon."""
        if not self.isActive():
            self.start()

    def now(self) -> None:
        """Have it done at once, if it was asked for and is not yet done."""
        if self.isActive():
            self.stop()
            self._run()

    def _run(self) -> None:
        self._do()
