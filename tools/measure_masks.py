"""Prints how well names are masked on invented talk, kind by kind, and can keep the figures that exports quote.

python -m tools.measure_masks [--missed] [--keep]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from coder.domain.masks import MaskKind
from tools.deidentify.measure import Score, measure
from tools.deidentify.passages import as_heard, passages

KEPT = Path("coder/domain/deidentify/data/measured.json")


def scores() -> dict[str, Score]:
    """Every condition: the set, written or as heard, without and with the case's own names."""
    found = {}
    for name, tune in (("tune", True), ("check", False)):
        chosen = [one for one in passages() if one.tune is tune]
        for form, texts in (("written", chosen), ("as heard", [as_heard(one) for one in chosen])):
            for with_names in (False, True):
                label = f"{name}, {form}, {'with' if with_names else 'without'} the case's names"
                found[label] = measure(texts, with_names=with_names)
    return found


def figures(found: dict[str, Score]) -> dict[str, object]:
    """What exports quote: the set for checking, written and as heard together; by kind with the case's names."""
    named = [score for label, score in found.items() if label.startswith("check") and "with the" in label]
    unnamed = [score for label, score in found.items() if label.startswith("check") and "without" in label]
    kinds = {
        kind.value: [sum(s.masked[kind] for s in named), sum(s.marked[kind] for s in named)]
        for kind in MaskKind
        if any(score.marked[kind] for score in named)
    }
    return {
        "marked": sum(score.marked.total() for score in named),
        "masked": sum(score.masked.total() for score in named),
        "masked_without_names": sum(score.masked.total() for score in unnamed),
        "kinds": kinds,
    }


def main() -> None:
    """Print the table, the misses if asked for, and keep the figures if asked to."""
    found = scores()
    for label, score in found.items():
        print(f"\n{label}: recall {score.recall:.3f} ({score.masked.total()} of {score.marked.total()})", end="")
        print(f", precision {score.precision:.3f} ({score.right} of {score.made} masks, {score.words} words)")
        for kind in MaskKind:
            if score.marked[kind]:
                print(f"  {kind.value:<26} {score.masked[kind]:>3} of {score.marked[kind]:>3}")
        if "--missed" in sys.argv and label.startswith("tune"):
            print("  missed:", *score.missed, sep="\n    ")
            print("  too much:", *score.extra, sep="\n    ")
    if "--keep" in sys.argv:
        KEPT.write_text(json.dumps(figures(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
