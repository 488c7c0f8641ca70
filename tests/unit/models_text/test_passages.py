"""Passages worth hearing: found with their reasons, guarded against the usual false friends, never a score."""

from __future__ import annotations

import dataclasses
import time

import pytest

from codebook.load import load_builtin
from codebook.schema import Codebook
from models.corpus import load_conversations
from models.finders import GUARDS, Surroundings
from models.likeness import Lines, codebook_lines, own_lines
from models.passages import AGAINST, FOR, Passage, find_passages
from models.suggestion import load_starter
from tests.unit.models_text.talk import said


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_builtin("msw")


def _of(passages: tuple[Passage, ...], principle: str, direction: str) -> list[str]:
    return [one.utterance_id for one in passages if (one.principle_id, one.direction) == (principle, direction)]


def test_a_worry_of_the_worker_about_a_child_is_found_for_clarity(book: Codebook) -> None:
    talk = said("W: Nice to see you.", "P: Hi.", "W: I'm worried that Maya saw it happen.", "P: Oh.")
    found = find_passages(talk, book, child_names=["Maya"])
    assert _of(found, "CLA", FOR) == ["u2"]
    passage = next(one for one in found if (one.principle_id, one.direction) == ("CLA", FOR))
    assert passage.words == ("I'm worried",)
    assert passage.because[0] == "says a worry as their own, about a child"


def test_a_worry_of_the_parent_is_not_the_workers_concern(book: Codebook) -> None:
    talk = said("P: I lie awake.", "W: You're worried about the rent and all that.", "P: Yes.")
    assert _of(find_passages(talk, book), "CLA", FOR) == []


def test_she_is_not_the_child_unless_a_child_is_in_view(book: Codebook) -> None:
    partner = said("P: My wife left in May.", "W: What was she like about the flat?", "P: Cross.")
    child = said("P: My daughter left at eight.", "W: What was she like about the flat?", "P: Cross.")
    named = said("P: Maya left at eight.", "W: What was she like about the flat?", "P: Cross.")
    assert _of(find_passages(partner, book), "CHF", FOR) == []
    assert _of(find_passages(child, book), "CHF", FOR) == ["u1"]
    assert _of(find_passages(named, book), "CHF", FOR) == []
    assert _of(find_passages(named, book, child_names=["Maya"]), "CHF", FOR) == ["u1"]


def test_a_vague_concern_is_worth_hearing_against_clarity(book: Codebook) -> None:
    talk = said("P: What is it?", "W: There's just a lot of concerns about engagement.", "P: Right.")
    assert _of(find_passages(talk, book), "CLA", AGAINST) == ["u1"]


def test_a_threat_is_worth_hearing_against_autonomy(book: Codebook) -> None:
    talk = said("P: I couldn't come.", "W: If you don't come next week it will look very bad.", "P: Okay.")
    found = find_passages(talk, book)
    assert _of(found, "AUT", AGAINST) == ["u1"]
    assert _of(found, "AUT", FOR) == []


def test_purpose_is_looked_for_at_the_start() -> None:
    talk = said(*[f"W: line {n}" for n in range(21)])
    around = Surroundings(talk)
    assert GUARDS["early"](around, 0)
    assert not GUARDS["early"](around, 10)
    assert GUARDS["late"](around, 20)


def test_where_times_are_missing_order_says_what_is_early() -> None:
    talk = [dataclasses.replace(one, start_s=0.0, end_s=0.0) for one in said(*[f"W: line {n}" for n in range(21)])]
    assert Surroundings(talk).place(10) == pytest.approx(0.5)


def test_a_passage_runs_from_what_was_said_before_to_the_answer(book: Codebook) -> None:
    talk = said("P: I'm not sure.", "W: Whether you come is up to you.", "P: Is it?")
    passage = next(one for one in find_passages(talk, book) if one.principle_id == "AUT")
    assert (passage.start_s, passage.end_s) == (0.0, 14.0)
    assert "up to you" in passage.words


def test_only_the_worker_is_listened_to(book: Codebook) -> None:
    talk = said("P: I'm worried about my son. It's up to you.", "P: If you don't, I'll ring them.")
    assert find_passages(talk, book) == ()


@pytest.mark.parametrize("with_model", [False, True])
def test_a_whole_conversation_gives_few_well_founded_passages(book: Codebook, with_model: bool) -> None:
    talk = load_conversations()[0]
    spoken = [coded.utterance for coded in talk.utterances]
    places = {one.id: place for place, one in enumerate(spoken)}
    model = load_starter() if with_model else None
    found = find_passages(spoken, book, child_names=talk.children, per_principle=2, model=model)
    assert found
    order = [principle.id for principle in book.principles]
    keys = [(order.index(one.principle_id), one.direction == AGAINST) for one in found]
    assert keys == sorted(keys)
    for one in found:
        said_words = spoken[places[one.utterance_id]].text.lower()
        assert one.because
        assert one.words
        assert all(word.lower() in said_words for word in one.words)
        same = [places[u] for u in _of(found, one.principle_id, one.direction)]
        assert len(same) <= 2
        assert all(abs(a - b) > 1 for a in same for b in same if a != b)


def test_no_number_of_merit_leaves_the_finder() -> None:
    numbers = {field.name for field in dataclasses.fields(Passage) if field.type in ("float", "int")}
    assert numbers == {"start_s", "end_s"}


def test_a_codebook_of_an_authority_is_searched_by_what_it_quotes(book: Codebook) -> None:
    hope = dataclasses.replace(
        book.principles[0],
        id="HOPE",
        indicators=('Asks about good days ("Which day last week was the brightest for you both?").',),
        counter_indicators=(),
    )
    own = dataclasses.replace(book, id="own", principles=(hope,), groups=(), codes=())
    talk = said("P: It was grim.", "W: Which day was the brightest for you both?", "P: Sunday.")
    found = find_passages(talk, own)
    assert _of(found, "HOPE", FOR) == ["u1"]
    assert found[0].like == "Which day last week was the brightest for you both?"
    assert "brightest" in found[0].words


def test_lines_come_from_the_codebook_and_from_our_own_text(book: Codebook) -> None:
    assert "What would you like to be different for her?" in codebook_lines(book, "EVO", FOR)
    assert len(own_lines("EVO", FOR)) >= 20
    assert not set(own_lines("CLA", FOR)) & set(own_lines("CLA", AGAINST))


def test_the_nearest_line_shares_its_rare_words() -> None:
    lines = Lines(["Is he at school today?", "The robin on the allotment listens."])
    near = lines.nearest("He talks to the robin on the allotment.")
    assert near.line == "The robin on the allotment listens."
    assert 0.0 < near.cosine < 1.0
    assert {"robin", "allotment"} <= set(near.shared)
    assert lines.nearest("zzz").cosine == 0.0


def test_four_hundred_utterances_are_searched_within_two_seconds(book: Codebook) -> None:
    spoken = [coded.utterance for talk in load_conversations()[:6] for coded in talk.utterances][:400]
    find_passages(spoken, book)
    began = time.process_time()
    find_passages(spoken, book)
    assert time.process_time() - began <= 2.0
