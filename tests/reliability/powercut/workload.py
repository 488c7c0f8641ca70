"""The recorded run: code with an audit line a step, empty the log now and then, acknowledge each step in a file.

Run as ``python -m tests.reliability.powercut.workload FOLDER SYNCHRONOUS STEPS`` on a home that was filled before.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import event

from coder.domain.ids import new_id
from coder.store.engine import open_store
from coder.store.home import Home
from tests.reliability.workloads import KEY, note_act
from tests.store.builders import entry


def main() -> None:
    """The whole run."""
    folder, synchronous, steps = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    coding_id, author_id = (folder / "ids").read_text().split()
    home = Home(folder)
    store = open_store(home.address(KEY))

    def weaken(driver: object, *_: object) -> None:
        driver.execute(f"PRAGMA synchronous = {synchronous}")  # type: ignore[attr-defined]

    event.listen(store.engine, "checkout", weaken)
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(steps):
        step = new_id()
        with store.write() as session:
            session.add_all(entry(coding_id, author_id, step_id=step, note="x" * 500) for _ in range(3))
            session.flush()
            note_act(session, "coded", step)
        os.write(acknowledged, f"{step}\n".encode())
        if number % 7 == 6:
            store.checkpoint()
    os._exit(0)


if __name__ == "__main__":
    main()
