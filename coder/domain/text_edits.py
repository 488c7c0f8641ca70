"""What a person may change in a transcript. An edit is a fact that is kept; the text is what the edits add up to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.text_draft import Draft
from coder.domain.text_words import clean
from coder.domain.transcripts import Transcript

_Id = Annotated[str, Field(min_length=1, max_length=36)]


class _Strict:
    """Nothing is guessed from a payload: no other fields, no text for numbers, no NaN."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True)
class SetText(_Strict):
    """Other words for an utterance. Words that stay keep their times, new ones are timed between their neighbours.

    Flags stay; add MarkChecked to the same step where the correction was heard.
    """

    utterance_id: _Id
    text: str


@dataclass(frozen=True)
class Split(_Strict):
    """Two utterances of one: from word ``at_word`` (1 … number of words - 1) on it is ``new_id``.

    The id is new, or that of a machine's utterance that was merged into this one, whose codes then go back to it.
    """

    utterance_id: _Id
    at_word: int
    new_id: _Id


@dataclass(frozen=True)
class Merge(_Strict):
    """One utterance of two neighbours in time; the first stays with its speaker and takes the codes of the other."""

    utterance_id: _Id
    next_id: _Id


@dataclass(frozen=True)
class MoveWords(_Strict):
    """Another boundary between two neighbours: the last ``count`` words of the first go on to the next (below 0: the
    first words of the next go back). Both keep at least one."""

    utterance_id: _Id
    next_id: _Id
    count: int


@dataclass(frozen=True)
class AssignSpeaker(_Strict):
    """Another voice for some utterances."""

    utterance_ids: tuple[_Id, ...]
    speaker_id: _Id


@dataclass(frozen=True)
class AddSpeaker(_Strict):
    """A voice that was not told apart."""

    speaker_id: _Id
    label: str
    role: SpeakerRole


@dataclass(frozen=True)
class RenameSpeaker(_Strict):
    """Another name for a voice."""

    speaker_id: _Id
    label: str


@dataclass(frozen=True)
class MergeSpeakers(_Strict):
    """One voice of two; ``into_id`` stays."""

    speaker_id: _Id
    into_id: _Id


@dataclass(frozen=True)
class AddUtterance(_Strict):
    """Words for a stretch (seconds, half-open) that has none; a gap it covers shrinks or goes."""

    new_id: _Id
    start_s: float
    end_s: float
    speaker_id: _Id
    text: str


@dataclass(frozen=True)
class RemoveUtterance(_Strict):
    """Away with words that nobody said; codes on them stay on that stretch of time."""

    utterance_id: _Id


@dataclass(frozen=True)
class MarkChecked(_Strict):
    """Heard and found right: nothing asks to check this utterance any more."""

    utterance_id: _Id


@dataclass(frozen=True)
class MarkHeard(_Strict):
    """A stretch (seconds, half-open) where speech was found and no text: heard, and nobody says anything there."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class RestoreText(_Strict):
    """The machine's words again for the stretch of one utterance; its voice stays."""

    utterance_id: _Id


@dataclass(frozen=True)
class RestoreAll(_Strict):
    """The machine's version again, voices included; who they are stays confirmed."""


TextEdit = (
    SetText
    | Split
    | Merge
    | MoveWords
    | AssignSpeaker
    | AddSpeaker
    | RenameSpeaker
    | MergeSpeakers
    | AddUtterance
    | RemoveUtterance
    | MarkChecked
    | MarkHeard
    | RestoreText
    | RestoreAll
)

KINDS: dict[str, type[TextEdit]] = {
    "set_text": SetText,
    "split": Split,
    "merge": Merge,
    "move_words": MoveWords,
    "assign_speaker": AssignSpeaker,
    "add_speaker": AddSpeaker,
    "rename_speaker": RenameSpeaker,
    "merge_speakers": MergeSpeakers,
    "add_utterance": AddUtterance,
    "remove_utterance": RemoveUtterance,
    "mark_checked": MarkChecked,
    "mark_heard": MarkHeard,
    "restore_text": RestoreText,
    "restore_all": RestoreAll,
}
# Fields that hold what a person wrote.
_WRITTEN = ("text", "label")
_NAMES = {kind: name for name, kind in KINDS.items()}


def apply(transcript: Transcript, edit: TextEdit) -> Transcript:
    """The transcript after one edit. Pure. Raises UserError with a sentence where the edit does not apply."""
    return apply_all(transcript, (edit,))


def apply_all(transcript: Transcript, edits: Iterable[TextEdit]) -> Transcript:
    """The transcript after edits in their order, or none of them: raises UserError as ``apply`` does."""
    draft = Draft(transcript)
    for edit in edits:
        carry_out(draft, edit)
    return draft.transcript()


def carry_out(draft: Draft, edit: TextEdit) -> None:  # noqa: C901 - one branch for each kind of edit
    """Carry out one edit on a draft. Raises UserError, with the draft as it was, where it does not apply."""
    match edit:
        case SetText():
            draft.set_text(edit.utterance_id, edit.text)
        case Split():
            draft.split(edit.utterance_id, edit.at_word, edit.new_id)
        case Merge():
            draft.merge(edit.utterance_id, edit.next_id)
        case MoveWords():
            draft.move_words(edit.utterance_id, edit.next_id, edit.count)
        case AssignSpeaker():
            draft.assign(edit.utterance_ids, edit.speaker_id)
        case AddSpeaker():
            draft.add_speaker(edit.speaker_id, edit.label, edit.role)
        case RenameSpeaker():
            draft.rename_speaker(edit.speaker_id, edit.label)
        case MergeSpeakers():
            draft.merge_speakers(edit.speaker_id, edit.into_id)
        case AddUtterance():
            draft.add_utterance(edit.new_id, edit.start_s, edit.end_s, edit.speaker_id, edit.text)
        case RemoveUtterance():
            draft.remove(edit.utterance_id)
        case MarkChecked():
            draft.mark_checked(edit.utterance_id)
        case MarkHeard():
            draft.mark_heard(edit.start_s, edit.end_s)
        case RestoreText():
            draft.restore(edit.utterance_id)
        case RestoreAll():
            draft.restore_all()
    # Heard and found right is no correction.
    if not isinstance(edit, MarkChecked | MarkHeard):
        draft.note_edited(not isinstance(edit, RestoreAll))


def to_payload(edit: TextEdit) -> dict[str, Any]:
    """An edit as plain data for JSON; ``edit`` names its kind. What a person wrote is cleaned, as ``apply`` does it."""
    return {"edit": _NAMES[type(edit)], **{name: _plain(name, value) for name, value in asdict(edit).items()}}


def _plain(name: str, value: Any) -> Any:
    if name in _WRITTEN:
        return clean(value)
    if isinstance(value, SpeakerRole):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def from_payload(data: Any) -> TextEdit:
    """The edit that plain data describes. Raises UserError for any other shape than ``to_payload`` makes."""
    name = str(data.get("edit", "")) if isinstance(data, Mapping) else ""
    if name not in KINDS:
        raise UserError(f"An edit is one of: {', '.join(KINDS)}.", "Nothing was changed.")
    fields = {field: value for field, value in data.items() if field != "edit"}
    try:
        return _adapter(name).validate_json(json.dumps(fields))
    except (ValidationError, ValueError, TypeError) as error:
        place = ""
        if isinstance(error, ValidationError):
            first = error.errors(include_input=False, include_url=False)[0]
            place = f" at {'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise UserError(f"The edit {name} has an error{place}.", "Nothing was changed.") from error


@cache
def _adapter(name: str) -> TypeAdapter[TextEdit]:
    return TypeAdapter(KINDS[name])
