"""Figures as people read them. The screen, the PDF and the screen reader take their words from here."""

from __future__ import annotations

from datetime import date

from codebook.schema import Codebook, Principle
from coder.analysis.measures import MeasureValue
from coder.analysis.practice_words import words_of
from coder.domain.practice import Practice
from coder.domain.profiles import (
    BehaviourFigure,
    Estimate,
    NextStep,
    PrincipleTrack,
    Profile,
    Stance,
    WorkerComment,
)
from coder.domain.reports import MIN_RECORDINGS, MIN_WORKERS, PrincipleShares, TeamReport

DASH = "—"
NOT_EVALUABLE = "n/e"
NOTHING_TO_COMPARE = "no period to compare with"
MINUS = "\u2212"
PURPOSE = "For reflection, not performance assessment"
DEMO = "Demonstration data: no real person, no real family"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def rating_text(value: int | None) -> str:
    """A rating as it is read on pages and in documents: ``3``, or ``n/e`` where a principle was not evaluable."""
    return NOT_EVALUABLE if value is None else str(value)


def day_text(day: date) -> str:
    """A date as ``16 September 2026``, whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def full_day(day: date) -> str:
    """A date as ``16 Sep 2026`` for tables."""
    return f"{short_day(day)} {day.year}"


def short_day(day: date) -> str:
    """A date as ``16 Sep`` for axes and chips."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def period_text(start: date, end: date) -> str:
    """A period as ``July–September 2026`` when it is made of whole months, else with both dates."""
    whole = start.day == 1 and date.fromordinal(end.toordinal() + 1).day == 1
    if not whole:
        return f"{day_text(start)} to {day_text(end)}"
    first, last = _MONTHS[start.month - 1], _MONTHS[end.month - 1]
    if start.year != end.year:
        return f"{first} {start.year} to {last} {end.year}"
    return f"{first} {end.year}" if first == last else f"{first}–{last} {end.year}"


def signed(value: float) -> str:
    """A difference with its sign and one decimal; one that rounds to nothing has ±."""
    rounded = round(value, 1)
    if rounded == 0:
        return "±0.0"
    return f"+{rounded:.1f}" if rounded > 0 else f"{MINUS}{-rounded:.1f}"


def may_change(track: PrincipleTrack) -> bool:
    """Whether there are two ratings to compare: of one alone nothing can be said, not even that it is steady."""
    return len(track.estimates) > 1


def change_text(track: PrincipleTrack) -> str:
    """The change since the first rating, ``steady`` where the likely range supports none, a dash for one rating."""
    if not may_change(track):
        return DASH
    return "steady" if track.change is None else signed(track.change)


def range_text(estimate: Estimate) -> str:
    """The likely range as ``2.8–3.8``."""
    return f"{estimate.low:.1f}–{estimate.high:.1f}"


def counts_text(figure: BehaviourFigure) -> str:
    """What a summary measure is made of: a part ``of`` a whole for a share, else one count ``beside`` another."""
    return f"{figure.numerator} {'of' if figure.unit == '%' else 'beside'} {figure.denominator}"


def measure_text(value: float | None, unit: str) -> str:
    """A summary measure: ``38%``, ``2.3 : 1`` for a ratio, or a dash where it is undefined."""
    if value is None:
        return DASH
    if unit == "%":
        return f"{value:.0f}%"
    return f"{value:.1f} {unit}" if unit else f"{value:.1f} : 1"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 recording``, ``6 recordings``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def joined(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def is_thin(figure: BehaviourFigure | MeasureValue, codebook: Codebook) -> bool:
    """Whether a measure rests on so few codes that it is greyed and shown with its n."""
    return figure.denominator < codebook.rules.small_denominator


def track_sentences(track: PrincipleTrack, principle: Principle) -> str:
    """A principle's row in words, for screen readers and as the text behind the chart."""
    rated = [recording for recording in track.recordings if recording.value is not None]
    if not rated:
        nothing = "not evaluable so far" if track.not_evaluable else "no ratings yet"
        return f"{principle.name}: {nothing}."
    latest = track.estimates[-1]
    ratings = joined([str(recording.value) for recording in rated])
    change = (
        "one rating only, so nothing can be said about change"
        if not may_change(track)
        else "steady since the first recording"
        if track.change is None
        else f"{'up' if track.change > 0 else 'down'} {abs(track.change):.1f} since the first recording"
    )
    apart = f" Not evaluable in {counted(track.not_evaluable, 'recording')}." if track.not_evaluable else ""
    return (
        f"{principle.name}: rated {ratings} in order of time. Estimate {latest.mean:.1f}, "
        f"likely range {latest.low:.1f} to {latest.high:.1f}; {change}.{apart}"
    )


def profile_summary(profile: Profile, codebook: Codebook) -> str:
    """The whole trend chart in one paragraph."""
    if not profile.sessions_count:
        return "No coded recordings yet."
    rows = [track_sentences(track, codebook.principle(track.principle_id)) for track in profile.tracks]
    return f"{counted(profile.sessions_count, 'recording')} on a scale of 1 to 5. " + " ".join(rows)


_STANCES = {Stance.AGREE: "agrees with the evaluation", Stance.OTHERWISE: "sees it otherwise"}


def comment_text(comment: WorkerComment, practice: Practice = Practice.VISIT) -> str:
    """What the worker says of an evaluation, with the day, and at whose screen it was taken down."""
    said = f"The {words_of(practice).who} {_STANCES[comment.stance]}"
    taken = f", taken down at the screen of {comment.at_screen_of}" if comment.at_screen_of else ""
    return f"{said} ({day_text(comment.at.date())}{taken}). {comment.text}".strip()


def agreed_text(step: NextStep) -> str:
    """When a step was agreed, and by when it is to be tried."""
    due = "" if step.due_on is None else f", to be tried by {day_text(step.due_on)}"
    return f"Agreed {day_text(step.at.date())}{due}"


def explore_sentence(profile: Profile) -> str:
    """Why this principle is offered to be looked at together: facts of one recording, and that they are no finding."""
    for track in profile.tracks:
        if track.principle_id == profile.to_explore_principle and track.recordings:
            latest = track.recordings[-1]
            return (
                f"Rated {latest.value} in the latest recording ({day_text(latest.held_on)}), with "
                f"{counted(latest.evidence, 'moment')} given. One recording only: treat it as a question, not a "
                "finding."
            )
    return ""


def share_percent(shares: PrincipleShares) -> tuple[int, ...]:
    """Shares as whole percentages, lowest value first; empty where hidden."""
    return tuple(round(100 * share) for share in shares.shares or ())


def shares_sentence(shares: PrincipleShares, principle: Principle) -> str:
    """A principle's bar in words."""
    if shares.counts is None:
        return f"{principle.name}: not shown, {shares.suppressed_because}."
    parts = [f"{percent}% rated {value}" for value, percent in enumerate(share_percent(shares), start=1)]
    apart = f"; {shares.not_evaluable} not evaluable" if shares.not_evaluable else ""
    since = f" {team_change_sentence(shares)}" if shares.change is not None else ""
    return f"{principle.name}: {joined(parts)} ({counted(shares.recordings, 'recording')}{apart}).{since}"


def team_change_sentence(shares: PrincipleShares) -> str:
    """The change since the period before with its likely range; empty where there is none."""
    if shares.change is None or shares.change_low is None or shares.change_high is None:
        return ""
    return (
        f"Average {signed(shares.change)} since the period before "
        f"(likely {signed(shares.change_low)} to {signed(shares.change_high)})."
    )


def team_change_text(shares: PrincipleShares) -> str:
    """The same as ``+0.8 (+0.2 to +1.3)`` for a table; a dash where there is none."""
    if shares.change is None or shares.change_low is None or shares.change_high is None:
        return DASH
    return f"{signed(shares.change)} ({signed(shares.change_low)} to {signed(shares.change_high)})"


def report_summary(report: TeamReport, codebook: Codebook) -> str:
    """The whole chart of shares in one paragraph."""
    if report.suppressed_because:
        return f"No figures are shown: {report.suppressed_because}."
    return " ".join(shares_sentence(row, codebook.principle(row.principle_id)) for row in report.principles)


def hidden_report_sentence(report: TeamReport) -> str:
    """Why a whole report is hidden and when it will not be."""
    return (
        f"No figures are shown for this period: {report.suppressed_because}. A team's figures are shown only when "
        f"nobody can be picked out from them: from {MIN_WORKERS} workers and {MIN_RECORDINGS} recordings on. "
        "Nothing is lost; more recordings, or a longer period, will show them."
    )


def release_text(report: TeamReport) -> str:
    """Since when a report stands as it is; empty where nothing of it was released."""
    if report.released_on is None:
        return ""
    return f"Version {report.version}, as it was first shown on {day_text(report.released_on)}."


def report_lead(report: TeamReport) -> str:
    """Period, context, how many, and which teams, in one line."""
    parts = [period_text(report.start, report.end)]
    if report.cut is not None:
        parts.append(report.cut.text)
    if report.recordings is not None and report.workers is not None:
        recordings, workers = counted(report.recordings, "recording"), counted(report.workers, "worker")
        parts += [f"{recordings} of {workers}", "no one can be picked out"]
    return " · ".join(parts)


def teams_sentence(report: TeamReport) -> str:
    """Which teams a picture of the whole service is made of; empty for one team."""
    if not report.teams:
        return ""
    return (
        f"Made of {joined(list(report.teams))} together. No team is set beside another, and one that could be worked "
        "out is left out of a bar."
    )


def reference_lines(codebook: Codebook) -> str:
    """The codebook's reference lines with what they were made for, or "" where it has none."""
    by_note: dict[str, list[str]] = {}
    for measure in codebook.measures:
        if measure.reference_fair is not None and measure.reference_good is not None:
            line = f"{measure.name} {measure.reference_fair:g} fair, {measure.reference_good:g} good"
            by_note.setdefault(measure.reference_note.rstrip("."), []).append(line)
    return " ".join(f"Reference lines: {'; '.join(lines)} ({note})." for note, lines in by_note.items())
