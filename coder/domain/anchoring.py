"""The anchoring meter: what seeing suggestions does to codes, for one evaluator and for the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Anchoring:
    """What became of codes once suggestions were seen, in finished recordings whose suggestions were seen.

    Second listens (coded blind): ``differences`` is how many places differed from a suggestion, ``toward`` of them took
    the suggested code, ``elsewhere`` took another, the rest was kept. Of the changes toward it, ``judged_toward`` were
    settled by a consensus talk and ``proved_toward`` of these agreed with it; ``judged_kept`` and ``proved_kept`` are
    the same for codes that were kept. ``blind_same`` of ``blind_places`` suggested places had the suggested code at
    the lock, before anything was seen; ``assisted_same`` of ``assisted_places`` in recordings coded while suggestions
    could be seen.
    """

    recordings: int = 0
    differences: int = 0
    toward: int = 0
    elsewhere: int = 0
    judged_toward: int = 0
    proved_toward: int = 0
    judged_kept: int = 0
    proved_kept: int = 0
    assisted_recordings: int = 0
    blind_places: int = 0
    blind_same: int = 0
    assisted_places: int = 0
    assisted_same: int = 0

    def __add__(self, other: Anchoring) -> Anchoring:
        """Both counted together."""
        names = self.__dataclass_fields__
        return Anchoring(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True)
class AnchoringMeter:
    """The service as a whole, and those evaluators the actor may see, by code. An evaluator sees only themselves."""

    service: Anchoring
    by_evaluator: tuple[tuple[str, Anchoring], ...]
