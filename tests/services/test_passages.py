"""Passages worth hearing: found with the suggestions, as hidden as they are, put aside, and learnt from by rule."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coder.bootstrap import Services
from coder.domain.coding import Direction, Origin
from coder.domain.errors import UserError
from coder.domain.masks import MaskKind
from coder.domain.passages import FoundPassage, PassageSet, kept_as
from coder.domain.people import SpeakerRole
from coder.domain.training import Use
from coder.jobs.handlers import handlers
from coder.jobs.worker import run
from coder.services import assignment_rows
from coder.services.coding_file import check_document
from coder.services.passages import PassageService
from coder.services.suggestion_draw import WITHHOLD_AFTER
from coder.store.tables import PassageAnswerRow, PassageRow, SuggestionSetRow
from tests.helpers.many_recordings import (
    add_evaluator,
    add_recording,
    add_worker,
    code_and_lock,
    utterances_of_worker,
)

OWN = ("OQ", "SR", "CON")


def keep(services: Services, session_id: str, direction: Direction = Direction.FOR) -> None:
    """One passage, around the second utterance of the worker, as a job would have kept it."""
    said = utterances_of_worker(services, session_id)[1]
    found = FoundPassage("EMP", direction, said, 0.0, 24.0, ("tired",), ("names feeling or meaning",))
    with services.backing.store.write() as session:
        services.passages.keep_in(session, session_id, "starter 1", [found])


def found_by(services: Services, session_id: str) -> PassageSet:
    found = services.passages.get(services.actor, session_id)
    assert found is not None
    return found


@pytest.fixture
def session_id(services: Services) -> str:
    made = add_recording(services, add_worker(services, "W-1"))
    keep(services, made)
    return made


def test_nobody_hears_of_passages_before_they_have_locked(services: Services, session_id: str) -> None:
    colleague = add_evaluator(services, "E-2")
    code_and_lock(services, services.actor, session_id, OWN)
    (passage,) = found_by(services, session_id).passages
    services.coding.start(colleague, session_id)
    for act in (
        lambda: services.passages.get(colleague, session_id),
        lambda: services.passages.request(colleague, session_id),
        lambda: services.passages.set_relevant(colleague, session_id, passage.id, relevant=False),
    ):
        with pytest.raises(UserError, match="hidden until you have locked"):
            act()
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    assert coding.seen_suggestions_at is not None
    assert (passage.text, passage.said_start_s, passage.end_s) == (
        "You are tired, and you still got her to school.",
        10.0,
        24.0,
    )


def test_a_recording_drawn_to_show_nothing_shows_no_passages(services: Services) -> None:
    services.policy.change(services.actor, withheld_share=1.0)
    worker = add_worker(services, "W-1")
    last = [add_recording(services, worker) for _ in range(WITHHOLD_AFTER + 1)][-1]
    keep(services, last)
    code_and_lock(services, services.actor, last, OWN)
    for ask in (services.passages.get, services.passages.request):
        with pytest.raises(UserError, match="drawn to show no suggestions"):
            ask(services.actor, last)


def test_what_is_put_aside_is_kept_taken_back_and_told_to_nobody_else(services: Services, session_id: str) -> None:
    colleague = add_evaluator(services, "E-2")
    mine = code_and_lock(services, services.actor, session_id, OWN)
    code_and_lock(services, colleague, session_id, OWN)
    (passage,) = found_by(services, session_id).passages
    services.passages.set_relevant(services.actor, session_id, passage.id, relevant=False)
    assert [one.relevant for one in found_by(services, session_id).passages] == [False]
    theirs = services.passages.get(colleague, session_id)
    assert theirs is not None
    assert [one.relevant for one in theirs.passages] == [True]
    services.passages.set_relevant(services.actor, session_id, passage.id, relevant=True)
    assert [one.relevant for one in found_by(services, session_id).passages] == [True]
    with services.backing.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PassageAnswerRow)) == 2
    services.coding.finish(services.actor, mine)
    with pytest.raises(UserError, match="finished"):
        services.passages.set_relevant(services.actor, session_id, passage.id, relevant=False)
    other = add_recording(services, add_worker(services, "W-2"))
    code_and_lock(services, services.actor, other, OWN)
    with pytest.raises(UserError, match="no such passage"):
        services.passages.set_relevant(services.actor, other, passage.id, relevant=False)


def test_what_is_kept_as_evidence_is_known_as_kept(services: Services, session_id: str) -> None:
    coding_id = code_and_lock(services, services.actor, session_id, OWN)
    (passage,) = found_by(services, session_id).passages
    services.coding.add_evidence(
        services.actor,
        coding_id,
        "EMP",
        start_s=passage.said_start_s,
        end_s=passage.said_end_s,
        utterance_id=passage.utterance_id,
        direction=Direction.AGAINST,
    )
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    assert kept_as(passage, coding.state) is Direction.AGAINST
    assert kept_as(replace(passage, principle_id="EVO"), coding.state) is None
    assert coding.state.evidence[0].origin is Origin.AFTER_SEEING


def test_lines_of_use_follow_the_rule_of_learning_and_every_objection(
    services: Services, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = services.actor
    # A recording drawn for a second coding cannot be practised on, and this one came before any rule could change.
    monkeypatch.setattr(assignment_rows, "drawn", lambda *_: False)
    coding_id = services.coding.start(actor, session_id).created
    worry = utterances_of_worker(services, session_id)[2]
    services.coding.add_evidence(actor, coding_id, "CLA", start_s=20, end_s=24, utterance_id=worry)
    code_and_lock(services, actor, session_id, OWN)
    (passage,) = found_by(services, session_id).passages
    services.passages.set_relevant(actor, session_id, passage.id, relevant=False)
    # Given after seeing, so nothing that the finder may take for the service's own reading.
    services.coding.add_evidence(actor, coding_id, "EVO", start_s=20, end_s=24, utterance_id=worry)
    other = add_recording(services, add_worker(services, "W-2"))
    services.masks.add_names(actor, other, [(MaskKind.CHILD, "Maya Ann")])

    def lines(asked: str) -> tuple[object, object]:
        work = services.passages.for_job(asked)
        assert work is not None
        return work[1].kept, work[1].aside

    assert lines(other) == ({}, {})
    services.policy.change(actor, learning=True)
    known = {("CLA", "for"): ["I am worried that Maya sees the rows."]}
    assert lines(other) == (known, {("EMP", "for"): ["You are tired, and you still got her to school."]})
    assert lines(session_id) == ({}, {})
    work = services.passages.for_job(other)
    assert work is not None
    assert work[1].child_names == ("maya", "ann")
    services.learning.allow(actor, session_id, allowed=False)
    assert lines(other) == ({}, {})
    services.learning.allow(actor, session_id, allowed=True)
    assert lines(other)[0] == known
    experts = {"ratings": [{"principle": one.id, "value": 3} for one in services.codebooks.active().principles]}
    services.training.import_reference(actor, session_id, check_document(experts), Use.PRACTICE)
    assert lines(other) == ({}, {})
    services.training.stop_using(actor, session_id)
    assert lines(other)[0] == known
    services.sessions.withdraw(actor, session_id, "mother", "")
    assert lines(other) == ({}, {})
    with services.backing.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PassageRow)) == 0


def test_one_job_suggests_codes_and_finds_passages_and_another_passages_alone(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = services.actor
    session_id = add_recording(services, add_worker(services, "W-1"))
    services.masks.add_names(actor, session_id, [(MaskKind.CHILD, "Maya")])
    code_and_lock(services, actor, session_id, OWN)
    given = (services.sessions, services.transcripts, services.suggestions)
    table = handlers(*given, tmp_path, services.learning, services.passages)

    def work() -> None:
        assert run(services.backing, table, services.home.folder / "worker.lock", out=io.StringIO()) == 0

    assert services.passages.get(actor, session_id) is None
    work()
    found = found_by(services, session_id)
    worry = found.of("CLA", Direction.FOR)[0]
    assert worry.text == "I am worried that Maya sees the rows."
    assert worry.because
    assert "I am worried" in worry.words
    transcript = services.transcripts.get(actor, session_id)
    assert transcript is not None
    ours = {one.id for one in transcript.utterances if transcript.role_of(one.speaker_id) is SpeakerRole.WORKER}
    assert {one.utterance_id for one in found.passages} <= ours
    suggested = services.suggestions.get(actor, session_id)
    services.passages.request(actor, session_id)
    work()
    again = found_by(services, session_id)
    assert [(one.text, one.because) for one in again.passages] == [(one.text, one.because) for one in found.passages]
    assert {one.id for one in again.passages}.isdisjoint(one.id for one in found.passages)
    assert services.suggestions.get(actor, session_id) == suggested
    # A job that cannot store its passages leaves no codes behind either.
    monkeypatch.setattr(PassageService, "_add_set", lambda *_: 1 / 0)
    services.suggestions.request(actor, session_id)
    assert run(services.backing, table, services.home.folder / "worker.lock", out=io.StringIO()) == 1
    with services.backing.store.read() as session:
        assert session.scalar(select(func.count()).select_from(SuggestionSetRow)) == 1
