"""Summary measures of one session (codebook §F): counts of utterances and of turns, ratios, and who held the floor."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from codebook.schema import Codebook, CodeGroup, Measure
from coder.domain.coding import Entry
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript, Utterance


@dataclass(frozen=True)
class MeasureValue:
    """One measure. ``value`` is None where the denominator is 0: that prints as a dash, never as 0 or ∞."""

    measure_id: str
    value: float | None
    numerator: int
    denominator: int


class Turn(NamedTuple):
    """Everything one speaker says until another speaks; times in seconds, half-open.

    A tuple, since thousands are made after each mark while somebody codes.
    """

    number: int
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
    """All measures of one session. ``per_turn`` counts a code once a turn: compare that one with MITI-style figures.

    ``utterances`` and ``turns`` are the counts behind them, by code id.
    """

    per_utterance: tuple[MeasureValue, ...]
    per_turn: tuple[MeasureValue, ...]
    consistent: int
    inconsistent: int
    floor: Floor
    utterances: Mapping[str, int] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)


def count_codes(codes: Iterable[Entry]) -> dict[str, int]:
    """Codes per utterance, keyed by code id. A free interval counts as one utterance."""
    return dict(Counter(entry.label for entry in codes))


def turns(transcript: Transcript) -> tuple[Turn, ...]:
    """Neighbouring utterances of one speaker joined, in order of time."""
    return tuple(turn for turn, _ in turns_with_words(transcript))


def turns_with_words(transcript: Transcript) -> list[tuple[Turn, list[Utterance]]]:
    """Every turn with its utterances."""
    ordered = sorted(transcript.utterances, key=attrgetter("start_s", "index"))
    roles = {speaker.id: speaker.role for speaker in transcript.speakers}
    found: list[tuple[Turn, list[Utterance]]] = []
    for number, (speaker_id, group) in enumerate(groupby(ordered, key=attrgetter("speaker_id"))):
        said = list(group)
        end_s = max([one.end_s for one in said])
        spoken_s = sum([one.end_s - one.start_s for one in said])
        found.append((Turn(number, speaker_id, roles[speaker_id], said[0].start_s, end_s, spoken_s), said))
    return found


class _Turns:
    """Finds the turn a code belongs to: its utterance's, or for a free interval the turn that holds its middle, of a
    worker or supervisor.

    A code is looked up by bisection, so that thousands are counted in a moment.
    """

    def __init__(self, grouped: Sequence[tuple[Turn, list[Utterance]]]) -> None:
        self._of_utterance = {one.id: turn.number for turn, said in grouped for one in said}
        self._own = [turn for turn, _ in grouped if turn.role in (SpeakerRole.WORKER, SpeakerRole.SUPERVISOR)]
        self._starts = [turn.start_s for turn in self._own]

    def of(self, entry: Entry) -> int:
        """The number of the turn, from 0; −1 for a free interval outside every worker turn."""
        known = self._of_utterance.get(entry.utterance_id)
        if known is not None:
            return known
        middle = (entry.start_s + entry.end_s) / 2
        place = bisect_right(self._starts, middle) - 1
        return self._own[place].number if place >= 0 and middle < self._own[place].end_s else -1


def _per_turn(codes: Iterable[Entry], found: _Turns) -> dict[str, int]:
    """Turns that hold a code at least once, with the same keys as ``count_codes``.

    A list of three closed questions is three in the utterance count and one here. Codes outside every worker turn
    (free intervals where no text was found) are counted one by one.
    """
    held: set[tuple[str, int]] = set()
    outside: Counter[str] = Counter()
    for entry in codes:
        turn = found.of(entry)
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
    known = {code.id: code for code in (*codebook.codes, *codebook.talk_codes)}
    return sum(known[entry.label].group_with(entry.attributes.keys()) is group for entry in codes)


def _floor(all_turns: Sequence[Turn]) -> Floor:
    """Talk share, longest worker turn and mean pause between the end of a parent's turn and the worker's next one.

    An interpreter says again what others said, so their time is nobody's share; a pause that they fill is none.
    Overlapping starts count as a pause of 0. Times come from the transcript, so untranscribed speech is left out.
    """
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
    grouped = turns_with_words(transcript)
    by_utterance, by_turn = count_codes(codes), _per_turn(codes, _Turns(grouped))
    return SessionMeasures(
        per_utterance=measure_values(codebook, by_utterance),
        per_turn=measure_values(codebook, by_turn),
        consistent=group_count(codebook, codes, CodeGroup.CONSISTENT),
        inconsistent=group_count(codebook, codes, CodeGroup.INCONSISTENT),
        floor=_floor([turn for turn, _ in grouped]),
        utterances=by_utterance,
        turns=by_turn,
    )
