"""A coaching conversation by command line, as a coach without a window holds it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pikepdf

from coder.domain.people import Role
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import make_home


def test_a_coach_prepares_holds_signs_and_prints_a_conversation(tmp_path: Path, forks: Forks | None) -> None:
    made = make_home(tmp_path / "store", roles=(Role.COACH, Role.WORKER))
    with made.opened() as services:
        services.demo.install(services.actor, date.today() - timedelta(days=30))
        recording = services.profiles.get(services.actor, "W-17").tracks[0].recordings[-1].session_code
    line = CommandLine(made.folder, forks=forks)

    assert "no conversation" in line.run("coaching", "show", "W-17").data["error"]
    begun = line.run("coaching", "begin", "W-17").data
    assert (len(begun["bright"]), begun["ratings"], begun["heard"]) == (2, [], False)
    assert len(line.run("coaching", "heard", "W-17").data["ratings"]) == 7
    assert line.run("coaching", "write", "W-17", "mood", "Good").code == 1
    due = date.today() + timedelta(days=40)
    said = line.run("coaching", "write", "W-17", "intention", "Ask first.", "--by", due.isoformat()).data
    assert (said["words"]["intention"], said["due_on"]) == ("Ask first.", due.isoformat())
    assert line.run("coaching", "sign", "W-17", "worker").code == 1
    line.run("coaching", "sign", "W-17", "worker", "--name", "W-17")
    signed = line.run("coaching", "sign", "W-17", "coach").data
    assert [one["at_screen_of"] for one in signed["signatures"]] == ["ME", ""]
    assert line.run("coaching", "undo", "W-17").code == 1
    assert line.run("profile", "W-17").data["next_steps"][0]["due_on"] == due.isoformat()

    line.run("coaching", "pack", "W-17", "--out", tmp_path / "pack.pdf")
    with pikepdf.open(tmp_path / "pack.pdf") as opened:
        assert opened.docinfo.Title == "Coaching conversation with worker W-17"
    assert line.run("coaching", "comment", recording, "It was a hard day.", "--otherwise").code == 0
    assert "demo" in line.run("coaching", "second-listen", recording).data["error"]
    before = [one["said"] for one in line.run("coaching", "looks", "W-17").data["looks"]]
    assert line.run("profile", "W-17", "--out", tmp_path / "profile.pdf").data["recordings"]
    after = [one["said"] for one in line.run("coaching", "looks", "W-17").data["looks"]]
    assert len(after) - len(before) == 2, "one reading, and one copy"
    looks = [one["said"] for one in line.run("coaching", "looks", "W-17").data["looks"]]
    signed_and_taken = {"signed a coaching conversation", "took a copy of a coaching conversation"}
    assert signed_and_taken | {f"wrote down how the worker sees {recording}"} <= set(looks)
