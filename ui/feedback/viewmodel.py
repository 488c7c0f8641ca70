"""What a family said about one session, and what can be added, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.feedback import (
    Answers,
    Audience,
    FamilyFeedback,
    FeedbackState,
    Goal,
    PartScore,
    SessionFeedback,
    Side,
    Way,
    questions,
)
from coder.domain.people import Actor
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class FormShown:
    """One form as it is shown: its answers as pairs of question and answer, and the scores of licensed parts."""

    form: FamilyFeedback
    lines: tuple[tuple[str, str], ...]
    scores: tuple[PartScore, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What one reading brought. ``said`` is None where the actor may not read it; ``state`` says why."""

    state: FeedbackState
    book: Codebook
    said: SessionFeedback | None
    forms: tuple[FormShown, ...]
    own: bool


class FeedbackViewModel(QObject):
    """``loaded()`` after each reading; ``kept()`` once something new is stored, ``not_kept()`` when it was refused (the
    message bar says why); ``gone()`` when there is no session.
    """

    loaded = Signal()
    kept = Signal()
    not_kept = Signal()
    gone = Signal()

    def __init__(self, context: Context, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.session_id = session_id
        self.heard: Heard | None = None
        track(self, context.changed, self._changed)

    def refresh(self) -> None:
        """Read what there is."""
        work = partial(_read, self._context.services, self._context.actor, self.session_id)
        self._context.operations.read(work, self._took, owner=self, key="feedback", failed=self._refuse)

    def add(self, audience: Audience, way: Way, answers: Answers, levels: Mapping[str, int]) -> None:
        """Keep a form."""
        service, actor = self._context.services.feedback, self._context.actor
        self._write(partial(service.add, actor, self.session_id, audience, way, answers, levels))

    def take_back(self, feedback_id: str) -> None:
        """Erase a form."""
        service, actor = self._context.services.feedback, self._context.actor
        self._write(partial(service.take_back, actor, self.session_id, feedback_id))

    def add_goal(self, words: str, set_by: Side) -> None:
        """Keep a goal."""
        service, actor = self._context.services.feedback, self._context.actor
        self._write(partial(service.add_goal, actor, self.session_id, words, set_by))

    def drop_goal(self, goal_id: str) -> None:
        """Erase a goal and its ratings."""
        service, actor = self._context.services.feedback, self._context.actor
        self._write(partial(service.drop_goal, actor, self.session_id, goal_id))

    def rate_goal(self, goal_id: str, rater: Side, level: int) -> None:
        """Keep where one side says a goal stands."""
        service, actor = self._context.services.feedback, self._context.actor
        self._write(partial(service.rate_goal, actor, self.session_id, goal_id, rater, level))

    def opens(self, passphrase: str, then: Callable[[bool], None]) -> None:
        """Tell ``then`` whether this is the passphrase of the store; reckoned off the UI thread, slow on purpose."""
        care, actor = self._context.services.care, self._context.actor
        self._context.operations.read(lambda: care.opens(actor, passphrase), then, owner=self, key="opens")

    def goals(self) -> tuple[Goal, ...]:
        """The goals, where they may be read."""
        return () if self.heard is None or self.heard.said is None else self.heard.said.goals

    def _write(self, work: Callable[[], Changes]) -> None:
        self._context.operations.write(work, lambda _: self.kept.emit(), owner=self, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self.not_kept.emit()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.kinds & {Kind.FEEDBACK, Kind.SESSION}:
            self.refresh()

    def _took(self, heard: Heard) -> None:
        self.heard = heard
        self.loaded.emit()

    def _refuse(self, _error: UserError) -> None:
        self.gone.emit()


def _read(services: Services, actor: Actor, session_id: str) -> Heard:
    service = services.feedback
    state = service.state(actor, session_id)
    book = service.questionnaire()
    own = services.sessions.get(actor, session_id).worker_id == actor.id
    if state.why_not_read:
        return Heard(state, book, None, (), own)
    said = service.get(actor, session_id)
    scores = service.parts(said)
    books = {form.id: services.codebooks.get(form.codebook_id, form.codebook_version) for form in said.forms}
    forms = tuple(FormShown(form, answer_lines(books[form.id], form), scores[form.id]) for form in said.forms)
    return Heard(state, book, said, forms, own)


def answer_lines(book: Codebook, form: FamilyFeedback) -> tuple[tuple[str, str], ...]:
    """Each question that was answered, with its answer in words."""
    found = []
    for one in questions(book, form.audience):
        if one.id in form.answers.values:
            place = one.scale.values.index(form.answers.values[one.id])
            found.append((one.text, one.scale.labels[place]))
        elif one.id in form.answers.words:
            found.append((one.text, f"“{form.answers.words[one.id]}”"))
    return tuple(found)
