"""What stands beside the card of the shipped model: curves, groups, two labellings, and other targets."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.suggestions.aim import HELD_OUT_PATH, NEVER, aimed_at, least_of, silent_on
from models.suggestions.evaluation import HeldOut, coded_indexes
from models.suggestions.held_out import calibration, document, groups, labellings, least_probabilities
from models.suggestions.learning import choose_thresholds
from models.suggestions.model_file import load_starter
from models.suggestions.suggestion_model import predict
from models.talk.corpus import CodedUtterance, Conversation, load_conversations, taught_conversations
from models.talk.second_pass import Label, second_labels
from models.talk.text import CHILD, PARENT, WORKER, Utterance


def said(role: str, text: str, code: str = "", *attributes: tuple[str, str]) -> CodedUtterance:
    return CodedUtterance(Utterance("u", role, text), code, attributes)


def talk(name: str, *utterances: CodedUtterance, written: str = "typed") -> Conversation:
    return Conversation(name, name, "home visit", "care", "middling", "a", (), utterances, written)


VISIT = talk(
    "visit",
    said(WORKER, "Hello.", "OTH"),
    said(PARENT, "Hello."),
    said(WORKER, "How are you?", "OQ"),
    said(WORKER, "And she?", "CQ"),
    said(CHILD, "Fine."),
    said(WORKER, "You feel fine.", "SR"),
)
CALL = talk("call", said(WORKER, "how is he", "OQ", ("via_interpreter", "")), written="recognised")
VISIT_HELD = HeldOut(
    ("OTH", "OQ", "CQ", "SR"), ("OTH", "OQ", "OQ", "SR"), (0.9, 0.8, 0.6, 0.95), (True, True, False, True)
)
CALL_HELD = HeldOut(("OQ",), ("CQ",), (0.55,), (True,))


def test_bins_hold_what_was_said_with_that_certainty() -> None:
    found = calibration(VISIT_HELD + CALL_HELD)
    assert [(one["low"], one["n"], one["right"]) for one in found] == [
        (0.5, 1, 0.0),
        (0.6, 1, 0.0),
        (0.8, 1, 1.0),
        (0.9, 2, 1.0),
    ]
    assert found[-1]["certainty"] == pytest.approx(0.925)


def test_groups_tell_whom_the_worker_answered_and_how_it_was_written() -> None:
    found = {(one["kind"], one["name"]): one for one in groups([(VISIT, VISIT_HELD), (CALL, CALL_HELD)])}
    assert {key: one["n"] for key, one in found.items()} == {
        ("after", "child"): 1,
        ("after", "nobody"): 2,
        ("after", "parent"): 2,
        ("interpreter", "no"): 4,
        ("interpreter", "yes"): 1,
        ("talk", "families"): 5,
        ("written", "recognised"): 1,
        ("written", "typed"): 4,
    }
    parent = found["after", "parent"]
    assert (parent["accuracy"], parent["coverage"], parent["shown_precision"]) == (0.5, 0.5, 1.0)
    assert found["after", "child"]["kappa"] is None


def test_two_labellings_take_reflections_as_one_family_and_tell_their_kind_apart() -> None:
    words = [said(WORKER, "x", code) for code in ("SR", "CR", "SR", "OQ")]
    second = {"t": {n: Label(code) for n, code in enumerate(("CR", "CR", "SR", "OQ"))}}
    found = labellings([talk("t", *words)], second)
    assert (found["same"], found["kappa"], found["codes"]["SR"]) == (1.0, 1.0, 1.0)
    # Three reflections, two alike: chance agreement (2·1 + 1·2) / 9.
    assert found["kind_of_reflection"] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))


def test_a_stricter_target_asks_for_no_less_and_one_out_of_reach_is_left_out() -> None:
    chance = np.random.default_rng(3)
    certainty = chance.random(400)
    right = chance.random(400) < certainty
    held = HeldOut(("a",) * 400, tuple("a" if one else "b" for one in right), tuple(certainty), (True,) * 400)
    row = least_probabilities(held, choose_thresholds)["a"]
    assert list(row.values()) == sorted(row.values())
    worse = HeldOut(("a", "b") * 50, ("a",) * 100, tuple(chance.random(100)), (True,) * 100)
    assert "0.99" not in least_probabilities(worse, choose_thresholds)["a"]


def test_the_shipped_file_belongs_to_the_shipped_model_and_to_the_shipped_text() -> None:
    data, model = json.loads(HELD_OUT_PATH.read_text(encoding="utf-8")), load_starter()
    assert least_of(model) == data["least"]
    talks = taught_conversations()
    again = labellings(talks, second_labels(talks))
    assert data["labellings"]["codes"] == pytest.approx(again["codes"])
    assert (data["labellings"]["n"], data["labellings"]["kappa"]) == (again["n"], pytest.approx(again["kappa"]))
    assert sum(one["n"] for one in data["calibration"]) == sum(len(coded_indexes(one)) for one in talks)
    assert data["coverage"][-1]["accuracy"] == pytest.approx(model.card.measures["all"]["accuracy"])


def test_a_laxer_target_shows_more_and_a_stricter_one_less() -> None:
    model = load_starter()
    least = least_of(model)
    heard = [one.utterance for one in load_conversations()[3].utterances]

    def shown(target: float) -> int:
        aimed = aimed_at(model, target, least)
        assert aimed is not None
        return sum(one is not None for one in predict(aimed, heard))

    counts = [shown(target) for target in (0.7, 0.8, 0.9, 0.95, 0.99)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2] > counts[4]
    assert aimed_at(model, 0.9, None) is model


def test_nobody_knows_other_targets_of_a_model_that_was_not_measured() -> None:
    model = load_starter()
    assert aimed_at(model, 0.8, None) is None


def test_a_code_that_is_off_is_never_suggested_and_the_others_stay() -> None:
    model = load_starter()
    heard = [one.utterance for one in load_conversations()[3].utterances]
    before = [one for one in predict(model, heard) if one is not None]
    assert "OQ" in {one.code for one in before}
    after = [one for one in predict(silent_on(model, frozenset({"OQ"})), heard) if one is not None]
    assert [one.code for one in after] == [one.code for one in before if one.code != "OQ"]
    assert (silent_on(model, frozenset({"OQ"})).thresholds == NEVER).sum() >= 1


def test_the_document_holds_every_part() -> None:
    second = {
        "visit": {n: Label("OTH") for n, one in enumerate(VISIT.utterances) if one.code},
        "call": {0: Label("OQ")},
    }
    found = document([(VISIT, VISIT_HELD), (CALL, CALL_HELD)], second, choose_thresholds)
    assert found.keys() == {"calibration", "coverage", "groups", "labellings", "least"}
    assert found["coverage"][-1] == {"share": 1.0, "accuracy": pytest.approx(0.6)}
