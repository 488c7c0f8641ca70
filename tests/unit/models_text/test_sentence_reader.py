"""The small encoder beside the linear learners: what it reads, what it is kept from, and how the program does without.

Its weights are the real ones.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from codebook.behaviours import BEHAVIOURS, behaviour_of
from codebook.load import load_builtin
from models.suggestions import judging, model_file
from models.suggestions.behaviours import BehaviourReader, behaviour_chances
from models.suggestions.judged_talk import recoded
from models.suggestions.model_file import ModelFileError, load_model, load_starter, model_bytes, read_model
from models.suggestions.sentence_reader import (
    FOLDER,
    HeldOutSentenceReader,
    InContext,
    SentenceReader,
    SentenceReaderError,
    forget_texts,
    held_out_sentence_reader,
    in_context,
    own_texts,
    shipped_sentence_reader,
)
from models.suggestions.suggestion_model import (
    SuggestionModel,
    levels,
    probabilities,
    read_beside,
    read_codes,
    without_sentence_reader,
)
from models.talk.corpus import load_conversations
from tests.unit.models_text.talk import said

TALK = said("P: It's been a week.", "W: A whole week. What was that like for you?")
COUNTS_AS = behaviour_of(load_builtin("msw"))


@pytest.fixture(scope="module")
def reader() -> SentenceReader:
    found = shipped_sentence_reader()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def both(reader: SentenceReader) -> SuggestionModel:
    return replace(load_starter(), sentence_reader=reader)


@pytest.fixture(scope="module")
def alone() -> SuggestionModel:
    return without_sentence_reader(load_starter())


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


def test_what_was_read_is_forgotten_when_asked(reader: SentenceReader) -> None:
    reader.read([InContext("Mm.")])
    before = reader.seconds
    reader.read([InContext("Ffion rang on the ninth.")])
    once = reader.seconds
    forget_texts()
    reader.read([InContext("Ffion rang on the ninth.")])
    # Read anew, which takes about as long as the first time and not next to nothing.
    assert reader.seconds - once > (once - before) / 10


def test_spoiled_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "sentences"
    shutil.copytree(FOLDER, folder)
    with (folder / "model.bin").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"spoiled")
    with pytest.raises(SentenceReaderError, match="not those its card names"):
        SentenceReader(folder).read([InContext("Mm.")])


def test_behaviours_are_told_by_both_readings(both: SuggestionModel, alone: SuggestionModel) -> None:
    mixed = behaviour_chances(both, TALK, COUNTS_AS)
    assert mixed.sum() == pytest.approx(1.0)
    assert BEHAVIOURS[int(mixed[0].argmax())] == "question"
    assert not np.allclose(behaviour_chances(alone, TALK, COUNTS_AS), mixed)


def test_numbers_for_a_learner_grow_by_what_the_encoder_says(both: SuggestionModel, alone: SuggestionModel) -> None:
    talk = said("P: It's been a week.", "W: A whole week. What was that like for you?", "W: Mm.")
    plain, beside = (BehaviourReader(model, COUNTS_AS) for model in (alone, both))
    numbers = beside.numbers(talk, [1, 2])
    assert numbers.shape == (2, beside.n_numbers)
    assert numbers[:, : plain.n_numbers] == pytest.approx(plain.numbers(talk, [1, 2]))
    assert ((numbers <= 0) & (numbers >= np.log(1e-3))).all()
    assert beside.numbers(talk, []).shape == (0, beside.n_numbers)


def test_a_kept_model_finds_its_encoder_again(reader: SentenceReader) -> None:
    starter = load_starter()
    kept = read_model(model_bytes(starter))
    assert kept.sentence_reader is reader
    assert np.array_equal(probabilities(kept, TALK), probabilities(starter, TALK))
    assert np.array_equal(kept.thresholds, starter.thresholds)
    assert read_model(model_bytes(without_sentence_reader(starter))).sentence_reader is None


@pytest.mark.usefixtures("without_files")
def test_without_its_files_the_starter_answers_alone_with_its_own_thresholds() -> None:
    alone = load_starter()
    assert judging.shipped().model.sentence_reader is None
    assert alone.sentence_reader is alone.beside is None
    assert np.array_equal(probabilities(alone, TALK), levels(alone, TALK)[1])


def test_what_learnt_from_the_encoder_cannot_do_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    own = judging.own_talks()[:5]
    kept = model_bytes(judging.fitted([recoded(one, COUNTS_AS) for one in own], judging.own_talks()[5:8]).model)
    assert read_model(kept).reader is not None
    monkeypatch.setattr(model_file, "shipped_sentence_reader", lambda: None)
    with pytest.raises(ModelFileError, match=r"cue_weights .* has shape"):
        read_model(kept)


def test_a_file_whose_belief_does_not_fit_its_codes_is_refused(tmp_path: Path) -> None:
    path, short = tmp_path / "bad.pcm", BytesIO()
    np.save(short, np.ones(5))
    with zipfile.ZipFile(BytesIO(model_bytes(load_starter()))) as whole, zipfile.ZipFile(path, "w") as bad:
        for name in whole.namelist():
            bad.writestr(name, short.getvalue() if name == "beside.npy" else whole.read(name))
    with pytest.raises(ModelFileError, match="does not fit its codes"):
        load_model(path)


def test_codes_are_told_by_both_as_far_as_each_was_right(reader: SentenceReader) -> None:
    starter = load_starter()
    assert starter.sentence_reader is reader
    assert starter.beside is not None
    assert (starter.beside > 0.1).all()
    told, alone = probabilities(starter, TALK), levels(starter, TALK)[1]
    read = read_codes(reader, starter.codes, [in_context(TALK, 1)])
    assert told == pytest.approx(read_beside(alone, read, starter.beside))
    assert told.sum() == pytest.approx(1.0)
    assert not np.allclose(told, alone)


def test_our_own_talk_is_learnt_from_by_what_was_said_of_it_unseen(reader: SentenceReader) -> None:
    apart = held_out_sentence_reader()
    assert apart is not None
    own, other = own_texts(load_conversations()[:3]), [InContext("Nobody ever wrote this one down, did they?")]
    spent = apart.seconds
    truth = [one.code for talk in load_conversations()[:3] for one in talk.utterances if one.code]
    right = [
        np.mean([r.codes[k] == c for k, c in zip(r.read(own)[0].argmax(1), truth, strict=True)])
        for r in (apart, reader)
    ]
    assert apart.seconds - spent < 0.1
    assert right[0] < right[1]
    assert np.array_equal(apart.read(other)[0], reader.read(other)[0])
    apart.forget()
    assert np.isfinite(apart.read(own)[0]).all()


def test_talk_that_changed_is_not_taken_for_what_the_encoder_was_taught_with(tmp_path: Path) -> None:
    folder = tmp_path / "sentences"
    shutil.copytree(FOLDER, folder)
    with np.load(FOLDER / "held_out.npz") as arrays:
        np.savez(folder / "held_out.npz", rows=arrays["rows"], data_hash="another")
    with pytest.raises(SentenceReaderError, match="have changed"):
        HeldOutSentenceReader(folder)


def test_the_card_tells_where_it_comes_from_and_the_files_are_small() -> None:
    card = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
    assert {"codes", "sha256", "taught_with", "begun_from", "licence", "not_for"} <= card.keys()
    assert set(card["codes"]) == set(load_starter().codes)
    assert card["taught_with"]["data_hash"] == load_starter().card.data_hash
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 15_500_000


def test_the_library_that_reads_is_not_loaded_before_something_is_read() -> None:
    code = (
        "import sys; from models.suggestions.suggestion import load_starter, predict; load_starter();"
        "sys.exit('ctranslate2' in sys.modules or 'tokenizers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=FOLDER.parents[2]).returncode == 0
