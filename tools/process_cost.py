"""What a process has cost so far, on every system the program runs on."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil


def cpu_s(process: psutil.Process) -> float:
    """Processor seconds of a process, with those of its children that ended where the system counts them.

    Windows does not. Raises psutil.NoSuchProcess once it is gone.
    """
    used = process.cpu_times()
    ended = getattr(used, "children_user", 0.0) + getattr(used, "children_system", 0.0)
    return float(used.user + used.system + ended)


def peak_mib(process: psutil.Process) -> float | None:
    """The most memory a process held since its program began, in 2²⁰ bytes; None where the system does not tell it.

    Raises psutil.NoSuchProcess once it is gone.
    """
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    if sys.platform == "win32":
        return float(process.memory_info().peak_wset) / 2**20
    return None
