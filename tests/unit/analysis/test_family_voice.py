"""What forms add up to: every answer by itself for a profile, shares of the two highest for a team."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from codebook.load import load_builtin
from coder.analysis.family_voice import Meeting, as_figures, as_sessions, family_voice, team_voice
from coder.analysis.teams import build_report
from coder.domain.feedback import Answers, Audience, FamilyFeedback, Goal, GoalRating, Side, Way
from coder.domain.people import Team

BOOK = load_builtin("family-feedback")
NOW = datetime(2026, 5, 4, tzinfo=UTC)
START, END = date(2026, 1, 1), date(2026, 12, 31)


def meeting(number: int, worker: str = "w", day: int = 1) -> Meeting:
    """A session of a worker in May."""
    return Meeting(f"s{number}", f"S-{number}", date(2026, 5, day), worker, "t")


def form(id_: str, session: str, audience: Audience = Audience.ADULT, **values: int) -> FamilyFeedback:
    """A form with values."""
    return FamilyFeedback(id_, session, audience, Way.COLLECTOR, BOOK.id, BOOK.version, NOW, Answers(values))


def test_every_answer_stands_by_itself_in_the_order_of_meetings() -> None:
    forms = [form("2", "s1", adult_1=5, adult_life=0), form("1", "s2", adult_1=2), form("3", "s2", adult_9=4)]
    voice = family_voice("w", BOOK, [meeting(1, day=2), meeting(2, day=1)], forms, {})

    line = next(one for one in voice.lines if one.item_id == "adult_1")
    assert [(one.session_code, one.label) for one in line.answers] == [("S-2", "A little"), ("S-1", "Completely")]
    assert line.principle_id == "EMP"
    assert {one.item_id for one in voice.lines} == {"adult_1", "adult_life", "adult_9"}
    assert next(one for one in voice.lines if one.item_id == "adult_life").answers[0].label == "0"


def test_the_two_highest_answers_count_as_pleased_for_each_audience_apart() -> None:
    forms = [form(str(n), "s1", adult_9=value) for n, value in enumerate((5, 4, 3, 1))]
    forms += [form("c", "s1", Audience.CHILD, child_5=4), form("skipped", "s1", adult_1=5)]
    voice = family_voice("w", BOOK, [meeting(1)], forms, {})

    assert [(one.audience, one.pleased, one.answered) for one in voice.pleased] == [
        (Audience.ADULT, 2, 4),
        (Audience.CHILD, 1, 1),
    ]


def test_words_of_children_and_answers_of_another_major_are_left_out() -> None:
    adult = replace(form("1", "s1"), answers=Answers(words={"adult_keep": "Ringing first"}))
    child = replace(form("2", "s1", Audience.CHILD), answers=Answers(words={"child_words": "More Lego"}))
    older = replace(form("3", "s1", adult_1=5), codebook_version="2.0.0")
    voice = family_voice("w", BOOK, [meeting(1)], [adult, child, older], {})

    assert [one.label for one in voice.words] == ["Ringing first"]
    assert voice.lines == ()
    assert voice.forms == 2


def test_goals_show_both_sides_and_the_gap_and_are_summed_up_once_all_are_rated() -> None:
    both = Goal("a", "Calm", Side.FAMILY, (GoalRating(Side.FAMILY, -1, NOW), GoalRating(Side.WORKER, 1, NOW)))
    one = Goal("b", "School", Side.FAMILY, (GoalRating(Side.FAMILY, 1, NOW),))
    voice = family_voice("w", BOOK, [meeting(1)], [], {"s1": (both, one)})

    assert [(goal.family, goal.worker, goal.gap) for goal in voice.goals] == [(-1, 1, -2), (1, None, None)]
    assert [(each.side, each.goals, each.t_score) for each in voice.summaries] == [(Side.FAMILY, 2, 50.0)]


def team_of(workers: int, each: int) -> tuple[dict[str, Meeting], list[FamilyFeedback]]:
    """A team whose families answered the item about help with 2, 3, 4, 5 in turn, and the first of another item."""
    meetings = {
        f"s{w}-{n}": replace(meeting(1, f"w{w}"), session_id=f"s{w}-{n}") for w in range(workers) for n in range(each)
    }
    forms = [form(f"{n:03}", id_, adult_9=2 + n % 4) for n, id_ in enumerate(meetings)]
    return meetings, [*forms, form("999", next(iter(meetings)), adult_2=1)]


def lines_of(meetings: dict[str, Meeting], forms: list[FamilyFeedback]) -> dict[str, tuple[float | None, int, str]]:
    """What a team sees of each statement."""
    figures = as_figures(BOOK)
    report = build_report(Team("t", "North"), as_sessions(BOOK, meetings, forms), (), figures, START, END)
    return {
        line.item_id: (line.share, line.families, line.suppressed_because) for line in team_voice(BOOK, report).lines
    }


def test_a_team_sees_shares_under_the_rule_for_small_numbers_only() -> None:
    lines = lines_of(*team_of(5, 4))
    assert lines["adult_9"] == (0.5, 20, "")
    share, families, reason = lines["adult_2"]
    assert (share, families) == (None, 0)
    assert reason
    assert "adult_life" not in lines
    assert "adult_keep" not in lines

    assert lines_of(*team_of(4, 5))["adult_9"][0] is None


def test_one_family_counts_once_a_session_however_often_it_was_asked() -> None:
    meetings, forms = team_of(5, 4)
    first = next(iter(meetings))
    again = [form(f"{n}", first, adult_9=5) for n in range(900, 930)]

    assert lines_of(meetings, [*forms, *again])["adult_9"] == (0.5, 20, "")
