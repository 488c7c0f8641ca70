"""Summary measures of one session (codebook §F): counts of utterances and of turns, ratios, and who held the floor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from codebook.schema import Codebook, CodeGroup, Measure
from coder.domain.coding import Entry
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript


@dataclass(frozen=True)
class MeasureValue:
    """One measure. ``value`` is None where the denominator is 0: that prints as a dash, never as 0 or ∞."""

    measure_id: str
    value: float | None
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Turn:
    """Everything one speaker says until another speaks; times in seconds, half-open."""

    index: int
    speaker_id: str
    role: SpeakerRole
    start_s: float
    end_s: float
    spoken_s: float


@dataclass(frozen=True)
class Floor:
    """Who held the floor: share of speaking time (0–1), longest turn and mean pause in seconds; None if undefined."""

    worker_share: float | None
    longest_worker_turn_s: float | None
    mean_pause_after_parent_s: float | None


@dataclass(frozen=True)
class SessionMeasures:
    """All measures of one session. ``per_turn`` counts a code once a turn: compare that one with MITI-style figures."""

    per_utterance: tuple[MeasureValue, ...]
    per_turn: tuple[MeasureValue, ...]
    consistent: int
    inconsistent: int
    floor: Floor


def count_codes(codes: Iterable[Entry]) -> dict[str, int]:
    """Codes per utterance, keyed by code id. A free interval counts as one utterance."""
    return dict(Counter(entry.label for entry in codes))


def turns(transcript: Transcript) -> tuple[Turn, ...]:
    """Neighbouring utterances of one speaker joined, in order of time."""
    joined: list[Turn] = []
    for utterance in sorted(transcript.utterances, key=lambda u: (u.start_s, u.index)):
        spoken_s = utterance.end_s - utterance.start_s
        if joined and joined[-1].speaker_id == utterance.speaker_id:
            last = joined.pop()
            start_s, spoken_s = last.start_s, last.spoken_s + spoken_s
            end_s = max(last.end_s, utterance.end_s)
        else:
            start_s, end_s = utterance.start_s, utterance.end_s
        role = transcript.role_of(utterance.speaker_id)
        joined.append(Turn(len(joined), utterance.speaker_id, role, start_s, end_s, spoken_s))
    return tuple(joined)


def _turn_of(entry: Entry, all_turns: Sequence[Turn]) -> int:
    """The worker turn that holds the middle of a code; −1 for a code outside every worker turn."""
    middle = (entry.start_s + entry.end_s) / 2
    for turn in all_turns:
        if turn.role is SpeakerRole.WORKER and turn.start_s <= middle < turn.end_s:
            return turn.index
    return -1


def count_codes_per_turn(codes: Iterable[Entry], transcript: Transcript) -> dict[str, int]:
    """Turns that hold a code at least once, with the same keys as ``count_codes``.

    A list of three closed questions is three in the utterance count and one here. Codes outside every worker turn
    (free intervals where no text was found) are counted one by one.
    """
    all_turns = turns(transcript)
    held: set[tuple[str, int]] = set()
    outside: Counter[str] = Counter()
    for entry in codes:
        turn = _turn_of(entry, all_turns)
        if turn < 0:
            outside[entry.label] += 1
        else:
            held.add((entry.label, turn))
    return dict(outside + Counter(label for label, _ in held))


def measure_value(measure: Measure, counts: Mapping[str, int]) -> MeasureValue:
    """One measure from counts. Without denominator codes it is a plain count; unit ``%`` multiplies by 100."""
    numerator = sum(counts.get(code, 0) for code in measure.numerator)
    if not measure.denominator:
        return MeasureValue(measure.id, float(numerator), numerator, 0)
    denominator = sum(counts.get(code, 0) for code in measure.denominator)
    if denominator == 0:
        return MeasureValue(measure.id, None, numerator, 0)
    scale = 100 if measure.unit == "%" else 1
    return MeasureValue(measure.id, scale * numerator / denominator, numerator, denominator)


def measure_values(codebook: Codebook, counts: Mapping[str, int]) -> tuple[MeasureValue, ...]:
    """All measures of the codebook, in its order."""
    return tuple(measure_value(measure, counts) for measure in codebook.measures)


def group_count(codebook: Codebook, codes: Iterable[Entry], group: CodeGroup) -> int:
    """How many coded utterances count as consistent (or inconsistent, or neutral), attributes considered.

    Raises KeyError for a code that the codebook does not have.
    """
    return sum(codebook.code(entry.label).group_with(entry.attributes.keys()) is group for entry in codes)


def floor_of(transcript: Transcript) -> Floor:
    """Talk share, longest worker turn and mean pause between the end of a parent's turn and the worker's next one.

    An interpreter says again what others said, so their time is nobody's share; a pause that they fill is none.
    Overlapping starts count as a pause of 0. Times come from the transcript, so untranscribed speech is left out.
    """
    all_turns = turns(transcript)
    spoken = sum(turn.spoken_s for turn in all_turns if turn.role is not SpeakerRole.INTERPRETER)
    own = [turn for turn in all_turns if turn.role is SpeakerRole.WORKER]
    pauses = [
        max(0.0, after.start_s - before.end_s)
        for before, after in pairwise(all_turns)
        if before.role is SpeakerRole.PARENT and after.role is SpeakerRole.WORKER
    ]
    return Floor(
        worker_share=sum(turn.spoken_s for turn in own) / spoken if spoken > 0 else None,
        longest_worker_turn_s=max((turn.end_s - turn.start_s for turn in own), default=None),
        mean_pause_after_parent_s=sum(pauses) / len(pauses) if pauses else None,
    )


def session_measures(transcript: Transcript, codes: Sequence[Entry], codebook: Codebook) -> SessionMeasures:
    """Every summary measure of one session, from its present codes and its transcript."""
    return SessionMeasures(
        per_utterance=measure_values(codebook, count_codes(codes)),
        per_turn=measure_values(codebook, count_codes_per_turn(codes, transcript)),
        consistent=group_count(codebook, codes, CodeGroup.CONSISTENT),
        inconsistent=group_count(codebook, codes, CodeGroup.INCONSISTENT),
        floor=floor_of(transcript),
    )
