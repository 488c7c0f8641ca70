"""What the Sessions page says; no widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coder.analysis.practice_words import words_of
from coder.analysis.wording import counted, day_text
from coder.domain.practice import Practice, is_suggested_for, practice_of
from coder.domain.purpose import Purpose
from coder.domain.queueing import Hindrance, Queued, Sorted, by_hindrance
from coder.domain.sessions import Answer, Context, HowAsked, Permission, Session, SessionKind, SessionState
from coder.domain.times import clock_text
from coder.domain.transcripts import Transcript
from ui.lengths import length_text

STATE_ICONS = {
    SessionState.IMPORTED: "circle",
    SessionState.TRANSCRIBING: "refresh-cw",
    SessionState.TO_CONFIRM: "users",
    SessionState.TO_CODE: "audio-lines",
    SessionState.CODING: "pencil",
    SessionState.LOCKED: "lock",
    SessionState.FINISHED: "circle-check",
    SessionState.WITHDRAWN: "eye-off",
}

_GAPS_TOLD = 5
_CODES_TOLD = 12


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)


# In the order in which they are met with most.
_OFFERED_KINDS = (
    SessionKind.VISIT,
    SessionKind.TELEPHONE,
    SessionKind.DIRECT_WORK,
    SessionKind.SUPERVISION,
    SessionKind.OTHER,
    SessionKind.SKILLS,
)


def offered_kinds(purpose: Purpose) -> tuple[SessionKind, ...]:
    """The kinds of recording that a store of this purpose takes."""
    return (SessionKind.RECRUITMENT,) if purpose is Purpose.RECRUITMENT else _OFFERED_KINDS


def kind_words(kind: SessionKind) -> str:
    """A kind of session, as it begins a line."""
    return {
        SessionKind.VISIT: _tr("Visit"),
        SessionKind.TELEPHONE: _tr("Telephone"),
        SessionKind.DIRECT_WORK: _tr("Direct work"),
        SessionKind.SUPERVISION: _tr("Supervision"),
        SessionKind.OTHER: _tr("Other"),
        SessionKind.RECRUITMENT: _tr("Recruitment"),
        SessionKind.SKILLS: _tr("Skills workshop"),
    }[kind]


def practice_words(practice: Practice) -> str:
    """A kind of practice, as it begins a line."""
    return {
        Practice.VISIT: _tr("Visits"),
        Practice.SUPERVISION: _tr("Supervision"),
        Practice.RECRUITMENT: _tr("Recruitment"),
        Practice.SKILLS: _tr("Skills workshops"),
    }[practice]


def whose_words(kind: SessionKind) -> str:
    """Whose practice a session of this kind shows, as it begins a line."""
    return _tr(words_of(practice_of(kind)).who.capitalize())


def state_words(state: SessionState) -> str:
    """A state in the words of the glossary."""
    return {
        SessionState.IMPORTED: _tr("imported"),
        SessionState.TRANSCRIBING: _tr("transcribing"),
        SessionState.TO_CONFIRM: _tr("to confirm"),
        SessionState.TO_CODE: _tr("to code"),
        SessionState.CODING: _tr("coding"),
        SessionState.LOCKED: _tr("locked"),
        SessionState.FINISHED: _tr("finished"),
        SessionState.WITHDRAWN: _tr("withdrawn"),
    }[state]


def state_explained(state: SessionState, kind: SessionKind = SessionKind.VISIT) -> str:
    """What a state means and what comes next, in a session of this kind."""
    if state is SessionState.LOCKED and kind is SessionKind.RECRUITMENT:
        return _tr("You have locked your ratings. Nothing is suggested; finish it as it is.")
    if state is SessionState.FINISHED and kind is SessionKind.RECRUITMENT:
        return _tr("Its ratings can no longer be changed.")
    if state is SessionState.LOCKED and not is_suggested_for(practice_of(kind)):
        return _tr("The blind pass is closed and the profile shows its ratings. Nothing is suggested: finish it.")
    return {
        SessionState.IMPORTED: _tr("Stored and encrypted. Transcribe it, or code it by ear."),
        SessionState.TRANSCRIBING: _tr("Words and voices are being worked out; listening is possible meanwhile."),
        SessionState.TO_CONFIRM: _tr("The transcript is there. Say who is who among the voices."),
        SessionState.TO_CODE: _tr("Ready for an evaluator to listen, rate and code."),
        SessionState.CODING: _tr("An evaluator is at it. Nobody else's marks are visible until the lock."),
        SessionState.LOCKED: _tr(
            "The blind pass is closed and the profile shows its ratings. The second listen is open."
        ),
        SessionState.FINISHED: _tr("The second listen is over. The coding can no longer be changed."),
        SessionState.WITHDRAWN: _tr("Permission was refused or taken back. Sound and words are gone."),
    }[state]


def stand_words(session: Session) -> str:
    """Where a session stands; what the clock erased was not withdrawn by anybody."""
    return _tr("erased") if session.time_over else state_words(session.state)


def stand_explained(session: Session) -> str:
    """What that means and what comes next."""
    if session.time_over:
        return _tr("The time it was to be kept is over. Sound, words and ratings are gone.")
    return state_explained(session.state, session.kind)


def how_words(how: HowAsked) -> str:
    """How somebody was asked."""
    return {
        HowAsked.SPOKEN: _tr("asked face to face"),
        HowAsked.WRITTEN: _tr("asked in writing"),
        HowAsked.ON_RECORDING: _tr("asked on the recording"),
        HowAsked.INTERPRETER: _tr("asked through an interpreter"),
    }[how]


def answer_words(answer: Answer) -> str:
    """What somebody answered."""
    return {Answer.GIVEN: _tr("agreed"), Answer.REFUSED: _tr("refused"), Answer.WITHDRAWN: _tr("withdrew")}[answer]


def permission_line(permission: Permission) -> tuple[str, str]:
    """A line of the ledger: who said what, and below it how, by whom and when they were asked."""
    who = permission.who if permission.adult else _tr("{0} (child)").format(permission.who)
    by = _tr("by {0}").format(permission.asked_by) if permission.asked_by else ""
    below = " ".join(part for part in (how_words(permission.how_asked), by) if part)
    when = day_text(permission.at.astimezone().date())
    return f"{who} {answer_words(permission.answer)}", f"{below} · {when}"


def context_lines(context: Context) -> tuple[tuple[str, str], ...]:
    """The context sheet as pairs of heading and text; what is empty is left out."""
    yes, no = _tr("yes"), _tr("no")
    pairs = (
        (_tr("Purpose"), context.purpose),
        (_tr("Stage"), context.stage),
        (_tr("Legal status"), context.legal_status),
        (_tr("Who was there"), ", ".join(context.present)),
        (_tr("Interpreter"), yes if context.interpreter else no),
        (_tr("Planned"), yes if context.planned else no),
        (_tr("Change in play"), context.change_target),
    )
    return tuple((heading, text) for heading, text in pairs if text)


def facts(session: Session, transcript: Transcript | None) -> tuple[tuple[str, str], ...]:
    """What is known about a session, as pairs of heading and text."""
    recording = session.recording
    rows = [
        (whose_words(session.kind), f"{session.worker_code}, {session.team_name}"),
        (_tr("Held on"), day_text(session.held_on)),
    ]
    if session.imported_at is not None:
        rows.append((_tr("Added on"), day_text(session.imported_at.astimezone().date())))
    if recording is None:
        rows.append((_tr("Sound"), _tr("none is kept; only facts and figures")))
    else:
        rows.append((_tr("Sound"), f"{length_text(recording.duration_s)}, {format_words(recording.source_format)}"))
    if transcript is not None:
        words = _tr("model “{0}”, text for {1}% of the speech, {2}")
        rows.append(
            (
                _tr("Transcript"),
                words.format(
                    transcript.model, round(100 * transcript.coverage), counted(len(transcript.speakers), "voice")
                ),
            )
        )
    return tuple(rows)


def format_words(source_format: str) -> str:
    """A file's container and coding, such as ``ogg opus``; a container that goes by many names is left out."""
    return " ".join(dict.fromkeys(part for part in source_format.split() if "," not in part))


def incomplete_words(transcript: Transcript) -> str:
    """That a transcription ended with too much speech left out, and where; the longest gaps first."""
    longest = sorted(transcript.gaps, key=lambda gap: gap.start_s - gap.end_s)[:_GAPS_TOLD]
    places = ", ".join(f"{clock_text(gap.start_s)}–{clock_text(gap.end_s)}" for gap in longest)
    words = _tr(
        "Incomplete: {0}% of the speech has no text, though it was tried twice. Listen there, most of all at {1}. "
        "Nothing is lost: the sound is whole, and it can be coded by ear."
    )
    return words.format(round(100 * (1 - transcript.coverage)), places)


def erased_words(session: Session) -> str:
    """What withdrawing permission would erase, so that it can be said before."""
    recording = session.recording
    sound = "" if recording is None else _tr("{0} of sound, ").format(length_text(recording.duration_s))
    certificate = _tr("A certificate can be saved afterwards.")
    if is_suggested_for(practice_of(session.kind)):
        certificate = _tr("A certificate can be saved afterwards; it names the suggestion models that learnt from it.")
    return _tr(
        "Erased for good: {0}the transcript, and every code, rating and suggestion made on {1}. What stays: that the "
        "session took place, and this line in the ledger. The family has no disadvantage from it. Backups made "
        "earlier still hold the recording; delete them as well. {2}"
    ).format(sound, session.code, certificate)


def hindrance_words(hindrance: Hindrance) -> str:
    """Why a session is not transcribed together with others, to go on a sentence."""
    return {
        Hindrance.NO_SOUND: _tr("no sound is kept"),
        Hindrance.ERASED: _tr("its sound and words are erased"),
        Hindrance.HAS_TEXT: _tr("there is a transcript already"),
        Hindrance.BEING_CODED: _tr("it is being coded"),
        Hindrance.PAST_CODING: _tr("the coding is locked"),
    }[hindrance]


def codes_words(codes: Sequence[str]) -> str:
    """Codes of sessions as a list that stays readable however many there are."""
    told = ", ".join(codes[:_CODES_TOLD])
    more = len(codes) - _CODES_TOLD
    return told if more <= 0 else _tr("{0} and {1} more").format(told, more)


def what_can_be_queued(found: Sorted) -> tuple[str, ...]:
    """What asking for the transcripts of several sessions would do, one line for each of the three possible ends."""
    lines = []
    if found.waiting:
        codes = [one.code for one in found.waiting]
        lines.append(_tr("{0} can be transcribed: {1}.").format(len(codes), codes_words(codes)))
    if found.under_way:
        codes = [one.code for one in found.under_way]
        lines.append(_tr("{0} in the queue already: {1}.").format(len(codes), codes_words(codes)))
    return (*lines, *_refused_lines(found.refused))


def _refused_lines(refused: Sequence[tuple[Session, Hindrance]]) -> list[str]:
    return [
        _tr("{0} cannot be transcribed, since {1}: {2}.").format(len(codes), hindrance_words(why), codes_words(codes))
        for why, codes in by_hindrance(refused).items()
    ]


def queued_words(done: Queued) -> str:
    """What was put into the queue, and what was not and why."""
    codes = [one.code for one, _ in done.queued]
    first = _tr("{0} in the queue now: {1}.").format(len(codes), codes_words(codes)) if codes else ""
    return " ".join([first or _tr("Nothing was put into the queue."), *_refused_lines(done.refused)])


def several_title(count: int) -> str:
    """That several sessions are chosen."""
    return _tr("{0} sessions chosen").format(count)


def transcribe_words(count: int) -> str:
    """What the button does that asks for several transcripts."""
    return _tr("Transcribe 1 recording") if count == 1 else _tr("Transcribe {0} recordings").format(count)
