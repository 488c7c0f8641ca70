"""Suggestions for a session of 400 utterances, loading the model, and fitting one on 10,000 utterances."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from statistics import median

from models.suggestions.model_file import STARTER_PATH, load_starter
from models.suggestions.suggestion import fit
from models.suggestions.suggestion_model import predict
from models.talk.corpus import Conversation, load_conversations, worker_utterances
from tools.figure import Figure

UTTERANCES = 400
FIT_UTTERANCES = 10_000


def figures() -> list[Figure]:
    """CPU seconds of warm suggestions, of loading the starter, and of a fit on our text repeated under new names."""
    model = load_starter()
    conversations = load_conversations()
    talk = [coded.utterance for conversation in conversations for coded in conversation.utterances]
    session = [replace(one, id=str(n)) for n, one in enumerate((talk * UTTERANCES)[:UTTERANCES])]
    predict(model, session)
    many = _repeated(conversations)
    return [
        Figure("suggestions for 400 utterances, warm", _cpu_s(lambda: predict(model, session), 5), "s", 1.0),
        Figure("starter model loaded", 1000 * _cpu_s(load_starter, 5), "ms", 50.0),
        Figure("starter model's file", STARTER_PATH.stat().st_size / 2**20, "MiB", 4.0),
        Figure("fit on 10,000 coded utterances", _cpu_s(lambda: fit(many), 1), "s", 10.0),
    ]


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
