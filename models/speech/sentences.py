"""Where one thought ends, as well as text and pauses tell (codebook §A1 and §C, boundaries)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.speech.transcription import Word

_CLOSERS = "\"'”’)]"
_SHORTENED = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "e.g.", "i.e.", "etc.", "vs."})
# A clause that starts so goes on with the thought before it.
_GOES_ON = frozenset({"and", "because", "cos", "'cause", "cause", "so"})
# "So, what …", "So I wondered …" opens something new; "so she …", "so that …" goes on.
_OPENS_AFTER_SO = frozenset(
    {"i", "i'm", "i'd", "we", "you", "what", "how", "when", "where", "if", "tell", "let", "let's"}
)
# A question can be heard from its first words, too: the model often leaves out the mark.
_QUESTION_WORDS = frozenset({"what", "how", "why", "where", "who", "which", "whose"})
_BE_DO_HAVE = ("am", "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "isn't", "don't", "didn't")
_HELPERS = frozenset((*_BE_DO_HAVE, "can", "could", "will", "would", "shall", "should", "can't", "won't", "wouldn't"))
# "Do it now", "what a day": as questions begin, and none.
_COMMANDS = frozenset({("do", "it"), ("do", "that"), ("do", "this"), ("what", "a"), ("what", "an")})
_SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they", "there", "that", "this"})
# Words that say nothing by themselves belong to the thought that follows at once.
_SOUNDS = ("ah", "er", "erm", "hm", "hmm", "mhm", "mm", "oh", "uh", "um")
_FILLERS = frozenset(
    (*_SOUNDS, "alright", "and", "but", "like", "no", "now", "ok", "okay", "right", "so", "well", "yeah", "yes")
)
_MOST_FILLERS = 3
_FILLER_PAUSE_S = 0.7
_GOES_ON_PAUSE_S = 1.5
# A silence this long inside one voice's talk ends a thought whatever the punctuation says.
_LONG_PAUSE_S = 2.0
_MOST_WORDS = 60


def ends_sentence(text: str) -> bool:
    """Whether a word closes a sentence; trailing dots only trail off and do not."""
    bare = text.rstrip(_CLOSERS)
    return bare.endswith((".", "?", "!")) and not bare.endswith("..") and bare.casefold() not in _SHORTENED


def is_question(words: Sequence[Word]) -> bool:
    """Whether words end in a question mark or begin as a question does ("did you …", "and how …")."""
    if words and words[-1].text.rstrip(_CLOSERS).endswith("?"):
        return True
    plain = [_plain(word) for word in words[:3]]
    opening = plain[1:] if plain and plain[0] in _GOES_ON else plain[:2]
    if len(opening) < 2:
        return False
    return tuple(opening) not in _COMMANDS and (
        opening[0] in _QUESTION_WORDS or (opening[0] in _HELPERS and opening[1] in _SUBJECTS)
    )


def split_thoughts(words: Sequence[Word]) -> list[list[Word]]:
    """The words of one voice, in order, cut into complete thoughts; every word is in exactly one of them.

    Three questions are three thoughts; "and", "because" and "so" go on with the one before, unless one of the two is
    a question; words like "well" join what follows at once.
    """
    joined: list[list[Word]] = []
    for sentence in _sentences(words):
        if joined and _belongs(joined[-1], sentence):
            joined[-1] = joined[-1] + sentence
        else:
            joined.append(sentence)
    return [part for thought in joined for part in _short_enough(thought)]


def _sentences(words: Sequence[Word]) -> list[list[Word]]:
    sentences: list[list[Word]] = []
    current: list[Word] = []
    for word in words:
        if current and word.start_s - current[-1].end_s >= _LONG_PAUSE_S:
            sentences.append(current)
            current = []
        current.append(word)
        if ends_sentence(word.text):
            sentences.append(current)
            current = []
    return [*sentences, current] if current else sentences


def _belongs(before: Sequence[Word], after: Sequence[Word]) -> bool:
    pause_s = after[0].start_s - before[-1].end_s
    if pause_s < _FILLER_PAUSE_S and len(before) <= _MOST_FILLERS and all(_plain(w) in _FILLERS for w in before):
        return not is_question(before)
    if is_question(before) or is_question(after) or pause_s >= _GOES_ON_PAUSE_S:
        return False
    return _goes_on(after) and len(before) + len(after) <= _MOST_WORDS


def _goes_on(words: Sequence[Word]) -> bool:
    first = _plain(words[0])
    if first == "so":
        return len(words) > 1 and not words[0].text.endswith(",") and _plain(words[1]) not in _OPENS_AFTER_SO
    return first in _GOES_ON


def _short_enough(thought: list[Word]) -> list[list[Word]]:
    """Text without full stops would make one endless thought; it is cut at its longest pauses."""
    if len(thought) <= _MOST_WORDS:
        return [thought]
    pauses = [after.start_s - before.end_s for before, after in pairwise(thought)]
    middle = range(len(thought) // 4, 3 * len(thought) // 4)
    cut = 1 + max(middle, key=lambda i: pauses[i])
    return [*_short_enough(thought[:cut]), *_short_enough(thought[cut:])]


def _plain(word: Word) -> str:
    return word.text.strip(".,!?;:…-\"'”’").casefold()
