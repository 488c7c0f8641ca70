"""Judging on small talk: which model answers for what, and every figure of an example worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from codebook.behaviours import behaviour_of
from codebook.load import load_builtin
from models import passages
from models.suggestions.behaviours import BehaviourReader, behaviour_chances
from models.suggestions.evaluation import Judged
from models.suggestions.judged_figures import Learnt, figures, notes
from models.suggestions.judged_talk import Fold, Talk, folds_of, own_talk, recoded, talk_of
from models.suggestions.judging import (
    JudgingError,
    _model_for,
    _Plan,
    answer_to,
    answers_of,
    fitted,
    judge,
    labels_of,
    own_talks,
)
from models.suggestions.model_file import model_bytes, read_model
from models.suggestions.suggestion import load_starter, predict, probabilities
from models.talk.corpus import load_conversations
from models.talk.text import PARENT, WORKER, Utterance

JUDGED_TALKS = Path(passages.__file__).parents[1] / "data" / "passages" / "judged" / "talks"


def small(group: str, name: str, n: int = 2) -> Talk:
    said = [(WORKER, f"How was {name} {n}?", "OQ"), (PARENT, "Fine.", ""), (WORKER, f"Right {name}.", "FAC")]
    return talk_of(group, name, (said * n)[: 2 * n])


def names(talks: Sequence[Talk]) -> set[str]:
    return {talk.conversation.id for talk in talks}


def test_nothing_in_common_needs_no_folds() -> None:
    (fold,) = folds_of([small("g1", "a")], [small("g2", "b")])
    assert (names(fold.learnt), names(fold.asked)) == ({"g1/a"}, {"g2/b"})


def test_no_fold_learns_from_a_group_it_is_asked_about() -> None:
    talks = [small(f"g{n % 7}", f"t{n}", n % 3 + 1) for n in range(20)]
    folds = folds_of(talks, talks)
    assert len(folds) == 5
    assert sorted(name for fold in folds for name in names(fold.asked)) == sorted(names(talks))
    for fold in folds:
        assert not {talk.group for talk in fold.learnt} & {talk.group for talk in fold.asked}
        assert len(fold.learnt) + len(fold.asked) == len(talks)


def test_the_same_words_under_another_name_and_group_are_known() -> None:
    judged = [small("g1", "a"), small("g2", "b"), small("g3", "c")]
    copied = Talk("elsewhere", small("g1", "a").conversation)
    for fold in folds_of([copied, small("g9", "z")], judged):
        assert ("g1/a" in names(fold.learnt)) == ("g1/a" not in names(fold.asked))
        assert "g9/z" in names(fold.learnt)


def test_one_group_alone_is_judged_by_what_the_others_taught() -> None:
    (fold,) = folds_of([small("g1", "a"), small("g2", "b")], [small("g1", "c")])
    assert names(fold.learnt) == {"g2/b"}


@pytest.fixture(scope="module")
def by_hand() -> Judged:
    """Ten answers about two labels, one of them certain and wrong, and a third label nobody gave."""
    rows = np.array([[0.95, 0.05, 0.0]] * 4 + [[0.1, 0.9, 0.0]] * 4 + [[0.2, 0.0, 0.8]] + [[0.6, 0.4, 0.0]])
    truth = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 1])
    shown = np.array([True] * 4 + [True] * 4 + [True] + [False])
    return Judged(("a", "b", "c", "unused"), truth, np.hstack([rows, np.zeros((10, 1))]), shown, ("g1", "g2") * 5)


def test_every_figure_of_an_example_by_hand(by_hand: Judged) -> None:
    found = figures(by_hand)
    assert (found["n"], found["n_groups"], found["labels"]) == (10, 2, ["a", "b", "c"])
    assert found["accuracy"] == 0.8
    # a: answered five times, four right, of five: 0.8; b: answered four times, all right, of five: 8/9.
    assert found["macro_f1"] == pytest.approx((0.8 + 8 / 9) / 2)
    # Agreed 0.8; expected (5·5 + 5·4)/100.
    assert found["kappa"] == pytest.approx((0.8 - 0.45) / 0.55)
    # Bins: 0.95 and 0.9 (eight, all right, mean 0.925), 0.8 (one, wrong), 0.6 (one, wrong).
    assert found["ece"] == pytest.approx(0.8 * 0.075 + 0.1 * 0.8 + 0.1 * 0.6)
    assert found["brier"] == pytest.approx((4 * 0.005 + 4 * 0.02 + (0.64 + 0.64) + (0.36 + 0.36)) / 10)
    # Nine of ten certain answers hold one wrong (8/9 < 0.9), so the eight are all there is.
    assert found["coverage_at_precision_90"] == 0.8
    assert found["accuracy_at_coverage"] == {"1.0": 0.8, "0.8": 1.0, "0.6": 1.0, "0.5": 1.0, "0.4": 1.0}
    assert found["abstained"] == pytest.approx(0.1)
    assert found["codes"]["a"] == pytest.approx(
        {"n": 5, "prevalence": 0.5, "precision": 0.8, "recall": 0.8, "f1": 0.8, "kappa": 0.6, "shown": 4}
        | {"shown_precision": 1.0}
    )
    assert found["codes"]["c"] == {
        "n": 0, "prevalence": 0.0, "precision": 0.0, "recall": None, "f1": 0.0, "kappa": 0.0,
        "shown": 1, "shown_precision": 0.0,
    }  # fmt: skip
    # Fewer than nine of each label in either group: every set holds both.
    assert found["prediction_sets"] == {"alpha": 0.1, "coverage": {"a": 1.0, "b": 1.0}, "singletons": 0.0}


def test_where_nothing_can_be_worked_out_there_is_none() -> None:
    one = Judged(("a", "b"), np.array([0]), np.array([[0.5, 0.5]]), np.array([False]), ("g",))
    found = figures(one)
    assert found["kappa"] is None
    assert found["prediction_sets"] == {"alpha": 0.1, "coverage": {"a": None}, "singletons": None}
    assert found["codes"]["a"]["kappa"] is None
    assert found["codes"]["a"]["shown_precision"] is None


def test_a_label_that_is_never_answered_has_no_precision() -> None:
    two = Judged(("a", "b"), np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]), np.array([True, True]), ("g", "h"))
    assert figures(two)["codes"]["b"]["precision"] is None
    assert figures(two)["codes"]["b"]["recall"] == 0.0


def test_codes_are_told_as_the_behaviours_of_their_turns() -> None:
    starter = load_starter()
    talk = talk_of("g", "t", [(WORKER, "What was that like?", "question"), (WORKER, "You're worn out.", "reflection")])
    answers = answers_of(starter, [talk], labels_of([talk]))
    assert answers.labels == ("question", "reflection", "therapist_input", "other")
    assert answers.truth.tolist() == [0, 1]
    said = [one.utterance for one in talk.conversation.utterances]
    assert answers.rows == pytest.approx(behaviour_chances(starter, said, behaviour_of(load_builtin("msw"))))
    assert answers.rows.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_what_is_shown_is_what_the_product_would_suggest() -> None:
    starter, talk = load_starter(), own_talk(load_conversations()[3])
    answers = answers_of(starter, [talk], labels_of([talk]))
    coded = talk.conversation.utterances
    suggested = predict(starter, [one.utterance for one in coded])
    expected = [suggested[place] is not None for place in talk.spoken if coded[place].code not in ("", "UNC")]
    assert answers.shown.tolist() == expected
    assert 0 < sum(expected) < len(expected)
    mute = talk_of("g", "t", [(WORKER, "...", "OTH"), (WORKER, "How did you feel about that?", "OQ")])
    assert answers_of(starter, [mute], labels_of([mute])).shown.tolist() == [False, True]


def test_the_shipped_model_says_when_it_knows_the_talk_already() -> None:
    talk = own_talk(load_conversations()[0])
    found = judge([talk])
    assert (found["judged"], found["model"]["name"]) == ("shipped model", "starter")
    assert found["seconds"]["fit"] is None
    assert found["seconds"]["judge"] > 0
    assert found["model"]["bytes"] > 100_000
    assert any("taught with 1 of these" in note for note in found["notes"])
    renamed = talk_of("g", "t", [(WORKER, "Tell me about the school run.", "OQ"), (WORKER, "Mm.", "")])
    found_anew = judge([renamed])["notes"]
    assert not any("taught with" in note for note in found_anew)
    assert any(note.endswith("have no code: 1 utterance of the worker.") for note in found_anew)


def test_trained_on_other_groups_and_across_folds() -> None:
    talks = [own_talk(one) for one in load_conversations()[:6]]
    found = judge(talks[4:], talks[:4])
    assert found["judged"] == "trained on 4 groups"
    assert found["n_groups"] == 2
    assert found["seconds"]["fit"] > 0
    assert found["macro_f1"] > 0.2
    told: list[float] = []
    across = judge(talks[:3], talks, told=told.append)
    assert across["judged"] == "3 folds by group"
    assert told == pytest.approx([0.0, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 1.0, 1.0])
    told.clear()
    # Known by heart it would be all right; the shipped model, which knows them, is nearly that.
    assert across["accuracy"] < judge(talks[:3], told=told.append)["accuracy"] - 0.1
    assert told == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0, 1.0])


def test_where_nothing_can_be_learnt_beside_our_own_the_shipped_model_is_judged() -> None:
    """Talk that taught nothing: what is learnt without anything new must be about as good as what is shipped."""
    asked = [own_talk(one) for one in load_conversations(JUDGED_TALKS)]
    mute = talk_of("g", "t", [(WORKER, "…", "UNC")])
    learnt, as_shipped = judge(asked, [mute], add=True), judge(asked)
    assert learnt["judged"] == f"trained on 1 group and {len(own_talks())} of our own conversations"
    for name in ("macro_f1", "kappa", "accuracy", "abstained"):
        assert learnt[name] == pytest.approx(as_shipped[name], abs=0.03), name
    assert not any("sentence reader" in note for note in learnt["notes"])


def test_the_sentence_reader_is_not_asked_about_talk_that_taught_it() -> None:
    own = own_talks()
    plan = _Plan((), "", own=tuple(own))
    apart = Fold(tuple(own[5:15]), (small("g", "t"),))
    assert _model_for(plan, apart).model.sentence_reader is not None
    known = Fold(apart.learnt, (Talk("another name", own[0].conversation), small("g", "t")))
    assert _model_for(plan, known).model.sentence_reader is None


def test_four_behaviours_are_learnt_through_a_model_of_our_own() -> None:
    counts_as = behaviour_of(load_builtin("msw"))
    own = [recoded(one, counts_as) for one in own_talks()[:8]]
    said = [talk_of(f"g{n}", "t", _said_otherwise(one)) for n, one in enumerate(own)]
    found = judge(said[5:], said[:5], add=True)
    assert found["judged"] == f"trained on 5 groups and {len(own_talks())} of our own conversations"
    assert found["labels"] == ["question", "reflection", "therapist_input", "other"]
    assert any("reads in each sentence" in note for note in found["notes"])
    assert not any("Every model learnt from" in note for note in found["notes"])
    # The reader knows these words from our own text, so through it more is told than by what five talks teach.
    assert found["accuracy"] > judge(said[5:], said[:5])["accuracy"]


def test_who_is_judged_is_kept_from_the_reader_too() -> None:
    own = [Talk(one.group, one.conversation) for one in own_talks()[:5]]
    counts_as = behaviour_of(load_builtin("msw"))
    taught = [
        talk_of(f"g{n}", "t", _said_otherwise(recoded(one, counts_as))) for n, one in enumerate(own_talks()[8:12])
    ]
    apart = fitted(taught, own, [recoded(own[0], counts_as)]).model.reader
    assert isinstance(apart, BehaviourReader)
    assert apart.model.card.n_conversations == len(own) - 1
    through_all = fitted(taught, own, taught).model
    assert isinstance(through_all.reader, BehaviourReader)
    assert through_all.reader.model.card.name == "starter"
    line = [Utterance("u", WORKER, "Right. So what would help?")]
    assert probabilities(read_model(model_bytes(through_all)), line) == pytest.approx(probabilities(through_all, line))
    assert fitted(taught, own, [recoded(one, counts_as) for one in own]).model.reader is None


def _said_otherwise(talk: Talk) -> list[tuple[str, str, str]]:
    """The lines of a talk with another word before the first, so that it is not known by its words."""
    lines = [(one.utterance.speaker_role, one.utterance.text, one.code) for one in talk.conversation.utterances]
    return [(lines[0][0], f"Anyhow. {lines[0][1]}", lines[0][2]), *lines[1:]]


def test_codes_that_no_model_learnt_are_named() -> None:
    talk = talk_of("g", "t", [(WORKER, "Mm.", "FAC"), (WORKER, "You're tired.", "CR"), (WORKER, "Why?", "OQ")])

    def told(judged: Talk, *codes: tuple[str, ...]) -> list[str]:
        learnt = [Learnt(Fold((small("h", "u"),), (judged,)), one) for one in codes]
        return [note for note in notes([judged], None, learnt, add=False) if "othing was learnt" in note]

    assert told(talk, ("OQ", "SR"), ("OQ", "CR")) == [
        "Nothing was learnt of FAC: what has such a code is answered wrongly."
    ]
    assert told(talk, ("OQ", "SR"), ("OQ", "FAC")) == [
        "Nothing was learnt in some folds of FAC (1 of 2), SR (1 of 2): it is answered wrongly there."
    ]
    assert told(talk, ("OQ", "SR", "FAC")) == []
    behaviours = recoded(talk, {"FAC": "other", "OQ": "question"})
    assert told(behaviours, ("OQ", "SR")) == ["Nothing was learnt of other: what has such a code is answered wrongly."]


def test_that_nothing_of_a_file_was_learnt_is_told() -> None:
    ours, theirs = own_talk(load_conversations()[0]), [small("g1", "a"), small("g1", "b"), small("g2", "c")]

    def told(given: Sequence[Talk], asked: Sequence[Talk]) -> list[str]:
        folds = folds_of([*given, ours], asked)
        found = notes(asked, given, [Learnt(fold, ("OQ", "FAC")) for fold in folds], add=True)
        return [note for note in found if "file to learn from" in note]

    whole = "was learnt of the file to learn from: all of it belongs to groups that are judged."
    assert told(theirs[:2], theirs[:2]) == [f"Nothing {whole}"]
    assert told(theirs[:2], theirs) == [f"In 1 of 2 folds nothing {whole}"]
    assert told(theirs, theirs) == []


def test_few_utterances_or_groups_are_said_to_be_rough() -> None:
    def told(judged: Sequence[Talk]) -> list[str]:
        return [note for note in notes(judged, None, [], add=False) if "rough" in note]

    def of(group: str, n: int) -> Talk:
        return talk_of(group, "t", [(WORKER, "Why?", "OQ")] * n)

    assert "on 100 utterances of 4 groups, and below" in told([of(f"g{n}", 25) for n in range(4)])[0]
    assert "on 99 utterances of 9 groups, and below" in told([of(f"g{n}", 11) for n in range(9)])[0]
    assert "on 1 utterance of 1 group, and below" in told([of("g", 1), of("h", 0)])[0]
    assert told([of(f"g{n}", 20) for n in range(5)]) == []


def test_what_cannot_be_judged_is_refused_in_a_sentence() -> None:
    uncoded = talk_of("g", "t", [(PARENT, "Hello.", "OQ"), (WORKER, "Hello.", ""), (WORKER, "…", "UNC")])
    with pytest.raises(JudgingError, match=r"No utterance of the worker"):
        judge([uncoded])
    behaviours = recoded(small("g", "t"), {"OQ": "question", "FAC": "other"})
    with pytest.raises(JudgingError, match="teaches nothing of the codes"):
        judge([small("g", "t")], [behaviours])
    asked = {"judged": [["g", "t", [[WORKER, "How?", "OQ"]]]], "train": [["h", "u", [[WORKER, "Why?", "OQ"]]]]}
    answer = answer_to({**asked, "add": False})
    assert answer == {"refused": "What there is to learn from is not enough: a model needs at least three "
                      "conversations and three different codes."}  # fmt: skip
