"""Family feedback by command line: a form, a goal, what is refused, what is shown masked, and what is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.people import Role
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import import_sound, make_home, visit_clip


@pytest.fixture
def line(tmp_path: Path, forks: Forks | None) -> CommandLine:
    """A store of a steward, who works with no family, with one session in it."""
    home = make_home(tmp_path / "store", "Sam", (Role.STEWARD, Role.LEAD))
    with home.opened() as services:
        import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 8))
    return CommandLine(home.folder, forks=forks)


def test_a_form_and_goals_are_taken_down_shown_masked_and_taken_back(line: CommandLine) -> None:
    assert line.is_refused("feedback", "add", "S-0001", "--answer", "adult_1=9").startswith("“adult_1” cannot be")

    line.does("names", "S-0001", "--add", "child:Maya Orr/Maya")
    goal = line.does("feedback", "goal", "S-0001", "Maya sleeps through")["goal"]
    given = ("--answer", "adult_1=4", "--answer", "adult_9=5", "--words", "adult_keep=Ringing Maya first")
    made = line.does("feedback", "add", "S-0001", *given, "--goal", "1=-1")
    assert made["answered"] == 3
    shown = line.does("feedback", "show", "S-0001")
    assert shown["forms"][0]["answers"]["values"] == {"adult_1": 4, "adult_9": 5}
    assert "Maya" not in str(shown)
    assert shown["goals"][0]["words"] == "[child 1] sleeps through"
    assert shown["t_score"] == {"family": 40.0, "worker": None}
    told = line.does("feedback", "team", "North")
    assert [one["share"] for one in told["lines"]] == [None] * len(told["lines"])

    line.does("feedback", "take-back", "S-0001", "--form", made["form"])
    line.does("feedback", "take-back", "S-0001", "--goal", goal)
    real = line.does("feedback", "show", "S-0001", "--real")
    assert (real["forms"], real["goals"]) == ([], [])
