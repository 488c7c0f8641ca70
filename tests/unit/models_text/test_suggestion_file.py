"""Model files: what is saved is what is loaded, and nothing else gets in."""

from __future__ import annotations

import json
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from codebook.behaviours import behaviour_of
from codebook.load import load_builtin
from models.suggestions.behaviours import BehaviourReader
from models.suggestions.suggestion import ModelFileError, load_model, load_starter, predict, save_model
from models.talk.corpus import load_conversations

STARTER_BUDGET_BYTES = 4_000_000
LOAD_BUDGET_S = 0.05


def _rewritten(source: Path, target: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename == name else old.read(info))
    return target


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.pcm"
    save_model(load_starter(), path)
    return path


def test_a_loaded_model_answers_exactly_as_the_saved_one(saved: Path) -> None:
    talk = [coded.utterance for coded in load_conversations()[0].utterances]
    assert predict(load_model(saved), talk) == predict(load_starter(), talk)


def test_saving_twice_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pcm"
    save_model(load_model(saved), again)
    assert again.read_bytes() == saved.read_bytes()


def test_the_starter_is_small_and_quick_to_load(saved: Path) -> None:
    assert saved.stat().st_size <= STARTER_BUDGET_BYTES
    times = []
    for _ in range(5):
        start = time.process_time()
        load_starter()
        times.append(time.process_time() - start)
    assert sorted(times)[2] <= LOAD_BUDGET_S


def test_pickled_arrays_are_refused(saved: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.npy"
    np.save(planted, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    bad = _rewritten(saved, tmp_path / "bad.pcm", "bias.npy", planted.read_bytes())
    with pytest.raises(ModelFileError, match="cannot be read"):
        load_model(bad)


def test_a_reader_that_does_not_say_what_each_code_counts_as_is_refused(tmp_path: Path) -> None:
    starter = load_starter()
    reader = BehaviourReader(starter, behaviour_of(load_builtin("msw")))
    numbers = np.vstack([starter.cue_weights, np.zeros((reader.n_numbers, len(starter.codes)))])
    path = tmp_path / "through.pcm"
    save_model(replace(starter, reader=reader, cue_weights=numbers), path)
    assert load_model(path).reader is not None
    with zipfile.ZipFile(path) as archive:
        head = json.loads(archive.read("card.json"))
    code = starter.codes[0]
    for counts_as in ({}, {**head["counts_as"], code: "juggling"}, {**head["counts_as"], code: []}, ["OQ"]):
        data = json.dumps({**head, "counts_as": counts_as}).encode()
        with pytest.raises(ModelFileError, match="which behaviour each code"):
            load_model(_rewritten(path, tmp_path / "bad.pcm", "card.json", data))


def test_arrays_of_the_wrong_shape_are_refused(saved: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.npy"
    np.save(small, np.zeros(2))
    with pytest.raises(ModelFileError, match=r"thresholds .* has shape"):
        load_model(_rewritten(saved, tmp_path / "bad.pcm", "thresholds.npy", small.read_bytes()))


def test_numbers_that_are_not_finite_are_refused(saved: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.npy"
    np.save(broken, np.full_like(load_starter().bias, np.nan))
    with pytest.raises(ModelFileError, match="finite"):
        load_model(_rewritten(saved, tmp_path / "bad.pcm", "bias.npy", broken.read_bytes()))


def test_a_model_of_another_version_is_refused(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        head = json.loads(archive.read("card.json"))
    head["cues"] = head["cues"][1:]
    with pytest.raises(ModelFileError, match="another version"):
        load_model(_rewritten(saved, tmp_path / "bad.pcm", "card.json", json.dumps(head).encode()))


def test_a_truncated_file_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:2000])
    with pytest.raises(ModelFileError, match="not a whole model file"):
        load_model(saved)


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.pcm"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", b" " * 70_000_000)
    with pytest.raises(ModelFileError, match="unpacks to more"):
        load_model(bomb)


def test_a_model_whose_reader_no_file_can_hold_is_refused_with_nothing_written(tmp_path: Path) -> None:
    class Elsewhere:
        def numbers(self, utterances, indexes):
            return np.zeros((len(indexes), 1))

    with pytest.raises(ModelFileError, match="reads through a Elsewhere"):
        save_model(replace(load_starter(), reader=Elsewhere()), tmp_path / "model.pcm")
    assert not list(tmp_path.iterdir())
