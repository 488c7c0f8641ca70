"""A report that was shown stands with its version, until enough is new; cuts and the whole service go by the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from coder.analysis.disclosure import ReportNumbers
from coder.analysis.releases import Released, Wanted, release
from coder.domain.people import Team
from coder.domain.profiles import CodedSession
from coder.domain.reports import WHOLE_SERVICE, Cut, CutBy, TeamReport
from tests.cases.coded_sessions import END, START, TEAM, codebook, session, team_sessions

TODAY = date(2026, 10, 5)
SMALL, SOUTH = Team("team-2", "Team East"), Team("team-3", "Team South")
WHOLE = Team(WHOLE_SERVICE, "The whole service")
TEAMS = (TEAM, SMALL, SOUTH)
FIRST = Cut(CutBy.STAGE, "first")
ASKED = Wanted(TEAM, START, END)


def _ask(
    sessions: Sequence[CodedSession], earlier: list[Released], wanted: Wanted = ASKED
) -> tuple[TeamReport, ReportNumbers | None]:
    report, numbers = release(wanted, sessions, codebook(), earlier, TODAY)
    if numbers is not None:
        earlier.append(Released(report, numbers))
    return report, numbers


def _service(small: int) -> list[CodedSession]:
    return [
        *team_sessions(1),
        *team_sessions(2, team_id=SMALL.id, workers=small, first_number=200),
        *[replace(s, worker_id=f"south-{s.worker_id}") for s in team_sessions(3, team_id=SOUTH.id, first_number=400)],
    ]


def test_what_was_shown_is_shown_again_with_its_version_and_day():
    earlier: list[Released] = []
    first, _ = _ask(team_sessions(), earlier)
    again, kept = _ask(team_sessions(), earlier)
    late, not_new = _ask([*team_sessions(), session(900, worker=2, ratings=1)], earlier)
    assert (first.version, first.released_on) == (1, TODAY)
    assert again == late == first
    assert (kept, not_new, len(earlier)) == (None, None, 1)


def test_enough_new_recordings_make_the_next_version():
    earlier: list[Released] = []
    _ask(team_sessions(), earlier)
    second, _ = _ask([*team_sessions(), *team_sessions(7, each=2, first_number=900)], earlier)
    assert (second.version, second.recordings) == (2, 48)


def test_a_change_is_left_out_where_only_the_period_before_may_not_be_shown():
    now, before = team_sessions(), team_sessions(2, start=date(2026, 4, 1), first_number=500)
    earlier: list[Released] = []
    _ask(before, earlier, Wanted(TEAM, date(2026, 4, 1), date(2026, 6, 30)))
    late = session(950, worker=3, held_on=date(2026, 5, 5), ratings=5)
    report, _ = _ask([*now, *before, late], earlier)
    assert report.suppressed_because == ""
    assert all(row.counts is not None and row.change is None for row in report.principles)
    assert any(row.change is not None for row in _ask([*now, *before], [])[0].principles)


def test_a_cut_whose_rest_is_too_small_is_refused_with_the_reason():
    everything = team_sessions()
    earlier: list[Released] = []
    _ask(everything, earlier)
    few_left, _ = _ask(everything[:27], earlier, replace(ASKED, cut=FIRST))
    assert "a report shown earlier" in few_left.suppressed_because
    assert (few_left.version, few_left.cut, few_left.recordings) == (0, FIRST, None)
    half, _ = _ask(everything[:16], earlier, replace(ASKED, cut=FIRST))
    assert (half.suppressed_because, half.cut, half.version) == ("", FIRST, 1)


def test_one_principle_that_would_tell_is_hidden_alone():
    everything = team_sessions()
    earlier: list[Released] = []
    _ask(everything, earlier)
    later = [
        replace(everything[0], ratings={**everything[0].ratings, "EMP": (everything[0].ratings["EMP"] or 0) % 5 + 1}),
        *everything[1:],
        *[replace(s, ratings={**s.ratings, "EMP": None}) for s in team_sessions(7, each=2, first_number=900)],
    ]
    assert later[0] != everything[0]
    # Another period, so that nothing was shown for it before.
    report, _ = _ask(later, earlier, replace(ASKED, end=date(2026, 10, 4)))
    rows = {row.principle_id: row for row in report.principles}
    assert rows["EMP"].counts is None
    assert rows["EMP"].suppressed_because
    assert sum(rows["COL"].counts or ()) == 48
    assert "EMP" not in {prompt.principle_id for prompt in report.prompts}


def test_the_service_is_shown_without_a_team_that_could_be_worked_out_from_it():
    asked = Wanted(WHOLE, START, END, teams=TEAMS)
    report, _ = _ask(_service(small=3), [], asked)
    assert report.teams == ("Team North", "Team South")
    assert report.recordings == 64
    assert all(sum(row.counts or ()) <= 64 for row in report.principles)
    earlier: list[Released] = []
    whole, _ = _ask(_service(small=8), earlier, asked)
    assert whole.teams == ("Team East", "Team North", "Team South")
    for team in TEAMS:
        assert _ask(_service(small=8), earlier, Wanted(team, START, END))[0].suppressed_because == ""


def test_small_teams_are_in_the_service_together():
    two_small = [
        *team_sessions(1),
        *team_sessions(2, team_id=SMALL.id, workers=3, each=3, first_number=200),
        *[
            replace(s, worker_id=f"south-{s.worker_id}")
            for s in team_sessions(3, team_id=SOUTH.id, workers=3, each=3, first_number=400)
        ],
    ]
    report, _ = _ask(two_small, [], Wanted(WHOLE, START, END, teams=TEAMS))
    assert report.recordings == 32 + 18


def test_a_report_says_no_more_in_a_file_than_on_the_page():
    report, _ = _ask([*team_sessions(), *team_sessions(2, start=date(2026, 4, 1), first_number=500)], [])
    text = json.dumps(asdict(report), default=str)
    assert not re.search(r"\d\.\d\d", text.replace(codebook().version, ""))
    assert not re.search(r"worker-\d|\bs\d+\b", text)
