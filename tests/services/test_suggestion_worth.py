"""What became of suggestions and how far people agree, on a real store with many recordings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from coder.bootstrap import Services
from coder.domain.people import Actor, Role
from coder.domain.suggestion_worth import Outcome
from coder.domain.suggestions import Decision
from coder.services.suggestion_rules import BY_SERVICE, FAMILY_TALK, ONE_REFLECTION
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import (
    add_evaluator,
    add_recording,
    add_worker,
    code_and_lock,
    decide_all,
    suggest,
)
from tests.helpers.real_store import Clock2026, KeyedHome
from tests.services.conftest import made_home

__all__ = ["made_home"]

# What the first evaluator gave, and what the model would: alike, against it, and silence.
OWN, MODEL = ("OQ", "SR", "CON"), {0: "OQ", 1: "AF"}


@pytest.fixture(scope="module")
def worked(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """Eleven recordings of five workers, each coded by two; ten finished by the first, who kept or changed by turns."""
    home = made_home.copy(tmp_path_factory.mktemp("worked") / "store")
    with home.opened(Clock2026()) as services:
        services.policy.change(services.actor, withheld_share=0.0)
        second = add_evaluator(services, "E-2")
        workers = [add_worker(services, f"W-{n}") for n in range(5)]
        for n in range(11):
            session_id = add_recording(services, workers[n % 5])
            code_and_lock(services, services.actor, session_id, OWN)
            # They agree on open questions throughout, on reflections in kind only, and on concern never.
            code_and_lock(services, second, session_id, ("OQ", "CR", "ADU"))
            if n < 10:
                suggest(services, session_id, MODEL)
                decision = (Decision.KEEP, Decision.CHANGE)[n % 2]
                decide_all(services, services.actor, session_id, decision, "AF" if n % 2 else "")
    return home


@pytest.fixture
def services(worked: KeyedHome, tmp_path) -> Iterator[Services]:
    with worked.copy(tmp_path / "store").opened(Clock2026()) as opened:
        yield opened


def counts(services: Services) -> dict[str, dict[Outcome, int]]:
    (batch,) = services.suggestion_worth.counts(services.actor).batches
    return {one.code: {what: n for what, n in one.counts.items() if n} for one in batch.codes}


def test_agreed_changed_kept_and_silent_are_counted_by_code(services: Services) -> None:
    assert counts(services) == {
        "OQ": {Outcome.AGREED: 10},
        "AF": {Outcome.CHANGED: 5, Outcome.KEPT: 5},
        "CON": {Outcome.ABSTAINED: 10},
    }


def test_a_batch_waits_until_nobody_can_be_picked_out_and_then_stays(services: Services) -> None:
    before = services.suggestion_worth.counts(services.actor)
    session_id = add_recording(services, add_worker(services, "W-9"))
    code_and_lock(services, services.actor, session_id, OWN)
    suggest(services, session_id, {0: "WRN"})
    decide_all(services, services.actor, session_id, Decision.KEEP)
    after = services.suggestion_worth.counts(services.actor)
    assert (before.waiting, after.waiting) == (0, 1)
    assert after.batches == before.batches
    assert "WRN" not in {one.code for one in after.batches[0].codes}


def test_what_is_still_to_be_decided_is_not_counted_before_the_coding_is_finished(services: Services) -> None:
    session_id = add_recording(services, add_worker(services, "W-9"))
    code_and_lock(services, services.actor, session_id, OWN)
    suggest(services, session_id, MODEL)
    services.suggestions.differences(services.actor, session_id)
    assert services.suggestion_worth.counts(services.actor).waiting == 0


def test_assisted_codings_stand_apart(services: Services) -> None:
    services.policy.change(services.actor, assisted_mode=True)
    session_id = add_recording(services, add_worker(services, "W-9"))
    suggest(services, session_id, MODEL)
    services.suggestions.get(services.actor, session_id)
    code_and_lock(services, services.actor, session_id, ("OQ", "AF", "CON"))
    decide_all(services, services.actor, session_id, Decision.KEEP)
    after = services.suggestion_worth.counts(services.actor)
    assert (len(after.batches), after.waiting) == (1, 1)
    assert not after.batches[0].assisted


def test_no_count_names_a_worker_or_an_evaluator(services: Services) -> None:
    told = json.dumps(asdict(services.suggestion_worth.counts(services.actor)), default=str)
    people = services.people.everybody(services.actor)
    assert len(people) > 5
    assert not any(one.id in told or one.code in told for one in people)


def test_people_are_compared_over_recordings_coded_blind_by_two(services: Services) -> None:
    found = {one.code: one for one in services.suggestions.rules.agreement(services.actor)}
    assert (found["OQ"].kappa, found["SR"].kappa, found["OQ"].recordings) == (1.0, 1.0, 11)
    # Concern against advice: never on the same utterance, so agreement is by chance alone. 33 utterances, 11 with it.
    observed, expected = 22 / 33, (11 * 0 + 22 * 33) / 33**2
    assert found["CON"].kappa == pytest.approx((observed - expected) / (1 - expected))
    assert found["WRN"].kappa is None


def test_a_code_people_do_not_agree_on_is_switched_off_with_its_figure(services: Services) -> None:
    switches = {one.code: one for one in services.suggestions.rules.switches(services.actor)}
    assert switches["OQ"].suggested
    assert not switches["CON"].suggested
    assert "kappa 0.00 only, below the line of 0.40 (11 recordings" in switches["CON"].reason
    assert "CON" in services.suggestions.rules.for_job().off
    services.policy.change(services.actor, agreement_line=0.0)
    assert "CON" not in services.suggestions.rules.for_job().off


def test_below_ten_double_codings_the_shipped_list_holds(made_home: KeyedHome, tmp_path) -> None:
    with made_home.copy(tmp_path / "store").opened(Clock2026()) as services:
        second = add_evaluator(services, "E-2")
        session_id = add_recording(services, add_worker(services, "W-1"))
        code_and_lock(services, services.actor, session_id, OWN)
        code_and_lock(services, second, session_id, ("OQ", "CR", "ADU"))
        found = {one.code: one for one in services.suggestions.rules.agreement(services.actor)}
        assert (found["CON"].kappa, found["CON"].recordings) == (None, 1)
        switches = {one.code: one for one in services.suggestions.rules.switches(services.actor)}
        assert switches["CON"].suggested
        assert (switches["CR"].suggested, switches["CR"].reason) == (False, ONE_REFLECTION)
        talk = services.codebooks.active().talk_codes
        assert {(switches[one.id].suggested, switches[one.id].reason) for one in talk} == {(False, FAMILY_TALK)}
        services.policy.change(services.actor, codes_off="con, oq")
        assert services.policy.get(services.actor).codes_off == "CON OQ"
        switches = {one.code: one for one in services.suggestions.rules.switches(services.actor)}
        assert switches["OQ"].reason == switches["CON"].reason == BY_SERVICE


def test_a_worker_may_read_the_counts_and_nobody_gets_more_by_their_role(services: Services) -> None:
    worker = Actor(services.actor.id, frozenset({Role.WORKER}))
    assert services.suggestion_worth.counts(worker) == services.suggestion_worth.counts(services.actor)


def test_the_command_line_tells_the_same(services: Services) -> None:
    folder = services.home.folder
    shown = counts(services)
    line = CommandLine(folder)
    told = line.run("suggestions", "worth").data
    (batch,) = told["batches"]
    assert (batch["mode"], batch["recordings"], told["waiting"]) == ("blind", 10, 0)
    # Ten open questions of twenty suggestions, in every recording one of two.
    assert (batch["agreed"]["value"], told["target_precision"], told["clearly_below_target"]) == (0.5, 0.9, True)
    assert told["effect"] == []
    assert {code: {Outcome(k): n for k, n in row.items() if n} for code, row in batch["codes"].items()} == shown
    codes = {one["code"]: one for one in line.run("suggestions", "codes").data["codes"]}
    assert (codes["CON"]["suggested"], codes["OQ"]["suggested"]) == (False, True)
    assert codes["OQ"]["people"]["kappa"] == 1.0
    assert codes["CT"]["reason"] == FAMILY_TALK
    refused = line.run("policy", "set", "codes_off=CON QQ")
    assert refused.code == 1
    assert "QQ is no code the suggestion model gives" in refused.told
