"""Family feedback: taken down by somebody who does not work with the family, never shown before a blind coding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from codebook.schema import Kind as CodebookKind
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import NotAllowed, UserError
from coder.domain.feedback import (
    RATERS,
    Answers,
    Audience,
    FeedbackState,
    PartScore,
    SessionFeedback,
    Side,
    Way,
    check_answers,
    check_goal,
    check_level,
    part_scores,
)
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action, require
from coder.domain.practice import Practice, practice_of
from coder.domain.sessions import check_not_erased
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.feedback_rows import forms_of, goals_of, spoken
from coder.services.mask_rows import masked_with_session
from coder.services.profile_rights import being_coded
from coder.services.rights import open_session
from coder.services.rows import session_row
from coder.store.erasure import erase_feedback, erase_goal
from coder.store.tables.feedback import FamilyFeedbackRow, FamilyGoalRow, GoalRatingRow
from coder.store.tables.sessions import SessionRow

_KINDS = (Kind.FEEDBACK, Kind.PROFILE, Kind.REPORT)


class FeedbackService(Service):
    """Forms and goals of a session. What is added is never changed; what a family takes back is erased."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def questionnaire(self) -> Codebook:
        """The questionnaire families are asked with now."""
        return self._codebooks.active(CodebookKind.FAMILY_FEEDBACK)

    def state(self, actor: Actor, session_id: str) -> FeedbackState:
        """How much a family has said of a session, and what the actor may do with it; nothing of what was said."""
        with self._reading(actor, Action.READ_SESSION) as database:
            row = open_session(database, actor, session_id)
            forms = select(func.count()).where(FamilyFeedbackRow.session_id == row.id)
            goals = select(func.count()).where(FamilyGoalRow.session_id == row.id)
            return FeedbackState(
                forms=database.scalar(forms) or 0,
                goals=database.scalar(goals) or 0,
                why_not_read=_sentence(lambda: _check_may_read(database, actor, row)),
                why_not_taken_down=_sentence(lambda: _check_may_collect(database, actor, row, Way.COLLECTOR)),
                why_not_handed_over=_sentence(lambda: _check_may_collect(database, actor, row, Way.HANDED_OVER)),
            )

    def add(
        self,
        actor: Actor,
        session_id: str,
        audience: Audience,
        way: Way,
        answers: Answers,
        goal_levels: Mapping[str, int] | None = None,
    ) -> Changes:
        """Keep one form, and where the family says its goals stand (by goal id); ``created`` is the form's id.

        Raises UserError, with nothing kept, for answers that do not fit the questionnaire and for an empty form;
        NotAllowed for the worker of the session, and for a collector who still has to code a recording of that worker.
        """
        levels, book = goal_levels or {}, self.questionnaire()
        if answers.count or not levels:
            check_answers(book, audience, answers)
        with self._collecting(actor, session_id, way) as (unit, row):
            made = self._add_form(unit, row, book, audience, way, answers) if answers.count else ""
            for goal_id, level in levels.items():
                _rate(unit, row, goal_id, Side.FAMILY, level)
            return changes(*_KINDS, ids={row.id}, created=made)

    def get(self, actor: Actor, session_id: str) -> SessionFeedback:
        """Everything a family said about a session, in its own words; audited.

        For the session's worker, who rates the goals apart, the family's ratings of a goal are left out until the
        worker has given one. Raises NotAllowed while the actor has a recording of that worker to code.
        """
        with self._acting(actor, Action.READ_FEEDBACK) as unit:
            row = open_session(unit.session, actor, session_id)
            _check_may_read(unit.session, actor, row)
            found = SessionFeedback(
                row.id,
                row.code,
                tuple(forms_of(unit.session, [row.id])),
                goals_of(unit.session, [row.id]).get(row.id, ()),
            )
            if found.forms or found.goals:
                unit.audit("family feedback read", "session", row.id)
        if row.worker_id == actor.id:
            return replace(found, goals=tuple(goal.as_worker_sees() for goal in found.goals))
        return found

    def masked(self, actor: Actor, session_id: str) -> SessionFeedback:
        """The same with masks in the family's words, and without a child's drawing; audited as ``get`` is."""
        found = self.get(actor, session_id)
        with self._backing.store.read() as database:
            return _masked(database, found)

    def real(self, actor: Actor, session_id: str) -> SessionFeedback:
        """The same to be handed on with the real words, which is noted. Raises NotAllowed without that right."""
        require(actor, Action.GIVE_OUT_NAMES)
        found = self.get(actor, session_id)
        with self._acting(actor, Action.READ_FEEDBACK) as unit:
            unit.audit("family feedback given out", "session", found.session_id, real_names=True)
        return found

    def take_back(self, actor: Actor, session_id: str, feedback_id: str) -> Changes:
        """Erase a form because the family took it back. Raises UserError when there is no such form here."""
        with self._collecting(actor, session_id, Way.HANDED_OVER) as (unit, row):
            known = unit.session.get(FamilyFeedbackRow, feedback_id)
            if known is None or known.session_id != row.id:
                raise UserError("There is no such form in this session.", "Open the feedback again.")
            erase_feedback(unit.session, known)
            unit.audit("family feedback taken back", "session", row.id, feedback=feedback_id)
            return changes(*_KINDS, ids={row.id})

    def add_goal(self, actor: Actor, session_id: str, words: str, set_by: Side) -> Changes:
        """Keep a goal in the family's words; ``created`` is its id. Raises UserError for a fourth, or an empty one."""
        with self._collecting(actor, session_id, Way.COLLECTOR) as (unit, row):
            clean = check_goal(words, len(_goal_ids(unit.session, row)))
            made = FamilyGoalRow(
                id=new_id(), session_id=row.id, words=clean, set_by=set_by, author_id=actor.id, at=unit.now
            )
            unit.session.add(made)
            unit.audit("goal set", "session", row.id, goal=made.id)
            return changes(*_KINDS, ids={row.id}, created=made.id)

    def drop_goal(self, actor: Actor, session_id: str, goal_id: str) -> Changes:
        """Erase a goal with all its ratings, because the family has it no longer."""
        with self._collecting(actor, session_id, Way.HANDED_OVER) as (unit, row):
            _check_goal_here(unit.session, row, goal_id)
            erase_goal(unit.session, unit.session.get_one(FamilyGoalRow, goal_id))
            unit.audit("goal taken away", "session", row.id, goal=goal_id)
            return changes(*_KINDS, ids={row.id})

    def goal_ids(self, actor: Actor, session_id: str) -> tuple[str, ...]:
        """The ids of a session's goals in the order in which they were set."""
        with self._reading(actor, Action.RATE_GOAL) as database:
            return tuple(_goal_ids(database, open_session(database, actor, session_id)))

    def rate_goal(self, actor: Actor, session_id: str, goal_id: str, rater: Side, level: int) -> Changes:
        """Keep where one side says a goal stands (−2 to +2). The worker of the session rates for the worker only;
        a collector may take down either side. Earlier ratings stay readable."""
        with self._acting(actor, Action.RATE_GOAL) as unit:
            row = open_session(unit.session, actor, session_id)
            if rater not in RATERS:
                raise UserError("A goal is rated by the family or by the worker, each apart.", "Nothing was kept.")
            if row.worker_id != actor.id or rater is Side.FAMILY:
                require(actor, Action.COLLECT_FEEDBACK)
                _check_may_collect(unit.session, actor, row, Way.COLLECTOR)
            _rate(unit, row, goal_id, rater, level)
            return changes(*_KINDS, ids={row.id})

    def parts(self, found: SessionFeedback) -> dict[str, tuple[PartScore, ...]]:
        """The scored parts of licensed forms, by form given; only for those whose questionnaire is kept here."""
        return {
            form.id: part_scores(self._codebooks.get(form.codebook_id, form.codebook_version), form.answers)
            for form in found.forms
        }

    @contextmanager
    def _collecting(self, actor: Actor, session_id: str, way: Way) -> Iterator[tuple[Unit, SessionRow]]:
        with self._acting(actor, Action.COLLECT_FEEDBACK) as unit:
            row = session_row(unit.session, session_id)
            _check_may_collect(unit.session, actor, row, way)
            yield unit, row

    def _add_form(
        self, unit: Unit, row: SessionRow, book: Codebook, audience: Audience, way: Way, answers: Answers
    ) -> str:
        made = FamilyFeedbackRow(
            id=new_id(),
            session_id=row.id,
            codebook_id=book.id,
            codebook_version=book.version,
            codebook_hash=book.hash,
            audience=audience,
            way=way,
            answers=dict(answers.values),
            words={id_: words.strip() for id_, words in answers.words.items()},
            drawing=[[list(point) for point in stroke] for stroke in answers.drawing],
            author_id=unit.actor.id,
            at=unit.now,
        )
        unit.session.add(made)
        unit.audit("family feedback taken down", "session", row.id, feedback=made.id, answered=answers.count)
        return made.id


def _check_may_read(database: Database, actor: Actor, row: SessionRow) -> None:
    require(actor, Action.READ_FEEDBACK)
    if being_coded(database, actor, row.worker_id):
        raise NotAllowed(
            "A recording of this worker waits for your coding, so what families say stays hidden.",
            "Code and lock it first.",
        )


def _check_may_collect(database: Database, actor: Actor, row: SessionRow, way: Way) -> None:
    """Who hands the screen over sees no answer, so only who takes answers down must have finished coding."""
    require(actor, Action.COLLECT_FEEDBACK)
    if row.worker_id == actor.id:
        raise NotAllowed(
            "Families answer to somebody who does not work with them.", "Ask a colleague to take the answers down."
        )
    if practice_of(row.kind) is not Practice.VISIT:
        raise UserError("There is no family in this session.", "Feedback is taken down for visits.")
    check_not_erased(row.state, "Ask at another visit.")
    if way is Way.COLLECTOR and being_coded(database, actor, row.worker_id):
        raise NotAllowed(
            "A recording of this worker waits for your coding; what the family says would sway you.",
            "Hand the screen over, or ask a colleague to take the answers down.",
        )


def _sentence(check: Callable[[], None]) -> str:
    try:
        check()
    except UserError as error:
        return str(error)
    return ""


def _goal_ids(database: Database, row: SessionRow) -> Sequence[str]:
    query = select(FamilyGoalRow.id).where(FamilyGoalRow.session_id == row.id)
    return database.scalars(query.order_by(FamilyGoalRow.id)).all()


def _check_goal_here(database: Database, row: SessionRow, goal_id: str) -> None:
    if goal_id not in _goal_ids(database, row):
        raise UserError("There is no such goal in this session.", "Open the feedback again.")


def _rate(unit: Unit, row: SessionRow, goal_id: str, rater: Side, level: int) -> None:
    check_level(level)
    _check_goal_here(unit.session, row, goal_id)
    made = GoalRatingRow(
        id=new_id(),
        goal_id=goal_id,
        session_id=row.id,
        rater=rater,
        level=level,
        author_id=unit.actor.id,
        at=unit.now,
    )
    unit.session.add(made)
    unit.audit("goal rated", "session", row.id, goal=goal_id, rater=rater.value)


def _masked(database: Database, found: SessionFeedback) -> SessionFeedback:
    texts = spoken(found.forms, found.goals)
    shown = dict(zip(texts, masked_with_session(database, found.session_id, texts), strict=True))
    forms = tuple(
        replace(
            form,
            answers=replace(
                form.answers, words={id_: shown[text] for id_, text in form.answers.words.items()}, drawing=()
            ),
        )
        for form in found.forms
    )
    return replace(found, forms=forms, goals=tuple(replace(goal, words=shown[goal.words]) for goal in found.goals))
