"""Why a sound file may be refused: one sentence and one piece of advice for each reason."""

from __future__ import annotations

from enum import StrEnum

from coder.domain.errors import UserError


class DecodeProblem(StrEnum):
    """A reason to refuse a sound file; nothing of a refused file is kept."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_BIG = "too big"
    TOO_LONG = "too long"
    NOT_AUDIO = "not audio"
    NO_SOUND_TRACK = "no sound track"
    NO_SAMPLES = "no samples"
    SILENT = "silent"
    CUT_OFF = "cut off"
    HOSTILE = "hostile"
    DS2 = "ds2"
    UNKNOWN_CODEC = "unknown codec"
    TOO_SLOW = "too slow"
    CRASHED = "crashed"
    NO_MEMORY = "no memory"


_SENTENCES: dict[DecodeProblem, tuple[str, str]] = {
    DecodeProblem.MISSING: (
        "The file is no longer where it was.",
        "Choose it again; if it lies on a recorder or a stick, plug that in first.",
    ),
    DecodeProblem.UNREADABLE: (
        "The file could not be opened for reading.",
        "Check that you may read it and that no other program holds it, then choose it again.",
    ),
    DecodeProblem.EMPTY: (
        "The file is empty: it holds no data at all.",
        "Copy it again from the recorder; nothing was imported.",
    ),
    DecodeProblem.TOO_BIG: (
        "The file is larger than the limit for one recording.",
        "Export the sound alone, or a compressed format such as m4a or mp3, and import that.",
    ),
    DecodeProblem.TOO_LONG: (
        "The recording is longer than the limit for one session.",
        "Cut it into one file for each conversation and import those; nothing was imported.",
    ),
    DecodeProblem.NOT_AUDIO: (
        "This is not a sound file that can be read, or it is too damaged.",
        "Try to play it in another program; export it from there as WAV, m4a or mp3.",
    ),
    DecodeProblem.NO_SOUND_TRACK: (
        "The file holds no sound track.",
        "If it is a video, check that its sound was recorded, then choose another file.",
    ),
    DecodeProblem.NO_SAMPLES: (
        "The file is a sound file with nothing recorded in it.",
        "Copy it again from the recorder; nothing was imported.",
    ),
    DecodeProblem.SILENT: (
        "The whole recording is silent.",
        "Check the microphone of the recorder and that you chose the right file; nothing was imported.",
    ),
    DecodeProblem.CUT_OFF: (
        "The recording was cut off before it was finished, and its beginning cannot be used without its end.",
        "Copy it again from the recorder, or let the recorder finish saving before you unplug it.",
    ),
    DecodeProblem.HOSTILE: (
        "The file claims to hold far more sound than a file of its size can, so it was not trusted.",
        "Copy it again from the recorder; if this happens again, do not use the file.",
    ),
    DecodeProblem.DS2: (
        "This is a DS2 (DSS Pro) recording, a format only the recorder's own program can read.",
        "Export it as WAV from the Olympus, OM System or Philips program, and import that.",
    ),
    DecodeProblem.UNKNOWN_CODEC: (
        "The sound in this file is stored in a way this program cannot read.",
        "Export it as WAV, m4a or mp3 from the program that made it.",
    ),
    DecodeProblem.TOO_SLOW: (
        "Reading the file took far too long and was stopped; nothing was imported.",
        "Close other programs and try again; if it happens again, export the file as WAV and import that.",
    ),
    DecodeProblem.CRASHED: (
        "The part of the program that reads sound files stopped at this file; everything else is safe.",
        "Export the recording as WAV from another program and import that.",
    ),
    DecodeProblem.NO_MEMORY: (
        "There was not enough memory to read this file; nothing was imported.",
        "Close other programs and try again, or import a shorter file.",
    ),
}


class AudioRefused(UserError):
    """A sound file was refused; ``problem`` says why, the sentence says it to the user.

    ``file_number`` counts from 1 where several files were chosen, else it is 0.
    """

    def __init__(self, problem: DecodeProblem, file_number: int = 0) -> None:
        sentence, hint = _SENTENCES[problem]
        super().__init__(f"File {file_number}: {sentence}" if file_number else sentence, hint)
        self.problem = problem
