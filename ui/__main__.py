"""``python -m ui`` and the installed ``practice-coder-app``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from coder.domain.errors import UserError
from coder.domain.purpose import Purpose


def main() -> None:
    """Run the window, or save pictures of its pages. Imports late, so that a frozen worker never loads Qt."""
    parser = argparse.ArgumentParser(prog="practice-coder-app", description="Listen to, code and reflect on practice.")
    parser.add_argument("--home", type=Path, help="folder of the store; else this user's own")
    parser.add_argument("--recruitment", action="store_true", help="work on the recruitment store of this user")
    parser.add_argument("--pictures", type=Path, help="save a picture of every page into this folder and end")
    parser.add_argument("--sections", action="store_true", help="with --pictures: of every section of a page, too")
    given, for_qt = parser.parse_known_args()
    purpose = Purpose.RECRUITMENT if given.recruitment else Purpose.PRACTICE
    home = given.home or (_recruitment_home() if given.recruitment else None)
    if home is not None:
        from coder.bootstrap import HOME_VARIABLE

        os.environ[HOME_VARIABLE] = str(home.absolute())
    if given.pictures is not None:
        from ui.pictures import take

        sys.exit(take(given.pictures, sections=given.sections))
    from ui.app import run

    sys.exit(run([sys.argv[0], *for_qt], purpose))


def _recruitment_home() -> Path:
    from coder.bootstrap import recruitment_home, usual_home

    try:
        return recruitment_home()
    except UserError:
        # A damaged settings file is told where the settings are read.
        return usual_home(Purpose.RECRUITMENT)


if __name__ == "__main__":
    main()
