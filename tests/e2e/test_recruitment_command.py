"""The recruitment store by command line: made for its purpose, refusing visits, and erased by its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coder.domain.sessions import SessionKind
from coder.store.home import Home
from coder.store.tables.double_packages import SealedCodingRow
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock
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


def test_the_lead_sees_where_two_raters_elsewhere_differ_and_notes_what_they_agree(
    made_recruitment: KeyedHome, tmp_path: Path, forks: Forks | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made_recruitment.copy(tmp_path / "recruitment")
    monkeypatch.setattr("coder.services.recruitment.second_coder", lambda _seed, _session, able: max(able))
    with store.opened() as lead:
        two = [add_evaluator(lead, code) for code in ("E-07", "E-09")]
        applicant = add_worker(lead, "A-07")
        session = add_recording(lead, applicant, held_on=datetime.now(UTC).date(), kind=SessionKind.RECRUITMENT)
        lead.recruitment.ask(lead.actor, session)
        given = [code_and_lock(lead, one, session, ("", "", ""), {"EMP": 3 + 2 * n}) for n, one in enumerate(two)]
        with lead.backing.store.write() as database:
            # Their codings came in packages; how is told by the tests of these.
            database.add_all(
                SealedCodingRow(id=coding, session_id=session, person_id=one.id, content=b"-", at=datetime.now(UTC))
                for coding, one in zip(given, two, strict=True)
            )
    line = CommandLine(store.folder, forks=forks)
    (shown,) = line.run("consensus", "show", session).data["pairs"]
    (place,) = shown["differences"]
    assert (place["label"], place["given"], place["talk"]) == ("EMP", {"E-07": "3", "E-09": "5"}, None)
    assert "do not differ there" in line.is_refused("consensus", "agree", session, "CLA", "3", "--reason", "Heard.")
    agreed = line.run("consensus", "agree", session, "emp", "4", "--reason", "Heard together.").data
    assert (agreed["talk"]["agreed"], agreed["talk"]["author_code"]) == ("4", "ME")
    (found,) = line.run("role-plays").data["role_plays"]
    ratings = {one["principle_id"]: one for one in found["ratings"]}
    assert [ratings["EMP"][key] for key in ("first", "second", "agreed")] == ["3", "5", "4"]
    out = tmp_path / "ratings.xlsx"
    assert line.run("recruitment", "ratings", session, "--format", "xlsx", "--out", str(out)).code == 0
    assert out.stat().st_size > 0
