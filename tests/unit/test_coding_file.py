"""The coding file as its page in docs describes it: the example loads, fits the codebook, and no key is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from codebook.load import load_builtin
from coder.domain.errors import UserError
from coder.services.coding_file import (
    CodeIn,
    CodingDocument,
    EvidenceIn,
    MomentIn,
    Place,
    RatingIn,
    check_codebook,
    check_document,
    read_document,
)
from coder.services.coding_rules import code_name, principle_name
from coder.services.json_file import MAX_BYTES

PARTS = (CodingDocument, Place, CodeIn, MomentIn, EvidenceIn, RatingIn)
KEYS = {name for part in PARTS for name in part.model_fields}
PAGE = Path(__file__).parents[2] / "docs" / "coding-file.md"


def page() -> str:
    """The page as it is."""
    return PAGE.read_text(encoding="utf-8")


def example() -> dict[str, Any]:
    """The example of the page."""
    found = re.search(r"```json\n(.*?)```", page(), re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_example_fits_the_built_in_codebook() -> None:
    document, codebook = check_document(example()), load_builtin("msw")
    check_codebook(document, codebook)
    for code in document.codes:
        code_name(codebook, code.code, code.attributes)
    for rating in document.ratings:
        principle_name(codebook, rating.principle)
    assert {moment.kind for moment in document.moments} <= {moment.id for moment in codebook.moments}
    assert {rating.principle for rating in document.ratings} == {one.id for one in codebook.principles}


def test_the_example_uses_every_key() -> None:
    used = set(re.findall(r'"(\w+)":', json.dumps(example())))
    assert used >= KEYS


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}`" in page()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": []}, "at code"),
        ({"codes": [{"code": "OQ"}]}, "at codes.0.*utterance or start_s"),
        ({"codes": [{"code": "OQ", "utterance": 1, "start_s": 2}]}, "at codes.0"),
        ({"codes": [{"code": "OQ", "start_s": 5, "end_s": 5}]}, "end_s must come after start_s"),
        ({"codes": [{"code": "OQ", "start_s": -1}]}, "at codes.0.start_s"),
        ({"moments": [{"kind": "bright", "start_s": 1e400}]}, "at moments.0.start_s"),
        ({"ratings": [{"principle": "EVO", "value": "good"}]}, "at ratings.0.value"),
        ({"ratings": [{"principle": "EVO", "value": 3.5}]}, "at ratings.0.value"),
        ({"speakers": {"S1": "mother"}}, "at speakers.S1"),
    ],
)
def test_an_error_is_told_with_its_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        check_document(change)


def test_what_is_typed_wrong_is_never_repeated() -> None:
    with pytest.raises(UserError) as told:
        check_document({"ratings": [{"principle": "EVO", "value": "Quillfeather"}]})
    assert "Quillfeather" not in str(told.value)


@pytest.mark.parametrize(("wanted", "fits"), [("msw", True), ("msw@1.0.0", True), ("msw@9.0.0", False), ("x", False)])
def test_a_file_says_which_codebook_it_was_made_with(wanted: str, fits: bool) -> None:
    document = check_document({"codebook": wanted})
    if fits:
        check_codebook(document, load_builtin("msw"))
    else:
        with pytest.raises(UserError, match="was made with"):
            check_codebook(document, load_builtin("msw"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "error at the document"),
        (b" " * (MAX_BYTES + 1), "larger than 4 MiB"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "coding.json"
    file.write_bytes(content)
    with pytest.raises(UserError, match=message):
        read_document(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be opened"):
        read_document(tmp_path / "coding.json")
