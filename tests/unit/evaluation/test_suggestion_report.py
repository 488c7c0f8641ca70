"""The table of judged suggestions, and what the command does when the judging process fails."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

from coder.domain.errors import UserError
from coder.evaluation import suggestion
from coder.evaluation.suggestion import evaluate_suggestions
from coder.evaluation.suggestion_report import as_table

FIGURES: dict[str, Any] = {
    "n": 40,
    "n_groups": 1,
    "labels": ["OQ", "FAC"],
    "macro_f1": 0.75,
    "kappa": None,
    "accuracy": 0.8,
    "ece": 0.04,
    "brier": 0.3,
    "coverage_at_precision_90": 0.5,
    "accuracy_at_coverage": {"1.0": 0.8, "0.6": 0.9},
    "prediction_sets": {"alpha": 0.1, "coverage": {"OQ": 0.91}, "singletons": None},
    "codes": {
        "OQ": {
            "n": 40, "prevalence": 1.0, "precision": 1.0, "recall": 0.8, "f1": 0.889, "kappa": None, "shown": 12,
            "shown_precision": 1.0,
        },
        "FAC": {
            "n": 0, "prevalence": 0.0, "precision": 0.0, "recall": None, "f1": 0.0, "kappa": 0.0, "shown": 0,
            "shown_precision": None,
        },
    },
    "abstained": 0.7,
    "seconds": {"fit": None, "judge": 0.25},
    "model": {"name": "starter", "bytes": 2**20, "load_ms": 11.6},
    "judged": "shipped model",
    "notes": ["Something to know."],
}  # fmt: skip


def test_a_row_for_each_code_and_a_dash_where_nothing_is_known() -> None:
    lines = as_table(FIGURES).splitlines()
    assert lines[0] == "40 utterances of 1 group, judged: shipped model."
    assert ["kappa", "–"] in [line.split() for line in lines]
    assert [line.split() for line in lines if line.startswith(("OQ", "FAC"))] == [
        ["OQ", "40", "1.000", "1.000", "0.800", "0.889", "–", "12", "1.000", "0.910"],
        ["FAC", "0", "0.000", "0.000", "–", "0.000", "0.000", "0", "–", "–"],
    ]
    assert "starter, 1.00 MiB, loads in 12 ms" in as_table(FIGURES)
    assert "100%: 0.800  60%: 0.900" in as_table(FIGURES)
    assert lines[-1] == "Something to know."


def test_without_notes_the_table_ends_with_its_codes() -> None:
    figures = copy.deepcopy(FIGURES)
    figures["notes"] = []
    assert as_table(figures).splitlines()[-1].startswith("FAC")


@pytest.fixture
def one_row(tmp_path: Path) -> Path:
    path = tmp_path / "coded.csv"
    path.write_text("group,conversation,index,speaker,text,code\ng,a,0,worker,Hello.,OTH\n", encoding="utf-8")
    return path


def child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Have a small program stand where the judging process does."""
    monkeypatch.setattr(suggestion, "child_command", lambda: [sys.executable, "-c", program])


def test_a_process_that_breaks_is_told_with_its_exit_code(one_row: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "import sys; print('{\"progress\": 0.5}'); sys.exit(3)")
    told: list[float] = []
    with pytest.raises(UserError, match=r"stopped before its end \(exit code 3\)") as error:
        evaluate_suggestions(one_row, told=told.append)
    assert "nothing was kept" in error.value.hint
    assert told == [0.5]


def test_a_process_that_ends_without_an_answer_is_no_success(one_row: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "pass")
    with pytest.raises(UserError, match="stopped before its end"):
        evaluate_suggestions(one_row)


def test_what_is_asked_holds_the_talk_and_what_was_passed_over_is_told(
    one_row: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with one_row.open("a", encoding="utf-8") as file:
        file.write("g,a,1,client,Hi.,change\n")
    program = "import json, sys; print(json.dumps({'answer': {'asked': json.load(sys.stdin), 'notes': ['one']}}))"
    child(monkeypatch, program)
    answer = evaluate_suggestions(one_row)
    talk = ["g", "g/a", [["worker", "Hello.", "OTH"], ["parent", "Hi.", ""]]]
    assert answer["asked"] == {"judged": [talk], "train": None, "add": False}
    passed_over = "Codes of speakers who are not the worker are passed over in {}: {}."
    assert answer["notes"] == ["one", passed_over.format("coded.csv", "client (1)")]
    both = evaluate_suggestions(one_row, train=one_row)
    assert both["notes"] == answer["notes"]
    other = one_row.with_name("ours.csv")
    rows = [f"g,a,{n},S{min(n, 7)},Hi.,OTH\n" for n in range(2, 10)]
    other.write_text(one_row.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    many = "S7 (3), S2 (1), S3 (1), S4 (1), S5 (1) and 2 others"
    assert evaluate_suggestions(one_row, train=other)["notes"][2:] == [passed_over.format("ours.csv", many)]


@pytest.mark.parametrize(
    ("rows", "told", "hint"),
    [
        (["SPEAKER_00,Hi.,OTH", "SPEAKER_01,Hm.,"], "there are SPEAKER_00 (1), SPEAKER_01 (1)", "have as speaker"),
        (["worker,Hi.,UNC", "worker,Hm.,"], "Every code of the worker in bad.csv is UNC", "codes that say something"),
        (["worker,,OTH"], "No coded utterance of the worker in bad.csv holds words", "column text"),
        (["worker,Hi.,", "SWK,Hi.,OTH"], "All codes in bad.csv stand at others than the worker: SWK (1)", "as speaker"),
        (["worker,Hi.,", "Mum,Hi.,"], "No utterance of the worker has a code in bad.csv", "column code"),
    ],
)
def test_what_cannot_be_judged_or_learnt_is_refused_by_what_it_lacks(
    one_row: Path, rows: list[str], told: str, hint: str
) -> None:
    bad = one_row.with_name("bad.csv")
    said = "".join(f"g,a,{n},{row}\n" for n, row in enumerate(rows))
    bad.write_text(f"group,conversation,index,speaker,text,code\n{said}", encoding="utf-8")
    for files in ({"file": bad}, {"file": one_row, "train": bad}):
        with pytest.raises(UserError) as error:
            evaluate_suggestions(**files)
        assert told in error.value.sentence
        assert hint in error.value.hint
