"""How hard a passphrase is to guess, said in a sentence before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from coder.security.keys import MIN_PASSPHRASE

_FAIR_CHARACTERS = 14
_GOOD_CHARACTERS = 20
_DIFFERENT_CHARACTERS = 6


class Strength(IntEnum):
    """How good a passphrase is; only REFUSED is not taken."""

    REFUSED = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3


@dataclass(frozen=True)
class Judgement:
    """A strength and what to say about it."""

    strength: Strength
    sentence: str


def judge(passphrase: str) -> Judgement:
    """A rough judgement by length and variety; no dictionary is asked, so a well-known phrase may look good.

    Fewer than MIN_PASSPHRASE characters are refused when the store is made. The other lines (14 and 20 characters, six
    different ones) are ours, after the advice to prefer length over symbols (NIST SP 800-63B, section 5.1.1.2).
    """
    length = len(passphrase)
    if not passphrase:
        return Judgement(Strength.REFUSED, f"At least {MIN_PASSPHRASE} characters. Four words do well.")
    if length < MIN_PASSPHRASE:
        return Judgement(Strength.REFUSED, f"Too short: {MIN_PASSPHRASE - length} more characters are needed.")
    if len(set(passphrase.casefold())) < _DIFFERENT_CHARACTERS:
        return Judgement(Strength.WEAK, "Weak: it repeats few characters. Four unrelated words do well.")
    if length < _FAIR_CHARACTERS:
        return Judgement(Strength.WEAK, "Weak: whoever takes this computer could guess it. Add a word or two.")
    if length < _GOOD_CHARACTERS:
        return Judgement(Strength.FAIR, "Fair. One more word would make it good.")
    return Judgement(Strength.GOOD, "Good, as long as it is no saying or address of yours.")
