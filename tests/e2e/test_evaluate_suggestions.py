"""The command that judges suggested codes as a user runs it, on conversations that come with the program."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codebook.behaviours import behaviour_of
from codebook.load import load_builtin
from models.talk.corpus import CODES, Conversation, load_conversations
from tests.helpers.command_line import CommandLine

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]
FIGURES = {
    "n", "n_groups", "labels", "macro_f1", "kappa", "accuracy", "ece", "brier", "coverage_at_precision_90",
    "accuracy_at_coverage", "prediction_sets", "codes", "abstained", "seconds", "model", "judged", "notes",
}  # fmt: skip


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "no-store-is-needed")


def as_file(path: Path, talks: tuple[Conversation, ...], code: Callable[[str], str] = str) -> Path:
    """Conversations as a spreadsheet would save them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["conversation", "index", "speaker", "text", "code", "group"])
        for talk in talks:
            for place, one in enumerate(talk.utterances):
                said = one.utterance
                rows.writerow([talk.id, place, said.speaker_role, said.text, code(one.code), talk.id])
    return path


def numbers(value: Any) -> list[float]:
    """Every number anywhere in a document."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one)]
    return [value] if isinstance(value, float) else []


def test_the_shipped_model_as_it_is(tmp_path: Path, line: CommandLine) -> None:
    talks = load_conversations()[:2]
    answer = line.does("evaluate", "suggestions", as_file(tmp_path / "own.csv", talks))
    assert set(answer) == FIGURES
    coded = [one.code for talk in talks for one in talk.utterances if one.code not in ("", "UNC")]
    assert (answer["n"], answer["n_groups"], answer["judged"]) == (len(coded), 2, "shipped model")
    assert sum(row["n"] for row in answer["codes"].values()) == len(coded)
    assert list(answer["codes"]) == answer["labels"] == [code for code in CODES if code in answer["codes"]]
    assert any("taught with 2 of these" in note for note in answer["notes"])
    assert all(number >= -1 for number in numbers(answer))
    assert not (tmp_path / "no-store-is-needed").exists()


def test_four_behaviours_learnt_by_folds_and_beside_our_own(tmp_path: Path, line: CommandLine) -> None:
    counts_as = behaviour_of(load_builtin("msw"))
    talks = load_conversations()[:5]
    file = as_file(tmp_path / "four.csv", talks, lambda code: counts_as.get(code, "").replace("therapist_", ""))
    answer = line.does("evaluate", "suggestions", file, "--train", file)
    assert answer["judged"] == "5 folds by group"
    assert answer["labels"] == ["question", "reflection", "therapist_input", "other"]
    assert answer["macro_f1"] > 0.4
    assert answer["seconds"]["fit"] > 0
    few, rest = as_file(tmp_path / "few.csv", talks[:1]), as_file(tmp_path / "rest.csv", talks[1:])
    assert line.does("evaluate", "suggestions", few, "--train", rest)["judged"] == "trained on 4 groups"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("g,a,0,worker,Hello.,HELLO", "Line 2 of bad.csv, column “code”"),
        ("g,a,0,neighbour,Hello.,OTH", "No speaker in bad.csv is the worker; there are neighbour (1)"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path: Path, line: CommandLine, rows: str, told: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"group,conversation,index,speaker,text,code\n{rows}\n", encoding="utf-8")
    assert told in line.is_refused("evaluate", "suggestions", file)


def test_too_little_to_learn_from_is_refused_in_a_sentence(tmp_path: Path, line: CommandLine) -> None:
    talks = load_conversations()[:2]
    file = as_file(tmp_path / "own.csv", talks)
    told = line.is_refused("evaluate", "suggestions", file, "--train", file)
    assert told.startswith("What there is to learn from is not enough")


def test_adding_needs_something_to_add_to(tmp_path: Path, line: CommandLine) -> None:
    file = as_file(tmp_path / "own.csv", load_conversations()[:1])
    assert line.is_refused("evaluate", "suggestions", file, "--add") == "There is nothing to add to."
