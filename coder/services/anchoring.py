"""The anchoring meter: whether codes move toward suggestions once they are seen, and whether that was right.

Shown to each evaluator about themselves, and to the service lead; nothing of it says anything about a worker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.anchoring import Anchoring, AnchoringMeter
from coder.domain.coding import Mode
from coder.domain.consensus import Matter, TalkOutcome
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.suggestions import Decision, Difference, Suggestion, same_mark
from coder.services.base import Service
from coder.services.suggestion_differences import blind_codes, differences_of
from coder.services.suggestion_worth import set_seen
from coder.services.suggestions import suggestions_in
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import ConsensusRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

# With fewer, whoever takes their own figures from those of the service has somebody else's.
_LEAST_EVALUATORS = 3


class AnchoringService(Service):
    """Counts over finished codings whose evaluator saw suggestions; the demo is left out, nobody decided there."""

    def meter(self, actor: Actor) -> AnchoringMeter:
        """The service, and by evaluator: oneself, or everybody by code for the lead.

        To all but the lead the service's counts are empty as long as fewer than three evaluators are in them.
        """
        with self._reading(actor, Action.SEE_DRIFT) as database:
            counted = _by_evaluator(database)
            codes = {person.id: person.code for person in database.scalars(select(PersonRow))}
        lead = Role.LEAD in actor.roles
        shown = {codes[who]: found for who, found in counted.items() if lead or who == actor.id}
        service = Anchoring()
        if lead or len(counted) >= _LEAST_EVALUATORS:
            service = sum(counted.values(), Anchoring())
        return AnchoringMeter(service, tuple(sorted(shown.items())))


def _by_evaluator(database: Database) -> dict[str, Anchoring]:
    agreed = _agreed(database)
    found: dict[str, Anchoring] = defaultdict(Anchoring)
    query = (
        select(CodingRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(
            CodingRow.finished_at.is_not(None),
            CodingRow.seen_suggestions_at.is_not(None),
            SessionRow.demo.is_(False),
        )
    )
    for coding in database.scalars(query):
        made = set_seen(database, coding)
        if made is not None:
            counted = _counted(database, coding, suggestions_in(database, made), agreed.get(coding.session_id, {}))
            found[coding.evaluator_id] += counted
    return dict(found)


def _agreed(database: Database) -> dict[str, dict[str, str]]:
    """What consensus talks agreed on for utterances, by session; the newest talk about an utterance counts."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    of_places = select(ConsensusRow).where(ConsensusRow.matter == Matter.CODE, ConsensusRow.utterance_id != "")
    for row in database.scalars(of_places.order_by(ConsensusRow.id)):
        found[row.session_id].pop(row.utterance_id, None)
        if row.outcome is TalkOutcome.AGREED:
            found[row.session_id][row.utterance_id] = row.agreed
    return found


def _counted(
    database: Database, coding: CodingRow, suggestions: tuple[Suggestion, ...], agreed: Mapping[str, str]
) -> Anchoring:
    own = blind_codes(database, coding)
    places = [one for one in suggestions if own.on(one.utterance_id)]
    same = sum(same_mark(own.on(one.utterance_id), one.code) for one in places)
    if coding.mode is Mode.ASSISTED:
        return Anchoring(assisted_recordings=1, assisted_places=len(places), assisted_same=same)
    suggested = {one.id: one.code for one in suggestions}
    found = Anchoring(recordings=1, blind_places=len(places), blind_same=same)
    for one in differences_of(database, coding, suggestions):
        found += _decided(one, suggested[one.suggestion_id], agreed.get(one.utterance_id))
    return found


def _decided(one: Difference, suggested: str, agreed: str | None) -> Anchoring:
    found = Anchoring(differences=1)
    if one.decision is Decision.CHANGE and same_mark(one.chosen_code, suggested):
        found = replace(found, toward=1)
        if agreed is not None:
            found = replace(found, judged_toward=1, proved_toward=int(same_mark(agreed, suggested)))
    elif one.decision is Decision.CHANGE:
        found = replace(found, elsewhere=1)
    elif one.decision is Decision.KEEP and agreed is not None:
        found = replace(found, judged_kept=1, proved_kept=int(same_mark(agreed, one.chosen_code)))
    return found
