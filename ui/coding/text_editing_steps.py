"""From a row and a wish to the edits of a transcript that fulfil it. Pure functions."""

from __future__ import annotations

from coder.domain.ids import new_id
from coder.domain.text_edits import (
    AddUtterance,
    AssignSpeaker,
    MarkChecked,
    Merge,
    MoveWords,
    SetText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript, Utterance
from ui.widgets.transcript_rows import Row, RowKind

Steps = tuple[TextEdit, ...]


def utterance(transcript: Transcript, utterance_id: str) -> Utterance | None:
    """One utterance by its id; None where there is none any more."""
    return next((one for one in transcript.utterances if one.id == utterance_id), None)


def neighbours(transcript: Transcript, utterance_id: str, step: int) -> tuple[str, str] | None:
    """An utterance and the one after (step 1) or before (-1), in the order of speech; None at the ends."""
    ids = [one.id for one in transcript.utterances]
    if utterance_id not in ids:
        return None
    here = ids.index(utterance_id)
    first = here if step > 0 else here - 1
    return (ids[first], ids[first + 1]) if 0 <= first < len(ids) - 1 else None


def merged(transcript: Transcript, utterance_id: str, step: int) -> Steps:
    """Have one row of this and its neighbour; nothing at the ends."""
    pair = neighbours(transcript, utterance_id, step)
    return (Merge(*pair),) if pair is not None else ()


def word_moved(transcript: Transcript, utterance_id: str, step: int, give: bool) -> Steps:
    """Move the boundary to the neighbour by one word: given to it, or taken from it; nothing at the ends."""
    pair = neighbours(transcript, utterance_id, step)
    if pair is None:
        return ()
    return (MoveWords(*pair, step if give else -step),)


def split(utterance_id: str, at_word: int) -> Steps:
    """Two rows of one, the second from word ``at_word`` on."""
    return (Split(utterance_id, at_word, new_id()),)


def typed(transcript: Transcript, row: Row, text: str) -> Steps:
    """Keep what was typed over a row; nothing where it is empty or as it was.

    Who types the words has heard them, so they no longer ask to be checked. Speech without text becomes an utterance
    of the voice that spoke last.
    """
    words = text.split()
    if row.kind is RowKind.GAP:
        if not words or not transcript.speakers:
            return ()
        speaker_id = speaker_before(transcript, row.start_s)
        return (AddUtterance(new_id(), row.start_s, row.end_s, speaker_id, text),)
    if not words or words == list(row.words):
        return ()
    return SetText(row.id, text), MarkChecked(row.id)


def speaker_before(transcript: Transcript, at_s: float) -> str:
    """Who spoke last before a position; the first voice where nobody did."""
    before = [one for one in transcript.utterances if one.start_s < at_s]
    return before[-1].speaker_id if before else transcript.speakers[0].id


def other_voice(transcript: Transcript, utterance_id: str) -> str:
    """The one other voice of a transcript with two; empty where there are more or fewer."""
    one = utterance(transcript, utterance_id)
    others = [speaker.id for speaker in transcript.speakers if one is not None and speaker.id != one.speaker_id]
    return others[0] if len(others) == 1 else ""


def given_to(utterance_id: str, speaker_id: str) -> Steps:
    """Say that a voice said this."""
    return (AssignSpeaker((utterance_id,), speaker_id),)
