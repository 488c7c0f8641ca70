"""Sealed packages: a recording for a second coder on another computer, and their coding back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from coder.domain.errors import UserError
from coder.domain.sessions import SessionKind

FORMAT: Final = 1
MAX_BYTES: Final = 1 << 30
"""A package holds one recording; an hour and a half of sound is about a tenth of this."""
_CARD: Final = "practice-coder-1:"


class PackageKind(StrEnum):
    """What a package holds."""

    RECORDING = "recording"
    CODING = "blind coding"


@dataclass(frozen=True)
class Card:
    """What somebody gives a colleague so that they can send each other packages: nothing of it is secret.

    ``recipient`` is what packages for them are encrypted to (age), ``key`` what their signatures are checked with.
    """

    recipient: str
    key: str

    def text(self) -> str:
        """The card as one line."""
        data = json.dumps({"key": self.key, "recipient": self.recipient}, sort_keys=True)
        return _CARD + base64.urlsafe_b64encode(data.encode()).decode()


def read_card(text: str) -> Card:
    """A card from its line. Raises UserError for anything else."""
    clean = "".join(text.split())
    try:
        data = json.loads(base64.urlsafe_b64decode(clean.removeprefix(_CARD).encode("ascii")))
        if not clean.startswith(_CARD) or set(data) != {"key", "recipient"}:
            raise ValueError("no card")
        return Card(str(data["recipient"]), str(data["key"]))
    except (ValueError, TypeError) as error:
        raise UserError(
            "This is no card, or not the whole of one.", "Ask for it again, as one line of text."
        ) from error


@dataclass(frozen=True)
class Partner:
    """A colleague on another computer whose packages are taken. ``fingerprint`` is compared over the telephone."""

    person_id: str
    person_code: str
    fingerprint: str
    since: datetime


@dataclass(frozen=True)
class Inside:
    """What a package holds, told before it is taken in; ``known`` when all of it is here already.

    Of a recording its day, its kind of meeting, its length in seconds and whether a text came with it. Of a coding only
    who sent it: which recording it is of stays untold until it may be opened.
    """

    kind: PackageKind
    partner_code: str
    known: bool = False
    meeting: SessionKind | None = None
    held_on: date | None = None
    duration_s: float = 0.0
    with_text: bool = False


@dataclass(frozen=True)
class Arrived:
    """What a package brought. ``sealed`` tells that its coding stays closed until all codings here are locked."""

    kind: PackageKind
    session_id: str
    session_code: str
    partner_code: str
    sealed: bool
    known: bool
