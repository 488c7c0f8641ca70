"""The training of evaluators: read, practise and talk it through, code the gold set alone, certify (codebook §K)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.analysis.certificate import GoldRatings, certificate
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.sessions import SessionState, check_not_erased
from coder.domain.times import to_seconds
from coder.domain.training import (
    GOLD,
    PRACTICE,
    Certificate,
    PlaceState,
    Placing,
    Progress,
    Stage,
    TrainedOn,
    TrainingStep,
    Usable,
    Use,
)
from coder.services.assignment_rows import references, standing
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coding_file import CodingDocument, check_codebook, resolve
from coder.services.coding_rules import code_name, principle_name
from coder.services.history import own_coding
from coder.services.recruitment_raters import check_no_role_play, is_role_play
from coder.services.rows import recording_of, session_row, transcript_from, transcript_row
from coder.services.training_rows import expert_document, expert_ratings, locked_codings, own_ratings
from coder.store.tables.double_coding import ReferenceCodingRow, TrainingMarkRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow


class TrainingService(Service):
    """Choose what evaluators train on, and show each of them how far they are."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def progress(self, actor: Actor) -> Progress:
        """The actor's own way. The certificate is there once ten gold recordings are locked, and not before."""
        with self._reading(actor, Action.TRAIN) as database:
            return self._progress(database, database.get_one(PersonRow, actor.id))

    def everybody(self, actor: Actor) -> tuple[Progress, ...]:
        """How far every evaluator is, by code and never by result. Raises NotAllowed for all but the lead."""
        if Role.LEAD not in actor.roles:
            raise NotAllowed("Training is shown to each evaluator and to the service lead.", "See your own.")
        with self._reading(actor, Action.SEE_DRIFT) as database:
            people = database.scalars(select(PersonRow).where(PersonRow.demo.is_(False)).order_by(PersonRow.code))
            return tuple(self._progress(database, one) for one in people if Role.EVALUATOR.value in one.roles)

    def mark_read(self, actor: Actor) -> Changes:
        """Note that the actor has read the codebook in use; another major version is to be read anew."""
        with self._acting(actor, Action.TRAIN) as unit:
            return self._mark(unit, TrainingStep.READ, self._codebooks.in_use(unit.session), None)

    def mark_discussed(self, actor: Actor, session: str) -> Changes:
        """Note that a practice recording was talked through. Raises UserError unless it is one the actor has locked."""
        with self._acting(actor, Action.TRAIN) as unit:
            meeting = session_row(unit.session, session)
            reference = references(unit.session).get(meeting.id)
            if reference is None or reference.use is not Use.PRACTICE:
                raise UserError("This is no practice recording.", "Nothing was noted.")
            if not _has_locked(unit.session, meeting.id, actor.id):
                raise UserError("Code and lock this recording first, then talk it through.", "Nothing was noted.")
            return self._mark(unit, TrainingStep.DISCUSSED, self._codebooks.in_use(unit.session), meeting.id)

    def import_reference(self, actor: Actor, session: str, document: CodingDocument, use: Use) -> Changes:
        """Keep the experts' coding of a recording and use it for training; another one of it supersedes.

        Raises UserError, with nothing kept, unless it rates every principle on the scale and fits codebook and
        recording, and for a recording that is withdrawn or for which a second coding is wanted; nor does a practice
        recording become gold once somebody has practised on it, as the experts' codes of it are open to them.
        """
        with self._acting(actor, Action.KEEP_REFERENCES) as unit:
            meeting = session_row(unit.session, session)
            _check_usable(unit.session, meeting)
            if use is Use.GOLD:
                _check_unseen(unit.session, meeting)
            book = self._codebooks.for_session(unit.session, meeting.kind)
            _check_fits(unit.session, meeting, book, document)
            return _keep(unit, meeting, book, document.model_dump(mode="json"), use, active=True)

    def usable(self, actor: Actor) -> tuple[Usable, ...]:
        """The recordings evaluators may train on, the latest meeting first; not those a second coding is wanted of.

        Nor role-plays, which are nobody's practice here.
        """
        with self._reading(actor, Action.KEEP_REFERENCES) as database:
            wanted = {row.session_id for row in standing(database)}
            query = select(SessionRow).where(SessionRow.state != SessionState.WITHDRAWN, SessionRow.id.not_in(wanted))
            meetings = database.scalars(query.order_by(SessionRow.held_on.desc(), SessionRow.code))
            return tuple(Usable(one.id, one.code, one.held_on) for one in meetings if not is_role_play(one))

    def trained_on(self, actor: Actor) -> tuple[TrainedOn, ...]:
        """The recordings evaluators train on, by use and code. Raises NotAllowed for who may not choose them."""
        with self._reading(actor, Action.KEEP_REFERENCES) as database:
            found = [
                TrainedOn(id_, database.get_one(SessionRow, id_).code, row.use, len(locked_codings(database, id_)))
                for id_, row in references(database).items()
            ]
        return tuple(sorted(found, key=lambda one: (one.use, one.session_code)))

    def stop_using(self, actor: Actor, session: str) -> Changes:
        """Train on a recording no longer; what was coded of it stays. Raises UserError when it is none of them."""
        with self._acting(actor, Action.KEEP_REFERENCES) as unit:
            meeting = session_row(unit.session, session)
            old = references(unit.session).get(meeting.id)
            if old is None:
                raise UserError("Nobody trains on this recording.", "Nothing was changed.")
            book = self._codebooks.version(unit.session, old.codebook_id, old.codebook_version)
            return _keep(unit, meeting, book, dict(old.content), old.use, active=False)

    def expert(self, actor: Actor, session: str) -> CodingDocument:
        """The experts' coding: of a practice recording once the actor has locked their own, of gold once all ten are.

        Raises UserError before that; a lead or steward who is no evaluator may always look.
        """
        with self._reading(actor, Action.READ_AGREEMENT) as database:
            meeting = session_row(database, session)
            reference = references(database).get(meeting.id)
            if reference is None:
                raise UserError("This recording has no expert codes.", "See the list of training recordings.")
            if Role.EVALUATOR in actor.roles:
                self._check_may_see(database, actor, reference)
            return expert_document(reference)

    def _check_may_see(self, database: Database, actor: Actor, reference: ReferenceCodingRow) -> None:
        if not _has_locked(database, reference.session_id, actor.id):
            raise UserError("Expert codes stay hidden until you have locked your own coding.", "Finish and lock it.")
        progress = self._progress(database, database.get_one(PersonRow, actor.id))
        if reference.use is Use.GOLD and progress.certificate is None:
            raise UserError(
                "The gold set is coded alone: its expert codes are shown once all of it is locked.",
                f"{progress.gold_done} of {GOLD} are.",
            )

    def _progress(self, database: Database, person: PersonRow) -> Progress:
        book = self._codebooks.in_use(database)
        known = {one: row for one, row in references(database).items() if _same_frame(row, book)}
        query = select(TrainingMarkRow).where(TrainingMarkRow.person_id == person.id).order_by(TrainingMarkRow.id)
        marks = [row for row in database.scalars(query) if _same_frame(row, book)]
        read = next((row.at for row in marks if row.step is TrainingStep.READ), None)
        discussed = {row.session_id for row in marks if row.step is TrainingStep.DISCUSSED}
        placed = _placings(database, person.id, known, discussed)
        practice = tuple(one for one in placed if one.use is Use.PRACTICE)
        gold = tuple(one for one in placed if one.use is Use.GOLD)
        names = {principle.id: principle.name for principle in book.principles}
        result = _certificate(database, person.id, {one.session_id: known[one.session_id] for one in gold}, names)
        return Progress(
            person_id=person.id,
            person_code=person.code,
            stage=_stage(read is not None, practice, result),
            read_at=read,
            codebook=f"{book.id} {book.version}",
            practice=practice,
            gold=gold,
            certificate=result,
        )

    def _mark(self, unit: Unit, step: TrainingStep, book: Codebook, session_id: str | None) -> Changes:
        row = TrainingMarkRow(
            id=new_id(),
            person_id=unit.actor.id,
            step=step,
            codebook_id=book.id,
            codebook_version=book.version,
            session_id=session_id,
            at=unit.now,
        )
        unit.session.add(row)
        unit.audit(step.value, "training", row.id, codebook=book.version)
        return changes(Kind.CODING, ids={unit.actor.id})


def _same_frame(row: ReferenceCodingRow | TrainingMarkRow, book: Codebook) -> bool:
    return row.codebook_id == book.id and int(row.codebook_version.partition(".")[0]) == book.major


def _has_locked(database: Database, session_id: str, person_id: str) -> bool:
    return any(one.evaluator_id == person_id for one in locked_codings(database, session_id))


def _placings(
    database: Database, person_id: str, known: Mapping[str, ReferenceCodingRow], discussed: set[str | None]
) -> list[Placing]:
    meetings = database.scalars(select(SessionRow).where(SessionRow.id.in_(known)).order_by(SessionRow.code))
    found = []
    for meeting in meetings:
        coding = own_coding(database, meeting.id, person_id)
        state = PlaceState.TO_CODE
        if coding is not None:
            state = PlaceState.CODING if coding.locked_at is None else PlaceState.LOCKED
        if state is PlaceState.LOCKED and meeting.id in discussed:
            state = PlaceState.DISCUSSED
        found.append(Placing(meeting.id, meeting.code, known[meeting.id].use, state))
    return found


def _certificate(
    database: Database, person_id: str, gold: Mapping[str, ReferenceCodingRow], names: Mapping[str, str]
) -> Certificate | None:
    """Over the ten gold recordings locked last: who was offered more practice tries on others."""
    locked = [
        (one.row.lock_id, one, reference)
        for session_id, reference in gold.items()
        for one in locked_codings(database, session_id)
        if one.evaluator_id == person_id
    ]
    if len(locked) < GOLD:
        return None
    last = sorted(locked, key=lambda each: each[0])[-GOLD:]
    return certificate([GoldRatings(own_ratings(database, one), expert_ratings(row)) for _, one, row in last], names)


def _stage(read: bool, practice: tuple[Placing, ...], result: Certificate | None) -> Stage:
    if result is not None:
        return Stage.CERTIFIED if result.met else Stage.MORE_PRACTICE
    if not read:
        return Stage.READING
    practised = sum(one.state is PlaceState.DISCUSSED for one in practice)
    return Stage.PRACTISING if practised < PRACTICE else Stage.GOLD_SET


def _check_usable(database: Database, meeting: SessionRow) -> None:
    check_no_role_play(meeting)
    check_not_erased(meeting.state, "Nothing was kept.")
    if any(row.session_id == meeting.id for row in standing(database)):
        raise UserError(
            "A second coding of this recording is wanted, and its coders must not see expert codes.",
            "Choose another recording. Nothing was kept.",
        )


def _check_unseen(database: Database, meeting: SessionRow) -> None:
    """Also of a recording that nobody practises on any longer: what was seen stays seen."""
    query = select(ReferenceCodingRow.id).where(
        ReferenceCodingRow.session_id == meeting.id,
        ReferenceCodingRow.use == Use.PRACTICE,
        ReferenceCodingRow.active.is_(True),
    )
    if database.scalars(query).first() is not None and locked_codings(database, meeting.id):
        raise UserError(
            "Somebody has practised on this recording and may have seen its expert codes, so it cannot be gold.",
            "Choose another recording for the gold set. Nothing was changed.",
        )


def _check_fits(database: Database, meeting: SessionRow, book: Codebook, document: CodingDocument) -> None:
    check_codebook(document, book)
    rated = {rating.principle: rating.value for rating in document.ratings}
    missing = [principle.name for principle in book.principles if principle.id not in rated]
    if missing:
        raise UserError(f"The expert coding does not rate {', '.join(missing)}.", "Nothing was kept.")
    low, high = book.rules.scale_min, book.rules.scale_max
    for principle, value in rated.items():
        name = principle_name(book, principle)
        if value != "NE" and not low <= value <= high:
            raise UserError(f"{name}: {value} is not on the scale {low}–{high}.", "Nothing was kept.")
    text = transcript_row(database, meeting.id)
    transcript = None if text is None else transcript_from(database, text)
    recording = recording_of(database, meeting.id)
    length = to_seconds(recording.sample_count) if recording is not None else None
    for code in document.codes:
        code_name(book, code.code, code.attributes)
    evidence = (one for rating in document.ratings for one in rating.evidence)
    for place in (*document.codes, *document.moments, *document.focus, *evidence):
        _, _, end_s = resolve(place, transcript)
        if length is not None and end_s > length + 0.5:
            raise UserError("The expert coding has a place outside the recording.", "Nothing was kept.")


def _keep(
    unit: Unit, meeting: SessionRow, book: Codebook, content: dict[str, object], use: Use, *, active: bool
) -> Changes:
    row = ReferenceCodingRow(
        id=new_id(),
        session_id=meeting.id,
        use=use,
        codebook_id=book.id,
        codebook_version=book.version,
        content=content,
        active=active,
        author_id=unit.actor.id,
        at=unit.now,
    )
    unit.session.add(row)
    unit.audit("training recording chosen" if active else "training recording dropped", "session", meeting.id)
    return changes(Kind.SESSION, ids={meeting.id}, created=row.id)
