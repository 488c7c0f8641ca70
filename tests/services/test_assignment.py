"""Second codings: drawn by lot, told to nobody, and blind to each other until both are locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.assignment import SecondState, Why
from coder.domain.errors import NotAllowed, UserError
from coder.domain.overview import TodoKind
from coder.domain.people import Actor, Role
from coder.domain.sessions import SessionKind, SessionState
from coder.exports.formats import FileFormat
from coder.services.assignment_rows import open_to, standing
from coder.services.blind_pairs import Wanted, coded_together
from coder.services.decision_log import Arose
from coder.services.draws import Draw
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock
from tests.services.test_blind_first import everything_readable

OWN, OTHER = ("OQ", "SR", "CON"), ("CQ", "CR", "WRN")
# Words that stand in no transcript, so that wherever they turn up they come from the first coding.
MARK = "zebrafinch"


@dataclass(frozen=True)
class Doubled:
    """One drawn recording: who coded it first (not locked yet), and who is asked."""

    services: Services
    session_id: str
    first: Actor
    second: Actor
    lead: Actor


@pytest.fixture
def doubled(services: Services) -> Doubled:
    services.policy.change(services.actor, double_share=1.0)
    made = services.people.add_person(services.actor, code="L-1", name="", roles=[Role.LEAD]).created
    lead = Actor(made, frozenset({Role.LEAD}))
    others = {one.id: one for one in (add_evaluator(services, "E-2"), add_evaluator(services, "E-3"))}
    session_id = add_recording(services, add_worker(services, "W-1"))
    coding = services.coding.start(services.actor, session_id).created
    services.coding.add_code(services.actor, coding, "OQ", start_s=1.0, end_s=2.0, note=MARK)
    services.coding.rate(services.actor, coding, "EMP", 4, reason=MARK)
    place = Arose(session_id, 1.0, 2.0)
    services.decisions.ask(services.actor, f"Is a {MARK} an open question?", label="OQ", arose=place)
    (asked,) = services.assignments.list(lead)
    return Doubled(services, session_id, services.actor, others[asked.evaluator_id], lead)


def test_a_drawn_recording_asks_somebody_else_as_the_first_begins_and_only_once(doubled: Doubled) -> None:
    services = doubled.services
    (asked,) = services.assignments.list(doubled.lead)
    assert (asked.why, asked.state, asked.open) == (Why.DRAWN, SecondState.WAITING, False)
    assert asked.evaluator_id not in ("", doubled.first.id)
    services.coding.start(doubled.second, doubled.session_id)
    assert len(services.assignments.list(doubled.lead)) == 1


def test_to_the_second_evaluator_it_looks_like_any_recording_to_code(doubled: Doubled) -> None:
    services, session_id = doubled.services, doubled.session_id
    plain = add_recording(services, add_worker(services, "W-2"))
    assert {t.session_id: t.kind for t in services.overview.get(doubled.second).todos} == {
        session_id: TodoKind.CODE,
        plain: TodoKind.CODE,
    }

    def seen() -> tuple[SessionState, str | None]:
        listed = {one.id: one for one in services.sessions.list(doubled.second)}
        assert listed[session_id] == services.sessions.get(doubled.second, session_id)
        return listed[session_id].state, listed[session_id].evaluator_id

    def todo() -> list[TodoKind]:
        return [t.kind for t in services.overview.get(doubled.second).todos if t.session_id == session_id]

    assert seen() == (SessionState.TO_CODE, None)
    coding = services.coding.start(doubled.second, session_id).created
    assert (seen(), todo()) == ((SessionState.CODING, doubled.second.id), [TodoKind.GO_ON])
    code_and_lock(services, doubled.second, session_id, OTHER)
    assert (seen(), todo()) == ((SessionState.LOCKED, doubled.second.id), [TodoKind.SECOND_LISTEN])
    services.coding.finish(doubled.second, coding)
    assert (seen(), todo()) == ((SessionState.FINISHED, doubled.second.id), [])
    # The session as the service has it went nowhere by it.
    assert services.sessions.get(doubled.first, session_id).state is SessionState.CODING


def test_no_way_in_tells_one_coding_to_the_other_evaluator_until_both_are_locked(doubled: Doubled) -> None:
    services, session_id = doubled.services, doubled.session_id
    own = services.coding.start(doubled.second, session_id).created

    def told(actor: Actor) -> list[str]:
        said = everything_readable(services, actor, session_id, own)
        assert {"coding.get", "decisions.list", "sessions.list", "overview.get", "transcripts.get"} <= said.keys()
        # The question itself names no place; everybody may read what is asked about the frame.
        known = {"people.everybody"} | ({"decisions.list"} if session_id not in said["decisions.list"] else set())
        words = {name: text for name, text in said.items() if name not in known}
        return [name for name, text in words.items() if MARK in text or doubled.first.id in text]

    assert told(doubled.second) == []
    code_and_lock(services, doubled.second, session_id, OTHER)
    # Locked, but the first is not.
    assert told(doubled.second) == []
    code_and_lock(services, doubled.first, session_id, OWN)
    # The same look finds it now: the search is able to find.
    assert "decisions.list" in told(doubled.second)
    with services.backing.store.read() as session:
        assert open_to(session, doubled.first.id) == open_to(session, doubled.second.id) == {session_id}


def test_exports_packages_and_pages_about_two_codings_tell_nothing_either(doubled: Doubled) -> None:
    services, second = doubled.services, doubled.second
    theirs = services.coding.start(second, doubled.session_id).created
    first = services.coding.get(doubled.first, doubled.session_id)
    assert first is not None
    worker = services.sessions.get(second, doubled.session_id).worker_id
    for calls in ((), (code_and_lock,)):
        for call in calls:
            call(services, second, doubled.session_id, OTHER)
        refusals: list[Callable[[], object]] = [
            lambda: services.consensus.pair(second, first.id, theirs),
            lambda: services.coding.missing(second, first.id),
            lambda: services.exports.profile(second, worker, FileFormat.PDF, Path("unwritten.pdf")),
            lambda: services.training.expert(second, doubled.session_id),
            lambda: services.packages.send(second, doubled.session_id, "E-3"),
        ]
        for refused in refusals:
            with pytest.raises(UserError):
                refused()
        with services.backing.store.read() as session:
            assert coded_together(session, Wanted("msw", 1)) == ()
        own = services.agreement.report(second), services.drift.own(second), services.anchoring.meter(second)
        assert MARK not in repr(own)
        assert services.drift.own(second).peers.recordings == 0
        assert services.consensus.pairs(second) == ()


def test_the_first_evaluator_is_not_told_that_there_is_a_second(doubled: Doubled) -> None:
    services, session_id = doubled.services, doubled.session_id
    theirs = services.coding.start(doubled.second, session_id).created
    plain_evaluator = Actor(doubled.first.id, frozenset({Role.EVALUATOR}))
    own = services.coding.get(plain_evaluator, session_id)
    assert own is not None
    said = everything_readable(services, plain_evaluator, session_id, own.id)
    people = {"people.everybody"}
    hits = [n for n, t in said.items() if n not in people and (theirs in t or doubled.second.id in t)]
    assert hits == []
    # A lead who codes it is not told either, and may not ask for it.
    assert services.assignments.list(doubled.first) == ()
    with pytest.raises(UserError, match="must not know"):
        services.assignments.assign(doubled.first, session_id, "E-3")
    events = services.audit.events(doubled.first, 1000)
    assert [e for e in events if e.object_kind == "second coding" or e.object_id == theirs] == []
    code_and_lock(services, doubled.first, session_id, OWN)
    assert len(services.assignments.list(doubled.first)) == 1
    assert [e for e in services.audit.events(doubled.first, 1000) if e.object_id == theirs]


def test_profiles_of_the_worker_stay_closed_to_whom_a_second_coding_waits_for(doubled: Doubled) -> None:
    services = doubled.services
    code_and_lock(services, doubled.first, doubled.session_id, OWN)
    worker = services.sessions.get(doubled.first, doubled.session_id).worker_id
    coach = Actor(doubled.second.id, frozenset({Role.EVALUATOR, Role.WORKER}))
    own_profile = Actor(worker, frozenset({Role.EVALUATOR, Role.WORKER}))
    with pytest.raises(NotAllowed):
        services.profiles.get(coach, worker)
    assert services.profiles.get(own_profile, worker).worker_id == worker


def test_the_command_line_tells_nothing_of_the_first_coding(doubled: Doubled) -> None:
    line = CommandLine(doubled.services.home.folder)
    found = line.run("assignments")
    assert found.data["assignments"] == []
    refused = line.run("assign", doubled.session_id, "E-3")
    assert refused.code == 1
    assert "must not know" in f"{refused.data}"


def test_by_hand_only_evaluators_who_do_not_code_it_are_asked_and_a_wish_can_be_dropped(services: Services) -> None:
    services.policy.change(services.actor, double_share=0.0)
    session_id = add_recording(services, add_worker(services, "W-1"))
    code_and_lock(services, services.actor, session_id, OWN)
    assert services.assignments.list(services.actor) == ()
    second = add_evaluator(services, "E-2")
    for nobody in ("W-1", "ME"):
        with pytest.raises(UserError, match="cannot code this recording"):
            services.assignments.assign(services.actor, session_id, nobody)
    made = services.assignments.assign(services.actor, session_id, "E-2").created
    with pytest.raises(UserError, match="cannot code this recording"):
        services.assignments.assign(services.actor, session_id, "E-2")
    with services.backing.store.read() as session:
        assert open_to(session, services.actor.id) == set()
    services.assignments.withdraw(services.actor, made[-8:])
    assert services.assignments.list(services.actor) == ()
    assert services.overview.get(second).todos == ()
    with pytest.raises(NotAllowed):
        services.assignments.list(second)


def test_the_lead_chooses_among_just_those_recordings_and_evaluators_that_may_be_asked(services: Services) -> None:
    services.policy.change(services.actor, double_share=0.0)
    lead = services.actor
    for code in ("E-2", "E-3"):
        add_evaluator(services, code)
    worker = add_worker(services, "W-1")
    free, begun, asked, own, away = (add_recording(services, worker) for _ in range(5))
    add_recording(services, worker, kind=SessionKind.RECRUITMENT)
    second = Actor(services.people.everybody(lead)[0].id, frozenset({Role.EVALUATOR}))
    services.coding.start(second, begun)
    services.assignments.assign(lead, asked, "E-3")
    services.coding.start(lead, own)
    services.sessions.withdraw(lead, away, "mother", "")
    offered = {one.session_id: one.evaluator_codes for one in services.assignments.choices(lead)}
    assert offered == {free: ("E-2", "E-3", "ME"), begun: ("E-3", "ME"), asked: ("E-2", "ME")}
    # Each of them can be asked, and nobody else.
    with pytest.raises(UserError, match="cannot code this recording a second time"):
        services.assignments.assign(lead, begun, "E-2")
    for code in offered[begun]:
        services.assignments.assign(lead, begun, code)
    assert begun not in {one.session_id for one in services.assignments.choices(lead)}
    with pytest.raises(NotAllowed):
        services.assignments.choices(second)


def test_with_nobody_to_ask_the_place_stays_free_until_somebody_comes(services: Services) -> None:
    services.policy.change(services.actor, double_share=1.0)
    session_id = add_recording(services, add_worker(services, "W-1"))
    code_and_lock(services, services.actor, session_id, OWN)
    (free,) = services.assignments.list(services.actor)
    assert (free.state, free.evaluator_code) == (SecondState.NOBODY, "")
    add_evaluator(services, "E-2")
    services.assignments.assign(services.actor, session_id, "E-2")
    (taken,) = services.assignments.list(services.actor)
    assert (taken.id, taken.evaluator_code, taken.why) == (free.id, "E-2", Why.DRAWN)


def test_a_triple_coded_set_takes_twelve_recordings_and_three_evaluators_each(services: Services) -> None:
    services.policy.change(services.actor, double_share=0.0)
    worker = add_worker(services, "W-1")
    made = [add_recording(services, worker) for _ in range(11)]
    with pytest.raises(UserError, match="takes 3 evaluators"):
        services.assignments.draw_set(services.actor)
    for code in ("E-2", "E-3", "E-4"):
        add_evaluator(services, code)
    with pytest.raises(UserError, match="there are 11"):
        services.assignments.draw_set(services.actor)
    made.append(add_recording(services, worker))
    assert services.assignments.set_due(services.actor).due
    drawn = services.assignments.draw_set(services.actor)
    assert drawn.ids == set(made)
    assert not services.assignments.set_due(services.actor).due
    with services.backing.store.read() as session:
        rows = standing(session)
    assert len(rows) == 24
    assert all(row.set_id == drawn.created and row.evaluator_id for row in rows)
    assert len({(row.session_id, row.evaluator_id) for row in rows}) == 24


def test_the_two_lots_are_independent_and_a_new_share_holds_for_what_comes_later(services: Services) -> None:
    services.policy.change(services.actor, double_share=0.5, withheld_share=0.5)
    with services.backing.store.read() as session:
        double, withheld = Draw("double_draw").eras(session), Draw("withheld_draw").eras(session)
    assert {one.seed for one in double} & {one.seed for one in withheld} == set()
    assert double[-1].share == 0.5
