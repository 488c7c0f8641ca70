"""A small encoder that knows English and was taught our codes: what it reads in a sentence and what was said before it.

Optional: where its files are missing everything works without it. Linear learners know words one by one; this one was
taught on much other text before, so it also knows words our conversations do not hold. ``data/sentences/README.md``
says where it comes from.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.suggestions.features import Floats
from models.talk.corpus import Conversation, corpus_hash, taught_conversations
from models.talk.text import SPEAKER_ROLES, WORKER, Utterance

if TYPE_CHECKING:
    from ctranslate2 import Encoder
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[1] / "data" / "sentences"
MOST_PIECES, MOST_PIECES_BEFORE = 96, 32
# Small batches stay in the cache: eight times as many take a third longer.
_PIECES_AT_ONCE = 512
_REMEMBERED = 20_000
_START, _END = "[CLS]", "[SEP]"


class SentenceReaderError(ValueError):
    """The files of the sentence reader are damaged or belong to another one; the message says which."""


class InContext(NamedTuple):
    """A text of the worker and what was said before it, by whom; both empty where nothing was."""

    text: str
    role_before: str = ""
    before: str = ""


def in_context(utterances: Sequence[Utterance], index: int) -> InContext:
    """The utterance at ``index`` after the one before it, whoever spoke."""
    if index == 0:
        return InContext(utterances[0].text)
    before = utterances[index - 1]
    return InContext(utterances[index].text, before.speaker_role, before.text)


class SentenceReader:
    """An encoder with two heads over its mean: which code a text has, and which codes stand anywhere in it.

    Opened at the first reading, which takes about a tenth of a second; it remembers what it read. ``sha256`` is the
    hash of its weights, ``seconds`` the processor seconds it has spent reading so far.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        self.codes: tuple[str, ...] = tuple(card["codes"])
        self.sha256: str = card["sha256"]
        self.seconds = 0.0
        self._folder = folder
        # What is kept for good: here nothing.
        self._kept: dict[InContext, Floats] = {}
        self._known: dict[InContext, Floats] = {}

    def read(self, texts: Sequence[InContext]) -> tuple[Floats, Floats]:
        """Natural log of the probability that a text has each code as its only one, and probability (0–1) that each
        stands anywhere in it; both of shape (texts, codes).

        Of long texts the first and last pieces are read. Raises SentenceReaderError when the weights are damaged.
        """
        alone, anywhere = np.split(self.scores(texts), 2, axis=1)
        beyond = alone - alone.max(axis=1, keepdims=True, initial=-np.inf)
        log_chances = beyond - np.log(np.exp(beyond).sum(axis=1, keepdims=True))
        return log_chances, 1.0 / (1.0 + np.exp(-np.clip(anywhere, -30.0, 30.0)))

    def scores(self, texts: Sequence[InContext]) -> Floats:
        """What both heads say before it is made a probability, shape (texts, 2 × codes)."""
        if len(self._known) > _REMEMBERED:
            self.forget()
        begun = time.process_time()
        for batch, rows in self._in_batches([one for one in dict.fromkeys(texts) if one not in self._known]):
            self._known |= zip(batch, rows, strict=True)
        self.seconds += time.process_time() - begun
        return np.array([self._known[one] for one in texts]).reshape(len(texts), 2 * len(self.codes))

    def forget(self) -> None:
        """Remember nothing of what was read: words of a session stay no longer in memory than they are needed."""
        self._known = dict(self._kept)

    def _in_batches(self, texts: Sequence[InContext]) -> Iterator[tuple[list[InContext], Floats]]:
        """Both heads' scores, batch by batch of texts of about one length, so that little is padded."""
        pieces = [self._pieces(one) for one in texts]
        order = sorted(range(len(texts)), key=lambda place: len(pieces[place][0]))
        batch: list[int] = []
        for place in order:
            if batch and (len(batch) + 1) * len(pieces[place][0]) > _PIECES_AT_ONCE:
                yield [texts[one] for one in batch], self._encoded([pieces[one] for one in batch])
                batch = []
            batch.append(place)
        if batch:
            yield [texts[one] for one in batch], self._encoded([pieces[one] for one in batch])

    def _encoded(self, pieces: Sequence[tuple[list[int], int]]) -> Floats:
        longest = max(len(ids) for ids, _ in pieces)
        own = np.array([length for _, length in pieces])
        inside = np.arange(longest) < own[:, None]
        kinds = [[int(place >= length) for place in range(len(ids))] for ids, length in pieces]
        said = self._encoder.forward_batch([ids for ids, _ in pieces], token_type_ids=kinds).last_hidden_state
        # Only the text's own pieces count; what was said before has coloured them.
        hidden = np.where(inside[:, :, None], np.array(said), 0.0)
        weights, bias = self._heads
        return np.asarray((hidden.sum(axis=1) / own[:, None]) @ weights + bias)

    def _pieces(self, one: InContext) -> tuple[list[int], int]:
        """Numbers of the pieces of text and context with their marks, and how many of them are the text's."""
        start, end = self._vocabulary[_START], self._vocabulary[_END]
        text = self._numbers(one.text)
        if len(text) > MOST_PIECES:
            text = text[: MOST_PIECES // 2] + text[-(MOST_PIECES - MOST_PIECES // 2) :]
        own = [start, *text, end]
        if not one.before:
            return own, len(own)
        who = self._numbers(f"{one.role_before} :") if one.role_before in SPEAKER_ROLES else []
        return [*own, *who, *self._numbers(one.before)[-MOST_PIECES_BEFORE:], end], len(own)

    def _numbers(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer

        tokenizer = Tokenizer(WordPiece(self._vocabulary, unk_token="[UNK]"))
        tokenizer.normalizer = BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = BertPreTokenizer()
        return tokenizer

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        pieces = json.loads((self._folder / "vocabulary.json").read_text(encoding="utf-8"))
        return {piece: number for number, piece in enumerate(pieces)}

    @cached_property
    def _heads(self) -> tuple[Floats, Floats]:
        with np.load(self._folder / "heads.npz", allow_pickle=False) as arrays:
            return arrays["weights"].astype(np.float64), arrays["bias"].astype(np.float64)

    @cached_property
    def _encoder(self) -> Encoder:
        # The window opens without this library; only whoever reads pays for it.
        from ctranslate2 import Encoder

        found = hashlib.sha256((self._folder / "model.bin").read_bytes()).hexdigest()
        if found != self.sha256:
            raise SentenceReaderError("the weights of the sentence reader are not those its card names")
        return Encoder(str(self._folder), compute_type="int8", inter_threads=1, intra_threads=1)


class HeldOutSentenceReader(SentenceReader):
    """The sentence reader for whoever learns from our own conversations or judges by them, all of which taught it.

    Of their utterances it says what another encoder said that was taught without their conversation, in three folds.
    Raises SentenceReaderError when the conversations are not those the encoders were taught with.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(folder)
        own = taught_conversations()
        with np.load(folder / "held_out.npz", allow_pickle=False) as arrays:
            rows, known_hash = arrays["rows"].astype(np.float64), str(arrays["data_hash"])
        if known_hash != corpus_hash(own):
            raise SentenceReaderError("the conversations have changed since the sentence reader was taught with them")
        self._kept = dict(zip(own_texts(own), rows, strict=True))
        self._known = dict(self._kept)


def own_texts(conversations: Sequence[Conversation]) -> list[InContext]:
    """The worker's utterances of conversations as a sentence reader is asked for them."""
    said = [[one.utterance for one in talk.utterances] for talk in conversations]
    return [in_context(talk, place) for talk in said for place, one in enumerate(talk) if one.speaker_role == WORKER]


@cache
def held_out_sentence_reader() -> SentenceReader | None:
    """As ``shipped_sentence_reader``, for learning and judging."""
    return HeldOutSentenceReader() if (FOLDER / "held_out.npz").is_file() else None


@cache
def shipped_sentence_reader() -> SentenceReader | None:
    """The sentence reader that comes with the program, one for the whole process; None where its files are missing."""
    return SentenceReader() if (FOLDER / "card.json").is_file() else None


def forget_texts() -> None:
    """Both readers of this process forget what they read, if they were opened at all."""
    for opened in (shipped_sentence_reader, held_out_sentence_reader):
        if opened.cache_info().currsize and (reader := opened()) is not None:
            reader.forget()
