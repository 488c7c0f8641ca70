"""Coded sessions to learn from, made from invented conversations, in a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
import soundfile

from coder.bootstrap import Services
from coder.domain.jobs import JobKind
from coder.domain.masks import MaskKind
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Answer, Context, HowAsked
from coder.domain.transcripts import Word
from coder.jobs.handlers import learn_from_use
from coder.jobs.worker import run
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from models.talk.corpus import CODES, CodedUtterance, Conversation, load_conversations

UTTERANCES = 24
CONTEXT = Context("To talk about mornings", "ongoing", "child in need", ("worker", "mother"))
# Each code called by the next one's name: every habit of the model that comes with the program is wrong here.
TURNED = dict(zip(CODES[:-1], (*CODES[1:-1], CODES[0]), strict=True))
CASE_NAME, LONG_WORD = "Zebedee", "quibblethorpe"


@cache
def invented() -> tuple[Conversation, ...]:
    """The conversations that come with the program, read once."""
    return load_conversations()


def own() -> tuple[Conversation, ...]:
    """A few of them, so that a fit takes a second."""
    return invented()[:3]


@dataclass(frozen=True)
class Coder:
    """Puts sessions of the store on their way and codes them."""

    services: Services
    folder: Path

    def session(
        self,
        number: int,
        *,
        worker: str = "",
        permission: bool = True,
        code: Callable[[str], str] = lambda code: code,
        lock: bool = True,
    ) -> str:
        """A session made of the ``number``-th conversation from the end, coded and locked; its id."""
        said = [_with_names(one, number) for one in invented()[-1 - number].utterances[:UTTERANCES]]
        session_id = self._imported(number, worker or f"W-{number}", permission=permission)
        self._transcribed(session_id, said)
        self.services.masks.add_names(self.services.actor, session_id, [(MaskKind.CHILD, CASE_NAME)])
        coding = self._coded(session_id, said, code)
        if lock:
            self.services.coding.lock(self.services.actor, coding)
        return session_id

    def _imported(self, number: int, worker: str, *, permission: bool) -> str:
        file = self.folder / f"tone-{number}.wav"
        times = np.arange(90 * 16_000) / 16_000
        soundfile.write(file, (0.3 * np.sin(2 * np.pi * (220 + 5 * number) * times)).astype("float32"), 16_000)
        draft = PermissionDraft("mother", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)
        return self.services.sessions.import_recording(
            self.services.actor,
            file,
            worker_id=worker,
            team_name="North",
            held_on=date(2026, 5, 1),
            permissions=[draft] if permission else [],
            context=CONTEXT,
        ).created

    def _transcribed(self, session_id: str, said: Sequence[CodedUtterance]) -> None:
        services = self.services
        services.transcripts.request(services.actor, session_id)
        heard = [
            HeardUtterance(
                2.0 * n,
                2.0 * n + 1.9,
                one.utterance.speaker_role,
                one.utterance.text,
                tuple(_words(2.0 * n, one.utterance.text)),
                (),
            )
            for n, one in enumerate(said)
        ]
        roles = sorted({one.speaker for one in heard})
        voices = [HeardSpeaker(role, SpeakerRole(role), 0.9) for role in roles]
        services.transcripts.keep(session_id, Heard("en", "base", voices, heard, (), 0.97))
        found = services.transcripts.get(services.actor, session_id)
        services.transcripts.confirm_roles(services.actor, session_id, {one.id: one.role for one in found.speakers})

    def _coded(self, session_id: str, said: Sequence[CodedUtterance], code: Callable[[str], str]) -> str:
        services = self.services
        coding = services.coding.start(services.actor, session_id).created
        found = services.transcripts.get(services.actor, session_id)
        for one, line in zip(said, found.utterances, strict=True):
            if one.code:
                services.coding.add_code(
                    services.actor,
                    coding,
                    code(one.code),
                    start_s=line.start_s,
                    end_s=line.end_s,
                    utterance_id=line.id,
                )
        for principle in services.codebooks.active().principles:
            services.coding.rate(services.actor, coding, principle.id, 3)
        return coding


def _with_names(one: CodedUtterance, number: int) -> CodedUtterance:
    """The child of every family is called the same here, and two families know a word nobody else does."""
    if not one.code:
        return one
    added = f" {CASE_NAME} {LONG_WORD}" if number < 2 else f" {CASE_NAME}"
    return replace(one, utterance=replace(one.utterance, text=one.utterance.text + added))


def _words(start_s: float, text: str) -> Iterator[Word]:
    said = text.split()
    for place, word in enumerate(said):
        yield Word(start_s + 1.9 * place / len(said), start_s + 1.9 * (place + 1) / len(said), word, 0.9)


def turned(code: str) -> str:
    """What this service calls what the program's own conversations call ``code``."""
    return TURNED.get(code, code)


def learnt(services: Services, lock_file: Path) -> str:
    """Ask for learning and do it as a worker would, beside few of our own conversations; the job's failure or ""."""
    job = services.learning.request(services.actor).created
    handler = partial(learn_from_use, learning=services.learning, own=own)
    run(services.backing, {JobKind.LEARN: handler}, lock_file, job_id=job)
    return services.jobs.get(services.actor, job).failure
