"""What the first page says, worked out from the overview; no widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coder.analysis.wording import short_day
from coder.domain.overview import (
    TURNAROUND_MIN,
    FeedbackTime,
    Learning,
    Overview,
    Todo,
    TodoKind,
    Turnaround,
    Waiting,
)
from coder.domain.times import clock_text
from ui.lengths import length_text

ICONS = {
    TodoKind.TRANSCRIBE: "file-text",
    TodoKind.CONFIRM: "users",
    TodoKind.CODE: "audio-lines",
    TodoKind.GO_ON: "audio-lines",
    TodoKind.SECOND_LISTEN: "git-compare-arrows",
    TodoKind.COACHING: "message-circle",
    TodoKind.READ: "user",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("home", text)


@dataclass(frozen=True)
class Line:
    """One thing to do as it is shown, and where pressing it leads: a page and what to open there."""

    icon_name: str
    text: str
    caption: str
    page: str
    argument: str


def greeting(hour: int, name: str) -> str:
    """A greeting for the hour (0–23, local time), with the name if there is one."""
    words = _tr("Good morning") if hour < 12 else _tr("Good afternoon") if hour < 18 else _tr("Good evening")
    return f"{words}, {name}" if name else words


def subtitle(overview: Overview) -> str:
    """How much is here, whether part of it is invented, and that it stays here."""
    parts = [_tr("{0} sessions").format(overview.sessions)] if overview.sessions != 1 else [_tr("1 session")]
    if overview.learning.demo_here:
        parts.append(_tr("demo data: invented people, synthetic voices"))
    return " · ".join([*parts, _tr("nothing leaves this computer")])


def todo_line(todo: Todo) -> Line:
    """One thing to do in words."""
    if todo.kind is TodoKind.COACHING:
        count = _tr("1 recording") if todo.recordings == 1 else _tr("{0} recordings").format(todo.recordings)
        caption = _tr("{0} since the last agreed step, the latest of {1}").format(count, short_day(todo.held_on))
        return Line(
            ICONS[todo.kind], _tr("{0} · talk it over").format(todo.worker_code), caption, "profiles", todo.worker_id
        )
    if todo.kind is TodoKind.READ:
        count = _tr("1 recording") if todo.recordings == 1 else _tr("{0} recordings").format(todo.recordings)
        caption = _tr("{0} coded since you last looked, the latest of {1}").format(count, short_day(todo.held_on))
        return Line(ICONS[todo.kind], _tr("Your own profile · new to you"), caption, "profiles", todo.worker_id)
    say = {
        TodoKind.TRANSCRIBE: _tr("not transcribed yet; coding by ear is possible"),
        TodoKind.CONFIRM: _tr("transcribed: say who spoke"),
        TodoKind.CODE: _tr("ready to be listened to and coded"),
        TodoKind.GO_ON: _tr("go on where you stopped"),
        TodoKind.SECOND_LISTEN: _tr("locked: waits for the second listen"),
    }[todo.kind]
    stopped = todo.stopped_at_s is not None
    page = "sessions" if todo.kind is TodoKind.TRANSCRIBE and not stopped else "code"
    length = length_text(todo.duration_s)
    text = f"{todo.session_code} · {todo.worker_code}, {short_day(todo.held_on)}"
    if todo.stopped_at_s is not None:
        text = _tr("Go on with {0}").format(text)
        say = _tr("you stopped at {0}").format(clock_text(todo.stopped_at_s))
    return Line(ICONS[todo.kind], text, f"{say} · {length}" if length else say, page, todo.session_id)


@dataclass(frozen=True)
class Step:
    """One step of learning the tool: what to do, how long it takes, whether it is done, and where it is done."""

    text: str
    minutes: str
    done: bool
    page: str
    argument: str


def steps(learning: Learning, coach: bool) -> tuple[Step, ...]:
    """The five steps on the demo visit, in their order; the last is the profile for a ``coach``, else the report."""
    visit, worker, team = learning.session_id, learning.worker_id, learning.team_id
    return (
        Step(_tr("Say who spoke in the demo visit"), _tr("1 minute"), learning.confirmed, "code", visit),
        Step(_tr("Code one sentence and rate one principle"), _tr("3 minutes"), learning.marked, "code", visit),
        Step(_tr("Lock your coding; the rules say what is missing"), _tr("8 minutes"), learning.locked, "code", visit),
        Step(_tr("Listen a second time to the differences"), _tr("4 minutes"), learning.finished, "code", visit),
        Step(_tr("Read the profile and agree a next step"), _tr("3 minutes"), learning.agreed, "profiles", worker)
        if coach
        else Step(_tr("Read what the team gets to see"), _tr("3 minutes"), learning.report_read, "teams", team),
    )


def figure(turnaround: Turnaround) -> str:
    """The headline figure in words."""
    days = f"{turnaround.median:g}"
    return _tr("1 working day") if days == "1" else _tr("{0} working days").format(days)


def feedback_explained(feedback: FeedbackTime) -> str:
    """Spread, number and target of the headline figure and what counts as a day, or when the figure will come; then
    what waits without feedback."""
    found = feedback.figure
    parts = [_missing(feedback.finished)] if found is None else [_spread(found), _counted(found)]
    if feedback.waiting.n:
        parts.append(_waiting(feedback.waiting))
    if found is not None and found.demo:
        parts.append(_tr("These recordings are invented."))
    return " ".join(parts)


def _spread(turnaround: Turnaround) -> str:
    words = _tr(
        "from tape to feedback, in the middle of {0} recordings of the last year. Half of them took {1} to {2} days; "
        "{3} of {0} were within the target of {4} days."
    )
    days = f"{turnaround.low:g}", f"{turnaround.high:g}"
    return words.format(turnaround.n, *days, turnaround.within_target, turnaround.target_days)


def _counted(turnaround: Turnaround) -> str:
    words = _tr("Counted: Monday to Friday without the bank holidays of {0}, which are known until {1}.")
    return words.format(turnaround.holidays_of, turnaround.holidays_until)


def _waiting(waiting: Waiting) -> str:
    words = _tr("1 recording has no feedback yet") if waiting.n == 1 else _tr("{0} recordings have no feedback yet")
    return _tr("{0}; beyond the target: {1}.").format(words.format(waiting.n), waiting.beyond_target)


def _missing(finished: int) -> str:
    words = _tr("It appears with {0} finished recordings, so that it says something about the service. So far: {1}.")
    return words.format(TURNAROUND_MIN, finished)
