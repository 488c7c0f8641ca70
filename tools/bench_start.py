"""How much it takes until the first window is painted and until Home can be used, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median

from tools.figure import Figure

ROUNDS = 5
_FIRST_WINDOW = """
import json, os, resource, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QTimer
from ui.app import Application, make_application
app = make_application(sys.argv)
program = Application()
program.window.show()
QTimer.singleShot(0, app.quit)
app.exec()
program.window.grab()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.process_time(), peak]), flush=True)
os._exit(0)
"""
_HOME = """
import json, os, psutil, sys, tempfile, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from datetime import date
from pathlib import Path
from coder.bootstrap import create_home, open_home
from coder.domain.people import Role
folder = Path(tempfile.mkdtemp()) / "store"
create_home(folder, passphrase="only for measuring", person_name="", roles=list(Role))
services = open_home(folder, passphrase="only for measuring")
services.demo.install(services.actor, date(2026, 11, 2))
begun = time.process_time()
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
from ui.pictures import window_on
window = window_on(services, "home")
window.resize(1360, 860)
window.show()
window.grab()
# Not the peak: the passphrase takes 256 MiB for a second, on purpose, and gives them back.
held = psutil.Process().memory_info().rss / 1024**2
print(json.dumps([time.process_time() - begun, held]), flush=True)
os._exit(0)
"""


def _measured(program: str, rounds: int) -> tuple[float, float]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    runs = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return median(run[0] for run in runs), median(run[1] for run in runs)


def figures() -> list[Figure]:
    """First window from source and a usable Home on the demo authority: CPU seconds and memory."""
    window_s, window_mib = _measured(_FIRST_WINDOW, ROUNDS)
    home_s, home_mib = _measured(_HOME, 3)
    return [
        Figure("first window painted, Python's start included", window_s, "s", 0.4),
        Figure("first window: peak memory", window_mib, "MiB", 200.0),
        Figure("usable Home on an open store of 110 sessions", home_s, "s", 1.5),
        Figure("usable Home: memory, store included", home_mib, "MiB", 200.0),
    ]
