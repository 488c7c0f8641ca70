"""Speech models that are here or brought in, and the card of the suggestion model."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from coder.domain.errors import Cancelled, UserError
from coder.services.model_cards import starter_card
from coder.services.speech_models import bring_model, speech_models


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that looks like a speech model."""
    folder = tmp_path / "stick" / "small"
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(name.encode() * 1000)
    (folder / "readme.txt").write_text("not needed")
    return folder


def test_a_folder_is_copied_whole_and_offered_from_then_on(stick, tmp_path):
    shares: list[float] = []
    here = bring_model(stick, tmp_path / "app", shares.append)
    assert {file.name for file in here.iterdir()} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    assert (here / "model.bin").read_bytes() == (stick / "model.bin").read_bytes()
    assert shares[-1] == 1.0
    offered = {model.value: model for model in speech_models(tmp_path / "app", "base")}
    assert offered[str(here)].name == "small"
    assert offered[str(here)].installed
    assert offered[str(here)].brought
    assert "base" in offered


def test_a_folder_that_is_no_model_names_what_is_missing_and_nothing_is_copied(stick, tmp_path):
    (stick / "tokenizer.json").unlink()
    with pytest.raises(UserError, match=r"tokenizer\.json"):
        bring_model(stick, tmp_path / "app")
    assert not (tmp_path / "app").exists()


def test_stopping_leaves_nothing_behind(stick, tmp_path):
    with pytest.raises(Cancelled):
        bring_model(stick, tmp_path / "app", cancelled=lambda: True)
    assert list((tmp_path / "app" / "models" / "brought").iterdir()) == []


def test_the_same_model_twice_is_one_and_another_of_that_name_is_refused(stick, tmp_path):
    first = bring_model(stick, tmp_path / "app")
    assert bring_model(stick, tmp_path / "app") == first
    (stick / "model.bin").write_bytes(b"other weights")
    with pytest.raises(UserError, match="has this name"):
        bring_model(stick, tmp_path / "app")
    assert (first / "model.bin").read_bytes() != b"other weights"


def test_a_chosen_folder_that_is_gone_is_still_named(tmp_path):
    gone = speech_models(tmp_path, str(tmp_path / "gone"))[-1]
    assert (gone.name, gone.installed) == ("gone", False)


def test_the_card_says_what_its_file_says():
    card = starter_card()
    data = json.loads(files("models").joinpath("data", "starter", "card.json").read_text(encoding="utf-8"))
    assert card.utterances == data["n_utterances"] == sum(one.n for one in card.codes)
    assert card.kappa == data["measures"]["all"]["kappa"]
    assert len(card.codes) == len(data["measures"]) - 1
    assert [one.n for one in card.codes] == sorted((one.n for one in card.codes), reverse=True)
    assert any("not validated" in note for note in card.notes)
