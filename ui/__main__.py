"""``python -m ui`` and the installed ``practice-coder-app``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the window. Imports late, so that a frozen worker of the same executable never loads Qt."""
    from ui.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
