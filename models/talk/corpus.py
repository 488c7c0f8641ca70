"""The invented conversations the learners are taught with: their file format, its checks, and a hash of the whole.

A file under ``data/exchanges`` is TOML with a head (``id``, ``title``, ``setting``, ``service``, ``practice``,
``about``, ``children``) and the conversation itself in ``talk``, one utterance a line::

    W OQ evokes=reasons +EVO: What would you want mornings to be like for her?
    P: Calm. I used to do her hair.

The letter is the speaker. After the letter of a worker stands the code, then attributes, then principles the line is
a passage for (``+EVO``) or against (``-CHF``). ``data/exchanges/README.md`` says where the text comes from.
``data/workshops`` holds talk of other fields in the same format; it has no principles.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.talk.text import CHILD, OTHER, PARENT, WORKER, Utterance

EXCHANGES_FOLDER = Path(__file__).parents[1] / "data" / "exchanges"
WORKSHOPS_FOLDER = EXCHANGES_FOLDER.with_name("workshops")
CODES = tuple("OQ CQ SR CR AF SU COL AUT STR GI CON BLX ADP ADU DIR WRN CFT PLN FAC OTH UNC".split())  # noqa: SIM905
PRINCIPLES = ("EVO", "EMP", "PUR", "AUT", "COL", "CHF", "CLA")
ATTRIBUTES: dict[str, frozenset[str]] = {
    "evokes": frozenset(
        {"importance", "ability", "reasons", "values", "child_eyes", "past_success", "future", "scale"}
    ),
    "to": frozenset({"parent", "other_adult", "child", "professional", "interpreter"}),
    "leading": frozenset({""}),
    "specific": frozenset({""}),
    "linked_to_child": frozenset({""}),
    "both_sides": frozenset({""}),
    "summary": frozenset({""}),
    "shared": frozenset({""}),
    "imposed": frozenset({""}),
    "via_interpreter": frozenset({""}),
}
SETTINGS = frozenset(
    {"home visit", "phone", "direct work", "office", "school", "car", "contact centre", "hospital"}
    | {"supervision", "meeting", "role-play"}
)
WORKSHOP = "workshop"
SERVICES = frozenset({"early help", "assessment", "child in need", "child protection", "care", "care leaver", WORKSHOP})
PRACTICES = frozenset({"skilled", "middling", "poor"})
WRITTEN = frozenset({"typed", "recognised"})
_ROLES = {"W": WORKER, "P": PARENT, "Q": PARENT, "C": CHILD, "Y": CHILD, "G": OTHER, "O": OTHER}
_LINE = re.compile(r"(?P<head>[A-Z][^:]*):\s+(?P<text>\S.*)")
_MAX_FILE_BYTES = 1_000_000
_WORDS_A_SECOND = 2.5
_PAUSE_S = 0.5


class CorpusError(ValueError):
    """A conversation file breaks a rule of the format; the message names the file and the line."""


@dataclass(frozen=True)
class CodedUtterance:
    """An utterance with the code a person gave it: ``code`` is empty unless the worker speaks.

    ``attributes`` are pairs of name and value (empty for a yes/no mark); ``shows`` and ``harms`` hold the principles
    that the utterance is a passage for and against.
    """

    utterance: Utterance
    code: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    shows: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """One coded conversation. Everything said in it belongs to one ``id``, the group that folds never split.

    ``written`` tells whether the words stand as a person would type them or as a recogniser leaves them.
    """

    id: str
    title: str
    setting: str
    service: str
    practice: str
    about: str
    children: tuple[str, ...]
    utterances: tuple[CodedUtterance, ...]
    written: str = "typed"


def load_conversations(folder: Path = EXCHANGES_FOLDER) -> tuple[Conversation, ...]:
    """All conversations of a folder, in the order of their file names.

    Raises CorpusError when a file breaks the format, two share an id, or the folder holds none.
    """
    conversations = tuple(read_conversation(path) for path in sorted(folder.glob("*.toml")))
    if not conversations:
        raise CorpusError(f"{folder}: no conversation files")
    seen: set[str] = set()
    for conversation in conversations:
        if conversation.id in seen:
            raise CorpusError(f"{folder}: two conversations are called {conversation.id}")
        seen.add(conversation.id)
    return conversations


def taught_conversations() -> tuple[Conversation, ...]:
    """What teaches codes: our conversations with families, then those of skills workshops, which teach nothing else."""
    return (*load_conversations(), *load_conversations(WORKSHOPS_FOLDER))


def read_conversation(path: Path) -> Conversation:
    """One conversation file, checked whole. Raises CorpusError naming file and line."""
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise CorpusError(f"{path.name}: larger than {_MAX_FILE_BYTES} bytes")
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name}: not readable as TOML ({error})") from error
    data.setdefault("written", "typed")
    expected = {"id", "title", "setting", "service", "practice", "about", "children", "talk", "written"}
    if data.keys() != expected:
        raise CorpusError(
            f"{path.name}: keys must be {', '.join(sorted(expected))}; differs in "
            f"{', '.join(sorted(data.keys() ^ expected))}"
        )
    _check_head(path.name, data)
    return Conversation(
        id=data["id"],
        title=data["title"],
        setting=data["setting"],
        service=data["service"],
        practice=data["practice"],
        about=data["about"],
        written=data["written"],
        children=tuple(data["children"]),
        utterances=_read_talk(path.name, data["id"], data["talk"], _first_line_of_talk(text)),
    )


def corpus_hash(conversations: Iterable[Conversation]) -> str:
    """A sha256 over ids, speakers, codes and words in order: it changes whenever what a learner sees changes."""
    digest = hashlib.sha256()
    for conversation in conversations:
        for coded in conversation.utterances:
            line = (conversation.id, coded.utterance.speaker_role, coded.code, coded.utterance.text)
            digest.update("\x1f".join(line).encode() + b"\x1e")
    return digest.hexdigest()


def worker_utterances(conversations: Iterable[Conversation]) -> tuple[CodedUtterance, ...]:
    """Every coded utterance of a worker, in order."""
    return tuple(coded for conversation in conversations for coded in conversation.utterances if coded.code)


def _check_head(name: str, data: dict[str, Any]) -> None:
    for key, allowed in (
        ("setting", SETTINGS),
        ("service", SERVICES),
        ("practice", PRACTICES),
        ("written", WRITTEN),
    ):
        if data[key] not in allowed:
            raise CorpusError(f"{name}: {key} is {data[key]!r}, but must be one of {', '.join(sorted(allowed))}")
    for key in ("id", "title", "about", "talk"):
        if not isinstance(data[key], str) or not data[key].strip():
            raise CorpusError(f"{name}: {key} must be text")
    if not isinstance(data["children"], list) or not all(isinstance(child, str) for child in data["children"]):
        raise CorpusError(f"{name}: children must be a list of names")


def _first_line_of_talk(text: str) -> int:
    """The line of the file on which talk begins: TOML drops the line break after its opening quotes."""
    opening = re.search(r"^talk *= *(?:\'{3}|\"{3})\n?", text, flags=re.MULTILINE)
    return text.count("\n", 0, opening.end()) + 1 if opening else 1


def _read_talk(name: str, conversation_id: str, talk: str, first_line: int) -> tuple[CodedUtterance, ...]:
    coded: list[CodedUtterance] = []
    clock_s = 0.0
    for number, line in enumerate(talk.splitlines(), start=first_line):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise CorpusError(f"{name}: line {number} is not 'SPEAKER …: text'")
        try:
            speaker, code, attributes, shows, harms = _read_marks(match["head"].split())
        except CorpusError as error:
            raise CorpusError(f"{name}: line {number}: {error}") from None
        end_s = clock_s + max(len(match["text"].split()), 1) / _WORDS_A_SECOND
        utterance = Utterance(f"{conversation_id}-{len(coded):03d}", _ROLES[speaker], match["text"], clock_s, end_s)
        coded.append(CodedUtterance(utterance, code, attributes, shows, harms))
        clock_s = end_s + _PAUSE_S
    return tuple(coded)


_Marks = tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]


def _read_marks(marks: Sequence[str]) -> _Marks:
    speaker = marks[0]
    if speaker not in _ROLES:
        raise CorpusError(f"unknown speaker {speaker!r}")
    if _ROLES[speaker] != WORKER:
        if len(marks) > 1:
            raise CorpusError(f"speaker {speaker} carries marks, but only the worker is coded")
        return speaker, "", (), (), ()
    if len(marks) < 2 or marks[1] not in CODES:
        raise CorpusError("the worker's utterance has no known code")
    passages = [mark for mark in marks[2:] if mark[0] in "+-"]
    for mark in passages:
        if mark[1:] not in PRINCIPLES:
            raise CorpusError(f"unknown principle {mark!r}")
    attributes = tuple(_read_attribute(mark) for mark in marks[2:] if mark[0] not in "+-")
    shows = tuple(mark[1:] for mark in passages if mark[0] == "+")
    harms = tuple(mark[1:] for mark in passages if mark[0] == "-")
    return speaker, marks[1], attributes, shows, harms


def _read_attribute(mark: str) -> tuple[str, str]:
    name, _, value = mark.partition("=")
    if value not in ATTRIBUTES.get(name, frozenset()):
        raise CorpusError(f"unknown attribute {mark!r}")
    return name, value
