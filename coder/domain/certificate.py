"""What can be shown of an erasure: when, why, by whom, and that nothing is left, as looked up and not as remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from coder.domain.sessions import SessionKind


class WhyErased(StrEnum):
    """Why a recording was erased."""

    WITHDRAWN = "permission was refused or taken back"
    TIME_OVER = "the time it was to be kept was over"


@dataclass(frozen=True)
class GivenOut:
    """A package with the recording that was made for a colleague with this code; their copy has a clock of its own."""

    code: str
    at: datetime


@dataclass(frozen=True)
class ErasureCertificate:
    """One erasure as it stands when it is asked for.

    ``by`` is a person's code or the clock. ``sha256`` is the hash of the encrypted file that was removed, empty where
    a session had none. ``key_there``, ``file_there`` and ``rows_left`` say what is left of key, file, words, codes
    and ratings. ``audit_line`` and ``audit_mac`` are the line of the audit trail that bears witness. ``given_out`` are
    the packages that left before, the earliest first: what lies in another store is beyond this erasure. ``models``
    are the names of the suggestion models that learnt from it.
    """

    session_id: str
    session_code: str
    kind: str
    held_on: date
    erased_at: datetime
    why: WhyErased
    by: str
    sha256: str
    key_there: bool
    file_there: bool
    rows_left: int
    audit_line: int
    audit_mac: str
    given_out: tuple[GivenOut, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def copies_run_out(self) -> bool:
        """Whether copies in other stores are erased by a clock: those of role-plays are, those of visits are not."""
        return self.kind == SessionKind.RECRUITMENT

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not (self.key_there or self.file_there or self.rows_left)
