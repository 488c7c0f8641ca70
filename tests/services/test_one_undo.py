"""Random acts on words and codes of one session, with undo, redo and restarts: every step back is exactly one back."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.text_edits import (
    AddSpeaker,
    AddUtterance,
    AssignSpeaker,
    MarkChecked,
    MarkHeard,
    Merge,
    MergeSpeakers,
    MoveWords,
    RemoveUtterance,
    RestoreAll,
    RestoreText,
    SetText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript
from tests.helpers.real_store import KeyedHome
from tests.services.conftest import with_transcript

ACTS = 90
CODES = ("OQ", "CQ", "SR", "CR")
Seen = tuple[Transcript, tuple[tuple[str, str, float], ...]]


class Walk:
    """One session, and beside it all that was ever seen of it, in the order of its history."""

    def __init__(self, home: KeyedHome, services: Services, session_id: str, seed: int) -> None:
        self.home, self.services, self.session_id = home, services, session_id
        self.draw = random.Random(seed)
        self.coding = services.coding.start(services.actor, session_id).created
        self.past, self.place = [self.seen()], 0
        self.did: Counter[str] = Counter()

    def seen(self) -> Seen:
        """Words and codes as the services tell them."""
        text = self.services.transcripts.get(self.services.actor, self.session_id)
        coding = self.services.coding.get(self.services.actor, self.session_id)
        assert text is not None
        assert coding is not None
        return text, tuple((one.label, one.utterance_id, one.start_s) for one in coding.state.codes)

    def step(self) -> None:
        """One act, and what must hold after it."""
        act = self.draw.choice([self.change_words] * 4 + [self.code] * 3 + [self.back] * 3 + [self.forth] * 2)
        act()
        self.did[act.__name__] += 1
        history = self.services.history.get(self.services.actor, self.session_id)
        assert (bool(history.undo_text), bool(history.redo_text)) == (self.place > 0, self.place + 1 < len(self.past))

    def done(self) -> None:
        """Something was done forward: what could be done again is gone."""
        self.past = [*self.past[: self.place + 1], self.seen()]
        self.place += 1

    def change_words(self) -> None:
        """One edit; codes are the same before and after, on whatever utterance."""
        text, codes = self.past[self.place]
        try:
            self.services.transcripts.edit(self.services.actor, self.session_id, [self.some_edit(text)], "Change")
        except UserError:
            assert self.seen() == (text, codes), "a refused edit changed something"
            return
        self.done()
        after = self.past[self.place][1]
        assert [(label, at_s) for label, _, at_s in after] == [(label, at_s) for label, _, at_s in codes]
        ids = {one.id for one in self.past[self.place][0].utterances} | {""}
        assert {utterance_id for _, utterance_id, _ in after} <= ids

    def some_edit(self, text: Transcript) -> TextEdit:
        """Some edit, as likely as not one that applies."""
        said = text.utterances or text.machine.utterances  # type: ignore[union-attr]
        place = self.draw.randrange(len(said))
        here, after = said[place].id, said[min(place + 1, len(said) - 1)].id
        voices = [one.id for one in text.speakers]
        start_s = self.draw.uniform(0, 28)
        return self.draw.choice(
            [
                SetText(here, " ".join(self.draw.choices(["yes", "no", "school", "🙂"], k=self.draw.randint(1, 5)))),
                Split(here, self.draw.randint(1, 3), new_id()),
                Merge(here, after),
                MoveWords(here, after, self.draw.choice([-1, 1, 2])),
                AssignSpeaker((here, after), self.draw.choice(voices)),
                AddSpeaker(new_id(), f"Voice {len(voices)}", SpeakerRole.CHILD),
                MergeSpeakers(self.draw.choice(voices), self.draw.choice(voices)),
                AddUtterance(new_id(), start_s, start_s + 1, self.draw.choice(voices), "oh no"),
                RemoveUtterance(here),
                MarkChecked(here),
                MarkHeard(start_s, start_s + 1),
                RestoreText(here),
                RestoreAll(),
            ]
        )

    def code(self) -> None:
        """Code an utterance of the present text."""
        text, _ = self.past[self.place]
        if text.utterances:
            one = self.draw.choice(text.utterances)
            self.services.coding.add_code(
                self.services.actor,
                self.coding,
                self.draw.choice(CODES),
                start_s=one.start_s,
                end_s=max(one.end_s, one.start_s + 0.1),
                utterance_id=one.id,
            )
            self.done()

    def back(self) -> None:
        """Undo; nothing happens where there is nothing."""
        self.services.history.undo(self.services.actor, self.session_id)
        self.place = max(0, self.place - 1)
        assert self.seen() == self.past[self.place]

    def forth(self) -> None:
        """Redo; nothing happens where there is nothing."""
        self.services.history.redo(self.services.actor, self.session_id)
        self.place = min(len(self.past) - 1, self.place + 1)
        assert self.seen() == self.past[self.place]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_step_back_is_exactly_one_back(
    services: Services, made_home: KeyedHome, tone: Path, tmp_path: Path, seed: int
) -> None:
    home = KeyedHome(tmp_path / "store", made_home.key)
    walk = Walk(home, services, with_transcript(services, tone), seed)
    for _ in range(ACTS):
        walk.step()
    services.close()
    with home.opened() as again:
        walk.services = again
        assert walk.seen() == walk.past[walk.place]
        while walk.place:
            walk.back()
        assert not walk.seen()[0].edited
        while walk.place + 1 < len(walk.past):
            walk.forth()
        assert again.audit.verify(again.actor).intact
    assert min(walk.did.values()) >= 5, walk.did
    assert len(walk.past) >= 10
