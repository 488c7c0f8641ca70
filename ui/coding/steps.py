"""What changes a session as a whole and not a coding alone: edits of its text, undo and redo; and how steps are stored.

Steps wait in one queue with the edits of the coding, so that all is stored in the order in which it was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from coder.domain.changes import Changes, Kind
from coder.domain.coding import Coding, CodingState, History, placed
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.text_edits import TextEdit, apply_all
from coder.domain.text_stand import TextStand
from coder.domain.transcripts import Transcript
from ui.coding.edits import Edit

if TYPE_CHECKING:
    from coder.bootstrap import Services


@runtime_checkable
class SessionStep(Protocol):
    """One step that needs no coding."""

    def foresee(self, transcript: Transcript) -> Transcript:
        """The text as it will be, for showing at once. Pure. Raises UserError where the step does not apply."""
        ...

    def carry_out(self, services: Services, actor: Actor, session_id: str) -> Changes:
        """Have it stored. Raises UserError when a rule stands in the way."""
        ...


Step = Edit | SessionStep


@dataclass(frozen=True)
class EditText:
    """Edits of the transcript as one step with its words for undo."""

    edits: tuple[TextEdit, ...]
    step_text: str
    _done: list[tuple[Transcript, Transcript]] = field(default_factory=list, init=False, repr=False, compare=False)

    def foresee(self, transcript: Transcript) -> Transcript:
        """See SessionStep."""
        # Asked for when it is checked, shown and stored: with thousands of rows once is quick and thrice is seen.
        if not self._done or self._done[0][0] is not transcript:
            self._done[:] = [(transcript, apply_all(transcript, self.edits))]
        return self._done[0][1]

    def carry_out(self, services: Services, actor: Actor, session_id: str) -> Changes:
        """See SessionStep."""
        return services.transcripts.edit(actor, session_id, self.edits, self.step_text)


@dataclass(frozen=True)
class Undo:
    """Undo the last stored step; shown once it is stored, since only the store knows it."""

    def foresee(self, transcript: Transcript) -> Transcript:
        """See SessionStep."""
        return transcript

    def carry_out(self, services: Services, actor: Actor, session_id: str) -> Changes:
        """See SessionStep."""
        return services.history.undo(actor, session_id)


@dataclass(frozen=True)
class Redo:
    """Do the last undone step again."""

    def foresee(self, transcript: Transcript) -> Transcript:
        """See SessionStep."""
        return transcript

    def carry_out(self, services: Services, actor: Actor, session_id: str) -> Changes:
        """See SessionStep."""
        return services.history.redo(actor, session_id)


@dataclass
class Fresh:
    """Carries what the writer thread read back to the thread that shows it; ``transcript`` if undo changed it.

    ``before`` and ``after`` are how far the words were when the step was stored.
    """

    coding: Coding | None = None
    history: History = field(default_factory=History)
    transcript: Transcript | None = None
    before: TextStand | None = None
    after: TextStand | None = None

    def known(self, before: TextStand, person_id: str) -> TextStand:
        """How far the words are that are shown once this step is: ``before`` where somebody else changed them since."""
        if self.after is None or self.before != before or self.after.changed_by_others(before, person_id):
            return before
        return self.after


def store(step: Step, services: Services, actor: Actor, session_id: str, fresh: Fresh) -> Changes:
    """Store one step and read what stands then. Runs on the writer thread, after all earlier steps."""
    if isinstance(step, SessionStep):
        fresh.before = services.transcripts.stand(actor, session_id)
        done = step.carry_out(services, actor, session_id)
        if Kind.TRANSCRIPT in done.kinds and not isinstance(step, EditText):
            fresh.transcript = services.transcripts.get(actor, session_id)
    else:
        done = _store_mark(step, services, actor, session_id)
    fresh.after = services.transcripts.stand(actor, session_id)
    # A mark changes no words.
    fresh.before = fresh.before or fresh.after
    fresh.coding = services.coding.get(actor, session_id)
    fresh.history = services.history.get(actor, session_id)
    return done


def _store_mark(edit: Edit, services: Services, actor: Actor, session_id: str) -> Changes:
    coding = services.coding.get(actor, session_id)
    if coding is not None:
        return edit.store(services.coding, actor, coding)
    begun = services.coding.start(actor, session_id)
    coding = services.coding.get(actor, session_id)
    assert coding is not None
    return begun | edit.store(services.coding, actor, coding)


def foreseen(
    state: CodingState, transcript: Transcript | None, waiting: Iterable[Step]
) -> tuple[CodingState, Transcript | None]:
    """Marks and text as they will be once all that waits is stored; a step that cannot apply is left out."""
    for step in waiting:
        if not isinstance(step, SessionStep):
            state = step.predict(state)
        elif transcript is not None:
            try:
                after = step.foresee(transcript)
            except UserError:
                # The store will refuse it with the same sentence when its turn comes.
                continue
            if after is not transcript:
                state, transcript = placed(state, after.row_of), after
    return state, transcript
