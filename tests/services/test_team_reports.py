"""A released team report stands, however its recordings change, until enough is new."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from coder.bootstrap import Services
from coder.cli import reports as reports_command
from coder.cli.common import as_data
from coder.domain.errors import UserError
from coder.domain.reports import WHOLE_SERVICE, CutBy


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


@pytest.mark.slow
def test_the_whole_service_and_one_context_are_released_by_the_same_rules(services: Services) -> None:
    services.demo.install(services.actor, date(2026, 5, 1))
    actor, reports = services.actor, services.reports
    teams = reports.teams(actor)
    whole = reports.get(actor, WHOLE_SERVICE)
    assert (whole.team_name, whole.version, whole.suppressed_because) == ("The whole service", 1, "")
    assert len(whole.teams) >= 2
    assert list(whole.teams) == sorted(whole.teams)
    assert set(whole.teams) < {team.name for team in teams}, "the team of four could be worked out"
    for team in teams:
        report = reports.get(actor, team.id)
        assert bool(report.version) == (team.name in whole.teams), team.name
    cuts = reports.cuts(actor, WHOLE_SERVICE)
    assert {cut.by for cut in cuts} == set(CutBy)
    assert "supervision" not in {cut.value for cut in cuts}
    narrowed = [reports.get(actor, WHOLE_SERVICE, cut=cut) for cut in cuts]
    assert [one.cut for one in narrowed] == list(cuts)
    assert any(one.recordings for one in narrowed)
    assert any("a report shown earlier" in one.suppressed_because for one in narrowed)
    assert [reports.get(actor, WHOLE_SERVICE, cut=cut) for cut in cuts[:2]] == narrowed[:2]


@pytest.mark.slow
def test_the_command_gives_the_very_figures_of_the_page(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.demo.install(services.actor, date(2026, 5, 1))
    monkeypatch.setattr(reports_command, "opened", lambda _: nullcontext(services))
    app = Typer()
    reports_command.register(app)

    def said(*words: str) -> dict[str, Any]:
        answer = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
        return json.loads(answer.stdout)  # type: ignore[no-any-return]

    whole = services.reports.get(services.actor, WHOLE_SERVICE)
    assert said("service") == as_data(whole)
    assert said("report", "Canal Street") == as_data(services.reports.get(services.actor, "Canal Street"))
    cut = services.reports.cuts(services.actor, WHOLE_SERVICE)[0]
    assert said("service", "--only", cut.text)["cut"] == as_data(cut)
    with pytest.raises(UserError, match="no recording of “stage: never”"):
        said("service", "--only", "stage: never")
    with pytest.raises(UserError, match="No team was named"):
        said("report", "")
