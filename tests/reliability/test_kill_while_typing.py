"""kill -9 while a memo is being typed: at most the last two seconds of it are lost, and it is open again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.killable import ROOT
from tests.widget.coding import material

LETTERS = 80
MOST_LOST_S = 2.0

pytestmark = [pytest.mark.reliability, pytest.mark.slow]


def test_a_kill_costs_at_most_two_seconds_of_typing(tmp_path: Path) -> None:
    made = material.make_store(tmp_path / "store")
    session_id = made.sessions["ready"]
    command = [sys.executable, "-m", "tests.reliability.typing_page", str(made.folder), made.key.hex(), session_id]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    typed: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            _, number, at = line.split()
            typed[int(number)] = float(at)
            if int(number) >= LETTERS:
                break
        process.kill()
    assert len(typed) == LETTERS
    services = made.open_copy(tmp_path / "after")
    try:
        desk = services.desk.get(services.actor, session_id)
    finally:
        services.close()
    assert desk is not None
    kept = len(desk.drafts["moment"])
    assert set(desk.drafts["moment"]) == {"x"}
    lost_s = typed[LETTERS] - typed[min(kept + 1, LETTERS)]
    assert lost_s <= MOST_LOST_S, f"{LETTERS - kept} letters of the last {lost_s:.2f} s"
