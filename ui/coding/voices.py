"""How much each voice speaks, and the edits that rename, merge, split and add voices. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.text_edits import AddSpeaker, AssignSpeaker, TextEdit
from coder.domain.transcripts import Transcript, Utterance


@dataclass(frozen=True)
class Talk:
    """How much one voice speaks: seconds, its share of all talk (0–1), and in how many utterances."""

    seconds: float
    share: float
    utterances: int


def talk(transcript: Transcript) -> dict[str, Talk]:
    """The talk of every voice, by id; a share is of all utterances together, so that talk at once counts for both."""
    seconds = {speaker.id: 0.0 for speaker in transcript.speakers}
    counts = dict.fromkeys(seconds, 0)
    for one in transcript.utterances:
        seconds[one.speaker_id] += one.end_s - one.start_s
        counts[one.speaker_id] += 1
    whole = sum(seconds.values())
    return {id_: Talk(said, said / whole if whole else 0.0, counts[id_]) for id_, said in seconds.items()}


def said_by(transcript: Transcript, speaker_id: str) -> list[Utterance]:
    """The utterances of one voice in the order of speech."""
    return [one for one in transcript.utterances if one.speaker_id == speaker_id]


def longest_said(transcript: Transcript, speaker_id: str) -> Utterance | None:
    """The longest utterance of a voice: what tells best who it is; None for a voice without any."""
    mine = [one for one in transcript.utterances if one.speaker_id == speaker_id]
    return max(mine, key=lambda one: one.end_s - one.start_s, default=None)


def free_name(transcript: Transcript, wanted: str) -> str:
    """A name no other voice has: the wanted one, or with the first free number after it."""
    taken = {speaker.label for speaker in transcript.speakers}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def added(transcript: Transcript, name: str, role: SpeakerRole) -> tuple[TextEdit, ...]:
    """One more voice."""
    return (AddSpeaker(new_id(), free_name(transcript, name), role),)


def given(utterance_ids: Sequence[str], speaker_id: str) -> tuple[TextEdit, ...]:
    """Some utterances to a voice that is there."""
    return (AssignSpeaker(tuple(utterance_ids), speaker_id),)


def split_off(
    transcript: Transcript, utterance_ids: Sequence[str], name: str, role: SpeakerRole
) -> tuple[TextEdit, ...]:
    """Some utterances to a new voice."""
    voice = AddSpeaker(new_id(), free_name(transcript, name), role)
    return voice, AssignSpeaker(tuple(utterance_ids), voice.speaker_id)
