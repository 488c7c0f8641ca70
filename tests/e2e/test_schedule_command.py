"""The recording programme by command line: what is due, planning it, and the calendar file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from coder.domain.people import Role
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import KeyedHome, home, made_home

__all__ = ["home", "made_home"]


def test_a_recording_is_planned_told_and_written_to_a_calendar(
    home: KeyedHome, tmp_path: Path, forks: Forks | None
) -> None:
    with home.opened() as services:
        people, actor = services.people, services.actor
        people.add_person(actor, code="W-02", name="Ada", roles=[Role.WORKER])
        people.add_person(actor, code="W-01", name="Ben", roles=[Role.WORKER])
    line = CommandLine(home.folder, forks=forks)
    first = line.run("schedule").data
    assert [one["worker"] for one in first["programme"]["workers"]] == ["W-01", "W-02"]
    assert first["programme"]["service"]["standings"] == {"first to plan": 2}
    assert first["feedback"] == {"figure": None, "waiting": {"n": 0, "beyond_target": 0}, "finished": 0}

    day = (datetime.now(UTC) + timedelta(days=20)).date()
    calendar = tmp_path / "days.ics"
    planned = line.run("schedule", "--worker", "W-02", "--plan", day.isoformat(), "--ics", str(calendar)).data
    (one,) = planned["programme"]["workers"]
    assert (one["standing"], one["on"], planned["days_written"]) == ("planned", day.isoformat(), 1)
    text = calendar.read_text(encoding="utf-8")
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in text
    assert "Ada" not in text

    assert line.run("schedule", "--plan", day.isoformat()).code == 1
    assert line.run("schedule", "--worker", "W-02", "--rest", "left", "--take-back").code == 1
    assert line.run("schedule", "--worker", "W-02", "--not-made", "lazy").code == 1
    rested = line.run("schedule", "--worker", "W-02", "--rest", "left").data["programme"]["workers"]
    assert [(one["standing"], one["resting"]) for one in rested] == [("resting", "left")]
