"""Runs a module as a program and says how much memory it took at most, on a line of its own after the module's.

The process itself must look: what the system tells its starter counts the starter's own memory too, of which the new
process is a copy until it becomes another program.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_KIB = 1024


def peak_bytes() -> int | None:
    """The most memory this process held since its program began; None where the system does not tell that."""
    if not _STATUS.exists():
        return None
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * _KIB


def main() -> None:
    """Entry point of the process; its one argument is the module."""
    runpy.run_module(sys.argv[1], run_name="__main__")
    sys.stdout.write(json.dumps({"peak_bytes": peak_bytes()}) + "\n")


if __name__ == "__main__":
    main()
