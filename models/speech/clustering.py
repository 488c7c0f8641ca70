"""Which windows of speech belong to one voice, and how many voices there are.

Average linkage over cosines makes many small groups (as in pyannote.audio 3); then the two groups most alike become
one, again and again, until no two are alike enough to be one voice. How alike is measured free of the noise of short
windows: the mean cosine between two groups over the mean cosine within them, which is near 1 for one voice however few
its windows are (Spearman's correction for attenuation, 1904).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from models.speech.embedding import Floats, unit

MOST_SPEAKERS = 6
"""The most voices looked for unless the user says otherwise; above that, guesses were wrong more often than right."""

# Windows of one voice are about 0.65–0.75 alike, of two at most 0.5: groups made up to here hold one voice each.
_GROUP_DISTANCE = 0.4
# One window alone is more often noise, laughter or two voices at once than a person.
_LEAST_WINDOWS = 2
# In an hour noise comes again: there a person says at least this share of all windows, about 8 s of speech.
_LEAST_SHARE = 0.0025
# Measured on 241 cuts of 20 s to 6 min of our development recordings: one voice, also from one room to another,
# 0.96–1.0 alike, two voices at most 0.71; any limit in between that asks less of small groups did about the same.
_SAME_VOICE = 0.85
_SMALL_GROUP = 0.2
# What may still be one person. On the same cuts, with one or two voices asked for more than there are: of voices of
# three windows and more, 53 of 74 that were cut in two lie above it, and 8 of 657 pairs of two people; where the number
# was found and not given, none does.
_MAYBE_SAME = 0.8
_LEAST_TO_JUDGE = 3
# A group's own mean cosine is mixed with that of all groups, which counts like so many of its windows.
_PRIOR_WINDOWS = 3
_ROUNDS = 3
# Linkage of n windows takes n² numbers; beyond this every k-th window stands for its neighbours.
_MOST_CLUSTERED = 2400

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
    chosen = points[trusted]
    if len(chosen) < 2:
        return np.zeros(len(points), np.int64), 1
    labels = _settled(chosen, _groups(chosen[:: -(-len(chosen) // _MOST_CLUSTERED)], bounds.least))
    while (k := int(labels.max()) + 1) > bounds.least:
        alike, sizes = likeness(chosen, labels, k), np.bincount(labels)
        first, second = divmod(int(np.where(np.tri(k), -np.inf, alike).argmax()), k)
        limit = _SAME_VOICE - _SMALL_GROUP / np.sqrt(min(sizes[first], sizes[second]))
        if k <= bounds.most and alike[first, second] < limit:
            break
        labels = _settled(chosen, _centres(chosen, np.where(labels == second, first, labels)))
    nearest: Labels = np.argmax(points @ _centres(chosen, labels).T, axis=1).astype(np.int64)
    return nearest, k


def alike_pairs(points: Floats, labels: Labels, k: int) -> tuple[tuple[int, int], ...]:
    """Pairs of voices (0…k−1, the lower first) that sound so alike that they may be one person; none is merged.

    Arguments as for ``likeness``. Voices of fewer than three rows are in no pair: too little to tell.
    """
    alike, sizes = likeness(points, labels, k), np.bincount(labels, minlength=k)
    enough = sizes >= _LEAST_TO_JUDGE
    found = np.triu(alike >= _MAYBE_SAME, 1) & np.outer(enough, enough)
    return tuple((int(first), int(second)) for first, second in np.argwhere(found))


def likeness(points: Floats, labels: Labels, k: int) -> NDArray[np.float64]:
    """How alike the voices are, shape (k, k): about 1 for one and the same, at most about 0.7 for two people.

    ``labels`` (0…k−1) say whose each row of ``points`` (shape (n, d), length 1 each) is; every voice has a row.
    """
    sizes = np.bincount(labels, minlength=k).astype(np.float64)
    sums = np.stack([points[labels == one].sum(axis=0, dtype=np.float64) for one in range(k)])
    between = sums @ sums.T
    # A row's cosine with itself says nothing.
    pairs, inside = sizes * (sizes - 1), np.diag(between) - sizes
    # Voices of one window each have nothing within; then the cosines stand as they are.
    usual = inside.sum() / pairs.sum() if pairs.sum() else 1.0
    weights = np.maximum(sizes - 1, 0.0)
    own = np.divide(inside, pairs, out=np.zeros(k), where=pairs > 0)
    own = np.maximum((own * weights + usual * _PRIOR_WINDOWS) / (weights + _PRIOR_WINDOWS), 1e-3)
    alike: NDArray[np.float64] = between / np.outer(sizes, sizes) / np.sqrt(np.outer(own, own))
    return alike


def _groups(points: Floats, least: int) -> Floats:
    """Centres of groups of windows that are surely one voice; at least ``least`` of them where there are windows."""
    tree = linkage(points, "average", metric="cosine")
    labels = fcluster(tree, _GROUP_DISTANCE, "distance") - 1
    if labels.max() + 1 < least:
        labels = fcluster(tree, least, "maxclust") - 1
    sizes = np.bincount(labels)
    kept = np.flatnonzero(sizes >= max(_LEAST_WINDOWS, _LEAST_SHARE * len(points)))
    if len(kept) < least:
        kept = np.argsort(-sizes, kind="stable")[: max(1, least)]
    return unit(np.stack([points[labels == one].mean(axis=0) for one in kept]))


def _settled(points: Floats, centres: Floats) -> Labels:
    """The voice of each row after centres were worked out anew a few times; one that attracts no row is gone."""
    for _ in range(_ROUNDS):
        centres = _centres(points, np.argmax(points @ centres.T, axis=1))
    _, labels = np.unique(np.argmax(points @ centres.T, axis=1), return_inverse=True)
    return labels.astype(np.int64)


def _centres(points: Floats, labels: NDArray[np.integer]) -> Floats:
    return unit(np.stack([points[labels == one].mean(axis=0) for one in np.unique(labels)]))
