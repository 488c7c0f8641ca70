"""Which windows of speech belong to one voice, and how many voices there are.

Spectral clustering as 3D-Speaker and WeSpeaker do it: cosine affinity, the strongest tenth of every row kept, the
number of voices where the eigenvalues of the graph's Laplacian jump (von Luxburg 2007, §8.3), k-means on the
eigenvectors, then a few rounds in which every window goes to the nearest voice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from sklearn.cluster import KMeans

from models.embedding import Floats, unit

MOST_SPEAKERS = 6
"""The most voices looked for unless the user says otherwise; above that, guesses were wrong more often than right."""

_KEPT_SHARE = 0.1
_KEPT_LEAST = 6
_ROUNDS = 3
# The affinity of n windows takes n² numbers; beyond this every k-th window stands for its neighbours.
_MOST_CLUSTERED = 2400
# Measured on our development recordings: the two halves of one voice 0.87–0.96 alike, two voices at most 0.75.
_SAME_VOICE = 0.81
# With less speech for each voice than this many windows (about 5 s), the jump in the eigenvalues is noise.
_WINDOWS_A_VOICE = 6
_SEED = 20_240_601

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class SpeakerBounds:
    """How many voices to look for; equal bounds mean that the user knows. Raises ValueError unless 1 ≤ least ≤ most."""

    least: int = 1
    most: int = MOST_SPEAKERS

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError("the number of speakers must be at least 1, and the least not above the most")


def cluster(points: Floats, trusted: NDArray[np.bool_], bounds: SpeakerBounds) -> tuple[Labels, int]:
    """A voice (0…k−1) for every row of ``points`` (shape (n, d), length 1 each), and k.

    Only ``trusted`` rows shape the voices; the others (too short to tell) go to the nearest. With fewer than two
    trusted rows everybody is one voice. k may fall below ``bounds.least`` when there are not enough windows.
    """
    chosen = np.flatnonzero(trusted)
    if len(chosen) < 2:
        return np.zeros(len(points), np.int64), 1
    thinned = chosen[:: -(-len(chosen) // _MOST_CLUSTERED)]
    first, k = _spectral(points[thinned], bounds)
    centres = _settled(points[chosen], _centres(points[thinned], first, k))
    while len(centres) > bounds.least and (pair := _same_voice(centres)):
        kept = np.delete(centres, pair[1], axis=0)
        kept[pair[0]] = unit(centres[pair[0]] + centres[pair[1]])
        centres = _settled(points[chosen], kept)
    labels: Labels = np.argmax(points @ centres.T, axis=1).astype(np.int64)
    return labels, len(centres)


def _spectral(points: Floats, bounds: SpeakerBounds) -> tuple[Labels, int]:
    n = len(points)
    affinity = _pruned(points @ points.T)
    laplacian = np.diag(affinity.sum(axis=1)) - affinity
    most = min(n, max(bounds.least, min(bounds.most, n // _WINDOWS_A_VOICE)))
    values, vectors = eigh(laplacian, subset_by_index=[0, min(n - 1, most)])
    least = min(bounds.least, most)
    gaps = np.diff(values)[least - 1 : most]
    k = least + int(np.argmax(gaps)) if len(gaps) and least < most else least
    labels: Labels = KMeans(k, n_init=10, random_state=_SEED).fit_predict(vectors[:, :k]).astype(np.int64)
    return labels, k


def _pruned(similarity: Floats) -> NDArray[np.float64]:
    n = len(similarity)
    keep = min(n, max(_KEPT_LEAST, -(-n * int(_KEPT_SHARE * 100) // 100)))
    strongest = np.argpartition(-similarity, keep - 1, axis=1)[:, :keep]
    kept = np.zeros((n, n))
    np.put_along_axis(kept, strongest, np.take_along_axis(similarity, strongest, 1).clip(min=0), 1)
    kept = (kept + kept.T) / 2
    np.fill_diagonal(kept, 0.0)
    return kept


def _settled(points: Floats, centres: Floats) -> Floats:
    """Centres worked out anew a few times from the rows nearest to each; one that attracts no row stays."""
    for _ in range(_ROUNDS):
        labels: Labels = np.argmax(points @ centres.T, axis=1).astype(np.int64)
        heard = np.flatnonzero(np.bincount(labels, minlength=len(centres)))
        centres = centres.copy()
        centres[heard] = _centres(points, np.searchsorted(heard, labels), len(heard))
    return centres


def _centres(points: Floats, labels: Labels, k: int) -> Floats:
    return unit(np.stack([points[labels == j].mean(axis=0) for j in range(k)]))


def _same_voice(centres: Floats) -> tuple[int, int] | None:
    """The two centres most alike, the first below the second, if they are too alike to be two people."""
    likeness = np.triu(centres @ centres.T, 1)
    first, second = divmod(int(likeness.argmax()), len(centres))
    return (first, second) if likeness[first, second] > _SAME_VOICE else None
