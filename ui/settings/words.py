"""What the settings and the first run say about roles and ways in."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from coder.domain.people import Role
from coder.security.keys import Slot


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def role_words(role: Role) -> str:
    """A role as it stands beside a box to tick."""
    return {
        Role.WORKER: _tr("Worker"),
        Role.EVALUATOR: _tr("Practice evaluator"),
        Role.COACH: _tr("Practice coach"),
        Role.LEAD: _tr("Service lead"),
        Role.STEWARD: _tr("Data steward"),
    }[role]


def role_explained(role: Role) -> str:
    """What a role does and sees."""
    return {
        Role.WORKER: _tr("Is recorded; sees their own recordings and profile, before anyone else."),
        Role.EVALUATOR: _tr("Adds recordings, listens, rates and codes; sees no profile."),
        Role.COACH: _tr("Talks with workers about what was heard; sees the profiles of those they coach."),
        Role.LEAD: _tr("Answers for the service; sees turnaround and team reports, and no profile."),
        Role.STEWARD: _tr("Looks after permissions, codebooks, backups, rules and the audit trail."),
    }[role]


def roles_text(roles: Iterable[Role]) -> str:
    """Several roles in a table cell, in their usual order."""
    held = set(roles)
    return ", ".join(role_words(role) for role in Role if role in held)


def slot_words(slot: Slot) -> str:
    """A way into the store."""
    return {
        Slot.PASSPHRASE: _tr("the passphrase"),
        Slot.RECOVERY: _tr("the printed recovery key"),
        Slot.KEYCHAIN: _tr("this computer's keychain, without asking"),
    }[slot]
