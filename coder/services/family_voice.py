"""The family's voice for a profile and a team's report: the same rights, gates and rules as the figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from codebook.schema import Kind as CodebookKind
from coder.analysis.family_voice import Meeting, as_figures, as_sessions, family_voice, team_voice
from coder.analysis.releases import Wanted, release
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.feedback_rows import forms_among, forms_of, goals_of
from coder.services.mask_rows import masked_with_names
from coder.services.people import all_teams
from coder.services.practices import of_practice
from coder.services.profile_rights import closed_ids, readable
from coder.services.released_reports import note_release, released
from coder.services.reports import audited_as, contexts_of, team_asked
from coder.store.tables.sessions import SessionRow


class VoiceService(Service):
    """What families said, beside figures and never merged with them."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def of_worker(self, actor: Actor, worker: str) -> FamilyVoice:
        """What families said about a worker's visits; audited. For whoever may read the profile, and for a coach
        without the visits whose evaluation the worker sees first. Raises NotAllowed as the profile does."""
        book = self._book()
        with self._acting(actor, Action.READ_PROFILE) as unit:
            person = readable(unit.session, actor, worker)
            closed = closed_ids(unit.session, actor, person, unit.now.date())
            meetings = _meetings(unit.session, SessionRow.worker_id == person.id, SessionRow.id.not_in(closed))
            ids = [one.session_id for one in meetings]
            goals = goals_of(unit.session, ids)
            if person.id == actor.id:
                goals = {id_: tuple(goal.as_worker_sees() for goal in own) for id_, own in goals.items()}
            found = family_voice(person.id, book, meetings, forms_of(unit.session, ids), goals)
            if found.forms or found.goals:
                unit.audit("family voice read", "person", person.id)
        return found

    def masked(self, actor: Actor, worker: str) -> FamilyVoice:
        """The same as ``of_worker`` with masks in goals and in what was said in own words."""
        found = self.of_worker(actor, worker)
        with self._backing.store.read() as database:
            own = [one.session_id for one in _meetings(database, SessionRow.worker_id == found.worker_id)]

            def hidden(text: str) -> str:
                return masked_with_names(database, own, text)

            return replace(
                found,
                goals=tuple(replace(goal, words=hidden(goal.words)) for goal in found.goals),
                words=tuple(replace(answer, label=hidden(answer.label)) for answer in found.words),
            )

    def of_team(self, actor: Actor, beside: TeamReport) -> TeamVoice:
        """What families said about the visits that ``beside`` reports on: shares under the rules of reports.

        At least five workers and ten visits a figure, never to be subtracted from what was shown before; what is
        shown is noted as released. Audited as reading the report is.
        """
        book = self._book()
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            team = team_asked(unit.session, beside.team_id)
            meetings = {one.session_id: one for one in _meetings(unit.session, *_beside(beside))}
            if beside.cut is not None:
                contexts = contexts_of(unit.session, team.id)
                meetings = {id_: one for id_, one in meetings.items() if beside.cut in contexts[id_]}
            figures = as_figures(book)
            sessions = as_sessions(book, meetings, forms_among(unit.session, meetings))
            wanted = Wanted(team, beside.start, beside.end, beside.cut, all_teams(unit.session))
            earlier = released(unit.session, team.id, voice=True)
            report, new = release(wanted, sessions, figures, earlier, unit.now.date())
            if new is not None:
                unit.session.add(note_release(unit, report, new, voice=True))
            period = {"start": beside.start.isoformat(), "end": beside.end.isoformat()}
            unit.audit("family voice of a team read", *audited_as(team.id), **period)
        return team_voice(book, report)

    def _book(self) -> Codebook:
        return self._codebooks.active(CodebookKind.FAMILY_FEEDBACK)


def _meetings(database: Database, *which: ColumnElement[bool]) -> Sequence[Meeting]:
    query = select(SessionRow).where(of_practice(Practice.VISIT), *which).order_by(SessionRow.held_on, SessionRow.id)
    return [Meeting(row.id, row.code, row.held_on, row.worker_id, row.team_id) for row in database.scalars(query)]


def _beside(report: TeamReport) -> list[ColumnElement[bool]]:
    of_team = [] if report.team_id == WHOLE_SERVICE else [SessionRow.team_id == report.team_id]
    return [*of_team, SessionRow.held_on.between(report.start, report.end)]
