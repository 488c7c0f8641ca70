"""Counted ratings are those of the codings as they stand, whatever was done to them and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from sqlalchemy import Column, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from codebook.load import load_builtin
from coder.analysis.profiles import rating_counts
from coder.domain.coding import EntryKind, Mode
from coder.domain.ids import new_id
from coder.domain.practice import Practice
from coder.domain.sessions import SessionKind, SessionState
from coder.services.coded_sessions import coded_sessions
from coder.services.rating_counts import keep_counts, ratings_of, service_ratings, uncounted
from coder.store import recounts
from coder.store import tables as t
from coder.store.engine import Store
from coder.store.erasure import erase_material
from tests.store.builders import NOW, entry

BOOK = load_builtin("msw")
STEPS = 160


def rating(coding: t.CodingRow, **fields: object) -> t.CodingEntryRow:
    """A rating of a coding, a 3 for the first principle unless told otherwise."""
    given = {"kind": EntryKind.RATING, "label": BOOK.principles[0].id, "value": 3, "start_sample": 0, "end_sample": 0}
    return entry(coding.id, coding.evaluator_id, **(given | fields))


class Life:
    """What may happen to a small service, drawn by lot."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.team = new_id()

    def begin(self, session: Session) -> None:
        """A team, three workers, an evaluator and some sessions."""
        session.add(t.TeamRow(id=self.team, name="North"))
        session.flush()
        for number in range(4):
            session.add(t.PersonRow(id=new_id(), code=f"P-{number}", name="", roles=["worker"], team_id=self.team))
        session.flush()
        for _ in range(6):
            self.hold(session)

    def step(self, session: Session) -> None:
        """One thing that happens."""
        rare: list[Callable[[Session], None]] = [self.hold, self.move, self.rename_kind, self.erase, self.leave]
        common = [
            self.code,
            self.code,
            self.rate,
            self.rate,
            self.rate,
            self.lock,
            self.turn,
            self.note,
            self.republish,
        ]
        self.chance.choice([*rare, *common])(session)

    def hold(self, session: Session) -> None:
        """A meeting of somebody."""
        kind = self.chance.choice((SessionKind.VISIT, SessionKind.VISIT, SessionKind.SUPERVISION))
        fields = {"held_on": date(2026, 3, 2), "state": SessionState.CODING, "imported_at": NOW, "team_id": self.team}
        worker = self.chance.choice(session.scalars(select(t.PersonRow).order_by(t.PersonRow.id)).all()).id
        session.add(t.SessionRow(id=(id_ := new_id()), code=id_[-12:], kind=kind, worker_id=worker, **fields))

    def code(self, session: Session) -> None:
        """Somebody's coding of a meeting, locked at once where it came from elsewhere."""
        there = session.scalars(select(t.CodingRow)).all()
        meeting = self._one(session, t.SessionRow)
        who = self._one(session, t.PersonRow)
        if any((one.session_id, one.evaluator_id) == (meeting.id, who.id) for one in there):
            return
        row = t.CodingRow(
            id=new_id(),
            session_id=meeting.id,
            evaluator_id=who.id,
            codebook_id=BOOK.id,
            codebook_version=self.chance.choice(("1.0.0", "1.4.0", "2.0.0")),
            codebook_hash="0" * 64,
            mode=Mode.BLIND,
            primary=not any(one.session_id == meeting.id and one.primary for one in there),
            started_at=NOW,
            locked_at=self.chance.choice((None, NOW)),
        )
        session.add(row)
        session.flush()
        for principle in BOOK.principles:
            session.add(rating(row, label=principle.id, value=self.chance.choice((1, 2, 3, 4, 5, None))))

    def rate(self, session: Session) -> None:
        """A rating that is new, given otherwise, or taken back."""
        coding = self._one(session, t.CodingRow)
        query = select(t.CodingEntryRow).where(t.CodingEntryRow.kind == EntryKind.RATING)
        known = {one.label: one for one in session.scalars(query) if coding and one.coding_id == coding.id}
        if not coding or not known:
            return
        before = self.chance.choice(list(known.values()))
        again = {"thread_id": before.thread_id, "label": before.label, "supersedes": before.id}
        session.add(rating(coding, value=self.chance.randint(1, 5), active=self.chance.random() < 0.7, **again))

    def note(self, session: Session) -> None:
        """A code, which no range is made of."""
        if coding := self._one(session, t.CodingRow):
            session.add(entry(coding.id, coding.evaluator_id))

    def lock(self, session: Session) -> None:
        """The end of a blind pass."""
        if coding := self._one(session, t.CodingRow):
            coding.locked_at = NOW

    def turn(self, session: Session) -> None:
        """Another coding becomes the one that profiles read, or none does."""
        if coding := self._one(session, t.CodingRow):
            for other in session.scalars(select(t.CodingRow).where(t.CodingRow.session_id == coding.session_id)):
                other.primary = False
            session.flush()
            coding.primary = self.chance.random() < 0.8

    def republish(self, session: Session) -> None:
        """A coding is read by another version."""
        if coding := self._one(session, t.CodingRow):
            coding.codebook_version = self.chance.choice(("1.0.0", "2.0.0"))

    def move(self, session: Session) -> None:
        """A meeting turns out to be somebody else's."""
        self._one(session, t.SessionRow).worker_id = self._one(session, t.PersonRow).id

    def rename_kind(self, session: Session) -> None:
        """A meeting turns out to be of another kind."""
        self._one(session, t.SessionRow).kind = self.chance.choice((SessionKind.VISIT, SessionKind.SUPERVISION))

    def erase(self, session: Session) -> None:
        """The material of a meeting goes."""
        erase_material(session, self._one(session, t.SessionRow).id, NOW)

    def leave(self, session: Session) -> None:
        """Somebody of whom nothing is known goes, and somebody comes."""
        session.add(t.PersonRow(id=(id_ := new_id()), code=id_[-12:], name="", roles=["worker"], team_id=self.team))
        for person in session.scalars(select(t.PersonRow)).all():
            held = select(t.SessionRow.id).where(t.SessionRow.worker_id == person.id)
            coded = select(t.CodingRow.id).where(t.CodingRow.evaluator_id == person.id)
            wrote = select(t.CodingEntryRow.id).where(t.CodingEntryRow.author_id == person.id)
            if person.id != id_ and not any(session.scalars(query).first() for query in (held, coded, wrote)):
                session.delete(person)

    def _one(self, session: Session, kind):
        found = session.scalars(select(kind).order_by(kind.id)).all()
        return self.chance.choice(found) if found else None


def from_scratch(session: Session, practice: Practice) -> object:
    """The ratings as every coding says that is read whole."""
    return rating_counts(coded_sessions(session, practice=practice), BOOK)


def test_counts_are_those_of_the_codings_whatever_happens(store: Store) -> None:
    life, seen = Life(20261122), set()
    with store.write() as session:
        life.begin(session)
    for number in range(STEPS):
        with store.write() as session:
            life.step(session)
        with store.read() as session:
            for practice in (Practice.VISIT, Practice.SUPERVISION):
                expected = from_scratch(session, practice)
                assert service_ratings(session, practice, BOOK) == expected, f"after step {number}"
                seen.add((practice, bool(expected)))
            missing = uncounted(session)
        if number % 2:
            keep_counts(store, missing)
    assert len(seen) == 4


def _missing(store: Store) -> list[str]:
    with store.read() as session:
        return uncounted(session)


def _with_coding(store: Store, **fields: object) -> t.CodingRow:
    """A service of which everybody is counted, with one coding."""
    life = Life(3)
    with store.write() as session:
        life.begin(session)
        life.code(session)
        session.flush()
        coding = session.scalars(select(t.CodingRow)).one()
        for name, value in fields.items():
            setattr(coding, name, value)
    keep_counts(store, _missing(store))
    assert _missing(store) == []
    return coding


def test_only_a_rating_that_counts_has_somebody_counted_anew(file_store: Store) -> None:
    coding = _with_coding(file_store, locked_at=None)
    with file_store.write() as session:
        session.add(rating(coding))
    assert _missing(file_store) == []
    with file_store.write() as session:
        session.get_one(t.CodingRow, coding.id).locked_at = NOW
        worker = session.get_one(t.SessionRow, coding.session_id).worker_id
    assert _missing(file_store) == [worker]
    keep_counts(file_store, [worker])
    with file_store.write() as session:
        session.add(entry(coding.id, coding.evaluator_id))
    assert _missing(file_store) == []
    with file_store.write() as session:
        session.add(rating(coding))
    assert _missing(file_store) == [worker]


def test_figures_of_erased_ratings_go_in_the_act_that_erases_them(file_store: Store) -> None:
    coding = _with_coding(file_store, locked_at=NOW)
    with file_store.write() as session:
        erase_material(session, coding.session_id, NOW)
        kept = session.scalars(select(t.RatingCountRow)).all()
        assert kept
        assert not any(row.counts for row in kept)


def test_whoever_was_counted_or_removed_meanwhile_is_left_as_they_are(file_store: Store) -> None:
    _with_coding(file_store)
    with file_store.read() as session:
        before = {row.worker_id: row.counts for row in session.scalars(select(t.RatingCountRow))}
    keep_counts(file_store, [*before, new_id()])
    with file_store.read() as session:
        assert {row.worker_id: row.counts for row in session.scalars(select(t.RatingCountRow))} == before


def test_every_column_that_counts_are_made_of_is_watched() -> None:
    read: dict[str, set[str]] = {}
    for found in visitors.iterate(ratings_of(["w"])):
        if isinstance(found, Column):
            read.setdefault(found.table.name, set()).add(found.name)
    assert {"coding_entries", "codings", "sessions"} == set(read)
    watched: dict[str, dict[str, set[str]]] = {}
    for table, event, row in recounts.TRIGGERS.values():
        verb, _, columns = event.partition(" OF ")
        watched.setdefault(table, {}).setdefault(f"{verb} {row}", set()).update(filter(None, columns.split(", ")))
    assert {"INSERT NEW", "DELETE OLD"} <= set(watched["coding_entries"])
    for table in ("codings", "sessions"):
        assert read[table] - {"id"} == watched[table]["UPDATE OLD"] == watched[table]["UPDATE NEW"]
