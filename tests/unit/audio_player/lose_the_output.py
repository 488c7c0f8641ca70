"""Plays on the default output while its sound server goes and comes back; prints a line for each thing that happens."""

from __future__ import annotations

import sys
import time

from coder.audio.outputs import open_output
from coder.audio.player import Player, Trouble
from tests.unit.audio_player.play_noise import Noise

PATIENCE_S = 40.0


def until(player: Player, *wanted: Trouble) -> None:
    """Wait for a trouble and say where the player then stands."""
    end = time.monotonic() + PATIENCE_S
    while player.trouble not in wanted:
        if time.monotonic() > end:
            sys.exit(f"still {player.trouble!r} at {player.position_s()}")
        time.sleep(0.02)
    print(player.trouble.value, player.position_s(), player.playing, flush=True)


def main() -> None:
    """Play, lose the output, find it again, and play on for a second."""
    looks: list[float] = []

    def look() -> object:
        looks.append(time.monotonic())
        return open_output()

    player = Player(Noise(), look)  # type: ignore[arg-type]
    player.play(1.0)
    time.sleep(1.5)
    print("playing", player.position_s(), player.playing, flush=True)
    until(player, Trouble.WAITING)
    until(player, Trouble.MOVED)
    found_s, end = player.position_s(), time.monotonic() + PATIENCE_S
    while player.position_s() < found_s + 1.0 and time.monotonic() < end:
        time.sleep(0.02)
    print("on", player.position_s(), player.playing, flush=True)
    print("looks", len(looks), True, flush=True)
    player.close()


if __name__ == "__main__":
    main()
