"""From forms to the family's voice: of one worker as it was said, of a team as shares under the rules for reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from codebook.schema import Codebook, FeedbackItem, Principle, ResponseScale
from coder.domain.family_voice import (
    FamilyVoice,
    GivenAnswer,
    GoalSummary,
    Pleased,
    TeamVoice,
    TeamVoiceLine,
    VoiceGoal,
    VoiceLine,
)
from coder.domain.feedback import RATERS, Audience, FamilyFeedback, Goal, SessionFeedback
from coder.domain.profiles import CodedSession
from coder.domain.reports import PrincipleShares, TeamReport

HIGHEST = 2
"""How many of the highest answers count as pleased: "mostly" and "completely", or the two happy faces."""


@dataclass(frozen=True)
class Meeting:
    """The session a form is about, as far as figures need it."""

    session_id: str
    code: str
    held_on: date
    worker_id: str
    team_id: str


def asked_with(book: Codebook, forms: Sequence[FamilyFeedback]) -> list[FamilyFeedback]:
    """The forms whose answers may stand together: this questionnaire, same major version."""
    return [
        form for form in forms if form.codebook_id == book.id and int(form.codebook_version.split(".")[0]) == book.major
    ]


def family_voice(
    worker_id: str,
    book: Codebook,
    meetings: Sequence[Meeting],
    forms: Sequence[FamilyFeedback],
    goals: Mapping[str, tuple[Goal, ...]],
) -> FamilyVoice:
    """What families said about the meetings of one worker, by the questionnaire in use, the earliest meeting first."""
    known = {one.session_id: one for one in meetings}
    kept = sorted(asked_with(book, forms), key=lambda form: (known[form.session_id].held_on, form.id))
    return FamilyVoice(
        worker_id=worker_id,
        forms=len(kept),
        pleased=tuple(one for audience in Audience if (one := _pleased(book, kept, audience)).answered),
        lines=tuple(line for item in _with_values(book) if (line := _line(item, book, kept, known)).answers),
        goals=tuple(_goal(known[id_], goal) for id_ in _in_time(known, goals) for goal in goals[id_]),
        summaries=tuple(one for id_ in _in_time(known, goals) for one in _summaries(known[id_], goals[id_])),
        words=_adult_words(book, kept, known),
    )


def _in_time(known: Mapping[str, Meeting], goals: Mapping[str, tuple[Goal, ...]]) -> list[str]:
    return sorted(goals, key=lambda id_: (known[id_].held_on, id_))


def _scale(book: Codebook, item: FeedbackItem) -> ResponseScale:
    return next(scale for scale in book.response_scales if scale.id == item.scale)


def _with_values(book: Codebook) -> list[FeedbackItem]:
    """The statements that are answered on a scale."""
    return [item for item in book.feedback_items if _scale(book, item).values]


def _pleased(book: Codebook, forms: Sequence[FamilyFeedback], audience: Audience) -> Pleased:
    items = [item for item in book.feedback_items if item.helpful and item.audience == audience]
    given = [
        form.answers.values[item.id] in _scale(book, item).values[-HIGHEST:]
        for item in items
        for form in forms
        if item.id in form.answers.values
    ]
    return Pleased(audience, sum(given), len(given))


def _line(
    item: FeedbackItem, book: Codebook, forms: Sequence[FamilyFeedback], known: Mapping[str, Meeting]
) -> VoiceLine:
    scale = _scale(book, item)
    names = dict(zip(scale.values, scale.labels, strict=True))
    answers = tuple(
        GivenAnswer(meeting.code, meeting.held_on, names[form.answers.values[item.id]])
        for form in forms
        if item.id in form.answers.values
        for meeting in (known[form.session_id],)
    )
    return VoiceLine(item.id, item.text, Audience(item.audience), item.principle, answers)


def _goal(meeting: Meeting, goal: Goal) -> VoiceGoal:
    family, worker = (goal.level(side) for side in RATERS)
    return VoiceGoal(meeting.code, meeting.held_on, goal.words, family, worker, goal.gap, goal.family_hidden)


def _summaries(meeting: Meeting, goals: tuple[Goal, ...]) -> list[GoalSummary]:
    found = SessionFeedback(meeting.session_id, meeting.code, (), goals)
    scores = [(side, found.t_score(side)) for side in RATERS]
    return [GoalSummary(meeting.code, side, len(goals), score) for side, score in scores if score is not None]


def _adult_words(
    book: Codebook, forms: Sequence[FamilyFeedback], known: Mapping[str, Meeting]
) -> tuple[GivenAnswer, ...]:
    adult = {item.id for item in book.feedback_items if item.audience == Audience.ADULT}
    return tuple(
        GivenAnswer(known[form.session_id].code, known[form.session_id].held_on, words)
        for form in forms
        for id_, words in form.answers.words.items()
        if id_ in adult
    )


def shared_items(book: Codebook) -> list[FeedbackItem]:
    """The statements a team may see shares of: those on the scale of the ratings, 1 to 5."""
    return [item for item in _with_values(book) if _scale(book, item).values == tuple(book.rules.values)]


def as_figures(book: Codebook) -> Codebook:
    """The questionnaire with each statement as one figure of a report, so that reports' own rules hold for it."""
    figures = tuple(
        Principle(
            id=item.id,
            badge="",
            name=item.text,
            group="",
            definition="",
            indicators=(),
            counter_indicators=(),
            anchors=_scale(book, item).labels,
            not_evaluable_when="",
            not_to_confuse_with="",
            questions=(),
        )
        for item in shared_items(book)
    )
    return replace(book, principles=figures)


def as_sessions(book: Codebook, meetings: Mapping[str, Meeting], forms: Sequence[FamilyFeedback]) -> list[CodedSession]:
    """What families answered as reports add it up: once a session, by the first form of each audience."""
    items = {item.id for item in shared_items(book)}
    ratings: dict[str, dict[str, int | None]] = {}
    seen: set[tuple[str, Audience]] = set()
    for form in sorted(asked_with(book, forms), key=lambda one: one.id):
        if (form.session_id, form.audience) not in seen:
            seen.add((form.session_id, form.audience))
            given = {id_: value for id_, value in form.answers.values.items() if id_ in items}
            ratings.setdefault(form.session_id, {}).update(given)
    return [
        CodedSession(
            session_id=one.session_id,
            session_code=one.code,
            worker_id=one.worker_id,
            team_id=one.team_id,
            held_on=one.held_on,
            kind="",
            context="",
            codebook_id=book.id,
            codebook_version=book.version,
            ratings=ratings[one.session_id],
            evidence_counts={},
            code_counts={},
            double_coded=False,
        )
        for one in meetings.values()
        if one.session_id in ratings
    ]


def team_voice(book: Codebook, report: TeamReport) -> TeamVoice:
    """The shares of a report that was made of ``as_sessions``; a hidden statement keeps its reason and nothing else."""
    rows = {row.principle_id: row for row in report.principles}
    lines = tuple(_team_line(item, book, rows[item.id]) for item in shared_items(book) if item.id in rows)
    return TeamVoice(report.team_id, report.start, report.end, lines, report.suppressed_because)


def _team_line(item: FeedbackItem, book: Codebook, row: PrincipleShares) -> TeamVoiceLine:
    shares = row.shares
    return TeamVoiceLine(
        item_id=item.id,
        text=item.text,
        audience=Audience(item.audience),
        principle_id=item.principle,
        helpful=item.helpful,
        share=None if shares is None else sum(shares[-HIGHEST:]),
        families=row.recordings,
        counted=_scale(book, item).labels[-HIGHEST:],
        suppressed_because=row.suppressed_because,
    )
