"""Second level: how much the codes around an utterance say about its own.

A full regression on the neighbours needs more conversations than a service has. Here a table a neighbour says how much
more often two codes stand together than chance would have it, and seven numbers say how far each table is believed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.suggestions.features import Floats, Ints
from models.suggestions.suggestion_model import NEIGHBOURS, softmax

# Chance counts added to both sides of each ratio: pairs seen a few times stay close to "no news".
_SMOOTHING = 5.0
_PULL = 1.0
NOBODY = -1


def neighbours(codes: Ints) -> Ints:
    """Codes (numbers) of the six neighbours of each utterance of one conversation, ``NOBODY`` outside it.

    Shape (utterances, neighbours), in the order of ``NEIGHBOURS``.
    """
    around = np.full((len(codes), len(NEIGHBOURS)), NOBODY, dtype=np.int64)
    for column, offset in enumerate(NEIGHBOURS):
        places = np.arange(len(codes)) + offset
        inside = (places >= 0) & (places < len(codes))
        around[inside, column] = codes[places[inside]]
    return around


def fit_context(beside: Floats, targets: Ints, around: Ints, codes: int) -> Floats:
    """Weights for ``context_features``, shape (codes × (1 + neighbours), codes).

    The belief in an utterance's own probabilities and in each table is fitted by penalised likelihood (L2 toward 1 for
    its own and 0 for the tables), on probabilities from conversations the first level had not seen.
    """
    tables = [company(around[:, column], targets, codes) for column in range(len(NEIGHBOURS))]
    blocks = np.split(beside, 1 + len(NEIGHBOURS), axis=1)
    evidence = np.stack([blocks[0], *(part @ table for part, table in zip(blocks[1:], tables, strict=True))])
    start = np.eye(len(evidence))[0]

    def loss(belief: Floats) -> tuple[float, Floats]:
        chance = softmax(np.tensordot(belief, evidence, axes=1))
        rows = np.arange(len(targets))
        missing = chance.copy()
        missing[rows, targets] -= 1.0
        penalty = belief - start
        cost = -np.log(np.maximum(chance[rows, targets], 1e-12)).sum() + 0.5 * _PULL * float(penalty @ penalty)
        return float(cost), np.tensordot(evidence, missing, axes=2) + _PULL * penalty

    belief: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B").x
    own = np.eye(codes) * belief[0]
    return np.vstack([own, *(table * trust for table, trust in zip(tables, belief[1:], strict=True))])


def company(beside: Ints, targets: Ints, codes: int) -> Floats:
    """Log of how much more often code j stands at a place beside code k than chance, shape (codes, codes).

    Smoothed pointwise association: ln((n + 5) / (expected + 5)).
    """
    known = beside != NOBODY
    seen = np.zeros((codes, codes))
    np.add.at(seen, (beside[known], targets[known]), 1.0)
    total = max(float(seen.sum()), 1.0)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / total
    return np.asarray(np.log((seen + _SMOOTHING) / (expected + _SMOOTHING)))
