"""Coded talk of others as it lies in the shared data, for measuring only: nothing of it is kept or shipped."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from models.suggestions.judged_talk import Talk, talk_of
from models.talk.text import CHILD, PARENT, WORKER, unpunctuated

# What the codes of the synthetic set count as; both of its reflections are one family.
SYNTHETIC = {
    **dict.fromkeys(("OQ", "CQ"), "question"),
    **dict.fromkeys(("SR", "CR"), "reflection"),
    **dict.fromkeys(("SC", "EA", "GI", "PWP", "PE", "CO"), "therapist_input"),
    **dict.fromkeys(("AF", "OT"), "other"),
}
# What the codes of the peer-support sentences count as.
_PEER = {
    **dict.fromkeys(("Open Question", "Closed Question"), "question"),
    **dict.fromkeys(("Simple Reflection", "Complex Reflection"), "reflection"),
    **dict.fromkeys(("Give Information", "Advise with Permission", "Advise without Permission"), "therapist_input"),
    **dict.fromkeys(("Direct", "Confront", "Warn", "Emphasize Autonomy"), "therapist_input"),
    **dict.fromkeys(("Support", "Affirm", "Self-Disclose", "Other"), "other"),
}
_ROLES = {"therapist": WORKER, "client": PARENT, "worker": WORKER, "parent": PARENT, "young_person": CHILD}

Row = Mapping[str, str]


def annomi(folder: Path) -> list[Talk]:
    """Demonstrations coded by the four behaviours, a talk each transcript, grouped by the video they come from."""
    return _talks(_rows(folder / "annomi_dev.csv"), lambda row: row["behaviour"])


def raters(folder: Path) -> dict[str, list[Talk]]:
    """The same four transcripts as each of ten people coded them, by person."""
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(folder / "annomi_multirater_dev.csv"):
        by_person[row["annotator"]].append(row)
    return {person: _talks(rows, lambda row: row["behaviour"]) for person, rows in by_person.items()}


def synthetic(folder: Path) -> list[Talk]:
    """Invented UK sessions with the four behaviours, each a group."""
    said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in json.loads((folder / "synthetic_uk_dev.json").read_text(encoding="utf-8")):
        said[row["session"]].append((_ROLES[row["speaker"]], row["text"], SYNTHETIC.get(row["code"] or "", "")))
    return [talk_of(name, name, lines) for name, lines in said.items()]


def peer(folder: Path) -> list[Talk]:
    """Sentences of written replies of peers by the four behaviours, each by itself: nothing stands around them."""
    rows = _rows(folder / "miti_peer_dev.csv")
    return [talk_of(f"{n}", f"{n}", [(WORKER, row["text"], _PEER[row["code"]])]) for n, row in enumerate(rows)]


def without_question_marks(talk: Talk) -> Talk:
    """The same talk with every question mark turned into a full stop."""
    return _rewritten(talk, lambda text: text.replace("?", "."))


def without_marks(talk: Talk) -> Talk:
    """The same talk without case and punctuation."""
    return _rewritten(talk, unpunctuated)


def _rewritten(talk: Talk, change: Callable[[str], str]) -> Talk:
    changed = tuple(
        replace(one, utterance=replace(one.utterance, text=change(one.utterance.text)))
        for one in talk.conversation.utterances
    )
    return Talk(talk.group, replace(talk.conversation, utterances=changed))


def _talks(rows: Iterable[Row], code: Callable[[Row], str]) -> list[Talk]:
    turns: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        turns[row["group"], row["transcript_id"]].append(row)
    return [
        talk_of(group, name, [_line(row, code(row)) for row in sorted(said, key=lambda row: int(row["utterance_id"]))])
        for (group, name), said in turns.items()
    ]


def _line(row: Row, code: str) -> tuple[str, str, str]:
    role = _ROLES[row["speaker"]]
    return role, row["text"], code if role == WORKER else ""


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
