"""Talk with codes that people gave, from a CSV file with one utterance a row. A bad file is refused whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codebook.behaviours import BEHAVIOURS
from codebook.load import load_builtin
from coder.domain.errors import UserError
from coder.evaluation.csv_sheet import CsvSheet, folded

GROUP, CONVERSATION, INDEX, SPEAKER, TEXT, CODE = "group", "conversation", "index", "speaker", "text", "code"
WORKER, UNCODEABLE = "worker", "UNC"
WORKERS = frozenset({WORKER, "therapist", "practitioner", "social worker", "social_worker", "sw"})
_CHILDREN = frozenset({"child", "young_person", "young person"})
_PARENTS = frozenset({"parent", "client", "carer", "mother", "father"})
_INPUT = "input"
_LONGEST_INDEX = 9


@dataclass(frozen=True)
class Line:
    """One utterance: role of the speaker (worker, parent, child or other), words, and its code or nothing."""

    role: str
    text: str
    code: str


@dataclass(frozen=True)
class CodedTalk:
    """One conversation, in the order of its indexes, and the group it belongs to."""

    group: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CodedFile:
    """What a file holds. ``speakers`` counts the rows of each speaker, as written, who is not taken for the worker;
    ``passed_over`` counts codes that stand there, which say nothing here."""

    talks: tuple[CodedTalk, ...]
    speakers: Mapping[str, int]
    passed_over: Mapping[str, int]


@dataclass
class _Found:
    """What was read so far; ``first`` is the first code that tells which kind of codes the file has."""

    sheet: CsvSheet
    lines: dict[tuple[str, str], dict[int, Line]] = field(default_factory=dict)
    groups: dict[tuple[str, str], str] = field(default_factory=dict)
    first: tuple[str, int] | None = None
    speakers: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)


def read_coded_file(path: Path, group_column: str = GROUP) -> CodedFile:
    """Every conversation of a CSV file (RFC 4180, UTF-8 with or without a byte order mark, a header row).

    Columns in any order: ``conversation``, ``index`` (whole number, the order in its conversation), ``speaker``,
    ``text``, ``code`` (of the codebook, or one of the four behaviours; may be empty) and the one that ``group_column``
    names; others are passed over. Raises UserError naming line and column; nothing of a bad file is used.
    """
    found = _Found(CsvSheet(path, "nothing was judged"))
    codes = _known_codes()
    for number, row in found.sheet.rows(_needed(group_column)):
        _take(found, number, row, group_column, codes)
    if not found.lines:
        raise UserError(f"{path.name} has no rows below its header.", "Give one utterance a row; nothing was judged.")
    talks = tuple(
        CodedTalk(found.groups[key], "/".join(filter(None, key)), tuple(by_index[i] for i in sorted(by_index)))
        for key, by_index in found.lines.items()
    )
    return CodedFile(talks, found.speakers, found.passed_over)


def _needed(group_column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((folded(group_column), CONVERSATION, INDEX, SPEAKER, TEXT, CODE)))


def _known_codes() -> Mapping[str, str]:
    """Every word that may stand as a code, folded, and the code it is."""
    ours = {code.id.casefold(): code.id for code in load_builtin("msw").codes}
    return {**ours, **{word: word for word in BEHAVIOURS}, _INPUT: f"therapist_{_INPUT}"}


def _take(found: _Found, number: int, row: Mapping[str, str], group_column: str, codes: Mapping[str, str]) -> None:
    """Put one row where it belongs, or refuse it."""
    group, name = (found.sheet.filled(number, row, column) for column in (folded(group_column), CONVERSATION))
    key = (row.get(GROUP, "").strip(), name)
    if found.groups.setdefault(key, group) != group:
        raise found.sheet.refused(number, group_column, "this conversation stood in another group before")
    place = _index(found, number, row)
    if place in found.lines.setdefault(key, {}):
        raise found.sheet.refused(number, INDEX, f"{place} stands twice in this conversation")
    speaker = found.sheet.filled(number, row, SPEAKER)
    role = _role(speaker)
    if role != WORKER:
        found.speakers[speaker] += 1
    found.lines[key][place] = Line(role, row[TEXT].strip(), _code(found, number, row, role, codes))


def _role(speaker: str) -> str:
    """Whose talk it is, as the learners tell speakers apart; whoever is not known as a worker is none."""
    word = folded(speaker)
    if word in WORKERS:
        return WORKER
    if word in _CHILDREN:
        return "child"
    return "parent" if word in _PARENTS else "other"


def _code(found: _Found, number: int, row: Mapping[str, str], role: str, codes: Mapping[str, str]) -> str:
    given = row[CODE].strip()
    if not given:
        return ""
    if role != WORKER:
        found.passed_over[row[SPEAKER].strip()] += 1
        return ""
    code = codes.get(given.casefold())
    if code is None:
        raise found.sheet.refused(number, CODE, "it is neither a code of the codebook nor one of the four behaviours")
    first, line = found.first = found.first or (code, number)
    if (first in BEHAVIOURS) != (code in BEHAVIOURS):
        why = f"codes of the codebook and the four behaviours stand in one file (the other kind in line {line})"
        raise found.sheet.refused(number, CODE, why)
    return code


def _index(found: _Found, number: int, row: Mapping[str, str]) -> int:
    given = row[INDEX].strip()
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_INDEX):
        raise found.sheet.refused(number, INDEX, "it is not a whole number of at most nine digits")
    return int(given)
