"""Codebooks in use: the built-in drafts and what an authority imported. A version once used never changes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.compare import Comparison, compare
from codebook.load import CodebookError, builtin_ids, load_builtin, load_file, load_text
from codebook.schema import Codebook, Kind
from codebook.variants import split_id, variant_book, variant_for, variant_named
from coder.domain.changes import Changes, changes
from coder.domain.changes import Kind as ChangeKind
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import codebook_kind, practice_of
from coder.domain.sessions import SessionKind
from coder.services.base import Backing, Service
from coder.store.tables.codebooks import CodebookRow


class CodebookService(Service):
    """List, read, import and choose codebooks."""

    def __init__(self, backing: Backing) -> None:
        super().__init__(backing)
        self._read: dict[tuple[str, str], Codebook] = {}

    def list(self, actor: Actor) -> tuple[Codebook, ...]:
        """All versions kept here, the built-in ones first."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            rows = session.scalars(select(CodebookRow).order_by(CodebookRow.id, CodebookRow.version)).all()
            imported = [self.version(session, row.id, row.version) for row in rows]
        return (*(load_builtin(name) for name in builtin_ids()), *imported)

    def active(self, kind: Kind = Kind.PRACTICE) -> Codebook:
        """The codebook new codings of this kind are made with."""
        with self._backing.store.read() as session:
            return self._active(session, kind)

    def for_kind(self, session_kind: SessionKind) -> Codebook:
        """The codebook a new coding of a session of this kind is made with, for whoever has no transaction."""
        with self._backing.store.read() as session:
            return self.for_session(session, session_kind)

    def get(self, codebook_id: str, version: str) -> Codebook:
        """One version. Raises UserError when it is not kept here."""
        with self._backing.store.read() as session:
            return self.version(session, codebook_id, version)

    def import_file(self, actor: Actor, path: Path) -> Changes:
        """Keep an authority's own codebook and use it from now on; a bad file is refused whole.

        Raises UserError naming file, key and line, or when this id and version is already kept with another content.
        """
        codebook, text = read_codebook_file(path)
        with self._acting(actor, Action.MANAGE_CODEBOOKS) as unit:
            known = self._find(unit.session, codebook.id, codebook.version)
            if known is not None and known.hash != codebook.hash:
                raise UserError(
                    f"{codebook.title} {codebook.version} is already here with another content.",
                    "Give the changed file a new version number.",
                )
            if known is None:
                row = CodebookRow(
                    id=codebook.id,
                    version=codebook.version,
                    kind=codebook.kind,
                    hash=codebook.hash,
                    text=text,
                    imported_at=unit.now,
                    active=False,
                )
                unit.session.add(row)
                unit.session.flush()
            self._choose(unit.session, codebook)
            unit.audit("codebook imported", "codebook", codebook.id, version=codebook.version, hash=codebook.hash)
            return changes(ChangeKind.CODEBOOK, ids={codebook.id}, created=codebook.id)

    def activate(self, actor: Actor, codebook_id: str, version: str) -> Changes:
        """Make new codings of its kind use this version; codings made so far keep theirs."""
        with self._acting(actor, Action.MANAGE_CODEBOOKS) as unit:
            self._choose(unit.session, self.version(unit.session, codebook_id, version))
            unit.audit("codebook chosen", "codebook", codebook_id, version=version)
            return changes(ChangeKind.CODEBOOK, ids={codebook_id})

    def difference(self, old: Codebook, new: Codebook) -> Comparison:
        """What changed between two versions, and whether their scores may be pooled."""
        return compare(old, new)

    def version(self, session: Session, codebook_id: str, version: str) -> Codebook:
        """One version, read inside the caller's transaction. Raises UserError when it is not kept here."""
        key = (codebook_id, version)
        if key not in self._read:
            found = self._find(session, codebook_id, version)
            if found is None:
                raise UserError(f"Codebook {codebook_id} {version} is not kept here.", "Import its file first.")
            self._read[key] = found
        return self._read[key]

    def for_session(self, session: Session, session_kind: SessionKind) -> Codebook:
        """The codebook a new coding of a session of this kind is made with."""
        return self._active(session, codebook_kind(practice_of(session_kind)))

    def in_use(self, session: Session, kind: Kind = Kind.PRACTICE) -> Codebook:
        """The codebook new codings of this kind are made with, read inside the caller's transaction."""
        return self._active(session, kind)

    def _active(self, session: Session, kind: Kind) -> Codebook:
        row = session.scalars(select(CodebookRow).where(CodebookRow.kind == kind, CodebookRow.active.is_(True))).first()
        if row is not None:
            return self.version(session, row.id, row.version)
        if kind is Kind.RECRUITMENT:
            return self._recruitment(session)
        return next(book for book in map(load_builtin, builtin_ids()) if book.kind is kind)

    def _recruitment(self, session: Session) -> Codebook:
        """The variant of the practice codebook in use, or of ours where an authority's own one has none."""
        own, ours = self._active(session, Kind.PRACTICE), load_builtin("msw")
        for book in (own, ours):
            variant = variant_for(book, Kind.RECRUITMENT)
            if variant is not None:
                return variant_book(book, variant)
        raise LookupError("the codebook of the program has lost its variant for recruitment")

    def _find(self, session: Session, codebook_id: str, version: str) -> Codebook | None:
        base, variant = split_id(codebook_id)
        if variant:
            return variant_named(self.version(session, base, version), variant)
        if codebook_id in builtin_ids():
            builtin = load_builtin(codebook_id)
            if builtin.version == version:
                return builtin
        row = session.get(CodebookRow, (codebook_id, version))
        return None if row is None else load_text(row.text, f"{codebook_id} {version}")

    def _choose(self, session: Session, codebook: Codebook) -> None:
        for row in session.scalars(select(CodebookRow).where(CodebookRow.kind == codebook.kind)):
            row.active = row.id == codebook.id and row.version == codebook.version


def read_codebook_file(path: Path) -> tuple[Codebook, str]:
    """Read and check a codebook file. Raises UserError with file, key and line when it is not acceptable."""
    try:
        codebook = load_file(path)
        return codebook, path.read_bytes().decode("utf-8")
    except CodebookError as error:
        raise UserError(str(error), "Nothing was imported.") from error
    except OSError as error:
        raise UserError(
            "The codebook file cannot be opened.", "Check that it exists and that you may read it."
        ) from error
