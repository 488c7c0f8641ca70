"""Many recordings, coded and decided on by one or two people, without any sound: for what only many can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from coder.bootstrap import Services
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.practice import Practice, practice_of, whose_practice
from coder.domain.sessions import SessionKind, SessionState
from coder.domain.suggestions import Decision
from coder.services.rows import context_data
from coder.services.suggestions import Suggested
from coder.store import tables as t
from tests.services.conftest import CONTEXT, heard
from tests.store.builders import permission, recording

SECONDS = 30 * 16_000
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def add_worker(services: Services, code: str) -> str:
    """A worker in a team of their own; their id."""
    with services.backing.store.write() as session:
        team, worker = new_id(), new_id()
        session.add(t.TeamRow(id=team, name=f"Team {code}", demo=False))
        session.flush()
        session.add(t.PersonRow(id=worker, code=code, name="", roles=["worker"], team_id=team))
    return worker


def add_evaluator(services: Services, code: str) -> Actor:
    """One more evaluator."""
    made = services.people.add_person(services.actor, code=code, name="", roles=[Role.EVALUATOR]).created
    return Actor(made, frozenset({Role.EVALUATOR}))


def add_recording(
    services: Services,
    worker: str,
    *,
    interpreter: bool = False,
    kind: SessionKind = SessionKind.VISIT,
    held_on: date = date(2026, 5, 1),
) -> str:
    """A session with what a machine heard in it, its voices confirmed; its id."""
    with services.backing.store.write() as session:
        person = session.get_one(t.PersonRow, worker)
        made = new_id()
        session.add(
            t.SessionRow(
                id=made,
                code=f"S-{made[-12:]}",
                kind=kind,
                held_on=held_on,
                worker_id=worker,
                team_id=person.team_id,
                state=SessionState.IMPORTED,
                imported_at=NOW,
                context=context_data(replace(CONTEXT, interpreter=interpreter)),
            )
        )
        session.flush()
        for row in (*recording(made, new_id(), sample_count=SECONDS, peaks=b""), permission(made)):
            session.add(row)
            session.flush()
    services.transcripts.request(services.actor, made)
    services.transcripts.keep(made, heard())
    found = services.transcripts.get(services.actor, made)
    assert found is not None
    practice = practice_of(kind)
    others = SpeakerRole.WORKER if practice is Practice.SUPERVISION else SpeakerRole.PARENT
    roles = (whose_practice(practice), others)
    said = {one.id: role for one, role in zip(found.speakers, roles, strict=True)}
    services.transcripts.confirm_roles(services.actor, made, said)
    return made


def utterances_of_worker(services: Services, session_id: str) -> list[str]:
    """Ids of the three utterances of the worker."""
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    return [one.id for one in found.utterances][::2]


def code_and_lock(
    services: Services, actor: Actor, session_id: str, codes: Sequence[str], ratings: Mapping[str, int] | None = None
) -> str:
    """Code the worker's utterances (empty for none), rate (3 where not said), and lock; the coding's id."""
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    coding = services.coding.start(actor, session_id).created
    for code, said in zip(codes, found.utterances[::2], strict=True):
        if code:
            place = {"start_s": said.start_s, "end_s": said.end_s, "utterance_id": said.id}
            services.coding.add_code(actor, coding, code, **place)
    kind = services.sessions.get(services.actor, session_id).kind
    for principle in services.codebooks.for_kind(kind).principles:
        value = (ratings or {}).get(principle.id, 3)
        services.coding.rate(actor, coding, principle.id, value)
        if value != 3:
            services.coding.write_reason(actor, coding, principle.id, "heard throughout")
    services.coding.lock(actor, coding)
    return coding


def suggest(services: Services, session_id: str, codes: Mapping[int, str], model: str = "starter 1") -> None:
    """Suggestions as a job would have kept them: a code for some of the worker's utterances, silence on the others."""
    said = utterances_of_worker(services, session_id)
    made = [Suggested(said[place], code, 0.9) for place, code in codes.items()]
    services.suggestions.keep(session_id, model, made, len(said) - len(made))


def decide_all(services: Services, actor: Actor, session_id: str, decision: Decision, chosen: str = "") -> None:
    """Decide every difference of a session the same way, then finish."""
    for one in services.suggestions.differences(actor, session_id):
        services.suggestions.decide(actor, session_id, one.suggestion_id, decision, chosen)
    coding = services.coding.get(actor, session_id)
    assert coding is not None
    services.coding.finish(actor, coding.id)
