"""Who may do what: one table, one question.

On one laptop this is a convenience and not a wall: whoever can open the vault can read it.
"""

from __future__ import annotations

from enum import StrEnum

from coder.domain.errors import NotAllowed
from coder.domain.people import Actor, Role
from coder.domain.purpose import Purpose


class Action(StrEnum):
    """Everything that needs a right."""

    MANAGE_PEOPLE = "manage people"
    IMPORT_RECORDING = "add a recording"
    READ_SESSION = "open a session"
    LISTEN = "listen to a recording"
    RECORD_PERMISSION = "record a permission"
    JOIN_THREAD = "say which visit a supervision led to"
    ASK_RATERS = "have raters of a role-play drawn"
    READ_RECRUITMENT = "see role-plays of recruitment"
    KEEP_ROLE_PLAY = "keep a role-play longer"
    TRANSCRIBE = "transcribe"
    CONFIRM_ROLES = "confirm who spoke"
    CODE = "code a recording"
    READ_CODING = "read a coding"
    SEE_SUGGESTIONS = "see suggestions"
    READ_PROFILE = "read a profile"
    WRITE_NEXT_STEP = "write the agreed next step"
    REPLY = "reply to an evaluation"
    HOLD_COACHING = "hold a coaching conversation"
    READ_TEAM_REPORT = "read a team report"
    MAKE_TEAM_REPORT = "have a team report made"
    CHOOSE_QUOTES = "choose quotes for a team report"
    MANAGE_CODEBOOKS = "manage codebooks"
    READ_AGREEMENT = "see how far evaluators agree"
    READ_DECISIONS = "read the decision log"
    ASK_DECISION = "put a question on the decision log"
    DECIDE = "decide a question of the decision log"
    MANAGE_POLICY = "change the service's rules"
    BACK_UP = "make or restore a backup"
    READ_AUDIT = "read the audit trail"
    MANAGE_DEMO = "add or remove the demo data"
    MANAGE_KEYS = "change how the store is opened"
    MASK_NAMES = "say which names to mask"
    GIVE_OUT_NAMES = "give out real names"
    GIVE_OUT_CLIP = "give out a clip"
    SEE_LEARNING = "see what suggestions are learnt from"
    TEACH_SUGGESTIONS = "have suggestions learnt, or choose where they come from"
    ASK_FOR_SECOND = "ask for second codings"
    TALK_OVER = "talk a disagreement over"
    NOTE_TALK = "note what two colleagues elsewhere agreed"
    TRAIN = "train on recordings with expert codes"
    KEEP_REFERENCES = "choose the recordings evaluators train on"
    SEE_DRIFT = "see how ratings drift"
    EXCHANGE_PACKAGES = "exchange sealed packages"
    COLLECT_FEEDBACK = "take down what a family says"
    READ_FEEDBACK = "read what a family said"
    RATE_GOAL = "rate a goal"
    READ_PROGRAMME = "see which recordings are due"
    PLAN_RECORDING = "plan a recording"


_W, _E, _C, _L, _S = Role.WORKER, Role.EVALUATOR, Role.COACH, Role.LEAD, Role.STEWARD

# A lead sees operations and reliability, never an individual profile (product rule 6).
_ALLOWED: dict[Action, frozenset[Role]] = {
    Action.MANAGE_PEOPLE: frozenset({_E, _L, _S}),
    Action.IMPORT_RECORDING: frozenset({_W, _E, _S}),
    Action.READ_SESSION: frozenset({_W, _E, _C, _S}),
    Action.LISTEN: frozenset({_W, _E, _C}),
    Action.RECORD_PERMISSION: frozenset({_W, _E, _S}),
    Action.JOIN_THREAD: frozenset({_W, _E, _S}),
    Action.ASK_RATERS: frozenset({_L, _S}),
    Action.READ_RECRUITMENT: frozenset({_E, _L, _S}),
    Action.KEEP_ROLE_PLAY: frozenset({_L}),
    Action.TRANSCRIBE: frozenset({_E, _S}),
    Action.CONFIRM_ROLES: frozenset({_E}),
    Action.CODE: frozenset({_E}),
    Action.READ_CODING: frozenset({_W, _E, _C}),
    Action.SEE_SUGGESTIONS: frozenset({_E}),
    Action.READ_PROFILE: frozenset({_W, _C}),
    Action.WRITE_NEXT_STEP: frozenset({_W, _C}),
    # A worker without a computer of their own says it to the coach, who takes it down; that it was so is kept.
    Action.REPLY: frozenset({_W, _C}),
    Action.HOLD_COACHING: frozenset({_W, _C}),
    Action.READ_TEAM_REPORT: frozenset({_W, _E, _C, _L, _S}),
    Action.MAKE_TEAM_REPORT: frozenset({_W, _E, _C, _L, _S}),
    Action.CHOOSE_QUOTES: frozenset({_C, _L}),
    Action.MANAGE_CODEBOOKS: frozenset({_E, _L, _S}),
    Action.READ_AGREEMENT: frozenset({_E, _L, _S}),
    # Questions arise in recordings of workers who cannot answer there, so workers read the codebook and not the log.
    Action.READ_DECISIONS: frozenset({_E, _C, _L, _S}),
    Action.ASK_DECISION: frozenset({_E, _C, _L, _S}),
    Action.DECIDE: frozenset({_E, _L, _S}),
    Action.MANAGE_POLICY: frozenset({_L, _S}),
    Action.BACK_UP: frozenset({_E, _L, _S}),
    Action.READ_AUDIT: frozenset({_L, _S}),
    Action.MANAGE_DEMO: frozenset({_E, _C, _L, _S, _W}),
    # Whoever opened the store holds its key already; a right could not keep them from it.
    Action.MANAGE_KEYS: frozenset({_E, _C, _L, _S, _W}),
    Action.MASK_NAMES: frozenset({_W, _E, _S}),
    # A coach needs moments and no names; whose own session it is, or who looks after them, knows the names.
    Action.GIVE_OUT_NAMES: frozenset({_W, _E, _S}),
    Action.GIVE_OUT_CLIP: frozenset({_W, _E, _C}),
    Action.SEE_LEARNING: frozenset({_E, _L, _S}),
    # One model serves every evaluator, so none of them decides alone.
    Action.TEACH_SUGGESTIONS: frozenset({_L, _S}),
    Action.ASK_FOR_SECOND: frozenset({_L}),
    Action.TALK_OVER: frozenset({_E}),
    Action.NOTE_TALK: frozenset({_L}),
    Action.TRAIN: frozenset({_E}),
    Action.KEEP_REFERENCES: frozenset({_L, _S}),
    Action.SEE_DRIFT: frozenset({_E, _L}),
    Action.EXCHANGE_PACKAGES: frozenset({_E}),
    # Somebody independent asks. A coach reads it on the profile, after the worker.
    Action.COLLECT_FEEDBACK: frozenset({_E, _S}),
    Action.READ_FEEDBACK: frozenset({_W, _E, _S}),
    Action.RATE_GOAL: frozenset({_W, _E, _S}),
    Action.READ_PROGRAMME: frozenset({_W, _E, _C, _L, _S}),
    Action.PLAN_RECORDING: frozenset({_W, _E, _C}),
}


# An applicant is nobody's worker: nothing of all this has a place in a store of role-plays.
_IN_PRACTICE_ONLY = frozenset(
    {
        Action.JOIN_THREAD,
        Action.READ_PROFILE,
        Action.WRITE_NEXT_STEP,
        Action.REPLY,
        Action.HOLD_COACHING,
        Action.MAKE_TEAM_REPORT,
        Action.CHOOSE_QUOTES,
        Action.MANAGE_DEMO,
        Action.GIVE_OUT_CLIP,
        Action.SEE_LEARNING,
        Action.TEACH_SUGGESTIONS,
        Action.ASK_FOR_SECOND,
        Action.TRAIN,
        Action.KEEP_REFERENCES,
        Action.SEE_DRIFT,
        Action.COLLECT_FEEDBACK,
        Action.READ_FEEDBACK,
        Action.RATE_GOAL,
        Action.READ_PROGRAMME,
        Action.PLAN_RECORDING,
    }
)
# Only there does a clock erase anything.
_IN_RECRUITMENT_ONLY = frozenset({Action.KEEP_ROLE_PLAY})


def serves(purpose: Purpose, action: Action) -> bool:
    """Whether a store of this purpose is there for the action at all, whoever asks."""
    return action not in (_IN_PRACTICE_ONLY if purpose is Purpose.RECRUITMENT else _IN_RECRUITMENT_ONLY)


def may(actor: Actor, action: Action) -> bool:
    """Whether any of the actor's roles allows the action, in a store that is there for it."""
    return bool(_ALLOWED[action] & actor.roles) and serves(actor.purpose, action)


def require(actor: Actor, action: Action) -> None:
    """Raise NotAllowed with a sentence unless the actor may do this."""
    check_serves(actor.purpose, action)
    if not may(actor, action):
        allowed = " or ".join(sorted(role.value for role in _ALLOWED[action]))
        raise NotAllowed(f"Your role does not allow you to {action.value}.", f"Ask a person with the role {allowed}.")


def check_serves(purpose: Purpose, action: Action) -> None:
    """Raise NotAllowed for what has no place in a store of this purpose."""
    if serves(purpose, action):
        return
    if purpose is Purpose.RECRUITMENT:
        raise NotAllowed(
            f"This is the recruitment store; it is not there to {action.value}.", "Open the practice store for that."
        )
    raise NotAllowed(
        f"This is a practice store, in which nothing is erased by itself; it is not there to {action.value}.",
        "Open the recruitment store for that.",
    )
