"""The command about the recording programme: whose next recording is due, and the days as a calendar file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.errors import UserError
from coder.domain.overview import TURNAROUND_MIN, FeedbackTime
from coder.domain.programme import (
    MISS_REASONS,
    REST_REASONS,
    Programme,
    Reason,
    Standing,
    Totals,
    WorkerProgramme,
)

REASON_WORDS = {
    Reason.FAMILY: "the family did not want it",
    Reason.CANCELLED: "the meeting did not take place",
    Reason.UNFITTING: "it would not have been right at that meeting",
    Reason.EQUIPMENT: "the recorder failed or was missing",
    Reason.AWAY: "the worker was away",
    Reason.TIME: "there was no time",
    Reason.LONG_AWAY: "away for longer",
    Reason.OTHER_WORK: "other work for now",
    Reason.LEFT: "no longer in the service",
}
_MISS = ", ".join(reason.value for reason in MISS_REASONS)
_REST = ", ".join(reason.value for reason in REST_REASONS)


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("schedule")(schedule)


def schedule(
    worker: Annotated[str, typer.Option("--worker", help="Only this worker: id or code, for example W-17.")] = "",
    plan: Annotated[
        datetime | None, typer.Option("--plan", formats=["%Y-%m-%d"], help="Plan the worker's next recording.")
    ] = None,
    not_made: Annotated[str, typer.Option("--not-made", help=f"Note why the one due was not made: {_MISS}.")] = "",
    rest: Annotated[str, typer.Option("--rest", help=f"Nothing is due for now: {_REST}.")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="Take the last note about the worker back.")] = False,
    ics: Annotated[Path | None, typer.Option("--ics", help="Write the days to this calendar file.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which recordings are due to whom, by code, and how long feedback takes; plan, or say why one was not made.

    It lists the workers whose recordings concern you. A file of their days (--ics) names no family.
    """
    if sum(map(bool, (plan, not_made, rest, take_back))) > 1:
        raise UserError("Plan, note as not made, rest and take back are one at a time.", "Nothing was noted.")
    with opened(home) as services:
        _note(services, worker, plan.date() if plan else None, not_made, rest, take_back)
        found = services.programme.get(services.actor, worker)
        feedback = services.programme.feedback(services.actor)
        days = None if ics is None else services.programme.export(services.actor, ics, worker)
    told = [*(_line(one) for one in found.workers), *_totals(found.totals), _feedback(feedback)]
    if days is not None:
        told.append(f"Days written: {days}.")
    answer({"programme": _data(found), "feedback": feedback, "days_written": days}, as_json, "\n".join(told))


def _note(services: Services, worker: str, plan: date | None, not_made: str, rest: str, take_back: bool) -> None:
    actor, programme = services.actor, services.programme
    if not any((plan, not_made, rest, take_back)):
        return
    if not worker:
        raise UserError("This is noted about one worker.", "Say which with --worker. Nothing was noted.")
    if plan:
        programme.plan(actor, worker, plan)
    elif not_made:
        programme.miss(actor, worker, _reason(not_made))
    elif rest:
        programme.rest(actor, worker, _reason(rest))
    else:
        programme.take_back(actor, worker)


def _reason(text: str) -> Reason:
    try:
        return Reason(text)
    except ValueError as error:
        known = f"Not made: {_MISS}. Resting: {_REST}."
        raise UserError(f"“{text}” is no reason that is kept.", known) from error


def _data(found: Programme) -> dict[str, object]:
    return {
        "recordings_a_year": found.a_year,
        "workers": [_worker(one) for one in found.workers],
        "service": found.totals,
    }


def _worker(one: WorkerProgramme) -> dict[str, object]:
    """Without what this person may not see: an empty list would say that nothing was recorded."""
    data: dict[str, object] = {
        "worker": one.worker_code,
        "team": one.team_name,
        "standing": one.next.standing,
        "on": one.next.on,
        "demo": one.demo,
    }
    if one.close:
        data |= {"recorded": one.next.held, "not_made": one.next.missed, "resting": one.next.resting}
    return data


def _line(one: WorkerProgramme) -> str:
    on = "" if one.next.on is None else f"{one.next.on:%d %b %Y}"
    parts = [f"{one.worker_code:<8} {one.next.standing.value:<14} {on:<11}"]
    if one.close:
        parts.append(f"{len(one.next.held)} recorded in the last year")
        parts += [f"{missed.on:%d %b %Y}: {REASON_WORDS[missed.reason]}" for missed in one.next.missed]
        parts += [REASON_WORDS[one.next.resting]] if one.next.resting else []
    return "; ".join(parts).rstrip()


def _totals(totals: Totals | None) -> list[str]:
    if totals is None:
        return []
    stands = ", ".join(f"{one.value} {totals.standings[one]}" for one in Standing if one in totals.standings)
    lines = [f"Workers: {totals.workers} ({stands or 'none'}). Recordings of the last year: {totals.recordings}."]
    lines += [f"Not made, {REASON_WORDS[reason]}: {number}" for reason, number in totals.reasons.items()]
    return lines


def _feedback(feedback: FeedbackTime) -> str:
    found, waiting = feedback.figure, feedback.waiting
    still = f"Without feedback yet: {waiting.n}, beyond the target: {waiting.beyond_target}."
    if found is None:
        return (
            f"From tape to feedback: told from {TURNAROUND_MIN} finished recordings on ({feedback.finished}). {still}"
        )
    demo = " Invented recordings." if found.demo else ""
    return (
        f"From tape to feedback: {found.median:g} working days (middle half {found.low:g} to {found.high:g}, "
        f"n = {found.n}; {found.within_target} within the target of {found.target_days}). {still}"
        f" Bank holidays of {found.holidays_of} are no working days, known until {found.holidays_until}.{demo}"
    )
