"""Consensus talks: two evaluators look at where they differed, agree or leave it open. Both originals stay as they are.

Agreed values are rows of their own that no figure of agreement, profile or report reads: they would make the two look
as if they had agreed.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind, changes
from coder.domain.consensus import NOT_EVALUABLE, Disagreement, Matter, Pair, TalkOutcome
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.times import to_samples
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coding_rules import plain
from coder.services.consensus_pairs import comparable, disagreements, pair_from
from coder.services.decision_log import DecisionService
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import ConsensusRow


class ConsensusService(Service):
    """Show both evaluators' evidence where they differ, and keep what their talk came to."""

    def __init__(self, backing: Backing, codebooks: CodebookService, decisions: DecisionService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks
        self._decisions = decisions

    def pairs(self, actor: Actor) -> tuple[Pair, ...]:
        """The actor's own pairs of codings once all codings of the session are locked, and those of the demo; for the
        service lead also those of two who sit at other computers, whose codings have come.

        The latest meeting first, without disagreements.
        """
        with self._reading(actor, Action.TALK_OVER) as database:
            return tuple(pair_from(database, *one) for one in comparable(database, actor))

    def pair(self, actor: Actor, first_coding_id: str, second_coding_id: str) -> Pair:
        """One pair with its disagreements, the largest first. Raises UserError when it is not open to the actor."""
        with self._reading(actor, Action.TALK_OVER) as database:
            found, _ = self._pair(database, actor, first_coding_id, second_coding_id)
            return found

    def agree(self, actor: Actor, disagreement: str, agreed: str, reason: str) -> Changes:
        """Keep what was agreed: "1" to "5" or "NE" for a rating, a code or "" (no code) for a place.

        A later talk supersedes. Raises UserError for any other value, without a reason, and when the pair is not open.
        """
        with self._acting(actor, Action.TALK_OVER) as unit:
            one, book = self._found(unit, disagreement)
            value = _checked(one, book, agreed)
            return _keep(unit, one, TalkOutcome.AGREED, value, _reason(reason), "")

    def leave_open(self, actor: Actor, disagreement: str, reason: str, question: str) -> Changes:
        """Leave it unresolved and put the ``question`` on the decision log; ``created`` is its thread.

        Raises UserError without a reason, and as DecisionService.ask does; nothing is kept then.
        """
        with self._acting(actor, Action.TALK_OVER) as unit:
            one, book = self._found(unit, disagreement)
            why = _reason(reason)
            first, second = one.given
            about = one.label or first.value or second.value
            asked = self._decisions.put_question(unit, question, label=about, arose=None, book=book)
            kept = _keep(unit, one, TalkOutcome.UNRESOLVED, "", why, asked.created)
            return replace(kept | asked, created=asked.created)

    def _pair(self, database: Database, actor: Actor, first: str, second: str) -> tuple[Pair, Codebook]:
        for meeting, one, other in comparable(database, actor):
            if (one.id, other.id) in ((first, second), (second, first)):
                pair = pair_from(database, meeting, one, other)
                book = self._book(database, one)
                return replace(pair, disagreements=disagreements(database, pair, book)), book
        raise UserError(
            "These two codings are not open to you.",
            "Your own must be one of them, or you lead and both came in packages; and all must be locked.",
        )

    def _book(self, database: Database, row: CodingRow) -> Codebook:
        return self._codebooks.version(database, row.codebook_id, row.codebook_version)

    def _found(self, unit: Unit, given: str) -> tuple[Disagreement, Codebook]:
        first, _, rest = given.partition("|")
        pair, book = self._pair(unit.session, unit.actor, first, rest.partition("|")[0])
        for one in pair.disagreements:
            if one.id == given:
                return one, book
        raise UserError("The two codings do not differ there.", "Open the list again. Nothing was kept.")


def _checked(one: Disagreement, book: Codebook, agreed: str) -> str:
    value = agreed.strip().upper()
    if one.matter is Matter.CODE:
        if value and value not in {code.id for code in (*book.codes, *book.talk_codes)}:
            raise UserError(f"The codebook has no code “{agreed}”.", "Nothing was kept.")
        return value
    rules = book.rules
    allowed = {str(number) for number in range(rules.scale_min, rules.scale_max + 1)} | {NOT_EVALUABLE}
    if value not in allowed:
        raise UserError(
            f"A rating is a whole number from {rules.scale_min} to {rules.scale_max}, or NE for not evaluable.",
            "Nothing was kept.",
        )
    return value


def _reason(reason: str) -> str:
    text = plain(reason)
    if not text:
        raise UserError("Write in a sentence what it came to.", "Nothing was kept.")
    return text


def _keep(unit: Unit, one: Disagreement, outcome: TalkOutcome, agreed: str, reason: str, asked: str) -> Changes:
    first, second = one.given
    row = ConsensusRow(
        id=new_id(),
        session_id=one.session_id,
        first_coding_id=first.coding_id,
        second_coding_id=second.coding_id,
        matter=one.matter,
        label=one.label,
        utterance_id=one.utterance_id,
        start_sample=to_samples(one.start_s),
        end_sample=to_samples(one.end_s),
        first_value=first.value,
        second_value=second.value,
        outcome=outcome,
        agreed=agreed,
        reason=reason,
        decision_thread=asked,
        author_id=unit.actor.id,
        at=unit.now,
    )
    unit.session.add(row)
    unit.audit("consensus talk noted", "consensus", row.id, session=one.session_id, outcome=outcome.value)
    return changes(Kind.CODING, ids={one.session_id, first.coding_id, second.coding_id})
