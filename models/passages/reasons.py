"""Why a passage stands where it stands, in words: what added most to its place, largest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codebook.schema import Codebook
from models.passages.evidence import NEAR, Evidence, finder_name, names
from models.passages.likeness import Kind
from models.passages.ranker import Ranker
from models.passages.surroundings import Surroundings
from models.suggestions.suggestion_model import telling_words

RESEMBLES = "resembles a line of the codebook or one heard before"
# Below this cosine two short lines mostly share a turn of phrase and not a meaning; found by reading pairs.
LEAST_LIKENESS = 0.3
_LEAST_CHANCE = 0.2
_LEAST_SHARE = 0.1
_MOST = 3
_LIKENESS_WEIGHT = 3.0
# High, so that only nearly the same words count: fainter likeness to kept lines brought nothing on held-out talk.
_LEAST_KEPT = 0.5
_KEPT_WEIGHT = 4.0


@dataclass(frozen=True)
class Reason:
    """What speaks for a passage: a few words of explanation, the words of the utterance, and what it added."""

    label: str
    words: tuple[str, ...]
    share: float


def by_ranker(surroundings: Surroundings, row: Evidence, kind: Kind, ranker: Ranker, book: Codebook) -> list[Reason]:
    """The reasons that hold words, by what each added to the log-odds; see ``models.passages.ranker.Ranker.shares``.

    What a wording of the other direction added is left unsaid: "argues" is nothing to read beside a passage for.
    """
    added = dict(zip(names(), ranker.shares(row.of(kind)).tolist(), strict=True))
    likeness = row.nearness.nearest(kind)
    found = [
        *(
            Reason(hit.finder.label, hit.words, added[finder_name(hit.finder)])
            for hit in row.hits
            if not hit.code and hit.finder.direction == kind[1]
        ),
        *_read(surroundings, row, kind, added, book),
    ]
    if likeness.cosine >= LEAST_LIKENESS:
        share = sum(added[name] for name in NEAR[:2]) + by_use(row, kind)
        found.append(Reason(RESEMBLES, likeness.shared, share))
    return _largest([one for one in found if one.share >= _LEAST_SHARE and one.words])


def by_use(row: Evidence, kind: Kind) -> float:
    """What likeness to a line that an evaluator kept adds to the log-odds, beside what likeness to any line does; less
    what likeness to one that was put aside takes away."""
    kept, aside = (
        _KEPT_WEIGHT * cosine if cosine >= _LEAST_KEPT else 0.0
        for cosine in (row.nearness.kept(kind), row.nearness.aside(kind))
    )
    return kept - aside


def by_rule(surroundings: Surroundings, row: Evidence, kind: Kind) -> list[Reason]:
    """The reasons where nothing was learnt about a principle: the wordings that matched, and likeness."""
    likeness = row.nearness.nearest(kind)
    matched = [hit for hit in row.hits if (hit.finder.principle_id, hit.finder.direction) == kind]
    found = [
        Reason(hit.finder.label, hit.words or _telling(surroundings, row.index, hit.code), hit.weight)
        for hit in matched
    ]
    if likeness.cosine >= LEAST_LIKENESS:
        found.append(Reason(RESEMBLES, likeness.shared, _LIKENESS_WEIGHT * likeness.cosine))
    return _largest([one for one in found if one.words])


def _read(
    surroundings: Surroundings, row: Evidence, kind: Kind, added: dict[str, float], book: Codebook
) -> Iterator[Reason]:
    """What the utterance reads as, under the label of the finder of this kind that looks for the code, if one does."""
    hits = [hit for hit in row.hits if hit.code and (hit.finder.principle_id, hit.finder.direction) == kind]
    labels = {hit.code: hit.finder.label for hit in hits}
    through = {hit.code: added[finder_name(hit.finder)] for hit in hits}
    called = {code.id: code.name.lower() for code in book.codes}
    for code, chance in surroundings.chances.get(row.index, {}).items():
        share = added.get(f"code {code}", 0.0) + through.get(code, 0.0)
        if chance >= _LEAST_CHANCE and share >= _LEAST_SHARE:
            said = _telling(surroundings, row.index, code)
            yield Reason(labels.get(code, f"reads as {called.get(code, code)}"), said, share)


def _telling(surroundings: Surroundings, index: int, code: str) -> tuple[str, ...]:
    """The words that speak most for a code; those that follow each other are one."""
    if surroundings.model is None:
        return ()
    text = surroundings.utterances[index].text
    joined: list[tuple[int, int]] = []
    for span in telling_words(surroundings.model, text, code):
        follows = bool(joined) and not text[joined[-1][1] : span.start].strip()
        start = joined.pop()[0] if follows else span.start
        joined.append((start, span.end))
    return tuple(text[start:end] for start, end in joined)


def _largest(found: Sequence[Reason]) -> list[Reason]:
    """At most three, largest first; reasons with the same explanation are one."""
    joined: dict[str, list[Reason]] = defaultdict(list)
    for one in found:
        joined[one.label].append(one)
    reasons = [
        Reason(label, tuple(dict.fromkeys(word for one in some for word in one.words)), sum(one.share for one in some))
        for label, some in joined.items()
    ]
    return sorted(reasons, key=lambda one: -one.share)[:_MOST]
