"""What the Sessions page shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.certificate import ErasureCertificate
from coder.domain.changes import Changes, Kind
from coder.domain.clips import ClipAnswer
from coder.domain.errors import UserError
from coder.domain.feedback import FeedbackState
from coder.domain.languages import ENGLISH
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.queueing import Sorted, sort
from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import Permission, Session, SessionState
from coder.domain.speech_models import SpeechModel
from coder.domain.transcripts import Transcript
from coder.domain.voice_count import VoiceCount
from ui.context import Context
from ui.sessions.role_play import ShownRolePlay, read_role_play
from ui.sessions.threads import Threads, read_threads
from ui.sessions.words import kind_words, state_words
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services
    from coder.services.sessions import PermissionDraft

_CONCERNED = frozenset({Kind.SESSION, Kind.TRANSCRIPT, Kind.CODING, Kind.PEOPLE, Kind.POLICY, Kind.FEEDBACK})
_CAN_BE_TRANSCRIBED = frozenset({SessionState.IMPORTED, SessionState.TO_CONFIRM})
_SHEET_STANDS = frozenset({SessionState.LOCKED, SessionState.FINISHED, SessionState.WITHDRAWN})


@dataclass(frozen=True)
class Filter:
    """Which sessions to show: all those that fit every part that is not empty."""

    words: str = ""
    state: str = ""
    team: str = ""

    def fits(self, session: Session) -> bool:
        """Whether a session is shown. Each typed word must occur in what the table says of it."""
        said = " ".join(
            (
                session.code,
                session.worker_code,
                session.team_name,
                kind_words(session.kind),
                state_words(session.state),
                session.held_on.isoformat(),
            )
        ).casefold()
        return (
            all(word in said for word in self.words.casefold().split())
            and self.state in ("", session.state.value)
            and self.team in ("", session.team_name)
        )


@dataclass(frozen=True)
class Details:
    """One session with what was agreed about it and what can be done with it now.

    ``feedback`` is None where no family says anything, or nothing that is for the actor. ``erased`` is the proof that
    it is erased, for whoever could have withdrawn it; that of a role-play is in ``role_play``. ``clips`` is what was
    said to clips of it leaving, oldest first.
    """

    session: Session
    permissions: tuple[Permission, ...]
    transcript: Transcript | None
    threads: Threads | None
    role_play: ShownRolePlay | None
    models: tuple[SpeechModel, ...]
    model: str
    feedback: FeedbackState | None = None
    erased: ErasureCertificate | None = None
    clips: tuple[ClipAnswer, ...] = ()

    @property
    def can_transcribe(self) -> bool:
        """Whether a transcription may be asked for, as far as its state says."""
        return self.session.recording is not None and self.session.state in _CAN_BE_TRANSCRIBED

    @property
    def can_change_sheet(self) -> bool:
        """Whether the context sheet may still be changed."""
        return self.session.state not in _SHEET_STANDS


@dataclass(frozen=True)
class Several:
    """Several sessions that are chosen together, by what can be done with them, and the models there are."""

    sorted: Sorted
    models: tuple[SpeechModel, ...]
    model: str

    @property
    def count(self) -> int:
        """How many sessions are chosen."""
        return len(self.ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        found = self.sorted
        return tuple(one.id for one in (*found.waiting, *found.under_way, *(one for one, _ in found.refused)))


@dataclass(frozen=True)
class Wish:
    """How something is to be transcribed; ``speakers`` is the number of voices where it is known."""

    model: str
    speakers: VoiceCount | None
    language: str


class SessionsViewModel(QObject):
    """``rows_changed()``: other sessions are shown. ``details_changed(Details | Several | None)``.
    ``queued(Queued)``: what asking for several transcripts did. ``refused(UserError)``.

    A change elsewhere is read at once while the page is looked at, and otherwise at the next look (``refresh``).
    """

    rows_changed = Signal()
    details_changed = Signal(object)
    queued = Signal(object)
    refused = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._all: tuple[Session, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self.loaded = False
        self.shown = False
        self.filter = Filter()
        self.rows: tuple[Session, ...] = ()
        self.details: Details | Several | None = None
        track(self, context.changed, self._changed)

    @property
    def count(self) -> int:
        """How many sessions there are, whatever the filter."""
        return len(self._all)

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that have sessions, by name."""
        return tuple(sorted({session.team_name for session in self._all}))

    @property
    def states(self) -> tuple[SessionState, ...]:
        """The states that sessions are in, in the order of their way."""
        found = {session.state for session in self._all}
        return tuple(state for state in SessionState if state in found)

    @property
    def today(self) -> date:
        """The present day where the user is."""
        return self._context.clock().astimezone().date()

    def may(self, action: Action) -> bool:
        """Whether the actor may do something."""
        return self._context.is_open and may(self._context.actor, action)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            partial(services.sessions.list, actor), self._take, owner=self, key="rows", failed=self.refused.emit
        )

    def set_filter(self, wanted: Filter) -> None:
        """Show only the sessions that fit; what is out of sight is chosen no longer together with others."""
        self.filter = wanted
        self._show()
        if len(self._wanted) > 1:
            shown = [one.id for one in self.rows if one.id in self._wanted]
            if len(shown) != len(self._wanted):
                self._choose(shown)

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the sessions whose details are shown."""
        if isinstance(self.details, Several):
            return self.details.ids
        return () if self.details is None else (self.details.session.id,)

    def choose(self, session_ids: Sequence[str]) -> None:
        """Read the details of one session, or what can be done with several; no ids change nothing."""
        if session_ids:
            self._choose(session_ids)

    def select(self, session: str) -> None:
        """Read the details of a session by id or code."""
        self._wanted = (next((one.id for one in self._all if session in (one.id, one.code)), session),)
        services, actor = self._context.services, self._context.actor
        self._read(partial(_details, services, actor, self._wanted[0]))

    def _select_many(self, session_ids: Sequence[str]) -> None:
        self._wanted = tuple(session_ids)
        chosen = [one for one in self.rows if one.id in set(session_ids)]
        self._read(partial(_several, self._context.services, self._context.actor, chosen))

    def _read(self, work: Callable[[], Details | Several | UserError]) -> None:
        self._context.operations.read(work, self._take_details, owner=self, key="details")

    def reset_filter(self) -> None:
        """Show all sessions again."""
        self.set_filter(Filter())

    def open(self, session_id: str) -> None:
        """Show a session on the Code page."""
        self._context.go_to("code", session_id)

    def transcribe(self, session_id: str, model: str, speakers: VoiceCount | None, language: str = ENGLISH) -> None:
        """Queue a transcription; ``speakers`` is the number of voices where it is known, ``language`` a code."""
        services, actor = self._context.services, self._context.actor
        request = partial(services.transcripts.request, model=model, speakers=speakers, language=language)
        self._write(partial(request, actor, session_id))

    def transcribe_many(self, wish: Wish) -> None:
        """Queue the transcriptions of all chosen sessions that wait for one."""
        services, actor = self._context.services, self._context.actor
        # The table begins with the latest meeting; whoever waits longest comes first.
        request = partial(services.transcripts.request_many, actor, self.selected[::-1])
        work = partial(request, model=wish.model, speakers=wish.speakers, language=wish.language)
        self._context.operations.write(work, self.queued.emit, owner=self)

    def record_permission(self, session_id: str, draft: PermissionDraft) -> None:
        """Add a line to the ledger; a refusal erases."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.sessions.record_permission, actor, session_id, draft))

    def withdraw(self, session_id: str, who: str, reason: str) -> None:
        """Erase sound, text and codes because permission was taken back."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.sessions.withdraw, actor, session_id, who, reason))

    def draw_raters(self, session_id: str) -> None:
        """Have two raters of a role-play drawn."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.recruitment.ask, actor, session_id))

    def join_thread(self, supervision: str, visit: str) -> None:
        """Note that a visit followed a supervision."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.threads.join, actor, supervision, visit))

    def part_thread(self, supervision: str, visit: str) -> None:
        """Take that back."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.threads.part, actor, supervision, visit))

    def set_sheet(self, session_id: str, sheet: ContextSheet) -> None:
        """Store the context sheet."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.sessions.set_context, actor, session_id, sheet))

    def _write(self, work: Callable[[], Changes]) -> None:
        self._context.operations.write(work, owner=self)

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & _CONCERNED:
            self._stale = True
            if self.shown:
                self.refresh()

    def _take(self, sessions: Sequence[Session]) -> None:
        self._all = tuple(sessions)
        self.loaded = True
        self._show()
        self._choose(self._wanted)

    def _choose(self, session_ids: Sequence[str]) -> None:
        if len(session_ids) == 1:
            self.select(session_ids[0])
        elif session_ids:
            self._select_many(session_ids)
        elif self._wanted:
            self._wanted = ()
            self._take_details(None)

    def _show(self) -> None:
        self.rows = tuple(session for session in self._all if self.filter.fits(session))
        self.rows_changed.emit()

    def _take_details(self, details: Details | Several | UserError | None) -> None:
        found = None if isinstance(details, UserError) else details
        if found != self.details:
            self.details = found
            self.details_changed.emit(found)


def _details(services: Services, actor: Actor, session_id: str) -> Details | UserError:
    try:
        session = services.sessions.get(actor, session_id)
    except UserError as gone:
        # Demo data may have been removed meanwhile; the table says so by itself.
        return gone
    models, chosen = _models(services, actor)
    family = practice_of(session.kind) is Practice.VISIT and may(actor, Action.READ_FEEDBACK)
    return Details(
        session=session,
        permissions=services.sessions.permissions(actor, session.id),
        transcript=services.transcripts.get(actor, session.id),
        models=models,
        model=chosen,
        threads=read_threads(services, actor, session),
        role_play=read_role_play(services, actor, session),
        feedback=services.feedback.state(actor, session.id) if family else None,
        erased=_erased(services, actor, session),
        clips=services.clips.answers(actor, session.id),
    )


def _erased(services: Services, actor: Actor, session: Session) -> ErasureCertificate | None:
    if session.state is not SessionState.WITHDRAWN or practice_of(session.kind) is Practice.RECRUITMENT:
        return None
    return services.retention.certificate(actor, session.id) if may(actor, Action.RECORD_PERMISSION) else None


def _several(services: Services, actor: Actor, chosen: Sequence[Session]) -> Several:
    return Several(sort(chosen), *_models(services, actor))


def _models(services: Services, actor: Actor) -> tuple[tuple[SpeechModel, ...], str]:
    from coder.bootstrap import app_folder
    from coder.services.speech_models import speech_models

    chosen = services.policy.get(actor).model
    known = speech_models(app_folder(), chosen)
    return tuple(one for one in known if one.installed or one.value == chosen), chosen
