"""What families said, as a table of a printed profile or report: by itself, and without a word a family wrote."""

from __future__ import annotations

from collections import Counter

from codebook.schema import Codebook
from coder.analysis.wording import counted
from coder.domain.family_voice import FamilyVoice, Pleased, TeamVoice, TeamVoiceLine, VoiceLine
from coder.domain.feedback import Audience
from coder.exports.document import Table, table
from coder.exports.printable import printable

APART = "Each statement stands beside its principle and is never merged with a rating."


def worker_voice_part(voice: FamilyVoice | None, codebook: Codebook) -> dict[str, object]:
    """``voice`` and ``voice_note`` of a profile; an empty table where nobody was asked."""
    if voice is None or not (voice.forms or voice.summaries):
        return {"voice": _empty(), "voice_note": ""}
    rows = [[_name(line.principle_id, codebook), line.text, _answers(line)] for line in voice.lines]
    told = [f"{counted(voice.forms, 'form')}.", *(_pleased(one) for one in voice.pleased), *_scores(voice), APART]
    return {"voice": table(["Beside", "Statement", "Answers"], rows), "voice_note": printable(" ".join(told))}


def team_voice_part(voice: TeamVoice | None, codebook: Codebook) -> dict[str, object]:
    """``voice`` and ``voice_note`` of a report; statements that may not be shown are only counted."""
    shown = [] if voice is None else [line for line in voice.lines if line.share is not None]
    if voice is None or not shown:
        return {"voice": _empty(), "voice_note": ""}
    rows = [[_name(line.principle_id, codebook), line.text, _share(line)] for line in shown]
    hidden = len(voice.lines) - len(shown)
    told = [APART]
    if hidden:
        told.append(f"{counted(hidden, 'statement')} not shown, so that nobody can be picked out.")
    return {"voice": table(["Beside", "Statement", "Answers"], rows), "voice_note": printable(" ".join(told))}


def _empty() -> Table:
    return table(["Beside", "Statement", "Answers"], [])


def _name(principle_id: str, codebook: Codebook) -> str:
    return next((one.name for one in codebook.principles if one.id == principle_id), "")


def _answers(line: VoiceLine) -> str:
    often = Counter(one.label for one in line.answers)
    return ", ".join(f"{words} ({count})" if count > 1 else words for words, count in often.items())


def _pleased(one: Pleased) -> str:
    whom = "adults" if one.audience is Audience.ADULT else "children"
    return f"It helps, said {one.pleased} of {one.answered} {whom} who answered."


def _share(line: TeamVoiceLine) -> str:
    families = counted(line.families, "family", "families")
    return f"{round(100 * (line.share or 0))}% of {families} said {' or '.join(line.counted).lower()}"


def _scores(voice: FamilyVoice) -> list[str]:
    if not voice.summaries:
        return []
    told = ", ".join(f"{one.session_code} {one.t_score:.1f} ({one.side.value})" for one in voice.summaries)
    return [f"T-scores of goals (Kiresuk and Sherman 1968; 50: all where it was hoped; goals, not people): {told}."]
