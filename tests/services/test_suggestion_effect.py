"""Which recordings stand on either side of the comparison of withheld with shown, and with which codes."""

from __future__ import annotations

from datetime import date

from coder.bootstrap import Services
from coder.domain.ids import new_id
from coder.domain.sessions import SessionKind, SessionState
from coder.domain.suggestions import Decision
from coder.services.suggestion_draw import WITHHOLD_AFTER, sides
from coder.services.suggestion_effect import finished_pairs
from coder.store import tables as t
from tests.helpers.many_recordings import (
    NOW,
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

OWN, OTHERS = ("OQ", "AF", "CON"), ("OQ", "CR", "")


def bare(services: Services, worker: str) -> str:
    """A session without any sound; its id."""
    with services.backing.store.write() as session:
        made, person = new_id(), session.get_one(t.PersonRow, worker)
        facts = {"kind": SessionKind.VISIT, "held_on": date(2026, 5, 1), "state": SessionState.IMPORTED}
        session.add(
            t.SessionRow(
                id=made, code=made[-12:], worker_id=worker, team_id=person.team_id, imported_at=NOW, context={}, **facts
            )
        )
    return made


def side_of(services: Services, session_id: str) -> bool | None:
    with services.backing.store.read() as session:
        return sides(session)(session_id)


def one_of_each(services: Services, worker: str) -> dict[bool, str]:
    found: dict[bool, str] = {}
    while len(found) < 2:
        session_id = add_recording(services, worker)
        side = side_of(services, session_id)
        assert side is not None
        found[side] = session_id
    return found


def test_two_who_finished_are_compared_by_the_side_of_the_draw(made_home: KeyedHome, tmp_path) -> None:
    with made_home.copy(tmp_path / "store").opened(Clock2026()) as services:
        second = add_evaluator(services, "E-2")
        worker = add_worker(services, "W-1")
        services.policy.change(services.actor, withheld_share=0.5, double_share=0.0)
        first = [bare(services, worker) for _ in range(WITHHOLD_AFTER)]
        assert {side_of(services, one) for one in first} == {None}
        found = one_of_each(services, worker)
        for session_id in found.values():
            code_and_lock(services, services.actor, session_id, OWN)
            code_and_lock(services, second, session_id, OTHERS)
        suggest(services, found[False], {1: "SR"})
        decide_all(services, services.actor, found[False], Decision.CHANGE, "SR")
        services.coding.finish(second, services.coding.get(second, found[False]).id)
        services.coding.finish(services.actor, services.coding.get(services.actor, found[True]).id)
        book = services.codebooks.active()
        with services.backing.store.read() as session:
            (shown,) = finished_pairs(session, book)
        assert (shown.session_id, shown.withheld) == (found[False], False)
        assert shown.evaluators == {services.actor.id, second.id}
        assert shown.locked == [("OQ", "OQ"), ("AF", "SR"), ("CON", "")]
        assert shown.finished == [("OQ", "OQ"), ("SR", "SR"), ("CON", "")]
        services.coding.finish(second, services.coding.get(second, found[True]).id)
        with services.backing.store.read() as session:
            withheld = next(one for one in finished_pairs(session, book) if one.withheld)
        assert withheld.session_id == found[True]
        assert withheld.place > shown.place
        assert withheld.finished == withheld.locked == shown.locked
        assert services.suggestion_worth.counts(services.actor).effect == ()
