"""A sound server without a sound card: what is played is recorded at its monitor, with the time of every sample."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
_PATIENCE_S = 15.0


def available() -> bool:
    """Whether PulseAudio and its recorder are installed."""
    return bool(shutil.which("pulseaudio") and shutil.which("parec"))


@contextmanager
def null_sink() -> Iterator[dict[str, str]]:
    """The environment in which a process plays into a null sink of its own. Raises TimeoutError without a server."""
    with TemporaryDirectory() as folder:
        home, runtime = Path(folder) / "home", Path(folder) / "run"
        home.mkdir()
        runtime.mkdir(mode=0o700)
        (home / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
        command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--disable-shm=true"]
        sink = f"--load=module-null-sink sink_name=null rate={RATE} channels=1 format=s16le"
        server = subprocess.Popen(
            [*command, sink, "--load=module-native-protocol-unix"], env=env, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(runtime / "pulse" / "native")
            yield env
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait_for(path: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError("the sound server did not start")
        time.sleep(0.05)


class Recorder:
    """Records the monitor of the null sink from now on; use as a context."""

    def __init__(self) -> None:
        self._blocks: list[tuple[float, bytes]] = []
        command = ["parec", "-d", "null.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le"]
        self._process = subprocess.Popen([*command, "--latency-msec=10"], stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Recorder:
        self._thread.start()
        end = time.monotonic() + _PATIENCE_S
        while not self._blocks:
            if time.monotonic() > end:
                raise TimeoutError("nothing is recorded")
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while block := os.read(self._process.stdout.fileno(), 4096):
            self._blocks.append((time.monotonic(), block))

    def heard(self) -> NDArray[np.float32]:
        """All samples so far, −1…1."""
        joined = b"".join(block for _, block in list(self._blocks))
        return np.frombuffer(joined[: len(joined) // 2 * 2], np.int16).astype(np.float32) / 32768

    def began(self) -> float:
        """The monotonic time of sample 0: the earliest that agrees with when every block came.

        The recorder's own lag, some 10 ms, is in it and cannot be told apart.
        """
        blocks = list(self._blocks)
        ends = np.cumsum([len(block) for _, block in blocks]) / 2 / RATE
        return float(np.min(np.array([at for at, _ in blocks]) - ends))
