"""How an evaluator's ratings move beside gold and colleagues: for themselves and the service lead, for nobody else."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.analysis.drift import RatedGold, RatedTogether, against_gold, against_peers, drift_of, no_peers
from coder.domain.errors import NotAllowed
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.training import GOLD, Drift, Use
from coder.services.assignment_rows import references
from coder.services.base import Backing, Service
from coder.services.blind_pairs import Wanted, coded_together, has_demo_only
from coder.services.codebooks import CodebookService
from coder.services.training_rows import expert_ratings, locked_codings, own_ratings
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow


class DriftService(Service):
    """Works out drift from blind ratings as they stood at the lock; nothing of it is stored."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def own(self, actor: Actor) -> Drift:
        """The actor's own drift; empty figures with a sentence where there is nothing to compare."""
        with self._reading(actor, Action.SEE_DRIFT) as database:
            person = database.get_one(PersonRow, actor.id)
            return next(self._of(database, [person]))

    def everybody(self, actor: Actor) -> tuple[Drift, ...]:
        """The drift of everybody who has anything to compare, by code and never by size. Raises NotAllowed for all but
        the lead."""
        if Role.LEAD not in actor.roles:
            raise NotAllowed("Drift is shown to each evaluator and to the service lead.", "See your own.")
        with self._reading(actor, Action.SEE_DRIFT) as database:
            people = database.scalars(select(PersonRow).order_by(PersonRow.code)).all()
            return tuple(one for one in self._of(database, people) if one.peers.recordings or one.gold.recordings)

    def _of(self, database: Database, people: Sequence[PersonRow]) -> Iterator[Drift]:
        book = self._codebooks.in_use(database)
        demo = has_demo_only(database, book.id)
        wanted = {person.id for person in people}
        peers = against_peers(_together(database, Wanted(book.id, book.major, demo)), wanted)
        gold = _gold(database, book.id, book.major, wanted)
        names = {principle.id: principle.name for principle in book.principles}
        for person in people:
            beside = peers.get(person.id) or no_peers()
            yield drift_of(person.id, person.code, against_gold(gold.get(person.id, ())), beside, names)


def _together(database: Database, wanted: Wanted) -> list[RatedTogether]:
    recordings = coded_together(database, wanted)
    ids = [coding.coding_id for one in recordings for coding in one.codings]
    locked = dict(database.execute(select(CodingRow.id, CodingRow.locked_at).where(CodingRow.id.in_(ids))).all())
    return [
        RatedTogether(
            session_id=one.session_id,
            ratings={coding.evaluator_id: coding.ratings for coding in one.codings},
            locked_at={c.evaluator_id: at for c in one.codings if (at := locked[c.coding_id]) is not None},
        )
        for one in recordings
    ]


def _gold(database: Database, codebook_id: str, major: int, wanted: Container[str]) -> dict[str, list[RatedGold]]:
    """Of those ``wanted`` who have locked the whole gold set, by evaluator."""
    found: dict[str, list[RatedGold]] = {}
    for session_id, reference in references(database).items():
        fits = reference.codebook_id == codebook_id and int(reference.codebook_version.partition(".")[0]) == major
        if reference.use is not Use.GOLD or not fits:
            continue
        for row in (one for one in locked_codings(database, session_id) if one.evaluator_id in wanted):
            rated = RatedGold(session_id, own_ratings(database, row), expert_ratings(reference), row.locked_at)
            found.setdefault(row.evaluator_id, []).append(rated)
    # Of fewer, the differences would tell a trainee the experts' ratings while the gold set is still coded alone.
    return {person_id: rated for person_id, rated in found.items() if len(rated) >= GOLD}
