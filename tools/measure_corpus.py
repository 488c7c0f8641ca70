"""Print how much invented talk there is, and how far its two labellings agree: ``python -m tools.measure_corpus``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.talk.corpus import (
    CODES,
    EXCHANGES_FOLDER,
    WORKSHOPS_FOLDER,
    Conversation,
    load_conversations,
    worker_utterances,
)
from models.talk.second_pass import agreement, second_labels


def main() -> None:
    """Print sizes, kinds of talk, and agreement for each code and each principle, for each folder by itself."""
    for folder in (EXCHANGES_FOLDER, WORKSHOPS_FOLDER):
        print(f"{folder.name}:")
        tell(load_conversations(folder))


def tell(talks: Sequence[Conversation]) -> None:
    """Print the figures of these conversations."""
    coded = worker_utterances(talks)
    counts = Counter(one.code for one in coded)
    print(f"{len(talks)} conversations, {sum(len(talk.utterances) for talk in talks)} utterances, {len(coded)} coded")
    for kind in ("setting", "service", "practice", "written"):
        print(
            f"{kind}: " + ", ".join(f"{name} {n}" for name, n in Counter(getattr(t, kind) for t in talks).most_common())
        )
    found = agreement(talks, second_labels(talks))
    print(f"two labellings of {found.n}: the same code {found.same:.3f}, kappa {found.kappa:.3f}")
    for code in CODES:
        print(f"  {code:4} n {counts[code]:4}  kappa {found.codes.get(code, float('nan')):.2f}")
    for tag, one in found.tags.items():
        if one.first or one.second:
            print(f"  {tag}  first {one.first:4}  second {one.second:4}  both {one.both:4}  F1 {one.f1:.2f}")


if __name__ == "__main__":
    main()
