"""What the killed processes do through the services: code, import sound, transcribe. Each says what it finished.

In the transcription only the three neural networks are replaced, by light ones that always hear the same; queue,
chunks, alignment, services and database are the program's own.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from coder.bootstrap import Services, app_folder, open_for_worker
from coder.domain.coding import Coding, CodingState, Entry
from coder.domain.ids import new_id
from coder.domain.sessions import Answer, HowAsked
from coder.domain.text_edits import Merge, RestoreAll, SetText, Split, TextEdit
from coder.domain.transcripts import Transcript
from coder.jobs import handlers, worker
from coder.services.sessions import PermissionDraft
from models.speech import pipeline
from models.speech.chunking import Chunk
from models.speech.diarisation import SpeakerTurn, ToldApart
from models.speech.registry import ModelFolder
from models.speech.segmentation import FRAME_SAMPLES, SpeechActivity
from models.speech.sound import SAMPLE_RATE, Sound
from models.speech.transcription import ChunkResult, Word
from tests.helpers.real_store import CONTEXT
from tests.reliability.killable import acknowledge

SPEECH_S, PAUSE_S = 12.0, 4.0
WORDS_A_CHUNK = 20
SOUND_S = 2.0


def warm_up() -> None:
    """Import what a run would import on its way, and put the light networks in place."""
    import alembic.command
    import alembic.config

    import coder.services.audit
    import coder.services.care
    import coder.services.demo
    import coder.services.overview
    import coder.services.profiles
    import coder.services.reports

    assert alembic.command
    assert alembic.config
    assert coder.services
    pipeline.Segmenter = LightSegmenter  # type: ignore[misc,assignment]
    pipeline.Diariser = LightDiariser  # type: ignore[misc,assignment]
    pipeline.Transcriber = LightTranscriber  # type: ignore[misc,assignment]
    handlers.find_model = lambda name, folder: ModelFolder(Path("light"), "light", "0" * 64, known=False)


def code(folder: str, key: str, coding_id: str, session_id: str, seed: int, number: int) -> None:
    """Code, rate, give evidence, take back, undo and redo in a drawn order, until killed."""
    services = open_for_worker(Path(folder), bytes.fromhex(key))
    draw = random.Random(seed)
    while True:
        coding = own_coding(services, session_id)
        draw.choice(ACTS)(services, coding_id, coding, draw)
        coding = own_coding(services, session_id)
        acknowledge("coded", fingerprint(coding))


def edit_text(folder: str, key: str, session_id: str, seed: int, number: int) -> None:
    """Split, merge, reword, undo and redo in a drawn order, several edits a step, until killed."""
    services = open_for_worker(Path(folder), bytes.fromhex(key))
    draw = random.Random(seed)
    while True:
        text = services.transcripts.get(services.actor, session_id)
        assert text is not None
        act = draw.choice((_two_edits, _two_edits, _two_edits, _undo_text, _redo_text))
        act(services, text, draw)
        text = services.transcripts.get(services.actor, session_id)
        assert text is not None
        acknowledge("edited", text_fingerprint(text))


def _two_edits(services: Services, text: Transcript, draw: random.Random) -> None:
    long = [one for one in text.utterances if len(one.words) > 3]
    if long:
        one, half = draw.choice(long), new_id()
        edits: list[TextEdit] = [Split(one.id, 2, half), SetText(half, f"words {draw.random()} again")]
    else:
        edits = [Merge(a.id, b.id) for a, b in list(pairwise(text.utterances))[:1]] or [RestoreAll()]
    services.transcripts.edit(services.actor, text.session_id, edits, "Change")


def _undo_text(services: Services, text: Transcript, draw: random.Random) -> None:
    services.history.undo(services.actor, text.session_id)


def _redo_text(services: Services, text: Transcript, draw: random.Random) -> None:
    services.history.redo(services.actor, text.session_id)


def text_fingerprint(text: Transcript) -> str:
    """A hash of everything a transcript says."""
    lines = [repr((one.id, one.start_s, one.end_s, one.speaker_id, one.text)) for one in text.utterances]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def own_coding(services: Services, session_id: str) -> Coding:
    """The coding as the evaluator sees it."""
    found = services.coding.get(services.actor, session_id)
    assert found is not None
    return found


def fingerprint(coding: Coding) -> str:
    """A hash of everything that stands in a coding."""
    return standing_fingerprint(coding.state)


def standing_fingerprint(state: CodingState) -> str:
    """A hash of everything that stands."""
    single = (*state.ratings.values(), *state.overrides.values())
    standing = (*state.codes, *single, *state.evidence, *state.moments, *state.focus)
    lines = sorted(repr((e.thread_id, e.kind, e.label, e.start_s, e.end_s, e.value, e.note)) for e in standing)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _place(draw: random.Random) -> dict[str, float]:
    start = draw.uniform(0, 20)
    return {"start_s": start, "end_s": start + draw.uniform(0.5, 5)}


def _one(coding: Coding, draw: random.Random) -> Entry | None:
    return draw.choice(coding.state.codes) if coding.state.codes else None


def _add(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    services.coding.add_code(services.actor, coding_id, draw.choice(["OQ", "CQ", "SR", "CR", "AF"]), **_place(draw))


def _replace(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    if one := _one(coding, draw):
        services.coding.replace_code(services.actor, coding_id, one.thread_id, "GI")


def _move(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    if one := _one(coding, draw):
        services.coding.move(services.actor, coding_id, one.thread_id, **_place(draw))


def _note(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    if one := _one(coding, draw):
        services.coding.set_note(services.actor, coding_id, one.thread_id, f"memo {draw.random()}")


def _withdraw(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    if one := _one(coding, draw):
        services.coding.withdraw(services.actor, coding_id, one.thread_id)


def _rate(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    services.coding.rate(services.actor, coding_id, draw.choice(["EVO", "EMP", "COL"]), draw.randint(1, 5))


def _evidence(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    services.coding.add_evidence(services.actor, coding_id, draw.choice(["EVO", "EMP"]), **_place(draw))


def _undo(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    services.coding.undo(services.actor, coding_id)


def _redo(services: Services, coding_id: str, coding: Coding, draw: random.Random) -> None:
    services.coding.redo(services.actor, coding_id)


ACTS = (_add, _add, _add, _replace, _move, _note, _withdraw, _rate, _rate, _evidence, _undo, _undo, _redo)


def import_sound(folder: str, key: str, source: str, number: int) -> None:
    """Import one new sound file after the other, until killed."""
    services = open_for_worker(Path(folder), bytes.fromhex(key))
    while True:
        file = new_sound(Path(source))
        made = services.sessions.import_recording(
            services.actor,
            file,
            worker_id="W-17",
            team_name="North",
            held_on=date(2026, 5, 1),
            permissions=[PermissionDraft("father", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
            context=CONTEXT,
        )
        acknowledge("imported", made.created, file.name)


def new_sound(folder: Path) -> Path:
    """Two seconds that nobody heard before."""
    file = folder / f"{new_id()}.wav"
    noise = np.random.default_rng().normal(0, 0.1, round(SOUND_S * SAMPLE_RATE))
    soundfile.write(file, noise.astype(np.float32), SAMPLE_RATE)
    return file


class LightSegmenter:
    """Hears twelve seconds of speech, four of silence, and so on."""

    def __init__(self, threads: int = 1) -> None:
        pass

    def activity(self, sound: Sound, control: Any) -> SpeechActivity:
        """Speech by the clock."""
        control.step(0.0)
        frames = sound.sample_count // FRAME_SAMPLES
        times = np.arange(frames) * FRAME_SAMPLES / SAMPLE_RATE
        speech = (times % (SPEECH_S + PAUSE_S) < SPEECH_S).astype(np.float32)
        control.step(1.0)
        return SpeechActivity(speech, speech, sound.sample_count / SAMPLE_RATE)

    def growing(self, sound: Sound, control: Any) -> Iterator[SpeechActivity]:
        """All of it at once."""
        yield self.activity(sound, control)


class LightDiariser:
    """Hears two voices take turns."""

    def __init__(self, threads: int = 1) -> None:
        pass

    def tell_apart(self, sound: Sound, activity: SpeechActivity, bounds: Any, control: Any) -> ToldApart:
        """A turn for each stretch of speech."""
        control.step(1.0)
        spans = enumerate(activity.spans())
        return ToldApart(tuple(SpeakerTurn(span.start_s, span.end_s, f"S{1 + number % 2}") for number, span in spans))


class LightTranscriber:
    """Hears the same words in a chunk each time; says which chunks it worked on and which are kept."""

    def __init__(self, model: ModelFolder, **_named: Any) -> None:
        pass

    def transcribe(
        self, sound: Sound, chunks: Sequence[Chunk], *, speech: Any = None, language: str = "en", control: Any = None
    ) -> Iterator[ChunkResult]:
        """The chunks one by one, with a little work for each."""
        for number, chunk in enumerate(chunks):
            control.step(number / len(chunks))
            acknowledge("heard", chunk.index)
            hashlib.sha256(sound.read(0, 100_000).tobytes() * 8)
            yield ChunkResult(chunk.index, chunk.start_s, chunk.end_s, words_of(chunk))
            # Whoever asks for the next one has stored this one.
            acknowledge("kept", chunk.index)


def words_of(chunk: Chunk) -> tuple[Word, ...]:
    """What is heard in a chunk."""
    step = chunk.duration_s / WORDS_A_CHUNK
    return tuple(
        Word(chunk.start_s + n * step, chunk.start_s + (n + 0.9) * step, f"word{chunk.index}x{n}", 0.9)
        for n in range(WORDS_A_CHUNK)
    )


def transcribe(folder: str, key: str, number: int) -> None:
    """Work off the jobs that wait, as the worker process does."""
    services = open_for_worker(Path(folder), bytes.fromhex(key))
    table = handlers.handlers(
        services.sessions,
        services.transcripts,
        services.suggestions,
        app_folder(),
        services.learning,
        services.passages,
    )
    failed = worker.run(services.backing, table, Path(folder) / "worker.lock", out=io.StringIO())
    assert failed == 0
    acknowledge("ended")
    services.close()
