"""Plays noise on the default output of this process for the test of real outputs; prints what happened as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coder.audio import outputs
from coder.audio.player import Player

NOISE = (np.random.default_rng(1).standard_normal(16_000 * 20) * 0.2).astype(np.float32)


class Noise:
    sample_count = len(NOISE)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        return NOISE[start:stop]


def main(kind: str, recording: Path) -> None:
    """Play three seconds from second 5, pause, and say where the player stood and how long the tape was then."""
    player = Player(Noise(), lambda: getattr(outputs, kind)(16_000))
    player.play(5.0)
    end = time.monotonic() + 3.0
    while time.monotonic() < end:
        time.sleep(0.02)
    position_s, taped = player.position_s(), recording.stat().st_size // 2
    player.pause()
    time.sleep(0.6)
    print(json.dumps({"position_s": position_s, "taped": taped, "trouble": player.trouble}))
    player.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
