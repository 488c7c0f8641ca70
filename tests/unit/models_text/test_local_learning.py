"""A model learnt beside a service's own talk holds nothing rare, and is refused where there is too little."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from models.suggestions.copies import readings
from models.suggestions.features import gram_counts
from models.suggestions.learning import fit
from models.suggestions.local_learning import LocalLearningError, LocalTalk, compare, learn, without_rare
from models.suggestions.suggestion_model import SuggestionModel, probabilities
from models.talk.corpus import load_conversations

TALKS = load_conversations()[:5]


@pytest.fixture(scope="module")
def model() -> SuggestionModel:
    """A model of five conversations."""
    return fit(TALKS)


def vocabularies(model: SuggestionModel) -> dict[str, int]:
    """Every n-gram of a model, whatever kinds there are."""
    known: dict[str, int] = {}
    for value in vars(model).values():
        known |= value if isinstance(value, dict) else {}
    return known


def test_only_what_was_said_in_three_conversations_is_left(model: SuggestionModel) -> None:
    said: Counter[str] = Counter()
    grams: dict[int, set[str]] = {}
    for one in readings(TALKS, 20261121):
        for place in one.indexes:
            for counts in gram_counts(one.utterances[place].text):
                grams.setdefault(one.group, set()).update(counts)
    for found in grams.values():
        said.update(found)
    thinned = without_rare(model, TALKS)
    assert {key for key in vocabularies(model) if said[key] < 3}
    assert set(vocabularies(thinned)) == {key for key in vocabularies(model) if said[key] >= 3}


def test_what_is_left_keeps_its_weights_and_the_model_still_answers(model: SuggestionModel) -> None:
    thinned = without_rare(model, TALKS)
    word = next(iter(thinned.words))
    assert np.array_equal(thinned.word_weights[thinned.words[word]], model.word_weights[model.words[word]])
    utterances = [one.utterance for one in TALKS[0].utterances]
    before, after = probabilities(model, utterances), probabilities(thinned, utterances)
    assert after.shape == before.shape
    assert np.allclose(after.sum(axis=1), 1.0)
    whole = without_rare(model, TALKS, least=0)
    assert np.array_equal(probabilities(whole, utterances), before)


def test_what_is_compared_aims_at_the_target_that_is_asked_for() -> None:
    talks = load_conversations()[:14]
    local = [LocalTalk(one.id, one, one) for one in talks[:4]]
    lax, strict = (compare(talks[4:], local, None, target_precision=target) for target in (0.7, 0.95))
    assert lax.folds == strict.folds
    assert lax.new["all"]["accuracy"] == strict.new["all"]["accuracy"]
    assert lax.new["all"]["coverage"] > strict.new["all"]["coverage"]


def test_too_little_talk_is_refused_in_a_sentence() -> None:
    with pytest.raises(LocalLearningError, match=r"not enough: .*three conversations"):
        learn([], [LocalTalk("one", TALKS[0], TALKS[0])], name="local 1")
