"""The demo authority: added in one step, marked as demo everywhere, removed in one step."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Database

from coder.demo.authority import DemoAuthority, make_authority
from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.sessions import Answer, Context, HowAsked, SessionKind
from coder.domain.transcripts import Transcript
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coding_file import CodingDocument, check_document
from coder.services.demo_feedback import add_feedback
from coder.services.demo_rows import add_recordings
from coder.services.forgetting import forget, material_of
from coder.services.sessions import PermissionDraft, SessionService
from coder.store import erasure
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.profiles import NextStepRow
from coder.store.tables.reports import ReleasedReportRow
from coder.store.tables.sessions import RecordingRow, SessionRow

_KINDS = frozenset({Kind.PEOPLE, Kind.SESSION, Kind.TRANSCRIPT, Kind.CODING, Kind.PROFILE, Kind.REPORT, Kind.JOB})


@dataclass(frozen=True)
class DemoVisit:
    """The demo visit: its sound file, what its evaluator coded, and the sheet that goes with it.

    ``permissions`` come with the number of days before the visit on which each person was asked.
    """

    sound: Path
    worker: str
    days_ago: int
    kind: SessionKind
    context: Context
    permissions: tuple[tuple[int, PermissionDraft], ...]
    coding: CodingDocument


def demo_visit() -> DemoVisit:
    """The demo visit as it ships with the program: synthetic voices, an invented family."""
    folder = resources.files("coder.demo") / "data"
    data: dict[str, Any] = tomllib.loads((folder / "visit-coding.toml").read_text(encoding="utf-8"))
    context = data["context"]
    return DemoVisit(
        sound=Path(str(folder / "visit.opus")),
        worker=data["session"]["worker"],
        days_ago=data["session"]["days_ago"],
        kind=SessionKind(data["session"]["kind"]),
        context=Context(**{**context, "present": tuple(context["present"])}),
        permissions=tuple(
            (
                p["days_before_visit"],
                PermissionDraft(p["who"], p["adult"], HowAsked(p["how_asked"]), p["asked_by"], Answer(p["answer"])),
            )
            for p in data["permissions"]
        ),
        coding=check_document(data["coding"]),
    )


def on_utterances(document: CodingDocument, transcript: Transcript) -> CodingDocument:
    """The coding with each code moved onto the utterance that its stretch covers most; the others stay where they are.

    An utterance takes one code only, so a second code on it stays a free interval.
    """
    taken: set[str] = set()
    codes = []
    for code in document.codes:
        start, end = code.start_s or 0.0, code.end_s or 0.0
        shared = {one.id: min(end, one.end_s) - max(start, one.start_s) for one in transcript.utterances}
        best = max(shared, key=lambda one: shared[one], default="")
        if code.utterance is None and best and best not in taken and shared[best] >= 0.5 * (end - start):
            taken.add(best)
            code = code.model_copy(update={"utterance": best, "start_s": None, "end_s": None})
        codes.append(code)
    return document.model_copy(update={"codes": tuple(codes)})


class DemoService(Service):
    """Add and remove what a newcomer can try the program on."""

    def __init__(self, backing: Backing, sessions: SessionService, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._sessions = sessions
        self._codebooks = codebooks

    def installed(self, actor: Actor) -> bool:
        """Whether the demo data are in this store."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as database:
            return bool(database.scalar(select(func.count()).select_from(TeamRow).where(TeamRow.demo)))

    def visit_session(self, actor: Actor) -> str | None:
        """The id of the demo visit with its sound, None before it was added."""
        with self._reading(actor, Action.READ_SESSION) as database:
            query = select(SessionRow.id).join(RecordingRow, RecordingRow.session_id == SessionRow.id)
            return database.scalars(query.where(SessionRow.demo, RecordingRow.erased_at.is_(None))).first()

    def install(self, actor: Actor, today: date) -> Changes:
        """Add three teams, their people and a year of rated recordings; nothing when they are here already.

        Raises UserError when a code of the demo is in use by a real person or session.
        """
        if self.installed(actor):
            return Changes(frozenset())
        authority = make_authority(today=today)
        with self._acting(actor, Action.MANAGE_DEMO) as unit:
            codebook = self._codebooks.for_session(unit.session, SessionKind.VISIT)
            people = _add_people(unit, authority)
            add_recordings(unit, authority, people, codebook)
            add_feedback(unit, authority, people)
            unit.audit("demo added", "demo", "", recordings=len(authority.recordings))
        return Changes(_KINDS)

    def add_visit(self, actor: Actor, today: date, progress: Callable[[float], None] | None = None) -> Changes:
        """Import the demo visit as any recording is imported; ``created`` is its session, also when it was here."""
        known = self.visit_session(actor)
        if known is not None:
            return Changes(frozenset(), created=known)
        visit = demo_visit()
        held_on = today - timedelta(days=visit.days_ago)
        return self._sessions.import_recording(
            actor,
            visit.sound,
            worker_id=visit.worker,
            held_on=held_on,
            kind=visit.kind,
            permissions=[replace(draft, asked_on=held_on - timedelta(days=days)) for days, draft in visit.permissions],
            context=visit.context,
            demo=True,
            progress=progress,
        )

    def remove(self, actor: Actor) -> Changes:
        """Remove everything marked as demo in one step; people that real recordings hang on stay."""
        with self._acting(actor, Action.MANAGE_DEMO) as unit:
            found = unit.session.scalars(select(SessionRow.id).where(SessionRow.demo)).all()
            gone = material_of(unit.session, found)
            for session_id in found:
                erasure.remove_demo_session(unit.session, session_id)
            _remove_people(unit.session)
            unit.audit("demo removed", "demo", "", sessions=len(found))
        forget(gone)
        erasure.finish_erasures(self._backing.store, self._backing.vault)
        return Changes(_KINDS)


def _add_people(unit: Unit, authority: DemoAuthority) -> dict[str, PersonRow]:
    teams = {name: TeamRow(id=new_id(), name=name, demo=True) for name in authority.teams}
    everybody = (*authority.workers, *authority.evaluators, *authority.coaches)
    codes = [person.code for person in everybody]
    if unit.session.scalars(select(PersonRow.id).where(PersonRow.code.in_(codes))).first() is not None:
        raise UserError("A code that the demo uses (such as W-17) belongs to a real person here.", "Nothing was added.")
    rows = {
        person.code: PersonRow(
            id=new_id(),
            code=person.code,
            name=person.name,
            roles=[person.role.value],
            team_id=teams[person.team].id if person.team else None,
            demo=True,
        )
        for person in everybody
    }
    # No relationships are mapped, so what others point to has to be written first.
    unit.session.add_all(teams.values())
    unit.session.flush()
    unit.session.add_all(rows.values())
    unit.session.flush()
    # Whoever tries the demo as a coach wants to see the profiles, so the demo's workers become theirs.
    own_coach = unit.actor.id if Role.COACH in unit.actor.roles else ""
    for worker in authority.workers:
        rows[worker.code].coach_id = own_coach or rows[worker.coach].id
    return rows


def _remove_people(database: Database) -> None:
    kept = set(database.scalars(select(SessionRow.worker_id))) | set(database.scalars(select(CodingRow.evaluator_id)))
    people = [p.id for p in database.scalars(select(PersonRow).where(PersonRow.demo)) if p.id not in kept]
    database.execute(delete(NextStepRow).where(NextStepRow.worker_id.in_(people)))
    for person in database.scalars(select(PersonRow).where(PersonRow.id.in_(people))):
        person.coach_id = None
    database.flush()
    database.execute(delete(PersonRow).where(PersonRow.id.in_(people)))
    used = set(database.scalars(select(PersonRow.team_id))) | set(database.scalars(select(SessionRow.team_id)))
    teams = [team.id for team in database.scalars(select(TeamRow).where(TeamRow.demo)) if team.id not in used]
    database.execute(delete(ReleasedReportRow).where(ReleasedReportRow.team_id.in_(teams)))
    database.execute(delete(TeamRow).where(TeamRow.id.in_(teams)))
