"""The file of a sealed package: encrypted to one colleague (age), signed by another (Ed25519), read whole or refused.

Inside: 64 bytes of signature, one line of JSON, and the sound. Who signed is found by trying the cards of those whose
packages are taken here; a key that came with the file would prove nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.errors import UserError
from coder.domain.sealed import FORMAT, MAX_BYTES, Card, PackageKind
from coder.security import crypto, signatures
from coder.security.files import write_whole
from coder.security.keys import VaultKey
from coder.store.tables.double_packages import PartnerRow
from coder.store.tables.policy import PolicyRow

_PURPOSE = "sealed package 1"
_SIGNATURE_BYTES = 64
_IDENTITY = "package_identity"
NOTHING = "Nothing was taken in."
GIVEN_OUT = "recording given out"
"""How the audit trail calls a package with a recording that was made for a colleague."""


@dataclass(frozen=True)
class Opened:
    """A package that was decrypted and whose signature fits a card."""

    kind: PackageKind
    partner: PartnerRow
    data: dict[str, Any]
    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class PackageKeys:
    """The keys of this store for packages: the seed that signs, and the key that seals the identity."""

    seed: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    @classmethod
    def of(cls, key: VaultKey) -> PackageKeys:
        """Those of a store."""
        return cls(key.packages, key.package_identity)

    def make_identity(self, database: Database, now: datetime) -> None:
        """See to it that there is an identity to send packages to; made once."""
        if database.get(PolicyRow, _IDENTITY) is None:
            sealed = crypto.seal(self.sealing, crypto.new_identity().encode(), _IDENTITY)
            database.add(PolicyRow(key=_IDENTITY, value=base64.b64encode(sealed).decode(), changed_at=now))
            database.flush()

    def card(self, database: Database) -> Card:
        """The card to give to colleagues."""
        return Card(crypto.recipient_of(self._identity(database)), signatures.public_key_of(self.seed))

    def seal(self, kind: PackageKind, data: dict[str, Any], sound: bytes, recipient: str) -> bytes:
        """A package for one colleague."""
        head = json.dumps({"format": FORMAT, "kind": kind.value, "data": data}, ensure_ascii=True)
        body = head.encode() + b"\n" + sound
        return crypto.encrypt_for(recipient, signatures.sign_with(self.seed, _PURPOSE, body) + body)

    def open(self, database: Database, content: bytes) -> Opened:
        """What a package holds. Raises UserError when it is for somebody else, changed, or from nobody known."""
        return self._open(database, content, partners(database))

    def open_kept(self, database: Database, content: bytes) -> Opened:
        """What a package holds that was taken in before; its sender may have another card since."""
        return self._open(database, content, database.scalars(select(PartnerRow).order_by(PartnerRow.id)).all())

    def _open(self, database: Database, content: bytes, cards: Iterable[PartnerRow]) -> Opened:
        try:
            plain = crypto.decrypt_with(self._identity(database), content)
        except crypto.CryptoError as error:
            raise UserError(
                f"This package is for somebody else, or it was changed on its way. {NOTHING}",
                "Ask the sender to make it again with the card you gave them.",
            ) from error
        signature, body = plain[:_SIGNATURE_BYTES], plain[_SIGNATURE_BYTES:]
        for partner in cards:
            if signatures.verify(partner.signing_key, _PURPOSE, body, signature):
                return _read(partner, body)
        raise UserError(
            f"Nobody whose card you have signed this package. {NOTHING}",
            "Ask the sender for their card and add it, after comparing its fingerprint with them.",
        )

    def _identity(self, database: Database) -> str:
        row = database.get(PolicyRow, _IDENTITY)
        if row is None:
            raise UserError("This store has no card yet.", "Make one first and give it to your colleague.")
        return crypto.unseal(self.sealing, base64.b64decode(row.value), _IDENTITY).decode()


def partners(database: Database) -> Iterable[PartnerRow]:
    """The newest card of each colleague."""
    newest = {row.person_id: row for row in database.scalars(select(PartnerRow).order_by(PartnerRow.id))}
    return newest.values()


def read_file(path: Path) -> bytes:
    """A package file. Raises UserError when it cannot be read or is larger than any package."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"This file is too large for a package. {NOTHING}", "Choose another file.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"The package could not be read. {NOTHING}", "Check the stick and the path.") from error


def check_free(path: Path) -> None:
    """Raise UserError where a file is already; asked before a package is made, since making one is kept."""
    if path.exists():
        raise UserError("There is a file of that name already. Nothing was written.", "Choose another name.")


def write_file(path: Path, content: bytes) -> None:
    """Write a package. Raises UserError, with nothing left behind, where a file is already or the disk refuses."""
    check_free(path)
    try:
        write_whole(path, content)
    except OSError as error:
        raise UserError("The package could not be written. Nothing is left behind.", "Check the free space.") from error


def _read(partner: PartnerRow, body: bytes) -> Opened:
    head, _, sound = body.partition(b"\n")
    try:
        told = json.loads(head)
        if told["format"] != FORMAT:
            raise UserError(f"This package was made by another version of the program. {NOTHING}", "Update both.")
        return Opened(PackageKind(told["kind"]), partner, dict(told["data"]), sound)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"This package holds nothing that is known here. {NOTHING}", "Update both programs.") from error
