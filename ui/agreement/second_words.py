"""Second codings, sealed packages and training recordings in words. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from coder.analysis import wording
from coder.domain.assignment import SET_CODERS, SET_SIZE, Assignment, SecondState, SetDue, Why
from coder.domain.sealed import Arrived, Inside, PackageKind
from coder.domain.training import TrainedOn, Use
from ui.lengths import length_text
from ui.sessions.words import kind_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("second", text)


def why_words(one: Assignment) -> str:
    """What a second coding was asked for by."""
    return {
        Why.DRAWN: _tr("by lot"),
        Why.BY_HAND: _tr("by hand"),
        Why.SET: _tr("triple-coded set"),
        Why.WORKER: _tr("asked by the worker"),
    }[one.why]


def state_words(one: Assignment) -> str:
    """How far a second coding is."""
    return {
        SecondState.NOBODY: _tr("waits for somebody"),
        SecondState.WAITING: _tr("not begun"),
        SecondState.BEGUN: _tr("begun"),
        SecondState.LOCKED: _tr("open to compare") if one.open else _tr("locked, the other is not"),
    }[one.state]


def due_words(due: SetDue) -> str:
    """When the last triple-coded set was drawn, whether the next is due, and what there is to draw from."""
    if due.last is None:
        last = _tr("No set was drawn yet.")
    else:
        last = _tr("The last was drawn on {0}.").format(wording.day_text(due.last.astimezone().date()))
    next_ = _tr("One is due.") if due.due else _tr("The next is not due yet.")
    return f"{last} {next_} {enough_words(due)}"


def enough_words(due: SetDue) -> str:
    """What there is to draw from, and what is missing."""
    recordings = wording.counted(due.recordings, _tr("recording"), _tr("recordings"))
    evaluators = wording.counted(due.evaluators, _tr("evaluator"), _tr("evaluators"))
    return _tr("To draw from: {0} that nobody was asked to code twice ({2} are needed), {1} ({3} are needed).").format(
        recordings, evaluators, SET_SIZE, SET_CODERS
    )


def can_draw(due: SetDue) -> bool:
    """Whether there is enough to draw a set from."""
    return due.recordings >= SET_SIZE and due.evaluators >= SET_CODERS


def use_words(use: Use) -> str:
    """What a training recording is for."""
    return {
        Use.PRACTICE: _tr("practice, talked through"),
        Use.GOLD: _tr("gold set, coded alone"),
    }[use]


def locked_words(one: TrainedOn) -> str:
    """How many trainees have coded and locked a recording."""
    return _tr("nobody yet") if not one.locked else str(one.locked)


def waiting_words(waiting: int) -> str:
    """How many codings wait closed; empty for none. Of which recordings is not told."""
    if not waiting:
        return ""
    codings = wording.counted(waiting, _tr("coding"), _tr("codings"))
    return _tr("{0} arrived and stays closed until every coding of the recording is locked.").format(codings)


def inside_words(inside: Inside) -> str:
    """What a package holds, before it is taken in."""
    if inside.kind is PackageKind.CODING:
        return _tr(
            "A coding by {0}. Of which recording it is, and what was coded, stays closed until every coding of that "
            "recording here is locked."
        ).format(inside.partner_code)
    meeting = kind_words(inside.meeting) if inside.meeting is not None else ""
    day = wording.day_text(inside.held_on) if inside.held_on is not None else ""
    text = _tr("with its transcript") if inside.with_text else _tr("without a transcript")
    told = _tr("A recording from {0}: {1} of {2}, {3}, {4}. No coding and no name of a worker came with it.").format(
        inside.partner_code, meeting.lower(), day, length_text(inside.duration_s), text
    )
    if inside.known:
        return _tr("{0} It is here already, and taking it in changes nothing.").format(told)
    return _tr("{0} It becomes a session that waits to be coded, encrypted like all others.").format(told)


def arrived_words(found: Arrived) -> str:
    """What taking in a package did."""
    if found.known:
        return _tr("This was here already. Nothing was changed.")
    if found.kind is PackageKind.RECORDING:
        return _tr("{0} is ready to be coded.").format(found.session_code)
    if found.sealed:
        return _tr("Taken in. It stays closed until every coding of this recording is locked.")
    return _tr("{0}: their coding stands beside yours now.").format(found.session_code)
