"""A clip that leaves the program: who must have agreed, and what of its sound is covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coder.domain.masks import Mask, Review
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Answer, HowAsked, Permission
from coder.domain.text_words import in_order, words_of
from coder.domain.transcripts import Flag, Transcript, Utterance

LONGEST_CLIP_S = 60.0
"""A minute holds an exchange and its answer; more tells of a family's life than a moment to learn from needs."""

MARGIN_S = 0.3
"""Covered before and after a name. Word times were 300 ms off at most in 95 of 100 words (docs/evaluation.md)."""


class Asked(StrEnum):
    """For whom somebody answered: the worker or an adult for themselves, or whoever answers for a child."""

    WORKER = "worker"
    ADULT = "adult"
    CHILD = "child"


@dataclass(frozen=True)
class ClipDraft:
    """An answer as it is taken down; ``who`` is a role such as "mother", for a child of whoever answers for it."""

    who: str
    asked: Asked
    answer: Answer = Answer.GIVEN
    how_asked: HowAsked = HowAsked.SPOKEN
    asked_by: str = ""


@dataclass(frozen=True)
class ClipAnswer:
    """What somebody said to a clip leaving; ``who`` is a role such as "mother", never a name. A later line of the same
    person supersedes an earlier one."""

    id: str
    session_id: str
    who: str
    asked: Asked
    how_asked: HowAsked
    asked_by: str
    answer: Answer
    at: datetime


@dataclass(frozen=True)
class Refusal:
    """Why a clip may not leave, and what to do about it."""

    sentence: str
    hint: str


@dataclass(frozen=True)
class ClipLook:
    """What would become of a stretch [start_s, end_s) of a session if it left now.

    ``bleeps`` are the stretches covered by a tone, in order and apart; ``covered`` the placeholders of the names in
    them. ``refusals`` is empty where the clip may leave.
    """

    session_id: str
    session_code: str
    start_s: float
    end_s: float
    bleeps: tuple[tuple[float, float], ...]
    covered: tuple[str, ...]
    answers: tuple[ClipAnswer, ...]
    refusals: tuple[Refusal, ...]


def standing_answers(answers: Sequence[ClipAnswer]) -> list[ClipAnswer]:
    """The newest answer of each person, in the order in which they were first asked; ``answers`` are oldest first."""
    return list({(one.asked, _same(one.who)): one for one in answers}.values())


def not_agreed(
    ledger: Sequence[Permission], answers: Sequence[ClipAnswer], heard: Iterable[SpeakerRole]
) -> list[Refusal]:
    """Whose answer is missing or no, for voices ``heard`` in the clip (one role a voice); empty where all agreed.

    Needed are the worker, every adult of the permission ledger, as many adults as are heard, and for a child in the
    ledger or heard somebody who answers for it. ``ledger`` and ``answers`` are oldest first.
    """
    newest = standing_answers(answers)
    found = [
        Refusal(f"{_who(one)} said no to a clip leaving.", "It stays in the program, where it can be heard together.")
        for one in newest
        if one.answer is not Answer.GIVEN
    ]
    given = [one for one in newest if one.answer is Answer.GIVEN]
    names = {_same(one.who) for one in given if one.asked is not Asked.CHILD}
    if not any(one.asked is Asked.WORKER for one in newest):
        found.append(Refusal("The worker has not agreed that a clip may leave.", _NOTE))
    said_no = {_same(one.who) for one in newest if one.answer is not Answer.GIVEN}
    missing = [one.who for one in ledger if one.adult and _same(one.who) not in names | said_no | _WORKER]
    found += [Refusal(f"Not asked whether a clip may leave: {who}.", _NOTE) for who in dict.fromkeys(missing)]
    roles = list(heard)
    adults = sum(one.asked is Asked.ADULT for one in given)
    voices = sum(role in (SpeakerRole.PARENT, SpeakerRole.OTHER) for role in roles)
    if not missing and adults < max(1, voices):
        found.append(Refusal(f"Of the family, {max(1, voices)} must agree for this clip; {adults} did.", _NOTE))
    child = SpeakerRole.CHILD in roles or any(not one.adult for one in ledger)
    if child and not any(one.asked is Asked.CHILD for one in newest):
        found.append(Refusal("Nobody who answers for the child has agreed that a clip may leave.", _NOTE))
    return found


def not_told(transcript: Transcript, masks: Iterable[Mask], start_s: float, end_s: float) -> list[Refusal]:
    """Why names in a stretch cannot be told: speech without text, words in doubt, masks nobody looked at."""
    found = []
    inside = within(transcript.utterances, start_s, end_s)
    unwritten = any(gap.start_s < end_s and start_s < gap.end_s for gap in transcript.gaps)
    if unwritten or not all(one.text.strip() for one in inside):
        hint = "Write the words there on the Code page, or choose another stretch."
        found.append(Refusal("Somebody speaks in this stretch without text, so nobody can tell names there.", hint))
    if any(set(one.flags) - {Flag.TIME_UNCERTAIN} and not one.checked for one in inside):
        hint = "Hear them on the Code page and mark them as checked."
        found.append(Refusal("Words in this stretch still ask to be checked by ear; a name may be misheard.", hint))
    if any(mask.review is Review.OPEN for mask in masks):
        hint = "Look through “Names and masks” on the Code page first."
        found.append(Refusal("Masks in this stretch were not looked through.", hint))
    return found


def within(utterances: Iterable[Utterance], start_s: float, end_s: float) -> list[Utterance]:
    """The utterances of which something is heard in [start_s, end_s)."""
    return [one for one in utterances if one.start_s < end_s and start_s < one.end_s]


def place_of(mask: Mask, utterance: Utterance, uncertain: bool) -> tuple[float, float]:
    """The seconds covered for one mask: its words and MARGIN_S on either side; all of the utterance where the times of
    its words are ``uncertain`` or its text is not the machine's."""
    guessed = uncertain or utterance.edited or words_of(utterance) != in_order(utterance.words)
    start_s = utterance.start_s if guessed else mask.start_s
    end_s = utterance.end_s if guessed else mask.end_s
    return max(0.0, start_s - MARGIN_S), end_s + MARGIN_S


def places_of(transcript: Transcript, masks: Iterable[Mask]) -> list[tuple[Mask, tuple[float, float]]]:
    """Each mask with the seconds that are covered for it."""
    machine = transcript if transcript.machine is None else transcript.machine
    loose = {one.id for one in machine.utterances if Flag.TIME_UNCERTAIN in one.flags}
    utterances = {one.id: one for one in transcript.utterances}
    found = []
    for mask in masks:
        utterance = utterances[mask.utterance_id]
        uncertain = Flag.TIME_UNCERTAIN in utterance.flags or bool(loose & {utterance.id, *utterance.sources})
        found.append((mask, place_of(mask, utterance, uncertain)))
    return found


def joined_places(
    places: Iterable[tuple[float, float]], start_s: float, end_s: float
) -> tuple[tuple[float, float], ...]:
    """Stretches cut to [start_s, end_s), in order, those that touch made one."""
    found: list[tuple[float, float]] = []
    for a, b in sorted((max(start_s, a), min(end_s, b)) for a, b in places if a < end_s and start_s < b):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return tuple(found)


# Whose recording it is, as the ledger may call them; they answer for themselves as the worker.
_WORKER = frozenset({"worker", "social worker"})
_NOTE = "Ask, and note each answer as a permission for clips."


def _who(one: ClipAnswer) -> str:
    return f"{one.who}, for the child," if one.asked is Asked.CHILD else one.who


def _same(who: str) -> str:
    return " ".join(who.casefold().split())
