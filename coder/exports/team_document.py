"""A team report as plain texts, lists and a chart for its template."""

from __future__ import annotations

from codebook.schema import Codebook
from coder.analysis import wording
from coder.analysis.prompts import DAILY_QUESTIONS
from coder.domain.family_voice import TeamVoice
from coder.domain.quotes import HOW_QUOTED, IN_OUR_OWN_WORDS
from coder.domain.reports import (
    MAX_SHARE_OF_ONE_WORKER,
    MIN_RECORDINGS,
    MIN_WORKERS,
    PrincipleShares,
    TeamFigure,
    TeamReport,
)
from coder.exports import colours
from coder.exports.charts import stacked_shares
from coder.exports.document import Table, box_note, codebook_footer, frame, table
from coder.exports.printable import printable
from coder.exports.voice_document import team_voice_part

HOW_TO_READ = (
    "For talk within the team, not for comparing people. Each bar is all evaluated recordings of the period; its parts "
    "are the shares rated 1 to 5."
)
METHOD = (
    f"A figure is shown only when it rests on at least {MIN_WORKERS} workers and {MIN_RECORDINGS} recordings, no "
    f"worker has more than {MAX_SHARE_OF_ONE_WORKER:.0%} of it, and it could not be worked out from other figures or "
    "earlier reports. A report stands as it was first shown until enough is new. "
    "Ratings are made by trained evaluators on whole recordings, never by a program; “not evaluable” is left out of "
    "the shares and counted beside them. A change is the difference of the averages of two periods, with the range in "
    "which it lies four times in five, allowing for ratings of one worker going together. "
    "Percentages are rounded and may add up to 99 or 101."
)


def _share_row(shares: PrincipleShares, name: str, steps: int) -> list[str]:
    if shares.counts is None:
        return [name, *[wording.DASH] * (steps + 2), f"not shown: {shares.suppressed_because}"]
    percents = [f"{percent}%" for percent in wording.share_percent(shares)]
    return [name, *percents, str(shares.recordings), str(shares.not_evaluable), wording.team_change_text(shares)]


def _shares(report: TeamReport, codebook: Codebook) -> Table:
    values = [str(value) for value in codebook.rules.values]
    head = ["Principle", *values, "Recordings", wording.NOT_EVALUABLE, "Change (likely range)"]
    body = [_share_row(row, codebook.principle(row.principle_id).name, len(values)) for row in report.principles]
    return table(head, body)


def _figure_row(figure: TeamFigure) -> list[str]:
    if figure.suppressed_because:
        return [figure.title, wording.DASH, f"not shown: {figure.suppressed_because}"]
    return [figure.title, figure.value, figure.note]


def _prompts(report: TeamReport, codebook: Codebook) -> list[dict[str, str]]:
    positions = {principle.id: position for position, principle in enumerate(codebook.principles)}
    return [
        {
            "colour": colours.principle(codebook.principle(prompt.principle_id).badge, positions[prompt.principle_id]),
            "title": printable(prompt.title),
            "sentence": printable(prompt.sentence),
            "question": printable(prompt.question),
        }
        for prompt in report.prompts
    ]


def team_document(report: TeamReport, codebook: Codebook, voice: TeamVoice | None = None) -> dict[str, object]:
    """All that ``team.typ`` prints; ``voice`` is what families said of the same visits."""
    period = wording.period_text(report.start, report.end)
    hidden = report.suppressed_because
    document: dict[str, object] = {
        **frame(
            f"Reflection report of {report.team_name}, {period}",
            "Team reflection report",
            codebook_footer(codebook),
            demo=report.demo,
        ),
        "heading": printable(f"{report.team_name}: reflection report"),
        "lead": printable(wording.report_lead(report)),
        "suppressed": printable(wording.hidden_report_sentence(report)) if hidden else "",
        "how_to_read": printable(" ".join(filter(None, [wording.teams_sentence(report), HOW_TO_READ]))),
        "daily": list(DAILY_QUESTIONS),
        "chart": "" if hidden else stacked_shares(report, codebook),
        "chart_alt": printable(wording.report_summary(report, codebook)),
        "prompts": _prompts(report, codebook),
        "quotes": [printable(f"“{words}”") for words in report.quotes],
        "quotes_heading": IN_OUR_OWN_WORDS,
        "quotes_note": printable(HOW_QUOTED),
        "figures": table(["Figure", "Value", "Made of"], [_figure_row(figure) for figure in report.figures]),
        "figures_note": printable(wording.reference_lines(codebook)),
        "shares": _shares(report, codebook),
        **team_voice_part(voice, codebook),
    }
    document["method"] = " ".join(filter(None, [METHOD, box_note(document)]))
    return document
