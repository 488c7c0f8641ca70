"""The text document holds what the PDF holds, in real headings and tables, and nothing that acts."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from coder.analysis.profiles import build_profile
from coder.analysis.teams import build_report
from coder.analysis.wording import PURPOSE
from coder.exports.dataset import Stamp
from coder.exports.formats import FileFormat
from coder.exports.profile_document import profile_document
from coder.exports.team_document import team_document
from coder.exports.to_read import profile_to_read, report_to_read
from coder.exports.word import WordTable, column_widths
from tests.cases.coded_sessions import (
    END,
    START,
    TEAM,
    codebook,
    next_step,
    person,
    picture_worker,
    team_ratings,
    team_sessions,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STAMP = Stamp(datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "41:" + "0f" * 32)
HOSTILE = '<w:p/>&amp;"quoted" ]]> \x00 =1+1'


def _profile(**fields):
    made = build_profile(person(demo=True), TEAM.name, picture_worker(), team_ratings(), codebook(), [next_step()])
    return replace(made, **fields)


def _report(**fields):
    return replace(build_report(TEAM, team_sessions(), [], codebook(), START, END), **fields)


def _parts(data: bytes) -> dict[str, ElementTree.Element]:
    with ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}


def _text(element: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _styled(root: ElementTree.Element, style: str) -> list[str]:
    paragraphs = root.iter(f"{W}p")
    return [_text(one) for one in paragraphs if one.find(f"{W}pPr/{W}pStyle[@{W}val='{style}']") is not None]


def _tables(root: ElementTree.Element) -> list[list[list[str]]]:
    return [
        [[_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")] for table in root.iter(f"{W}tbl")
    ]


def _of_profile(profile) -> dict[str, ElementTree.Element]:
    return _parts(profile_to_read(FileFormat.DOCX, profile, codebook(), STAMP, masked=True))


def _of_report(report) -> dict[str, ElementTree.Element]:
    return _parts(report_to_read(FileFormat.DOCX, report, codebook(), STAMP))


def test_a_profile_as_text_has_the_tables_moments_and_questions_of_the_printed_one():
    printed = profile_document(_profile(), codebook(), masked=True)
    root = _of_profile(_profile())["word/document.xml"]
    kinds = ("behaviours", "estimates", "recordings")
    assert _tables(root) == [[printed[kind]["head"], *printed[kind]["body"]] for kind in kinds]
    assert _styled(root, "Question") == printed["questions"]
    whole = [_text(one) for one in root.iter(f"{W}p")]
    for clip in (*printed["bright"], *printed["explore"]):
        assert {clip["place"], clip["words"]} <= set(whole)
    assert {printed["chart_alt"], printed["method"], next_step().text} <= set(whole)
    assert whole.index(next_step().text) < whole.index("Principles over time"), "it opens with the last intention"


def test_a_report_as_text_has_the_shares_and_prompts_of_the_printed_one_and_hides_what_it_hides():
    printed = team_document(_report(), codebook())
    root = _of_report(_report())["word/document.xml"]
    assert [table[1:] for table in _tables(root)] == [printed["shares"]["body"], printed["figures"]["body"]]
    asked = [prompt["question"] for prompt in printed["prompts"]]
    assert _styled(root, "Question") == [*asked, *printed["daily"]]
    hidden = build_report(TEAM, team_sessions(workers=4), [], codebook(), START, END)
    root = _of_report(hidden)["word/document.xml"]
    assert _tables(root) == []
    assert "fewer than 5 workers" in " ".join(_text(one) for one in root.iter(f"{W}p"))


@pytest.mark.parametrize("parts", [_of_profile, _of_report])
def test_a_text_document_is_titled_and_says_its_purpose_codebook_n_and_trail(parts):
    made = parts(_profile() if parts is _of_profile else _report())
    title = made["docProps/core.xml"].findtext("{http://purl.org/dc/elements/1.1/}title")
    assert title
    assert PURPOSE in _text(made["word/header1.xml"])
    assert "1.0.0 · in-house draft, not validated" in _text(made["word/footer1.xml"])
    last = _styled(made["word/document.xml"], "Small")[-1]
    assert "n: recordings " in last
    assert STAMP.audit_head in last
    assert made["word/styles.xml"].find(f".//{W}lang").get(f"{W}val") == "en-GB"


def test_headings_are_headings_without_a_jump_and_tables_say_what_heads_them():
    made = _of_profile(_profile())
    root, styles = made["word/document.xml"], made["word/styles.xml"]
    known = {one.get(f"{W}styleId") for one in styles.iter(f"{W}style")}
    used = {one.get(f"{W}val") for kind in ("pStyle", "tblStyle") for one in root.iter(f"{W}{kind}")}
    assert used <= known
    assert len(_styled(root, "Heading1")) == 1
    assert len(_styled(root, "Heading2")) >= 6
    for table in root.iter(f"{W}tbl"):
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        first, *rest = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert not [row for row in rest if row.find(f"{W}trPr/{W}tblHeader") is not None]


def test_hostile_words_stay_words():
    root = _of_profile(_profile(worker_code=HOSTILE, questions=(HOSTILE,)))["word/document.xml"]
    assert _styled(root, "Question") == ['<w:p/>&amp;"quoted" ]]> =1+1']
    allowed = {"document", "body", "p", "pPr", "pStyle", "r", "rPr", "b", "t", "sectPr", "pgSz", "pgMar"}
    allowed |= {"headerReference", "footerReference", "tbl", "tblPr", "tblStyle", "tblW", "tblCaption", "tblGrid"}
    allowed |= {"tblLayout", "tcPr", "tcW", "gridCol", "tr", "trPr", "cantSplit", "tblHeader", "tc"}
    assert {one.tag.removeprefix(W) for one in root.iter()} <= allowed


def test_columns_fill_a_line_and_no_word_is_cut_by_a_neighbour():
    short = WordTable("Shares", ["Principle", "1", "Recordings"], [["Evocation", "26%", "38"]])
    widths = column_widths(short)
    assert sum(widths) == pytest.approx(9638, abs=3)
    assert widths[0] > widths[1]
    long = WordTable("Answers", ["Beside", "Statement"], [["Empathy", "They listened to what it is like for us. " * 9]])
    beside, statement = column_widths(long)
    assert statement > 4 * beside
    # "Empathy" in 9.5 point, each letter at most 0.65 of that wide.
    assert beside > 7 * 9.5 * 0.65 * 20
    assert sum(column_widths(WordTable("Many", ["Recordings"] * 30, []))) <= 9638
