"""Voices that say so little that they may be a part of another one; nothing is merged or left out unasked."""

from __future__ import annotations

from collections.abc import Callable

from coder.domain.times import clock_text
from ui.coding.voices import Talk

# In 241 cuts of 20 s to 6 min with known voices, voices too many mostly held a few windows of laughter, noise or two
# people at once; but so do a child's two words at the door, so a person decides.
_LITTLE_S = 10.0
_LITTLE_SHARE = 0.03
_FEW_UTTERANCES, _FEW_SHARE = 2, 0.1


def says_little(said: Talk, voices: int) -> bool:
    """Whether a voice may be no person of its own: one of several, with next to no talk."""
    most = _FEW_SHARE if said.utterances <= _FEW_UTTERANCES else _LITTLE_SHARE
    return voices > 1 and said.utterances > 0 and said.seconds < _LITTLE_S and said.share < most


def doubt_words(said: Talk, voices: int, tr: Callable[[str], str]) -> str:
    """What to say of such a voice; empty for one that speaks enough."""
    if not says_little(said, voices):
        return ""
    words = tr("It speaks for {0} only and may be part of another voice. Hear it; if so, merge it into that one.")
    return words.format(clock_text(said.seconds))
