"""Tables and projects for other programs: read back as such a program would."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from coder.exports.delimited import csv_text
from coder.exports.refi_qda import QdaCode, QdaLine, QdaProject, QdaSource, codebook_file, guid, project_file
from coder.exports.spreadsheet import Sheet, workbook

SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
QDA = {"q": "urn:QDA-XML:project:1.0"}
# The order in which Project.xsd of REFI-QDA 1.5 wants what we write.
ORDER = ["Users", "CodeBook", "Sources"]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-3", "@SUM(A1)", "\tx", "\rx"])
def test_a_table_of_values_never_begins_a_cell_as_a_formula(text: str) -> None:
    written = csv_text(["a", "b"], [[text, None], ["plain\rtext", -3], ["", 0.5]])
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [["a", "b"], ["'" + text.replace("\r", "\n"), ""], ["plain\ntext", "-3"], ["", "0.5"]]


def _cells(data: bytes, number: int) -> list[list[str | float | None]]:
    with ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        root = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
    rows = []
    for row in root.iterfind(".//s:row", SHEET):
        cells: list[str | float | None] = []
        for cell in row.iterfind("s:c", SHEET):
            text, number_ = cell.find("s:is/s:t", SHEET), cell.find("s:v", SHEET)
            cells.append(text.text if text is not None else float(number_.text or "") if number_ is not None else None)
        rows.append(cells)
    assert root.find(".//s:f", SHEET) is None
    return rows


def test_a_workbook_holds_texts_and_numbers_and_nothing_that_is_worked_out() -> None:
    data = workbook(
        [Sheet("Figures", ["a", "b"], [["=1+1", 2], ["<&>\x00", None], ["é", 0.25]]), Sheet("Pairs", ["c"], [])]
    )
    assert _cells(data, 1) == [["a", "b"], ["=1+1", 2.0], ["<&>", None], ["é", 0.25]]
    assert _cells(data, 2) == [["c"]]
    with ZipFile(io.BytesIO(data)) as file:
        names = [
            one.get("name") for one in ElementTree.fromstring(file.read("xl/workbook.xml")).iter() if one.get("sheetId")
        ]
    assert names == ["Figures", "Pairs"]


def test_columns_are_as_wide_as_what_they_hold_and_long_texts_go_on_below() -> None:
    note = "Ratings are made by a trained evaluator on the whole recording, from 1 to 5, and never by a program. " * 2
    data = workbook([Sheet("about", ["about", "is"], [["n, recordings", 6], ["note", note]])])
    with ZipFile(io.BytesIO(data)) as file:
        root = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    first, second = (float(one.get("width", "0")) for one in root.iter() if one.tag.endswith("}col"))
    assert len("n, recordings") < first < second < len(note)
    heights = [float(one.get("ht", "15")) for one in root.iter() if one.tag.endswith("}row")]
    assert heights[:2] == [15, 15]
    assert heights[2] / 15 * second >= len(note)


def test_the_same_tables_make_the_same_workbook() -> None:
    sheets = [Sheet("Figures", ["a"], [[1]])]
    assert workbook(sheets) == workbook(sheets)


def _project() -> QdaProject:
    simple, complex_ = QdaCode(guid("SR"), "Simple reflection", "Gives back"), QdaCode(guid("CR"), "Complex & deep")
    codes = (QdaCode(guid("worker"), "Worker", codable=False, inside=(simple, complex_)),)
    users = {guid("E-1"): "E-1", guid("E-2"): "E-2"}
    first, second = users
    lines = (
        QdaLine("0:00–0:04 naïve\nline", ((simple.guid, first), (complex_.guid, second))),
        QdaLine("0:04–0:09 😀", ((simple.guid, first), (simple.guid, second), (simple.guid, second))),
    )
    source = QdaSource(guid("S-1"), "Recording 1", lines)
    return QdaProject("Agreement", users, codes, (source,), datetime(2026, 11, 22, 12, 0, tzinfo=UTC))


def test_every_mark_of_a_project_stands_on_its_own_line_with_its_code_and_its_giver() -> None:
    project = _project()
    with ZipFile(io.BytesIO(project_file(project))) as file:
        root = ElementTree.fromstring(file.read("project.qde"))
        text = file.read(f"Sources/{project.sources[0].guid}.txt").decode()
    assert [child.tag.rpartition("}")[2] for child in root] == ORDER
    codes = {one.get("guid"): one.get("name") for one in root.iterfind(".//q:Code", QDA)}
    users = {one.get("guid"): one.get("name") for one in root.iterfind("q:Users/q:User", QDA)}
    found = [
        (
            text[int(one.get("startPosition", "")) : int(one.get("endPosition", ""))],
            users[one.get("creatingUser")],
            [codes[ref.get("targetGUID")] for ref in one.iterfind("q:Coding/q:CodeRef", QDA)],
        )
        for one in root.iterfind(".//q:PlainTextSelection", QDA)
    ]
    assert found == [
        ("0:00–0:04 naïve line", "E-1", ["Simple reflection"]),
        ("0:00–0:04 naïve line", "E-2", ["Complex & deep"]),
        ("0:04–0:09 😀", "E-1", ["Simple reflection"]),
        ("0:04–0:09 😀", "E-2", ["Simple reflection"]),
    ]
    ids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(ids) == len(set(ids))


def test_a_codebook_goes_out_with_its_headings_and_descriptions() -> None:
    root = ElementTree.fromstring(codebook_file(_project().codes))
    space = {"q": "urn:QDA-XML:codebook:1.0"}
    assert [(one.get("name"), one.get("isCodable")) for one in root.iterfind(".//q:Code", space)] == [
        ("Worker", "false"),
        ("Simple reflection", "true"),
        ("Complex & deep", "true"),
    ]
    assert root.findtext(".//q:Description", namespaces=space) == "Gives back"
