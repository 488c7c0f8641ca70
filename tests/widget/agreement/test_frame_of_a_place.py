"""Each place on the Differences section has the anchors of the codebook it was coded with."""

from __future__ import annotations

from codebook.schema import Kind
from coder.domain.consensus import Disagreement, Given, Matter, Pair
from ui.agreement.differences import Differences, codebooks_of


def test_a_pair_in_supervision_shows_the_anchors_of_supervision(pages):
    there = pages()
    frames = [there.services.codebooks.active(kind) for kind in (Kind.PRACTICE, Kind.SUPERVISION)]
    named = [f"{frame.id} {frame.version}" for frame in frames]
    kept = codebooks_of(there.services, [*named, "no-longer-kept 9.0.0"])
    assert list(kept.values()) == frames

    pairs = [
        Pair("s", "S-0001", (f"{n}-one", f"{n}-other"), ("E-01", "E-02"), name)
        for n, name in enumerate([*named, "no-longer-kept 9.0.0"])
    ]
    places = [
        Disagreement(f"{n}", "s", "S-0001", Matter.RATING, "x", "x", 2, (given(f"{n}-one"), given(f"{n}-other")))
        for n in range(3)
    ]
    model = Differences(there.context)
    model._got((tuple(places), tuple(pairs), frozenset(), kept))
    assert [model.codebook(one) for one in places] == [*frames, None]


def given(coding_id: str) -> Given:
    return Given(coding_id, "someone", "E-01", "3")
