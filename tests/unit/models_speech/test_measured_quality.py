"""What was measured stays measured: errors in words and in who spoke, on the shared development recordings.

Synthetic voices in a quiet room are far easier than a home visit: these are guards against getting worse, never claims.
"""

from __future__ import annotations

import time
from pathlib import Path

import jiwer
import numpy as np
import pytest
import soundfile
from whisper_normalizer.english import EnglishTextNormalizer

from models.speech.alignment import align
from models.speech.chunking import plan_chunks, quietest_moment
from models.speech.clustering import SpeakerBounds
from models.speech.diarisation import Diariser
from models.speech.registry import find_model
from models.speech.segmentation import Segmenter
from models.speech.sound import SAMPLE_RATE, ArraySound
from models.speech.transcription import Transcriber
from tests.helpers.der import Turn, der, read_rttm

pytestmark = pytest.mark.slow


def read(path: Path, end_s: float | None = None) -> ArraySound:
    samples, rate = soundfile.read(path, dtype="float32", frames=round(end_s * SAMPLE_RATE) if end_s else -1)
    assert rate == SAMPLE_RATE
    return ArraySound(np.ascontiguousarray(samples))


def turns_of(path: Path, bounds: SpeakerBounds | None = None) -> tuple[list[Turn], float]:
    """Turns found in a recording, and processor seconds a second of it."""
    sound = read(path)
    segmenter, diariser = Segmenter(), Diariser()
    began = time.process_time()
    activity = segmenter.activity(sound)
    turns = diariser.tell_apart(sound, activity, bounds).turns
    spent = time.process_time() - began
    return [(t.start_s, t.end_s, t.speaker) for t in turns], spent / activity.duration_s


@pytest.mark.parametrize(
    ("name", "speakers", "most"),
    [
        ("sim/dev_libri2_0", 2, 0.01),
        ("sim/dev_libri3_3", 3, 0.015),
        ("real/dev_paa1", 4, 0.02),
        ("synth/dev_session3_room", 3, 0.03),
    ],
)
def test_who_spoke_when_is_as_good_as_measured(name: str, speakers: int, most: float, shared_data: Path) -> None:
    path = shared_data / "data" / "audio" / f"{name}.flac"
    found, cost = turns_of(path)
    assert len({speaker for _, _, speaker in found}) == speakers
    assert der(read_rttm(path.with_suffix(".rttm")), found) <= most
    assert cost <= 0.07


def test_one_reader_is_one_voice(shared_data: Path) -> None:
    samples, rate = soundfile.read(shared_data / "data" / "audio" / "real" / "two_cities.flac", dtype="float32")
    assert rate == SAMPLE_RATE
    sound = ArraySound(np.ascontiguousarray(samples.reshape(len(samples), -1).mean(axis=1)))
    turns = Diariser().tell_apart(sound, Segmenter().activity(sound)).turns
    assert {turn.speaker for turn in turns} == {"S1"}


@pytest.mark.parametrize(("model", "most"), [("tiny.en", 0.10), ("base", 0.07)])
def test_words_and_their_speakers_are_as_good_as_measured(
    model: str, most: float, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, end_s = shared_data / "data" / "audio" / "synth" / "dev_session3_room.flac", 94.8
    lines = [line.split("\t") for line in path.with_suffix(".tsv").read_text().splitlines()[1:]]
    said = [(speaker, text) for start, end, speaker, text in lines if float(end) < end_s]
    sound = read(path, end_s)
    activity = Segmenter().activity(sound)
    chunks = plan_chunks(activity.spans(), activity.duration_s, quietest_moment(sound))
    transcriber = Transcriber(find_model(model, tmp_path_factory.mktemp("app")))
    words = [word for result in transcriber.transcribe(sound, chunks) for word in result.words]
    drafts = align(words, Diariser().tell_apart(sound, activity).turns)

    normal = EnglishTextNormalizer()
    reference = normal(" ".join(text for _, text in said))
    assert jiwer.wer(reference, normal(" ".join(word.text for word in words))) <= most
    worker = normal(" ".join(text for speaker, text in said if speaker == "W"))
    first = drafts[0].speaker
    assert jiwer.wer(worker, normal(" ".join(d.text for d in drafts if d.speaker == first))) <= most + 0.03
