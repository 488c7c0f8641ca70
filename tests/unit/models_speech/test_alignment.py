"""Words and turns become utterances that begin and end where people do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.alignment import align
from models.speech.coverage import unheard
from models.speech.diarisation import SpeakerTurn
from models.speech.segmentation import Span
from models.speech.speakers import speakers_of
from models.speech.suspicion import Doubt, Flag, FlaggedSpan
from models.speech.transcription import Word
from tests.helpers.talk import conversation, spoken


def lines(words: list[Word], turns: list[SpeakerTurn]) -> list[tuple[str, str]]:
    return [(draft.speaker, draft.text) for draft in align(words, turns)]


def test_every_speaker_has_their_own_sentences() -> None:
    said = [("S1", "How have mornings been?"), ("S2", "Awful."), ("S1", "They have been awful.")]
    assert lines(*conversation(*said)) == said


def test_a_border_that_is_half_a_second_off_moves_to_the_end_of_the_sentence() -> None:
    words, turns = conversation(("S1", "What would you like for her?"), ("S2", "Calm mornings with toast."))
    for shift in (-0.55, 0.7):
        moved = [
            SpeakerTurn(0.0, turns[0].end_s + shift, "S1"),
            SpeakerTurn(turns[0].end_s + shift, turns[1].end_s, "S2"),
        ]
        assert lines(words, moved) == [("S1", "What would you like for her?"), ("S2", "Calm mornings with toast.")]


def test_a_flicker_inside_a_sentence_is_not_a_voice() -> None:
    words = spoken("I only do it when she is in bed you know.")
    turns = [SpeakerTurn(0, 1.2, "S1"), SpeakerTurn(1.2, 1.5, "S2"), SpeakerTurn(1.5, 4, "S1")]
    assert lines(words, turns) == [("S1", "I only do it when she is in bed you know.")]


def test_a_short_word_between_sentences_is_a_voice() -> None:
    said = [("S1", "That can not have been easy."), ("S2", "No."), ("S1", "You were honest with me.")]
    assert lines(*conversation(*said)) == said


def test_a_thought_that_only_a_back_channel_interrupts_stays_one_and_the_back_channel_is_kept() -> None:
    words, turns = conversation(("S2", "She sits on the wall"), ("S1", "Mm."), ("S2", "until it is nearly dark."))
    drafts = align(words, turns)
    assert [(d.speaker, d.text) for d in drafts] == [
        ("S2", "She sits on the wall until it is nearly dark."),
        ("S1", "Mm."),
    ]
    assert drafts[0].start_s < drafts[1].start_s < drafts[1].end_s < drafts[0].end_s


def test_an_answer_in_between_ends_the_thought() -> None:
    said = [("S2", "She sits on the wall."), ("S1", "Mm."), ("S2", "Until it is nearly dark.")]
    assert lines(*conversation(*said)) == said


def test_a_word_outside_all_turns_goes_to_the_nearest() -> None:
    turns = [SpeakerTurn(0.0, 1.0, "S1"), SpeakerTurn(5.0, 9.0, "S2")]
    words = [Word(1.4, 1.6, "yes.", 0.9), Word(4.5, 4.7, "well,", 0.9), Word(12.0, 12.2, "bye.", 0.9)]
    assert speakers_of(words, turns) == ["S1", "S2", "S2"]


def test_without_turns_everything_is_one_voice() -> None:
    assert {draft.speaker for draft in align(spoken("Hello. How are you?"), [])} == {"S1"}


def test_uncertain_suspect_and_overlapped_talk_is_marked() -> None:
    sure, unsure = spoken("This is clear."), spoken("This is mumbled.", 2.0, probability=0.3)
    loop, both = spoken("Thank you.", 4.0), spoken("We speak at once.", 6.0)
    turns = [SpeakerTurn(0, 9, "S1"), SpeakerTurn(6.2, 7.0, "S2", overlap=True)]
    doubts = [FlaggedSpan(4.0, 4.6, Flag.SUSPECT, Doubt.REPETITION)]

    drafts = align([*sure, *unsure, *loop, *both], turns, doubts)

    assert [draft.flags for draft in drafts] == [(), (Flag.LOW_CONFIDENCE,), (Flag.SUSPECT,), (Flag.OVERLAP,)]


def test_words_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order of time"):
        align([Word(2, 3, "b", 1), Word(1, 2, "a", 1)], [])


def test_nothing_said_is_no_utterance() -> None:
    assert align([], [SpeakerTurn(0, 1, "S1")]) == ()


def test_speech_without_text_is_shown_as_unheard() -> None:
    words = [*spoken("one two three", 10.0), *spoken("four", 20.0)]
    speech = [Span(2.0, 5.0), Span(9.8, 14.0), Span(19.9, 20.4), Span(30.0, 31.0)]
    assert unheard(speech, words) == (Span(2.0, 5.0), Span(words[2].end_s, 14.0))


@st.composite
def talk(draw: st.DrawFn) -> tuple[list[Word], list[SpeakerTurn]]:
    words, at_s = [], 0.0
    for _ in range(draw(st.integers(0, 60))):
        at_s += draw(st.sampled_from([0.0, 0.0, 0.1, 0.9, 3.0]))
        length = draw(st.sampled_from([0.0, 0.1, 0.3, 0.8]))
        words.append(Word(at_s, at_s + length, draw(st.sampled_from(["and", "so", "no.", "why?", "I", "mm"])), 0.8))
        at_s += length
    turns, begin = [], 0.0
    for _ in range(draw(st.integers(0, 20))):
        begin += draw(st.sampled_from([0.0, 0.2, 2.0]))
        length = draw(st.sampled_from([0.1, 0.5, 1.5, 6.0]))
        speaker = draw(st.sampled_from(["S1", "S2", "S3"]))
        turns.append(SpeakerTurn(begin, begin + length, speaker, draw(st.booleans())))
        begin += length * draw(st.sampled_from([0.5, 1.0]))
    return words, turns


@given(talk())
def test_every_word_is_in_exactly_one_utterance_in_order(case: tuple[list[Word], list[SpeakerTurn]]) -> None:
    words, turns = case
    drafts = align(words, turns)
    assert sorted(id(word) for draft in drafts for word in draft.words) == sorted(id(word) for word in words)
    for draft in drafts:
        assert draft.start_s == draft.words[0].start_s
        assert draft.end_s == draft.words[-1].end_s
        assert all(a.start_s <= b.start_s for a, b in pairwise(draft.words))
        assert draft.text == " ".join(word.text for word in draft.words)
        assert draft.speaker in {turn.speaker for turn in turns} | ({"S1"} if not turns else set())
    assert [d.start_s for d in drafts] == sorted(d.start_s for d in drafts)


@given(talk())
def test_a_voice_that_speaks_alone_keeps_its_words(case: tuple[list[Word], list[SpeakerTurn]]) -> None:
    words, _ = case
    turns = [SpeakerTurn(0.0, 1000.0, "S7")]
    assert set(speakers_of(words, turns)) <= {"S7"}
