"""Where the actor's codings and a colleague's differ, and what their talks came to, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind
from coder.domain.consensus import Disagreement, Pair
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from ui.context import Context
from ui.section_model import SectionModel

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.TRANSCRIPT, Kind.CODEBOOK})


class Differences(SectionModel):
    """``kept(words)`` after a talk.

    ``items`` are all places of all pairs, the largest difference first; ``drafts`` the reasons half typed, by place.
    """

    kept = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.TALK_OVER, _CONCERNED, parent)
        self.items: tuple[Disagreement, ...] = ()
        self.pairs: tuple[Pair, ...] = ()
        self.with_sound: frozenset[str] = frozenset()
        self.drafts: dict[str, str] = {}
        self._codebooks: dict[str, Codebook] = {}

    def codebook(self, one: Disagreement) -> Codebook | None:
        """The codebook that the two coded with, as each kind of practice has its own; None where it is not kept."""
        ids = tuple(given.coding_id for given in one.given)
        named = next((pair.codebook for pair in self.pairs if pair.coding_ids == ids), "")
        return self._codebooks.get(named)

    def between_others(self, one: Disagreement) -> bool:
        """Whether the actor is neither of the two, and only notes what these agreed."""
        return one.between_others(self._context.actor.id)

    def agree(self, one: Disagreement, agreed: str, reason: str) -> None:
        """Keep what was agreed, with its reason."""
        services, actor = self._context.services, self._context.actor
        self._write(
            lambda: services.consensus.agree(actor, one.id, agreed, reason), one, self.tr("What was agreed is kept.")
        )

    def leave_open(self, one: Disagreement, reason: str, question: str) -> None:
        """Keep that it was left unresolved, and put the question on the decision log."""
        services, actor = self._context.services, self._context.actor
        self._write(
            lambda: services.consensus.leave_open(actor, one.id, reason, question),
            one,
            self.tr("The question is on the decision log."),
        )

    def _write(self, act: Callable[[], Changes], one: Disagreement, words: str) -> None:
        self._context.operations.write(act, partial(self._kept, one, words), owner=self, initiator=self)

    def _kept(self, one: Disagreement, words: str, _changes: Changes) -> None:
        self.drafts.pop(one.id, None)
        self.kept.emit(words)
        services, actor = self._context.services, self._context.actor
        first, second = (given.coding_id for given in one.given)
        # A talk changes nothing but its own pair; to read all of them again would take a second in a large service.
        self._context.operations.read(lambda: services.consensus.pair(actor, first, second), self._got_pair, owner=self)

    def _got_pair(self, pair: Pair) -> None:
        others = [one for one in self.items if {given.coding_id for given in one.given} != set(pair.coding_ids)]
        self.items = _ordered([*others, *pair.disagreements])
        self.loaded.emit()

    @override
    def _read(self, services: Services, actor: Actor) -> _Found:
        return _found(services, actor)

    @override
    def _got(self, found: _Found) -> None:
        self.items, self.pairs, self.with_sound, self._codebooks = found


_Found = tuple[tuple[Disagreement, ...], tuple[Pair, ...], frozenset[str], dict[str, Codebook]]


def _found(services: Services, actor: Actor) -> _Found:
    """Every open pair with its places; a pair that was closed meanwhile (a third coding was asked for) is left out."""
    pairs: list[Pair] = []
    items: list[Disagreement] = []
    for known in services.consensus.pairs(actor):
        try:
            pair = services.consensus.pair(actor, *known.coding_ids)
        except UserError:
            continue
        pairs.append(pair)
        items += pair.disagreements
    sessions = services.sessions.list(actor)
    with_sound = frozenset(one.id for one in sessions if one.recording is not None)
    return _ordered(items), tuple(pairs), with_sound, codebooks_of(services, {pair.codebook for pair in pairs})


def codebooks_of(services: Services, named: Iterable[str]) -> dict[str, Codebook]:
    """The codebooks of pairs by their names; one that is not kept here is left out, and its anchors are not shown."""
    found: dict[str, Codebook] = {}
    for name in named:
        codebook_id, _, version = name.rpartition(" ")
        with suppress(UserError):
            found[name] = services.codebooks.get(codebook_id, version)
    return found


def _ordered(items: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    return tuple(sorted(items, key=lambda one: (-one.size, one.session_code, one.start_s, one.label)))
