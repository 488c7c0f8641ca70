"""Random acts on the services, thousands of them, with undo, redo and restarts: no mark is ever lost or invented."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from coder.bootstrap import Services, open_for_worker
from coder.domain.coding import Coding, Direction, EntryKind
from coder.domain.errors import UserError
from tests.helpers.coding_book import Book, Mark, as_stored, marks_of
from tests.reliability.monkey import run_settings, when
from tests.widget.coding.material import MadeStore, make_store

# More acts land on the same place when there are few of them, and that is where things go wrong.
ROWS, STRETCHES = 6, 5
CODES = ("OQ", "CQ", "SR", "CR", "AF")
ATTRIBUTES = {"OQ": ({"evokes": "reasons"}, {"leading": "", "to": "child"}), "CR": ({"summary": ""},)}
PRINCIPLES = ("EVO", "EMP", "PUR")
TAGS = ("child", "parent", "practical")
NOTES = st.sampled_from(("", "her own words", "ruhig 🙂", "كلامها"))
rows, stretches, picks = st.integers(0, ROWS - 1), st.integers(0, STRETCHES - 1), st.integers(0, 10_000)
acted: Counter[str] = Counter()


class Monkey(RuleBasedStateMachine):
    """Does one thing after the other to a store of its own, and to a plain book beside it."""

    made: MadeStore

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="monkey-"))
        self.services: Services = self.made.open_copy(self.folder / "store")
        self.book = Book()
        self.coding_id = ""

    @initialize()
    def begin(self) -> None:
        """Start the coding."""
        session_id = self.made.sessions["ready"]
        self.coding_id = self.services.coding.start(self.services.actor, session_id).created
        transcript = self.services.transcripts.get(self.services.actor, session_id)
        self.utterances = transcript.utterances[:ROWS]
        book = self.services.codebooks.active()
        self.moments = [one.id for one in book.moments]

    def teardown(self) -> None:
        """At the end everything is there after a restart too, and the trail is whole."""
        if self.coding_id:
            self.open_again()
            self.nothing_is_lost_or_invented()
            assert self.services.audit.verify(self.services.actor).intact
        self.services.close()
        shutil.rmtree(self.folder)

    @property
    def coding(self) -> Coding:
        """What is stored."""
        coding = self.services.coding.get(self.services.actor, self.made.sessions["ready"])
        assert coding is not None
        return coding

    @rule(row=rows, code=st.sampled_from(CODES), memo=NOTES, pick=picks)
    def code_an_utterance(self, row: int, code: str, memo: str, pick: int) -> None:
        """A second code on an utterance takes the place of the first and keeps its memo."""
        one = self.utterances[row]
        marked = self.attributes(code, pick)
        thread = self.do(
            self.services.coding.add_code, code, **span(one), utterance_id=one.id, note=memo, attributes=marked
        )
        known = self.book.on(one.id)
        kept = self.book.standing[known].note if known else ""
        assert not known or thread == known
        mark = Mark(EntryKind.CODE, code, one.id, **span(one), note=memo or kept, attributes=pairs(marked))
        self.book.act(thread, mark)

    @rule(place=stretches, code=st.sampled_from(CODES))
    def code_a_stretch(self, place: int, code: str) -> None:
        """Free stretches may be coded as often as one likes."""
        at = stretch(place)
        thread = self.do(self.services.coding.add_code, code, **at)
        assert thread not in self.book.standing
        self.book.act(thread, Mark(EntryKind.CODE, code, **at))

    @rule(pick=picks, code=st.sampled_from(CODES), other=picks)
    @when(lambda self: self.book.of(EntryKind.CODE))
    def replace(self, pick: int, code: str, other: int) -> None:
        """Another code, with attributes of its own."""
        thread, mark = self.picked(EntryKind.CODE, pick)
        marked = self.attributes(code, other)
        self.do(self.services.coding.replace_code, thread, code, attributes=marked)
        self.book.act(thread, replace(mark, label=code, attributes=pairs(marked)))

    @rule(pick=picks, other=picks)
    @when(lambda self: self.book.of(EntryKind.CODE))
    def attribute(self, pick: int, other: int) -> None:
        """Exactly these attributes."""
        thread, mark = self.picked(EntryKind.CODE, pick)
        marked = self.attributes(mark.label, other)
        self.do(self.services.coding.set_attributes, thread, marked)
        self.book.act(thread, replace(mark, attributes=pairs(marked)))

    @rule(pick=picks, kind=st.sampled_from((EntryKind.CODE, EntryKind.EVIDENCE, EntryKind.MOMENT)))
    @when(lambda self: self.book.standing)
    def withdraw(self, pick: int, kind: EntryKind) -> None:
        """Take a mark back."""
        if self.book.of(kind):
            thread, _ = self.picked(kind, pick)
            self.do(self.services.coding.withdraw, thread)
            self.book.act(thread, None)

    @rule(pick=picks, place=stretches, kind=st.sampled_from((EntryKind.CODE, EntryKind.EVIDENCE, EntryKind.MOMENT)))
    @when(lambda self: self.book.standing)
    def move(self, pick: int, place: int, kind: EntryKind) -> None:
        """Give a mark another place; evidence that leaves its utterance is on none, and codes go with their moment."""
        if self.book.of(kind):
            thread, mark = self.picked(kind, pick)
            to = stretch(place)
            self.do(self.services.coding.move, thread, **to)
            own = [one for one in self.utterances if kind is EntryKind.EVIDENCE and one.id == mark.utterance_id]
            left = any(one.end_s <= to["start_s"] or to["end_s"] <= one.start_s for one in own)
            along = self.book.going_with(thread) if kind is EntryKind.MOMENT else []
            moved = {one: replace(self.book.standing[one], **to) for one in along}
            left_on = "" if left else mark.utterance_id
            self.book.act_on_all({thread: replace(mark, **to, utterance_id=left_on), **moved})

    @rule(pick=picks, text=NOTES, kind=st.sampled_from((EntryKind.CODE, EntryKind.EVIDENCE, EntryKind.MOMENT)))
    @when(lambda self: self.book.standing)
    def write(self, pick: int, text: str, kind: EntryKind) -> None:
        """A memo."""
        if self.book.of(kind):
            thread, mark = self.picked(kind, pick)
            self.do(self.services.coding.set_note, thread, text)
            if text != mark.note:
                self.book.act(thread, replace(mark, note=text))

    @rule(principle=st.sampled_from(PRINCIPLES), value=st.sampled_from((None, 1, 2, 3, 4, 5)), reason=NOTES)
    def rate(self, principle: str, value: int | None, reason: str) -> None:
        """A rating goes on with the thread of the one before, even when that one was undone."""
        none = value is None
        thread = self.do(self.services.coding.rate, principle, value, not_evaluable=none, reason=reason)
        known = self.book.labelled(EntryKind.RATING, principle)
        assert not known or thread == known
        self.book.act(thread, Mark(EntryKind.RATING, principle, value=value, not_evaluable=none, note=reason))

    @rule(principle=st.sampled_from(PRINCIPLES), reason=NOTES)
    def explain(self, principle: str, reason: str) -> None:
        """The reason in place of evidence."""
        thread = self.do(self.services.coding.write_reason, principle, reason)
        known = self.book.labelled(EntryKind.OVERRIDE, principle)
        assert not known or thread == known
        self.book.act(thread, Mark(EntryKind.OVERRIDE, principle, note=reason))

    @rule(principle=st.sampled_from(PRINCIPLES), row=rows, against=st.booleans())
    def give_evidence(self, principle: str, row: int, against: bool) -> None:
        """Evidence on an utterance."""
        one = self.utterances[row]
        way = Direction.AGAINST if against else Direction.FOR
        add = self.services.coding.add_evidence
        thread = self.do(add, principle, **span(one), utterance_id=one.id, direction=way)
        self.book.act(thread, Mark(EntryKind.EVIDENCE, principle, one.id, **span(one), against=against))

    @rule(pick=picks)
    @when(lambda self: self.book.of(EntryKind.EVIDENCE))
    def turn_evidence(self, pick: int) -> None:
        """Let it speak the other way round."""
        thread, mark = self.picked(EntryKind.EVIDENCE, pick)
        self.do(self.services.coding.turn, thread)
        self.book.act(thread, replace(mark, against=not mark.against))

    @rule(pick=picks, place=stretches, text=NOTES, shareable=st.booleans())
    def mark_a_moment(self, pick: int, place: int, text: str, shareable: bool) -> None:
        """A moment."""
        kind = self.moments[pick % len(self.moments)]
        add = self.services.coding.add_moment
        thread = self.do(add, kind, **stretch(place), note=text, shareable=shareable)
        self.book.act(thread, Mark(EntryKind.MOMENT, kind, **stretch(place), note=text, shareable=shareable))

    @rule(row=rows, place=stretches, tag=st.sampled_from(TAGS), free=st.booleans(), other=st.sampled_from(("", *TAGS)))
    def say_what_it_is_about(self, row: int, place: int, tag: str, free: bool, other: str) -> None:
        """One focus tag a place: another takes its place, and the same again is no act; then none, or another."""
        one = self.utterances[row]
        at = stretch(place) if free else span(one)
        owner = "" if free else one.id
        thread = self.do(self.services.coding.give_focus, tag, **at, utterance_id=owner)
        mark = Mark(EntryKind.FOCUS, tag, owner, **at)
        same = [id_ for id_, m in self.book.of(EntryKind.FOCUS).items() if replace(m, label=tag) == mark]
        assert same in ([], [thread])
        if self.book.standing.get(thread) != mark:
            self.book.act(thread, mark)
        if not other:
            self.do(self.services.coding.take_focus, thread)
            self.book.act(thread, None)
            return
        self.do(self.services.coding.change_focus, thread, other)
        if other != tag:
            self.book.act(thread, replace(mark, label=other))

    @rule(times=st.integers(1, 6))
    def undo(self, times: int) -> None:
        """Back, also further than there is."""
        for _ in range(times):
            self.do(self.services.coding.undo)
            self.book.undo()

    @rule(times=st.integers(1, 6))
    def redo(self, times: int) -> None:
        """And forward again."""
        for _ in range(times):
            self.do(self.services.coding.redo)
            self.book.redo()

    @rule(code=st.sampled_from(("", "NOPE")), place=stretches)
    @when(lambda self: self.book.entries)
    def ask_for_what_cannot_be(self, code: str, place: int) -> None:
        """What is refused leaves no trace."""
        with pytest.raises(UserError):
            self.do(self.services.coding.add_code, code, **stretch(place))
        with pytest.raises(UserError):
            self.do(self.services.coding.add_code, "OQ", start_s=5.0, end_s=5.0)
        with pytest.raises(UserError):
            self.do(self.services.coding.withdraw, "no such mark")

    @rule(pick=picks)
    @when(lambda self: self.book.entries)
    def restart(self, pick: int) -> None:
        """Now and then close the store and open it again."""
        if pick % 3 == 0:
            self.open_again()

    def open_again(self) -> None:
        """What a restart does."""
        acted["restart"] += 1
        self.services.close()
        self.services = open_for_worker(self.folder / "store", self.made.key)

    @invariant()
    def nothing_is_lost_or_invented(self) -> None:
        """What stands, and what can be undone, is what the book says."""
        if not self.coding_id:
            return
        coding = self.coding
        assert marks_of(coding.state) == self.book.marks()
        assert (bool(coding.undo_text), bool(coding.redo_text)) == (bool(self.book.done), bool(self.book.undone))

    def do(self, act, *arguments, **named) -> str:
        """Have a service act on the coding; the thread it touched."""
        acted[act.__name__] += 1
        note(f"{act.__name__} {arguments} {named}")
        return act(self.services.actor, self.coding_id, *arguments, **named).created

    def picked(self, kind: EntryKind, pick: int) -> tuple[str, Mark]:
        """One of the standing marks."""
        standing = sorted(self.book.of(kind).items())
        return standing[pick % len(standing)]

    def attributes(self, code: str, pick: int) -> dict[str, str]:
        """Attributes a code may have, or none."""
        choices = ({}, *ATTRIBUTES.get(code, ()))
        return choices[pick % len(choices)]


def span(utterance) -> dict[str, float]:
    """Where an utterance lies, as the store gives it back."""
    return {"start_s": as_stored(utterance.start_s), "end_s": as_stored(utterance.end_s)}


def stretch(place: int) -> dict[str, float]:
    """A free stretch; they overlap."""
    return {"start_s": 4.0 * place, "end_s": 4.0 * place + 6.5}


def pairs(attributes: dict[str, str]) -> frozenset[tuple[str, str]]:
    """Attributes as a mark has them."""
    return frozenset(attributes.items())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeStore:
    """A store with a session that is ready to be coded; every run works on a copy."""
    return make_store(tmp_path_factory.mktemp("monkey") / "store")


@pytest.mark.timeout(0)
def test_random_acts_on_the_services_never_lose_or_invent_a_mark(made: MadeStore, record_property) -> None:
    acted.clear()
    machine = type("OnThisStore", (Monkey,), {"made": made})
    run_state_machine_as_test(machine, settings=run_settings(runs=20, steps=50))
    record_property("acts", sum(acted.values()))
    # A run that did next to nothing would prove nothing.
    assert sum(acted.values()) >= 600
    assert {"undo", "redo", "restart", "add_code", "replace_code", "move", "withdraw", "rate"} <= set(acted)
    assert {"give_focus", "change_focus", "take_focus"} <= set(acted)
    print(f"{sum(acted.values())} acts: {dict(acted)}")
