"""What is read of a CSV of coded talk, and what makes it be refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.errors import UserError
from coder.evaluation.csv_sheet import MAX_BYTES
from coder.evaluation.suggestion_file import CodedTalk, Line, read_coded_file

HEADER = "group,conversation,index,speaker,text,code"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "coded.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def refused(path: Path, group_column: str = "group") -> str:
    with pytest.raises(UserError) as error:
        read_coded_file(path, group_column)
    assert "nothing was judged" in error.value.hint
    return error.value.sentence


def test_talk_is_put_in_order_and_speakers_are_told_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "g1,a,2,Therapist,So mornings are hard.,sr",
        "g1,a,1,client,Mornings.,change",
        'g1,a,0,worker,"What is hard, at home?",OQ',
        "g1,b,0,young_person,Dunno.,",
        "g1,b,1,interpreter,She does not know.,",
        "g1,b,2,practitioner,,",
    )
    found = read_coded_file(path)
    assert found.talks == (
        CodedTalk(
            "g1",
            "g1/a",
            (
                Line("worker", "What is hard, at home?", "OQ"),
                Line("parent", "Mornings.", ""),
                Line("worker", "So mornings are hard.", "SR"),
            ),
        ),
        CodedTalk(
            "g1",
            "g1/b",
            (Line("child", "Dunno.", ""), Line("other", "She does not know.", ""), Line("worker", "", "")),
        ),
    )
    assert found.passed_over == {"client": 1}
    assert found.speakers == {"client": 1, "young_person": 1, "interpreter": 1}


def test_columns_stand_in_any_order_beside_others_after_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_bytes(
        "\ufeffCode,text,topic,Speaker,index,conversation,group\r\n"
        'input,"two\r\nlines, and a ""quote""",x,worker,7,a,g\r\n\r\n'.encode()
    )
    (talk,) = read_coded_file(path).talks
    assert talk.lines == (Line("worker", 'two\r\nlines, and a "quote"', "therapist_input"),)


def test_another_column_can_say_what_belongs_together(tmp_path: Path) -> None:
    header = "family,conversation,index,speaker,text,code"
    path = written(tmp_path, "F1,a,0,worker,Hello.,OTH", "F1,b,0,worker,Hello.,OTH", header=header)
    assert [(talk.group, talk.name) for talk in read_coded_file(path, "Family").talks] == [("F1", "a"), ("F1", "b")]
    assert "no column group" in refused(path)
    assert "no column worker" in refused(path, "worker")


def test_conversations_numbered_anew_in_each_group_stay_apart(tmp_path: Path) -> None:
    path = written(tmp_path, "g1,1,0,worker,Hello.,OTH", "g2,1,0,worker,Hello.,OTH")
    assert len(read_coded_file(path).talks) == 2


def test_words_that_look_like_a_formula_are_words_and_a_formula_elsewhere_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "g,a,0,worker,=1+1,OTH")
    assert read_coded_file(path).talks[0].lines[0].text == "=1+1"
    assert "Line 2 of coded.csv, column “index”" in refused(written(tmp_path, "g,a,=1+1,worker,Hello.,OTH"))
    assert "column “code”" in refused(written(tmp_path, "g,a,0,worker,Hello.,=OTH"))


GOOD = "g,a,0,worker,Hello.,OTH"


def test_sw_is_the_worker(tmp_path: Path) -> None:
    (talk,) = read_coded_file(written(tmp_path, GOOD, "g,a,1,SW,What then?,OQ")).talks
    assert [(line.role, line.code) for line in talk.lines] == [("worker", "OTH"), ("worker", "OQ")]


def test_a_cell_too_long_is_told_in_our_own_words(tmp_path: Path) -> None:
    told = refused(written(tmp_path, GOOD, f"g,a,1,worker,{'word ' * 30_000},OQ"))
    assert told == (
        "A cell in line 3 of coded.csv is longer than 131,072 characters, or a quotation mark there is never closed."
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("g,a,1,worker,What then?,QQ", "Line 3 of coded.csv, column “code”: it is neither"),
        ("g,a,0,worker,What then?,OQ", "Line 3 of coded.csv, column “index”: 0 stands twice"),
        ("g,a,1.5,worker,What then?,OQ", "column “index”: it is not a whole number"),
        ("g,a,-1,worker,What then?,OQ", "column “index”: it is not a whole number"),
        ("g,a,²,worker,What then?,OQ", "column “index”: it is not a whole number"),
        ("g,a,1234567890,worker,What then?,OQ", "column “index”: it is not a whole number"),
        ("g,a,1, ,What then?,OQ", "column “speaker”: it is empty"),
        (",a,1,worker,What then?,OQ", "column “group”: it is empty"),
        ("g,,1,worker,What then?,OQ", "column “conversation”: it is empty"),
        ("g,a,1,worker,What then?,question", "the other kind in line 2"),
        ("g,a,1,worker,What then?", "Line 3 of coded.csv, column “code”: it has 5 cells and the header 6"),
        ("g,a,1,worker,What, then?,OQ", "it has 7 cells and the header 6"),
        ('g,a,1,worker,"What then?,OQ', "Line 3 of coded.csv cannot be read as CSV"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path: Path, row: str, told: str) -> None:
    assert told in refused(written(tmp_path, GOOD, row))


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path, 'g,a,0,worker,"one\ntwo\nthree",OTH', "", "g,a,x,worker,Hello.,OTH")
    assert "Line 6 of" in refused(path)


def test_a_conversation_in_two_groups_is_refused(tmp_path: Path) -> None:
    header = "team,conversation,index,speaker,text,code"
    path = written(tmp_path, "N,a,0,worker,Hello.,OTH", "S,a,1,worker,Hello.,OTH", header=header)
    assert "Line 3 of coded.csv, column “team”: this conversation stood in another group" in refused(path, "team")


def test_files_that_hold_no_table_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert refused(empty) == "empty.csv is empty."
    assert refused(written(tmp_path)) == "coded.csv has no rows below its header."
    assert refused(tmp_path / "none.csv") == "none.csv could not be opened."
    assert refused(tmp_path) == f"{tmp_path.name} could not be opened."
    assert refused(written(tmp_path, GOOD, header="group;conversation;index;speaker;text;code")).startswith("Line 1 of")


def test_missing_and_doubled_columns_are_named(tmp_path: Path) -> None:
    assert refused(written(tmp_path, header="group,index,speaker,text")).endswith("no column conversation, code.")
    assert "column “code”: it stands twice" in refused(written(tmp_path, header=f"{HEADER},Code"))


def test_what_is_not_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_bytes(f"{HEADER}\n{GOOD}\n".encode() + b"g,a,1,worker,caf\xe9,OTH\n")
    assert refused(path) == "Line 3 of coded.csv is not UTF-8 text."


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert refused(path) == "large.csv is larger than 200 MB."
