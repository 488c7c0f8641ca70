"""The open session and its coding: what is stored, what is on its way to be stored, and what a page shows of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from PySide6.QtCore import QObject, Signal

from codebook.schema import Kind as CodebookKind
from coder.audio.peaks import Peaks
from coder.domain.changes import Changes, Kind
from coder.domain.coding import Coding, CodingState, Missing, Mode
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.permissions import Action, may
from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import Session, SessionKind, SessionState
from coder.domain.transcripts import Transcript
from ui.coding.edits import Edit, Redo, Undo
from ui.coding.rows import Frame
from ui.context import Context
from ui.tracking import track

_CONCERNS = {Kind.SESSION, Kind.TRANSCRIPT, Kind.CODING, Kind.CODEBOOK}


@dataclass(frozen=True)
class Loaded:
    """Everything about one session that a page needs, read at once."""

    session: Session
    transcript: Transcript | None
    coding: Coding | None
    frame: Frame
    peaks: Peaks | None


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
        self._waiting: list[Edit] = []
        self._after: list[Callable[[], object]] = []
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
        """Its transcript, if there is one."""
        return self._get().transcript

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
        return not self.finished and (self.busy or bool(self.coding and self.coding.undo_text))

    @property
    def can_redo(self) -> bool:
        """Whether there is, or may soon be, something undone to do again; any other edit on its way ends that."""
        if self.finished:
            return False
        if self._waiting:
            return isinstance(self._waiting[-1], Undo | Redo)
        return bool(self.coding and self.coding.redo_text)

    @property
    def locked(self) -> bool:
        """Whether the blind pass is closed."""
        return self.coding is not None and self.coding.locked

    @property
    def may_see_suggestions(self) -> bool:
        """Whether suggestions are open to the user: after the lock, before it in an assisted coding."""
        return self.locked or (self.coding is not None and self.coding.mode is Mode.ASSISTED)

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
        open_state = self.session.state not in (SessionState.WITHDRAWN, SessionState.TRANSCRIBING)
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
        if not self._check_may_code():
            return
        was_busy = self.busy
        self._waiting.append(edit)
        self._show(edit.predict(self.shown))
        if words:
            self.said.emit(words)
        if not was_busy:
            self.state_changed.emit()
        session_id, fresh = self._session_id, _Fresh()

        def work() -> Changes:
            return self._store(edit, session_id, fresh)

        self._context.operations.write(
            work,
            lambda _: self._stored(edit, session_id, fresh.coding),
            owner=self,
            initiator=self,
            failed=lambda error: self._refused(edit, session_id, error),
        )

    def undo(self) -> None:
        """Undo the last step, also one of an earlier day, or one that is still on its way to be stored."""
        if self.can_undo:
            told = self.coding.undo_text if self.coding is not None and not self.busy else ""
            self.do(Undo(), told and self.tr("Undone: {0}").format(told))

    def redo(self) -> None:
        """Do the last undone step again."""
        if self.can_redo:
            told = self.coding.redo_text if self.coding is not None and not self.busy else ""
            self.do(Redo(), told and self.tr("Done again: {0}").format(told))

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
        elif self.session.state is SessionState.TRANSCRIBING:
            messages.warn(self.tr("The transcript is still being made."), self.tr("Coding can begin when it is there."))
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

        def look() -> Loaded:
            session = services.sessions.get(actor, session_id)
            coding = services.coding.get(actor, session_id)
            if coding is not None:
                codebook = services.codebooks.get(coding.codebook_id, coding.codebook_version)
            else:
                supervision = session.kind is SessionKind.SUPERVISION
                codebook = services.codebooks.active(CodebookKind.SUPERVISION if supervision else CodebookKind.PRACTICE)
            envelope = services.sessions.peaks(actor, session_id)
            transcript = services.transcripts.get(actor, session_id)
            peaks = Peaks.from_bytes(envelope) if envelope else None
            return Loaded(session, transcript, coding, Frame(codebook), peaks)

        self._context.operations.read(look, done, owner=self, key="session", failed=self._unreadable)

    def _unreadable(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self.close()

    def _opened(self, loaded: Loaded) -> None:
        if loaded.session.id != self._session_id:
            return
        same_text = self._loaded is not None and self._loaded.transcript == loaded.transcript
        known = (self._loaded.session.id, self._loaded.frame.codebook.hash) if self._loaded else ("", "")
        first = known != (loaded.session.id, loaded.frame.codebook.hash)
        self._loaded = loaded
        self.shown = self._predicted(loaded.coding)
        if first:
            self.loaded.emit()
        elif not same_text:
            self.transcript_changed.emit()
        else:
            self.marks_changed.emit()
        self.state_changed.emit()

    def _predicted(self, coding: Coding | None) -> CodingState:
        stored = coding.state if coding is not None else CodingState()
        return reduce(lambda state, edit: edit.predict(state), self._waiting, stored)

    def _show(self, state: CodingState) -> None:
        if state != self.shown:
            self.shown = state
            self.marks_changed.emit()

    def _store(self, edit: Edit, session_id: str, fresh: _Fresh) -> Changes:
        """Runs on the writer thread, after all earlier edits."""
        services, actor = self._context.services, self._context.actor
        coding = services.coding.get(actor, session_id)
        begun = None
        if coding is None:
            begun = services.coding.start(actor, session_id)
            coding = services.coding.get(actor, session_id)
            assert coding is not None
        done = edit.store(services.coding, actor, coding)
        fresh.coding = services.coding.get(actor, session_id)
        return done if begun is None else begun | done

    def _stored(self, edit: Edit, session_id: str, coding: Coding | None) -> None:
        if session_id != self._session_id or self._loaded is None:
            return
        self._waiting.remove(edit)
        began = self._loaded.coding is None
        self._loaded = replace(self._loaded, coding=coding)
        self._show(self._predicted(coding))
        self.state_changed.emit()
        if began:
            self.reload()
        self._settle()

    def _refused(self, edit: Edit, session_id: str, error: UserError) -> None:
        self._context.messages.user_error(error)
        if session_id == self._session_id and edit in self._waiting:
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


class _Fresh:
    """Carries what the writer thread read back to the thread that shows it."""

    coding: Coding | None = None
