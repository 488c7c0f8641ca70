"""Words with times. Version 0 is the machine's and never changes; the sound is the evidence, not the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coder.domain.people import SpeakerRole


class Flag(StrEnum):
    """A reason to check a piece of transcript by ear."""

    LOW_CONFIDENCE = "low-confidence"
    SUSPECT = "suspect"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Word:
    """One word; times in seconds from the start of the recording, probability 0–1."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True)
class Speaker:
    """One voice of a recording. ``role`` is a guess until ``confirmed``."""

    id: str
    label: str
    role: SpeakerRole
    role_probability: float
    confirmed: bool


@dataclass(frozen=True)
class Utterance:
    """One complete thought by one speaker. ``index`` counts from 0 in the order of speech."""

    id: str
    index: int
    start_s: float
    end_s: float
    speaker_id: str
    text: str
    words: tuple[Word, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A stretch where somebody speaks and no text was found; listen there."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Transcript:
    """The transcript of one session at one version."""

    id: str
    session_id: str
    version: int
    language: str
    model: str
    duration_s: float
    speakers: tuple[Speaker, ...]
    utterances: tuple[Utterance, ...]
    gaps: tuple[Gap, ...] = ()
    coverage: float = 1.0

    @property
    def confirmed(self) -> bool:
        """Whether a person has confirmed who every voice is."""
        return all(speaker.confirmed for speaker in self.speakers)

    def role_of(self, speaker_id: str) -> SpeakerRole:
        """The role of one voice. Raises KeyError when the transcript has no such voice."""
        for speaker in self.speakers:
            if speaker.id == speaker_id:
                return speaker.role
        raise KeyError(speaker_id)
