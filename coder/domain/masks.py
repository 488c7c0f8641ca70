"""Masks: placeholders that stand for what names somebody, and what people decided about them.

A mask is never written into a transcript. What is kept are decisions, append-only; the masked words are made from the
transcript, the case's names and those decisions each time they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from unicodedata import normalize

from coder.domain.errors import UserError
from coder.domain.times import to_samples
from coder.domain.transcripts import Transcript

LONGEST_NAME = 200


class MaskKind(StrEnum):
    """What a mask stands for."""

    CHILD = "child"
    PARENT = "parent"
    WORKER = "worker"
    PERSON = "person"
    SCHOOL = "school"
    PLACE = "place"
    ADDRESS = "address"
    POST_CODE = "post code"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web address"
    NHS = "NHS number"
    NATIONAL_INSURANCE = "National Insurance number"
    BIRTH = "date of birth"
    DATE = "date"
    NUMBER = "number"


PEOPLE = frozenset({MaskKind.CHILD, MaskKind.PARENT, MaskKind.WORKER, MaskKind.PERSON})


class Found(StrEnum):
    """How a mask came about."""

    NAMED = "named"
    SOUNDS_LIKE = "sounds like"
    RULE = "rule"


class Verdict(StrEnum):
    """What a person decided about a mask, or about names."""

    ADD_NAME = "add name"
    DROP_NAME = "drop name"
    RIGHT = "right"
    NO_NAME = "no name"


class Review(StrEnum):
    """Where a mask stands."""

    OPEN = "open"
    RIGHT = "right"
    NO_NAME = "no name"


@dataclass(frozen=True)
class CaseName:
    """A name of the case as a person gave it: who or what it is, and all ways it is said (the first is the name)."""

    id: str
    kind: MaskKind
    said: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """One decision. ``text`` is what was said, folded, for RIGHT and NO_NAME; ``at`` narrows it to the one place whose
    first word starts at this sample.

    ``name`` is the name of ADD_NAME; ``name_id`` the one DROP_NAME takes away.
    """

    verdict: Verdict
    text: str = ""
    at: int | None = None
    name: CaseName | None = None
    name_id: str = ""


@dataclass(frozen=True)
class Mask:
    """One place in a transcript that a placeholder stands for.

    ``first`` and ``last`` are its words within the utterance, last included; ``start`` and ``end`` its characters in
    the words joined by single blanks. ``text`` is what was said there, ``shown`` the placeholder, times in seconds.
    """

    utterance_id: str
    start: int
    end: int
    first: int
    last: int
    start_s: float
    end_s: float
    kind: MaskKind
    text: str
    shown: str
    found: Found
    review: Review = Review.OPEN

    @property
    def hides(self) -> bool:
        """Whether the placeholder is shown in place of the words."""
        return self.review is not Review.NO_NAME


@dataclass(frozen=True)
class Standing:
    """What all decisions of a session add up to."""

    names: tuple[CaseName, ...] = ()
    right: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)
    no_name: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    def review_of(self, text: str, start_s: float | None, found: Found) -> Review:
        """How a place stands: what was said of the one place goes before what was said of all, and a name as the case
        has it needs no saying. Without a time (a note, a quote) it is no place of the transcript."""
        key = folded(text)
        for where in (None,) if start_s is None else (to_samples(start_s), None):
            if (key, where) in self.no_name:
                return Review.NO_NAME
            if (key, where) in self.right:
                return Review.RIGHT
        return Review.RIGHT if found is Found.NAMED else Review.OPEN

    def shows(self, name: CaseName) -> bool:
        """Whether somebody said of a name, or of a word of it, that it is none wherever it is said."""
        return any((said, None) in self.no_name for said in _ways(name))

    def restated(self, masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        """Masks found before, as they stand now; right only while the case's names are the same."""
        return tuple(replace(one, review=self.review_of(one.text, one.start_s, one.found)) for one in masks)


@dataclass(frozen=True)
class MaskedSession:
    """What the review shows. ``transcript`` has the real words and is None where there is none; the texts say what
    undo and redo of the actor's own steps would do, empty where there is nothing."""

    names: tuple[CaseName, ...]
    masks: tuple[Mask, ...]
    transcript: Transcript | None
    undo_text: str
    redo_text: str


def folded(text: str) -> str:
    """Words as they are compared: lower case, straight apostrophes, single blanks, no punctuation around them."""
    plain = text.casefold().replace("\u2019", "'")
    return " ".join(word.strip(".,;:!?\"()[]\u201c\u201d\u2026'") for word in plain.split()).strip()


def case_name(id_: str, kind: MaskKind, text: str) -> CaseName:
    """A name as a person types it, other ways to say it after a slash: ``Tyrese Okafor / Ty``.

    Raises UserError when it holds no letter or digit, or more than LONGEST_NAME characters.
    """
    # Pasted letters with accents may come in two pieces, which no transcript has.
    whole = normalize("NFC", text)
    said = tuple(dict.fromkeys(" ".join(part.split()) for part in whole.split("/") if folded(part)))
    if not said or not any(character.isalnum() for character in text):
        raise UserError("A name holds at least one letter.", "Type it as the family says it.")
    if len(text) > LONGEST_NAME:
        raise UserError(f"A name has at most {LONGEST_NAME} characters.", "Nothing was kept.")
    return CaseName(id_, kind, said)


def add_up(decisions: list[Decision]) -> Standing:
    """What decisions amount to, the latest on the same words counting."""
    names: dict[str, CaseName] = {}
    verdicts: dict[tuple[str, int | None], Verdict] = {}
    for one in decisions:
        if one.name is not None:
            names[one.name.id] = one.name
            for said in _ways(one.name):
                verdicts.pop((said, None), None)
        elif one.verdict is Verdict.DROP_NAME:
            names.pop(one.name_id, None)
        else:
            if one.at is None:
                verdicts = {key: verdict for key, verdict in verdicts.items() if key[0] != one.text}
            verdicts[(one.text, one.at)] = one.verdict
    right = frozenset(key for key, verdict in verdicts.items() if verdict is Verdict.RIGHT)
    return Standing(tuple(names.values()), right, frozenset(verdicts.keys() - right))


def _ways(name: CaseName) -> set[str]:
    """What a name is said as, folded; a person's also by each of its words, as these are masked alone too."""
    whole = {folded(said) for said in name.said}
    return whole | {word for said in whole for word in said.split()} if name.kind in PEOPLE else whole
