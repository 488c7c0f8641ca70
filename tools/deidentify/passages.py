"""Reading the invented passages: what is said, and what in it names somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from coder.domain.masks import CaseName, MaskKind, case_name

FILE = Path(__file__).with_name("passages.txt")
_MARK = re.compile(r"\{(\w+):([^}]*)\}")
KINDS = {
    "person": MaskKind.PERSON,
    "school": MaskKind.SCHOOL,
    "place": MaskKind.PLACE,
    "address": MaskKind.ADDRESS,
    "postcode": MaskKind.POST_CODE,
    "phone": MaskKind.PHONE,
    "email": MaskKind.EMAIL,
    "web": MaskKind.WEB,
    "nhs": MaskKind.NHS,
    "ni": MaskKind.NATIONAL_INSURANCE,
    "birth": MaskKind.BIRTH,
    "number": MaskKind.NUMBER,
}


@dataclass(frozen=True)
class Marked:
    """One marked place of a line, by its characters."""

    start: int
    end: int
    kind: MaskKind


@dataclass(frozen=True)
class Passage:
    """One invented piece of talk; ``lines`` are texts with their marks."""

    number: str
    tune: bool
    names: tuple[CaseName, ...]
    lines: tuple[tuple[str, tuple[Marked, ...]], ...]


def passages(path: Path = FILE) -> list[Passage]:
    """All passages. Raises ValueError for a mark of no known kind."""
    blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_passage(block.strip().splitlines()) for block in blocks]


def _passage(lines: list[str]) -> Passage:
    number, which = lines[0].split()
    names: tuple[CaseName, ...] = ()
    if lines[1].startswith("names "):
        names = tuple(_names(lines.pop(1).removeprefix("names ")))
    return Passage(number, which == "tune", names, tuple(_line(line) for line in lines[1:]))


def _names(text: str) -> list[CaseName]:
    found = []
    for part in text.split("; "):
        kind, _, names = part.partition(": ")
        for name in names.split(", "):
            found.append(case_name(name, MaskKind(kind), name))
    return found


def _line(line: str) -> tuple[str, tuple[Marked, ...]]:
    text, marks, at = "", [], 0
    for match in _MARK.finditer(line):
        if match[1] not in KINDS:
            raise ValueError(f"no kind of mark: {match[1]}")
        text += line[at : match.start()]
        marks.append(Marked(len(text), len(text) + len(match[2]), KINDS[match[1]]))
        text += match[2]
        at = match.end()
    return text + line[at:], tuple(marks)


def as_heard(passage: Passage) -> Passage:
    """The passage as a program may write it that knows no capitals and no full stops."""
    lines = []
    for text, marks in passage.lines:
        kept = [place for place, one in enumerate(text) if one.isalnum() or one in " '@/+" or _inside(text, place)]
        moved = {place: new for new, place in enumerate(kept)}
        low = "".join(text[place].lower() for place in kept)
        lines.append(
            (low, tuple(replace(one, start=_next(moved, one.start), end=_next(moved, one.end)) for one in marks))
        )
    return replace(passage, lines=tuple(lines))


def _inside(text: str, place: int) -> bool:
    """Whether a sign stands within a word or number, as the dot of an address of the net does."""
    return 0 < place < len(text) - 1 and text[place - 1].isalnum() and text[place + 1].isalnum()


def _next(moved: dict[int, int], place: int) -> int:
    while place not in moved and place <= max(moved):
        place += 1
    return moved.get(place, len(moved))
