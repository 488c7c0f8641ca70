"""Turn the demo evaluator's notes into a coding with seconds, from the true times that speak.py wrote.

The [coding] table of the result has the form of every coding file that the program applies.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "coder" / "demo" / "data"
NOTICE = "Invented family and invented evaluator. Made by tools/demo_visit/evaluate.py: change evaluation.toml instead."

Table = dict[str, Any]


class Times:
    """Where every turn and utterance of the visit lies, by the script's refs."""

    def __init__(self, truth: Table) -> None:
        self._spans: dict[str, tuple[float, float]] = {}
        for turn in truth["turns"]:
            self._spans[turn["ref"]] = (turn["start_s"], turn["end_s"])
            for number, line in enumerate(turn["utterances"], 1):
                self._spans[f"{turn['ref']}.{number}"] = (line["start_s"], line["end_s"])

    def place(self, at: str) -> Table:
        """Start and end in seconds, to a tenth as a person marks them. Raises KeyError for an unknown ref."""
        first, _, last = (part.strip() for part in at.partition(">"))
        return {"start_s": round(self._spans[first][0], 1), "end_s": round(self._spans[last or first][1], 1)}


def codes(truth: Table, notes: Table, times: Times) -> list[Table]:
    """One code for each of the worker's utterances, in order of time, with the evaluator's memos."""
    memos = {note["at"]: note["memo"] for note in (*notes["memos"], *notes["recoded"])}
    recoded = {note["at"]: note["code"] for note in notes["recoded"]}
    found = []
    for turn in truth["turns"]:
        for number, line in enumerate(turn["utterances"] if turn["speaker"] == "worker" else [], 1):
            ref = f"{turn['ref']}.{number}"
            details = {"attributes": line["attributes"], "memo": memos.pop(ref, "")}
            code = times.place(ref) | {"code": recoded.pop(ref, line["code"])}
            found.append(code | {key: value for key, value in details.items() if value})
    if recoded or memos:
        raise KeyError(f"No utterance of the worker is called {sorted({*recoded, *memos})}.")
    return found


def placed(items: list[Table], times: Times) -> list[Table]:
    """The same tables with seconds in place of ``at``."""
    return [times.place(item["at"]) | {key: value for key, value in item.items() if key != "at"} for item in items]


def coding(truth: Table, notes: Table) -> Table:
    """The evaluator's whole coding as the program reads it."""
    times = Times(truth)
    return {
        "codebook": "msw",
        "codes": codes(truth, notes, times),
        "moments": placed(notes["moments"], times),
        "ratings": [rating | {"evidence": placed(rating["evidence"], times)} for rating in notes["ratings"]],
    }


def main() -> None:
    """Write visit-coding.toml beside the sound."""
    truth = json.loads((DATA / "visit-truth.json").read_text(encoding="utf-8"))
    notes = tomllib.loads((HERE / "evaluation.toml").read_text(encoding="utf-8"))
    document = {key: notes[key] for key in ("session", "context", "permissions")} | {"coding": coding(truth, notes)}
    (DATA / "visit-coding.toml").write_text(f"# {NOTICE}\n\n{tomli_w.dumps(document)}", encoding="utf-8")


if __name__ == "__main__":
    main()
