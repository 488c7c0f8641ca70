"""The bare speech library on one sound file, as a process of its own, to be measured beside the product.

It reads one JSON object from standard input: with ``file``, ``model``, ``app_folder``, ``beam_size`` and ``vad`` it
answers what the library writes down, with ``file`` and ``words`` the share of speech that those words cover.

The same weights, number format and threads as in the product; everything else is the library's own: it decodes the file
itself, hears it whole, and has its default settings but for the beam, its voice detector and word times. The answer is
one line of JSON on standard output. Coverage has its own process, so that it costs the library neither time nor memory.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.speech.coverage import heard_share, unheard
from models.speech.registry import ModelDamaged, ModelMissing, find_model
from models.speech.segmentation import Segmenter
from models.speech.sound import SAMPLE_RATE, as_sound
from models.speech.transcription import ENGLISH, Transcriber, Word


def words_of(file: str, model: str, app_folder: Path, *, beam_size: int, vad: bool) -> list[Word]:
    """Words with their times by the library alone. Raises ModelMissing and ModelDamaged for the weights."""
    whisper: Any = Transcriber(find_model(model, app_folder)).whisper
    segments, _ = whisper.transcribe(file, language=ENGLISH, beam_size=beam_size, vad_filter=vad, word_timestamps=True)
    words: list[Word] = []
    for segment in segments:
        words += _joined(segment.words or ())
    return words


def coverage_of(file: str, words: Iterable[Word]) -> float:
    """The share of speech (0…1) that has text, by the product's own mask and rule."""
    from faster_whisper.audio import decode_audio

    speech = Segmenter().activity(as_sound(decode_audio(file, sampling_rate=SAMPLE_RATE))).spans()
    in_order = sorted(words, key=lambda word: (word.start_s, word.end_s))
    return heard_share(speech, unheard(speech, in_order))


def _joined(raw_words: Iterable[Any]) -> list[Word]:
    """The library's words; a piece without a space before it belongs to the word before."""
    words: list[Word] = []
    for raw in raw_words:
        if words and not raw.word.startswith(" "):
            last = words.pop()
            words.append(Word(last.start_s, float(raw.end), last.text + raw.word.strip(), last.probability))
        elif raw.word.strip():
            words.append(Word(float(raw.start), float(raw.end), raw.word.strip(), float(raw.probability)))
    return words


def answer_to(asked: dict[str, Any]) -> dict[str, Any]:
    """``coverage``, or ``words`` as start, end and text, or why the weights were ``refused``."""
    if "words" in asked:
        words = [Word(start_s, end_s, text, 1.0) for start_s, end_s, text in asked["words"]]
        return {"coverage": coverage_of(asked["file"], words)}
    model, app_folder = asked["model"], Path(asked["app_folder"])
    try:
        heard = words_of(asked["file"], model, app_folder, beam_size=asked["beam_size"], vad=asked["vad"])
    except (ModelMissing, ModelDamaged) as error:
        return {"refused": str(error), "hint": ""}
    return {"words": [(word.start_s, word.end_s, word.text) for word in heard]}


def main() -> None:
    """Entry point of the process; takes no arguments."""
    sys.stdout.write(json.dumps(answer_to(json.load(sys.stdin))) + "\n")


if __name__ == "__main__":
    main()
