"""Coaching conversations: prepared from evidence, written down together, signed by both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coaching import (
    LONGEST_TEXT,
    SIGNATURES,
    WRITTEN,
    Begun,
    CoachingEntry,
    Conversation,
    Part,
    Side,
    Written,
    add_up,
    check_open,
    prepared_clips,
    what_is_missing,
)
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Person
from coder.domain.permissions import Action, require
from coder.domain.profiles import Clip
from coder.exports.coach_pack import coach_pack_document
from coder.exports.coach_pack_word import coach_pack_docx
from coder.exports.files import save_whole
from coder.services.base import Backing, Service, Unit
from coder.services.coaching_rows import (
    add_entry,
    begun_with,
    bright_moments,
    coded_recordings,
    entries_of,
    forks,
)
from coder.services.coaching_view import conversation_from, masked_conversation
from coder.services.codebooks import CodebookService
from coder.services.people import find_worker, person_from
from coder.services.profile_rights import closed_ids, note_opened, readable
from coder.store.tables.coaching import CoachingEntryRow
from coder.store.tables.profiles import NextStepRow
from coder.store.tables.sessions import SessionRow

_SIGNING = {side: part for part, side in SIGNATURES.items()}


class CoachingService(Service):
    """For the worker and their coach only; every act is audited, and the worker can see it."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def list(self, actor: Actor, worker: str) -> tuple[Begun, ...]:
        """The worker's conversations, the newest first. Raises NotAllowed for anybody but worker and coach."""
        with self._reading(actor, Action.HOLD_COACHING) as database:
            return begun_with(database, readable(database, actor, worker).id)

    def get(self, actor: Actor, conversation: str) -> Conversation:
        """One conversation as it stands. Raises UserError when there is none, NotAllowed for others than the two."""
        with self._reading(actor, Action.HOLD_COACHING) as database:
            rows, person = _found(database, actor, conversation)
            hidden = self._hidden(database, actor, person)
            return conversation_from(database, person, rows, self._codebooks, hidden)

    def masked(self, actor: Actor, conversation: str) -> Conversation:
        """One conversation with masks in moments and in what was written; otherwise as ``get``."""
        found = self.get(actor, conversation)
        with self._backing.store.read() as database:
            return masked_conversation(database, found)

    def real(self, actor: Actor, conversation: str) -> Conversation:
        """One conversation with real words, to be handed on, which is noted. Raises NotAllowed without the right."""
        require(actor, Action.GIVE_OUT_NAMES)
        found = self.get(actor, conversation)
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            told = {"worker": found.worker_id, "real_names": True}
            unit.audit("coaching conversation given out", "conversation", found.id, **told)
        return found

    def begin(self, actor: Actor, worker: str) -> Changes:
        """Prepare a conversation from the latest recordings: two bright moments and a fork; ``created`` is its id.

        Begun by the worker, every evaluation counts as opened by them. Raises UserError while another is not signed by
        both, and where nothing is coded that the actor may see.
        """
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            person = readable(unit.session, actor, worker)
            # Who prepares their own conversation reads what is in it, as if they had opened the profile.
            if person.id == actor.id:
                note_opened(unit, person)
            _check_none_open(unit.session, person)
            recordings = coded_recordings(unit.session, person.id, self._hidden(unit.session, actor, person))
            if not recordings:
                raise UserError(
                    f"No recording of {person.code} is open to talk about.",
                    "It opens once one is coded and locked, and the worker has seen it.",
                )
            latest, id_ = recordings[0][0].id, new_id()
            begun = CoachingEntry(id_, id_, person.id, latest, Part.BEGUN, actor.id, unit.now, prepared=True)
            add_entry(unit.session, begun)
            clips = prepared_clips(bright_moments(unit.session, recordings), forks(unit.session, recordings))
            for part, clip in clips.items():
                laid = replace(begun, id=new_id(), session_id=clip.session_id, part=part, clip=clip)
                add_entry(unit.session, laid)
            unit.audit("coaching conversation prepared", "conversation", id_, worker=person.id)
            return changes(Kind.PROFILE, ids={person.id}, created=id_)

    def write(self, actor: Actor, conversation: str, part: Part, text: str, due_on: date | None = None) -> Changes:
        """Keep the words of one part; the intention also the day by which it is tried.

        Raises UserError for a part that is not written, a text that is too long, a day that is over, and once somebody
        has signed. The same words again change nothing.
        """
        clean = text.strip()
        if part not in WRITTEN:
            raise UserError("That part of the conversation is not written.", "Nothing was changed.")
        if len(clean) > LONGEST_TEXT:
            raise UserError(f"That is longer than {LONGEST_TEXT} characters.", "Shorten it. Nothing was saved.")
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            if due_on is not None and due_on < unit.now.date():
                raise UserError("That day is over.", "Choose one to come. Nothing was saved.")
            return self._append(unit, conversation, part, text=clean, due_on=due_on if part is Part.INTENTION else None)

    def hear(self, actor: Actor, conversation: str) -> Changes:
        """Note that a bright moment was listened to (or read) together; from here on the ratings may be seen."""
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            return self._append(unit, conversation, Part.HEARD)

    def choose_fork(self, actor: Actor, conversation: str, clip: Clip) -> Changes:
        """Take another fork, as the worker wants it. Raises UserError for one that is not among the choices."""
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            rows, person = _found(unit.session, actor, conversation)
            latest = unit.session.get_one(SessionRow, rows[0].session_id)
            recordings = coded_recordings(unit.session, person.id, self._hidden(unit.session, actor, person), latest)
            place = (clip.session_id, clip.start_s, clip.end_s)
            known = [
                one for one in forks(unit.session, recordings) if (one.session_id, one.start_s, one.end_s) == place
            ]
            if not known:
                raise UserError("That moment is not among the forks.", "Choose one of the list. Nothing was changed.")
            return self._append(unit, conversation, Part.FORK, clip=known[0])

    def sign(self, actor: Actor, conversation: str, side: Side, name: str = "") -> Changes:
        """Sign the words as they stand; once both have, the intention becomes the agreed next step and nothing changes.

        Everybody signs for themselves. The other one may sign at this screen by typing their ``name`` or code; whose
        screen it was is kept. Raises UserError when something is missing, the name is another, or the side has signed.
        """
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            rows, person = _found(unit.session, actor, conversation)
            written = add_up(entries_of(unit.session, rows))
            if written.closed or any(SIGNATURES[one.part] is side for one in written.signatures):
                raise UserError(f"The {side.value} has signed already.", "Nothing was changed.")
            intention = written.newest(Part.INTENTION)
            due_on = None if intention is None else intention.due_on
            missing = what_is_missing({Part.INTENTION: written.text(Part.INTENTION)}, due_on)
            if missing:
                raise UserError(f"Still missing: {' and '.join(missing)}.", "Write it together, then sign.")
            if side is not _side_of(actor, person):
                _check_name(unit.session, person, side, name)
            _keep(unit, rows, _SIGNING[side])
            if written.signatures:
                _agree(unit, person, written)
            unit.audit("coaching conversation signed", "conversation", conversation, worker=person.id, side=side.value)
            return changes(Kind.PROFILE, ids={person.id})

    def undo(self, actor: Actor, conversation: str) -> Changes:
        """Take back what was done last, a signature too; nothing once both have signed.

        Raises UserError when there is nothing, NotAllowed for a signature given at another's screen.
        """
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            rows, person = _found(unit.session, actor, conversation)
            last = add_up(entries_of(unit.session, rows)).undone_next
            if last is None:
                raise UserError("There is nothing to take back.", "Signed by both, a conversation stands as it is.")
            if last.part in SIGNATURES and last.author_id != actor.id:
                raise NotAllowed("A signature is taken back where it was given.", "Ask the other one to do it.")
            _keep(unit, rows, last.part, takes_back=last.id, clip=last.clip)
            unit.audit("coaching step taken back", "conversation", conversation, worker=person.id)
            return changes(Kind.PROFILE, ids={person.id})

    def pack(self, actor: Actor, conversation: str, path: Path, *, real: bool = False) -> None:
        """Write the coach pack as .pdf or .docx, with masks for the names of families unless ``real``.

        Noted with the hash of the file as having left, both or neither. Raises UserError for a name of another kind or
        a file that cannot be written, NotAllowed for real names without the right to give them out.
        """
        kind = path.suffix.lower()
        if kind not in (".pdf", ".docx"):
            raise UserError("The coach pack is a .pdf or a .docx.", "Name the file so. Nothing was written.")
        if real:
            require(actor, Action.GIVE_OUT_NAMES)
        found = self.get(actor, conversation) if real else self.masked(actor, conversation)
        data = self._printed(found, kind, masked=not real)
        with self._acting(actor, Action.HOLD_COACHING) as unit:
            told = {"worker": found.worker_id, "sha256": sha256(data).hexdigest(), "real_names": real}
            unit.audit("coach pack exported", "conversation", found.id, **told)
            save_whole(path, data)

    def _printed(self, found: Conversation, kind: str, *, masked: bool) -> bytes:
        book = self._codebooks.get(found.codebook_id, found.codebook_version)
        if kind == ".docx":
            return coach_pack_docx(coach_pack_document(found, book, masked=masked))
        from coder.exports.pdf import coach_pack_pdf

        return coach_pack_pdf(found, book, masked=masked)

    def _append(self, unit: Unit, conversation: str, part: Part, **fields: Any) -> Changes:
        rows, person = _found(unit.session, unit.actor, conversation)
        written = add_up(entries_of(unit.session, rows))
        check_open(written)
        known = written.newest(part)
        if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
            return changes()
        _keep(unit, rows, part, **fields)
        unit.audit("coaching conversation written", "conversation", conversation, worker=person.id, part=part.value)
        return changes(Kind.PROFILE, ids={person.id})

    def _hidden(self, database: Database, actor: Actor, person: Person) -> frozenset[str]:
        today = self._backing.clock().date()
        return closed_ids(database, actor, person, today)


def _rows(database: Database, conversation: str) -> list[CoachingEntryRow]:
    query = select(CoachingEntryRow).where(CoachingEntryRow.conversation_id == conversation)
    return list(database.scalars(query.order_by(CoachingEntryRow.id)))


def _found(database: Database, actor: Actor, conversation: str) -> tuple[list[CoachingEntryRow], Person]:
    rows = _rows(database, conversation)
    if not rows or rows[0].part is not Part.BEGUN:
        raise UserError("There is no such conversation here.", "Open the profile again.")
    return rows, readable(database, actor, rows[0].worker_id)


def _check_none_open(database: Database, person: Person) -> None:
    if not all(one.closed for one in begun_with(database, person.id)):
        raise UserError(f"A conversation with {person.code} is open.", "Go on with it, and sign it both.")


def _keep(unit: Unit, rows: Sequence[CoachingEntryRow], part: Part, **fields: Any) -> None:
    first, clip = rows[0], fields.get("clip")
    session_id = first.session_id if clip is None else clip.session_id
    id_, actor = new_id(), unit.actor.id
    entry = CoachingEntry(id_, first.conversation_id, first.worker_id, session_id, part, actor, unit.now, **fields)
    add_entry(unit.session, entry)
    unit.session.flush()


def _side_of(actor: Actor, person: Person) -> Side:
    return Side.WORKER if actor.id == person.id else Side.COACH


def _check_name(database: Database, person: Person, side: Side, name: str) -> None:
    """Refuse a signature at another's screen under a name that is not that of the one who should sign."""
    other = person
    if side is Side.COACH:
        if person.coach_id is None:
            raise UserError(f"No coach of {person.code} is known here.", "Nothing was signed.")
        other = person_from(find_worker(database, person.coach_id))
    given = " ".join(name.split()).casefold()
    if not given or given not in (other.name.casefold(), other.code.casefold()):
        raise UserError(
            f"To sign at this screen, {other.code} types their own name or code.", "Nothing was signed. Try again."
        )


def _agree(unit: Unit, person: Person, written: Written) -> None:
    """Let the intention be the agreed next step, with which the next profile opens."""
    intention = written.newest(Part.INTENTION)
    assert intention is not None
    row = NextStepRow(
        id=new_id(),
        worker_id=person.id,
        text=intention.text,
        author_id=unit.actor.id,
        at=unit.now,
        due_on=intention.due_on,
    )
    unit.session.add(row)
    unit.audit("next step agreed", "person", person.id, step=row.id)
