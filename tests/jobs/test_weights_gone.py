"""Weights that are missing or damaged end a transcription with a sentence; the recording is coded by ear."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.jobs import JobKind, JobState
from coder.domain.sessions import SessionState
from coder.jobs.handlers import handlers
from coder.jobs.worker import run
from coder.services.model_taking import brought_folder
from coder.services.speech_models import bring_model, remove_model


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Where a model of the authority's own was brought in."""
    folder = tmp_path / "ours"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(name.encode() * 100)
    bring_model(folder, tmp_path / "app")
    return tmp_path / "app"


def transcribe(services: Services, app: Path) -> tuple[str, str]:
    """Ask for a transcription with that model and let the worker's own handlers do it: the session, the failure."""
    session = services.sessions.list(services.actor)[0].id
    job = services.transcripts.request(services.actor, session, model="ours").created
    given = (services.sessions, services.transcripts, services.suggestions)
    table = handlers(*given, app, services.learning, services.passages)
    assert set(table) >= {JobKind.TRANSCRIBE}
    run(services.backing, table, services.home.folder / "worker.lock", out=io.StringIO())
    found = services.jobs.get(services.actor, job)
    assert found.state is JobState.FAILED
    return session, found.failure


@pytest.mark.parametrize(
    ("harm", "words"), [("lost", "no speech model"), ("cut", r"model.bin"), ("nonsense", "cannot be loaded")]
)
def test_a_transcription_without_whole_weights_says_what_to_do_and_coding_by_ear_goes_on(
    services: Services, app: Path, harm: str, words: str
) -> None:
    if harm == "lost":
        remove_model(app, "ours")
    elif harm == "cut":
        (brought_folder(app) / "ours" / "model.bin").write_bytes(b"rot")
    session, failure = transcribe(services, app)
    assert words in failure
    assert "Coding by ear works without it." in failure

    assert services.sessions.get(services.actor, session).state is SessionState.IMPORTED
    coding = services.coding.start(services.actor, session).created
    services.coding.rate(services.actor, coding, services.codebooks.active().principles[0].id, 3)
    assert services.sessions.get(services.actor, session).state is SessionState.CODING
