"""Two people correct one text: whoever takes their own step back leaves what the other did since as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.sessions import SessionState
from coder.domain.text_edits import (
    AddUtterance,
    AssignSpeaker,
    MarkChecked,
    Merge,
    MergeSpeakers,
    MoveWords,
    RemoveUtterance,
    RestoreAll,
    SetText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript, Utterance
from coder.services.rows import session_row
from tests.services.conftest import heard, with_transcript

ACTS = 25


@pytest.fixture
def other(services: Services) -> Actor:
    """A second evaluator."""
    made = services.people.add_person(services.actor, code="E-2", name="Olu", roles=[Role.EVALUATOR]).created
    return Actor(made, frozenset({Role.EVALUATOR}))


@dataclass
class Text:
    """The text of one session, as two people work on it."""

    services: Services
    session_id: str

    @property
    def now(self) -> Transcript:
        """The text as the service tells it."""
        found = self.services.transcripts.get(self.services.actor, self.session_id)
        assert found is not None
        return found

    @property
    def ids(self) -> list[str]:
        """The utterances in their order."""
        return [one.id for one in self.now.utterances]

    def edit(self, actor: Actor, *edits: TextEdit) -> None:
        """Edit as one step."""
        self.services.transcripts.edit(actor, self.session_id, edits, "Change")


@pytest.fixture
def text(services: Services, tone: Path) -> Text:
    """A transcribed session."""
    return Text(services, with_transcript(services, tone))


def refused(text: Text, actor: Actor, act: Callable[[Actor, str], object]) -> None:
    before = text.now
    with pytest.raises(UserError, match="changed the same part"):
        act(actor, text.session_id)
    assert text.now == before


def test_words_under_a_boundary_that_a_colleague_moved_since_are_not_taken_back(text: Text, other: Actor) -> None:
    first, second = text.ids[:2]
    text.edit(text.services.actor, SetText(first, "How have your mornings been lately?"))
    text.edit(other, MoveWords(first, second, 1))
    refused(text, text.services.actor, text.services.history.undo)
    assert [one.text for one in text.now.utterances][:2] == [
        "How have your mornings been",
        "lately? Up and down, to be honest.",
    ]
    text.services.history.undo(other, text.session_id)
    text.services.history.undo(text.services.actor, text.session_id)
    assert not text.now.edited


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (lambda i: SetText(i[0], "Good"), lambda i: MarkChecked(i[0])),
        (lambda i: Merge(i[0], i[1]), lambda i: AssignSpeaker((i[0],), "voice")),
        (lambda i: RestoreAll(), lambda i: RemoveUtterance(i[3])),
        (lambda i: AssignSpeaker((i[1],), "voice"), lambda i: Merge(i[0], i[1])),
    ],
)
def test_a_step_back_never_turns_what_a_colleague_did_into_something_else(
    text: Text, other: Actor, mine: Callable[[list[str]], TextEdit], theirs: Callable[[list[str]], TextEdit]
) -> None:
    me, ids = text.services.actor, text.ids
    voice = text.now.utterances[0].speaker_id

    def edit(actor: Actor, made: TextEdit) -> None:
        text.edit(actor, AssignSpeaker(made.utterance_ids, voice) if isinstance(made, AssignSpeaker) else made)

    edit(other, SetText(ids[3], "Nobody else would"))
    edit(me, mine(ids))
    edit(other, theirs(ids))
    before = text.now
    try:
        text.services.history.undo(me, text.session_id)
    except UserError:
        assert text.now == before
    else:
        left, there = ({one.id: one for one in found.utterances} for found in (text.now, before))
        touched = set(theirs(ids).__dict__.values()) & set(ids)
        assert {left.get(id_) for id_ in touched} == {there.get(id_) for id_ in touched}


def test_a_step_elsewhere_is_taken_back_and_done_again_beside_a_colleagues(text: Text, other: Actor) -> None:
    first, second = text.ids[:2]
    text.edit(text.services.actor, SetText(first, "Good morning"))
    text.edit(other, SetText(second, "So so"), AssignSpeaker((first,), text.now.utterances[1].speaker_id))
    text.services.history.undo(text.services.actor, text.session_id)
    assert [one.text for one in text.now.utterances][:2] == ["How have mornings been?", "So so"]
    text.services.history.redo(text.services.actor, text.session_id)
    assert [one.text for one in text.now.utterances][:2] == ["Good morning", "So so"]
    assert text.now.utterances[0].speaker_id == text.now.utterances[1].speaker_id


def test_a_step_is_not_done_again_over_what_a_colleague_wrote_meanwhile(text: Text, other: Actor) -> None:
    first = text.ids[0]
    text.edit(text.services.actor, SetText(first, "Good morning"))
    text.services.history.undo(text.services.actor, text.session_id)
    text.edit(other, SetText(first, "How are you?"))
    refused(text, text.services.actor, text.services.history.redo)


Snapshot = Callable[[Utterance | None], object]


def words(one: Utterance | None) -> object:
    """What a colleague sees who looks at the words."""
    return one and (one.text, one.start_s, one.end_s)


def voice(one: Utterance | None) -> object:
    """What a colleague sees who looks at who spoke."""
    return one and one.speaker_id


@dataclass
class Pair:
    """Two authors at work, and beside them what each of them last made of each utterance, as it then was."""

    text: Text
    actors: Sequence[Actor]
    draw: Random
    made: dict[tuple[str, str, Snapshot], object] = field(default_factory=dict)
    refused: int = 0

    def act(self) -> None:
        """One act of one of the two, and what must hold after it."""
        actor = self.draw.choice(self.actors)
        before = self.utterances()
        history = self.text.services.history
        kind = self.draw.choice(["edit", "edit", "edit", "undo", "undo", "redo"])
        try:
            if kind == "edit":
                edit = self.some_edit()
                self.text.edit(actor, edit)
                self.note(actor, edit, before)
            else:
                (history.undo if kind == "undo" else history.redo)(actor, self.text.session_id)
        except UserError:
            self.refused += 1
            assert self.utterances() == before
            return
        if kind != "edit":
            self.made = {key: seen for key, seen in self.made.items() if key[0] != actor.id}
        self.check(actor)

    def utterances(self) -> dict[str, Utterance]:
        """The present text by id; its numbering is not told, since any merge before it changes that."""
        return {one.id: one for one in self.text.now.utterances}

    def note(self, actor: Actor, edit: TextEdit, before: dict[str, Utterance]) -> None:
        """Whoever acts forward answers for what they changed; nobody holds them back."""
        now = self.utterances()
        self.made = {
            key: seen for key, seen in self.made.items() if key[2](now.get(key[1])) == key[2](before.get(key[1]))
        }
        looks = (voice,) if isinstance(edit, AssignSpeaker) else (words,)
        named = [getattr(edit, name, "") for name in ("utterance_id", "next_id", "new_id")]
        for id_ in [*named, *getattr(edit, "utterance_ids", ())]:
            self.made |= {(actor.id, id_, look): look(now.get(id_)) for look in looks if id_}

    def check(self, actor: Actor) -> None:
        """What the other made is as it was."""
        now = self.utterances()
        for (author, id_, look), seen in self.made.items():
            assert author == actor.id or look(now.get(id_)) == seen

    def some_edit(self) -> TextEdit:
        """Some edit of the present text."""
        said, voices = self.text.now.utterances, [one.id for one in self.text.now.speakers]
        if not said:
            return RestoreAll()
        place = self.draw.randrange(len(said))
        here, after = said[place].id, said[min(place + 1, len(said) - 1)].id
        start_s = self.draw.uniform(0, 28)
        return self.draw.choice(
            [
                SetText(here, " ".join(self.draw.choices(["yes", "no", "school"], k=self.draw.randint(2, 5)))),
                Split(here, self.draw.randint(1, 2), new_id()),
                Merge(here, after),
                MoveWords(here, after, self.draw.choice([-1, 1, 2])),
                MoveWords(here, after, self.draw.choice([-1, 1, 2])),
                AssignSpeaker((here,), self.draw.choice(voices)),
                AddUtterance(new_id(), start_s, start_s + 1, self.draw.choice(voices), "oh no"),
                MergeSpeakers(self.draw.choice(voices), self.draw.choice(voices)),
                RemoveUtterance(here),
                MarkChecked(here),
                RestoreAll(),
            ]
        )


@given(draw=st.randoms(use_true_random=False))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_step_back_or_forth_changes_what_the_other_made(
    text: Text, other: Actor, caplog: pytest.LogCaptureFixture, draw: Random
) -> None:
    # A transcript made anew has no steps yet, and takes no second to set up.
    with text.services.backing.store.write() as database:
        session_row(database, text.session_id).state = SessionState.TRANSCRIBING
    text.services.transcripts.keep(text.session_id, heard())
    caplog.clear()
    pair = Pair(text, (text.services.actor, other), draw)
    for _ in range(ACTS):
        pair.act()
    assert "does not apply" not in caplog.text
