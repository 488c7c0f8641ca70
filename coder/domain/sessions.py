"""A session is the meeting; a recording is its sound. The states a session goes through, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from coder.domain.errors import UserError
from coder.domain.unrecorded import Unrecorded


class SessionKind(StrEnum):
    """What kind of meeting was recorded."""

    VISIT = "visit"
    TELEPHONE = "telephone"
    DIRECT_WORK = "direct work"
    SUPERVISION = "supervision"
    OTHER = "other"
    RECRUITMENT = "recruitment"
    SKILLS = "skills workshop"


class SessionState(StrEnum):
    """Where a session stands on its way from tape to talk."""

    IMPORTED = "imported"
    TRANSCRIBING = "transcribing"
    TO_CONFIRM = "to confirm"
    TO_CODE = "to code"
    CODING = "coding"
    LOCKED = "locked"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


_NEXT: dict[SessionState, frozenset[SessionState]] = {
    SessionState.IMPORTED: frozenset({SessionState.TRANSCRIBING, SessionState.TO_CODE, SessionState.CODING}),
    # Coding by ear may begin while the transcript is being made.
    SessionState.TRANSCRIBING: frozenset({SessionState.TO_CONFIRM, SessionState.IMPORTED, SessionState.CODING}),
    SessionState.TO_CONFIRM: frozenset({SessionState.TO_CODE, SessionState.TRANSCRIBING}),
    SessionState.TO_CODE: frozenset({SessionState.CODING}),
    SessionState.CODING: frozenset({SessionState.LOCKED}),
    SessionState.LOCKED: frozenset({SessionState.FINISHED}),
    SessionState.FINISHED: frozenset(),
    SessionState.WITHDRAWN: frozenset(),
}

# A person may withdraw permission at any time, so every state leads there.
_ALWAYS = frozenset({SessionState.WITHDRAWN})


def check_step(old: SessionState, new: SessionState) -> None:
    """Raise UserError unless a session may go from one state to the other."""
    if new not in _NEXT[old] | _ALWAYS:
        raise UserError(f"This session is “{old.value}” and cannot become “{new.value}”.", "Nothing was changed.")


def check_not_erased(state: SessionState, what_to_do: str) -> None:
    """Raise UserError, closing with ``what_to_do``, for a session whose sound and words are gone."""
    # Permission taken back and the clock of role-plays end in the same state; the sentence holds for both.
    if state is SessionState.WITHDRAWN:
        raise UserError("The sound and words of this session are erased.", what_to_do)


class HowAsked(StrEnum):
    """How somebody was asked whether the meeting may be recorded."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ON_RECORDING = "on the recording"
    INTERPRETER = "through an interpreter"


class Answer(StrEnum):
    """What they answered. Refusal and withdrawal have no consequence for the family."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Permission:
    """One line of the permission ledger; a later line about the same person supersedes an earlier one."""

    id: str
    session_id: str
    who: str
    adult: bool
    how_asked: HowAsked
    asked_by: str
    answer: Answer
    at: datetime


@dataclass(frozen=True)
class Context:
    """The context sheet, filled in before listening and never scored (codebook §A8).

    ``content_note`` warns whoever listens next of what may distress them; it may be written at any time.
    """

    purpose: str = ""
    stage: str = ""
    legal_status: str = ""
    present: tuple[str, ...] = ()
    interpreter: bool = False
    planned: bool = True
    change_target: str = ""
    content_note: str = ""

    @property
    def complete(self) -> bool:
        """Whether an evaluator may start to listen."""
        return bool(self.purpose and self.stage and self.legal_status and self.present)


STAGES = ("first", "second", "ongoing", "closing")
LEGAL_STATUSES = ("early help", "child in need", "child protection", "care", "care leaver")


@dataclass(frozen=True)
class Recording:
    """The sound of a session: facts only, the sound itself lies encrypted in the vault.

    ``unrecorded`` are silences in it that stand for what was not recorded, in order of time.
    """

    id: str
    session_id: str
    sample_count: int
    original_sha256: str
    source_format: str
    warnings: tuple[str, ...] = ()
    unrecorded: tuple[Unrecorded, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds of the 16 kHz working copy."""
        return self.sample_count / 16_000


@dataclass(frozen=True)
class Session:
    """One meeting of a worker with a family (or a supervision), as tables and pages show it.

    ``time_over``: it was erased because its time was over, and not because anybody withdrew permission.
    """

    id: str
    code: str
    kind: SessionKind
    held_on: date
    worker_id: str
    worker_code: str
    team_id: str
    team_name: str
    state: SessionState
    context: Context
    recording: Recording | None = None
    evaluator_id: str | None = None
    imported_at: datetime | None = None
    demo: bool = False
    time_over: bool = False
