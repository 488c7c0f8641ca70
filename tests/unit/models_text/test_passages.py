"""Passages worth hearing: found with their reasons, guarded against the usual false friends, never a score."""

from __future__ import annotations

import dataclasses
import time
from itertools import pairwise

import pytest

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.domain.passages import BY_CODE, not_by_code
from models.passages.finder import AGAINST, FOR, MOMENT, Passage, exemplars_of, find_passages, own_lines
from models.passages.likeness import Line, Lines, codebook_lines
from models.passages.surroundings import Surroundings
from models.passages.wordings import GUARDS, finders
from models.suggestions.suggestion import SuggestionModel, load_starter
from models.talk.corpus import load_conversations
from tests.unit.models_text.talk import said


@pytest.fixture(scope="module")
def model() -> SuggestionModel:
    return load_starter()


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
    assert "I'm worried" in passage.words
    assert "says a worry as their own, about a child" in passage.because


@pytest.mark.parametrize("with_model", [False, True])
def test_a_worry_of_the_parent_is_not_the_workers_concern(
    book: Codebook, model: SuggestionModel, with_model: bool
) -> None:
    by = model if with_model else None
    theirs = said("P: I lie awake.", "W: You're worried about the rent and all that.", "P: Yes.")
    own = said("P: I lie awake.", "W: I'm worried about him and all that shouting.", "P: Yes.")
    assert _of(find_passages(theirs, book, model=by), "CLA", FOR) == []
    assert _of(find_passages(own, book, model=by), "CLA", FOR) == ["u1"]


@pytest.mark.parametrize("with_model", [False, True])
def test_she_is_not_the_child_unless_a_child_is_in_view(
    book: Codebook, model: SuggestionModel, with_model: bool
) -> None:
    by = model if with_model else None
    partner = said("P: My wife left in May.", "W: What was she like about the flat?", "P: Cross.")
    child = said("P: My daughter left at eight.", "W: What was she like about the flat?", "P: Cross.")
    named = said("P: Maya left at eight.", "W: What was she like about the flat?", "P: Cross.")
    assert _of(find_passages(partner, book, model=by), "CHF", FOR) == []
    assert _of(find_passages(child, book, model=by), "CHF", FOR) == ["u1"]
    assert _of(find_passages(named, book, model=by), "CHF", FOR) == []
    assert _of(find_passages(named, book, child_names=["Maya"], model=by), "CHF", FOR) == ["u1"]


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


def test_a_passage_runs_from_the_exchange_before_to_the_exchange_after(book: Codebook) -> None:
    lines = ["P: Hi.", "W: Hello.", "P: I'm not sure.", "W: Whether you come is up to you.", "P: Is it?", "W: Yes."]
    passage = next(one for one in find_passages(said(*lines, "P: Oh."), book) if one.principle_id == "AUT")
    assert (passage.utterance_id, passage.start_s, passage.end_s) == ("u3", 5.0, 29.0)
    assert "up to you" in passage.words


def test_only_the_worker_is_listened_to(book: Codebook) -> None:
    talk = said("P: I'm worried about my son. It's up to you.", "P: If you don't, I'll ring them.")
    assert find_passages(talk, book) == ()


@pytest.mark.parametrize("with_model", [False, True])
def test_a_whole_conversation_gives_few_well_founded_passages(
    book: Codebook, model: SuggestionModel, with_model: bool
) -> None:
    talk = load_conversations()[0]
    spoken = [coded.utterance for coded in talk.utterances]
    places = {one.id: place for place, one in enumerate(spoken)}
    by = model if with_model else None
    found = find_passages(spoken, book, child_names=talk.children, per_principle=2, model=by)
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
        assert all(abs(a - b) > MOMENT for a in same for b in same if a != b)


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
    assert len(own_lines()["EVO", FOR]) >= 300
    both = set(own_lines()["CLA", FOR]) & set(own_lines()["CLA", AGAINST])
    # The two labellers may differ about a line, but seldom this far.
    assert len(both) <= 5


def test_the_nearest_line_shares_its_rare_words() -> None:
    kind = ("CHF", FOR)
    lines = Lines({kind: [Line("Is he at school today?", "a"), Line("The robin on the allotment listens.", "b")]})
    near = lines.near("He talks to the robin on the allotment.").nearest(kind)
    assert near.line == "The robin on the allotment listens."
    assert 0.0 < near.cosine < 1.0
    assert {"robin", "allotment"} <= set(near.shared)
    assert lines.near("zzz").nearest(kind).cosine == 0.0
    assert lines.near("The robin listens.", but="b").nearest(kind).line != near.line
    assert lines.near("The robin listens.").nearest(("CHF", AGAINST)).cosine == 0.0


def test_what_an_evaluator_kept_is_found_again_from_the_next_search_on(book: Codebook, model: SuggestionModel) -> None:
    talk = said("P: It was grim.", "W: The kettle goes on and the walls come down, do they.", "P: They do.")
    kept = {("EMP", FOR): ["So the kettle goes on and the walls come down."]}
    before = find_passages(talk, book, model=model)
    after = find_passages(talk, book, model=model, exemplars=exemplars_of(book, kept))
    assert kept["EMP", FOR][0] not in [one.like for one in before]
    found = next(one for one in after if (one.principle_id, one.direction) == ("EMP", FOR))
    assert found.utterance_id == "u1"
    assert found.like == kept["EMP", FOR][0]
    assert {"kettle", "walls"} <= set(" ".join(found.words).split())


def test_where_nothing_speaks_for_a_passage_nothing_is_listed_against_the_worker(
    book: Codebook, model: SuggestionModel
) -> None:
    talk = said("P: He was up at two.", "W: Right, so okay then.", "P: Three again.", "W: Mm, right, yeah okay.")
    found = find_passages(talk, book, model=model)
    assert [one for one in found if one.direction == AGAINST] == []


def test_four_hundred_utterances_are_searched_within_a_second(book: Codebook, model: SuggestionModel) -> None:
    spoken = [coded.utterance for talk in load_conversations()[:6] for coded in talk.utterances][:400]
    find_passages(spoken, book, model=model)
    began = time.process_time()
    find_passages(spoken, book, model=model)
    assert time.process_time() - began <= 1.0


@pytest.mark.parametrize("with_model", [False, True])
def test_a_line_that_was_put_aside_takes_its_like_away_and_nothing_else(
    book: Codebook, model: SuggestionModel, with_model: bool
) -> None:
    by = model if with_model else None
    talk = said("P: I lie awake.", "W: I'm worried about him and all that shouting.", "P: Yes.")
    aside = {("CLA", FOR): ["I'm worried about him and all the shouting."]}
    assert _of(find_passages(talk, book, model=by), "CLA", FOR) == ["u1"]
    found = find_passages(talk, book, model=by, exemplars=exemplars_of(book, None, aside))
    assert _of(found, "CLA", FOR) == []
    other = {("CLA", AGAINST): aside["CLA", FOR], ("EVO", FOR): aside["CLA", FOR]}
    assert _of(find_passages(talk, book, model=by, exemplars=exemplars_of(book, None, other)), "CLA", FOR) == ["u1"]


def test_words_that_follow_each_other_are_told_as_one(book: Codebook, model: SuggestionModel) -> None:
    talk = said("P: I lie awake.", "W: I am worried that Maya sees the rows.", "P: Yes.")
    told = [one.words for one in find_passages(talk, book, child_names=["Maya"], model=model) if one.words]
    assert told
    assert not any(word + " " + other in talk[1].text for words in told for word, other in pairwise(words))


def test_no_reason_reads_against_its_own_list(book: Codebook, model: SuggestionModel) -> None:
    labels = {way: {one.label for one in finders() if one.direction == way and not one.codes} for way in (FOR, AGAINST)}
    heard = [coded.utterance for coded in load_conversations()[5].utterances]
    found = find_passages(heard, book, per_principle=5, model=model)
    told = {way: {why for one in found if one.direction == way for why in one.because} for way in (FOR, AGAINST)}
    assert told[FOR] & labels[FOR]
    assert not told[FOR] & (labels[AGAINST] - labels[FOR])
    assert not told[AGAINST] & (labels[FOR] - labels[AGAINST])


def test_no_words_are_told_twice(book: Codebook, model: SuggestionModel) -> None:
    talk = said("P: They'd sack me.", "W: You were stuck. Let work down, or leave them on their own.", "P: Yes.")
    for one in find_passages(talk, book, per_principle=5, model=model):
        for word in one.words:
            assert not any(word != other and f" {word} " in f" {other} " for other in one.words)


def test_a_reason_that_tells_the_code_of_the_model_begins_so_that_it_can_be_left_unsaid(
    book: Codebook, model: SuggestionModel
) -> None:
    assert all(one.label.startswith(BY_CODE) == bool(one.codes) for one in finders())
    talk = said("P: It was mum.", "W: When would you want to ring her?", "P: Friday.")
    told = [one.because for one in find_passages(talk, book, model=model)]
    assert any(why.startswith(BY_CODE) for because in told for why in because)
    assert not_by_code((f"{BY_CODE}advice not asked for", "uses a scale")) == ("uses a scale",)
