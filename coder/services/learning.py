"""Learning from use: ask for it, keep what came of it, choose the model that suggestions come from."""

from __future__ import annotations

from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.learning import Comparison, DoubleCoding, LearntModel, Lesson, TrainingSet
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import check_not_erased
from coder.services.base import Service
from coder.services.jobs import enqueue, job_row
from coder.services.learning_offers import worth_double_coding
from coder.services.learning_rows import (
    card_data,
    content_in_use,
    content_of,
    model_in_use,
    models_known,
    models_taught,
    next_number,
    sessions_learnt,
)
from coder.services.learning_set import coded_talks, grouped_by_worker, objected_to, taught_codebook, training_set
from coder.services.model_cards import KnownModel, learnt_model
from coder.services.policy import Policy, read_policy
from coder.services.rights import open_session
from coder.store import audit
from coder.store.tables.learning import LearningAnswerRow, LearntModelRow, LearntSessionRow, ModelChoiceRow

STARTER = "starter"
"""What the model that comes with the program is called where one is chosen."""


class LearningService(Service):
    """Models of the service's own. There is one for all: never one of a worker, and never one of ratings."""

    def ready(self, actor: Actor) -> TrainingSet:
        """What could be learnt from now, and what is left out and why."""
        with self._reading(actor, Action.SEE_LEARNING) as database:
            return training_set(database)

    def models(self, actor: Actor) -> tuple[LearntModel, ...]:
        """Every attempt to learn with its card, the newest first, and last the model that comes with the program."""
        with self._reading(actor, Action.SEE_LEARNING) as database:
            return models_known(database)

    def next_to_double_code(self, actor: Actor) -> tuple[DoubleCoding, ...]:
        """Up to five sessions the actor may open whose second coding would teach most; an offer, never a rule."""
        with self._reading(actor, Action.SEE_LEARNING) as database:
            return worth_double_coding(database, actor)

    def request(self, actor: Actor) -> Changes:
        """Queue the job that learns; ``created`` is its id.

        Raises UserError while the service has not said that it learns, and with too few sessions, saying how many more.
        """
        with self._acting(actor, Action.TEACH_SUGGESTIONS) as unit:
            if not read_policy(unit.session).learning:
                raise UserError(
                    "This service has not switched learning on.",
                    "Say in your privacy notice that coded sessions teach the suggestions, then switch it on.",
                )
            _check_enough(training_set(unit.session))
            job = enqueue(unit, JobKind.LEARN, None)
            return changes(Kind.JOB, ids={job.id}, created=job.id)

    def use(self, actor: Actor, model: str) -> Changes:
        """Let suggestions come from another model from now on: its id, its number, or ``starter``.

        Sessions that have suggestions keep them. Raises UserError for a model that is not here or was not better, and
        for one that was learnt to be right in another share than the rule asks.
        """
        with self._acting(actor, Action.TEACH_SUGGESTIONS) as unit:
            wanted = _named(models_known(unit.session), model)
            if wanted.in_use:
                return changes()
            if wanted.id:
                _check_target(learnt_model(content_of(unit.session, wanted.id)), read_policy(unit.session))
            unit.session.add(ModelChoiceRow(id=new_id(), model_id=wanted.id or None, author_id=actor.id, at=unit.now))
            unit.audit("suggestion model chosen", "suggestion model", wanted.id or STARTER, number=wanted.number)
            return changes(Kind.SUGGESTION, ids={wanted.id} - {""})

    def allow(self, actor: Actor, session_id: str, *, allowed: bool) -> Changes:
        """Note whether a session may be learnt from; whoever is heard in it may say no at any time, without a reason.

        The next training set follows it. Raises UserError when there is no such session or it was withdrawn.
        """
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = open_session(unit.session, actor, session_id)
            check_not_erased(row.state, "Nothing is learnt from it.")
            unit.session.add(
                LearningAnswerRow(id=new_id(), session_id=row.id, allowed=allowed, author_id=actor.id, at=unit.now)
            )
            unit.audit("may be learnt from" if allowed else "may not be learnt from", "session", row.id)
            return changes(Kind.SUGGESTION, Kind.SESSION, ids={row.id})

    def taught(self, actor: Actor, session_id: str) -> tuple[str, ...]:
        """The names of the models that learnt from a session, also one that was withdrawn since."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return models_taught(database, open_session(database, actor, session_id).id)

    def lesson_for_job(self) -> Lesson:
        """Everything the learning job needs, read at one moment. Raises UserError when there is too little by now."""
        with self._backing.store.read() as database:
            talks, known = coded_talks(database)
            _check_enough(known)
            chosen, policy = model_in_use(database), read_policy(database)
            names = {one.id: one.name for one in models_known(database)}
            return Lesson(
                talks=talks,
                known=known,
                before=None if chosen is None else sessions_learnt(database, chosen),
                before_name=names[chosen or ""],
                number=next_number(database),
                by_worker=grouped_by_worker(known),
                codebook_version=taught_codebook().version,
                margin=policy.learning_margin,
                target_precision=policy.target_precision,
            )

    def keep_in(
        self, database: Database, job_id: str, lesson: Lesson, comparison: Comparison, name: str, content: bytes | None
    ) -> None:
        """Keep what a job learnt, in its own transaction; with ``content`` the model takes over, without it only its
        card is kept.

        Raises UserError, so that nothing is kept, when a session it learnt from was withdrawn meanwhile.
        """
        self._check_none_gone(database, lesson)
        author, now = job_row(database, job_id).requested_by, self._backing.clock()
        row = LearntModelRow(
            id=new_id(),
            number=lesson.number,
            name=name,
            codebook_version=lesson.codebook_version,
            made_at=now,
            requested_by=author,
            card=card_data(lesson, comparison),
            content=content,
        )
        database.add(row)
        database.flush()
        database.add_all(LearntSessionRow(model_id=row.id, session_id=talk.session_id) for talk in lesson.talks)
        if content is not None:
            database.add(ModelChoiceRow(id=new_id(), model_id=row.id, author_id=author, at=now))
        audit.append(
            database,
            actor_id=author,
            action="suggestion model learnt and adopted" if content is not None else "suggestion model not adopted",
            object_kind="suggestion model",
            object_id=row.id,
            detail={"number": row.number, "sessions": lesson.known.sessions, "gain": round(comparison.gain, 4)},
            mac_key=self._backing.audit_key,
            now=now,
        )

    def _check_none_gone(self, database: Database, lesson: Lesson) -> None:
        gone = objected_to(database)
        if any(talk.session_id in gone for talk in lesson.talks):
            raise UserError(
                "A session was withdrawn while the program learnt from it. Nothing of what it learnt was kept.",
                "Learn again.",
            )

    def content_in_use(self) -> bytes | None:
        """The model file that suggestions come from; None for the one that comes with the program. For the worker."""
        with self._backing.store.read() as database:
            return content_in_use(database)


def _check_target(model: KnownModel, policy: Policy) -> None:
    if policy.target_precision not in model.targets:
        own = f"{model.card.target_precision:.0%}"
        raise UserError(
            f"The model {model.card.name} was learnt to be right in {own}, and the rule asks for "
            f"{policy.target_precision:.0%}. Nothing was changed.",
            f"Set the rule to {own} first, or learn again.",
        )


def _check_enough(known: TrainingSet) -> None:
    if known.missing:
        raise UserError(
            f"There are {known.sessions} sessions to learn from; {known.missing} more are needed.",
            "Only sessions coded blind and locked count. The Library, Learning, says what is left out and why.",
        )


def _named(known: tuple[LearntModel, ...], model: str) -> LearntModel:
    for one in known:
        if model in ((STARTER, "0") if one.number == 0 else (one.id, str(one.number))):
            if not one.kept:
                raise UserError(
                    "That model was not better than the one before it, so it was not kept.", "Nothing was changed."
                )
            return one
    raise UserError("There is no such model here.", "The Library, Learning, lists those that are.")
