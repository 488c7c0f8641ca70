"""Voices that lie apart are told apart, and their number is found."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.speech.clustering import SpeakerBounds, alike_pairs, cluster, likeness
from models.speech.embedding import Floats, unit


def voices(k: int, each: int, spread: float = 0.5, seed: int = 0) -> tuple[Floats, NDArray[np.int64]]:
    """Points around ``k`` directions of 192 dimensions, shuffled, and who each one is."""
    random = np.random.default_rng(seed)
    centres = unit(random.normal(size=(k, 192)).astype(np.float32))
    who = random.permutation(np.repeat(np.arange(k), each))
    noise = spread * random.normal(size=(len(who), 192)).astype(np.float32) / np.sqrt(192)
    return unit(centres[who] + noise), who


def agrees(labels: NDArray[np.int64], who: NDArray[np.int64]) -> bool:
    return (
        len({*zip(labels.tolist(), who.tolist(), strict=True)}) == len(set(who.tolist())) == len(set(labels.tolist()))
    )


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 6])
def test_the_number_of_voices_is_found_and_each_has_its_own(k: int) -> None:
    points, who = voices(k, 40)
    labels, found = cluster(points, np.ones(len(points), bool), SpeakerBounds())
    assert found == k
    assert agrees(labels, who)


def test_a_number_the_user_knows_is_kept_even_for_one_voice() -> None:
    points, _ = voices(1, 60)
    labels, found = cluster(points, np.ones(60, bool), SpeakerBounds(3, 3))
    assert found == 3
    assert labels.max() == 2


def test_bounds_hold() -> None:
    points, _ = voices(5, 30)
    assert cluster(points, np.ones(150, bool), SpeakerBounds(1, 2))[1] <= 2
    for least, most in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="speakers"):
            SpeakerBounds(least, most)


def test_points_that_are_not_trusted_go_to_the_nearest_voice_and_shape_none() -> None:
    points, who = voices(2, 50)
    outliers = unit(np.random.default_rng(9).normal(size=(4, 192)).astype(np.float32))
    everything = np.concatenate([points, outliers])
    trusted = np.arange(len(everything)) < len(points)
    labels, found = cluster(everything, trusted, SpeakerBounds())
    assert found == 2
    assert agrees(labels[: len(points)], who)
    assert set(labels[len(points) :].tolist()) <= {0, 1}


def test_a_quiet_voice_with_little_to_say_is_not_lost() -> None:
    points, who = voices(2, 100)
    keep = np.concatenate([np.flatnonzero(who == 0), np.flatnonzero(who == 1)[:15]])
    labels, found = cluster(points[keep], np.ones(len(keep), bool), SpeakerBounds())
    assert found == 2
    assert agrees(labels, who[keep])


def test_hours_of_talk_are_thinned_and_still_told_apart() -> None:
    points, who = voices(3, 2000)
    labels, found = cluster(points, np.ones(len(points), bool), SpeakerBounds())
    assert found == 3
    assert agrees(labels, who)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8])
def test_a_few_words_are_one_voice(n: int) -> None:
    points, _ = voices(1, max(n, 1))
    labels, found = cluster(points[:n], np.ones(n, bool), SpeakerBounds())
    assert found == 1
    assert labels.tolist() == [0] * n


def test_more_voices_than_windows_cannot_be_asked_for_in_earnest() -> None:
    points, _ = voices(1, 3)
    labels, found = cluster(points, np.ones(3, bool), SpeakerBounds(5, 5))
    assert found == 3
    assert sorted(labels.tolist()) == [0, 1, 2]


@pytest.mark.parametrize(("size", "spread"), [(3, 0.5), (3, 0.8), (60, 0.5), (60, 0.8)])
def test_one_voice_is_about_as_alike_as_can_be_however_few_and_noisy_its_windows(size: int, spread: float) -> None:
    found = []
    for seed in range(20):
        points, _ = voices(1, 2 * size, spread, seed)
        found.append(likeness(points, np.repeat([0, 1], size), 2)[0, 1])
    assert np.mean(found) == pytest.approx(1.0, abs=0.1)


def test_two_people_are_not_alike() -> None:
    points, who = voices(2, 20, 0.8)
    assert likeness(points, who, 2)[0, 1] < 0.4


def test_whoever_speaks_most_is_not_split_when_the_number_is_given() -> None:
    points, who = voices(3, 120, 0.7)
    keep = np.concatenate([np.flatnonzero(who == one)[:count] for one, count in enumerate((120, 5, 4))])
    labels, found = cluster(points[keep], np.ones(len(keep), bool), SpeakerBounds(3, 3))
    assert found == 3
    assert agrees(labels, who[keep])


def test_people_with_nothing_in_common_are_brought_down_to_the_most_asked_for() -> None:
    points = np.repeat(np.eye(8, dtype=np.float32), 5, axis=0)
    assert cluster(points, np.ones(40, bool), SpeakerBounds(1, 3))[1] == 3


def test_one_voice_cut_in_two_is_pointed_out_and_two_people_are_not() -> None:
    points, who = voices(2, 40)
    halves = np.where(who == 1, np.arange(len(who)) % 2 + 1, 0)
    assert alike_pairs(points, halves, 3) == ((1, 2),)
    assert alike_pairs(points, who, 2) == ()


def test_too_little_to_tell_is_in_no_pair() -> None:
    points, who = voices(1, 20)
    for few, found in ((2, ()), (3, ((0, 1),))):
        assert alike_pairs(points, (np.arange(len(who)) < few).astype(np.int64), 2) == found
