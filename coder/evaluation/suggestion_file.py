"""Talk with codes that people gave, from a CSV file with one utterance a row. A bad file is refused whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from codebook.behaviours import BEHAVIOURS
from codebook.load import load_builtin
from coder.domain.errors import UserError

GROUP, CONVERSATION, INDEX, SPEAKER, TEXT, CODE = "group", "conversation", "index", "speaker", "text", "code"
WORKER, UNCODEABLE = "worker", "UNC"
WORKERS = frozenset({WORKER, "therapist", "practitioner", "social worker", "social_worker"})
MAX_BYTES = 200_000_000
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
    """What a file holds. ``n_passed_over`` codes stand at speakers who are not the worker and say nothing here."""

    talks: tuple[CodedTalk, ...]
    n_passed_over: int


@dataclass
class _Found:
    """What was read so far; ``first`` is the first code that tells which kind of codes the file has."""

    name: str
    lines: dict[tuple[str, str], dict[int, Line]] = field(default_factory=dict)
    groups: dict[tuple[str, str], str] = field(default_factory=dict)
    first: tuple[str, int] | None = None
    n_passed_over: int = 0


def read_coded_file(path: Path, group_column: str = GROUP) -> CodedFile:
    """Every conversation of a CSV file (RFC 4180, UTF-8 with or without a byte order mark, a header row).

    Columns in any order: ``conversation``, ``index`` (whole number, the order in its conversation), ``speaker``,
    ``text``, ``code`` (of the codebook, or one of the four behaviours; may be empty) and the one that ``group_column``
    names; others are passed over. Raises UserError naming line and column; nothing of a bad file is used.
    """
    found = _Found(path.name)
    codes = _known_codes()
    for number, row in _rows(path, _needed(group_column)):
        _take(found, number, row, group_column, codes)
    if not found.lines:
        raise UserError(f"{path.name} has no rows below its header.", "Give one utterance a row; nothing was judged.")
    talks = tuple(
        CodedTalk(found.groups[key], "/".join(filter(None, key)), tuple(by_index[i] for i in sorted(by_index)))
        for key, by_index in found.lines.items()
    )
    return CodedFile(talks, found.n_passed_over)


def _needed(group_column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((_folded(group_column), CONVERSATION, INDEX, SPEAKER, TEXT, CODE)))


def _known_codes() -> Mapping[str, str]:
    """Every word that may stand as a code, folded, and the code it is."""
    ours = {code.id.casefold(): code.id for code in load_builtin("msw").codes}
    return {**ours, **{word: word for word in BEHAVIOURS}, _INPUT: f"therapist_{_INPUT}"}


def _take(found: _Found, number: int, row: Mapping[str, str], group_column: str, codes: Mapping[str, str]) -> None:
    """Put one row where it belongs, or refuse it."""
    group, name = (_filled(found, number, row, column) for column in (_folded(group_column), CONVERSATION))
    key = (row.get(GROUP, "").strip(), name)
    if found.groups.setdefault(key, group) != group:
        raise _refused(found.name, number, group_column, "this conversation stood in another group before")
    place = _index(found, number, row)
    if place in found.lines.setdefault(key, {}):
        raise _refused(found.name, number, INDEX, f"{place} stands twice in this conversation")
    role = _role(_filled(found, number, row, SPEAKER))
    found.lines[key][place] = Line(role, row[TEXT].strip(), _code(found, number, row, role, codes))


def _role(speaker: str) -> str:
    """Whose talk it is, as the learners tell speakers apart; whoever is not known as a worker is none."""
    word = _folded(speaker)
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
        found.n_passed_over += 1
        return ""
    code = codes.get(given.casefold())
    if code is None:
        raise _refused(found.name, number, CODE, "it is neither a code of the codebook nor one of the four behaviours")
    first, line = found.first = found.first or (code, number)
    if (first in BEHAVIOURS) != (code in BEHAVIOURS):
        why = f"codes of the codebook and the four behaviours stand in one file (the other kind in line {line})"
        raise _refused(found.name, number, CODE, why)
    return code


def _index(found: _Found, number: int, row: Mapping[str, str]) -> int:
    given = row[INDEX].strip()
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_INDEX):
        raise _refused(found.name, number, INDEX, "it is not a whole number of at most nine digits")
    return int(given)


def _filled(found: _Found, number: int, row: Mapping[str, str], column: str) -> str:
    value = row[column].strip()
    if not value:
        raise _refused(found.name, number, column, "it is empty")
    return value


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row as a mapping with the number of the line it begins in; empty lines are passed over."""
    lines = csv.reader(StringIO(_text(path), newline=""), strict=True)
    header: list[str] = []
    begins = 1
    try:
        for cells in lines:
            number, begins = begins, lines.line_num + 1
            if not header:
                header = _header(path.name, cells, needed)
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    wrong = f"it has {len(cells)} cells and the header {len(header)}"
                    raise _refused(path.name, number, header[min(len(cells), len(header) - 1)], wrong)
                yield number, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise UserError(
            f"Line {begins} of {path.name} cannot be read as CSV: {error}.", "Correct it; nothing was judged."
        ) from error
    if not header:
        raise UserError(f"{path.name} is empty.", "Give a file with a header row; nothing was judged.")


def _header(name: str, cells: Sequence[str], needed: Sequence[str]) -> list[str]:
    header = [_folded(cell) for cell in cells]
    missing = [column for column in needed if column not in header]
    if missing:
        raise UserError(
            f"Line 1 of {name} has no column {', '.join(missing)}.",
            "The first line names the columns, separated by commas; nothing was judged.",
        )
    twice = next((column for column in needed if header.count(column) > 1), None)
    if twice is not None:
        raise _refused(name, 1, twice, "it stands twice in the header")
    return header


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1_000_000} MB"
            raise UserError(
                f"{path.name} is larger than {limit}.", "Give a part of its conversations; nothing was judged."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path.name} could not be opened.", "Check that it is there and you may read it; nothing was judged."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(
            f"Line {line} of {path.name} is not UTF-8 text.", "Save it as CSV in UTF-8; nothing was judged."
        ) from error


def _folded(word: str) -> str:
    return word.strip().casefold()


def _refused(name: str, number: int, column: str, why: str) -> UserError:
    return UserError(f"Line {number} of {name}, column “{column}”: {why}.", "Correct it; nothing was judged.")
