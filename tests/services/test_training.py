"""A trainee's way to the certificate, what stays hidden on it, and whom drift is shown to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.learning import LeftOut
from coder.domain.overview import TodoKind
from coder.domain.people import Actor, Role
from coder.domain.sessions import SessionKind, SessionState
from coder.domain.training import PlaceState, Stage, Use
from coder.services.coding_file import CodingDocument, check_document
from coder.store.tables.coding import CodingRow
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock

PLAIN = ("", "", "")


def experts(services: Services, **other: int) -> CodingDocument:
    """Experts' ratings: 3 throughout but for what is said otherwise."""
    principles = services.codebooks.active().principles
    return check_document({"ratings": [{"principle": p.id, "value": other.get(p.id, 3)} for p in principles]})


@pytest.fixture
def trainee(services: Services) -> Actor:
    services.policy.change(services.actor, double_share=0.0)
    return add_evaluator(services, "E-9")


def chosen(services: Services, worker: str, use: Use, **other: int) -> str:
    """One more recording to train on."""
    session_id = add_recording(services, worker)
    services.training.import_reference(services.actor, session_id, experts(services, **other), use)
    return session_id


def test_a_trainee_reads_practises_codes_the_gold_set_alone_and_is_certified(
    services: Services, trainee: Actor
) -> None:
    training, worker = services.training, add_worker(services, "W-1")
    practice = [chosen(services, worker, Use.PRACTICE) for _ in range(6)]
    assert training.progress(trainee).stage is Stage.READING
    training.mark_read(trainee)
    assert training.progress(trainee).stage is Stage.PRACTISING
    with pytest.raises(UserError, match="lock this recording first"):
        training.mark_discussed(trainee, practice[0])
    with pytest.raises(UserError, match="hidden until you have locked"):
        training.expert(trainee, practice[0])
    for session_id in practice:
        code_and_lock(services, trainee, session_id, PLAIN)
        training.mark_discussed(trainee, session_id)
    assert len(training.expert(trainee, practice[0]).ratings) == 7
    told = training.progress(trainee)
    assert (told.stage, told.practised) == (Stage.GOLD_SET, 6)
    gold = [chosen(services, worker, Use.GOLD, **({"EMP": 4} if n % 2 else {"CLA": 2})) for n in range(10)]
    for session_id in gold[:9]:
        code_and_lock(services, trainee, session_id, PLAIN)
    with pytest.raises(UserError, match="coded alone"):
        training.expert(trainee, gold[0])
    assert training.progress(trainee).certificate is None
    # Differences of nine would tell nine of the experts' ratings.
    assert services.drift.own(trainee).gold.bias is None
    code_and_lock(services, trainee, gold[9], PLAIN)
    done = training.progress(trainee)
    assert done.certificate is not None
    assert (done.certificate.within_one, done.certificate.bias["EMP"]) == (1.0, -0.5)
    # All within one and no great bias, but somebody who always gives a 3 tells nothing apart.
    assert [rule.met for rule in done.certificate.rules] == [True, True, False]
    assert done.stage is Stage.MORE_PRACTICE
    assert training.expert(trainee, gold[0]).ratings
    assert [one.person_code for one in training.everybody(services.actor)] == ["E-9", "ME"]
    drift = services.drift.own(trainee)
    assert (drift.gold.recordings, drift.gold.alert, drift.peers.recordings) == (8, False, 0)
    assert drift.gold.bias == pytest.approx(0.0, abs=0.05)


def test_what_a_trainee_codes_is_beside_the_service(services: Services, trainee: Actor) -> None:
    session_id = chosen(services, add_worker(services, "W-1"), Use.GOLD)
    assert services.overview.get(trainee).todos == ()
    (placing,) = services.training.progress(trainee).gold
    assert placing.state is PlaceState.TO_CODE
    coding = services.coding.start(trainee, session_id).created
    assert [t.kind for t in services.overview.get(trainee).todos] == [TodoKind.GO_ON]
    assert services.sessions.get(trainee, session_id).state is SessionState.CODING
    with services.backing.store.read() as session:
        assert not session.get_one(CodingRow, coding).primary
    code_and_lock(services, trainee, session_id, PLAIN)
    code_and_lock(services, services.actor, session_id, PLAIN)
    with pytest.raises(UserError, match="Evaluators train on this"):
        services.assignments.assign(services.actor, session_id, "E-9")
    assert services.consensus.pairs(trainee) == ()
    assert services.learning.ready(services.actor).left_out == {LeftOut.TRAINED_ON: 1}
    services.training.stop_using(services.actor, session_id)
    assert services.training.progress(trainee).gold == ()


def test_a_recording_somebody_practised_on_never_becomes_gold(services: Services, trainee: Actor) -> None:
    training, worker = services.training, add_worker(services, "W-1")
    seen, unseen = chosen(services, worker, Use.PRACTICE), chosen(services, worker, Use.PRACTICE)
    code_and_lock(services, trainee, seen, PLAIN)
    assert training.expert(trainee, seen).ratings
    with pytest.raises(UserError, match="has practised on this recording"):
        training.import_reference(services.actor, seen, experts(services), Use.GOLD)
    training.stop_using(services.actor, seen)
    # What was seen stays seen.
    with pytest.raises(UserError, match="has practised on this recording"):
        training.import_reference(services.actor, seen, experts(services), Use.GOLD)
    training.import_reference(services.actor, seen, experts(services, EMP=4), Use.PRACTICE)
    training.import_reference(services.actor, unseen, experts(services), Use.GOLD)
    assert [one.session_id for one in training.progress(trainee).gold] == [unseen]


def test_expert_codes_that_do_not_fit_are_refused_whole(services: Services, trainee: Actor) -> None:
    session_id = add_recording(services, add_worker(services, "W-1"))
    whole = experts(services).model_dump(mode="json")
    spoilt = [
        {"ratings": whole["ratings"][1:]},
        {"ratings": [{**whole["ratings"][0], "value": 9}, *whole["ratings"][1:]]},
        {**whole, "codes": [{"start_s": 1.0, "code": "XX"}]},
        {**whole, "moments": [{"start_s": 100.0, "kind": "bright"}]},
        {**whole, "codebook": "other@9.0.0"},
    ]
    for each in spoilt:
        with pytest.raises(UserError):
            services.training.import_reference(services.actor, session_id, check_document(each), Use.GOLD)
    assert services.training.progress(trainee).gold == ()
    with pytest.raises(NotAllowed):
        services.training.import_reference(trainee, session_id, check_document(whole), Use.GOLD)


def test_who_chooses_recordings_to_train_on_sees_which_can_be_and_which_are(services: Services, trainee: Actor) -> None:
    lead, worker = services.actor, add_worker(services, "W-1")
    gold, practice = chosen(services, worker, Use.GOLD), chosen(services, worker, Use.PRACTICE)
    doubled, away = (add_recording(services, worker) for _ in range(2))
    add_recording(services, worker, kind=SessionKind.RECRUITMENT)
    services.assignments.assign(lead, doubled, "E-9")
    services.sessions.withdraw(lead, away, "mother", "")
    code_and_lock(services, trainee, gold, PLAIN)
    assert {one.session_id for one in services.training.usable(lead)} == {gold, practice}
    found = services.training.trained_on(lead)
    assert [(one.session_id, one.use, one.locked) for one in found] == [
        (gold, Use.GOLD, 1),
        (practice, Use.PRACTICE, 0),
    ]
    for asked in (services.training.usable, services.training.trained_on):
        with pytest.raises(NotAllowed):
            asked(trainee)


def test_training_and_drift_of_others_are_for_the_lead_only(services: Services, trainee: Actor) -> None:
    for call in (services.training.everybody, services.drift.everybody):
        with pytest.raises(NotAllowed):
            call(trainee)
        with pytest.raises(NotAllowed):
            call(Actor(trainee.id, frozenset({Role.COACH, Role.STEWARD})))


def test_the_planted_evaluator_of_the_demo_is_found_and_nobody_else(services: Services, trainee: Actor) -> None:
    services.demo.install(services.actor, date(2026, 5, 1))
    found = services.drift.everybody(services.actor)
    assert [one.person_code for one in found] == ["E-01", "E-02", "E-03", "E-04"]
    assert [one.person_code for one in found if one.alert] == ["E-04"]
    (drifting,) = (one for one in found if one.alert)
    assert "recalibrate" in drifting.sentence
    assert drifting.peers.points[0].bias < 0.4 < drifting.peers.points[-1].bias
    assert services.drift.own(trainee).peers.recordings == 0
    for one in found:
        assert services.drift.own(Actor(one.person_id, frozenset({Role.EVALUATOR}))) == one


def test_the_command_line_takes_expert_codes_and_hides_them(services: Services, tmp_path: Path) -> None:
    session_id = add_recording(services, add_worker(services, "W-1"))
    file = tmp_path / "gold.json"
    file.write_text(experts(services).model_dump_json(), encoding="utf-8")
    line = CommandLine(services.home.folder)
    assert line.run("training", "import", session_id, "--file", file, "--use", "gold").data["use"] == "gold"
    assert "hidden" in line.run("training", "expert", session_id).data["error"]
