"""What two people did to the same part of a text: taking one's own step back leaves a colleague's later one be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coder.domain.text_edits import (
    AddSpeaker,
    AddUtterance,
    AssignSpeaker,
    MarkChecked,
    MarkHeard,
    Merge,
    MergeSpeakers,
    MoveWords,
    RemoveUtterance,
    RenameSpeaker,
    RestoreAll,
    RestoreText,
    SetText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript, Utterance

# What of a transcript an edit can be about: words and bounds of an utterance, who says it, or a voice as a whole.
_WORDS, _VOICE, _SPEAKER = "words", "voice", "speaker"

Part = tuple[str, str]
"""One aspect of one utterance or voice, by its id."""


def in_dispute(before: Transcript, after: Transcript, edits: Iterable[TextEdit]) -> bool:
    """Whether going from one text to the other would change what one of some edits was about.

    ``edits`` are those that somebody else made and that stand. An edit is about the words and bounds of an utterance,
    its voice, or a voice as a whole; that its outcome stays as it is does no harm, so only what differs counts.
    """
    differing = set(_differing(before, after))
    return bool(differing) and any(isinstance(edit, RestoreAll) or differing & set(_about(edit)) for edit in edits)


def _about(edit: TextEdit) -> Iterator[Part]:
    match edit:
        case SetText() | RestoreText() | MarkChecked():
            yield _WORDS, edit.utterance_id
        case RemoveUtterance():
            yield from _whole(edit.utterance_id)
        case Split():
            yield from _whole(edit.utterance_id, edit.new_id)
        case Merge() | MoveWords():
            yield from _whole(edit.utterance_id, edit.next_id)
        case AddUtterance():
            yield from _whole(edit.new_id)
        case AssignSpeaker():
            yield from ((_VOICE, id_) for id_ in edit.utterance_ids)
            yield _SPEAKER, edit.speaker_id
        case AddSpeaker() | RenameSpeaker():
            yield _SPEAKER, edit.speaker_id
        case MergeSpeakers():
            yield _SPEAKER, edit.speaker_id
            yield _SPEAKER, edit.into_id
        case RestoreAll() | MarkHeard():
            # All of it, as in_dispute knows; and no words at all.
            return


def _whole(*utterance_ids: str) -> Iterator[Part]:
    for id_ in utterance_ids:
        yield _WORDS, id_
        yield _VOICE, id_


def _differing(before: Transcript, after: Transcript) -> Iterator[Part]:
    then, now = ({one.id: one for one in text.utterances} for text in (before, after))
    for id_ in then.keys() | now.keys():
        yield from _differing_utterance(id_, then.get(id_), now.get(id_))
    for id_ in before.aliases.keys() | after.aliases.keys():
        if before.row_of(id_) != after.row_of(id_):
            yield from _whole(id_, before.row_of(id_), after.row_of(id_))
    voices, voices_now = ({one.id: (one.label, one.named) for one in text.speakers} for text in (before, after))
    yield from ((_SPEAKER, id_) for id_ in voices.keys() | voices_now.keys() if voices.get(id_) != voices_now.get(id_))


def _differing_utterance(id_: str, then: Utterance | None, now: Utterance | None) -> Iterator[Part]:
    if then is now:
        return
    if then is None or now is None or (then.start_s, then.end_s) != (now.start_s, now.end_s):
        # A voice was given to a stretch: with other bounds it would be given to something else.
        yield from _whole(id_)
        return
    if (then.text, then.words, then.flags, then.checked) != (now.text, now.words, now.flags, now.checked):
        yield _WORDS, id_
    if then.speaker_id != now.speaker_id:
        yield _VOICE, id_
