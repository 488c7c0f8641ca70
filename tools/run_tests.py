"""Runs every check of the project: style, types, import contracts, then all tests. Stops at the first that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("style", [BIN / "ruff", "check", "."]),
    ("layout", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("types", [BIN / "mypy"]),
    ("import contracts", [BIN / "lint-imports", "--no-cache"]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q"]),
)


def main() -> int:
    """Run the checks in order; the exit code is the first that is not 0."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("OMP_NUM_THREADS", "1")
    for name, command in CHECKS:
        print(f"— {name}", flush=True)
        code = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode
        if code:
            print(f"{name}: failed", flush=True)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
