"""A profile of supervision or of workshops has its own words, not those of visits, in whatever file it leaves."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.analysis.practice_words import words_of
from coder.analysis.profiles import build_profile
from coder.domain.practice import Practice
from coder.domain.profiles import Profile, Stance, WorkerComment
from coder.exports.dataset import Stamp
from coder.exports.formats import FileFormat, data_file
from coder.exports.profile_data import profile_dataset
from coder.exports.profile_document import profile_document
from coder.exports.to_read import profile_to_read
from tests.cases.coded_sessions import TEAM, person, session, team_ratings

STAMP = Stamp(datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "41:" + "0f" * 32)
BOOKS = {Practice.VISIT: "msw", Practice.SUPERVISION: "supervision", Practice.SKILLS: "mi-skills"}
OF_VISITS = re.compile(r"worker|principle|visit", re.IGNORECASE)


def _profile(practice: Practice) -> tuple[Profile, Codebook]:
    book = load_builtin(BOOKS[practice])
    ratings: dict[str, int | None] = {one.id: 3 for one in book.principles}
    own = [
        session(n, held_on=date(2026, 3 + n, 2), ratings=ratings, codebook_id=book.id, kind="", context="")
        for n in range(2)
    ]
    profile = build_profile(person(), TEAM.name, own, team_ratings(), book, [])
    when = datetime(2026, 6, 1, 9, tzinfo=UTC)
    comment = WorkerComment("s1", "S-001", date(2026, 4, 2), Stance.OTHERWISE, "It was late.", when)
    return replace(profile, practice=practice, comments=(comment,)), book


def _texts(data: bytes) -> list[str]:
    with ZipFile(io.BytesIO(data)) as file:
        parts = [ElementTree.fromstring(file.read(name)) for name in file.namelist()]
        names = [one.get("name") or "" for part in parts for one in part.iter() if one.tag.endswith("}sheet")]
        return [one.text or "" for part in parts for one in part.iter()] + names


def _shown(document: object) -> list[str]:
    if isinstance(document, dict):
        return [words for value in document.values() for words in _shown(value)]
    if isinstance(document, list):
        return [words for value in document for words in _shown(value)]
    return [document] if isinstance(document, str) else []


def _told(practice: Practice, kind: FileFormat) -> str:
    """All that a file says, less what the codebook says: there is a dimension called “Worker's own reasoning”."""
    profile, book = _profile(practice)
    if kind is FileFormat.PDF:
        document = profile_document(profile, book, masked=True)
        # A step is printed for visits only; the chart breaks the names of the codebook into lines.
        texts = _shown({**document, "no_step": "", "chart": ""})
    elif kind is FileFormat.DOCX:
        texts = _texts(profile_to_read(kind, profile, book, STAMP, masked=True))
    else:
        texts = _texts(data_file(kind, profile_dataset(profile, book, STAMP)))
    told = "\n".join(texts)
    for words in (*book.scale, *book.questions, *(one.name for one in book.principles), "own"):
        told = told.replace(words, "").replace(words.lower(), "")
    return told


@pytest.mark.parametrize("kind", [FileFormat.PDF, FileFormat.DOCX, FileFormat.XLSX])
@pytest.mark.parametrize("practice", [Practice.SUPERVISION, Practice.SKILLS])
def test_no_file_of_another_practice_has_the_words_of_visits(practice: Practice, kind: FileFormat) -> None:
    told, words = _told(practice, kind), words_of(practice)
    assert not [line for line in told.splitlines() if OF_VISITS.search(line)]
    assert f"The {words.who} sees it otherwise" in told
    assert words.for_two in told
    assert words.rated.capitalize() in told
    assert f"the {words.rated} is called steady" in told


@pytest.mark.parametrize("kind", [FileFormat.PDF, FileFormat.DOCX, FileFormat.XLSX])
def test_visits_keep_theirs(kind: FileFormat) -> None:
    told = _told(Practice.VISIT, kind)
    for words in (
        "The worker sees it otherwise",
        "for the worker and their coach only",
        "Principle",
        "One visit says little: the estimate leans on the worker's earlier recordings",
    ):
        assert words in told
