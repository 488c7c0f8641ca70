"""The real worker process with a real speech model on real speech."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.jobs import JobState
from coder.domain.sessions import SessionState
from coder.jobs.local import worker_command, worker_environment
from coder.services.job_queue import JobQueue
from coder.store.tables.jobs import JobChunkRow
from tests.helpers.real_store import PASSPHRASE, KeyedHome, audit_is_whole
from tests.helpers.worker_process import TIMEOUT_S, Worker, worker

TINY = "tiny.en"
MARK = "Marmalade"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]


def ask(services: Services, model: str = TINY) -> tuple[str, str]:
    """The session and the job that waits to transcribe it."""
    session = services.sessions.list(services.actor)[0].id
    return session, services.transcripts.request(services.actor, session, model=model, speakers=2).created


def words_of(services: Services, session: str) -> str:
    """All that was said, in one line."""
    found = services.transcripts.get(services.actor, session)
    assert found is not None
    return " ".join(one.text for one in found.utterances)


def is_a_way_forward(told: Sequence[dict[str, Any]], job: str) -> bool:
    """Whether progress messages are of this job, within 0–1, and never go back."""
    shares = [message["progress"] for message in told]
    return {message["job"] for message in told} == {job} and shares == sorted(shares) and 0 <= shares[-1] <= 1


def test_a_recording_becomes_a_transcript(short_home: KeyedHome, tmp_path: Path, own_home: Path) -> None:
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        with worker(home) as started:
            code, told, _ = started.end()
        assert code == 0
        assert is_a_way_forward(told[:-1], job)
        assert told[-1] == {"job": job, "state": "succeeded", "failure": ""}
        assert "sorry about the mess" in words_of(services, session).lower()
        found = services.transcripts.get(services.actor, session)
        assert found is not None
        assert (found.version, found.model, len(found.speakers)) == (0, TINY, 2)
        assert services.sessions.get(services.actor, session).state is SessionState.TO_CONFIRM
        assert audit_is_whole(services)
    # Neither a speech library nor a network of ours keeps notes about its use on this computer; which files of weights
    # were found whole is no such note.
    assert [path.name for path in own_home.rglob("*") if path.is_file()] == ["checked.json"]


def test_a_cancelled_transcription_gives_the_session_back_and_can_be_tried_again(
    short_home: KeyedHome, tmp_path: Path
) -> None:
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        with worker(home) as started:
            next(started.messages())
            services.jobs.cancel(services.actor, job)
            code, told, _ = started.end()
        assert (code, told[-1]["state"]) == (0, "cancelled")
        assert services.jobs.get(services.actor, job).state is JobState.CANCELLED
        assert services.sessions.get(services.actor, session).state is SessionState.IMPORTED
        services.jobs.retry(services.actor, job)
        with worker(home) as started:
            assert started.end()[0] == 0
        assert "sorry about the mess" in words_of(services, session).lower()


def kill_after_first_chunk(started: Worker, queue: JobQueue, job: str) -> None:
    """Let a worker go on until it has kept a chunk, then end it at once."""
    for _ in started.messages():
        if queue.chunks(job, "chunks"):
            break
    started.kill()


def mark_first_chunk(services: Services, job: str) -> None:
    """Change a word of the chunk that was kept, so that it can be told from one that was listened to again."""
    with services.backing.store.write() as session:
        row = session.scalars(select(JobChunkRow).where(JobChunkRow.job_id == job, JobChunkRow.chunk == 0)).one()
        first, *rest = row.result["words"]
        row.result = {**row.result, "words": [{**first, "text": MARK}, *rest]}


def test_after_a_kill_the_next_worker_uses_the_chunks_that_were_kept(long_home: KeyedHome, tmp_path: Path) -> None:
    home = long_home.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        queue = JobQueue(services.backing, "test")
        with worker(home) as started:
            kill_after_first_chunk(started, queue, job)
        assert services.jobs.get(services.actor, job).state is JobState.RUNNING
        mark_first_chunk(services, job)
        with worker(home) as started:
            code, told, _ = started.end()
        assert (code, told[-1]["state"]) == (0, "succeeded")
        assert words_of(services, session).startswith(MARK)
        assert queue.chunks(job, "chunks") == {}
        assert services.sessions.get(services.actor, session).state is SessionState.TO_CONFIRM
        assert services.backing.store.check() == ()
        assert audit_is_whole(services)


def test_a_worker_whose_window_was_killed_leaves_its_job_to_the_next(short_home: KeyedHome, tmp_path: Path) -> None:
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        with worker(home) as started:
            next(started.messages())
            assert started.process.stdout is not None
            started.process.stdout.close()
            started.process.wait(timeout=TIMEOUT_S)
        assert services.jobs.get(services.actor, job).state is JobState.RUNNING
        assert services.sessions.get(services.actor, session).state is SessionState.TRANSCRIBING
        with worker(home) as started:
            assert started.end()[0] == 0
        assert services.sessions.get(services.actor, session).state is SessionState.TO_CONFIRM


def test_a_model_that_is_not_there_fails_with_a_sentence(short_home: KeyedHome, tmp_path: Path) -> None:
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services, model="largest-of-all")
        with worker(home) as started:
            code, told, _ = started.end()
        assert code == 1
        assert told[-1]["state"] == "failed"
        assert told[-1]["failure"].startswith("There is no speech model of that name")
        assert services.jobs.get(services.actor, job).failure == told[-1]["failure"]
        assert services.sessions.get(services.actor, session).state is SessionState.IMPORTED


def test_a_second_worker_is_refused_with_a_sentence(short_home: KeyedHome, tmp_path: Path) -> None:
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        _, job = ask(services)
        with FileLock(home.folder / "worker.lock"), worker(home) as started:
            code, told, said = started.end()
        assert (code, told) == (1, [])
        assert said.startswith("Another worker is busy with this store already.")
        assert services.jobs.get(services.actor, job).state is JobState.QUEUED


@pytest.mark.parametrize(("line", "sentence"), [("no key", "No usable key came in."), ("00" * 32, "key")])
def test_without_the_right_key_a_worker_ends_with_a_sentence(
    short_home: KeyedHome, tmp_path: Path, line: str, sentence: str
) -> None:
    with worker(short_home.copy(tmp_path / "store"), line) as started:
        code, told, said = started.end()
    assert (code, told) == (1, [])
    assert sentence in said
    assert len(said.splitlines()) == 1


def test_a_worker_started_by_hand_takes_the_passphrase(short_home: KeyedHome, tmp_path: Path) -> None:
    home = short_home.copy(tmp_path / "store")
    command = [part for part in worker_command(home.folder) if part != "--key-on-stdin"]
    environment = {**worker_environment(), "PRACTICE_CODER_PASSPHRASE": PASSPHRASE}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
