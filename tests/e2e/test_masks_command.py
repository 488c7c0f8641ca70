"""Names and masks by command line: names typed, a transcript shown masked, decisions made and taken back."""

from __future__ import annotations

from pathlib import Path

from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Word
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import KeyedHome, home, import_sound, made_home, visit_clip

__all__ = ["home", "made_home"]

SAID = "And then Maya told Bernadette at Finch Lane School."


def test_names_are_typed_masks_decided_and_copies_masked(home: KeyedHome, tmp_path: Path, forks: Forks | None) -> None:
    with home.opened() as services:
        session_id = import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 8))
        words = tuple(Word(0.5 * n, 0.5 * n + 0.4, text, 0.9) for n, text in enumerate(SAID.split()))
        voice = HeardSpeaker("S1", SpeakerRole.WORKER, 0.9)
        row = HeardUtterance(0.0, 5.0, "S1", SAID, words, ())
        services.transcripts.request(services.actor, session_id)
        services.transcripts.keep(session_id, Heard("en", "base", [voice], [row], (), 1.0))
    line = CommandLine(home.folder, forks=forks)

    assert line.is_refused("names", "S-0001", "--add", "dog:Rex").startswith("A name reads")
    named = line.does("names", "S-0001", "--add", "child:Maya Orr/May")["names"]
    assert [one["said"] for one in named] == [["Maya Orr", "May"]]
    shown = line.does("transcript", "S-0001", "--masked")["utterances"][0]
    assert shown["text"] == "And then [child 1] told [person 1] at [school]."
    assert (shown["words"][2]["text"], shown["words"][2]["start_s"]) == ("[child 1]", 1.0)

    assert line.is_refused("masks", "S-0001", "--decide", "no-name:9").startswith("A decision reads")
    decided = line.does("masks", "S-0001", "--decide", "no-name:2", "--decide", "right:3")
    assert [one["review"] for one in decided["masks"]] == ["right", "no name", "right"]
    assert "check before sharing" in decided["note"]
    undone = line.does("masks", "S-0001", "--undo")
    assert [one["review"] for one in undone["masks"]] == ["right", "no name", "open"]
    assert line.does("transcript", "S-0001")["utterances"][0]["text"] == SAID
