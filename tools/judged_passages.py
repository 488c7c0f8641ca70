"""Passages judged one by one by two readers who did not know which the finder had listed, and what came of it.

    python -m tools.judged_passages draw             # choose passages anew; some minutes of work
    python -m tools.judged_passages sheet FILE       # an empty sheet for a judge
    python -m tools.judged_passages keep first FILE  # take in a judge's filled sheet (first or second)
    python -m tools.judged_passages                  # print what the sheets say

The marks of the invented conversations say where a labeller noticed a principle, not everywhere it can be heard: a
passage nobody marked may still be worth hearing. So for some conversations the first five passages found are judged
themselves, shuffled together with five drawn at random from the same conversation (a pool, as retrieval is judged
since Cranfield). A judge who says yes to everything says so of both.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from sklearn.metrics import cohen_kappa_score

from models.passages.finder import MOMENT
from models.passages.likeness import Kind
from models.passages.marks import KINDS, Marks, marks_hash
from models.suggestions.judging import answered, own_talks
from models.talk.corpus import Conversation, load_conversations
from models.talk.second_pass import second_labels
from tools import measure_passages
from tools.bench import line
from tools.figure import Figure

FOLDER = Path(__file__).resolve().parent.parent / "models" / "data" / "passages" / "judged"
FOUND, DRAWN = "found", "drawn"
JUDGES = ("first", "second")
# How many cases of a kind are judged; against a principle there are fewer to choose from.
_CASES = {"for": 6, "against": 4}
_SEED = 20261122
_TARGET = 0.6
_HEAD = ("id", "principle", "direction", "conversation", "place", "source")


class SheetError(ValueError):
    """A filled sheet that cannot be taken in; the message says why."""


@dataclass(frozen=True)
class Pooled:
    """One passage that is judged: the utterance at ``place`` of a conversation, for one kind, found or drawn."""

    id: str
    kind: Kind
    conversation: str
    place: int
    source: str


def pool(found: Sequence[measure_passages.Found], seed: int = _SEED) -> list[Pooled]:
    """The first five passages of some cases of each kind, and five drawn from the rest of the same conversation.

    A case is a conversation with at least three marked moments of the kind, so that there is something to find.
    Numbers are given in shuffled order within a kind: they say nothing of where a passage comes from.
    """
    chance = random.Random(seed)
    pooled: list[Pooled] = []
    for kind in KINDS:
        cases = [one for one in found if _is_case(one, kind)]
        chosen = chance.sample(cases, min(_CASES[kind[1]], len(cases)))
        rows = [(one.talk.id, place, source) for one in chosen for place, source in _both(one, kind, chance)]
        chance.shuffle(rows)
        pooled += [Pooled(f"{len(pooled) + n:03}", kind, *row) for n, row in enumerate(rows, start=1)]
    return pooled


def _is_case(one: measure_passages.Found, kind: Kind) -> bool:
    moments = measure_passages.moments_of(Marks.either(one.marks, kind))
    return len(moments) >= measure_passages.LEAST_MARKED


def _both(one: measure_passages.Found, kind: Kind, chance: random.Random) -> Iterator[tuple[int, str]]:
    listed = one.places.get(kind, [])
    rest = [place for place, coded in enumerate(one.talk.utterances) if coded.code and place not in listed]
    yield from ((place, FOUND) for place in listed)
    yield from ((place, DRAWN) for place in chance.sample(rest, measure_passages.FIRST))


def passage_text(talk: Conversation, place: int) -> str:
    """A passage as a judge reads it, a line an utterance; the utterance itself is marked by ``>>``."""
    around = range(max(place - MOMENT, 0), min(place + MOMENT + 1, len(talk.utterances)))
    spoken = ((n, talk.utterances[n].utterance) for n in around)
    return "\n".join(f"{'>> ' if n == place else ''}{one.speaker_role}: {one.text}" for n, one in spoken)


def write_sheet(pooled: Iterable[Pooled], path: Path) -> None:
    """Write an empty sheet: id, principle, direction and text of each passage, and no word of where it comes from."""
    talks = {talk.id: talk for talk in load_conversations()}
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "principle", "direction", "passage", "relevant"))
        for one in pooled:
            rows.writerow((one.id, *one.kind, passage_text(talks[one.conversation], one.place), ""))


def read_sheet(path: Path, ids: Iterable[str]) -> dict[str, bool]:
    """What a judge said of each passage: 1 relevant, 0 not. Raises SheetError unless every passage has one answer."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [(row.get("id") or "", (row.get("relevant") or "").strip()) for row in csv.DictReader(stream)]
    wanted = list(ids)
    if sorted(number for number, _ in rows) != sorted(wanted):
        raise SheetError(f"{path.name} does not hold every passage exactly once")
    if wrong := [number for number, said in rows if said not in ("0", "1")]:
        raise SheetError(f"{path.name}: passage {wrong[0]} has no answer; say 1 (relevant) or 0")
    return {number: said == "1" for number, said in rows}


def keep(judge: str, path: Path, folder: Path = FOLDER) -> None:
    """Keep the answers of a filled sheet as those of ``judge``. Raises SheetError as ``read_sheet`` does."""
    if judge not in JUDGES:
        raise SheetError(f"{judge} is no judge; say {' or '.join(JUDGES)}")
    said = read_sheet(path, [one.id for one in read_pool(folder)])
    rows = [("id", "relevant"), *((number, int(answer)) for number, answer in sorted(said.items()))]
    _write(folder / f"{judge}.csv", rows)


def read_pool(folder: Path = FOLDER) -> list[Pooled]:
    """The passages that were drawn for judging."""
    with (folder / "pool.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Pooled(
                row["id"], (row["principle"], row["direction"]), row["conversation"], int(row["place"]), row["source"]
            )
            for row in csv.DictReader(stream)
        ]


def figures(folder: Path = FOLDER) -> list[Figure]:
    """For each principle the share of the first five passages that every judge so far calls relevant.

    Five is the divisor where fewer were listed. Beside it the share of what was listed and of what was drawn at random,
    and how far two judges agree. Held to the target once there are two judges. Empty where nobody has judged yet, and
    where the text or its marks have changed since the passages were found.
    """
    pooled = read_pool(folder)
    sheets = [folder / f"{judge}.csv" for judge in JUDGES if (folder / f"{judge}.csv").exists()]
    if not sheets or _text_hash() != (folder / "text.sha256").read_text(encoding="utf-8").strip():
        return []
    said = [read_sheet(path, [one.id for one in pooled]) for path in sheets]
    told = "by both judges" if len(said) == len(JUDGES) else "by one judge alone"
    return [*_shares(pooled, said, told), *_agreement(said)]


def _shares(pooled: Sequence[Pooled], said: Sequence[Mapping[str, bool]], told: str) -> Iterator[Figure]:
    good = {one.id for one in pooled if all(answers[one.id] for answers in said)}
    budget = _TARGET if len(said) == len(JUDGES) else None
    for principle in dict.fromkeys(one.kind[0] for one in pooled):
        mine = [one for one in pooled if one.kind[0] == principle]
        share, cases = _of_five(mine, good)
        name = f"passages {principle}: relevant {told} (n {cases})"
        yield Figure(name, share, "", budget, at_least=True)
        for source in dict.fromkeys(one.source for one in mine):
            some = [one.id in good for one in mine if one.source == source]
            yield Figure(f"  {principle}, of those {source} (n {len(some)})", mean(some), "", None)
        for direction in _CASES:
            share, cases = _of_five([one for one in mine if one.kind[1] == direction], good)
            yield Figure(f"  {principle}, {direction} alone (n {cases})", share, "", None)
    for source in (FOUND, DRAWN):
        some = [one.id in good for one in pooled if one.source == source]
        yield Figure(f"passages {source}: each by itself relevant {told} (n {len(some)})", mean(some), "", None)


def _of_five(pooled: Sequence[Pooled], good: set[str]) -> tuple[float, int]:
    cases = {(one.kind, one.conversation) for one in pooled}
    right = sum(one.source == FOUND and one.id in good for one in pooled)
    return right / (measure_passages.FIRST * len(cases)), len(cases)


def _agreement(said: Sequence[Mapping[str, bool]]) -> Iterator[Figure]:
    for judge, answers in zip(JUDGES, said, strict=False):
        yield Figure(f"passages, {judge} judge: says relevant", mean(answers.values()), "", None)
    if len(said) == len(JUDGES):
        one, other = ([answers[number] for number in said[0]] for answers in said)
        same = mean(a == b for a, b in zip(one, other, strict=True))
        yield Figure("passages, both judges: same answer", same, "", None)
        yield Figure("passages, both judges: kappa", float(cohen_kappa_score(one, other)), "", None)


@cache
def _text_hash() -> str:
    talks = load_conversations()
    return marks_hash(talks, second_labels(talks))


def store(pooled: Iterable[Pooled], folder: Path = FOLDER) -> None:
    """Keep what was drawn, and of which text and marks; answers to an earlier draw go."""
    _write(
        folder / "pool.csv", [_HEAD, *((one.id, *one.kind, one.conversation, one.place, one.source) for one in pooled)]
    )
    (folder / "text.sha256").write_text(_text_hash() + "\n", encoding="utf-8")
    for judge in JUDGES:
        (folder / f"{judge}.csv").unlink(missing_ok=True)


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def main(asked: Sequence[str]) -> int:
    """Draw, write a sheet, take one in, or print."""
    match asked:
        case ["draw"]:
            talks = own_talks()
            store(pool(measure_passages.found_in(answered(talks, talks)[0])))
        case ["sheet", path]:
            write_sheet(read_pool(), Path(path))
        case ["keep", judge, path]:
            keep(judge, Path(path))
        case []:
            for figure in figures():
                print(line(figure), flush=True)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
