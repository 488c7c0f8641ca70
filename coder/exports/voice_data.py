"""What families said as tables beside the figures, by themselves: never put together with a rating.

No word a family wrote is in them; what stands there is what was asked, and what was chosen.
"""

from __future__ import annotations

from collections import Counter

from coder.domain.family_voice import FamilyVoice, TeamVoice, TeamVoiceLine
from coder.exports.dataset import SHOWN, WHY_HIDDEN, Column, ColumnKind, DataTable, Row, shown

_STATEMENT = (
    Column("statement", "Statement, by its short code"),
    Column("text", "Statement"),
    Column("audience", "Whom it is put to"),
    Column("principle", "Principle it stands beside, empty for none"),
)


def worker_voice_tables(voice: FamilyVoice) -> tuple[DataTable, ...]:
    """How often each answer was given, and the T-score of goals for each side; none without any answer."""
    answers = tuple(
        (line.item_id, line.text, line.audience.value, line.principle_id, label, count)
        for line in voice.lines
        for label, count in Counter(one.label for one in line.answers).items()
    )
    goals = tuple((one.session_code, one.side.value, one.goals, shown(one.t_score)) for one in voice.summaries)
    said = (*_STATEMENT, Column("answer", "Answer"), Column("given", "How often it was given", ColumnKind.WHOLE))
    sides = (
        Column("recording", "Code of the recording"),
        Column("side", "Whose view"),
        Column("goals", "Goals that are rated", ColumnKind.WHOLE),
        Column("t_score", "T-score (Kiresuk and Sherman 1968); 50 is as was hoped", ColumnKind.DECIMAL),
    )
    tables = (
        DataTable("voice", "What families said, beside the principles", said, answers),
        DataTable("goals", "Goals of families, as each side sees them", sides, goals),
    )
    return tuple(table for table in tables if table.rows)


def team_voice_tables(voice: TeamVoice) -> tuple[DataTable, ...]:
    """Which share of families chose one of the two highest answers, or why it is not shown; none without a line."""
    columns = (
        *_STATEMENT,
        SHOWN,
        Column("share", "Families that chose one of the two highest answers", ColumnKind.WHOLE, "%"),
        Column("families", "Families that answered", ColumnKind.WHOLE),
        Column("answers", "The two highest answers"),
        WHY_HIDDEN,
    )
    rows = tuple(map(_team_line, voice.lines))
    return (DataTable("voice", "What families said, beside the principles", columns, rows),) if rows else ()


def _team_line(line: TeamVoiceLine) -> Row:
    asked = (line.item_id, line.text, line.audience.value, line.principle_id)
    if line.share is None:
        return (*asked, 0, None, None, None, line.suppressed_because)
    return (*asked, 1, round(100 * line.share), line.families, " or ".join(line.counted), "")
