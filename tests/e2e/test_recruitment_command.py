"""The recruitment store by command line: made for its purpose, refusing visits, and erased by its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from coder.store.home import Home
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.pages import tone
from tests.helpers.real_store import KeyedHome, home, made_home, made_recruitment

__all__ = ["home", "made_home", "made_recruitment", "tone"]

_GIVEN = ("--permission", "applicant:adult:written:given")


def test_a_role_play_is_kept_held_released_and_certified(
    made_recruitment: KeyedHome, home: KeyedHome, tone: Path, tmp_path: Path, forks: Forks | None
) -> None:
    store = made_recruitment.copy(tmp_path / "recruitment")
    line = CommandLine(store.folder, forks=forks)
    today = datetime.now(UTC).date()
    about = (str(tone), "--team", "Spring", "--date", today.isoformat(), *_GIVEN)
    refused = line.run("import", *about, "--worker", "W-17")
    assert (refused.code, "role-plays of applicants only" in refused.data["error"]) == (1, True)
    other = CommandLine(home.folder, forks=forks).run("import", *about, "--worker", "A-07", "--kind", "recruitment")
    assert (other.code, "a store of its own" in other.data["error"]) == (1, True)

    session = line.run("import", *about, "--worker", "A-07", "--kind", "recruitment").data["session"]
    (found,) = line.run("role-plays").data["role_plays"]
    assert found["keep_until"] == (today + timedelta(days=180)).isoformat()
    until = (today + timedelta(days=300)).isoformat()
    held = line.run("recruitment", "keep", "S-0001", "--until", until, "--reason", "challenged").data
    assert (held["session"], held["keeping"]["last_day"]) == (session, until)
    assert line.run("withdraw", "S-0001", "--who", "applicant").code == 1
    assert [one[1] for one in line.run("recruitment", "erase-due").data["held"]] == ["S-0001"]
    assert line.run("recruitment", "end-hold", "S-0001").data["keeping"]["longer"] is None
    assert line.run("recruitment", "certificate", "S-0001").code == 1
    assert line.run("withdraw", "S-0001", "--who", "applicant").code == 0
    proof = tmp_path / "proof.txt"
    certified = line.run("recruitment", "certificate", "S-0001", "--out", str(proof)).data
    assert (certified["complete"], certified["by"]) == (True, "ME")
    assert certified["sha256"] in proof.read_text(encoding="utf-8")
    assert not list(Home(store.folder).recordings.iterdir())
    assert line.run("profile", "A-07").code == 1
