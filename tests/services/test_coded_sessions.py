"""Coded sessions read whole and tallied: the same figures, and what was taken back counts in neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.profiles import CodedSession
from coder.services.coded_sessions import coded_sessions, tallied_sessions
from tests.services.conftest import rate_all, with_transcript


def _read(services: Services) -> list[CodedSession]:
    """The sessions whole, after they were compared with their tallies."""
    with services.backing.store.read() as database:
        whole, tallied = coded_sessions(database), tallied_sessions(database)
        rated = tallied_sessions(database, codes=False)
    bare = [replace(one, evidence_counts={}, moments=(), evidence=()) for one in whole]
    assert tallied == bare
    assert rated == [replace(one, code_counts={}) for one in bare]
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
    assert session.blind
