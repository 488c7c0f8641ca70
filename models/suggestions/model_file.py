"""Model files: one zip holding arrays (never pickled), the vocabulary and the card. Safe to open from a stranger."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from codebook.behaviours import BEHAVIOURS
from models.suggestions.behaviours import BehaviourReader
from models.suggestions.cues import CUE_NAMES
from models.suggestions.features import Floats
from models.suggestions.sentence_reader import shipped_sentence_reader
from models.suggestions.suggestion_model import NEIGHBOURS, Card, SuggestionModel, without_sentence_reader

STARTER_PATH = Path(__file__).parents[1] / "data" / "starter" / "starter.pcm"
FORMAT = 2
_MAX_BYTES = 64_000_000
_READER, _BESIDE = "reader.pcm", "beside.npy"
_STAMP = (2000, 1, 1, 0, 0, 0)
_HALVES = ("word_rarity", "frame_rarity", "word_weights", "frame_weights")
_ARRAYS = (
    *_HALVES,
    "cue_weights",
    "bias",
    "slopes",
    "offsets",
    "context_weights",
    "thresholds",
    "base_rates",
    "sharpness",
)


class ModelFileError(ValueError):
    """A model file is damaged, too large, or made for another version; the message says which."""


def save_model(model: SuggestionModel, path: Path) -> None:
    """Write a model to one file, replacing what was there only once the new file is whole.

    The same model gives the same bytes. Large arrays are kept as 16-bit floats; ``learning.fit`` rounds them the
    same way, so a loaded model answers exactly as the one that was saved. Raises ModelFileError, with nothing written,
    for a model that reads through anything but a BehaviourReader: without its reader it would not be the same model.
    """
    waiting = path.with_suffix(path.suffix + ".part")
    waiting.write_bytes(model_bytes(model))
    waiting.replace(path)


def model_bytes(model: SuggestionModel) -> bytes:
    """What ``save_model`` writes, for those who must not leave the words of a vocabulary on a disk.

    Raises as it does.
    """
    reader = model.reader
    if reader is not None and not isinstance(reader, BehaviourReader):
        raise ModelFileError(f"a model that reads through a {type(reader).__name__} cannot be kept in a file")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _ARRAYS:
            array = getattr(without_sentence_reader(model), name)
            _put(archive, f"{name}.npy", _array_bytes(array.astype(np.float16) if name in _HALVES else array))
        vocabulary = {"words": list(model.words), "frames": list(model.frames)}
        _put(archive, "vocabulary.json", json.dumps(vocabulary, ensure_ascii=False).encode())
        card = {"format": FORMAT, "codes": model.codes, "cues": CUE_NAMES, "card": asdict(model.card)}
        if reader is not None:
            card["counts_as"] = dict(reader.counts_as)
            _put(archive, _READER, model_bytes(reader.model))
        if model.sentence_reader is not None:
            card["sentence_reader"] = model.sentence_reader.sha256
        if model.beside is not None:
            _put(archive, _BESIDE, _array_bytes(np.concatenate([model.beside, model.thresholds])))
        _put(archive, "card.json", json.dumps(card, ensure_ascii=False, indent=1).encode())
    return buffer.getvalue()


def load_model(path: Path) -> SuggestionModel:
    """Read a model file. Raises ModelFileError when it is damaged or does not fit this version of the program."""
    return _opened(path, path.name)


def read_model(data: bytes) -> SuggestionModel:
    """The model in what ``model_bytes`` made. Raises ModelFileError as ``load_model`` does."""
    return _opened(io.BytesIO(data), "this")


def _opened(source: Path | io.BytesIO, name: str) -> SuggestionModel:
    try:
        with zipfile.ZipFile(source) as archive:
            return _read(archive, _reader(archive))
    except (zipfile.BadZipFile, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, EOFError) as error:
        raise ModelFileError(f"{name} is not a whole model file ({error})") from error


def load_starter() -> SuggestionModel:
    """The model that ships with the program, fitted on the invented conversations in ``data/exchanges``."""
    return load_model(STARTER_PATH)


def _reader(archive: zipfile.ZipFile) -> BehaviourReader | None:
    """The model that the one in the file reads through, when there is one; it reads through no further one."""
    _check_size(archive)
    if _READER not in archive.namelist():
        return None
    with zipfile.ZipFile(io.BytesIO(archive.read(_READER))) as inner:
        _check_size(inner)
        model, counts_as = _read(inner, None), json.loads(archive.read("card.json"))["counts_as"]
    if not isinstance(counts_as, dict) or any(counts_as.get(code) not in BEHAVIOURS for code in model.codes):
        raise ModelFileError("the model file does not say which behaviour each code counts as")
    return BehaviourReader(model, counts_as)


def _check_size(archive: zipfile.ZipFile) -> None:
    if sum(info.file_size for info in archive.infolist()) > _MAX_BYTES:
        raise ModelFileError(f"the model file unpacks to more than {_MAX_BYTES} bytes")


def _read(archive: zipfile.ZipFile, reader: BehaviourReader | None) -> SuggestionModel:
    head = json.loads(archive.read("card.json"))
    if head["format"] != FORMAT or tuple(head["cues"]) != CUE_NAMES:
        raise ModelFileError("the model file was made by another version of the program; fit the model again")
    arrays = {name: _array(archive.read(f"{name}.npy")) for name in _ARRAYS}
    vocabulary = json.loads(archive.read("vocabulary.json"))
    words = {key: column for column, key in enumerate(vocabulary["words"])}
    frames = {key: column for column, key in enumerate(vocabulary["frames"])}
    codes = tuple(head["codes"])
    numbers = len(CUE_NAMES) + (0 if reader is None else reader.n_numbers)
    _check_shapes(arrays, len(codes), len(words), len(frames), numbers)
    model = SuggestionModel(
        codes=codes,
        words=words,
        frames=frames,
        card=_card(head["card"]),
        reader=reader,
        sentence_reader=None,
        **arrays,
    )
    return _beside(archive, model, head.get("sentence_reader"))


def _beside(archive: zipfile.ZipFile, model: SuggestionModel, sha256: str | None) -> SuggestionModel:
    """The model with the sentence reader it was fitted beside; alone, with the thresholds for that, without it.

    A model that learnt from what the sentence reader says cannot do without: its arrays would not fit its reader.
    """
    found = shipped_sentence_reader() if sha256 is not None else None
    if found is None or found.sha256 != sha256:
        return model
    if _BESIDE not in archive.namelist():
        return replace(model, sentence_reader=found)
    belief, thresholds = np.split(_array(archive.read(_BESIDE)), [2])
    if thresholds.shape != model.thresholds.shape or not set(model.codes) <= set(found.codes):
        raise ModelFileError("what the model file says of the sentence reader does not fit its codes")
    return replace(model, sentence_reader=found, beside=belief, alone=model.thresholds, thresholds=thresholds)


def _array(raw: bytes) -> Floats:
    try:
        array = np.load(io.BytesIO(raw), allow_pickle=False)
    except ValueError as error:
        raise ModelFileError(f"an array of the model file cannot be read ({error})") from error
    if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ModelFileError("an array of the model file holds something other than finite numbers")
    # float32 keeps the large arrays small in memory; the products are formed in float64 all the same.
    return array.astype(np.float32 if array.dtype == np.float16 else np.float64)


def _array_bytes(array: Floats) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def _check_shapes(arrays: dict[str, Floats], codes: int, words: int, frames: int, numbers: int) -> None:
    expected = {
        "word_rarity": (words,),
        "frame_rarity": (frames,),
        "word_weights": (words, codes),
        "frame_weights": (frames, codes),
        "cue_weights": (numbers, codes),
        "bias": (codes,),
        "slopes": (codes,),
        "offsets": (codes,),
        "context_weights": (codes * (1 + len(NEIGHBOURS)), codes),
        "thresholds": (codes,),
        "base_rates": (codes,),
        "sharpness": (1,),
    }
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            raise ModelFileError(f"{name} in the model file has shape {arrays[name].shape}, expected {shape}")


def _card(data: dict[str, Any]) -> Card:
    known = {item.name for item in fields(Card)}
    if data.keys() != known:
        raise ModelFileError("the card of the model file is not the kind this version reads")
    return Card(**{**data, "notes": tuple(data["notes"])})
