"""A released team report stands, however its recordings change, until enough is new."""

from __future__ import annotations

from datetime import date

import pytest

from coder.bootstrap import Services


@pytest.mark.slow
def test_a_report_once_shown_is_shown_again_when_one_recording_goes(services: Services) -> None:
    services.demo.install(services.actor, date(2026, 5, 1))
    team = next(one for one in services.reports.teams(services.actor) if one.name == "Canal Street")
    first = services.reports.get(services.actor, team.id)
    assert first.recordings
    gone = next(one for one in services.sessions.list(services.actor) if first.start <= one.held_on <= first.end)
    mine = [s for s in services.sessions.list(services.actor) if s.team_id == team.id and s.held_on <= first.end]
    services.sessions.withdraw(services.actor, (mine[0] if mine else gone).id, "mother", "")
    assert services.reports.get(services.actor, team.id, first.start, first.end) == first
