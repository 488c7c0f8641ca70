"""The coaching conversation: six steps prepared from evidence, kept as entries, signed by both (codebook §I).

An entry is never changed. The newest entry of a part counts; one that takes another back makes that one as if it had
never been, so that undo survives a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from coder.domain.errors import UserError
from coder.domain.profiles import Clip, NextStep, WorkerComment

LONGEST_TEXT = 4000
"""Characters of one field: a page of writing."""


class Part(StrEnum):
    """One part of a conversation, in the order in which it is held."""

    BEGUN = "begun"
    PLEASED = "pleased with"
    AGAIN = "would do again"
    WANTED = "wanted from today"
    BRIGHT = "bright moment"
    SECOND_BRIGHT = "second bright moment"
    HEARD = "bright moment heard"
    FORK = "fork"
    TRIED = "tried aloud"
    INTENTION = "intention"
    REFLECTION = "worker's reflection"
    SIGNED_WORKER = "signed by the worker"
    SIGNED_COACH = "signed by the coach"


class Side(StrEnum):
    """The two who hold the conversation and sign it."""

    WORKER = "worker"
    COACH = "coach"


WRITTEN = (Part.PLEASED, Part.AGAIN, Part.WANTED, Part.TRIED, Part.INTENTION, Part.REFLECTION)
"""Parts that are written words."""
CLIPS = (Part.BRIGHT, Part.SECOND_BRIGHT, Part.FORK)
"""Parts that are a moment to hear."""
SIGNATURES = {Part.SIGNED_WORKER: Side.WORKER, Part.SIGNED_COACH: Side.COACH}


@dataclass(frozen=True)
class CoachingEntry:
    """One row of a conversation. ``clip`` for the parts in CLIPS, ``due_on`` for the intention, else ``text``.

    ``session_id`` is the recording the row goes with, and with which it is erased. ``takes_back`` is the entry that is
    undone. ``prepared`` marks what the program laid ready; it is no step anybody made, so it cannot be undone.
    """

    id: str
    conversation_id: str
    worker_id: str
    session_id: str
    part: Part
    author_id: str
    at: datetime
    text: str = ""
    clip: Clip | None = None
    due_on: date | None = None
    takes_back: str = ""
    prepared: bool = False


@dataclass(frozen=True)
class Signature:
    """Who signed and when; ``at_screen_of`` is the code of the other one, where it was done at their screen."""

    side: Side
    code: str
    at: datetime
    at_screen_of: str = ""


@dataclass(frozen=True)
class RatingGiven:
    """One rating of the recording that is talked about; ``value`` None for not evaluable."""

    principle_id: str
    value: int | None


@dataclass(frozen=True)
class Begun:
    """One of a worker's conversations, as it is listed: when it began, the recording it speaks of, whether both signed.

    ``id`` is the conversation's.
    """

    id: str
    at: datetime
    session_code: str
    held_on: date
    closed: bool


@dataclass(frozen=True)
class Conversation:
    """A conversation as it stands. ``ratings`` are empty until a bright moment was heard: no score before step 2.

    ``session_*`` and ``held_on`` are the recording it speaks of, the latest when it began, and ``codebook_*`` what that
    was coded with; both stay whatever comes later. ``questions`` are the codebook's for the principle of the fork.
    ``choices`` are the forks the worker may choose from until somebody signs, ``last_intention`` what was agreed the
    time before. ``undo_text`` says what undo takes back, empty for nothing.
    """

    id: str
    worker_id: str
    worker_code: str
    coach_code: str
    codebook_id: str
    codebook_version: str
    begun_at: datetime
    session_id: str
    session_code: str
    held_on: date
    bright: tuple[Clip, ...]
    fork: Clip | None
    choices: tuple[Clip, ...]
    questions: tuple[str, ...]
    words: dict[Part, str]
    due_on: date | None
    heard: bool
    ratings: tuple[RatingGiven, ...]
    comment: WorkerComment | None
    last_intention: NextStep | None
    signatures: tuple[Signature, ...]
    undo_text: str
    demo: bool = False

    @property
    def closed(self) -> bool:
        """Whether both have signed, after which nothing changes."""
        return len({one.side for one in self.signatures}) == len(Side)


@dataclass(frozen=True)
class Written:
    """What the entries of one conversation add up to, in the order in which they were made."""

    standing: tuple[CoachingEntry, ...]

    def newest(self, part: Part) -> CoachingEntry | None:
        """The entry of a part that counts, or None."""
        return next((one for one in reversed(self.standing) if one.part is part), None)

    def text(self, part: Part) -> str:
        """The words of a part, empty where nothing is written."""
        found = self.newest(part)
        return "" if found is None else found.text

    @property
    def signatures(self) -> tuple[CoachingEntry, ...]:
        """The signatures that stand, the earliest first."""
        return tuple(one for one in self.standing if one.part in SIGNATURES)

    @property
    def closed(self) -> bool:
        """Whether both have signed."""
        return {SIGNATURES[one.part] for one in self.signatures} == set(Side)

    @property
    def undone_next(self) -> CoachingEntry | None:
        """The entry undo takes back: the newest that somebody made; none once both have signed."""
        if self.closed:
            return None
        return next((one for one in reversed(self.standing) if not one.prepared), None)


def add_up(entries: Iterable[CoachingEntry]) -> Written:
    """What entries, given in any order, add up to; their ids are the order in which they were made."""
    ordered = sorted(entries, key=lambda one: one.id)
    gone = {one.takes_back for one in ordered if one.takes_back}
    return Written(tuple(one for one in ordered if not one.takes_back and one.id not in gone))


def check_open(written: Written) -> None:
    """Raise UserError where words may not change: one of the two has signed them."""
    if written.closed:
        raise UserError("Both have signed this conversation.", "Nothing was changed. Begin a new one.")
    if written.signatures:
        raise UserError(
            "One of you has signed these words.", "Take the signature back with undo first. Nothing was changed."
        )


def what_is_missing(words: Mapping[Part, str], due_on: date | None) -> tuple[str, ...]:
    """What is missing before anybody can sign, in words; empty when nothing is."""
    missing = [] if words.get(Part.INTENTION) else ["the intention"]
    return (*missing, *(() if due_on is not None else ("the day by which it is tried",)))


def prepared_clips(bright: Sequence[Clip], forks: Sequence[Clip]) -> dict[Part, Clip]:
    """The two bright moments and the fork a conversation begins with: those with sound first, else the order given.

    The two bright ones come from different principles or recordings where there is a choice.
    """
    found: dict[Part, Clip] = {}
    first = next(iter(_sounding(bright)), None)
    if first is not None:
        found[Part.BRIGHT] = first
        rest = [clip for clip in _sounding(bright) if not _same_place(clip, first)]
        rest.sort(key=lambda clip: (clip.session_id, clip.principle_id) == (first.session_id, first.principle_id))
        if rest:
            found[Part.SECOND_BRIGHT] = rest[0]
    taken = list(found.values())
    fork = next((clip for clip in _sounding(forks) if not any(_same_place(clip, one) for one in taken)), None)
    if fork is not None:
        found[Part.FORK] = fork
    return found


def _sounding(clips: Sequence[Clip]) -> list[Clip]:
    return sorted(clips, key=lambda clip: not clip.has_sound)


def _same_place(one: Clip, other: Clip) -> bool:
    return one.session_id == other.session_id and one.start_s < other.end_s and other.start_s < one.end_s
