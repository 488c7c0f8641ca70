"""The open session and its coding: what is stored, what is on its way to be stored, and what a page shows of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coder.audio.peaks import Peaks
from coder.domain.changes import Changes, Kind
from coder.domain.coding import Coding, CodingState, History, Missing
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.permissions import Action, may
from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import Session, SessionState
from coder.domain.text_edits import TextEdit
from coder.domain.text_stand import TextStand
from coder.domain.transcripts import Transcript
from ui.coding.edits import Edit
from ui.coding.loaded import Loaded, load
from ui.coding.rows import Frame
from ui.coding.steps import EditText, Fresh, Redo, Step, Undo, foreseen, store
from ui.context import Context
from ui.tracking import track

_CONCERNS = {Kind.SESSION, Kind.TRANSCRIPT, Kind.CODING, Kind.CODEBOOK}


class CodingViewModel(QObject):
    """One session, open on one page.

    Signals: ``loaded()`` after opening and reloading; ``transcript_changed()`` and ``marks_changed()`` for the parts;
    ``state_changed()`` when what can be done may have changed; ``said(words)`` for screen readers;
    ``closed()`` when the session cannot be opened.
    """

    loaded = Signal()
    transcript_changed = Signal()
    marks_changed = Signal()
    state_changed = Signal()
    said = Signal(str)
    closed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id = ""
        self._loaded: Loaded | None = None
        self._waiting: list[Step] = []
        self._after: list[Callable[[], object]] = []
        self._answered = 0
        self._text: Transcript | None = None
        self.shown = CodingState()
        track(self, context.changed, self._changed_elsewhere)

    @property
    def is_open(self) -> bool:
        """Whether a session is loaded."""
        return self._loaded is not None

    @property
    def session(self) -> Session:
        """The open session. Raises RuntimeError without one."""
        return self._get().session

    @property
    def transcript(self) -> Transcript | None:
        """Its transcript as it is shown, if there is one."""
        self._get()
        return self._text

    @property
    def history(self) -> History:
        """What undo and redo would do next, as far as it is stored."""
        return self._get().history

    @property
    def stand(self) -> TextStand:
        """How far the words are, as they are shown."""
        return self._get().stand

    @property
    def coding(self) -> Coding | None:
        """The user's own coding as it is stored, if it was begun."""
        return self._get().coding

    @property
    def peaks(self) -> Peaks | None:
        """The envelope of its sound; None when the sound is gone."""
        return self._get().peaks

    @property
    def frame(self) -> Frame:
        """The codebook it is coded with."""
        return self._get().frame

    @property
    def duration_s(self) -> float:
        """Length of the recording; of the transcript where the sound is gone."""
        loaded = self._get()
        if loaded.session.recording is not None:
            return loaded.session.recording.duration_s
        return loaded.transcript.duration_s if loaded.transcript else 0.0

    @property
    def busy(self) -> bool:
        """Whether some edit is shown and not yet stored."""
        return bool(self._waiting)

    @property
    def can_undo(self) -> bool:
        """Whether there is, or may soon be, something to undo: quick hands are ahead of the store."""
        return not self.finished and (self.busy or bool(self.history.undo_text))

    @property
    def can_redo(self) -> bool:
        """Whether there is, or may soon be, something undone to do again; any other edit on its way ends that."""
        if self.finished:
            return False
        if self._waiting:
            return isinstance(self._waiting[-1], Undo | Redo)
        return bool(self.history.redo_text)

    @property
    def locked(self) -> bool:
        """Whether the blind pass is closed."""
        return self.coding is not None and self.coding.locked

    @property
    def may_see_suggestions(self) -> bool:
        """Whether suggestions are open to the user: after the lock, before it in an assisted coding."""
        return self.coding is not None and self.coding.shows_suggestions(self.session.kind)

    @property
    def finished(self) -> bool:
        """Whether the second listen is over as well."""
        return self.coding is not None and self.coding.finished_at is not None

    @property
    def context_missing(self) -> bool:
        """Whether the context sheet must be filled in before anybody listens."""
        return not self.session.context.complete

    @property
    def voices_unconfirmed(self) -> bool:
        """Whether somebody must say who spoke before codes count."""
        return self.transcript is not None and not self.transcript.confirmed

    @property
    def may_code(self) -> bool:
        """Whether codes and ratings can be given now."""
        ready = not self.context_missing and not self.voices_unconfirmed
        open_state = self.session.state is not SessionState.WITHDRAWN
        return ready and open_state and not self.finished and may(self._context.actor, Action.CODE)

    def open(self, session_id: str) -> None:
        """Read a session and tell ``loaded``; one that cannot be read is told as a message and ``closed``."""
        self._session_id = session_id
        self._forget()
        self._read(self._opened)

    def close(self) -> None:
        """Let go of the session; edits on their way are still stored."""
        self._session_id = ""
        self._loaded = None
        self._forget()
        self.closed.emit()

    def do(self, edit: Edit, words: str = "") -> None:
        """Show an edit at once, store it after all earlier ones, and say ``words`` to a screen reader.

        One that cannot be done now is refused with a sentence and not shown.
        """
        if self._check_may_code():
            self._do(edit, words)

    def edit_text(self, edits: Sequence[TextEdit], words: str, step_text: str) -> None:
        """Show edits of the transcript at once, store them as one step that ``step_text`` names for undo, and say
        ``words`` to a screen reader. Edits that do not apply are refused with a sentence and not shown."""
        step = EditText(tuple(edits), step_text)
        try:
            if self._text is None or not may(self._context.actor, Action.CODE):
                raise UserError(self.tr("The transcript cannot be changed by you."), self.tr("Nothing was changed."))
            step.foresee(self._text)
        except UserError as error:
            self._context.messages.user_error(error)
            return
        self._do(step, words)

    def _do(self, step: Step, words: str) -> None:
        before = (self.busy, self.can_redo)
        self._waiting.append(step)
        self._foresee()
        if words:
            self.said.emit(words)
        if before != (self.busy, self.can_redo):
            self.state_changed.emit()
        services, actor, session_id, fresh = self._context.services, self._context.actor, self._session_id, Fresh()
        self._context.operations.write(
            lambda: store(step, services, actor, session_id, fresh),
            lambda _: self._stored(step, session_id, fresh),
            owner=self,
            initiator=self,
            failed=lambda error: self._refused(step, session_id, error),
        )

    def undo(self) -> None:
        """Undo the last step, also one of an earlier day, or one that is still on its way to be stored."""
        if self.can_undo:
            told = "" if self.busy else self.history.undo_text
            self._do(Undo(), told and self.tr("Undone: {0}").format(told))

    def redo(self) -> None:
        """Do the last undone step again."""
        if self.can_redo:
            told = "" if self.busy else self.history.redo_text
            self._do(Redo(), told and self.tr("Done again: {0}").format(told))

    def set_context(self, sheet: ContextSheet, done: Callable[[], None]) -> None:
        """Store the context sheet, reload, then ``done``."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._act(lambda: services.sessions.set_context(actor, session_id, sheet), done)

    def confirm_voices(self, roles: dict[str, SpeakerRole], done: Callable[[], None]) -> None:
        """Store who every voice is, reload, then ``done``."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._act(lambda: services.transcripts.confirm_roles(actor, session_id, roles), done)

    def ask_transcript(self) -> None:
        """Queue the transcription of the session."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._act(lambda: services.transcripts.request(actor, session_id), lambda: None)

    def missing(self, found: Callable[[tuple[Missing, ...]], None]) -> None:
        """Find what the evidence rule still asks for, once all edits are stored."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id

        def look() -> tuple[Missing, ...]:
            coding = services.coding.get(actor, session_id)
            return services.coding.missing(actor, coding.id) if coding else self._all_missing()

        self.when_stored(lambda: self._context.operations.read(look, found, owner=self, key="missing"))

    def when_stored(self, do: Callable[[], object]) -> None:
        """Do something once nothing waits to be stored, at once if nothing does."""
        self._after.append(do)
        self._settle()

    def lock(self, done: Callable[[], None]) -> None:
        """Close the blind pass, reload, then ``done``."""
        coding = self.coding
        if coding is not None:
            services, actor = self._context.services, self._context.actor
            self._act(lambda: services.coding.lock(actor, coding.id), done)

    def finish(self, done: Callable[[], None]) -> None:
        """End the second listen, reload, then ``done``."""
        coding = self.coding
        if coding is not None:
            services, actor = self._context.services, self._context.actor
            self._act(lambda: services.coding.finish(actor, coding.id), done)

    def reload(self) -> None:
        """Read the session again and show it."""
        if self._session_id:
            self._read(self._opened)

    def _forget(self) -> None:
        self._waiting.clear()
        self._after.clear()

    def _get(self) -> Loaded:
        if self._loaded is None:
            raise RuntimeError("no session is open")
        return self._loaded

    def _all_missing(self) -> tuple[Missing, ...]:
        words = self.tr("{0}: not rated yet.")
        return tuple(Missing(one.id, words.format(one.name)) for one in self.frame.codebook.principles)

    def _check_may_code(self) -> bool:
        if self.may_code:
            return True
        messages = self._context.messages
        if self.finished:
            messages.warn(self.tr("This coding is finished and cannot be changed."))
        elif self.context_missing:
            messages.warn(self.tr("Fill in the context sheet first."), self.tr("Nothing was marked."))
        elif self.voices_unconfirmed:
            messages.warn(self.tr("Confirm first who spoke, then code."), self.tr("Nothing was marked."))
        else:
            messages.warn(self.tr("This session cannot be coded by you."), self.tr("Nothing was marked."))
        return False

    def _act(self, work: Callable[[], Changes], done: Callable[[], None]) -> None:
        def reloaded(loaded: Loaded) -> None:
            self._opened(loaded)
            done()

        self._context.operations.write(work, lambda _: self._read(reloaded), owner=self, initiator=self)

    def _read(self, done: Callable[[Loaded], None]) -> None:
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        answered = self._answered

        def found(loaded: Loaded) -> None:
            # Read while steps were being stored, it may hold some of them and miss others; shown, it would hide a mark
            # that is stored, or carry a step out twice.
            if self._waiting or answered != self._answered:
                self.when_stored(lambda: self._read(done))
            else:
                done(loaded)

        self._context.operations.read(
            lambda: load(services, actor, session_id), found, owner=self, key="session", failed=self._unreadable
        )

    def _unreadable(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self.close()

    def _opened(self, loaded: Loaded) -> None:
        if loaded.session.id != self._session_id:
            return
        before = self._text
        by_ear = self._loaded is not None and self._loaded.transcript is None and bool(self.shown.codes)
        known = (self._loaded.session.id, self._loaded.frame.codebook.hash) if self._loaded else ("", "")
        first = known != (loaded.session.id, loaded.frame.codebook.hash)
        self._loaded = loaded
        self.shown, self._text = self._foreseen()
        if first:
            self.loaded.emit()
        elif self._text != before:
            self.transcript_changed.emit()
            if by_ear and before is None:
                words = self.tr("The transcript is here. Your marks stayed where they were.")
                self._context.messages.info(words)
        else:
            self.marks_changed.emit()
        self.state_changed.emit()

    def _foreseen(self) -> tuple[CodingState, Transcript | None]:
        loaded = self._get()
        stored = loaded.coding.state if loaded.coding is not None else CodingState()
        return foreseen(stored, loaded.transcript, self._waiting)

    def _foresee(self) -> None:
        """Show everything as it will be once all that waits is stored."""
        (marks, text), (old_marks, old_text) = self._foreseen(), (self.shown, self._text)
        self.shown, self._text = marks, text
        if text is not old_text and text != old_text:
            self.transcript_changed.emit()
        if marks != old_marks:
            self.marks_changed.emit()

    def _stored(self, step: Step, session_id: str, fresh: Fresh) -> None:
        if session_id != self._session_id or self._loaded is None:
            return
        self._answered += 1
        if step not in self._waiting:
            # Asked before the session was left and opened again.
            self.reload()
            return
        self._waiting.remove(step)
        began = self._loaded.coding is None and fresh.coding is not None
        text = self._loaded.transcript
        if isinstance(step, EditText):
            _, text = foreseen(CodingState(), text, (step,))
        stand = fresh.known(self._loaded.stand, self._context.actor.id)
        self._loaded = replace(
            self._loaded, coding=fresh.coding, history=fresh.history, transcript=fresh.transcript or text, stand=stand
        )
        self._foresee()
        self.state_changed.emit()
        if began or stand is not fresh.after:
            self.reload()
        self._settle()

    def _refused(self, edit: Step, session_id: str, error: UserError) -> None:
        self._context.messages.user_error(error)
        if session_id == self._session_id and edit in self._waiting:
            self._answered += 1
            self._waiting.remove(edit)
            self.reload()
            self._settle()

    def _settle(self) -> None:
        if not self._waiting:
            due, self._after = self._after, []
            for do in due:
                do()

    def _changed_elsewhere(self, changed: Changes, initiator: QObject | None) -> None:
        if initiator is self or not self._session_id or self._loaded is None:
            return
        known = {self._session_id, self._loaded.coding.id if self._loaded.coding else ""}
        if changed.kinds & _CONCERNS and (not changed.ids or changed.ids & known):
            self.reload()
