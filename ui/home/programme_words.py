"""What the first page says about the recording programme; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication

from coder.analysis.wording import counted, day_text, short_day
from coder.domain.programme import WAITS, Programme, Reason, Standing, Totals, WorkerProgramme

DayText = Callable[[date], str]

ICONS = {
    Standing.FIRST: "calendar",
    Standing.LATER: "clock",
    Standing.DUE: "calendar",
    Standing.PLANNED: "circle-check",
    Standing.PASSED: "circle-question-mark",
    Standing.RESTING: "pause",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("programme", text)


def waiting(programme: Programme) -> tuple[WorkerProgramme, ...]:
    """Those whose next recording somebody should know of now, in the order they come: by code."""
    return tuple(one for one in programme.workers if one.next.standing in WAITS)


def heading(one: WorkerProgramme) -> str:
    """The worker and where the next recording stands, as the line of a list."""
    return _tr("{0} · {1}").format(one.worker_code, stands(one, short_day))


def stands(one: WorkerProgramme, on_day: DayText = day_text) -> str:
    """Where the next recording stands, with its day."""
    words = {
        Standing.FIRST: _tr("first recording: no day yet"),
        Standing.LATER: _tr("due from {0}"),
        Standing.DUE: _tr("due from {0}"),
        Standing.PLANNED: _tr("planned for {0}"),
        Standing.PASSED: _tr("was planned for {0}"),
        Standing.RESTING: _tr("nothing due for now"),
    }[one.next.standing]
    return words if one.next.on is None else words.format(on_day(one.next.on))


def invented(programme: Programme) -> bool:
    """Whether all these workers belong to the demo; where only some do, each says so."""
    return bool(programme.workers) and all(one.demo for one in programme.workers)


def caption(one: WorkerProgramme, programme: Programme) -> str:
    """What is said about it, in one line."""
    return " · ".join(about(one, programme))


def about(one: WorkerProgramme, programme: Programme) -> tuple[str, ...]:
    """What there is to do about it, and for those close to it how the last year went."""
    ask = {
        Standing.FIRST: _tr("choose a day"),
        Standing.LATER: "",
        Standing.DUE: _tr("choose a day"),
        Standing.PLANNED: "",
        Standing.PASSED: _tr("was it recorded? Add it, or say why not"),
        Standing.RESTING: "" if one.next.resting is None else reason_words(one.next.resting),
    }[one.next.standing]
    parts = [ask if one.may_note or one.next.standing is Standing.RESTING else ""]
    if one.close:
        parts.append(_tr("{0} recorded in the last year").format(len(one.next.held)))
    if one.demo and not invented(programme):
        parts.append(_tr("demo data"))
    return tuple(filter(None, parts))


def reason_words(reason: Reason) -> str:
    """A reason as it is chosen and read."""
    return {
        Reason.FAMILY: _tr("the family did not want it"),
        Reason.CANCELLED: _tr("the meeting did not take place"),
        Reason.UNFITTING: _tr("it would not have been right at that meeting"),
        Reason.EQUIPMENT: _tr("the recorder failed or was missing"),
        Reason.AWAY: _tr("the worker was away"),
        Reason.TIME: _tr("there was no time"),
        Reason.LONG_AWAY: _tr("away for longer"),
        Reason.OTHER_WORK: _tr("other work for now"),
        Reason.LEFT: _tr("no longer in the service"),
    }[reason]


def missed_words(one: WorkerProgramme) -> str:
    """The recordings of the last year that were not made, each with its day and reason; empty without any."""
    said = [f"{short_day(missed.on)}, {reason_words(missed.reason)}" for missed in one.next.missed]
    return _tr("Not made: {0}.").format("; ".join(said)) if said else ""


def taken_back_words(one: WorkerProgramme) -> str:
    """What taking the last note back means; empty where there is none."""
    if one.next.last is None:
        return ""
    if one.next.standing is Standing.RESTING:
        return _tr("Plan recordings again")
    if one.next.last.on is None:
        return ""
    on = short_day(one.next.last.on)
    if one.next.standing in (Standing.PLANNED, Standing.PASSED):
        return _tr("Take back the plan for {0}").format(on)
    return _tr("Take back that the one of {0} was not made").format(on)


def totals_words(totals: Totals) -> str:
    """How many stand where, and the reasons that are common enough to be told."""
    names = {
        Standing.FIRST: _tr("first to plan"),
        Standing.LATER: _tr("later"),
        Standing.DUE: _tr("due"),
        Standing.PLANNED: _tr("planned"),
        Standing.PASSED: _tr("day passed"),
        Standing.RESTING: _tr("not for now"),
    }
    counts = [f"{totals.standings[one]} {names[one]}" for one in Standing if one in totals.standings]
    workers = _tr("1 worker") if totals.workers == 1 else _tr("{0} workers").format(totals.workers)
    recordings = _tr("{0} in the last year").format(counted(totals.recordings, _tr("recording"), _tr("recordings")))
    parts = [f"{workers}: {', '.join(counts)}", recordings] if counts else [workers, recordings]
    told = [f"{number} × {reason_words(reason)}" for reason, number in totals.reasons.items()]
    return ". ".join([*parts, *([_tr("Not made: {0}").format(", ".join(told))] if told else [])]) + "."
