"""Words with times. Version 0 is the machine's and never changes; the sound is the evidence, not the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from coder.domain.people import SpeakerRole


class Flag(StrEnum):
    """A reason to check a piece of transcript by ear."""

    LOW_CONFIDENCE = "low-confidence"
    SUSPECT = "suspect"
    OVERLAP = "overlap"
    TIME_UNCERTAIN = "time-uncertain"


class Doubt(StrEnum):
    """Why a piece of text is suspect, or its time uncertain."""

    REPETITION = "repetition"
    RATE = "rate"
    NO_SPEECH = "no-speech"
    OUTSIDE_SPEECH = "outside-speech"
    PHANTOM = "phantom"
    GUESSED = "guessed"
    LANGUAGE = "language"
    WORD_TIMES = "word-times"


_WORDS_IN_DOUBT = frozenset({Doubt.REPETITION, Doubt.NO_SPEECH, Doubt.OUTSIDE_SPEECH, Doubt.PHANTOM, Doubt.LANGUAGE})


@dataclass(frozen=True, slots=True)
class Reason:
    """A doubt, and the two-letter code of the language where it is clear that another one is spoken."""

    doubt: Doubt
    language: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times in seconds from the start of the recording, probability 0–1."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True)
class Speaker:
    """One voice of a recording. ``role`` is a guess until ``confirmed``; ``named`` when a person gave the label."""

    id: str
    label: str
    role: SpeakerRole
    role_probability: float
    confirmed: bool
    named: bool = False


@dataclass(frozen=True)
class Utterance:
    """One complete thought by one speaker. ``index`` counts from 0 in the order of speech.

    ``edited``: a person changed its words or its bounds. ``checked``: a person heard it and found it right, so nothing
    asks to check it. ``reasons`` say why it is suspect, or its times uncertain. ``sources`` are the machine's
    utterances its words come from, empty where they are its own.
    """

    id: str
    index: int
    start_s: float
    end_s: float
    speaker_id: str
    text: str
    words: tuple[Word, ...] = ()
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    edited: bool = False
    checked: bool = False
    sources: tuple[str, ...] = ()

    @property
    def is_misheard(self) -> bool:
        """Whether its words may never have been said, or not in this language, and nobody has heard it since."""
        return any(reason.doubt in _WORDS_IN_DOUBT for reason in self.reasons)


@dataclass(frozen=True)
class Placement:
    """Where marks on utterances stand after edits: on which utterance, or on none any more, only on their time."""

    ids: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def row_of(self, utterance_id: str) -> str:
        """The utterance that holds what was this one; empty when there is none any more."""
        seen: set[str] = set()
        while utterance_id in self.aliases and utterance_id not in seen:
            seen.add(utterance_id)
            utterance_id = self.aliases[utterance_id]
        return utterance_id if utterance_id in self.ids else ""

    def held_by(self, utterance_id: str) -> tuple[str, ...]:
        """The utterance and all that it absorbed: whose marks now stand on it."""
        return (utterance_id, *(gone for gone in self.aliases if self.row_of(gone) == utterance_id))


@dataclass(frozen=True)
class Gap:
    """A stretch where somebody speaks and no text was found; listen there."""

    start_s: float
    end_s: float


INCOMPLETE_BELOW = 0.9
"""With text for less of the speech than this, a transcription ended incomplete: a tenth of the talk is missing. More is
reached on every development recording, meetings far away in which everybody speaks at once included."""


@dataclass(frozen=True)
class EditNote:
    """One step of somebody who worked on a transcript: when (aware UTC), who by their code, and what in words."""

    at: datetime
    author_code: str
    text: str


@dataclass(frozen=True)
class Transcript:
    """The transcript of one session at one version.

    ``gaps`` still ask to be listened to; ``heard`` are those where a person listened and found that nobody speaks.
    ``coverage`` is the machine's and stays. ``aliases`` leads from utterances that were merged away to those that took
    them in. ``alike`` are pairs of ids of voices that sound so alike that they may be one person. ``machine`` is the
    version the machine wrote, kept with an edited one so that its words can come back; None where this is that version.
    """

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
    heard: tuple[Gap, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    edited: bool = False
    alike: tuple[tuple[str, str], ...] = ()
    machine: Transcript | None = field(default=None, repr=False, compare=False)

    @cached_property
    def placement(self) -> Placement:
        """Where marks on utterances stand."""
        return Placement(frozenset(one.id for one in self.utterances), self.aliases)

    def row_of(self, utterance_id: str) -> str:
        """The utterance that holds what was this one (itself, or what absorbed it); empty when there is none."""
        return self.placement.row_of(utterance_id)

    @property
    def incomplete(self) -> bool:
        """Whether so much speech got no text that the text must not pass for the whole of what was said."""
        return self.coverage < INCOMPLETE_BELOW

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
