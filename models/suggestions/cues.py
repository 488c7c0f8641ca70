"""Wordings that point to a code (``data/cues.toml``), and a few plain measures, as one row of numbers an utterance.

Every pattern reads folded text (lower case, straight quotes). Only ``question_mark`` needs a question mark: recognised
speech often loses its marks, and then the order of the words has to carry the question.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.talk.text import WORKER, Utterance, smooth, words

CUES_PATH = Path(__file__).parents[1] / "data" / "cues.toml"
_PART = re.compile(r"<([a-z_]+)>")
_SWAP = {"i": "you", "my": "your", "me": "you", "i'm": "you're", "i've": "you've"}
_HEARD_WITHIN = 6


_DATA = tomllib.loads(CUES_PATH.read_text(encoding="utf-8"))
_PARTS = {name: "(?:" + "|".join(entries) + ")" for name, entries in _DATA["parts"].items()}


def spelled_out(wordings: Sequence[str]) -> str:
    """One expression for any of the wordings: <names> filled in from ``data/cues.toml``, blanks of any length."""
    return _PART.sub(lambda match: _PARTS[match[1]], "|".join(wordings)).replace(" ", r"\s+")


def _compiled(data: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, re.Pattern[str]]:
    fillers = rf"(?:{spelled_out(['<filler>'])}\b[\s,.;:!?…-]*)*"
    shapes = {
        "start": fillers + r"(?P<cue>(?:{})\b)",
        "anywhere": r"(?P<cue>\b(?:{})\b)",
        "end": r"(?P<cue>\b(?:{}))\W*$",
    }
    patterns: dict[str, re.Pattern[str]] = {}
    for place, shape in shapes.items():
        for name, entries in data[place].items():
            wording = spelled_out(entries)
            anchor = r"\A" if place == "start" else ""
            patterns[name] = re.compile(anchor + shape.replace("{}", wording))
    patterns["question_mark"] = re.compile(r"(?P<cue>\?)")
    return patterns


_PATTERNS = _compiled(_DATA)
_FACILITATORS = frozenset(_DATA["words"]["facilitators"])
_FACILITATING = frozenset(_DATA["words"]["facilitating"])
_EMPTY = frozenset(_DATA["words"]["empty"])
FRAME_WORDS = frozenset(_DATA["words"]["frame"])
_MEASURES = (
    "only_back_channel",
    "starts_back_channel",
    "one_word",
    "few_words",
    "many_words",
    "log_words",
    "starts_turn",
    "ends_turn",
    "first_tenth",
    "last_tenth",
    "echo",
    "echo_share",
    "answers_question",
    "after_other_words",
    "you_share",
    "digits",
    "unmarked",
)
_LAST_SENTENCE = re.compile(r"[.?!]\s+(?=[^.?!]*\w[^.?!]*[.?!]*\s*$)")
_OPENINGS = tuple(_DATA["start"])
CUE_NAMES: tuple[str, ...] = (*_PATTERNS, *(f"last_{name}" for name in _OPENINGS), *_MEASURES)


def cue_values(utterances: Sequence[Utterance], index: int, *, marked: bool) -> list[float]:
    """The values of ``CUE_NAMES`` for one utterance in its conversation: 0 or 1 for wordings, 0–1 for measures.

    ``marked`` says that the conversation's questions have their marks (see ``asks_with_marks``), so that one without
    is hardly a question; where no mark stands anywhere, its absence says nothing.
    """
    folded = smooth(utterances[index].text)
    wordings = [float(pattern.search(folded) is not None) for pattern in _PATTERNS.values()]
    unmarked = float(marked and "?" not in utterances[index].text)
    return wordings + _last_openings(folded) + _measures(utterances, index, words(folded)) + [unmarked]


def asks_with_marks(utterances: Sequence[Utterance]) -> bool:
    """Whether at least one in fifty of the worker's utterances has a question mark, and one at all."""
    ours = [utterance.text for utterance in utterances if utterance.speaker_role == WORKER]
    return bool(ours) and sum("?" in text for text in ours) >= max(1.0, len(ours) / 50)


def cue_spans(text: str) -> dict[str, tuple[int, int]]:
    """Where in the text each wording cue stands (character offsets, half-open); cues that are absent are left out."""
    folded = smooth(text)
    found = ((name, pattern.search(folded)) for name, pattern in _PATTERNS.items())
    return {name: match.span("cue") for name, match in found if match}


def _last_openings(folded: str) -> list[float]:
    """How the last of several sentences begins: a turn's question mostly stands at its end. Zeros for one sentence."""
    cut = _LAST_SENTENCE.search(folded)
    if cut is None:
        return [0.0] * len(_OPENINGS)
    last = folded[cut.end() :]
    return [float(_PATTERNS[name].search(last) is not None) for name in _OPENINGS]


def _measures(utterances: Sequence[Utterance], index: int, tokens: Sequence[str]) -> list[float]:
    before = utterances[index - 1] if index else None
    after = utterances[index + 1] if index + 1 < len(utterances) else None
    place = index / max(len(utterances) - 1, 1)
    count = len(tokens)
    heard = _last_heard(utterances, index)
    echo = _echo(tokens, words(heard))
    return [
        float(bool(tokens) and all(token in _FACILITATORS for token in tokens)),
        float(bool(tokens) and tokens[0] in _FACILITATING),
        float(count <= 1),
        float(count <= 4),
        float(count > 22),
        math.log1p(count) / 4.0,
        float(before is None or before.speaker_role != WORKER),
        float(after is None or after.speaker_role != WORKER),
        float(place <= 0.1),
        float(place >= 0.9),
        min(echo / 3.0, 1.0),
        echo / max(count, 1),
        float(heard.rstrip().endswith("?")),
        min(math.log1p(len(words(heard))) / 4.0, 1.0),
        sum(token in {"you", "your", "you're", "you've"} for token in tokens) / max(count, 1),
        float(any(token.isdigit() for token in tokens)),
    ]


def _last_heard(utterances: Sequence[Utterance], index: int) -> str:
    """What the family said last before this utterance, folded; empty when the worker spoke first."""
    for earlier in reversed(utterances[max(index - _HEARD_WITHIN, 0) : index]):
        if earlier.speaker_role != WORKER:
            return smooth(earlier.text)
    return ""


def _echo(tokens: Sequence[str], heard: Sequence[str]) -> int:
    """How many telling words of an utterance repeat what was just heard, with I and you changed over."""
    said = {_SWAP.get(token, token) for token in heard} - _EMPTY
    return len(said.intersection(tokens))
