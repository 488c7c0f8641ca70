"""Suggestions: for the worker only, only when sure, with their words; learnt the same way every time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, replace

import numpy as np
import pytest

from codebook.load import load_builtin
from models.suggestions.copies import PRECEDENCE
from models.suggestions.learning import LEAST_PROBABILITY, MIN_EXAMPLES, NEVER, choose_thresholds
from models.suggestions.model_file import STARTER_PATH
from models.suggestions.suggestion import EITHER_REFLECTION, SuggestionModel, fit, load_starter, predict, probabilities
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import CODES, PRINCIPLES, Conversation, corpus_hash, load_conversations, taught_conversations
from models.talk.text import PARENT, WORKER, Utterance, unpunctuated
from tests.unit.models_text.talk import conversation, said

VISIT = said(
    "W: So I'm here because of what happened on Friday, and I'd like us to do two things.",
    "P: Go on.",
    "W: Mm-hmm.",
    "P: I just can't keep up. I'm tired all the time.",
    "W: It sounds like you're worn out, and you're scared of what happens if you stop.",
    "P: Yes.",
    "W: What would you want mornings to be like for her?",
    "P: Calm.",
    "W: If you don't go to the meeting we'll be back in court.",
    "P: Fine.",
    "W: So you'll ring the nursery on Monday, and I'll email the school by Friday.",
)


@pytest.fixture(scope="module")
def starter() -> SuggestionModel:
    return load_starter()


@pytest.fixture(scope="module")
def some() -> list[Conversation]:
    return list(load_conversations()[:12])


@pytest.fixture(scope="module")
def small(some: list[Conversation]) -> SuggestionModel:
    return fit(some)


def test_only_the_worker_gets_suggestions(starter: SuggestionModel) -> None:
    answers = predict(starter, VISIT)
    assert len(answers) == len(VISIT)
    for utterance, answer in zip(VISIT, answers, strict=True):
        assert answer is None or (answer.utterance_id == utterance.id and utterance.speaker_role == "worker")


def test_when_the_roles_are_all_family_nothing_is_suggested(starter: SuggestionModel) -> None:
    assert set(predict(starter, [replace(one, speaker_role=PARENT) for one in VISIT])) == {None}


def test_plain_cases_are_recognised(starter: SuggestionModel) -> None:
    likeliest = [starter.codes[place] for place in probabilities(starter, VISIT).argmax(axis=1)]
    assert likeliest == ["STR", "FAC", "SR", "OQ", "WRN", "PLN"]
    assert sum(answer is not None for answer in predict(starter, VISIT)) >= 3


def test_a_reflection_leaves_simple_or_complex_to_the_evaluator(starter: SuggestionModel) -> None:
    spoken = [coded.utterance for coded in load_conversations()[1].utterances]
    answers = [answer for answer in predict(starter, spoken) if answer]
    assert {"SR", "OQ"} <= {answer.code for answer in answers}
    for answer in answers:
        assert (EITHER_REFLECTION in answer.attributes) == (answer.code == "SR")
    assert "CR" not in starter.codes


def test_every_suggestion_is_at_least_as_sure_as_its_code_asks_for(starter: SuggestionModel) -> None:
    for answer in predict(starter, VISIT):
        if answer is not None:
            assert starter.thresholds[starter.codes.index(answer.code)] <= answer.probability <= 1.0


def test_the_words_behind_a_suggestion_stand_in_the_utterance(starter: SuggestionModel) -> None:
    by_id = {one.id: one.text for one in VISIT}
    suggestions = [answer for answer in predict(starter, VISIT) if answer]
    assert suggestions
    for answer in suggestions:
        assert answer.rationale
        for span in answer.rationale:
            assert by_id[answer.utterance_id][span.start : span.end] == span.text


def test_an_empty_conversation_and_empty_words_are_no_trouble(starter: SuggestionModel) -> None:
    assert predict(starter, []) == ()
    assert predict(starter, said("W:  ", "P: Hello.")) == (None, None)
    assert probabilities(starter, said("P: Hello.")).shape == (0, len(starter.codes))


def test_probabilities_sum_to_one(starter: SuggestionModel) -> None:
    rows = probabilities(starter, VISIT)
    assert rows.sum(axis=1) == pytest.approx(1.0)
    assert rows.min() >= 0.0


def test_an_open_question_survives_the_loss_of_its_marks(starter: SuggestionModel) -> None:
    bare = [replace(one, text=unpunctuated(one.text)) for one in VISIT]
    row = probabilities(starter, bare)[3]
    assert starter.codes[int(row.argmax())] == "OQ"


def test_suggesting_needs_numpy_alone() -> None:
    program = (
        "import sys; from models.suggestions.suggestion import load_starter, predict;"
        "from models.talk.text import Utterance;"
        "predict(load_starter(), [Utterance('a', 'worker', 'What would help?')]);"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in {'sklearn', 'scipy'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_four_hundred_utterances_take_less_than_a_second(starter: SuggestionModel) -> None:
    spoken = [coded.utterance for talk in load_conversations()[:6] for coded in talk.utterances][:400]
    assert len(spoken) == 400
    predict(starter, spoken)
    if starter.sentence_reader is not None:
        starter.sentence_reader.forget()
    began = time.process_time()
    predict(starter, spoken)
    assert time.process_time() - began <= 1.0


def test_the_starter_was_fitted_on_exactly_the_text_that_ships(starter: SuggestionModel) -> None:
    everything = taught_conversations()
    assert starter.card.data_hash == corpus_hash(everything), "run python tools/train_starter.py"
    assert starter.card.n_conversations == len(everything)
    assert set(starter.codes) == set(CODES) - {"CR", "UNC"} == set(PRECEDENCE)


def test_the_card_says_for_every_code_how_good_and_how_common_it_is(starter: SuggestionModel) -> None:
    card = starter.card
    assert card.codebook_id == "msw"
    assert card.licence
    for code in starter.codes:
        row = card.measures[code]
        assert {"n", "prevalence", "precision", "recall", "f1", "shown", "shown_precision"} <= row.keys()
    assert card.measures["all"]["shown_precision"] >= card.target_precision - 0.05


def test_the_readable_card_beside_the_model_is_the_card_inside_it(starter: SuggestionModel) -> None:
    beside = json.loads(STARTER_PATH.with_name("card.json").read_text(encoding="utf-8"))
    assert beside == json.loads(json.dumps(asdict(starter.card)))


def test_codes_and_their_precedence_are_those_of_the_codebook(starter: SuggestionModel) -> None:
    book = load_builtin("msw")
    ordered = [code.id for code in sorted(book.codes, key=lambda code: code.precedence)]
    assert set(ordered) == set(CODES)
    families = dict.fromkeys(REFLECTION_FAMILY.get(code, code) for code in ordered if code != "UNC")
    assert tuple(families) == PRECEDENCE
    assert (starter.card.codebook_id, starter.card.codebook_version) == (book.id, book.version)
    assert set(PRINCIPLES) == {principle.id for principle in book.principles}


def test_fitting_again_gives_the_same_model(some: list[Conversation], small: SuggestionModel) -> None:
    again = fit(some)
    assert again.words == small.words
    assert np.array_equal(again.word_weights, small.word_weights)
    assert np.array_equal(again.thresholds, small.thresholds)


def test_a_code_with_few_examples_is_never_suggested(some: list[Conversation], small: SuggestionModel) -> None:
    counts = {code: 0 for code in small.codes}
    for talk in some:
        for coded in talk.utterances:
            if coded.code in counts:
                counts[coded.code] += 1
    rare = [code for code, n in counts.items() if n < MIN_EXAMPLES]
    assert rare
    assert {small.thresholds[small.codes.index(code)] for code in rare} == {NEVER}


def test_what_is_said_in_one_conversation_alone_is_not_learnt(some: list[Conversation], small: SuggestionModel) -> None:
    assert "wfriday" in small.words
    assert "wlacey" not in small.words


def test_too_little_to_learn_from_is_refused() -> None:
    two = [conversation(name, ("OQ", "What now?"), ("CQ", "Is he in?"), ("FAC", "Mm.")) for name in "ab"]
    with pytest.raises(ValueError, match="three conversations"):
        fit(two)
    same = [conversation(name, ("OQ", "What now?"), ("CQ", "Is he in?")) for name in "abcd"]
    with pytest.raises(ValueError, match="three different codes"):
        fit(same)


def test_a_service_with_very_few_sessions_gets_a_model_that_abstains() -> None:
    talks = list(load_conversations()[:3])
    model = fit(talks)
    assert (model.thresholds == NEVER).mean() > 0.7


def test_the_threshold_is_the_lowest_probability_that_keeps_the_precision() -> None:
    top = np.array([0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.90] * 2 + [0.6] * 10)
    probability = np.stack([top, 1.0 - top], axis=1)
    targets = np.array([0] * 20 + [1] * 10)
    thresholds = choose_thresholds(probability, targets, 0.9)
    assert thresholds[0] == pytest.approx(0.90)
    assert choose_thresholds(probability, targets, 0.99)[0] == NEVER


def test_nothing_is_suggested_that_is_likelier_something_else(starter: SuggestionModel) -> None:
    probability = np.stack([np.full(30, 0.4), np.full(30, 0.35), np.full(30, 0.25)], axis=1)
    assert choose_thresholds(probability, np.zeros(30, dtype=np.int64), 0.9)[0] == NEVER
    assert min(starter.thresholds) >= LEAST_PROBABILITY


@pytest.mark.parametrize("text", ["…", "-", "?", "♪", "(laughs)", "[inaudible 00:03:07] …", "مرحبا"])
def test_where_nothing_was_said_that_it_can_read_the_model_is_silent(starter: SuggestionModel, text: str) -> None:
    talk = [Utterance("1", PARENT, "He was fine."), Utterance("2", WORKER, text), Utterance("3", WORKER, "Mm.")]
    assert [one is None for one in predict(starter, talk)] == [True, True, False]


def test_a_handful_of_lucky_answers_opens_no_gate() -> None:
    probability = np.array([[0.9, 0.1]] * 7 + [[0.4, 0.6]] * 20)
    targets = np.array([0] * 27)
    assert choose_thresholds(probability, targets, 0.9)[0] == NEVER


def test_a_session_of_one_utterance_has_no_neighbours(starter: SuggestionModel) -> None:
    alone = [Utterance("only", "worker", "What would help?")]
    assert probabilities(starter, alone).shape == (1, len(starter.codes))
