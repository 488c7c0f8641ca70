"""What a worker can do. The only module that reaches the machine-learning package; only worker processes import it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from coder.audio.flac import FlacReader
from coder.domain.coding import Direction
from coder.domain.errors import UserError
from coder.domain.jobs import JobKind
from coder.domain.languages import ENGLISH, FIND_OUT
from coder.domain.learning import CodedTalk, Comparison, curves_of
from coder.domain.passages import PER_LIST, FoundPassage
from coder.domain.people import SpeakerRole
from coder.domain.suggestion_worth import JobRules
from coder.domain.transcripts import Doubt, Flag, Gap, Reason, Transcript, Word
from coder.jobs.model_work import card_works
from coder.jobs.worker import Handler, Task
from coder.services.jobs import TEXT_PIECES
from coder.services.learning import LearningService
from coder.services.model_cards import learnt_by_another_version
from coder.services.passages import PASSAGES_ONLY, PassageService
from coder.services.sessions import SessionService
from coder.services.suggestions import Suggested, SuggestedCodes, SuggestionService
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance, TranscriptService
from coder.settings import load_settings
from models.passages.finder import exemplars_of, find_passages
from models.speech.alignment import UtteranceDraft
from models.speech.clustering import SpeakerBounds
from models.speech.graphics_card import card_hears
from models.speech.onnx import WEIGHT_SHA256, read_weights
from models.speech.pipeline import (
    Checkpoint,
    Progress,
    SpeechOptions,
    SpeechResult,
    chunk_from_json,
    chunk_to_json,
    transcribe_recording,
)
from models.speech.registry import ModelDamaged, ModelMissing, find_model
from models.speech.sound import Sound
from models.speech.transcription import ChunkResult, Device
from models.suggestions.aim import aimed_at, least_of, silent_on
from models.suggestions.local_learning import LocalLearningError, LocalTalk, compare, learn
from models.suggestions.model_file import ModelFileError, load_starter, model_bytes, read_model
from models.suggestions.sentence_reader import forget_texts
from models.suggestions.suggestion_model import SuggestionModel, predict, worker_indexes
from models.talk.corpus import CodedUtterance, Conversation, taught_conversations
from models.talk.text import Utterance

_BY_EAR = "Coding by ear works without it."
_JUDGED = 0.85


def handlers(
    sessions: SessionService,
    transcripts: TranscriptService,
    suggestions: SuggestionService,
    app_folder: Path,
    learning: LearningService,
    passages: PassageService,
) -> dict[JobKind, Handler]:
    """The work this process can do, by kind. ``app_folder`` is where the model pack is put together on first use."""
    return {
        JobKind.TRANSCRIBE: partial(_transcribe, sessions=sessions, transcripts=transcripts, app_folder=app_folder),
        JobKind.SUGGEST: partial(
            suggest, transcripts=transcripts, suggestions=suggestions, learning=learning, passages=passages
        ),
        JobKind.LEARN: partial(learn_from_use, learning=learning),
    }


class _Chunks:
    """Keeps the result of each chunk with the job, so that a kill costs the chunk under way and no more."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._kept = task.chunks(TEXT_PIECES)

    def load_chunk(self, index: int) -> ChunkResult | None:
        """The result an earlier run kept, or None."""
        kept = self._kept.get(index)
        return None if kept is None else chunk_from_json(json.dumps(kept))

    def store_chunk(self, result: ChunkResult) -> None:
        """Keep a result; it is durable when this returns."""
        self._task.keep_chunk(TEXT_PIECES, result.index, json.loads(chunk_to_json(result)), result.end_s)


def hear(
    sound: Sound,
    asked: Mapping[str, Any],
    app_folder: Path,
    *,
    checkpoint: Checkpoint | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> SpeechResult:
    """What a transcription job hears in a working copy (16 kHz, mono); the measuring command calls the same.

    ``asked`` has the job's ``model`` (name or folder) and may have ``speakers``, a VoiceCount, and
    ``language``, a two-letter code or FIND_OUT. Raises UserError when the weights are missing or damaged.
    """
    try:
        model = find_model(asked["model"], app_folder)
        speakers = _bounds(asked.get("speakers"))
        language = asked.get("language", ENGLISH)
        spoken = None if language == FIND_OUT else language
        options = SpeechOptions(speakers=speakers, language=spoken, device=_device(asked["model"], app_folder))
        return transcribe_recording(sound, model, options=options, checkpoint=checkpoint, progress=progress)
    except (ModelMissing, ModelDamaged) as error:
        raise UserError(str(error), _BY_EAR) from error


def _bounds(wanted: int | Sequence[int] | None) -> SpeakerBounds:
    if not wanted:
        return SpeakerBounds()
    least, most = (wanted, wanted) if isinstance(wanted, int) else wanted
    return SpeakerBounds(least, most)


def check_model(model: str, app_folder: Path, *, anew: bool = True) -> bool:
    """Check every hash of a speech model; whether it is a published one. Raises UserError when it is not whole."""
    try:
        return find_model(model, app_folder, anew=anew).known
    except (ModelMissing, ModelDamaged) as error:
        raise UserError(str(error), _BY_EAR) from error


def check_voices() -> None:
    """Check the networks that tell voices apart. Raises UserError when one is missing or damaged."""
    try:
        for name in WEIGHT_SHA256:
            read_weights(name)
    except (ModelMissing, ModelDamaged) as error:
        raise UserError(str(error), _BY_EAR) from error


def try_card(model: str, app_folder: Path) -> bool:
    """Whether a graphics card can run this model; only for a process that may be lost over it."""
    return card_hears(find_model(model, app_folder))


@cache
def _device(model: str, app_folder: Path) -> Device:
    """What the speech model runs on; found out once a process."""
    try:
        wanted = load_settings().graphics_card
    except UserError:
        # Damaged settings are told by the window; the processor always works.
        wanted = False
    return Device.GRAPHICS_CARD if wanted and card_works(model, app_folder) else Device.PROCESSOR


def _transcribe(task: Task, *, sessions: SessionService, transcripts: TranscriptService, app_folder: Path) -> None:
    if not transcripts.awaited(task.session_id):
        # An earlier run stored the transcript and died before it could say so.
        return

    def report(progress: Progress) -> None:
        task.report(progress.stage.value, progress.fraction)

    task.report("preparing", 0.0)
    task.device = _device(task.params["model"], app_folder).value
    with FlacReader(sessions.sound_for_job(task.session_id)) as sound:
        result = hear(sound, task.params, app_folder, checkpoint=_Chunks(task), progress=report)
    heard = _heard(result)
    task.finish(lambda database: transcripts.keep_in(database, task.session_id, heard, task.id))


def _heard(result: SpeechResult) -> Heard:
    # Voice 2 before Voice 10.
    voices = sorted({one.speaker for one in result.utterances}, key=lambda name: (len(name), name))
    speakers = [
        HeardSpeaker(name, SpeakerRole(result.roles[name].role.value), result.roles[name].probability)
        for name in voices
    ]
    return Heard(
        language=result.language,
        model=result.model,
        speakers=speakers,
        utterances=[_utterance(one) for one in result.utterances],
        gaps=[Gap(gap.start_s, gap.end_s) for gap in result.gaps],
        coverage=result.coverage,
        alike=[pair for pair in result.alike if set(pair) <= set(voices)],
    )


def _utterance(draft: UtteranceDraft) -> HeardUtterance:
    return HeardUtterance(
        start_s=draft.start_s,
        end_s=draft.end_s,
        speaker=draft.speaker,
        text=draft.text,
        words=tuple(Word(word.start_s, word.end_s, word.text, word.probability) for word in draft.words),
        flags=tuple(Flag(flag.value) for flag in draft.flags),
        reasons=tuple(Reason(Doubt(one.doubt.value), one.language) for one in draft.reasons),
    )


def suggest(
    task: Task,
    *,
    transcripts: TranscriptService,
    suggestions: SuggestionService,
    learning: LearningService,
    passages: PassageService,
) -> None:
    """Suggest codes and find passages worth hearing, from one reading, and store both at once; or passages alone.

    Raises UserError for a session that is no visit, which no model looks at, and for one without a transcript.
    """
    suggestions.check_for_job(task.session_id)
    transcript = transcripts.for_job(task.session_id)
    if transcript is None:
        raise UserError("Without a transcript there is nothing to suggest codes for.", "Transcribe it first.")
    task.report("reading", 0.1)
    model = _model_in_use(learning)
    conversation = _conversation(transcript)
    name = f"{model.card.name} {model.card.fitted_on}"
    codes, refused = None, None
    if PASSAGES_ONLY not in task.params:
        try:
            codes = _codes(_ruled(model, suggestions.rules.for_job()), conversation, transcript)
        except UserError as error:
            # Passages follow no such rule, so they are found all the same.
            refused = error
    task.report("finding passages worth hearing", 0.5)
    found = _passages(model, conversation, passages, task.session_id)
    forget_texts()
    task.finish(lambda database: passages.keep_in(database, task.session_id, name, found, codes), refused)


def _codes(model: SuggestionModel, conversation: tuple[Utterance, ...], transcript: Transcript) -> SuggestedCodes:
    """What is suggested, nothing of it where the words may never have been said: see ``Utterance.is_misheard``."""
    misheard = {one.id for one in transcript.utterances if one.is_misheard}
    suggested = [
        Suggested(one.utterance_id, one.code, one.probability, tuple(span.text for span in one.rationale))
        for one in predict(model, conversation)
        if one is not None and one.utterance_id not in misheard
    ]
    return SuggestedCodes(suggested, len(worker_indexes(conversation)) - len(suggested))


def _passages(
    model: SuggestionModel, conversation: tuple[Utterance, ...], passages: PassageService, session_id: str
) -> list[FoundPassage] | None:
    """What is worth hearing for each principle; None in recruitment. What is not told here stays with the finder: the
    line of another session that a passage resembles."""
    asked = passages.for_job(session_id)
    if asked is None:
        return None
    book, known = asked
    found = find_passages(
        conversation,
        book,
        child_names=known.child_names,
        per_principle=PER_LIST,
        model=model,
        exemplars=exemplars_of(book, known.kept, known.aside),
    )
    return [
        FoundPassage(
            one.principle_id,
            Direction(one.direction),
            one.utterance_id,
            one.start_s,
            one.end_s,
            one.words,
            one.because,
        )
        for one in found
    ]


def _model_in_use(learning: LearningService) -> SuggestionModel:
    content = learning.content_in_use()
    try:
        return load_starter() if content is None else read_model(content)
    except ModelFileError as error:
        if content is None:
            raise
        raise learnt_by_another_version() from error


def _ruled(model: SuggestionModel, rules: JobRules) -> SuggestionModel:
    """The model as the service's rules have it: sure enough for the target, and silent on codes that are off."""
    aimed = aimed_at(model, rules.target_precision, least_of(model))
    if aimed is None:
        raise UserError(
            f"How sure the model {model.card.name} has to be to be right in {rules.target_precision:.0%} is not known.",
            f"Ask the service lead to set the target to {model.card.target_precision:.0%}, for which it was made, or "
            "to learn again.",
        )
    return silent_on(aimed, rules.off)


def _conversation(transcript: Transcript) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(one.id, _known_role(transcript.role_of(one.speaker_id)), one.text, one.start_s, one.end_s)
        for one in transcript.utterances
    )


def _known_role(role: SpeakerRole) -> str:
    # The model was taught without interpreters; to it they are one more voice that is neither worker nor family.
    return (SpeakerRole.OTHER if role is SpeakerRole.INTERPRETER else role).value


def learn_from_use(
    task: Task, *, learning: LearningService, own: Callable[[], Sequence[Conversation]] = taught_conversations
) -> None:
    """Learn from the service's codes beside our ``own`` conversations; the new model takes over if it is better.

    Raises UserError when there is too little to learn from, or a session was withdrawn meanwhile; nothing is kept then.
    """
    task.report("reading", 0.01)
    lesson = learning.lesson_for_job()
    talks, ours = [_local_talk(one) for one in lesson.talks], own()
    name, content = f"local {lesson.number}", None
    try:
        judged = compare(
            ours,
            talks,
            lesson.before,
            lambda share: task.report("comparing on held-back sessions", _JUDGED * share),
            target_precision=lesson.target_precision,
        )
        comparison = Comparison(judged.new, judged.old, judged.folds, curves_of(judged.curves))
        if comparison.better_by(lesson.margin):
            task.report("learning", _JUDGED)
            model = learn(ours, talks, name=name, target_precision=lesson.target_precision)
            content = model_bytes(replace(model, card=replace(model.card, measures=judged.new)))
    except LocalLearningError as error:
        raise UserError(str(error), "More coded sessions help; the model in use stays.") from error
    finally:
        forget_texts()
    task.finish(lambda database: learning.keep_in(database, task.id, lesson, comparison, name, content))


def _local_talk(talk: CodedTalk) -> LocalTalk:
    said, masked = (_coded(talk, texts) for texts in zip(*((one.text, one.masked) for one in talk.lines), strict=True))
    return LocalTalk(talk.group, said, masked)


def _coded(talk: CodedTalk, texts: Sequence[str]) -> Conversation:
    coded = tuple(
        CodedUtterance(Utterance(one.id, _known_role(one.role), text, one.start_s, one.end_s), one.code)
        for one, text in zip(talk.lines, texts, strict=True)
    )
    return Conversation(talk.session_id, "", "", "", "", "", (), coded)
