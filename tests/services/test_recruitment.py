"""Role-play of recruitment: two blind raters, nothing suggested, in no figure about the practice of people here."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.jobs import JobKind
from coder.domain.learning import LeftOut
from coder.domain.people import Actor, Role
from coder.domain.practice import Practice
from coder.domain.sessions import SessionKind
from coder.domain.training import Use
from coder.services.assignment_rows import standing
from coder.services.coded_sessions import coded_sessions
from coder.services.coding_file import check_document
from coder.services.recruitment_raters import raters_of
from coder.store.tables.coding import CodingRow
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock

FIVE = {"EVO", "EMP", "COL", "AUT", "CLA"}
NO_CODES = ("", "", "")


@pytest.fixture
def role_play(services: Services) -> str:
    """A role-play two raters were drawn for."""
    for code in ("E-02", "E-03"):
        add_evaluator(services, code)
    session = add_recording(services, add_worker(services, "A-07"), kind=SessionKind.RECRUITMENT)
    services.recruitment.ask(services.actor, session)
    return session


def raters(services: Services, session: str) -> list[Actor]:
    with services.backing.store.read() as database:
        return [Actor(one, frozenset({Role.EVALUATOR})) for one in sorted(raters_of(database, session))]


def test_two_evaluators_are_drawn_and_only_they_rate(services: Services, role_play: str) -> None:
    drawn = raters(services, role_play)
    assert len(drawn) == 2
    with pytest.raises(UserError, match="asked already"):
        services.recruitment.ask(services.actor, role_play)
    everybody = {one.id for one in services.people.everybody(services.actor) if Role.EVALUATOR in one.roles}
    (left,) = everybody - {one.id for one in drawn}
    with pytest.raises(NotAllowed, match="drawn for it"):
        services.coding.start(Actor(left, frozenset({Role.EVALUATOR})), role_play)
    with pytest.raises(UserError, match="kept apart"):
        services.assignments.assign(services.actor, role_play, left)


def test_both_are_blind_until_both_have_locked(services: Services, role_play: str) -> None:
    first, second = raters(services, role_play)
    code_and_lock(services, first, role_play, NO_CODES, {"EMP": 4})
    for actor in (first, second, services.actor):
        (found,) = services.recruitment.list(actor)
        assert (found.asked, found.locked, found.ratings) == (2, 1, ())
    assert services.consensus.pairs(first) == services.consensus.pairs(second) == ()
    code_and_lock(services, second, role_play, NO_CODES)
    for actor in (first, second, services.actor):
        found = services.recruitment.of(actor, role_play)
        assert found is not None
        ratings = {one.principle_id: one for one in found.ratings}
        assert set(ratings) == FIVE
        assert (ratings["CLA"].first, ratings["CLA"].second, ratings["CLA"].agreed) == ("3", "3", "3")
        assert {ratings["EMP"].first, ratings["EMP"].second} == {"3", "4"}
        assert ratings["EMP"].agreed == ""
    # Who has nothing to do with it learns that it is there and no more.
    steward = Actor(services.actor.id, frozenset({Role.STEWARD}))
    if steward.id not in {first.id, second.id}:
        told = services.recruitment.of(steward, role_play)
        assert told is not None
        assert told.ratings == ()


def test_what_the_two_agree_on_is_shown(services: Services, role_play: str) -> None:
    first, second = raters(services, role_play)
    code_and_lock(services, first, role_play, NO_CODES, {"EMP": 4})
    code_and_lock(services, second, role_play, NO_CODES)
    (pair,) = services.consensus.pairs(first)
    found = services.consensus.pair(first, *pair.coding_ids)
    (one,) = found.disagreements
    services.consensus.agree(first, one.id, "4", "We listened again to the middle.")
    shown = services.recruitment.of(second, role_play)
    assert shown is not None
    assert {rating.principle_id: rating.agreed for rating in shown.ratings}["EMP"] == "4"


def test_no_model_is_asked_and_no_figure_holds_it(services: Services, role_play: str) -> None:
    for rater in raters(services, role_play):
        code_and_lock(services, rater, role_play, NO_CODES)
        for asked in (services.suggestions.request, services.suggestions.get, services.passages.get):
            with pytest.raises(UserError, match="suggested"):
                asked(rater, role_play)
    assert JobKind.SUGGEST not in {job.kind for job in services.jobs.list(services.actor)}
    with services.backing.store.read() as database:
        assert [one for practice in Practice for one in coded_sessions(database, practice=practice)] == []
    assert [one.codebook_id for one in services.agreement.frames(services.actor)] == ["msw"]
    assert services.agreement.report(services.actor).recordings == 0
    assert dict(services.learning.ready(services.actor).left_out) == {LeftOut.NO_VISIT: 1}
    with services.backing.store.read() as database:
        assert not any(row.primary for row in database.scalars(select(CodingRow)))


def test_it_serves_no_training_and_no_package(services: Services, role_play: str) -> None:
    document = check_document({"ratings": [{"principle": one, "value": 3} for one in sorted(FIVE)]})
    with pytest.raises(UserError, match="kept apart"):
        services.training.import_reference(services.actor, role_play, document, Use.PRACTICE)
    with pytest.raises(UserError, match="kept apart"):
        services.packages.send(services.actor, role_play, "E-02")
    with pytest.raises(UserError, match="kept apart"):
        services.packages.send_coding(services.actor, role_play, "E-02")
    with services.backing.store.read() as database:
        assert len(standing(database)) == 2
