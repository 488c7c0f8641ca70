"""Speak the demo visit and write its sound and the true times of every turn.

Run it from this folder in an environment made from requirements.txt (see README.md); it takes a few minutes.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import av
import numpy as np
from scipy.signal import resample_poly
from script import Line, Script, Turn, read_script
from voices import SAMPLE_RATE, Kokoro, Samples

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "coder" / "demo" / "data"
OPUS_RATE = 48_000
OPUS_BITS_PER_S = 24_000
LEAD_OUT_S = 1.2
PAUSE_IN_TURN_S = (0.25, 0.5)
PEAK = 0.8


@dataclass(frozen=True)
class TrueLine:
    """One utterance as it lies in the sound, in seconds, half-open."""

    start_s: float
    end_s: float
    text: str
    code: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class TrueTurn:
    """One turn as it lies in the sound, in seconds, half-open; ``codes`` in the order of its utterances."""

    ref: str
    start_s: float
    end_s: float
    speaker: str
    text: str
    codes: tuple[str, ...]
    utterances: tuple[TrueLine, ...]


@dataclass(frozen=True)
class Placed:
    """A spoken utterance and the sample where it starts."""

    start: int
    sound: Samples
    line: Line


def speak(script: Script, kokoro: Kokoro) -> tuple[Samples, tuple[TrueTurn, ...]]:
    """Speak every turn in order; the mixed sound (mono, 24 kHz, peak 0.8, with room tone) and the true times."""
    chance = np.random.default_rng(script.seed)
    position = 0
    placed: list[Placed] = []
    truth: list[TrueTurn] = []
    for number, turn in enumerate(script.turns, 1):
        print(f"{number}/{len(script.turns)} {turn.speaker}: {turn.lines[0].text[:60]}", flush=True)
        position += round(turn.gap_s * SAMPLE_RATE)
        spoken = _speak_turn(turn, script, kokoro, position, chance)
        placed += spoken
        truth.append(_true_turn(turn, spoken))
        position = spoken[-1].start + len(spoken[-1].sound)
    return _mix(placed, position + round(LEAD_OUT_S * SAMPLE_RATE), script.room_tone_dbfs, chance), tuple(truth)


def _speak_turn(turn: Turn, script: Script, kokoro: Kokoro, start: int, chance: np.random.Generator) -> list[Placed]:
    speaker = script.speakers[turn.speaker]
    placed = []
    for line in turn.lines:
        sound = kokoro.say(line.text, speaker.voice, speaker.speed) * np.float32(10 ** (speaker.gain_db / 20))
        placed.append(Placed(start, sound, line))
        start += len(sound) + round(chance.uniform(*PAUSE_IN_TURN_S) * SAMPLE_RATE)
    return placed


def _true_turn(turn: Turn, spoken: list[Placed]) -> TrueTurn:
    lines = tuple(
        TrueLine(
            round(p.start / SAMPLE_RATE, 3),
            round((p.start + len(p.sound)) / SAMPLE_RATE, 3),
            p.line.text,
            p.line.code,
            p.line.attributes,
        )
        for p in spoken
    )
    return TrueTurn(
        ref=turn.ref,
        start_s=lines[0].start_s,
        end_s=lines[-1].end_s,
        speaker=turn.speaker,
        text=" ".join(line.text for line in lines),
        codes=tuple(line.code for line in lines),
        utterances=lines,
    )


def _mix(placed: list[Placed], length: int, room_tone_dbfs: float, chance: np.random.Generator) -> Samples:
    sound = np.zeros(length, dtype=np.float32)
    for p in placed:
        sound[p.start : p.start + len(p.sound)] += p.sound
    sound *= np.float32(PEAK / np.abs(sound).max())
    return sound + _room_tone(length, room_tone_dbfs, chance)


def _room_tone(length: int, dbfs: float, chance: np.random.Generator) -> Samples:
    """Soft low hiss, because a real room is never digitally silent and a program must not learn that it is."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 60.0))
    tone = np.fft.irfft(spectrum, length)
    return (tone * 10 ** (dbfs / 20) / np.sqrt(np.mean(tone**2))).astype(np.float32)


def write_opus(sound: Samples, path: Path, title: str, notice: str) -> None:
    """Write mono Opus at 24 kbit/s with the notice as a tag; bit-exact, so that the same sound gives the same file."""
    whole = resample_poly(sound, OPUS_RATE // SAMPLE_RATE, 1).astype(np.float32)
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        container.metadata.update({"TITLE": title, "COMMENT": notice, "LANGUAGE": "en-GB"})
        stream = container.add_stream("libopus", rate=OPUS_RATE, layout="mono")
        stream.bit_rate = OPUS_BITS_PER_S
        stream.metadata.update({"TITLE": title, "COMMENT": notice, "LANGUAGE": "en-GB"})
        for start in range(0, len(whole), OPUS_RATE):
            frame = av.AudioFrame.from_ndarray(whole[None, start : start + OPUS_RATE], format="flt", layout="mono")
            frame.sample_rate = OPUS_RATE
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_truth(script: Script, duration_s: float, truth: tuple[TrueTurn, ...], path: Path) -> None:
    """Write the true times as JSON, one turn an entry."""
    document = {
        "title": script.title,
        "notice": script.notice,
        "target": script.target,
        "duration_s": round(duration_s, 3),
        "speakers": {key: speaker.name for key, speaker in script.speakers.items()},
        "turns": [asdict(turn) for turn in truth],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Speak visit.toml and write visit.opus and visit-truth.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=Path, required=True, help="kokoro-js-1.2.1.tgz, as npm packs it")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    script = read_script(HERE / "visit.toml")
    sound, truth = speak(script, Kokoro(arguments.voices))
    write_opus(sound, arguments.out / "visit.opus", script.title, script.notice)
    write_truth(script, len(sound) / SAMPLE_RATE, truth, arguments.out / "visit-truth.json")
    print(f"{len(sound) / SAMPLE_RATE:.1f} s, {(arguments.out / 'visit.opus').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
