"""What is known of the shipped model from talk it had not seen, beyond its card: curves, groups, and other targets.

``data/starter/held_out.json`` is written when the starter is fitted and belongs to the card with its ``data_hash``.
It holds ``calibration`` (bins of certainty), ``coverage`` (accuracy of the most certain share), ``groups`` (figures by
whom was talked with, how it was written down, whom the worker answered, and with or without an interpreter),
``labellings`` (how far the two labellings of the same text agree) and ``least`` (least probability of a code for other
targets of precision).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from models.suggestions.evaluation import HeldOut, accuracy_at_coverage, coded_indexes, kappa
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import WORKSHOP, Conversation
from models.talk.second_pass import Label

TARGETS = tuple(round(0.01 * step, 2) for step in range(70, 100))
_BINS = 10
_SHARES = tuple(round(0.05 * step, 2) for step in range(2, 21))
Answered = Sequence[tuple[Conversation, HeldOut]]
Target = Callable[[np.ndarray[Any, Any], np.ndarray[Any, Any], float], np.ndarray[Any, Any]]


def document(answered: Answered, second: Mapping[str, Mapping[int, Label]], choose: Target) -> dict[str, Any]:
    """Everything the file holds except to whom it belongs.

    ``answered`` pairs conversations with what a model that had not seen them said (``evaluation.answered``), ``second``
    are their second labels, and ``choose`` is ``learning.choose_thresholds``, given by whoever has it at hand.
    """
    whole = sum((held for _, held in answered), HeldOut((), (), (), ()))
    return {
        **curves(whole),
        "groups": groups(answered),
        "labellings": labellings([talk for talk, _ in answered], second),
        "least": least_probabilities(whole, choose),
    }


def curves(held_out: HeldOut) -> dict[str, list[dict[str, float]]]:
    """``calibration`` (see there) and ``coverage``: the ``accuracy`` of the most certain ``share``, 0.1 to 1."""
    covered = accuracy_at_coverage(held_out, _SHARES)
    return {
        "calibration": calibration(held_out),
        "coverage": [{"share": share, "accuracy": value} for share, value in covered.items()],
    }


def calibration(held_out: HeldOut) -> list[dict[str, float]]:
    """Ten equal bins (0–1): ``low``, ``high``, n, mean ``certainty`` and share ``right``; empty bins are left out."""
    certainty = np.array(held_out.certainty)
    right = np.array(held_out.truth) == np.array(held_out.best)
    places = np.minimum((certainty * _BINS).astype(int), _BINS - 1)
    return [
        {
            "low": number / _BINS,
            "high": (number + 1) / _BINS,
            "n": int((places == number).sum()),
            "certainty": float(certainty[places == number].mean()),
            "right": float(right[places == number].mean()),
        }
        for number in np.unique(places).tolist()
    ]


def groups(answered: Answered) -> list[dict[str, Any]]:
    """Figures of each group of utterances: ``kind`` and ``name`` of the group, n, accuracy, kappa (None where it is not
    defined), coverage and shown_precision (None where nothing was shown).

    Kinds: ``talk`` (families, workshops), ``written`` (typed, recognised), ``after`` (who spoke last before the worker:
    parent, child, other, nobody) and ``interpreter`` (yes, no; by conversation).
    """
    members: dict[tuple[str, str], list[HeldOut]] = {}
    for talk, held in answered:
        through = any(name == "via_interpreter" for one in talk.utterances for name, _ in one.attributes)
        members.setdefault(("talk", "workshops" if talk.service == WORKSHOP else "families"), []).append(held)
        members.setdefault(("written", talk.written), []).append(held)
        members.setdefault(("interpreter", "yes" if through else "no"), []).append(held)
        for who, part in _by_whom_before(talk, held).items():
            members.setdefault(("after", who), []).append(part)
    return [
        {"kind": kind, "name": name, **_figures(sum(parts, HeldOut((), (), (), ())))}
        for (kind, name), parts in sorted(members.items())
    ]


def labellings(conversations: Sequence[Conversation], second: Mapping[str, Mapping[int, Label]]) -> dict[str, Any]:
    """How far the two labellings of the text agree: n, share ``same``, Cohen's kappa of all codes and of each.

    Reflections count as one family, as the model learns them; ``kind_of_reflection`` is the kappa of simple against
    complex where both labelled a reflection. Either is None where it is not defined.
    """
    pairs = [
        (one.code, second[talk.id][place].code)
        for talk in conversations
        for place, one in enumerate(talk.utterances)
        if one.code
    ]
    family = [(_family(one), _family(other)) for one, other in pairs]
    first, again = [one for one, _ in family], [other for _, other in family]
    kinds = [pair for pair in pairs if {_family(code) for code in pair} == {"SR"}]
    codes = {code: _kappa([one == code for one in first], [one == code for one in again]) for code in sorted({*first})}
    return {
        "n": len(pairs),
        "same": sum(one == other for one, other in family) / len(pairs),
        "kappa": _kappa(first, again),
        "kind_of_reflection": _kappa([one for one, _ in kinds], [other for _, other in kinds]),
        "codes": codes,
    }


def least_probabilities(held_out: HeldOut, choose: Target) -> dict[str, dict[str, float]]:
    """For each code and target of precision the least probability that reaches it; targets out of reach left out."""
    names = sorted({*held_out.truth, *held_out.best})
    truth = np.array([names.index(code) for code in held_out.truth])
    rows = np.zeros((len(truth), len(names)))
    rows[np.arange(len(truth)), [names.index(code) for code in held_out.best]] = held_out.certainty
    table: dict[str, dict[str, float]] = {name: {} for name in names}
    for target in TARGETS:
        for name, least in zip(names, choose(rows, truth, target).tolist(), strict=True):
            if least <= 1.0:
                table[name][f"{target:.2f}"] = least
    for row in table.values():
        # A stricter target never shows more than a laxer one, whatever chance did to the tail.
        for lax, strict in pairwise([key for key in (f"{t:.2f}" for t in TARGETS) if key in row]):
            row[strict] = max(row[strict], row[lax])
    return table


def _by_whom_before(talk: Conversation, held: HeldOut) -> dict[str, HeldOut]:
    found: dict[str, HeldOut] = {}
    for place, index in enumerate(coded_indexes(talk)):
        before = (one.utterance.speaker_role for one in reversed(talk.utterances[:index]))
        who = next((role for role in before if role != "worker"), "nobody")
        one = HeldOut(*(tuple(field[place : place + 1]) for field in vars(held).values()))
        found[who] = found.get(who, HeldOut((), (), (), ())) + one
    return found


def _figures(held: HeldOut) -> dict[str, Any]:
    right = [one == other for one, other in zip(held.truth, held.best, strict=True)]
    shown = [good for good, seen in zip(right, held.suggested, strict=True) if seen]
    return {
        "n": len(right),
        "accuracy": sum(right) / len(right) if right else 0.0,
        "kappa": kappa(held.truth, held.best),
        "coverage": len(shown) / len(right) if right else 0.0,
        "shown_precision": sum(shown) / len(shown) if shown else None,
    }


def _family(code: str) -> str:
    return REFLECTION_FAMILY.get(code, code)


def _kappa(first: Sequence[Any], other: Sequence[Any]) -> float | None:
    if len({*first, *other}) < 2:
        return None
    return float(cohen_kappa_score(first, other))
