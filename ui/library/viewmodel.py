"""What the Library shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.suggestion_worth import CodeAgreement, CodeSwitch, Worth
from ui.context import Context
from ui.library.entries import Entry, entries
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services
    from coder.services.model_cards import KnownModel

_ON_THE_CARD = frozenset({Kind.CODING, Kind.SUGGESTION})


@dataclass(frozen=True)
class Shelf:
    """All codebooks kept here, which of them new codings are made with, and the model that suggestions come from.

    ``target_precision`` (0–1) is the service's rule.
    """

    books: tuple[Codebook, ...]
    active: frozenset[tuple[str, str]]
    model: KnownModel
    switches: tuple[CodeSwitch, ...]
    agreement: tuple[CodeAgreement, ...]
    worth: Worth
    target_precision: float

    def in_use(self, book: Codebook) -> bool:
        """Whether new codings of its kind are made with this version."""
        return (book.id, book.version) in self.active


class LibraryViewModel(QObject):
    """``loaded()`` after reading; ``chosen_changed()``: another codebook or search; ``compared(Comparison)``;
    ``imported(Changes)``.
    """

    loaded = Signal()
    chosen_changed = Signal()
    compared = Signal(object)
    imported = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.shelf: Shelf | None = None
        self.book: Codebook | None = None
        self.words = ""
        self._entries: tuple[Entry, ...] = ()
        track(self, context.changed, self._changed)

    @property
    def may_manage(self) -> bool:
        """Whether the actor may import codebooks and choose which is used."""
        return self._context.is_open and may(self._context.actor, Action.MANAGE_CODEBOOKS)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the chosen codebook that fit the search."""
        return tuple(entry for entry in self._entries if entry.fits(self.words))

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(partial(_shelf, services, actor), self._take, owner=self, key="shelf")

    def choose(self, codebook_id: str, version: str) -> None:
        """Show another codebook or version."""
        if self.shelf is None:
            return
        found = [book for book in self.shelf.books if (book.id, book.version) == (codebook_id, version)]
        if found and found[0] is not self.book:
            self.book = found[0]
            self._entries = entries(self.book)
            self.chosen_changed.emit()

    def search(self, words: str) -> None:
        """Show only entries that hold these words."""
        self.words = words
        self.chosen_changed.emit()

    def position(self, principle_id: str) -> int:
        """The place of a principle in its codebook from 0, which chooses its colour."""
        ids = [one.id for one in self.book.principles] if self.book is not None else []
        return ids.index(principle_id) if principle_id in ids else 0

    def use(self) -> None:
        """Make new codings with the codebook that is shown."""
        if self.book is not None:
            services, actor = self._context.services, self._context.actor
            work = partial(services.codebooks.activate, actor, self.book.id, self.book.version)
            self._context.operations.write(work, owner=self)

    def import_file(self, path: Path) -> None:
        """Keep an authority's codebook and use it from now on; a bad file is refused whole, with file, key and line."""
        services, actor = self._context.services, self._context.actor
        self._context.operations.write(
            partial(services.codebooks.import_file, actor, path), self.imported.emit, owner=self
        )

    def compare(self, old: Codebook, new: Codebook) -> None:
        """Work out what changed from one to the other."""
        difference = self._context.services.codebooks.difference
        self._context.operations.read(partial(difference, old, new), self.compared.emit, owner=self, key="compare")

    def _changed(self, what: Changes, _initiator: object) -> None:
        if _ON_THE_CARD & what.kinds:
            # Read when the page is shown again: a recording is coded with hundreds of changes.
            self._stale = True
        if {Kind.CODEBOOK, Kind.POLICY} & what.kinds:
            self._stale = True
            self.refresh()

    def _take(self, shelf: Shelf) -> None:
        self.shelf = shelf
        wanted = (self.book.id, self.book.version) if self.book is not None else _first(shelf.books, shelf)
        self.book = None
        self.loaded.emit()
        self.choose(*wanted)


def pairs(books: Sequence[Codebook]) -> tuple[tuple[Codebook, Codebook], ...]:
    """Each version with the one before it of the same codebook, the newest first."""
    by_id: dict[str, list[Codebook]] = {}
    for book in books:
        by_id.setdefault(book.id, []).append(book)
    found = []
    for versions in by_id.values():
        versions.sort(key=lambda book: tuple(int(part) for part in book.version.split(".")))
        found += list(pairwise(versions))
    return tuple(reversed(found))


def _first(books: Sequence[Codebook], shelf: Shelf) -> tuple[str, str]:
    best = next((book for book in books if book.kind.value == "practice" and shelf.in_use(book)), books[0])
    return best.id, best.version


def _shelf(services: Services, actor: Actor) -> Shelf:
    books = services.codebooks.list(actor)
    active = [services.codebooks.active(kind) for kind in dict.fromkeys(book.kind for book in books)]
    rules = services.suggestions.rules
    return Shelf(
        books,
        frozenset((book.id, book.version) for book in active),
        rules.model(actor),
        rules.switches(actor),
        rules.agreement(actor),
        services.suggestion_worth.counts(actor),
        services.policy.get(actor).target_precision,
    )
