"""Who held the floor in a group supervision (codebook §G): the chair's share and each member's, never as a rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from coder.analysis.wording import measure_text
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript

# With two voices there is a supervisor and a worker, and no group.
_LEAST_VOICES = 3
_A_LINE = 3


def group_figures(transcript: Transcript) -> dict[str, Callable[[str], str]]:
    """What makes the text of ``chair_talk`` and ``member_talk`` in a unit; none of them outside a group.

    Shares of speaking time in per cent, an interpreter's left out since it says again what others said. Members stand
    in the order in which their voices are numbered, whoever spoke more.
    """
    spoken: dict[str, float] = defaultdict(float)
    for one in transcript.utterances:
        spoken[one.speaker_id] += one.end_s - one.start_s
    voices = [one for one in transcript.speakers if one.role is not SpeakerRole.INTERPRETER]
    whole = sum(spoken[one.id] for one in voices)
    chairs = [one for one in voices if one.role is SpeakerRole.SUPERVISOR]
    members = [one for one in voices if one.role is SpeakerRole.WORKER]
    if not chairs or len(voices) < _LEAST_VOICES or whole <= 0:
        return {}
    chair = 100 * sum(spoken[one.id] for one in chairs) / whole
    shares = [100 * spoken[one.id] / whole for one in members]
    return {
        "chair_talk": lambda unit: measure_text(chair, unit),
        "member_talk": lambda unit: _in_lines([measure_text(share, unit) for share in shares]),
    }


def _in_lines(texts: Sequence[str]) -> str:
    """Three to a line: eleven members side by side would leave no room for what the figure is."""
    return ",\n".join(", ".join(texts[first : first + _A_LINE]) for first in range(0, len(texts), _A_LINE))
