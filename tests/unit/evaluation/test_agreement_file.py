"""Ratings from a file: what is read, what is refused with its line, and what is printed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coder.analysis.agreement.figures import Level
from coder.cli import app
from coder.domain.errors import UserError
from coder.evaluation.ratings_file import read_ratings
from tests.helpers.agreement_tables import rows_of

KEYS = ("icc_2_1", "icc_2_k", "alpha", "weighted_kappa", "kappa", "ac2")
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "ratings.csv"
    file.write_text(text, encoding=encoding)
    return file


def csv_of(ratings: Any) -> str:
    rows = "".join(f"{unit},{rater},{'' if value is None else value}\n" for unit, rater, value in rows_of(ratings))
    return f"unit,rater,value\n{rows}"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(text: str, *options: str, code: int = 0) -> Any:
        file = written(tmp_path, text)
        monkeypatch.setattr(sys, "argv", ["practice-coder", "agreement-file", str(file), *options])
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert (ended.value.code or 0) == code
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in options else out

    return run


def test_one_document_with_every_key_and_the_published_figures(told: Any) -> None:
    found = told(csv_of(SHROUT_FLEISS), "--level", "interval", "--allow-small", "--json")
    assert list(found) == ["n_units", "n_raters", "n_pairs", *KEYS, "exact", "within_one", "notes"]
    assert (found["n_units"], found["n_raters"], found["n_pairs"]) == (6, 4, 36)
    assert round(found["icc_2_1"]["value"], 2) == 0.29
    assert round(found["icc_2_k"]["value"], 2) == 0.62
    for key in KEYS:
        assert list(found[key]) == ["value", "low", "high"]
        assert found[key]["low"] <= found[key]["value"] <= found[key]["high"]
    assert any("Shrout & Fleiss 1979" in note and "n = 6" in note for note in found["notes"])


def test_below_ten_the_pairs_and_null_with_a_note(told: Any) -> None:
    found = told(csv_of(SHROUT_FLEISS), "--level", "interval", "--json")
    assert {json.dumps(found[key]) for key in KEYS} == {'{"value": null, "low": null, "high": null}'}
    assert (found["exact"], found["within_one"]) == (None, None)
    assert len(found["pairs"]) == 36
    assert found["pairs"][0] == {
        "unit": "u0000",
        "first": "r00",
        "second": "r01",
        "first_value": "9",
        "second_value": "2",
        "difference": -7.0,
    }
    assert sum("only 6 units were rated by two or more" in note for note in found["notes"]) == 8
    assert "u0000: r00 9, r01 2" in told(csv_of(SHROUT_FLEISS), "--level", "interval")


def test_nominal_figures_in_words_and_the_scale_that_was_asked_for(told: Any) -> None:
    text = csv_of([["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]] * 5)
    assert "fair (Cicchetti 1994); Cohen's kappa" in told(text, "--level", "nominal")
    assert "moderate (Koo & Li 2016); Cohen's kappa" in told(text, "--level", "nominal", "--scale", "koo-li")
    found = told(text, "--level", "nominal", "--json")
    assert found["kappa"]["value"] == pytest.approx(0.5)
    assert (found["icc_2_1"]["value"], found["within_one"]) == (None, None)
    assert any(note.startswith("icc_2_1: ") and "Not computable because nominal" in note for note in found["notes"])
    told(text, "--level", "nominal", "--scale", "mine", code=2)


def test_marks_of_spreadsheets_are_read_alike(tmp_path: Path) -> None:
    plain = read_ratings(written(tmp_path, "unit,rater,value\n1,ä,2.5\n2,ä,\n1,b,3\n"), Level.INTERVAL)
    for text in (
        "\ufeffunit;rater;value\n1;ä;2,5\n2;ä;NE\n1;b;3\n",
        "Rater\tnote\tUnit\tVALUE\nä\tx\t1\t2.50\na\u0308\ty\t2\tn/a\nb\t\t1\t3,0\n\n",
        '"unit","rater","value"\r\n" 1 ","ä","2.5"\r\n2,ä,.\r\n1,b,3\r\n',
    ):
        found = read_ratings(written(tmp_path, text), Level.INTERVAL)
        assert (found.units, found.raters, found.known) == (plain.units, plain.raters, plain.known)
        assert found.pairs() == plain.pairs()
    assert (plain.units, plain.raters, plain.known) == (("1", "2"), ("b", "ä"), (2.5, 3.0))
    letters = read_ratings(written(tmp_path, "unit,rater,value\n01,a,x\n1,a,X\n"), Level.NOMINAL)
    assert (letters.units, letters.known) == (("01", "1"), ("X", "x"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("unit,rater,value\n", "no rows below its header"),
        ("unit,rater\n1,a\n", "no column value"),
        ("1,a,3\n2,a,4\n", "no column unit, rater, value"),
        ("unit,rater,value\n1,a,3\n1,b,4\n1, a ,3\n", "Line 4"),
        ("unit,rater,value\n1,a,3\n1,a,NE\n", "already, in line 2"),
        ("unit,rater,value\n1,a,good\n", "column “value”: it is not a number"),
        ("unit,rater,value\n1,a,inf\n", "it is not a number"),
        ("unit,rater,value\n1,a,1_0\n", "it is not a number"),
        ("unit,rater,value\n,a,3\n", "column “unit”: it is empty"),
        ("unit,rater,value\n1,a\n", "it has 2 cells"),
    ],
)
def test_bad_files_are_refused_with_their_line(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read_ratings(written(tmp_path, text), Level.ORDINAL)
    assert sentence in refused.value.sentence
    assert "nothing was reckoned" in refused.value.hint


def test_a_refusal_is_a_document_too(told: Any) -> None:
    found = told("unit,rater,value\n1,a,x\n", "--level", "ordinal", "--json", code=1)
    assert set(found) == {"error", "hint"}
    told("unit,rater,value\n1,a,x\n", "--level", "ratio", code=2)


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not UTF-8"):
        read_ratings(written(tmp_path, "unit,rater,value\n1,ä,3\n", "latin-1"), Level.ORDINAL)
    with pytest.raises(UserError, match="could not be opened"):
        read_ratings(tmp_path / "none.csv", Level.ORDINAL)
