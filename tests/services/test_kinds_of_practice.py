"""Supervision is coded with its own codebook, never looked at by a model, and in no figure of visits."""

from __future__ import annotations

from pathlib import Path

import pytest

from codebook.load import builtin_text
from coder.bootstrap import Services
from coder.domain.coding import Mode
from coder.domain.errors import UserError
from coder.domain.jobs import JobKind
from coder.domain.learning import LeftOut
from coder.domain.people import SpeakerRole
from coder.domain.practice import Practice
from coder.domain.profiles import Stance
from coder.domain.sessions import SessionKind
from coder.exports.formats import FileFormat
from coder.jobs import handlers
from coder.services.agreement import Asked, Frame
from coder.store.tables.people import PersonRow
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock

SUPERVISION = ("CUR", "HYP", "REH")


@pytest.fixture
def worker(services: Services) -> str:
    services.policy.change(services.actor, double_share=0.0)
    return add_worker(services, "W-41")


def test_a_supervision_is_coded_with_its_own_codebook(services: Services, worker: str) -> None:
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    coding = code_and_lock(services, services.actor, session, SUPERVISION)
    found = services.coding.get(services.actor, session)
    assert found is not None
    assert found.id == coding
    assert found.codebook_id == "supervision"
    assert set(found.state.ratings) == {
        one.id for one in services.codebooks.for_kind(SessionKind.SUPERVISION).principles
    }
    visit = add_recording(services, worker)
    other = services.coding.start(services.actor, visit).created
    with pytest.raises(UserError, match="no principle"):
        services.coding.rate(services.actor, other, "S-PUR", 3)


def test_no_model_is_asked_about_a_supervision(
    services: Services, worker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    code_and_lock(services, services.actor, session, SUPERVISION)
    assert JobKind.SUGGEST not in {job.kind for job in services.jobs.list(services.actor)}
    for asked in (services.suggestions.request, services.suggestions.get, services.suggestions.differences):
        with pytest.raises(UserError, match="Nothing is suggested for supervision"):
            asked(services.actor, session)
    with pytest.raises(UserError, match="Nothing is suggested"):
        services.passages.get(services.actor, session)
    # A job that an earlier version queued ends before a model is read.
    read: list[str] = []
    monkeypatch.setattr(handlers, "_model_in_use", lambda _: read.append("model"))
    with pytest.raises(UserError, match="Nothing is suggested"):
        handlers.suggest(
            _Task(session),
            transcripts=services.transcripts,
            suggestions=services.suggestions,
            learning=services.learning,
            passages=services.passages,
        )
    assert read == []


class _Task:
    """Only what the handler asks before it begins."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.params: dict[str, object] = {}


def test_a_visit_still_has_suggestions_worked_out(services: Services, worker: str) -> None:
    code_and_lock(services, services.actor, add_recording(services, worker), ("OQ", "SR", "CON"))
    assert JobKind.SUGGEST in {job.kind for job in services.jobs.list(services.actor)}


def test_a_supervision_is_blind_in_a_service_that_works_assisted(services: Services, worker: str) -> None:
    services.policy.change(services.actor, assisted_mode=True)
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    with pytest.raises(UserError, match="Nothing is suggested"):
        services.suggestions.get(services.actor, session)
    assert services.coding.get(services.actor, session) is None
    services.coding.start(services.actor, session)
    coding = services.coding.get(services.actor, session)
    assert coding is not None
    assert coding.mode is Mode.BLIND


def test_nothing_is_learnt_from_a_supervision(services: Services, worker: str) -> None:
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    code_and_lock(services, services.actor, session, SUPERVISION)
    known = services.learning.ready(services.actor)
    assert (known.sessions, dict(known.left_out)) == (0, {LeftOut.NO_VISIT: 1})


def test_somebody_must_be_the_supervisor_and_nobody_the_parent(services: Services, worker: str) -> None:
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    transcript = services.transcripts.get(services.actor, session)
    assert transcript is not None
    first, second = (one.id for one in transcript.speakers)
    for roles, match in (
        ({first: SpeakerRole.WORKER, second: SpeakerRole.WORKER}, "must be the supervisor"),
        ({first: SpeakerRole.SUPERVISOR, second: SpeakerRole.PARENT}, "nobody is the parent"),
    ):
        with pytest.raises(UserError, match=match):
            services.transcripts.confirm_roles(services.actor, session, roles)
    visit = add_recording(services, worker)
    found = services.transcripts.get(services.actor, visit)
    assert found is not None
    with pytest.raises(UserError, match="nobody is the supervisor"):
        services.transcripts.confirm_roles(
            services.actor,
            visit,
            {found.speakers[0].id: SpeakerRole.WORKER, found.speakers[1].id: SpeakerRole.SUPERVISOR},
        )


def test_agreement_on_supervision_stands_apart_and_counts_what_everybody_said(services: Services, worker: str) -> None:
    other = add_evaluator(services, "E-02")
    for kind, codes in ((SessionKind.SUPERVISION, SUPERVISION), (SessionKind.VISIT, ("OQ", "SR", "CON"))):
        session = add_recording(services, worker, kind=kind)
        for who in (services.actor, other):
            code_and_lock(services, who, session, codes)
    frames = services.agreement.frames(services.actor)
    assert [one.codebook_id for one in frames] == ["msw", "supervision"]
    visits = services.agreement.report(services.actor)
    apart = services.agreement.report(services.actor, Asked(frame=Frame("supervision", 1, "")))
    assert (visits.recordings, apart.recordings) == (1, 1)
    assert {one.principle_id for one in apart.principles}.isdisjoint(one.principle_id for one in visits.principles)


def test_a_profile_is_of_one_practice(services: Services, worker: str) -> None:
    me = services.actor.id
    with services.backing.store.write() as database:
        person = database.get_one(PersonRow, worker)
        person.coach_id = me
    for kind, codes, value in (
        (SessionKind.SUPERVISION, SUPERVISION, 2),
        (SessionKind.VISIT, ("OQ", "SR", "CON"), 4),
        (SessionKind.TELEPHONE, ("OQ", "SR", "CON"), 4),
    ):
        session = add_recording(services, worker, kind=kind)
        book = services.codebooks.for_kind(kind)
        code_and_lock(services, services.actor, session, codes, {one.id: value for one in book.principles})
    visits = services.profiles.get(services.actor, worker)
    apart = services.profiles.get(services.actor, worker, Practice.SUPERVISION)
    assert (visits.practice, visits.sessions_count, len(visits.tracks)) == (Practice.VISIT, 2, 7)
    assert (apart.practice, apart.sessions_count, len(apart.tracks)) == (Practice.SUPERVISION, 1, 9)
    assert visits.practices == apart.practices == (Practice.VISIT, Practice.SUPERVISION)
    values = [{one.value for track in found.tracks for one in track.recordings} for found in (visits, apart)]
    assert values == [{4}, {2}]
    with pytest.raises(UserError, match="nobody's profile"):
        services.profiles.get(services.actor, worker, Practice.RECRUITMENT)


def test_a_supervisor_recorded_in_supervision_alone_has_that_profile(
    services: Services, worker: str, tmp_path: Path
) -> None:
    with services.backing.store.write() as database:
        database.get_one(PersonRow, worker).coach_id = services.actor.id
    services.profiles.write_next_step(services.actor, worker, "Ask what would make the visit useful.")
    code_and_lock(services, services.actor, add_recording(services, worker, kind=SessionKind.SUPERVISION), SUPERVISION)
    found = services.profiles.get(services.actor, worker)
    assert (found.practice, found.practices, found.next_steps) == (
        Practice.SUPERVISION,
        (Practice.SUPERVISION,),
        (),
    )
    path = tmp_path / "profile.pdf"
    services.exports.profile(services.actor, worker, FileFormat.PDF, path)
    assert path.read_bytes().startswith(b"%PDF")


def test_what_is_noted_about_a_supervision_speaks_of_the_supervisor(services: Services, worker: str) -> None:
    with services.backing.store.write() as database:
        database.get_one(PersonRow, worker).coach_id = services.actor.id
    session = add_recording(services, worker, kind=SessionKind.SUPERVISION)
    code_and_lock(services, services.actor, session, SUPERVISION)
    services.replies.open_with_worker(services.actor, worker)
    services.replies.comment(services.actor, session, Stance.AGREE)
    code = services.sessions.get(services.actor, session).code
    said = [one.said for one in services.replies.looks(services.actor, worker)]
    assert f"wrote down how the supervisor sees {code}" in said


def test_another_codebook_does_not_empty_a_profile(services: Services, worker: str, tmp_path: Path) -> None:
    with services.backing.store.write() as database:
        database.get_one(PersonRow, worker).coach_id = services.actor.id
    code_and_lock(services, services.actor, add_recording(services, worker), ("OQ", "SR", "CON"))
    file = tmp_path / "next.toml"
    file.write_text(builtin_text("msw").replace('version = "1.0.0"', 'version = "2.0.0"', 1), encoding="utf-8")
    services.codebooks.import_file(services.actor, file)
    assert services.codebooks.active().major == 2
    old = services.profiles.get(services.actor, worker)
    assert (old.codebook_version, old.sessions_count) == ("1.0.0", 1)
    # Once one is coded with the new one, that is what the profile shows, and the two are not added up.
    code_and_lock(services, services.actor, add_recording(services, worker), ("OQ", "SR", "CON"))
    new = services.profiles.get(services.actor, worker)
    assert (new.codebook_version, new.sessions_count) == ("2.0.0", 1)


def test_a_workshop_counts_behaviours_beside_benchmarks_and_is_in_no_profile_of_visits(
    services: Services, worker: str
) -> None:
    with services.backing.store.write() as database:
        database.get_one(PersonRow, worker).coach_id = services.actor.id
    session = add_recording(services, worker, kind=SessionKind.SKILLS)
    code_and_lock(services, services.actor, session, ("Q", "CR", "SR"))
    with pytest.raises(UserError, match="Nothing is suggested for skills workshops"):
        services.suggestions.get(services.actor, session)
    found = services.profiles.get(services.actor, worker)
    assert (found.practice, found.codebook_id, found.sessions_count) == (Practice.SKILLS, "mi-skills", 1)
    told = {one.measure_id: (one.value, one.reference_note) for one in found.behaviours}
    assert told["reflections_per_question"][0] == 2
    assert told["complex_reflections"][0] == 50
    assert all("made for counselling" in note for _, note in told.values())
    assert services.profiles.get(services.actor, worker, Practice.VISIT).sessions_count == 0
