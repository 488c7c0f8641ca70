"""A sound file becomes a frozen codebook, and the same text has the same hash wherever it was saved."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
import pickle
from importlib.resources import files
from pathlib import Path

import pytest

from codebook.load import builtin_ids, builtin_text, file_hash, load_builtin, load_file, load_text
from codebook.schema import Codebook, CodeGroup, Kind


def test_every_part_of_a_file_arrives_in_the_codebook(small: str) -> None:
    book = load_text(small, "small.toml")

    assert (book.id, book.version, book.major, book.kind) == ("small", "1.0.0", 1, Kind.PRACTICE)
    assert book.principle("LIS").anchor(3) == "Listens throughout, also when it is hard."
    assert book.code("OQ").attributes[0].name == "Evokes"
    assert book.code("CQ").attributes[1].values == ("parent", "child")
    assert book.measures[0].denominator == ("OQ", "CQ")
    assert [band.at_least for band in book.bands] == [1.0, 2.0]
    assert list(book.rules.values) == [1, 2, 3]
    assert book.rules.evidence_for_extremes == 3
    assert book.mappings == {"other": {"OQ": ("Q",)}}


def test_line_ends_inside_a_text_become_blanks(small: str) -> None:
    text = small.replace('"Invites a story."', '"""Invites\n  a\tstory."""')

    assert load_text(text, "small.toml").code("OQ").definition == "Invites a story."


def test_common_attributes_are_added_to_every_code(small: str) -> None:
    common = '\n[[common_attributes]]\nid = "loud"\nname = "Loud"\n'
    book = load_text(small + common, "small.toml")

    assert all(code.attributes[-1].id == "loud" for code in book.codes)


def test_a_question_that_evokes_counts_as_consistent(small: str) -> None:
    code = load_text(small, "small.toml").code("OQ")

    assert code.group_with(()) is CodeGroup.NEUTRAL
    assert code.group_with(("evokes",)) is CodeGroup.CONSISTENT


@pytest.mark.parametrize("codebook_id", ["family-feedback", "msw", "supervision"])
def test_a_windows_copy_has_the_same_hash_and_content(tmp_path: Path, codebook_id: str) -> None:
    text = builtin_text(codebook_id)
    path = tmp_path / "copy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert load_file(path) == load_builtin(codebook_id)


def test_the_hash_is_the_sha256_of_the_file_bytes(tmp_path: Path, small: str) -> None:
    path = tmp_path / "small.toml"
    path.write_bytes(small.encode())

    assert load_file(path).hash == hashlib.sha256(path.read_bytes()).hexdigest() == file_hash(small)
    assert file_hash(small + "# more\n") != file_hash(small)


def test_an_unknown_builtin_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_builtin("nobody")
    with pytest.raises(KeyError):
        load_builtin("msw", "0.0.1")


def test_a_shipped_version_is_found_by_its_number() -> None:
    assert load_builtin("msw", "1.0.0") == load_builtin("msw")


def test_every_shipped_file_bears_the_id_and_version_of_its_name() -> None:
    names = sorted(entry.name for entry in files("codebook").joinpath("data").iterdir() if entry.is_file())

    assert len(names) >= 3
    for name in names:
        codebook_id, _, version = name.removesuffix(".toml").rpartition("-")
        full = version if version.count(".") == 2 else f"{version}.0"
        assert load_builtin(codebook_id, full).version == full
        assert load_builtin(codebook_id, full).id == codebook_id


def test_a_codebook_cannot_be_changed_and_can_be_hashed() -> None:
    book = load_builtin("msw")

    with pytest.raises(dataclasses.FrozenInstanceError):
        book.title = "x"  # type: ignore[misc]
    for spoil in (
        lambda: book.mappings.update(x={}),
        lambda: book.mappings["annomi"].clear(),
        lambda: book.mappings.__setitem__("x", {}),
        lambda: book.mappings.pop("annomi"),
        lambda: book.mappings.__ior__({"x": {}}),
    ):
        with pytest.raises(TypeError, match="never changed"):
            spoil()
    assert hash(book) == hash(load_text(builtin_text("msw"), "msw.toml"))
    assert hash(book) != hash(load_builtin("supervision"))


@pytest.mark.parametrize("codebook_id", builtin_ids())
def test_a_codebook_survives_pickle_copy_and_json(codebook_id: str) -> None:
    book = load_builtin(codebook_id)

    assert pickle.loads(pickle.dumps(book)) == book
    assert copy.deepcopy(book) == book
    assert json.loads(json.dumps(dataclasses.asdict(book)))["hash"] == book.hash


def test_an_empty_codebook_has_empty_frozen_mappings() -> None:
    bare = Codebook("x", "1.0.0", "X", "en", "test", "none", Kind.PRACTICE)

    assert hash(bare) == hash(dataclasses.replace(bare))
    with pytest.raises(KeyError):
        bare.code("OQ")
    with pytest.raises(KeyError):
        bare.principle("EVO")
