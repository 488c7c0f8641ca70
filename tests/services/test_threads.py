"""A thread from supervision to visit to family is shown only where permission holds for all of it."""

from __future__ import annotations

from datetime import date

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.domain.sessions import Answer, HowAsked, Permission, SessionKind
from coder.domain.threads import permission_lacks
from coder.domain.times import utc_now
from coder.store.tables.sessions import SessionRow
from tests.helpers.many_recordings import add_recording, add_worker
from tests.store.builders import permission


@pytest.fixture
def pair(services: Services) -> tuple[str, str]:
    """A supervision and a visit a week later, of one team."""
    worker = add_worker(services, "W-41")
    supervision = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    visit = add_recording(services, worker)
    held(services, visit, date(2026, 5, 8))
    return supervision, visit


def held(services: Services, session_id: str, day: date) -> None:
    with services.backing.store.write() as database:
        database.get_one(SessionRow, session_id).held_on = day


def test_a_visit_that_followed_is_offered_noted_and_taken_back(services: Services, pair: tuple[str, str]) -> None:
    supervision, visit = pair
    actor, threads = services.actor, services.threads
    before = add_recording(services, services.sessions.get(actor, visit).worker_id)
    held(services, before, date(2026, 4, 1))
    late = add_recording(services, services.sessions.get(actor, visit).worker_id)
    held(services, late, date(2026, 9, 1))
    assert [one.session_id for one in threads.may_follow(actor, supervision)] == [visit]
    assert threads.may_follow(actor, visit) == ()
    threads.join(actor, supervision, visit)
    threads.join(actor, supervision, visit)
    for session in pair:
        (found,) = threads.of(actor, session)
        assert found.supervision is not None
        assert found.visit is not None
        assert (found.supervision.session_id, found.visit.session_id, found.refusal) == (supervision, visit, "")
    assert threads.may_follow(actor, supervision) == ()
    threads.part(actor, supervision, visit)
    assert threads.of(actor, visit) == ()
    with pytest.raises(UserError, match="no thread"):
        threads.part(actor, supervision, visit)
    acts = [event.action for event in services.audit.events(actor)]
    assert (acts.count("thread joined"), acts.count("thread parted")) == (1, 1)


def test_only_a_supervision_and_a_later_visit_make_a_thread(services: Services, pair: tuple[str, str]) -> None:
    supervision, visit = pair
    with pytest.raises(UserError, match="from a supervision to a visit"):
        services.threads.join(services.actor, visit, supervision)
    held(services, visit, date(2026, 4, 1))
    with pytest.raises(UserError, match="was held before"):
        services.threads.join(services.actor, supervision, visit)


def test_a_thread_is_not_shown_to_who_may_open_one_of_its_sessions_only(
    services: Services, pair: tuple[str, str]
) -> None:
    supervision, visit = pair
    services.threads.join(services.actor, supervision, visit)
    other = services.people.add_person(services.actor, code="W-50", name="", roles=[Role.WORKER]).created
    with services.backing.store.write() as database:
        database.get_one(SessionRow, visit).worker_id = other
    (found,) = services.threads.of(Actor(other, frozenset({Role.WORKER})), visit)
    assert (found.supervision, found.visit) == (None, None)
    assert "not open to you" in found.refusal
    with pytest.raises(NotAllowed):
        services.threads.part(Actor(other, frozenset({Role.WORKER})), supervision, visit)
    with pytest.raises(NotAllowed):
        services.threads.join(Actor(other, frozenset({Role.COACH})), supervision, visit)


def test_a_withdrawn_visit_leaves_no_thread(services: Services, pair: tuple[str, str]) -> None:
    supervision, visit = pair
    services.threads.join(services.actor, supervision, visit)
    services.sessions.withdraw(services.actor, visit, "mother", "she asked for it")
    assert services.threads.of(services.actor, supervision) == ()
    assert services.threads.may_follow(services.actor, supervision) == ()
    with pytest.raises(UserError, match="withdrawn"):
        services.threads.join(services.actor, supervision, visit)


def line(who: str, answer: Answer, adult: bool = True) -> Permission:
    return Permission("", "", who, adult, HowAsked.SPOKEN, "", answer, utc_now())


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ([], False),
        ([line("mother", Answer.GIVEN)], True),
        ([line("mother", Answer.GIVEN), line("child", Answer.REFUSED, adult=False)], False),
        ([line("mother", Answer.WITHDRAWN), line("mother", Answer.GIVEN)], True),
        ([line("mother", Answer.GIVEN), line("mother", Answer.WITHDRAWN)], False),
    ],
)
def test_permission_holds_when_everybodys_newest_answer_is_yes(lines: list[Permission], holds: bool) -> None:
    assert (permission_lacks("S-0001", lines) == "") is holds


def test_a_thread_is_not_shown_where_somebody_in_it_refused(services: Services, pair: tuple[str, str]) -> None:
    supervision, visit = pair
    services.threads.join(services.actor, supervision, visit)
    # A refusal erases; one that came by another way, such as a merged ledger, must not be overlooked either.
    with services.backing.store.write() as database:
        line_of_father = permission(visit)
        line_of_father.who, line_of_father.answer = "father", Answer.REFUSED
        database.add(line_of_father)
    for session in pair:
        (found,) = services.threads.of(services.actor, session)
        assert (found.supervision, found.visit) == (None, None)
        assert "Permission does not hold" in found.refusal
