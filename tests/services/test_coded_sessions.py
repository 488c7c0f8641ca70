"""Coded sessions read whole and tallied: the same figures, and what was taken back counts in neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.coding import EntryKind
from coder.domain.ids import new_id
from coder.domain.profiles import CodedSession
from coder.services import tallies
from coder.services.coded_sessions import coded_sessions
from coder.services.tallies import tallied_sessions
from coder.store import tables as t
from tests.services.conftest import rate_all, with_transcript
from tests.store.builders import entry


def _read(services: Services) -> list[CodedSession]:
    """The sessions whole, after they were compared with their tallies."""
    with services.backing.store.read() as database:
        whole, tallied = coded_sessions(database), tallied_sessions(database)
        again = tallied_sessions(database)
    bare = [replace(one, evidence_counts={}, moments=(), evidence=(), context="") for one in whole]
    assert tallied == bare
    assert again == bare
    return whole


@pytest.mark.slow
def test_a_tally_has_the_ratings_and_codes_of_the_whole(services: Services) -> None:
    services.demo.install(services.actor, date(2026, 5, 1))
    whole = _read(services)
    assert len(whole) > 100
    assert any(one.evidence for one in whole)


def test_what_was_changed_or_taken_back_counts_as_it_stands_in_both(services: Services, tone: Path) -> None:
    actor, coding = services.actor, services.coding
    begun = coding.start(actor, with_transcript(services, tone)).created
    for place, code in enumerate(("OQ", "CQ", "AF")):
        coding.add_code(actor, begun, code, start_s=2 * place, end_s=2 * place + 1)
    coding.undo(actor, begun)
    coding.rate(actor, begun, "EVO", 4)
    rate_all(services, begun)
    coding.lock(actor, begun)
    (session,) = _read(services)
    assert session.code_counts == {"OQ": 1, "CQ": 1}
    assert session.ratings["EVO"] == 3


def test_what_is_added_after_a_reading_counts_and_what_is_erased_is_forgotten(services: Services, tone: Path) -> None:
    actor, coding = services.actor, services.coding
    session_id = with_transcript(services, tone)
    begun = coding.start(actor, session_id).created
    rate_all(services, begun)
    coding.lock(actor, begun)
    (before,) = _read(services)
    with services.backing.store.write() as database:
        rated = database.scalars(
            select(t.CodingEntryRow).where(t.CodingEntryRow.coding_id == begun, t.CodingEntryRow.label == "EVO")
        ).one()
        thread, principle = rated.thread_id, {"kind": EntryKind.RATING, "label": "EVO", "value": 5}
        database.add(entry(begun, actor.id, thread_id=thread, supersedes=rated.id, **principle))
        database.add(entry(begun, actor.id, thread_id=(id_ := new_id()), id=id_, label="SR"))
    (after,) = _read(services)
    assert (before.ratings["EVO"], after.ratings["EVO"]) == (3, 5)
    assert (before.code_counts, after.code_counts) == ({}, {"SR": 1})
    assert any(begun in kept.tallies for kept in tallies._kept.values())
    services.sessions.withdraw(actor, session_id, "mother", "")
    assert not any(begun in {*kept.tallies, *kept.made} for kept in tallies._kept.values())
    assert _read(services) == []
