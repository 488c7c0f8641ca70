"""Whose recording is due, who may see and plan it, and what leaves as a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.changes import Kind
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.domain.programme import Act, Programme, Reason, Standing, Totals
from coder.store.tables.audit import AuditRow
from coder.store.tables.programme import ProgrammeNoteRow
from tests.services.conftest import import_tone

TODAY = date(2026, 5, 4)


def as_role(services: Services, *roles: Role, person: str = "") -> Actor:
    return Actor(person or services.actor.id, frozenset(roles))


@pytest.fixture
def team(services: Services) -> dict[str, str]:
    """Workers of two teams, with an evaluator and a coach of the first; ids by code."""
    people, actor = services.people, services.actor
    north, south = people.add_team(actor, "North").created, people.add_team(actor, "South").created
    made = {"E-01": people.add_person(actor, code="E-01", name="", roles=[Role.EVALUATOR], team_id=north).created}
    made["C-01"] = people.add_person(actor, code="C-01", name="", roles=[Role.COACH]).created
    for code, team_id, coach in (("W-02", north, made["C-01"]), ("W-10", south, None), ("W-01", south, None)):
        added = people.add_person(actor, code=code, name="", roles=[Role.WORKER], team_id=team_id, coach_id=coach)
        made[code] = added.created
    return made


def codes(programme: Programme) -> list[str]:
    return [one.worker_code for one in programme.workers]


def test_everybody_is_shown_whose_recordings_concern_them_and_by_code(services, team):
    def seen(*roles: Role, person: str = "") -> list[str]:
        return codes(services.programme.get(as_role(services, *roles, person=person)))

    everybody = ["W-01", "W-02", "W-10"]
    assert seen(Role.LEAD) == seen(Role.STEWARD) == everybody
    assert seen(Role.EVALUATOR) == everybody, "an evaluator who belongs to no team looks after all"
    assert seen(Role.EVALUATOR, person=team["E-01"]) == ["W-02"]
    assert seen(Role.COACH, person=team["C-01"]) == ["W-02"]
    assert seen(Role.WORKER, person=team["W-10"]) == ["W-10"]
    with pytest.raises(NotAllowed, match="do not concern you"):
        services.programme.get(as_role(services, Role.COACH, person=team["C-01"]), "W-10")


def test_a_lead_sees_when_one_is_due_and_not_what_became_of_the_others(services, tone, team):
    import_tone(services, tone)
    services.programme.plan(services.actor, "W-17", TODAY + timedelta(days=3))
    services.programme.miss(services.actor, "W-17", Reason.AWAY)
    services.programme.rest(services.actor, "W-02", Reason.LONG_AWAY)
    lead = services.programme.get(as_role(services, Role.LEAD), "W-17").workers[0]
    assert (lead.next.standing, lead.next.on) == (Standing.LATER, TODAY + timedelta(days=61))
    assert (lead.next.held, lead.next.missed, lead.next.last, lead.close, lead.may_note) == ((), (), None, False, False)
    assert services.programme.get(as_role(services, Role.LEAD), "W-02").workers[0].next.resting is None
    near = services.programme.get(as_role(services, Role.EVALUATOR), "W-17").workers[0]
    assert near.next.held == (date(2026, 5, 1),)
    assert [one.reason for one in near.next.missed] == [Reason.AWAY]
    with pytest.raises(NotAllowed):
        services.programme.plan(as_role(services, Role.LEAD), "W-17", TODAY)


def test_a_lead_who_also_evaluates_is_close_to_their_own_team_only(services, team):
    both = services.programme.get(as_role(services, Role.LEAD, Role.EVALUATOR, person=team["E-01"]))
    assert {one.worker_code: one.may_note for one in both.workers} == {"W-01": False, "W-02": True, "W-10": False}
    with pytest.raises(NotAllowed, match="may not plan for this person"):
        services.programme.plan(as_role(services, Role.LEAD, Role.EVALUATOR, person=team["E-01"]), "W-01", TODAY)


def test_each_note_is_kept_and_audited_and_the_newest_counts(services, tone):
    session_id = import_tone(services, tone)
    worker = services.sessions.get(services.actor, session_id).worker_id
    programme = services.programme
    changed = programme.plan(services.actor, worker, TODAY + timedelta(days=9))
    assert changed.kinds == {Kind.PROGRAMME}
    programme.plan(services.actor, worker, TODAY + timedelta(days=30))
    programme.take_back(services.actor, worker)
    (one,) = programme.get(services.actor, worker).workers
    assert (one.next.standing, one.next.on) == (Standing.PLANNED, TODAY + timedelta(days=9))
    with services.backing.store.read() as database:
        acts = [row.act for row in database.scalars(select(ProgrammeNoteRow).order_by(ProgrammeNoteRow.id))]
        trail = database.scalars(select(AuditRow.action).where(AuditRow.object_id == worker)).all()
    assert acts == [Act.PLAN, Act.PLAN, Act.TAKE_BACK]
    assert trail[-3:] == ["recording planned", "recording planned", "recording taken back"]
    with pytest.raises(UserError, match="to a year ahead"):
        programme.plan(services.actor, worker, TODAY - timedelta(days=1))
    assert programme.get(services.actor, worker).workers[0] == one


def test_a_recording_withdrawn_is_due_again_and_the_rule_says_how_often(services, tone):
    session_id = import_tone(services, tone)
    held = date(2026, 5, 1)
    assert services.programme.get(services.actor).workers[0].next.on == held + timedelta(days=61)
    services.policy.change(services.actor, recordings_a_year=5)
    assert services.programme.get(services.actor).workers[0].next.on == held + timedelta(days=73)
    services.sessions.withdraw(services.actor, session_id, "mother", "She would rather not.")
    found = services.programme.get(services.actor).workers[0].next
    assert (found.standing, found.held) == (Standing.FIRST, ())


def test_reasons_are_told_of_the_service_only_where_they_lead_to_nobody(services):
    people, programme, actor = services.people, services.programme, services.actor
    for number in range(5):
        people.add_person(actor, code=f"W-{number}", name="", roles=[Role.WORKER])
    clock = services.backing.clock

    def totals() -> Totals:
        found = programme.get(actor).totals
        assert found is not None
        return found

    for turn in range(2):
        for number in range(5):
            programme.miss(actor, f"W-{number}", Reason.EQUIPMENT)
            if (turn, number) == (1, 3):
                assert totals().reasons == {}, "nine of four and of five workers"
        clock.now += timedelta(days=80)
    assert totals().reasons == {Reason.EQUIPMENT: 10}
    programme.miss(actor, "W-0", Reason.FAMILY)
    assert totals().reasons == {Reason.EQUIPMENT: 10}
    assert (totals().workers, totals().standings) == (5, {Standing.LATER: 1, Standing.DUE: 4})


def test_a_calendar_leaves_with_its_note_or_not_at_all(services, tone, tmp_path):
    with pytest.raises(UserError, match="No day is planned or due"):
        services.programme.export(services.actor, tmp_path / "none.ics")
    import_tone(services, tone)
    with pytest.raises(UserError, match="not written"):
        services.programme.export(services.actor, tmp_path / "missing" / "days.ics")
    assert services.programme.export(services.actor, tmp_path / "days.ics") == 1
    text = (tmp_path / "days.ics").read_text(encoding="utf-8")
    assert "SUMMARY:Recording due: W-17" in text
    assert "DTSTART;VALUE=DATE:20260701" in text
    assert "mother" not in text
    with services.backing.store.read() as database:
        noted = database.scalars(select(AuditRow).where(AuditRow.action == "programme calendar exported")).all()
    assert [row.detail["n"] for row in noted] == [1]


def test_one_recording_has_the_same_event_for_whoever_writes_the_file(services, tone, tmp_path):
    import_tone(services, tone)
    uids = set()
    for number, role in enumerate((Role.EVALUATOR, Role.LEAD)):
        file = tmp_path / f"{number}.ics"
        services.programme.export(as_role(services, role), file)
        uids |= {line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("UID:")}
    assert len(uids) == 1
