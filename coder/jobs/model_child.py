"""The process that loads a speech model to look at it: checks its hashes, or measures it on a minute of the demo visit.

It speaks JSON lines: ``{"progress": 0…1}`` on the way, one answer at the end. Whatever a model or its libraries do to
this process, the one that asked goes on.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.audio.decode import decode_file
from coder.audio.flac import FlacReader, Samples
from coder.audio.protocol import WORKING_RATE
from coder.domain.errors import UserError
from coder.domain.speech_models import Measured
from coder.domain.times import utc_now
from coder.jobs.handlers import check_model, check_voices, hear, try_card
from coder.jobs.worker import leave_interrupts, lower_priority

SOUND_S = 60.0


@dataclass(frozen=True)
class _Beginning:
    """The first part of a recording."""

    sound: FlacReader
    sample_count: int

    def read(self, start: int, stop: int) -> Samples:
        """Samples [start, stop), cut to the part."""
        return self.sound.read(start, min(stop, self.sample_count))


class _Stopwatch:
    """Time by stage, as (processor seconds, seconds): what passes before a report belongs to the stage it reports.

    The first report of the text comes when the model is loaded, which a long recording does not feel.
    """

    def __init__(self) -> None:
        self.stages: dict[str, NDArray[np.float64]] = {}
        self._last, self._stage = _times(), ""

    def report(self, stage: str, fraction: float) -> None:
        """Take the time and hand on the progress."""
        now = _times()
        key = _LOADING if stage == _TEXT != self._stage else stage
        self.stages[key] = self.stages.get(key, np.zeros(2)) + now - self._last
        self._last, self._stage = now, stage
        _tell({"progress": fraction})


def _times() -> NDArray[np.float64]:
    return np.array([time.process_time(), time.perf_counter()])


_TEXT = "writing down what is said"
_LOADING = "loading"


def run(act: str, model: str, app_folder: Path) -> None:
    """Do one act (``check``, ``voices``, ``card`` or ``measure``) for one model and answer on standard output."""
    leave_interrupts(to_starter=True)
    lower_priority()
    try:
        if act == "check":
            _tell({"known": check_model(model, app_folder)})
        elif act == "voices":
            check_voices()
            _tell({"known": True})
        elif act == "card":
            _tell({"works": try_card(model, app_folder)})
        else:
            measured = asdict(measure(model, app_folder, utc_now()))
            _tell({"measured": {**measured, "measured_at": measured["measured_at"].isoformat()}})
    except UserError as error:
        _tell({"refused": error.sentence})


def measure(model: str, app_folder: Path, now: datetime) -> Measured:
    """Hear a minute of the demo visit as a transcription job does. Raises UserError when the model is not whole."""
    # Hashing is no part of the work, and remembered once done.
    check_model(model, app_folder, anew=False)
    with as_file(files("coder.demo") / "data" / "visit.opus") as path:
        decoded = decode_file(path)
    with FlacReader(decoded.flac) as sound:
        part = _Beginning(sound, round(SOUND_S * WORKING_RATE))
        watch = _Stopwatch()
        hear(part, {"model": model}, app_folder, progress=lambda one: watch.report(one.stage.value, one.fraction))
    del watch.stages[_LOADING]
    whole = sum(watch.stages.values(), np.zeros(2))
    text_s = float(watch.stages[_TEXT][0])
    return Measured(SOUND_S, float(whole[0]) - text_s, text_s, float(whole[1]), now)


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
