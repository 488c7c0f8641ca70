"""What was decided in the second listen, and when, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from coder.analysis.wording import short_day
from coder.domain.suggestions import Decision, Difference


def _tr(words: str) -> str:
    return QCoreApplication.translate("second_listen", words)


def decision_words(decision: Decision) -> str:
    """A decision as a list shows it."""
    return {
        Decision.KEEP: _tr("Kept"),
        Decision.CHANGE: _tr("Changed"),
        Decision.DISCUSS: _tr("To discuss"),
    }[decision]


def decided_words(one: Difference, name: Callable[[str], str]) -> str:
    """What was decided about a place, and when; empty while nothing is. ``name`` gives the words of a code."""
    if one.decision is None:
        return ""
    code = name(one.chosen_code) if one.chosen_code else _tr("no code")
    said = {
        Decision.KEEP: _tr("Kept: {0}").format(code),
        Decision.CHANGE: _tr("Changed to: {0}").format(code),
        Decision.DISCUSS: _tr("On the decision log, to be discussed"),
    }[one.decision]
    return f"{said} · {_when(one.decided_at)}" if one.decided_at is not None else said


def outcome(differences: Sequence[Difference], finished_at: datetime) -> str:
    """How a second listen ended that is over: when, and how many places were decided how."""
    done = _tr("The second listen is done: finished {0}.").format(_when(finished_at))
    if not differences:
        return done
    counts = Counter(one.decision for one in differences)
    parts = [f"{counts[one]} {decision_words(one).lower()}" for one in Decision if counts[one]]
    if counts[None]:
        parts.append(_tr("{0} not decided").format(counts[None]))
    places = _tr("1 place") if len(differences) == 1 else _tr("{0} places").format(len(differences))
    return f"{done} {places}: {', '.join(parts)}. {_tr('You can still hear each.')}"


def _when(at: datetime) -> str:
    local = at.astimezone()
    clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    return _tr("{0}, {1}").format(short_day(local.date()), clock)
