"""What was learnt of which utterances people mark as worth hearing, and how much each number of one speaks for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models.passages.evidence import names
from models.passages.likeness import Kind
from models.suggestions.features import Floats

RANKER_PATH = Path(__file__).parents[1] / "data" / "passages" / "ranker.json"
FORMAT = 1
_DIGITS = 4


class RankerFileError(ValueError):
    """What was learnt about passages is damaged or made for another version; the message says which."""


@dataclass(frozen=True)
class RankerCard:
    """What it was learnt from (hashes of words and marks, and of readings), how many utterances and talks, when."""

    data_hash: str
    n_utterances: int
    n_conversations: int
    fitted_on: str
    notes: tuple[str, ...] = ()
    readings_hash: str = ""


@dataclass(frozen=True)
class Ranker:
    """One principle and direction: a weight for each number of ``passage_evidence.names``.

    ``usual`` holds the mean of each number over the utterances learnt from; ``bias`` is the log-odds of an utterance
    that is usual in everything, ``floor`` the log-odds of any utterance: what lies below is less likely than a draw.
    ``marked`` names the utterances learnt from that were marked, as conversation and place.
    """

    weights: Floats
    usual: Floats
    bias: float
    floor: float
    marked: tuple[tuple[str, int], ...]

    def shares(self, values: Floats) -> Floats:
        """What each number adds to the log-odds, against the usual."""
        return np.asarray(self.weights * (values - self.usual))


@dataclass(frozen=True)
class Rankers:
    """One ranker for each principle and direction, and what they were learnt from."""

    of: Mapping[Kind, Ranker]
    card: RankerCard


@cache
def load_rankers(path: Path = RANKER_PATH) -> Rankers:
    """What ships with the program. Raises RankerFileError when the file is damaged or does not fit this version."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _rankers(data)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise RankerFileError(f"{path.name} is not a whole file of passages ({error})") from error


def save_rankers(rankers: Rankers, path: Path) -> None:
    """Write all rankers to one JSON file, replacing what was there only once the new file is whole."""
    kinds = [
        {
            "principle": principle_id,
            "direction": direction,
            "bias": round(one.bias, _DIGITS),
            "floor": round(one.floor, _DIGITS),
            "weights": np.round(one.weights, _DIGITS).tolist(),
            "usual": np.round(one.usual, _DIGITS).tolist(),
            "marked": one.marked,
        }
        for (principle_id, direction), one in rankers.of.items()
    ]
    data = {"format": FORMAT, "card": asdict(rankers.card), "names": names(), "kinds": kinds}
    waiting = path.with_suffix(".part")
    waiting.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
    waiting.replace(path)


def _rankers(data: dict[str, Any]) -> Rankers:
    if data["format"] != FORMAT or tuple(data["names"]) != names():
        raise RankerFileError("passages were learnt by another version of the program; learn them again")
    of = {(entry["principle"], entry["direction"]): _ranker(entry) for entry in data["kinds"]}
    return Rankers(of, RankerCard(**{**data["card"], "notes": tuple(data["card"]["notes"])}))


def _ranker(entry: dict[str, Any]) -> Ranker:
    weights, usual = (np.array(entry[key], dtype=np.float64) for key in ("weights", "usual"))
    numbers = (weights, usual, np.array([entry["bias"], entry["floor"]], dtype=np.float64))
    if weights.shape != (len(names()),) or usual.shape != weights.shape:
        raise RankerFileError("the weights of a principle are not as many as there are numbers to weigh")
    if not all(np.isfinite(one).all() for one in numbers):
        raise RankerFileError("a weight is not a finite number")
    marked = tuple((str(owner), int(place)) for owner, place in entry["marked"])
    return Ranker(weights, usual, float(entry["bias"]), float(entry["floor"]), marked)
