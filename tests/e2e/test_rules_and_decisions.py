"""Rules and decision log by command line, as a lead without a window uses them."""

from __future__ import annotations

import subprocess

from tests.helpers.command_line import PROGRAM, CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import PASSPHRASE, KeyedHome, home, made_home

__all__ = ["home", "made_home"]


def test_a_lead_sets_the_rules_and_decides_a_question(home: KeyedHome, monkeypatch, forks: Forks | None) -> None:
    line = CommandLine(home.folder, forks=forks)
    line.run(
        "policy",
        "set",
        "target_days=8",
        r"model=C:\new_models",
        r"safeguarding_text=Ring the duty team.\nThen your manager.",
    )
    assert line.run("policy", "set", "recordings_a_year=8", "target_days=99").code == 1
    rules = line.run("policy").data
    assert (rules["target_days"], rules["recordings_a_year"]) == (8, 6)
    assert rules["model"] == r"C:\new_models"
    assert rules["safeguarding_text"] == "Ring the duty team.\nThen your manager."

    asked = line.run("decision", "add", "Is a wish an open question?", "--code", "OQ").data["thread"]
    decided = line.run("decision", "decide", asked[-8:], "=Only with a question mark.").data["history"]
    assert [one["state"] for one in decided] == ["open", "decided"]
    monkeypatch.setenv("PRACTICE_CODER_PASSPHRASE", PASSPHRASE)
    command = [PROGRAM, "decisions", "--csv", "--search", "wish", "--home", str(home.folder)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(table) == 2
    assert ",'=Only with a question mark.," in table[1]
