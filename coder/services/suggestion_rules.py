"""Which codes are suggested here, and how sure a suggestion must be: by rule, and by how far people here agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.analysis.suggestion_worth import Pairs, agreement_of
from coder.domain.coding import Mode
from coder.domain.people import Actor, SpeakerRole
from coder.domain.permissions import Action, may
from coder.domain.suggestion_worth import MIN_DOUBLE_CODINGS, CodeAgreement, CodeSwitch, JobRules
from coder.domain.suggestions import family_code
from coder.services.assignment_rows import references
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.learning_rows import known_model
from coder.services.model_cards import KnownModel
from coder.services.policy import Policy, read_policy
from coder.services.rows import transcript_from, transcript_row
from coder.services.suggestion_differences import Codes, blind_codes
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow

FAMILY_TALK = "Talk of parents and children is never suggested: people agree on it least, and it is about the family."
ONE_REFLECTION = (
    "Simple and complex reflections are suggested as one, SR: which of the two it is, trained people hardly agree on."
)
BY_SERVICE = "Switched off by this service."
NEVER_TAUGHT = "The model was taught no such code."
NEVER_SURE = "On talk it had not seen, the model was never sure enough of it to be right as often as is asked."
OTHER_TARGET = "The model in use was learnt to be right in another share than is asked, so it suggests nothing."
_OF_THE_MODEL = frozenset({"", NEVER_TAUGHT, NEVER_SURE, OTHER_TARGET})


class SuggestionRules(Service):
    """Say which codes are suggested and why not, and how far people here agree on each."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def switches(self, actor: Actor) -> tuple[CodeSwitch, ...]:
        """Each code of the practice codebook in use: whether it is suggested, and if not, why."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return self._switches(session)

    def model(self, actor: Actor) -> KnownModel:
        """The model that suggestions come from, with figures of its codes for who may see what was learnt from.

        Raises UserError, as ``switches`` does, when it was learnt by another version of the program.
        """
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            known = known_model(session)
        # How often each code was given here is about the practice of perhaps few workers.
        return known if not known.learnt_here or may(actor, Action.SEE_LEARNING) else known.without_figures()

    def agreement(self, actor: Actor) -> tuple[CodeAgreement, ...]:
        """How far people here agree on each code for the worker, over all recordings coded blind by two."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return agreement_here(session, self._codebooks.in_use(session))

    def for_job(self) -> JobRules:
        """What suggestions are made by now; asked by the worker process."""
        with self._backing.store.read() as session:
            # Where the model cannot tell, it keeps silent by itself.
            ruled = [one for one in self._switches(session) if one.reason not in _OF_THE_MODEL]
            off = frozenset(one.code for one in ruled)
            return JobRules(read_policy(session).target_precision, off)

    def _switches(self, session: Session) -> tuple[CodeSwitch, ...]:
        book, policy = self._codebooks.in_use(session), read_policy(session)
        model = known_model(session)
        people = {one.code: one for one in agreement_here(session, book)}
        worker = [_switch(code.id, policy, model, people[code.id]) for code in book.codes]
        return (*worker, *(CodeSwitch(code.id, False, FAMILY_TALK) for code in book.talk_codes))


def agreement_here(session: Session, book: Codebook) -> tuple[CodeAgreement, ...]:
    """How far people agree on each code of this codebook; codings of another major version are left out."""
    return agreement_of(_all_pairs(session, book), [code.id for code in book.codes])


def _switch(code: str, policy: Policy, model: KnownModel, people: CodeAgreement) -> CodeSwitch:
    if family_code(code) != code:
        return CodeSwitch(code, False, ONE_REFLECTION)
    if code not in {one.code for one in model.card.codes}:
        return CodeSwitch(code, False, NEVER_TAUGHT)
    if code in policy.switched_off:
        return CodeSwitch(code, False, BY_SERVICE)
    if people.kappa is not None and people.kappa < policy.agreement_line:
        sentence = f"People here agree on it at kappa {people.kappa:.2f} only, below the line of "
        return CodeSwitch(
            code, False, f"{sentence}{policy.agreement_line:.2f} ({people.recordings} recordings coded by two)."
        )
    if policy.target_precision not in model.targets:
        return CodeSwitch(code, False, OTHER_TARGET)
    if not model.reaches(code, policy.target_precision):
        return CodeSwitch(code, False, NEVER_SURE)
    return CodeSwitch(code, True)


def double_codings(session: Session, book: Codebook) -> list[list[CodingRow]]:
    """The codings of each recording that two or more people locked blind with this major version, in order of begin."""
    codings: dict[str, list[CodingRow]] = defaultdict(list)
    for row in session.scalars(
        select(CodingRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(
            CodingRow.codebook_id == book.id,
            CodingRow.mode == Mode.BLIND,
            CodingRow.locked_at.is_not(None),
            SessionRow.demo.is_(False),
            # What trainees make of a recording says nothing about how far those agree who are trained.
            SessionRow.id.not_in(references(session)),
        )
        .order_by(CodingRow.id)
    ):
        if row.codebook_version.partition(".")[0] == book.version.partition(".")[0]:
            codings[row.session_id].append(row)
    return [rows for rows in codings.values() if len(rows) > 1]


def worker_codes(
    session: Session, rows: Sequence[CodingRow], codes_of: Callable[[Session, CodingRow], Codes] = blind_codes
) -> list[list[str]]:
    """For each of the codings of one recording, the code of each utterance of the worker; empty without a text."""
    row = transcript_row(session, rows[0].session_id)
    if row is None:
        return []
    transcript = transcript_from(session, row)
    said = [one.id for one in transcript.utterances if transcript.role_of(one.speaker_id) is SpeakerRole.WORKER]
    return [[family_code(codes.on(one)) for one in said] for codes in (codes_of(session, row) for row in rows)]


def paired(first: Sequence[str], other: Sequence[str]) -> Pairs:
    """The pairs of codes on the utterances that either coded."""
    return [pair for pair in zip(first, other, strict=True) if any(pair)]


def _all_pairs(session: Session, book: Codebook) -> Sequence[Pairs]:
    """For each recording that two people locked blind, their codes on the utterances of the worker; the first two."""
    doubles = double_codings(session, book)
    if len(doubles) < MIN_DOUBLE_CODINGS:
        return [()] * len(doubles)
    return [pairs for rows in doubles if (pairs := _pairs(session, rows)) is not None]


def _pairs(session: Session, rows: Sequence[CodingRow]) -> Pairs | None:
    """The codes of the first two of whom each coded anything (a coding may hold ratings alone), or None."""
    given = [codes for codes in worker_codes(session, rows) if any(codes)]
    return paired(*given[:2]) if len(given) > 1 else None
