"""Both real outputs through a sound server without a sound card, recorded at its monitor and compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import coder.audio.player as player_module
from tests.unit.audio_player import lose_the_output, play_noise

ROOT = Path(player_module.__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("pulseaudio") and shutil.which("parec")), reason="no PulseAudio here"),
]


@contextmanager
def running(command: list[str], env: dict[str, str], **kwargs: object) -> Iterator[None]:
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, **kwargs)  # type: ignore[call-overload]
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.skip("the sound server did not start on this machine")
        time.sleep(0.05)


@pytest.fixture
def bare_env(tmp_path: Path) -> dict[str, str]:
    """Where a sound server would play, before it runs."""
    home, runtime = tmp_path / "home", tmp_path / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    (home / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    return {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}


@contextmanager
def sound_server(env: dict[str, str]) -> Iterator[None]:
    server = ["pulseaudio", "-n", "--exit-idle-time=-1", "--disable-shm=true"]
    sink = "--load=module-null-sink sink_name=null rate=16000 channels=1 format=s16le"
    with running([*server, sink, "--load=module-native-protocol-unix"], env):
        wait_for((Path(env["XDG_RUNTIME_DIR"]) / "pulse" / "native").exists)
        yield


@pytest.fixture
def sound_env(bare_env: dict[str, str]) -> Iterator[dict[str, str]]:
    with sound_server(bare_env):
        yield bare_env


@pytest.mark.parametrize("kind", ["MixerOutput", "CallbackOutput"])
def test_what_is_heard_is_where_the_player_says_and_pause_is_silence(
    kind: str, sound_env: dict[str, str], tmp_path: Path
) -> None:
    tape = tmp_path / "tape.raw"
    recorder = ["parec", "-d", "null.monitor", "--rate=16000", "--channels=1", "--format=s16le", "--latency-msec=20"]
    with tape.open("wb") as out, running(recorder, sound_env, stdout=out):
        wait_for(lambda: tape.stat().st_size > 0)
        command = [sys.executable, play_noise.__file__, kind, str(tape)]
        played = subprocess.run(
            command, env={**sound_env, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60, check=False
        )
        assert played.returncode == 0, played.stderr.decode()
    said = json.loads(played.stdout.splitlines()[-1])
    assert said["trouble"] == ""
    heard = np.fromfile(tape, np.int16).astype(np.float32) / 32768
    before, after = heard[: said["taped"]], heard[said["taped"] :]
    place = int(np.correlate(play_noise.NOISE, before[-1600:], "valid").argmax()) + 1600
    # The recorder itself lags by about 50 ms; a busy machine adds to that.
    assert place / 16_000 == pytest.approx(said["position_s"], abs=0.25)
    loud = np.flatnonzero(np.abs(after) > 0.01)
    assert (loud[-1] if len(loud) else 0) / 16_000 < 0.35
    assert len(after) > 0.4 * 16_000


def test_playing_goes_on_by_itself_when_the_sound_server_is_back(bare_env: dict[str, str]) -> None:
    command = [sys.executable, lose_the_output.__file__]
    env = {**bare_env, "PYTHONPATH": str(ROOT)}

    def said(child: subprocess.Popen[str]) -> tuple[str, float, bool]:
        assert child.stdout is not None
        what, at_s, playing = child.stdout.readline().rsplit(" ", 2)
        return what, float(at_s), playing.strip() == "True"

    server = sound_server(bare_env)
    server.__enter__()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert said(child)[0] == "playing"
            server.__exit__(None, None, None)
            what, lost_s, playing = said(child)
            assert (what, playing) == ("waiting", True)
            with sound_server(bare_env):
                what, found_s, playing = said(child)
                assert (what, playing) == ("moved", True)
                assert found_s == pytest.approx(lost_s, abs=0.3)
                what, on_s, playing = said(child)
                assert on_s == pytest.approx(found_s + 1.0, abs=0.5)
                assert said(child)[1] < 12
                assert child.wait(timeout=30) == 0
        finally:
            child.kill()
