"""What was learnt about passages: from exactly the shipped text, refused when damaged, and told in true words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codebook.load import load_builtin
from codebook.schema import Codebook
from models.passages.evidence import Evidence, counted, evidence, names
from models.passages.finder import FOR, exemplars_of, find_passages
from models.passages.learning import learn
from models.passages.marks import KINDS, marks_hash, marks_of
from models.passages.ranker import RANKER_PATH, RankerFileError, Rankers, load_rankers, save_rankers
from models.passages.readings import ReadingsError, load_readings, readings_hash
from models.passages.surroundings import Surroundings
from models.passages.wordings import required
from models.suggestions.suggestion import SuggestionModel, load_starter
from models.talk.corpus import Conversation, load_conversations
from models.talk.second_pass import second_labels
from models.talk.text import CHILD, Utterance
from tests.unit.models_text.talk import said


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_builtin("msw")


@pytest.fixture(scope="module")
def model() -> SuggestionModel:
    return load_starter()


def test_the_shipped_order_was_learnt_from_exactly_the_shipped_text_and_marks() -> None:
    conversations = load_conversations()
    card = load_rankers().card
    assert card.data_hash == marks_hash(conversations, second_labels(conversations))
    assert card.readings_hash == readings_hash(load_readings())
    assert card.n_conversations == len(conversations)
    assert tuple(load_rankers().of) == KINDS
    assert RANKER_PATH.stat().st_size <= 1_500_000


def test_the_hash_changes_with_a_word_a_mark_of_either_labeller_or_a_name() -> None:
    talk = load_conversations()[0]
    labels = second_labels([talk])
    place = next(place for place, one in enumerate(talk.utterances) if one.code)
    one = talk.utterances[place]
    other_word = replace(one, utterance=replace(one.utterance, text=one.utterance.text + " so"))
    other_mark = replace(one, harms=("CLA",))
    second = {talk.id: {**labels[talk.id], place: replace(labels[talk.id][place], shows=("COL",))}}
    hashes = [
        marks_hash([talk], labels),
        marks_hash([talk], second),
        marks_hash([replace(talk, children=("Nobody",))], labels),
        *(marks_hash([_with(talk, place, changed)], labels) for changed in (other_word, other_mark)),
    ]
    assert len(set(hashes)) == len(hashes)


def _with(talk: Conversation, place: int, coded: Any) -> Conversation:
    return replace(talk, utterances=(*talk.utterances[:place], coded, *talk.utterances[place + 1 :]))


def _shortened(data: dict[str, Any]) -> None:
    data["kinds"][3]["weights"].pop()


def _endless(data: dict[str, Any]) -> None:
    data["kinds"][0]["weights"][0] = float("inf")


def _of_another_version(data: dict[str, Any]) -> None:
    data["names"][0] = "code NEW"


def _without_card(data: dict[str, Any]) -> None:
    del data["card"]["data_hash"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_shortened, "as many"),
        (_endless, "finite"),
        (_of_another_version, "another version"),
        (_without_card, "not a whole file"),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path: Path, spoil: Any, told: str) -> None:
    data = json.loads(RANKER_PATH.read_text(encoding="utf-8"))
    spoil(data)
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RankerFileError, match=told):
        load_rankers(path)


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ranker.json"
    path.write_bytes(RANKER_PATH.read_bytes()[:5000])
    with pytest.raises(RankerFileError, match="not a whole file"):
        load_rankers(path)


def _rows(talk: list[Utterance], book: Codebook, model: SuggestionModel) -> list[Evidence]:
    lines = exemplars_of(book)
    places = [place for place, one in enumerate(talk) if one.speaker_role == "worker"]
    return evidence(Surroundings(talk, ("maya",), model), places, [lines.near(talk[place].text) for place in places])


def test_what_stands_around_and_what_matched_is_in_the_numbers(book: Codebook, model: SuggestionModel) -> None:
    talk = said("P: Maya hid.", "W: How was that for her?", "P: Bad.", "W: Whether you come is up to you.")
    first, second = (dict(zip(names(), row.of(("AUT", FOR)), strict=True)) for row in _rows(talk, book, model))
    assert (first["around child named just before"], second["around child named just before"]) == (1.0, 0.0)
    assert (first["finder AUT for: says whose choice it is"], second["finder AUT for: says whose choice it is"]) == (
        0.0,
        2.0,
    )
    assert first["code OQ"] > 0.5
    assert first["before OQ"] == 0.0
    assert second["before OQ"] == first["code OQ"]
    assert first["after AUT"] == second["code AUT"]
    assert second["near best"] > first["near best"]


def test_the_words_that_are_shown_are_what_weighed(book: Codebook, model: SuggestionModel) -> None:
    """Without the words that are shown, an utterance stands lower than with them."""
    talk = load_conversations()[5]
    spoken = [one.utterance for one in talk.utterances]
    places = {one.id: place for place, one in enumerate(spoken)}
    lines, rankers = exemplars_of(book), load_rankers()
    # The conversation itself is among the lines that ship, and would be its own best likeness.
    others = replace_lines(lines, talk.id)
    found = find_passages(spoken, book, child_names=talk.children, per_principle=1, model=model, exemplars=others)
    assert len(found) >= 7

    def log_odds(heard: list[Utterance], place: int, kind: tuple[str, str]) -> float:
        around = Surroundings(heard, tuple(name.lower() for name in talk.children), model)
        (row,) = evidence(around, [place], [others.near(heard[place].text)])
        return float(rankers.of[kind].shares(row.of(kind)).sum())

    lower = 0
    for one in found:
        place, kind = places[one.utterance_id], (one.principle_id, one.direction)
        text = spoken[place].text
        for word in one.words:
            text = text.replace(word, "").replace(word.capitalize(), "")
        without = [*spoken[:place], replace(spoken[place], text=text + " thing"), *spoken[place + 1 :]]
        lower += log_odds(without, place, kind) < log_odds(spoken, place, kind)
    assert lower >= 0.9 * len(found)


def replace_lines(lines: Any, owner: str) -> Any:
    kinds = {
        kind: [lines.lines[n] for n in numbers if lines.lines[n].owner != owner]
        for kind, numbers in lines.kinds.items()
    }
    return type(lines)(kinds, lines.rarity)


def test_child_focus_needs_a_child_in_view_and_clarity_a_worry_of_the_worker() -> None:
    def holds(talk: list[Utterance], place: int, kind: tuple[str, str]) -> bool:
        return required(Surroundings(talk, ("maya",)), place, kind)

    partner = said("P: My wife left.", "W: What was she like?")
    assert not holds(partner, 1, ("CHF", FOR))
    assert holds(partner, 1, ("EMP", FOR))
    long_ago = said("P: Maya left.", *["P: And then?"] * 8, "W: What was she like?", "W: What was it like?")
    assert holds(long_ago, 9, ("CHF", FOR))
    assert not holds(long_ago, 10, ("CHF", FOR))
    with_child = [replace(said("P: I like it.")[0], speaker_role=CHILD), *said("W: What do you like?")]
    assert holds(with_child, 1, ("CHF", FOR))
    theirs = said("W: You're worried about the rent.", "W: You're worried, and I'm worried that he saw it.")
    assert not holds(theirs, 0, ("CLA", FOR))
    assert holds(theirs, 1, ("CLA", FOR))
    procedure = said("P: How does it work?", "W: Two of us come out, and you get it in writing.", "P: Right.")
    assert not holds(procedure, 1, ("CLA", FOR))
    harm = said("P: How does it work?", "W: We look at the stairs first, since he fell.", "P: Right.")
    assert holds(harm, 1, ("CLA", FOR))


def test_whoever_turns_from_a_child_is_told_from_whoever_stays(book: Codebook, model: SuggestionModel) -> None:
    asked = "W: And how many hours do you do at the factory?"
    talk = said("P: Maya waits at the bus stop for me.", asked, "P: Sixty.", "W: What does she wait for?", "P: Me.")
    turned, stayed = (dict(zip(names(), row.of(("CHF", FOR)), strict=True)) for row in _rows(talk, book, model))
    assert (turned["around CHF: turns from a child"], stayed["around CHF: turns from a child"]) == (1.0, 0.0)
    # Two utterances on, the worker comes back to her.
    assert turned["around CHF: stays away from a child"] == 0.0
    assert (turned["around CHF: sees inside a child"], stayed["around CHF: sees inside a child"]) == (0.0, 1.0)
    leaves = "finder CHF against: reads as going on to something else, where a child was just spoken of"
    assert turned[leaves] > 1.0
    assert stayed[leaves] == 0.0


def test_a_question_what_is_meant_and_a_worry_beside_are_numbers_of_clarity_alone(
    book: Codebook, model: SuggestionModel
) -> None:
    vague, plain = "W: There are a few concerns around presentation.", "W: I'm worried that Maya saw it."
    talk = said("P: Yes?", vague, "P: What does that mean?", plain, "P: Oh.")
    first, second = (dict(zip(names(), row.of(("CLA", FOR)), strict=True)) for row in _rows(talk, book, model))
    assert (first["around CLA: asked what is meant after"], second["around CLA: asked what is meant after"]) == (1, 0)
    assert (first["around CLA: asked what is meant before"], second["around CLA: asked what is meant before"]) == (0, 1)
    assert first["around CLA: worry near"] == 1.0
    of_clarity = {name for name in names() if name.startswith("around CLA: ")}
    assert of_clarity <= {name for name, counts in zip(names(), counted("CLA"), strict=True) if counts}
    assert of_clarity.isdisjoint(name for name, counts in zip(names(), counted("CHF"), strict=True) if counts)
    for (principle_id, _), ranker in load_rankers().of.items():
        assert not ranker.weights[~counted(principle_id)].any()


def test_a_file_of_readings_with_a_wrong_or_double_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "readings.csv"
    head, right = "principle,direction,conversation,place,relevant\n", "CHF,for,some-talk,3,1\n"
    path.write_text(head + right, encoding="utf-8")
    known = load_readings(path)
    assert known == {("CHF", "for"): {("some-talk", 3): True}}
    path.write_text(head + "CHF,for,some-talk,3,0\n", encoding="utf-8")
    assert readings_hash(load_readings(path)) != readings_hash(known)
    for wrong, told in (
        (right, "line 3 reads a passage again"),
        ("CHF,for,some-talk,3,perhaps\n", "line 3 is no reading"),
        ("XYZ,for,some-talk,3,1\n", "line 3 is no reading"),
        ("CHF,for,some-talk,first,1\n", "line 3 is no reading"),
    ):
        path.write_text(head + right + wrong, encoding="utf-8")
        with pytest.raises(ReadingsError, match=told):
            load_readings(path)


def test_what_was_read_is_of_conversations_and_utterances_of_the_worker_that_ship() -> None:
    talks = {talk.id: talk for talk in load_conversations()}
    for some in load_readings().values():
        assert all(talks[owner].utterances[place].code for owner, place in some)


@pytest.fixture(scope="module")
def learnt(book: Codebook) -> tuple[list[Conversation], Rankers]:
    few = list(load_conversations()[:12])
    return few, learn(few, second_labels(few), book)


def test_what_is_learnt_puts_marked_utterances_of_unseen_talk_before_others(
    learnt: tuple[list[Conversation], Rankers], book: Codebook, model: SuggestionModel
) -> None:
    few, rankers = learnt
    lines = exemplars_of(book)
    right = drawn = 0.0
    for talk in load_conversations()[40:44]:
        spoken = [one.utterance for one in talk.utterances]
        marked = {spoken[place].id for place in marks_of(talk, second_labels([talk])[talk.id]).either(("CHF", FOR))}
        found = find_passages(
            spoken,
            book,
            child_names=talk.children,
            model=model,
            rankers=rankers,
            exemplars=replace_lines(lines, talk.id),
        )
        mine = [one.utterance_id for one in found if (one.principle_id, one.direction) == ("CHF", FOR)]
        right += sum(one in marked for one in mine)
        drawn += len(mine) * len(marked) / sum(bool(one.code) for one in talk.utterances)
    assert rankers.card.n_conversations == len(few)
    assert right > 2 * drawn


def test_what_was_read_stands_in_place_of_the_marks(learnt: tuple[list[Conversation], Rankers], book: Codebook) -> None:
    few, by_marks = learnt
    kind = ("CHF", FOR)
    talk = few[0]
    marked = marks_of(talk, second_labels([talk])[talk.id]).either(kind)
    by_reading = learn(few, second_labels(few), book, {kind: {(talk.id, place): False for place in marked}})
    assert marked
    assert by_reading.of[kind].floor < by_marks.of[kind].floor
    assert by_reading.card.readings_hash != by_marks.card.readings_hash
    other = ("EVO", FOR)
    assert np.allclose(by_reading.of[other].weights, by_marks.of[other].weights)


def test_what_was_learnt_says_the_same_once_saved_and_read_back(
    learnt: tuple[list[Conversation], Rankers], tmp_path: Path
) -> None:
    _, rankers = learnt
    save_rankers(rankers, tmp_path / "ranker.json")
    back = load_rankers(tmp_path / "ranker.json")
    assert back.card == rankers.card
    for kind, one in rankers.of.items():
        assert np.allclose(back.of[kind].weights, one.weights, atol=1e-4)
        assert back.of[kind].marked == one.marked
        assert back.of[kind].floor == pytest.approx(one.floor, abs=1e-4)
    assert list(tmp_path.iterdir()) == [tmp_path / "ranker.json"]
