"""The small encoder beside the linear learners: what it reads, what it is kept from, and how the program does without.

Its weights are the real ones.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from codebook.behaviours import BEHAVIOURS, behaviour_of
from codebook.load import load_builtin
from models.suggestions import judging, model_file
from models.suggestions.behaviours import BehaviourReader, behaviour_chances
from models.suggestions.model_file import ModelFileError, load_starter, model_bytes, read_model
from models.suggestions.sentence_reader import (
    FOLDER,
    InContext,
    SentenceReader,
    SentenceReaderError,
    in_context,
    shipped_sentence_reader,
)
from models.suggestions.suggestion_model import SuggestionModel
from tests.unit.models_text.talk import said

COUNTS_AS = behaviour_of(load_builtin("msw"))


@pytest.fixture(scope="module")
def reader() -> SentenceReader:
    found = shipped_sentence_reader()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def both(reader: SentenceReader) -> SuggestionModel:
    return replace(load_starter(), sentence_reader=reader)


@pytest.fixture
def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (judging, model_file):
        monkeypatch.setattr(module, "shipped_sentence_reader", lambda: None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mm.", "FAC"),
        ("How did you feel about that?", "OQ"),
        ("how did you feel about that", "OQ"),
        ("Did she go to school on Monday?", "CQ"),
        ("You're worn out with it all.", "SR"),
        ("Sobriety's been hard won and you've stuck at it, that took real strength.", "AF"),
    ],
)
def test_plain_sentences_are_read_with_and_without_marks(reader: SentenceReader, text: str, code: str) -> None:
    alone, anywhere = reader.read([InContext(text, "parent", "I've not slept all week.")])
    assert reader.codes[int(alone[0].argmax())] == code
    assert reader.codes[int(anywhere[0].argmax())] == code
    assert np.exp(alone).sum() == pytest.approx(1.0)


def test_a_turn_that_reflects_and_asks_holds_both(reader: SentenceReader) -> None:
    turn = "So you've been carrying this on your own for months. What would help you most right now?"
    anywhere = reader.read([InContext(turn, "parent", "Nobody asks me.")])[1][0]
    assert {reader.codes[place] for place in np.argsort(anywhere)[-2:]} == {"SR", "OQ"}


def test_what_was_said_before_and_by_whom_is_read_too(reader: SentenceReader) -> None:
    talk = said("W: Right.", "P: He shouts.", "W: He shouts.")
    assert in_context(talk, 0) == InContext("Right.")
    assert in_context(talk, 2) == InContext("He shouts.", "parent", "He shouts.")
    rows = reader.read([InContext("He shouts."), in_context(talk, 2), InContext("He shouts.", "child", "He shouts.")])[
        0
    ]
    assert len({round(float(row[0]), 6) for row in rows}) == 3


def test_an_answer_does_not_depend_on_what_else_is_asked(reader: SentenceReader) -> None:
    texts = [InContext(text) for text in ("Mm.", "Why is that?", "word " * 400, "?!", "你好", "the ninth " * 30)]
    together = SentenceReader().read(texts)[0]
    one_by_one = np.vstack([SentenceReader().read([one])[0] for one in texts[:3]])
    # Eight bits a number: rows of another length are rounded otherwise, but never to another answer.
    assert np.abs(np.exp(together[:3]) - np.exp(one_by_one)).max() < 0.05
    assert reader.read([])[0].shape == (0, len(reader.codes))
    assert np.isfinite(together).all()


def test_what_was_read_is_not_read_again() -> None:
    mine = SentenceReader()
    mine.read([InContext("What else?")])
    spent = mine.seconds
    first = mine.read([InContext("What else?")] * 50)[0]
    assert mine.seconds - spent < spent
    assert (first == first[0]).all()


def test_spoiled_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "sentences"
    shutil.copytree(FOLDER, folder)
    with (folder / "model.bin").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"spoiled")
    with pytest.raises(SentenceReaderError, match="not those its card names"):
        SentenceReader(folder).read([InContext("Mm.")])


def test_chances_of_behaviours_lie_between_both_readings(both: SuggestionModel) -> None:
    talk = said("P: It's been a week.", "W: A whole week. What was that like for you?")
    alone, mixed = (behaviour_chances(model, talk, COUNTS_AS) for model in (load_starter(), both))
    assert mixed.sum() == pytest.approx(1.0)
    assert BEHAVIOURS[int(mixed[0].argmax())] == "question"
    assert not np.allclose(alone, mixed)


def test_numbers_for_a_learner_grow_by_what_the_encoder_says(both: SuggestionModel) -> None:
    talk = said("P: It's been a week.", "W: A whole week. What was that like for you?", "W: Mm.")
    plain, beside = (BehaviourReader(model, COUNTS_AS) for model in (load_starter(), both))
    numbers = beside.numbers(talk, [1, 2])
    assert numbers.shape == (2, beside.n_numbers)
    assert numbers[:, : plain.n_numbers] == pytest.approx(plain.numbers(talk, [1, 2]))
    assert ((numbers <= 0) & (numbers >= np.log(1e-3))).all()
    assert beside.numbers(talk, []).shape == (0, beside.n_numbers)


def test_a_kept_model_finds_its_encoder_again(both: SuggestionModel, reader: SentenceReader) -> None:
    assert read_model(model_bytes(both)).sentence_reader is reader
    assert read_model(model_bytes(load_starter())).sentence_reader is None


@pytest.mark.usefixtures("without_files")
def test_without_its_files_the_model_answers_alone_and_a_model_fitted_beside_it_is_refused(
    both: SuggestionModel,
) -> None:
    assert judging.shipped().model.sentence_reader is None
    with pytest.raises(ModelFileError, match="does not have"):
        read_model(model_bytes(both))


def test_the_card_tells_where_it_comes_from_and_the_files_are_small() -> None:
    card = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
    assert {"codes", "sha256", "taught_with", "begun_from", "licence", "not_for"} <= card.keys()
    assert set(card["codes"]) == set(load_starter().codes)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 13_000_000


def test_the_library_that_reads_is_not_loaded_before_something_is_read() -> None:
    code = (
        "import sys; from models.suggestions.suggestion import load_starter, predict; load_starter();"
        "sys.exit('ctranslate2' in sys.modules or 'tokenizers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=FOLDER.parents[2]).returncode == 0
