"""References of our own recordings in the form the measuring command has them: the demo visit and the shared folder.

A table of turns (.tsv: start, end, speaker, text) tells when the first word of each turn begins; of the other words
only the order is known, so word times are measured on first words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources
from pathlib import Path

from coder.evaluation.references import Recording, Reference, Turn, find_recordings

Starts = tuple[tuple[str, float | None], ...]

# The same hour five times over and the formats of one minute tell nothing new about words and voices.
_LONG = "dev_session3_64min"
_NOBODY_SPEAKS = ("noise_only_60s", "silence_30s")
_OF_INTEREST = ("real", "sim", "synth")


@contextmanager
def demo_visit() -> Iterator[Recording]:
    """The bundled visit with its words, voices and the beginning of every utterance, from the script it was made of."""
    data = resources.files("coder.demo") / "data"
    truth = json.loads((data / "visit-truth.json").read_text(encoding="utf-8"))
    lines = [
        (line["start_s"], line["end_s"], turn["speaker"], line["text"])
        for turn in truth["turns"]
        for line in turn["utterances"]
    ]
    with resources.as_file(data / "visit.opus") as path:
        yield Recording(path, "demo/visit.opus", of_lines(lines))


def shared_recordings(shared: Path, *, long: bool = False) -> tuple[Recording, ...]:
    """The development recordings: real, mixed and synthetic talk, and two in which nobody speaks.

    ``long`` takes the hour as well. Raises UserError when a reference cannot be read.
    """
    found = []
    for recording in find_recordings(shared / "data" / "audio"):
        folder, stem = recording.name.split("/")[0], recording.path.stem
        if stem in _NOBODY_SPEAKS:
            found.append(replace(recording, reference=Reference(text="", turns=(), words=())))
        elif folder in _OF_INTEREST and (long or stem != _LONG):
            found.append(_with_table(recording))
    return tuple(found)


def of_lines(lines: Iterable[tuple[float, float, str, str]]) -> Reference:
    """The reference that lines of start, end (seconds), speaker and text make."""
    kept = list(lines)
    return Reference(
        text="\n".join(text for _, _, _, text in kept),
        turns=tuple(Turn(start_s, end_s, speaker) for start_s, end_s, speaker, _ in kept),
        starts=starts_of(kept),
    )


def starts_of(lines: Iterable[tuple[float, float, str, str]]) -> Starts:
    """All words in order; the first of each line begins when its line does."""
    return tuple(
        (word, start_s if place == 0 else None)
        for start_s, _, _, text in lines
        for place, word in enumerate(text.split())
    )


def read_table(path: Path) -> list[tuple[float, float, str, str]]:
    """The lines of a table of turns, its heading left out."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [(float(start), float(end), speaker, text) for start, end, speaker, text in rows]


def _with_table(recording: Recording) -> Recording:
    table = recording.path.with_suffix(".tsv")
    if not table.is_file():
        return recording
    return replace(recording, reference=replace(recording.reference, starts=starts_of(read_table(table))))
