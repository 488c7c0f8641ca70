"""Speech models as a person chooses among them: which are here, whom they are taken from, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trust(StrEnum):
    """Why a model is believed to be what it says."""

    PUBLISHED = "published"
    SIGNED = "signed"
    UNSIGNED = "unsigned"


class Here(StrEnum):
    """Whether a model can be used. A full check of the hashes is made when it is brought in and before it is used."""

    YES = "here"
    NO = "not here"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class SpeechModel:
    """A model to choose: ``value`` is what the policy keeps, the name of a model or a folder somebody pointed at.

    ``megabytes`` is the size of its files, or 0 where that is not known.
    """

    value: str
    name: str
    here: Here
    trust: Trust
    brought: bool = False
    megabytes: int = 0
    million_parameters: int = 0

    @property
    def installed(self) -> bool:
        """Whether it can be used."""
        return self.here is Here.YES


@dataclass(frozen=True)
class Measured:
    """What the self-test took on this machine. All in seconds; ``sound_s`` is the length of the sound it heard.

    ``fixed_s`` is what every model costs alike (finding speech, telling voices apart), ``text_s`` what this one costs
    beyond; both are processor time, which does not depend on what else the computer does. ``wall_s`` is the time that
    passed for both. Loading the model is in neither.
    """

    sound_s: float
    fixed_s: float
    text_s: float
    wall_s: float
    measured_at: datetime


@dataclass(frozen=True)
class Cost:
    """Minutes of work for an hour of tape on this machine, measured or estimated from another model's figures.

    ``busy_minutes`` is how long it takes while the computer is as busy as it was when measured; None when it was not.
    """

    minutes_per_hour: float
    busy_minutes: float | None
    estimated: bool
    measured_at: datetime


# Of the time that passed; what is missing, other programs had.
_UNDISTURBED = 0.8


def measured_cost(measured: Measured) -> Cost:
    """The cost of a model that was measured here."""
    return _cost(measured, measured.text_s, estimated=False)


def estimated_cost(measured: Measured, its_parameters: int, other_parameters: int) -> Cost:
    """The cost of a model that is not here, from the figures of one that is.

    Writing down is taken to cost in proportion to the parameters (Radford et al. 2022, table 1: 39, 74, 244, 769
    million). Raises ValueError for parameters that are not known.
    """
    if its_parameters <= 0 or other_parameters <= 0:
        raise ValueError("no estimate without the number of parameters")
    return _cost(measured, measured.text_s * other_parameters / its_parameters, estimated=True)


def _cost(measured: Measured, text_s: float, *, estimated: bool) -> Cost:
    took_s = measured.fixed_s + measured.text_s
    minutes = (measured.fixed_s + text_s) * 60.0 / measured.sound_s
    # Several cores at once use more processor time than passes.
    share = measured.wall_s / took_s
    busy = minutes * share if took_s < _UNDISTURBED * measured.wall_s else None
    return Cost(minutes * min(1.0, share), busy, estimated, measured.measured_at)
