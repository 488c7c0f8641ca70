"""How good a recording is, measured while it streams past, and what to tell its owner in plain words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE

_FULL_SCALE = 32768.0
_STEP = WORKING_RATE // 10
# A speaker clips for milliseconds at a time; a single sample at full scale is an honest peak.
_CLIPPED_SAMPLES = 8
_NEAR_FULL = 0.97 * _FULL_SCALE
_HUM_HERTZ = (50, 100, 150, 200, 250)
_HUM_BAND = 400

VERY_QUIET_DBFS = -42.0
"""Voices 20 dB below the usual level of speech on a recorder (about −22 dBFS)."""
CLIPPED_SHARE = 0.02
"""Of the loud moments; below this nobody hears it."""
HUM_DB, HUM_PROMINENCE_DB = -25.0, 12.0
"""Hum within 25 dB of the voices is heard in every pause; a line must stand 12 dB out of its surroundings."""
NOISY_DB = 18.0
"""Voices less than this above the quiet moments: a television 10 dB below them leaves 15–18 dB, a room with some noise
and echo 21 dB."""
NARROW_DB = -46.0
"""Sound above 4.3 kHz this far below that of speech: a telephone line, or a recorder set to 8 kHz."""

SHORTEST_S = 20.0
"""Of less than this nothing is said: a few words have no usual loudness."""

Block = NDArray[np.int16]


@dataclass(frozen=True)
class Quality:
    """What was measured. Levels in dB: ``speech_dbfs`` of the loud moments against full scale (RMS of a tenth of a
    second, 95th percentile), ``above_noise_db`` of these above the quiet ones (5th percentile), ``hum_db`` of mains
    hum and ``treble_db`` of what lies above 4.3 kHz, both against the voices; ``clipped`` is a share (0…1) of the loud
    moments. Hum is None where no line of it stands out.
    """

    speech_dbfs: float
    above_noise_db: float
    clipped: float
    hum_db: float | None
    treble_db: float

    def warnings(self) -> list[str]:
        """A sentence for each fault that can be heard, with what to do next time."""
        found = []
        if self.speech_dbfs < VERY_QUIET_DBFS:
            found.append(
                "The voices are very quiet. They are played louder here; next time put the recorder nearer to them."
            )
        if self.clipped >= CLIPPED_SHARE:
            share = f"{max(1, round(100 * self.clipped))}%"
            found.append(
                f"The sound is clipped in {share} of the loud moments, because it was too loud for the recorder. "
                "Next time lower its microphone level."
            )
        if self.hum_db is not None and self.hum_db > HUM_DB:
            found.append("There is mains hum. Next time keep the recorder away from chargers and other devices.")
        elif self.above_noise_db < NOISY_DB:
            found.append(
                f"There is loud noise behind the voices (only {max(0, round(self.above_noise_db))} dB below them), so "
                "words will be missing. Listen where there is no text; next time ask to turn the television off."
            )
        if self.treble_db < NARROW_DB:
            found.append(
                "The sound has telephone quality, so words that sound alike will be mixed up more often. "
                "Next time set the recorder to a higher quality."
            )
        return found


class QualityMeter:
    """Adds up what ``Quality`` needs, in a few bytes for each tenth of a second."""

    def __init__(self) -> None:
        self._rest: Block = np.zeros(0, np.int16)
        self._power: list[NDArray[np.float64]] = []
        self._clipped: list[NDArray[np.bool_]] = []
        self._low: list[NDArray[np.float32]] = []
        self._spectrum = np.zeros(WORKING_RATE // 2 + 1)
        self._window = np.hanning(WORKING_RATE)

    def add(self, block: Block) -> None:
        """Take the next samples; blocks of a second and more are best."""
        joined = np.concatenate([self._rest, block])
        whole = len(joined) // WORKING_RATE * WORKING_RATE
        self._rest = joined[whole:].copy()
        if not whole:
            return
        samples = joined[:whole].astype(np.float64)
        steps = samples.reshape(-1, _STEP)
        self._power.append(steps.var(axis=1))
        self._clipped.append((np.abs(steps) >= _NEAR_FULL).sum(axis=1) >= _CLIPPED_SAMPLES)
        for second in samples.reshape(-1, WORKING_RATE):
            spectrum = np.square(np.abs(np.fft.rfft((second - second.mean()) * self._window)))
            self._spectrum += spectrum
            self._low.append(spectrum[:_HUM_BAND].astype(np.float32))

    def finish(self) -> Quality | None:
        """What was measured; None for less than 20 s, or where only digital silence was found."""
        power = np.concatenate(self._power) if self._power else np.zeros(0)
        # Where nothing was recorded there is no noise either.
        heard = power > 0
        if len(power) * _STEP < SHORTEST_S * WORKING_RATE or not heard.any():
            return None
        loud = float(np.percentile(power[heard], 95))
        quiet = float(np.percentile(power[heard], 5))
        moments = power >= loud / 10
        return Quality(
            speech_dbfs=_db(loud / _FULL_SCALE**2),
            above_noise_db=_db(loud / quiet),
            clipped=float(np.concatenate(self._clipped)[moments].mean()),
            hum_db=self._hum(loud),
            treble_db=_db(self._spectrum[4300:7500].sum() / self._spectrum[300:3400].sum()),
        )

    def _hum(self, loud: float) -> float | None:
        # Voices move; what stands at the same frequency most of the time is hum.
        usual = np.median(np.stack(self._low), axis=0)
        lines = []
        for hertz in _HUM_HERTZ:
            line = float(usual[hertz - 1 : hertz + 2].max())
            around = float(np.median(np.r_[usual[hertz - 12 : hertz - 3], usual[hertz + 4 : hertz + 13]]))
            if line > around * 10 ** (HUM_PROMINENCE_DB / 10):
                lines.append(line)
        # Power of a sine from the peak of its windowed spectrum.
        return _db(sum(lines) * 2 / self._window.sum() ** 2 / loud) if len(lines) > 1 else None


def _db(ratio: float) -> float:
    return 10.0 * float(np.log10(max(ratio, 1e-20)))
