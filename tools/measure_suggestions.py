"""Print how the starter does on text it has never seen, and how well the learner learns from coded sessions.

``PRACTICE_CODER_SHARED`` names the folder that holds ``data/text``. Nothing read there is kept, shipped or fitted into
a shipped model. Run from the top of the repository: ``python tools/measure_suggestions.py``.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.corpus import CodedUtterance, Conversation, load_conversations  # noqa: E402
from models.evaluation import (  # noqa: E402
    HeldOut,
    accuracy_at_coverage,
    answer,
    calibration_error,
    class_report,
    cross_validate,
    regrouped,
)
from models.learning import fit  # noqa: E402
from models.suggestion import SuggestionModel, load_starter, probabilities  # noqa: E402
from models.suggestion_model import worker_indexes  # noqa: E402
from models.text import CHILD, PARENT, WORKER, Utterance, unpunctuated  # noqa: E402

# Ours against others' codes: the mapping table of the codebook, with COL and AUT read as input (negotiation, options).
BEHAVIOURS = {
    "question": ("OQ", "CQ"),
    "reflection": ("SR",),
    "therapist_input": ("GI", "STR", "PLN", "CON", "BLX", "ADP", "ADU", "DIR", "WRN", "CFT", "COL", "AUT"),
    "other": ("AF", "SU", "FAC", "OTH"),
}
TWELVE = {
    "OQ": ("OQ",),
    "CQ": ("CQ",),
    "R": ("SR",),
    "AF": ("AF",),
    "SC": ("COL",),
    "EA": ("AUT",),
    "GI": ("GI", "STR", "CON", "BLX", "PLN"),
    "PWP": ("ADP",),
    "PE": ("ADU", "DIR"),
    "CO": ("CFT", "WRN"),
    "OT": ("OTH", "FAC", "SU"),
}
SYNTHETIC_TO_FOUR = {
    **dict.fromkeys(("OQ", "CQ"), "question"),
    **dict.fromkeys(("SR", "CR"), "reflection"),
    **dict.fromkeys(("SC", "EA", "GI", "PWP", "PE", "CO"), "therapist_input"),
    **dict.fromkeys(("AF", "OT"), "other"),
}


def main() -> None:
    """Print every figure, one line each."""
    if "PRACTICE_CODER_SHARED" not in os.environ:
        sys.exit("Set PRACTICE_CODER_SHARED to the folder that holds data/text.")
    folder = Path(os.environ["PRACTICE_CODER_SHARED"]) / "data" / "text"
    starter = load_starter()
    annomi = read_annomi(folder / "annomi_dev.csv")
    synthetic = read_synthetic(folder / "synthetic_uk_dev.json")
    show("starter, own text, grouped CV", cross_validate(load_conversations(), fit))
    for mark, change in (("", lambda talk: talk), (", unpunctuated", without_marks)):
        show(f"starter → annomi_dev, 4 classes, zero labels{mark}", zero_label(starter, change(annomi), BEHAVIOURS))
    show("starter → synthetic_uk_dev, 11 classes, zero labels", zero_label(starter, synthetic, TWELVE))
    four = [recoded(talk, SYNTHETIC_TO_FOUR) for talk in read_synthetic(folder / "synthetic_uk_dev.json", merge=False)]
    show("starter → synthetic_uk_dev, 4 classes, zero labels", zero_label(starter, four, BEHAVIOURS))
    show("learner within annomi_dev, 4 classes, grouped CV", within(annomi))


def zero_label(model: SuggestionModel, talks: Iterable[Conversation], classes: Mapping[str, Sequence[str]]) -> HeldOut:
    """Answers of a model for text coded in coarser classes: the class with the largest summed probability."""
    names = list(classes)
    columns = [[model.codes.index(code) for code in classes[name] if code in model.codes] for name in names]
    result = HeldOut((), (), (), ())
    for talk in talks:
        utterances = [coded.utterance for coded in talk.utterances]
        rows = probabilities(model, utterances)
        summed = np.stack([rows[:, places].sum(axis=1) for places in columns], axis=1)
        for row, index in zip(summed, worker_indexes(utterances), strict=True):
            best = int(row.argmax())
            truth = talk.utterances[index].code
            if truth:
                result += HeldOut((truth,), (names[best],), (float(row[best]),), (True,))
    return result


def within(talks: Sequence[Conversation], folds: int = 5) -> HeldOut:
    """Cross-validation of the learner itself; a fold never splits a group (all transcripts of one source)."""
    groups = np.array([talk.title for talk in talks])
    result = HeldOut((), (), (), ())
    for train, test in GroupKFold(n_splits=folds).split(groups, groups=groups):
        model = fit([talks[i] for i in train])
        for i in test:
            result += answer(model, talks[i])
    return result


def read_annomi(path: Path) -> list[Conversation]:
    """One conversation a transcript; ``title`` holds the group (the source video)."""
    turns: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            turns[row["group"], row["transcript_id"]].append(row)
    talks = []
    for (group, name), rows in turns.items():
        rows.sort(key=lambda row: int(row["utterance_id"]))
        coded = [
            CodedUtterance(
                Utterance(
                    f"{name}-{row['utterance_id']}", WORKER if row["speaker"] == "therapist" else PARENT, row["text"]
                ),
                row["behaviour"] if row["speaker"] == "therapist" else "",
            )
            for row in rows
        ]
        talks.append(conversation(name, group, coded))
    return talks


def read_synthetic(path: Path, *, merge: bool = True) -> list[Conversation]:
    """One conversation a session. With ``merge`` both reflections become ``R``."""
    roles = {"worker": WORKER, "parent": PARENT, "young_person": CHILD}
    sessions: dict[str, list[CodedUtterance]] = defaultdict(list)
    for row in json.loads(path.read_text(encoding="utf-8")):
        code = row["code"] or ""
        code = "R" if merge and code in ("SR", "CR") else code
        utterance = Utterance(f"{row['session']}-{row['turn']}", roles[row["speaker"]], row["text"])
        sessions[row["session"]].append(CodedUtterance(utterance, code))
    return [conversation(name, name, coded) for name, coded in sessions.items()]


def conversation(name: str, group: str, coded: Sequence[CodedUtterance]) -> Conversation:
    """Borrowed text in the shape of our own."""
    return Conversation(name, group, "office", "assessment", "middling", "for measuring", (), tuple(coded))


def recoded(talk: Conversation, codes: Mapping[str, str]) -> Conversation:
    """The same talk with its codes replaced."""
    coded = [CodedUtterance(one.utterance, codes.get(one.code, "")) for one in talk.utterances]
    return conversation(talk.id, talk.title, coded)


def without_marks(talks: Iterable[Conversation]) -> list[Conversation]:
    """The same talk as a recogniser without punctuation would write it."""
    bare = []
    for talk in talks:
        heard = [
            replace(c, utterance=replace(c.utterance, text=unpunctuated(c.utterance.text))) for c in talk.utterances
        ]
        bare.append(conversation(talk.id, talk.title, heard))
    return bare


def show(name: str, held_out: HeldOut) -> None:
    """Print the figures of one comparison."""
    whole = regrouped(held_out, {code: code for code in (*held_out.truth, *held_out.best)})
    right = np.array(held_out.truth) == np.array(held_out.best)
    error = calibration_error(right, np.array(held_out.certainty))
    print(f"{name}  (n {len(right)})")
    print("   " + "  ".join(f"{key} {value:.3f}" for key, value in whole.items() if key != "n"), f" ece {error:.3f}")
    at = accuracy_at_coverage(held_out, (1.0, 0.8, 0.6, 0.5, 0.4))
    print("   accuracy at coverage " + "  ".join(f"{share:.1f}: {value:.3f}" for share, value in at.items()))
    print("   f1 " + "  ".join(f"{code} {row['f1']:.2f}" for code, row in class_report(held_out).items()))


if __name__ == "__main__":
    main()
