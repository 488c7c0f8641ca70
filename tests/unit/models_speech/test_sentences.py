"""One complete thought is one utterance (codebook §A1 and §C, boundaries)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.sentences import ends_sentence, is_question, split_thoughts
from models.speech.transcription import Word
from tests.helpers.talk import spoken


def thoughts(text: str) -> list[str]:
    return [" ".join(word.text for word in thought) for thought in split_thoughts(spoken(text))]


def test_three_questions_are_three_thoughts() -> None:
    assert thoughts("Does she sleep? Does she eat? And is she at school?") == [
        "Does she sleep?",
        "Does she eat?",
        "And is she at school?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I was late. Because the bus never came.",
        "It stays with our team. And you can ask me to stop.",
        "He was shouting. So she went upstairs.",
        "Well. You know anyway.",
        "Yeah. I did that last week.",
        "Um, so. She is everything to me.",
        "Mr. Patterson came at 4.30 with Dr. Jones.",
        "I thought... maybe not today.",
    ],
)
def test_one_thought_stays_whole(text: str) -> None:
    assert len(thoughts(text)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I hate it. I don't want to be that mum.", 2),
        ("That must be hard. How are you sleeping?", 2),
        ("How are you sleeping? Because you look tired.", 2),
        ("You can if your mum is happy. So I wondered what you want to talk about.", 2),
        ("You can if your mum is happy. So, what shall we do?", 2),
        ("Calm like your nan. And have there been any mornings like that.", 2),
        ("I was late. | | And then it rained.", 2),
        ("we went to the park | | | she liked the swings", 2),
        ("Right? You see what I mean.", 2),
    ],
)
def test_two_thoughts_are_two(text: str, count: int) -> None:
    assert len(thoughts(text)) == count


def test_talk_without_full_stops_is_cut_at_its_longest_pauses() -> None:
    text = "and then we went on and on " * 6 + "| " + "until the very end of the day " * 6
    parts = thoughts(text)
    assert len(parts) == 2
    assert parts[1].startswith("until")


@pytest.mark.parametrize("text", ["no.", "what?", "stop!", "“enough.”", "(yes.)", "4.30."])
def test_marks_that_end_a_sentence(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["Mr.", "e.g.", "but...", "well,", "4.30", "end"])
def test_marks_that_do_not(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("you sleep well?", True),
        ("and how did that go", True),
        ("did you ring her", True),
        ("do it now", False),
        ("what a day", False),
        ("when she sleeps I rest", False),
        ("yes", False),
        ("", False),
    ],
)
def test_questions_are_heard_from_their_first_words_too(text: str, expected: bool) -> None:
    assert is_question(spoken(text)) is expected


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["and", "so", "well", "she", "it.", "why?", "because", "no.", "Mr.", "...", "I", "—"]),
        st.floats(0, 4),
    ),
    max_size=200,
)


@given(WORDS)
def test_no_word_is_lost_doubled_or_moved(parts: list[tuple[str, float]]) -> None:
    words, at_s = [], 0.0
    for text, pause_s in parts:
        words.append(Word(at_s + pause_s, at_s + pause_s + 0.2, text, 0.5))
        at_s = words[-1].end_s
    split = split_thoughts(words)
    assert [word for thought in split for word in thought] == words
    assert all(thought and len(thought) <= 60 for thought in split)
