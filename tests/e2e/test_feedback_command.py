"""Family feedback by command line: the questions, a form, goals, what is refused, and what is shown masked."""

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
    asked = line.does("feedback", "form", "--audience", "child")["questions"]
    assert [one["id"] for one in asked][:2] == ["child_1", "child_2"]
    assert line.is_refused("feedback", "add", "S-0001", "--answer", "adult_1=9").startswith("“adult_1” cannot be")
    assert line.is_refused("feedback", "add", "S-0001").startswith("Nothing was answered")

    line.does("names", "S-0001", "--add", "child:Maya Orr/Maya")
    goal = line.does("feedback", "goal", "S-0001", "Maya sleeps through")["goal"]
    given = ("--answer", "adult_1=4", "--answer", "adult_9=5", "--words", "adult_keep=Ringing Maya first")
    made = line.does("feedback", "add", "S-0001", *given, "--goal", "1=-1")
    assert made["answered"] == 3
    line.does("feedback", "rate", "S-0001", "1", "--rater", "worker", "--level", "1")

    shown = line.does("feedback", "show", "S-0001")
    assert shown["forms"][0]["answers"]["values"] == {"adult_1": 4, "adult_9": 5}
    assert "Maya" not in str(shown)
    assert shown["goals"][0]["words"] == "[child 1] sleeps through"
    assert shown["t_score"] == {"family": 40.0, "worker": 60.0}
    real = line.does("feedback", "show", "S-0001", "--real")
    assert real["forms"][0]["answers"]["words"] == {"adult_keep": "Ringing Maya first"}

    line.does("feedback", "take-back", "S-0001", "--form", made["form"])
    line.does("feedback", "take-back", "S-0001", "--goal", "1")
    left = line.does("feedback", "show", "S-0001")
    assert (left["forms"], left["goals"]) == ([], [])
    assert goal not in str(left)


def test_a_team_of_one_worker_is_shown_no_share(line: CommandLine) -> None:
    line.does("feedback", "add", "S-0001", "--answer", "adult_9=5")
    told = line.does("feedback", "team", "North")
    assert all(one["share"] is None for one in told["lines"])
    assert line.is_refused("feedback", "worker", "W-17").startswith("Your role does not allow")
