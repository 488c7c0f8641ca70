"""The places of a transcript most in need of an ear, worst first. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from coder.domain.transcripts import Flag, Gap, Transcript, Utterance

MOST = 20
# Shorter silences of the text are breaths and chairs more often than words; our own choice.
SHORTEST_GAP_S = 1.0


@dataclass(frozen=True)
class Stop:
    """One place of the walk. ``row_id`` is its row in the list."""

    row_id: str
    start_s: float
    end_s: float
    is_gap: bool = False


def gap_id(gap: Gap) -> str:
    """The row id of speech without text, by its start."""
    return f"gap-{gap.start_s:.3f}"


def doubt(utterance: Utterance) -> float:
    """How many words of an utterance are likely wrong: the sum of one minus each word's probability.

    Equal to (1 − mean probability) × number of words, so that a long unsure sentence comes before a short one.
    """
    return sum(1.0 - word.probability for word in utterance.words)


def stops(transcript: Transcript, most: int = MOST) -> tuple[Stop, ...]:
    """At most ``most`` places, the worst first; what was checked, or heard and found empty, is left out.

    First what was perhaps never said (flag SUSPECT), then speech without text of a second or more, the longest first,
    then utterances the recogniser was unsure of (flag LOW_CONFIDENCE), by :func:`doubt`.
    """
    asking = [one for one in transcript.utterances if one.flags and not one.checked]
    suspect = [one for one in asking if Flag.SUSPECT in one.flags]
    unsure = [one for one in asking if Flag.LOW_CONFIDENCE in one.flags and Flag.SUSPECT not in one.flags]
    found = [_stop(one) for one in sorted(suspect, key=doubt, reverse=True)]
    found += gap_stops(transcript)
    found += [_stop(one) for one in sorted(unsure, key=doubt, reverse=True)]
    return tuple(found[:most])


def gap_stops(transcript: Transcript) -> tuple[Stop, ...]:
    """Speech without text of a second or more that nobody has listened to yet, the longest first."""
    gaps = [gap for gap in transcript.gaps if gap.end_s - gap.start_s >= SHORTEST_GAP_S]
    return tuple(Stop(gap_id(gap), gap.start_s, gap.end_s, True) for gap in sorted(gaps, key=_length, reverse=True))


def _stop(one: Utterance) -> Stop:
    return Stop(one.id, one.start_s, one.end_s)


def _length(gap: Gap) -> float:
    return gap.end_s - gap.start_s
