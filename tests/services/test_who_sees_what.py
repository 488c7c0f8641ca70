"""Who may open whose material, what withdrawal takes away, and what a change after the lock needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.coding import Direction
from coder.domain.errors import Cancelled, NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobState
from coder.domain.people import Actor, Role
from coder.domain.suggestions import Decision
from coder.services.job_queue import JobQueue
from coder.services.suggestions import Suggested
from tests.services.conftest import CONTEXT, import_tone, rate_all, with_transcript


def test_another_worker_and_a_coach_of_nobody_open_nothing(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    for role in (Role.WORKER, Role.COACH):
        stranger = Actor(new_id(), frozenset({role}))
        assert services.sessions.list(stranger) == ()
        for act in (
            services.sessions.get,
            services.transcripts.get,
            services.sessions.permissions,
            services.sessions.peaks,
        ):
            with pytest.raises(NotAllowed):
                act(stranger, session_id)


def test_the_first_look_at_a_transcript_is_noted_once(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    for _ in range(3):
        services.transcripts.get(services.actor, session_id)
    looks = [e for e in services.audit.events(services.actor) if e.action == "transcript read"]
    assert [e.object_id for e in looks] == [session_id]


def test_a_profile_stays_closed_while_a_recording_waits_for_the_evaluator(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    worker = services.sessions.get(services.actor, session_id).worker_id
    with pytest.raises(NotAllowed, match="stay hidden"):
        services.profiles.get(services.actor, worker)


def test_withdrawal_stops_the_work_and_keeps_no_piece_of_it(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    job = services.transcripts.request(services.actor, session_id).created
    queue = JobQueue(services.backing, new_id())
    assert queue.take() is not None
    queue.store_chunk(job, "chunks", 0, {"text": "words"})
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    assert queue.report(job, "text", 0.5, None)
    with pytest.raises(Cancelled):
        queue.store_chunk(job, "chunks", 1, {"text": "more words"})
    assert queue.chunks(job, "chunks") == {}
    queue.end(job, JobState.CANCELLED)
    with pytest.raises(UserError, match="already"):
        services.sessions.withdraw(services.actor, session_id, "mother", "")


def test_listening_waits_for_permission_and_context_sheet(services: Services, tone: Path) -> None:
    made = services.sessions.import_recording(
        services.actor, tone, worker_id="W-9", team_name="North", held_on=date(2026, 5, 1), context=CONTEXT
    )
    with pytest.raises(UserError, match="permission"):
        services.sessions.sound(services.actor, made.created)


@pytest.mark.parametrize(
    ("worker", "team", "day", "message"),
    [
        ("W-17", "South", date(2026, 5, 1), "in the team North"),
        ("  ", "North", date(2026, 5, 1), "needs a code"),
        ("W-18", " ", date(2026, 5, 1), "needs a name"),
        ("W-18", "North", date(2099, 1, 1), "future"),
    ],
)
def test_an_import_that_makes_no_sense_stores_nothing(
    services: Services, tone: Path, worker: str, team: str, day: date, message: str
) -> None:
    services.people.add_team(services.actor, "North")
    team_id = services.people.teams(services.actor)[0].id
    services.people.add_person(services.actor, code="W-17", name="", roles=[Role.WORKER], team_id=team_id)
    with pytest.raises(UserError, match=message):
        services.sessions.import_recording(services.actor, tone, worker_id=worker, team_name=team, held_on=day)
    assert [one.name for one in services.people.teams(services.actor)] == ["North"]
    assert list(services.home.recordings.iterdir()) == []


def test_a_change_after_the_lock_needs_a_reason_and_its_evidence(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    coding = services.coding.start(services.actor, session_id).created
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    with pytest.raises(UserError, match="needs a reason"):
        services.coding.rate(services.actor, coding, "EMP", 4)
    services.coding.rate(services.actor, coding, "EMP", 4, reason="Heard the pause again.")
    with pytest.raises(UserError, match="needs 2 moments"):
        services.coding.finish(services.actor, coding)
    for start_s in (2.0, 12.0):
        services.coding.add_evidence(services.actor, coding, "EMP", start_s=start_s, end_s=start_s + 2)
    services.coding.finish(services.actor, coding)


def test_evidence_turns_in_one_act_and_keeps_its_note(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    coding = services.coding.start(services.actor, session_id).created
    made = services.coding.add_evidence(services.actor, coding, "EMP", start_s=1, end_s=2, note="the sigh").created
    services.coding.turn(services.actor, coding, made)
    state = services.coding.get(services.actor, session_id).state  # type: ignore[union-attr]
    assert [(e.direction, e.note) for e in state.evidence] == [(Direction.AGAINST, "the sigh")]
    services.coding.undo(services.actor, coding)
    state = services.coding.get(services.actor, session_id).state  # type: ignore[union-attr]
    assert [e.direction for e in state.evidence] == [Direction.FOR]


def test_keeping_after_a_change_puts_the_own_code_back_and_undo_opens_the_place_again(
    services: Services, tone: Path
) -> None:
    session_id = with_transcript(services, tone)
    coding = services.coding.start(services.actor, session_id).created
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    one = found.utterances[0]
    services.coding.add_code(services.actor, coding, "COL", start_s=one.start_s, end_s=one.end_s, utterance_id=one.id)
    services.suggestions.keep(session_id, "starter", [Suggested(one.id, "OQ", 0.9)], 0)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    place = services.suggestions.differences(services.actor, session_id)[0]

    def told() -> tuple[Decision | None, list[str]]:
        state = services.coding.get(services.actor, session_id).state  # type: ignore[union-attr]
        return services.suggestions.differences(services.actor, session_id)[0].decision, [e.label for e in state.codes]

    services.suggestions.decide(services.actor, session_id, place.suggestion_id, Decision.CHANGE, "OQ")
    assert told() == (Decision.CHANGE, ["OQ"])
    services.coding.undo(services.actor, coding)
    assert told() == (None, ["COL"])
    services.suggestions.decide(services.actor, session_id, place.suggestion_id, Decision.CHANGE, "OQ")
    services.suggestions.decide(services.actor, session_id, place.suggestion_id, Decision.KEEP)
    assert told() == (Decision.KEEP, ["COL"])
