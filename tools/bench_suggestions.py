"""Suggestions for a session of 400 utterances, loading the model, and fitting one on 10,000 utterances."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import median

from models.suggestions.model_file import STARTER_PATH, load_starter
from models.suggestions.sentence_reader import FOLDER, held_out_sentence_reader, shipped_sentence_reader
from models.suggestions.suggestion import fit
from models.suggestions.suggestion_model import SuggestionModel, predict
from models.talk.corpus import Conversation, taught_conversations, worker_utterances
from models.talk.text import Utterance
from tools.figure import Figure

UTTERANCES = 400
FIT_UTTERANCES = 10_000


def figures() -> list[Figure]:
    """CPU seconds of warm suggestions, of loading the starter, and of a fit on our text repeated under new names."""
    model = load_starter()
    conversations = taught_conversations()
    talk = [coded.utterance for conversation in conversations for coded in conversation.utterances]
    session = [replace(one, id=str(n)) for n, one in enumerate((talk * UTTERANCES)[:UTTERANCES])]
    predict(model, session)
    many, reader = _repeated(conversations), shipped_sentence_reader()
    if reader is not None:
        # What the encoder says of our own talk is looked up, and of other talk read once, before a fit.
        held_out_sentence_reader()
    return [
        Figure("suggestions for 400 utterances, warm", _cpu_s(lambda: _anew(model, session), 5), "s", 1.0),
        Figure("starter model loaded", 1000 * _cpu_s(load_starter, 5), "ms", 50.0),
        Figure("starter model's file", STARTER_PATH.stat().st_size / 2**20, "MiB", 4.0),
        Figure("sentence reader's files", _size_of(FOLDER) / 2**20, "MiB", None),
        Figure("fit on 10,000 coded utterances", _cpu_s(lambda: fit(many, sentence_reader=reader), 1), "s", 10.0),
    ]


def _anew(model: SuggestionModel, session: list[Utterance]) -> None:
    """Suggestions for a session whose words the sentence reader has not read before."""
    if model.sentence_reader is not None:
        model.sentence_reader.forget()
    predict(model, session)


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0


def _repeated(conversations: tuple[Conversation, ...]) -> list[Conversation]:
    many: list[Conversation] = []
    count = 0
    for conversation in cycle(conversations):
        if count >= FIT_UTTERANCES:
            break
        many.append(replace(conversation, id=f"{conversation.id}-{len(many)}"))
        count += len(worker_utterances([conversation]))
    return many


def _cpu_s(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return median(taken)
