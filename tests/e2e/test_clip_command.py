"""A clip by command line: answers taken down, a refusal with its reason, and the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from coder.cli.clips import parse_answer, parse_time
from coder.domain.clips import Asked, ClipDraft
from coder.domain.errors import UserError
from coder.domain.masks import MaskKind
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Answer, HowAsked
from coder.domain.transcripts import Word
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import KeyedHome, home, import_sound, made_home, visit_clip

__all__ = ["home", "made_home"]

SAID = "And then Maya told me."


def test_a_clip_leaves_once_both_agreed(home: KeyedHome, tmp_path: Path, forks: Forks | None) -> None:
    with home.opened() as services:
        session_id = import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 8))
        words = tuple(Word(0.5 * n, 0.5 * n + 0.4, text, 0.9) for n, text in enumerate(SAID.split()))
        voice = HeardSpeaker("S1", SpeakerRole.WORKER, 0.9)
        row = HeardUtterance(0.0, 5.0, "S1", SAID, words, ())
        services.transcripts.request(services.actor, session_id)
        services.transcripts.keep(session_id, Heard("en", "base", [voice], [row], (), 1.0))
        found = services.transcripts.get(services.actor, session_id)
        assert found is not None
        services.transcripts.confirm_roles(services.actor, session_id, {one.id: one.role for one in found.speakers})
        services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya")])
    line, out = CommandLine(home.folder, forks=forks), tmp_path / "out.flac"
    asked = ("clip", "S-0001", "--from", "0:00", "--to", "0:04", "--out", str(out), "--disguise")

    assert line.is_refused(*asked).startswith("The worker has not agreed")
    assert not out.exists()
    noted = line.does("clip-permission", "S-0001", "--add", "worker:worker", "--add", "father:adult:written")
    assert [(one["who"], one["answer"]) for one in noted["answers"]] == [("worker", "given"), ("father", "given")]
    made = line.does(*asked)
    assert (made["path"], made["disguised"], made["duration_s"]) == ("out.flac", True, 4.0)
    assert made["bleeps"] == [pytest.approx([0.7, 1.7])]
    assert soundfile.info(out).frames == 64_000


def test_answers_and_times_are_read_as_they_are_written() -> None:
    assert parse_answer("mother:child:through an interpreter:refused:worker") == ClipDraft(
        "mother", Asked.CHILD, Answer.REFUSED, HowAsked.INTERPRETER, "worker"
    )
    for wrong in ("mother", ":adult", "mother:uncle", "mother:adult:spoken:perhaps", "a:adult:spoken:given:b:c"):
        with pytest.raises(UserError):
            parse_answer(wrong)
    assert [parse_time(one) for one in ("3:14", "194", "1:00:00.5", "0")] == [194, 194, 3600.5, 0]
    for wrong in ("", "3:", "a", "-3", "nan", "1:2:3:4", "3:-4"):
        with pytest.raises(UserError):
            parse_time(wrong)
