"""Learning by command line, as a lead without a window uses it."""

from __future__ import annotations

from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import KeyedHome, home, import_sound, made_home, visit_clip

__all__ = ["home", "made_home"]


def test_a_lead_is_told_what_is_missing_and_chooses_where_suggestions_come_from(
    home: KeyedHome, tmp_path, forks: Forks | None
) -> None:
    with home.opened() as services:
        import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 5))
    line = CommandLine(home.folder, forks=forks)
    refused = line.run("suggestions", "train")
    assert (refused.code, refused.data["error"]) == (1, "This service has not switched learning on.")
    line.run("policy", "set", "learning=true", "learning_margin=0.05")
    assert "10 more are needed" in line.run("suggestions", "train").data["error"]
    counted = line.run("suggestions", "train", "--dry-run").data
    assert (counted["missing"], counted["learnt_from"]["left_out"]) == (10, {"not coded and locked yet": 1})
    assert line.run("suggestions", "leave-out", "S-0001").data["allowed"] is False
    left = line.run("suggestions", "train", "--dry-run").data["learnt_from"]["left_out"]
    assert left == {"somebody asked that it is not learnt from": 1}
    (starter,) = line.run("suggestions", "models").data["models"]
    assert (starter["in_use"], starter["learnt_from"]) == (True, None)
    assert line.run("suggestions", "adopt", "starter").data["model"]["in_use"]
    assert line.run("suggestions", "adopt", "3").code == 1
    assert line.run("suggestions", "next").data == {"sessions": []}
    gone = line.run("withdraw", "S-0001", "--who", "mother").data
    assert (gone["state"], gone["models"]) == ("withdrawn", [])
    assert line.run("erasure-certificate", "S-0001").data["complete"] is True
