"""What learners read in a text: the same when fitting and using, with offsets that point into the text."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.suggestions.cues import CUE_NAMES, asks_with_marks, cue_spans, cue_values
from models.suggestions.features import MAX_CHARACTERS, frame_grams, gram_counts, weigh, word_counts, word_grams
from models.suggestions.gram_rows import gram_rows
from models.talk.text import fold, smooth, unpunctuated
from tests.unit.models_text.talk import said


def _cues(*lines: str) -> dict[str, float]:
    talk = said(*lines)
    return dict(zip(CUE_NAMES, cue_values(talk, len(talk) - 1, marked=asks_with_marks(talk)), strict=True))


@given(st.text(max_size=200))
def test_folding_and_smoothing_keep_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(smooth(text)) == len(text)


@given(st.text(alphabet="aAbB 'um,.?-’é12", max_size=80))
def test_counted_grams_are_the_located_grams(text: str) -> None:
    counted = gram_counts(text)
    assert counted[0] == Counter(gram.key for gram in word_grams(text))
    assert counted[1] == Counter(gram.key for gram in frame_grams(text))


def test_grams_point_at_their_words() -> None:
    text = "Um, you’re TIRED, you're tired."
    places = {gram.key: text[gram.start : gram.end] for gram in word_grams(text)}
    assert places["wtired"] == "tired"
    assert places["wyou're"] == "you're"
    assert "wum" not in places


def test_a_frame_is_the_same_whatever_is_talked_about() -> None:
    bedtimes = {gram.key for gram in frame_grams("So you're dreading your bedtimes?")}
    tablets = {gram.key for gram in frame_grams("So you're skipping your tablets?")}
    assert bedtimes == tablets
    assert "fyou're #ing your #s" in bedtimes
    assert "f^ so you're" in bedtimes


def test_a_missing_mark_tells_only_where_marks_are_used() -> None:
    assert _cues("W: And the nights", "W: Is he well?", "W: And the nights")["unmarked"] == 1.0
    assert _cues("W: and the nights", "W: is he well", "W: and the nights")["unmarked"] == 0.0
    assert _cues("W: Is he well?")["unmarked"] == 0.0


def test_stumbles_are_smoothed_but_a_back_channel_stays() -> None:
    assert smooth("So, um, I- I wonder [coughs] if").split() == ["so,", "i", "wonder", "if"]
    assert smooth("Um.") == "um."
    assert smooth("Uh-huh.") == "uh-huh."


def test_unpunctuated_text_keeps_words_and_apostrophes() -> None:
    assert unpunctuated("Right - so, what’s HE like?") == "right so what's he like"


def test_a_monologue_is_read_up_to_a_limit() -> None:
    long = "word " * MAX_CHARACTERS
    assert sum(gram_counts(long)[0].values()) < MAX_CHARACTERS


def test_each_block_of_grams_has_length_one() -> None:
    rarity = np.array([1.0, 2.0, 3.0])
    row = weigh({"a": 3, "c": 1, "unknown": 9}, {"a": 0, "b": 1, "c": 2}, rarity)
    assert row.columns.tolist() == [0, 2]
    assert float(row.weights @ row.weights) == pytest.approx(1.0)
    assert weigh({"unknown": 1}, {"a": 0}, rarity).columns.size == 0


def test_a_fit_reads_many_utterances_as_a_model_reads_one() -> None:
    texts = ("how was it, how was school?", "how was the visit?", "Gwendoline said so", "well, Gwendoline said so", "")
    counts = [word_counts(text) for text in texts]
    read = gram_rows(counts, np.array([0, 1, 2, 2, 1]))
    assert list(read.columns) == ["w?", "whow", "whow was", "wwas"]
    for place, row in enumerate(counts):
        alone = np.zeros(len(read.columns))
        sparse = weigh(row, read.columns, read.rarity)
        alone[sparse.columns] = sparse.weights
        assert read.rows[[place]].toarray().ravel() == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("text", ["So, um, what would you want for her", "okay tell me about the mornings"])
def test_an_open_question_is_told_without_its_mark(text: str) -> None:
    cues = _cues(f"W: {text}")
    assert cues["open_start"] == 1
    assert cues["question_mark"] == 0


@pytest.mark.parametrize("text", ["right did he eat it", "And is she at school today", "how many times a day"])
def test_a_closed_question_is_told_without_its_mark(text: str) -> None:
    cues = _cues(f"W: {text}")
    assert cues["inverted_start"] + cues["closed_start"] >= 1
    assert cues["open_start"] == 0


def test_the_question_at_the_end_of_a_turn_is_seen() -> None:
    cues = _cues("W: You had a night of it. Did he eat?")
    assert cues["inverted_start"] == 0
    assert cues["last_inverted_start"] == 1


def test_a_worry_counts_only_in_the_first_person() -> None:
    assert _cues("W: I'm really worried about him.")["concern_first_person"] == 1
    assert _cues("W: You're worried about him.")["concern_first_person"] == 0


def test_a_reflection_echoes_what_was_heard_with_i_and_you_changed_over() -> None:
    echoing = _cues("P: I hated my mornings.", "W: You hated the mornings.")
    other = _cues("P: I hated my mornings.", "W: There is a clinic on Park Road.")
    assert echoing["echo"] > other["echo"] == 0


def test_the_speaker_before_and_after_matters() -> None:
    assert _cues("P: Yes.", "W: Right.")["starts_turn"] == 1
    assert _cues("W: Right.", "W: Right.")["starts_turn"] == 0
    assert _cues("P: Is it bad?", "W: No.")["answers_question"] == 1


def test_back_channels_are_told_by_their_words() -> None:
    assert _cues("W: Mm-hmm.")["only_back_channel"] == 1
    assert _cues("W: Right, tell me.")["only_back_channel"] == 0


def test_cue_spans_point_at_the_wording() -> None:
    text = "Okay, you could say no, it's up to you."
    start, end = cue_spans(text)["autonomy"]
    assert text[start:end] == "you could say no"


def test_cues_stay_quick_on_a_hostile_text() -> None:
    text = "so " * 600 + "if you " * 100 + "i'll " * 100
    import time

    start = time.process_time()
    cue_spans(text)
    assert time.process_time() - start < 1.0
