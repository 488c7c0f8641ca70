"""Two real worker processes on one store, and one that is stopped and woken as by the sleep of a laptop."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.jobs import JobState
from coder.services.job_queue import JobQueue
from coder.store.tables.jobs import JobRow
from coder.store.tables.transcripts import TranscriptRow
from tests.helpers.real_store import KeyedHome, audit_is_whole, import_sound, visit_clip
from tests.helpers.worker_process import Worker, worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("no_native_network"),
    pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped and woken there"),
]


def ask(services: Services) -> tuple[str, str]:
    """The session and the job that waits to transcribe it."""
    session = services.sessions.list(services.actor)[0].id
    return session, services.transcripts.request(services.actor, session, model="tiny.en", speakers=2).created


def stop_after_first_chunk(started: Worker, services: Services, job: str) -> None:
    """Let a worker go on until it has kept a chunk, then make it stand still, but not in the middle of a write."""
    queue = JobQueue(services.backing, "test")
    for _ in started.messages():
        if not queue.chunks(job, "chunks"):
            continue
        os.kill(started.process.pid, signal.SIGSTOP)
        try:
            with services.backing.store.write():
                return
        except UserError:
            os.kill(started.process.pid, signal.SIGCONT)
    raise AssertionError("the worker ended before it could be stopped")


def text_of(services: Services, session: str) -> list[str]:
    """The one transcript of a session, row by row; fails when there are more."""
    with services.backing.store.read() as database:
        assert len(database.scalars(select(TranscriptRow).where(TranscriptRow.session_id == session)).all()) == 1
    found = services.transcripts.get(services.actor, session)
    assert found is not None
    return [one.text for one in found.utterances]


@pytest.fixture(scope="module")
def two_chunks(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with 40 seconds of the demo visit: two chunks."""
    folder = tmp_path_factory.mktemp("two-chunks")
    made = made_home.copy(folder / "store")
    with made.opened() as services:
        import_sound(services, visit_clip(folder / "clip.wav", 0, 40))
    return made


@pytest.fixture(scope="module")
def undisturbed(two_chunks: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one worker alone writes down."""
    home = two_chunks.copy(tmp_path_factory.mktemp("alone") / "store")
    with home.opened() as services:
        session, _ = ask(services)
        with worker(home) as alone:
            assert alone.end()[0] == 0
        return text_of(services, session)


def test_a_worker_taken_for_dead_that_wakes_again_stores_nothing_twice(
    two_chunks: KeyedHome, tmp_path: Path, undisturbed: list[str]
) -> None:
    home = two_chunks.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        queue = JobQueue(services.backing, "test")
        with worker(home) as first:
            stop_after_first_chunk(first, services, job)
            kept = queue.chunks(job, "chunks")
            # The lock is lost, as on a network drive, and the first worker has been silent for an hour.
            (home.folder / "worker.lock").unlink()
            with services.backing.store.write() as database:
                long_ago = services.backing.clock() - timedelta(hours=1)
                database.execute(update(JobRow).where(JobRow.id == job).values(heartbeat_at=long_ago))
            with worker(home) as second:
                heard = []
                for message in second.messages():
                    heard.append(message)
                    if len(queue.chunks(job, "chunks")) > len(kept):
                        break
                # Both work on the same recording now, until the first one hears that it lost its claim.
                os.kill(first.process.pid, signal.SIGCONT)
                code, told, _ = second.end()
            # On a busy computer the second may have said all before this test looked.
            assert (code, [*heard, *told][-1]["state"]) == (0, "succeeded")
            code, told, _ = first.end()
        assert code == 0
        assert not any("state" in message for message in told)
        assert services.jobs.get(services.actor, job).state is JobState.SUCCEEDED
        assert text_of(services, session) == undisturbed
        assert queue.chunks(job, "chunks") == {}
        assert audit_is_whole(services)


def test_a_laptop_that_slept_goes_on_where_it_was(
    two_chunks: KeyedHome, tmp_path: Path, undisturbed: list[str]
) -> None:
    home = two_chunks.copy(tmp_path / "store")
    with home.opened() as services:
        session, job = ask(services)
        with worker(home) as started:
            stop_after_first_chunk(started, services, job)
            # What a night leaves behind: the last sign of life is hours old by the clock on the wall.
            with services.backing.store.write() as database:
                last_night = services.backing.clock() - timedelta(hours=8)
                database.execute(update(JobRow).where(JobRow.id == job).values(heartbeat_at=last_night))
            os.kill(started.process.pid, signal.SIGCONT)
            code, told, _ = started.end()
        assert (code, told[-1]["state"]) == (0, "succeeded")
        assert text_of(services, session) == undisturbed
