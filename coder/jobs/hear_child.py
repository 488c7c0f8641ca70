"""The process that hears one sound file as import and transcription do, without a store, to be measured.

It reads one JSON object from standard input (``file``, ``model``, ``app_folder``) and answers with one line of JSON on
standard output: words in the order in which they read, turns, coverage, length and the processor seconds of each stage;
or why the file or the weights were refused.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from coder.audio.decode import decode_file
from coder.audio.flac import FlacReader
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.domain.errors import UserError
from coder.jobs.handlers import hear
from coder.jobs.worker import lower_priority


class _Clock:
    """Processor seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.process_time()

    def enter(self, stage: str) -> None:
        """What was used since the last call belongs to the stage that was on."""
        now = time.process_time()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


def heard(file: Path, model: str, app_folder: Path) -> dict[str, Any]:
    """What the product makes of a file, as plain data. A refusal is data too; a silent file is one without words."""
    try:
        decoded = decode_file(file)
    except AudioRefused as refusal:
        silent = refusal.problem is DecodeProblem.SILENT
        return _nothing() if silent else {"unreadable": refusal.sentence, "hint": refusal.hint}
    clock = _Clock()
    try:
        with FlacReader(decoded.flac) as sound:
            result = hear(
                sound, {"model": model}, app_folder, progress=lambda progress: clock.enter(progress.stage.value)
            )
    except UserError as error:
        return {"refused": error.sentence, "hint": ""}
    clock.enter("")
    words = [word for utterance in result.utterances for word in utterance.words]
    return {
        "words": [(word.start_s, word.end_s, word.text) for word in words],
        "turns": [(turn.start_s, turn.end_s, turn.speaker) for turn in result.turns],
        "coverage": result.coverage,
        "duration_s": decoded.duration_s,
        "stages": clock.seconds,
    }


def _nothing() -> dict[str, Any]:
    return {"words": [], "turns": [], "coverage": None, "duration_s": None, "stages": {}}


def main() -> None:
    """Entry point of the process; takes no arguments."""
    asked = json.load(sys.stdin)
    lower_priority()
    answer = heard(Path(asked["file"]), asked["model"], Path(asked["app_folder"]))
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
