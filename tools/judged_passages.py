"""Passages judged one by one by two readers who did not know which the finder had listed, and what came of it.

    python -m tools.judged_passages draw [PRINCIPLE ...]  # choose passages anew, of these principles or of all
    python -m tools.judged_passages sheet second FILE     # what a judge (first or second) has yet to answer
    python -m tools.judged_passages keep second FILE      # take in that sheet once it is filled
    python -m tools.judged_passages                       # print what the sheets say

To draw anew takes some minutes. What was judged of these principles until then goes to the readings their order learns
from (``models.passages.readings``; learn it anew before a new draw is judged), and no conversation that was read for
them is drawn again. Conversations under ``judged/talks`` were written to be judged: nothing is learnt from them, and
they are drawn before the others, which are searched by what is learnt without them.

The marks of the invented conversations say where a labeller noticed a principle, not everywhere it can be heard: a
passage nobody marked may still be worth hearing. So for some conversations the first five passages found are judged
themselves, shuffled together with five drawn at random from the same conversation (a pool, as retrieval is judged
since Cranfield). A judge who says yes to everything says so of both.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from sklearn.metrics import cohen_kappa_score

from codebook.load import load_builtin
from models.passages.finder import MOMENT
from models.passages.learning import learn
from models.passages.likeness import Kind
from models.passages.marks import KINDS, Labels, Marks, marks_hash
from models.passages.ranker import RANKER_PATH
from models.passages.readings import HEAD as READINGS_HEAD
from models.passages.readings import READINGS_PATH, load_readings
from models.passages.wordings import PASSAGES_PATH
from models.suggestions.judging import answered, own_talks
from models.suggestions.model_file import load_starter
from models.talk.corpus import PRINCIPLES, Conversation, load_conversations
from models.talk.second_pass import second_labels
from tools import measure_passages
from tools.bench import line
from tools.figure import Figure

FOLDER = Path(__file__).resolve().parent.parent / "models" / "data" / "passages" / "judged"
# Written to be judged; nothing is ever learnt from them.
TALKS = FOLDER / "talks"
FOUND, DRAWN = "found", "drawn"
JUDGES = ("first", "second")
# How many cases of a kind are judged; against a principle there are fewer to choose from.
_CASES = {"for": 6, "against": 4}
_SEED = 20261123
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


def pool(
    found: Sequence[measure_passages.Found],
    principles: Iterable[str] = PRINCIPLES,
    *,
    spent: Container[str] = (),
    after: int = 0,
    seed: int = _SEED,
) -> list[Pooled]:
    """The first five passages of some cases of each kind, and five drawn from the rest of the same conversation.

    A case is a conversation with at least three marked moments of the kind, so that there is something to find, and
    none of the ``spent`` ones; those that were written to be judged come before the others. Which cases are chosen does
    not depend on what is found in them. Numbers begin after
    ``after`` and are given in shuffled order within a kind: they say nothing of where a passage comes from.
    """
    pooled: list[Pooled] = []
    for kind in (one for one in KINDS if one[0] in principles):
        chance = random.Random(f"{seed} {' '.join(kind)}")
        cases = sorted((one for one in found if _is_case(one, kind) and one.talk.id not in spent), key=_name)
        chosen = _chosen(cases, _CASES[kind[1]], chance)
        rows = [(one.talk.id, place, source) for one in chosen for place, source in _both(one, kind, chance)]
        chance.shuffle(rows)
        pooled += [Pooled(f"{after + len(pooled) + n:03}", kind, *row) for n, row in enumerate(rows, start=1)]
    return pooled


def _chosen(
    cases: Sequence[measure_passages.Found], how_many: int, chance: random.Random
) -> list[measure_passages.Found]:
    written = {talk.id for talk in held_back()}
    first = [one for one in cases if one.talk.id in written]
    rest = [one for one in cases if one.talk.id not in written]
    chosen = chance.sample(first, min(how_many, len(first)))
    return [*chosen, *chance.sample(rest, min(how_many - len(chosen), len(rest)))]


def _name(one: measure_passages.Found) -> str:
    return one.talk.id


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
    talks = {talk.id: talk for talk in _all_talks()[0]}
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


def answers_of(judge: str, folder: Path = FOLDER) -> dict[str, bool]:
    """All that a judge has said so far, by the number of the passage."""
    path = folder / f"{judge}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["relevant"] == "1" for row in csv.DictReader(stream)}


def open_to(judge: str, folder: Path = FOLDER) -> list[Pooled]:
    """The passages that a judge has not answered yet. Raises SheetError where there is no such judge."""
    if judge not in JUDGES:
        raise SheetError(f"{judge} is no judge; say {' or '.join(JUDGES)}")
    said = answers_of(judge, folder)
    return [one for one in read_pool(folder) if one.id not in said]


def keep(judge: str, path: Path, folder: Path = FOLDER) -> None:
    """Keep the answers of a filled sheet as those of ``judge``: to all that was open to them, and to nothing else.

    Raises SheetError as ``read_sheet`` and ``open_to`` do, and then keeps nothing.
    """
    said = read_sheet(path, [one.id for one in open_to(judge, folder)])
    _write_answers(judge, {**answers_of(judge, folder), **said}, folder)


def _write_answers(judge: str, said: Mapping[str, bool], folder: Path) -> None:
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
    and how far two judges agree, over all and by principle. A principle is held to the target once two judges have
    answered all of it, and left out where nobody has. Empty where the text, its marks, the wordings or the order have
    changed since.
    """
    if _finder_hash() != (folder / "finder.sha256").read_text(encoding="utf-8").strip():
        return []
    pooled = read_pool(folder)
    all_said = [answers_of(judge, folder) for judge in JUDGES]
    told: list[Figure] = []
    for principle in dict.fromkeys(one.kind[0] for one in pooled):
        mine = [one for one in pooled if one.kind[0] == principle]
        told += _shares(principle, mine, [said for said in all_said if all(one.id in said for one in mine)])
    return [*told, *_sources(pooled, all_said), *_agreement(pooled, all_said)] if told else []


def _shares(principle: str, mine: Sequence[Pooled], said: Sequence[Mapping[str, bool]]) -> Iterator[Figure]:
    if not said:
        return
    by_both = len(said) == len(JUDGES)
    good = {one.id for one in mine if all(answers[one.id] for answers in said)}
    share, cases = _of_five(mine, good)
    name = f"passages {principle}: relevant {'by both judges' if by_both else 'by one judge alone'} (n {cases})"
    yield Figure(name, share, "", _TARGET if by_both else None, at_least=True)
    for source in dict.fromkeys(one.source for one in mine):
        some = [one.id in good for one in mine if one.source == source]
        yield Figure(f"  {principle}, of those {source} (n {len(some)})", mean(some), "", None)
    for direction in _CASES:
        share, cases = _of_five([one for one in mine if one.kind[1] == direction], good)
        yield Figure(f"  {principle}, {direction} alone (n {cases})", share, "", None)
    if by_both and (kappa := _kappa(mine, said)) is not None:
        yield Figure(f"  {principle}, kappa of both judges (n {len(mine)})", kappa, "", None)


def _sources(pooled: Sequence[Pooled], said: Sequence[Mapping[str, bool]]) -> Iterator[Figure]:
    """Of all that both judges answered, or where there is none, of all that one did."""
    heard = [one for one in pooled if all(one.id in answers for answers in said)]
    told, by = "both judges", list(said)
    if not heard:
        told, by = "one judge alone", [max(said, key=len)]
        heard = [one for one in pooled if one.id in by[0]]
    for source in (FOUND, DRAWN):
        some = [all(answers[one.id] for answers in by) for one in heard if one.source == source]
        yield Figure(f"passages {source}: each by itself relevant by {told} (n {len(some)})", mean(some), "", None)


def _of_five(pooled: Sequence[Pooled], good: set[str]) -> tuple[float, int]:
    cases = {(one.kind, one.conversation) for one in pooled}
    right = sum(one.source == FOUND and one.id in good for one in pooled)
    return right / (measure_passages.FIRST * len(cases)), len(cases)


def _agreement(pooled: Sequence[Pooled], said: Sequence[Mapping[str, bool]]) -> Iterator[Figure]:
    for judge, answers in zip(JUDGES, said, strict=True):
        if answers:
            yield Figure(f"passages, {judge} judge: says relevant", mean(answers.values()), "", None)
    heard = [one for one in pooled if all(one.id in answers for answers in said)]
    if heard:
        same = mean(said[0][one.id] == said[1][one.id] for one in heard)
        yield Figure(f"passages, both judges: same answer (n {len(heard)})", same, "", None)
    if heard and (kappa := _kappa(heard, said)) is not None:
        yield Figure(f"passages, both judges: kappa (n {len(heard)})", kappa, "", None)


def _kappa(pooled: Sequence[Pooled], said: Sequence[Mapping[str, bool]]) -> float | None:
    """Cohen's kappa of two judges; none where both gave one and the same answer to everything."""
    one, other = ([answers[passage.id] for passage in pooled] for answers in said)
    return float(cohen_kappa_score(one, other)) if len({*one, *other}) > 1 else None


@cache
def _finder_hash() -> str:
    """Of the words and marks that may be judged, and of the wordings and the order that find in them."""
    order = json.loads(RANKER_PATH.read_text(encoding="utf-8"))
    order.pop("card")
    known = (marks_hash(*_all_talks()), PASSAGES_PATH.read_text(encoding="utf-8"), json.dumps(order, sort_keys=True))
    return hashlib.sha256("\x1e".join(known).encode()).hexdigest()


def held_back() -> tuple[Conversation, ...]:
    """The conversations that were written to be judged."""
    return load_conversations(TALKS)


def _all_talks() -> tuple[list[Conversation], Labels]:
    """Every conversation that may be judged, and its second labels."""
    own, held = load_conversations(), held_back()
    return [*own, *held], {**second_labels(own), **second_labels(held, [TALKS / "second"])}


def spend(principles: Iterable[str], folder: Path = FOLDER, readings: Path = READINGS_PATH) -> None:
    """Take what was drawn of these principles out of the pool, with its answers, and give it to the readings.

    Only what both judges have answered becomes a reading: relevant is what both say.
    """
    before = read_pool(folder)
    said = {judge: answers_of(judge, folder) for judge in JUDGES}
    gone = [one for one in before if one.kind[0] in principles]
    _add_readings([one for one in gone if all(one.id in some for some in said.values())], said.values(), readings)
    left = [one for one in before if one not in gone]
    _write_pool(left, folder)
    for judge, some in said.items():
        (folder / f"{judge}.csv").unlink(missing_ok=True)
        if kept := {one.id: some[one.id] for one in left if one.id in some}:
            _write_answers(judge, kept, folder)


def store(pooled: Iterable[Pooled], folder: Path = FOLDER) -> None:
    """Put what was drawn into the pool, beside what is there, and note by which finder in which text."""
    _write_pool([*read_pool(folder), *pooled], folder)
    (folder / "finder.sha256").write_text(_finder_hash() + "\n", encoding="utf-8")


def _write_pool(pooled: Iterable[Pooled], folder: Path) -> None:
    rows = sorted(pooled, key=lambda one: (KINDS.index(one.kind), one.id))
    _write(
        folder / "pool.csv", [_HEAD, *((one.id, *one.kind, one.conversation, one.place, one.source) for one in rows)]
    )


def _add_readings(judged: Iterable[Pooled], said: Iterable[Mapping[str, bool]], path: Path) -> None:
    answers = list(said)
    rows = {(*kind, *where): told for kind, some in load_readings(path).items() for where, told in some.items()}
    for one in judged:
        rows[*one.kind, one.conversation, one.place] = all(some[one.id] for some in answers)
    order = sorted(rows, key=lambda row: (KINDS.index((row[0], row[1])), row[2:]))
    _write(path, [READINGS_HEAD, *((*row, int(rows[row])) for row in order)])


def draw(principles: Sequence[str]) -> None:
    """Spend what was drawn of these principles, find anew by what the other conversations teach, and keep a new pool.

    No conversation that was read for any of these principles is drawn again.
    """
    last = max((int(one.id) for one in read_pool()), default=0)
    spent = {one.conversation for one in read_pool() if one.kind[0] in principles}
    spend(principles)
    spent |= {owner for (one, _), some in load_readings().items() if one in principles for owner, _ in some}
    talks, own = own_talks(), load_conversations()
    rankers = learn(own, second_labels(own), load_builtin("msw"))
    found = [
        *measure_passages.found_in(answered(talks, talks)[0]),
        *measure_passages.found_by(held_back(), _all_talks()[1], load_starter(), rankers=rankers),
    ]
    store(pool(found, principles, spent=spent, after=last))


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def main(asked: Sequence[str]) -> int:
    """Draw, write a sheet, take one in, or print."""
    match asked:
        case ["draw", *principles] if set(principles) <= set(PRINCIPLES):
            draw(principles or PRINCIPLES)
        case ["sheet", judge, path]:
            write_sheet(open_to(judge), Path(path))
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
