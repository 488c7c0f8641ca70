"""What the profile page shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from codebook.schema import Codebook
from coder.analysis import wording
from coder.domain.changes import Changes, Kind
from coder.domain.people import Person
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, Look, PrincipleTrack, Profile, Stance
from coder.exports.formats import FileFormat
from ui.context import Context
from ui.reporting.viewmodel import ReportViewModel


@dataclass(frozen=True)
class TrackRow:
    """One line of the table that says what the chart shows."""

    principle: str
    ratings: str
    estimate: str
    likely_range: str
    change: str
    not_evaluable: str


class ProfileViewModel(ReportViewModel):
    """The workers one may read, and the profile that is open.

    Every reading of a profile is shown to the worker, so none is opened unasked unless there is only one.
    ``workers_changed()``: other workers may be read. ``step_saved()``: the agreed step is kept.
    """

    workers_changed = Signal()
    step_saved = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Kind.PROFILE, parent)
        self.workers: tuple[Person, ...] = ()
        self.profile: Profile | None = None
        self.looks: tuple[Look, ...] = ()
        self.worker_id = ""
        self.practice: Practice | None = None
        self.real_names = False

    @property
    def may_give_out_names(self) -> bool:
        """Whether a copy with real names may be made."""
        return self._context.is_open and may(self._context.actor, Action.GIVE_OUT_NAMES)

    @property
    def may_give_out_clips(self) -> bool:
        """Whether a moment may be asked to leave as a sound file."""
        return self._context.is_open and may(self._context.actor, Action.GIVE_OUT_CLIP)

    @property
    def may_offer_quotes(self) -> bool:
        """Whether words of a visit may be offered to the team's report, by the worker or at their coach's screen."""
        visits = self.profile is not None and self.profile.practice is Practice.VISIT
        return visits and self._context.is_open and may(self._context.actor, Action.REPLY)

    @property
    def own(self) -> bool:
        """Whether the profile that is open is the actor's own."""
        return self.profile is not None and self._context.is_open and self.profile.worker_id == self._context.actor.id

    def choose(self, worker: str) -> None:
        """Open the profile of a worker by id or code; the service refuses what may not be read."""
        services, actor = self._context.services, self._context.actor
        chosen = next((p.id for p in self.workers if worker in (p.id, p.code)), worker)
        if chosen != self.worker_id:
            self.practice = None
        self.worker_id, practice = chosen, self.practice

        def get() -> tuple[Profile, Codebook, tuple[Look, ...]]:
            profile = services.profiles.get(actor, chosen, practice)
            book = services.codebooks.get(profile.codebook_id, profile.codebook_version)
            return profile, book, services.replies.looks(actor, chosen)

        self._context.operations.read(get, self._got_profile, owner=self, key="profile", failed=self._refuse)

    def choose_practice(self, practice: Practice) -> None:
        """Show the same person's profile of another kind of practice; the two are never one."""
        self.practice = practice
        self.choose(self.worker_id)

    def save_next_step(self, text: str) -> None:
        """Keep the agreed step and show it."""
        services, actor, worker_id = self._context.services, self._context.actor, self.worker_id
        self._context.operations.write(
            lambda: services.profiles.write_next_step(actor, worker_id, text),
            self._step_saved,
            owner=self,
            initiator=self,
        )

    def comment(self, session_id: str, stance: Stance, text: str) -> None:
        """Keep how the worker sees an evaluation, beside its score."""
        replies, actor = self._context.services.replies, self._context.actor
        self._reply(lambda: replies.comment(actor, session_id, stance, text))

    def take_back(self, session_id: str) -> None:
        """Take the worker's comment on a recording back."""
        replies, actor = self._context.services.replies, self._context.actor
        self._reply(lambda: replies.take_back(actor, session_id))

    def ask_second_listen(self, session_id: str) -> None:
        """Ask for somebody else to hear a recording."""
        replies, actor = self._context.services.replies, self._context.actor
        self._reply(lambda: replies.ask_second_listen(actor, session_id))

    def open_together(self) -> None:
        """Note that the worker sits beside their coach and looks first."""
        replies, actor, worker_id = self._context.services.replies, self._context.actor, self.worker_id
        self._reply(lambda: replies.open_with_worker(actor, worker_id))

    def _reply(self, work: Callable[[], Changes]) -> None:
        again = partial(self.choose, self.worker_id)
        self._context.operations.write(work, lambda _: again(), owner=self, initiator=self)

    def table_rows(self) -> tuple[TrackRow, ...]:
        """The chart as lines of a table."""
        if self.profile is None or self.codebook is None:
            return ()
        book = self.codebook
        return tuple(_row(one, book.principle(one.principle_id).name) for one in self.profile.tracks)

    def strength(self) -> PrincipleTrack | None:
        """The principle that heads the bright moments: one that has risen by more than its likely range.

        One with a bright moment to hear comes before one without; then the larger rise. None when none has risen.
        """
        if self.profile is None:
            return None
        heard = {clip.principle_id for clip in self.profile.bright}
        risen = [one for one in self.profile.tracks if (one.change or 0) > 0]
        return max(risen, key=lambda one: (one.principle_id in heard, one.change or 0), default=None)

    def bright(self) -> Sequence[Clip]:
        """The bright moments, those of the heading principle first, the newest first."""
        if self.profile is None:
            return ()
        strength = self.strength()
        wanted = strength.principle_id if strength is not None else ""
        return sorted(self.profile.bright, key=lambda clip: clip.principle_id != wanted)

    @override
    def _load(self) -> None:
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: services.profiles.workers(actor), self._got_workers, owner=self, key="workers", failed=self._refuse
        )

    @override
    def _writer(self) -> Callable[[FileFormat, Path], object]:
        services, actor, worker_id, real = self._context.services, self._context.actor, self.worker_id, self.real_names
        return partial(services.exports.profile, actor, worker_id, real=real, practice=self.practice)

    @override
    def _forget(self) -> None:
        self.profile = None

    def _got_workers(self, workers: tuple[Person, ...]) -> None:
        self.workers = tuple(sorted(workers, key=lambda person: person.code))
        known = next((one.id for one in self.workers if self.worker_id in (one.id, one.code)), "")
        if not known:
            self.profile = None
        self.worker_id = known
        self.workers_changed.emit()
        if self.worker_id:
            self.choose(self.worker_id)
        elif len(self.workers) == 1:
            self.choose(self.workers[0].id)
        else:
            self.shown_changed.emit()

    def _got_profile(self, found: tuple[Profile, Codebook, tuple[Look, ...]]) -> None:
        self.profile, self.codebook, self.looks = found
        self.shown_changed.emit()

    def _step_saved(self, _: Changes) -> None:
        self.step_saved.emit()
        self.choose(self.worker_id)


def _row(track: PrincipleTrack, name: str) -> TrackRow:
    ratings = ", ".join(wording.rating_text(r.value) for r in track.recordings)
    if not track.estimates:
        dash = wording.DASH
        return TrackRow(name, ratings or dash, dash, dash, dash, str(track.not_evaluable))
    latest = track.estimates[-1]
    estimate, change = f"{latest.mean:.1f}", wording.change_text(track)
    return TrackRow(name, ratings, estimate, wording.range_text(latest), change, str(track.not_evaluable))
