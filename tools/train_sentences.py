"""Teach the sentence reader with the invented conversations and put it where the program finds it.

    python -m tools.train_sentences WEIGHTS

WEIGHTS is a folder with ``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2. Needs torch and safetensors,
which the program itself does not. Run from the top of the repository; takes three quarters of an hour on two cores, a
third of it for what encoders say of conversations they were not taught with. ``tools/train_starter.py`` must be run
after it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from models.suggestions.copies import UNCODEABLE
from models.suggestions.sentence_reader import FOLDER, MOST_PIECES, MOST_PIECES_BEFORE, SentenceReader, own_texts
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import PRINCIPLES, CodedUtterance, Conversation, corpus_hash, taught_conversations
from models.talk.second_pass import Label, second_labels
from models.talk.text import unpunctuated
from tools.sentence_network import as_arrays, begun, learnt_parts, save, scores

CODES = tuple("OQ CQ SR AF SU COL AUT STR GI CON BLX ADP ADU DIR WRN CFT PLN FAC OTH".split())  # noqa: SIM905
PASSES, STEP, HEAD_STEP, WARM = 4, 1.5e-4, 1e-3, 0.08
FOLDS, PASSES_IN_FOLDS = 3, 3
# The mean of the weights of three that begin alike and are taught in another order (Wortsman and others 2022) knows
# more of other talk than one of them, and costs no more to read with.
ORDERS = (1, 2, 3)
PIECES, FIRST_WORD = 8_000, 1996
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_AT_ONCE, _PIECES_AT_ONCE = 64, 2048
_FIRST_LABELLER = 0.7
_SEED, _SPLIT = 1, 7
Words = tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A text after what was said before it (who, what), and what it is to be read as.

    ``marks`` count where the conversation has any: talk of workshops was never marked.
    """

    text: str
    before: Words
    codes: np.ndarray[Any, Any]
    anywhere: np.ndarray[Any, Any]
    marks: tuple[bool, ...]
    has_marks: bool
    is_one: bool


def examples(
    conversations: Sequence[Conversation], second: dict[str, dict[int, Label]], chance: random.Random
) -> Iterator[Example]:
    """Every coded utterance once, some changed: a new draw for each pass.

    Where the worker says several in a row, three turns of five are one text; and a fifth of all are run together with
    the worker's next, as in turns of other talk. Such a text has no code as its only one.
    In a third of the conversations, and a tenth of other utterances, marks and capitals are lost; a tenth lose their
    question marks; a sixth lose what was said before.
    """
    for talk in conversations:
        coded, bare = talk.utterances, chance.random() < 0.3
        has_marks = any(one.shows or one.harms for one in coded)
        told = [_soft(one, second[talk.id].get(place)) for place, one in enumerate(coded)]
        for place, one in enumerate(coded):
            codes = told[place]
            if codes is None:
                continue
            text, anywhere, is_one = one.utterance.text, codes > 0.25, True
            follows = place + 1 < len(coded) and told[place + 1] is not None
            begins = place == 0 or told[place - 1] is None
            if follows and begins and chance.random() < 0.6:
                text, anywhere, is_one = _turn(coded, told, place)
            elif chance.random() < 0.22:
                text, anywhere, is_one = _run_on(coded, told, place, chance)
            before = ("", "") if place == 0 or chance.random() < 0.15 else _words(coded[place - 1])
            draw = chance.random()
            if bare:
                text, before = unpunctuated(text), (before[0], unpunctuated(before[1]))
            elif draw < 0.2:
                text = text.replace("?", ".") if draw < 0.1 else unpunctuated(text)
            marks = tuple(name in side for side in (one.shows, one.harms) for name in PRINCIPLES)
            yield Example(text, before, codes, anywhere.astype(np.float32), marks, has_marks, is_one)


def _turn(coded: Sequence[CodedUtterance], told: Sequence[Any], place: int) -> tuple[str, Any, bool]:
    """All the worker says from an utterance on until somebody else speaks, as one text with all their codes."""
    after = place + 1
    while after < len(coded) and told[after] is not None:
        after += 1
    return _joined(coded, told, range(place, after))


def _run_on(
    coded: Sequence[CodedUtterance], told: Sequence[Any], place: int, chance: random.Random
) -> tuple[str, Any, bool]:
    """An utterance and one or two of the worker's within the next three, as one text with all their codes."""
    places = [place]
    for after in range(place + 1, min(place + 4, len(coded))):
        if told[after] is None:
            continue
        places.append(after)
        if len(places) == 3 or chance.random() < 0.6:
            break
    return _joined(coded, told, places)


def _joined(coded: Sequence[CodedUtterance], told: Sequence[Any], places: Sequence[int]) -> tuple[str, Any, bool]:
    """Some utterances as one text, with the codes of all of them, and whether it is one alone."""
    text = " ".join(coded[one].utterance.text for one in places)
    return text, np.any([told[one] > 0.25 for one in places], axis=0), len(places) == 1


def _soft(one: CodedUtterance, label: Label | None) -> Any:
    """Both labellers' codes as shares, or None where there is nothing to learn."""
    if one.code in ("", UNCODEABLE):
        return None
    shares = np.zeros(len(CODES), dtype=np.float32)
    for code, share in ((one.code, _FIRST_LABELLER), (label.code if label else "", 1 - _FIRST_LABELLER)):
        if (family := REFLECTION_FAMILY.get(code, code)) in CODES:
            shares[CODES.index(family)] += share
    return shares / shares.sum()


def _words(one: CodedUtterance) -> Words:
    return one.utterance.speaker_role, one.utterance.text


def kept_pieces(tokenizer: Tokenizer, conversations: Sequence[Conversation]) -> list[int]:
    """Numbers of the pieces that are kept: what our talk holds, single signs, and the most frequent of the others."""
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    kept = {vocabulary[piece] for piece in _SPECIAL}
    kept |= {
        number for piece, number in vocabulary.items() if len(piece.removeprefix("##")) == 1 and ord(piece[-1]) < 256
    }
    for talk in conversations:
        for one in talk.utterances:
            kept.update(tokenizer.encode(one.utterance.text, add_special_tokens=False).ids)
    frequent = sorted(number for piece, number in vocabulary.items() if number >= FIRST_WORD and piece.isascii())
    for number in frequent:
        if len(kept) >= PIECES:
            break
        kept.add(number)
    return sorted(kept)


def numbered(tokenizer: Tokenizer, one: Example) -> tuple[list[int], int]:
    """The pieces of an example and how many are its own; as ``SentenceReader`` numbers them."""
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def ids(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    text = ids(one.text)
    if len(text) > MOST_PIECES:
        text = text[: MOST_PIECES // 2] + text[-(MOST_PIECES // 2) :]
    own = [start, *text, end]
    if not one.before[1]:
        return own, len(own)
    before = ids(one.before[1])[-MOST_PIECES_BEFORE:]
    return [*own, *ids(f"{one.before[0]} :"), *before, end], len(own)


def batches(rows: Sequence[tuple[list[int], int]], chance: random.Random) -> list[list[int]]:
    """Places of examples of about one length, in an order by chance."""
    found: list[list[int]] = [[]]
    for place in sorted(range(len(rows)), key=lambda one: len(rows[one][0]) + 4 * chance.random()):
        if len(found[-1]) >= _AT_ONCE or (len(found[-1]) + 1) * len(rows[place][0]) > _PIECES_AT_ONCE:
            found.append([])
        found[-1].append(place)
    chance.shuffle(found)
    return [one for one in found if one]


def loss_of(net: dict[str, Any], some: Sequence[Example], rows: Sequence[tuple[list[int], int]]) -> Any:
    """How far the network is from what a batch is to be read as."""
    lengths = torch.tensor([len(ids) for ids, _ in rows])
    padded = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for place, (ids, _) in enumerate(rows):
        padded[place, : len(ids)] = torch.tensor(ids)
    own = torch.tensor([length for _, length in rows])
    with torch.autocast("cpu", torch.bfloat16):
        told = scores(net, padded, own, lengths, learning=True)
    alone, anywhere, marks = (one.float() for one in told)
    is_one = torch.tensor([float(one.is_one) for one in some])
    codes = torch.tensor(np.array([one.codes for one in some]))
    missed = -(codes * functional.log_softmax(alone, 1)).sum(1)
    binary = functional.binary_cross_entropy_with_logits
    marked = torch.tensor([float(one.has_marks) for one in some])
    wrong = binary(marks, torch.tensor([one.marks for one in some]).float(), reduction="none").mean(1)
    return (
        (missed * is_one).sum() / is_one.sum().clamp(min=1.0)
        + 4 * binary(anywhere, torch.tensor(np.array([one.anywhere for one in some])))
        + (wrong * marked).sum() / marked.sum().clamp(min=1.0)
    )


def taught(
    net: dict[str, Any], tokenizer: Tokenizer, conversations: Sequence[Conversation], passes: int, order: int
) -> dict[str, np.ndarray[Any, Any]]:
    """The network once it was taught in place, ``passes`` times over the conversations in an order by chance."""
    second, chance = second_labels(conversations), random.Random(order)
    torch.manual_seed(100 + order)
    body, heads = learnt_parts(net)
    steps = torch.optim.AdamW(
        [{"params": body, "lr": STEP}, {"params": heads, "lr": HEAD_STEP}], lr=STEP, weight_decay=0.01
    )
    done, total = 0, 0
    for one_pass in range(passes):
        some = list(examples(conversations, second, chance))
        rows = [numbered(tokenizer, one) for one in some]
        parts = batches(rows, chance)
        total = total or passes * len(parts)
        for places in parts:
            share = min((done + 1) / (WARM * total), max(0.02, 1 - done / total))
            for group, size in zip(steps.param_groups, (STEP, HEAD_STEP), strict=True):
                group["lr"] = size * share
            loss = loss_of(net, [some[one] for one in places], [rows[one] for one in places])
            steps.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            steps.step()
            done += 1
            if done % 50 == 0:
                print(f"pass {one_pass + 1}, step {done} of about {total}: {loss.item():.3f}", flush=True)
    return as_arrays(net)


def main() -> None:
    """Teach and save."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("weights", type=Path)
    asked.add_argument("--out", type=Path, default=FOLDER)
    options = asked.parse_args()
    conversations = taught_conversations()
    whole = Tokenizer.from_file(str(options.weights / "tokenizer.json"))
    whole.no_padding()
    whole.no_truncation()
    kept = kept_pieces(whole, conversations)
    pieces = [whole.id_to_token(number) for number in kept]
    tokenizer = _cut(options.weights, pieces)

    def make(some: Sequence[Conversation], passes: int, folder: Path, orders: Sequence[int] = ORDERS[:1]) -> None:
        made = []
        for order in orders:
            torch.manual_seed(_SEED)
            net = begun(options.weights / "model.safetensors", kept, len(CODES))
            made.append(taught(net, tokenizer, some, passes, order))
        save({name: np.mean([one[name] for one in made], axis=0) for name in made[0]}, pieces, folder)
        _write_card(folder, some)

    make(conversations, PASSES, options.out, ORDERS)
    rows = held_out_scores(conversations, make)
    np.savez_compressed(options.out / "held_out.npz", rows=rows, data_hash=corpus_hash(conversations))


def held_out_scores(
    conversations: Sequence[Conversation], make: Callable[[Sequence[Conversation], int, Path], None]
) -> np.ndarray[Any, Any]:
    """Both heads' scores of each utterance of the worker by an encoder that was not taught with its conversation."""
    order = list(range(len(conversations)))
    random.Random(_SPLIT).shuffle(order)
    found: dict[int, Any] = {}
    for fold in range(FOLDS):
        asked = order[fold::FOLDS]
        with TemporaryDirectory() as folder:
            make([one for place, one in enumerate(conversations) if place not in asked], PASSES_IN_FOLDS, Path(folder))
            reader = SentenceReader(Path(folder))
            found |= {place: reader.scores(own_texts([conversations[place]])) for place in asked}
    return np.vstack([found[place] for place in range(len(conversations))]).astype(np.float16)


def _cut(weights: Path, pieces: Sequence[str]) -> Tokenizer:
    """The published tokenizer with the kept pieces alone."""
    data = json.loads((weights / "tokenizer.json").read_text(encoding="utf-8"))
    data["model"]["vocab"] = {piece: number for number, piece in enumerate(pieces)}
    return Tokenizer.from_str(json.dumps(data | {"added_tokens": [], "post_processor": None} | _UNPADDED))


_UNPADDED = {"padding": None, "truncation": None}


def _write_card(folder: Path, conversations: Sequence[Conversation]) -> None:
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    card |= {"codes": CODES, "sha256": digest}
    card["taught_with"] = {
        "data_hash": corpus_hash(conversations),
        "n_conversations": len(conversations),
        "n_utterances": sum(one.code not in ("", UNCODEABLE) for talk in conversations for one in talk.utterances),
        "passes": PASSES,
        "on": datetime.now(UTC).date().isoformat(),
    }
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (folder / "SHA256SUMS").write_text(f"{digest}  model.bin\n", encoding="utf-8")


if __name__ == "__main__":
    main()
