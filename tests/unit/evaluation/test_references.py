"""What may lie beside a recording, and what is refused with the line it stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.errors import UserError
from coder.evaluation.references import Reference, TimedWord, Turn, find_recordings, read_reference

RTTM = """;; made by hand
SPKR-INFO visit 1 <NA> <NA> <NA> unknown S1 <NA>
SPEAKER visit 1 0.50 1.25 <NA> <NA> worker <NA> <NA>

SPEAKER visit 1 1.50 2.00 <NA> <NA> mother <NA> <NA>
"""
CTM = "visit 1 0.50 0.20 Hello 0.9\nvisit 1 0.75 0.25 there\n"


def put(folder: Path, name: str, text: str | bytes = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_part_that_is_there_is_read(tmp_path: Path) -> None:
    sound = put(tmp_path, "visit.wav")
    put(tmp_path, "visit.txt", "\ufeffHello there.\n")
    put(tmp_path, "visit.rttm", RTTM)
    put(tmp_path, "visit.ctm", CTM)
    assert read_reference(sound) == Reference(
        text="Hello there.",
        turns=(Turn(0.5, 1.75, "worker"), Turn(1.5, 3.5, "mother")),
        words=(TimedWord(0.5, 0.7, "Hello"), TimedWord(0.75, 1.0, "there")),
        starts=(("Hello", 0.5), ("there", 0.75)),
    )


def test_what_is_not_there_is_unknown_and_what_is_empty_is_nothing(tmp_path: Path) -> None:
    assert read_reference(put(tmp_path, "a.wav")) == Reference()
    sound = put(tmp_path, "b.wav")
    for ending in ("txt", "rttm", "ctm"):
        put(tmp_path, f"b.{ending}")
    assert read_reference(sound) == Reference(text="", turns=(), words=(), starts=())


@pytest.mark.parametrize(
    ("name", "content", "line", "why"),
    [
        ("a.rttm", RTTM + "SPEAKER visit 1 3.0 1.0\n", 6, "eight fields"),
        ("a.rttm", "SPEAKER visit 1 abc 1.0 <NA> <NA> S1 <NA> <NA>", 1, "not a number"),
        ("a.rttm", "SPEAKER visit 1 1.0 -1.0 <NA> <NA> S1 <NA> <NA>", 1, "below zero"),
        ("a.rttm", "SPEAKER visit 1 nan 1.0 <NA> <NA> S1 <NA> <NA>", 1, "below zero"),
        ("a.rttm", "start\tend\tspeaker", 1, "SPEAKER"),
        ("a.rttm", RTTM + "SPEAKER other 1 3.0 1.0 <NA> <NA> S1 <NA> <NA>", 6, "second recording"),
        ("a.ctm", CTM + "visit 1 2.0 0.1", 3, "five fields"),
        ("a.ctm", CTM + "other 1 2.0 0.1 bye", 3, "second recording"),
        ("a.ctm", "visit 1 inf 0.1 bye", 1, "below zero"),
        ("a.txt", b"fine\nfine\n\xff\xfe\n", 3, "UTF-8"),
    ],
)
def test_a_reference_that_cannot_be_read_is_refused_by_its_line(
    name: str, content: str | bytes, line: int, why: str, tmp_path: Path
) -> None:
    put(tmp_path, "a.wav")
    put(tmp_path, name, content)
    with pytest.raises(UserError, match=rf"^Line {line} of {name} cannot be read: .*{why}") as refused:
        find_recordings(tmp_path)
    assert "nothing was measured" in refused.value.hint


def test_folders_in_the_folder_are_looked_through_but_not_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.WAV", "sub/a.opus", ".hidden/c.wav", "._b.wav", "notes.txt", "b.rttm.bak"):
        put(tmp_path, name)
    put(tmp_path, "sub/a.txt", "words")
    found = find_recordings(tmp_path)
    assert [(one.name, one.reference.text) for one in found] == [("b.WAV", None), ("sub/a.opus", "words")]


def test_a_folder_without_sound_or_no_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "only.txt", "words")
    with pytest.raises(UserError, match="no recording in this folder"):
        find_recordings(tmp_path)
    with pytest.raises(UserError, match="no such folder"):
        find_recordings(tmp_path / "elsewhere")
