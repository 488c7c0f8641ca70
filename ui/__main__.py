"""``python -m ui`` and the installed ``practice-coder-app``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main() -> None:
    """Run the window, or save pictures of its pages. Imports late, so that a frozen worker never loads Qt."""
    parser = argparse.ArgumentParser(prog="practice-coder-app", description="Listen to, code and reflect on practice.")
    parser.add_argument("--home", type=Path, help="folder of the store; else this user's own")
    parser.add_argument("--pictures", type=Path, help="save a picture of every page into this folder and end")
    given, for_qt = parser.parse_known_args()
    if given.home is not None:
        from coder.bootstrap import HOME_VARIABLE

        os.environ[HOME_VARIABLE] = str(given.home.absolute())
    if given.pictures is not None:
        from ui.pictures import take

        sys.exit(take(given.pictures))
    from ui.app import run

    sys.exit(run([sys.argv[0], *for_qt]))


if __name__ == "__main__":
    main()
