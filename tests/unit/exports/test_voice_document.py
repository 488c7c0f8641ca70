"""What families said in printed profiles and reports: a table by itself, no word a family wrote, nothing hidden."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from coder.domain.family_voice import (
    FamilyVoice,
    GivenAnswer,
    GoalSummary,
    Pleased,
    TeamVoice,
    TeamVoiceLine,
    VoiceGoal,
    VoiceLine,
)
from coder.domain.feedback import Audience, Side
from coder.exports.pdf import profile_pdf, team_report_pdf
from coder.exports.profile_document import profile_document
from coder.exports.team_document import team_document
from coder.exports.word_documents import profile_docx
from tests.cases.coded_sessions import codebook
from tests.unit.exports.test_pdf import _elements, _hidden, _profile, _report

DAY = date(2026, 5, 4)
VOICE = FamilyVoice(
    worker_id="w",
    forms=3,
    pleased=(Pleased(Audience.ADULT, 2, 3),),
    lines=(
        VoiceLine(
            "adult_1",
            "They listened to what it is like for us.",
            Audience.ADULT,
            "EMP",
            tuple(GivenAnswer("S-1", DAY, one) for one in ("Mostly", "In part", "Mostly")),
        ),
    ),
    goals=(VoiceGoal("S-1", DAY, "Zephyrine sleeps through", -1, 1, -2),),
    summaries=(GoalSummary("S-1", Side.FAMILY, 1, 40.0),),
    words=(GivenAnswer("S-1", DAY, "Ringing Zephyrine first"),),
)


def team_line(item_id: str, share: float | None) -> TeamVoiceLine:
    """A statement about empathy, shown or not."""
    reason = "" if share is not None else "fewer than 5 workers"
    families = 0 if share is None else 21
    return TeamVoiceLine(
        item_id, f"Statement {item_id}", Audience.ADULT, "EMP", False, share, families, ("A", "B"), reason
    )


TEAM_VOICE = TeamVoice("t", DAY, DAY, (team_line("a", 0.714), team_line("b", None)))


def test_a_profile_says_each_answer_beside_its_principle_and_no_word_of_the_family() -> None:
    document = profile_document(_profile(), codebook(), masked=True, voice=VOICE)

    assert document["voice"]["body"] == [["Empathy", "They listened to what it is like for us.", "Mostly (2), In part"]]
    assert "It helps, said 2 of 3 adults who answered." in document["voice_note"]
    assert "S-1 40.0 (family)" in document["voice_note"]
    assert "Zephyrine" not in str(document)
    assert profile_docx(document | {"about": ""})[:2] == b"PK"


def test_a_report_only_counts_what_may_not_be_shown() -> None:
    document = team_document(_report(), codebook(), TEAM_VOICE)

    assert document["voice"]["body"] == [["Empathy", "Statement a", "71% of 21 families said a or b"]]
    assert "1 statement not shown" in document["voice_note"]
    assert "Statement b" not in str(document)


@pytest.mark.parametrize("asked", [True, False])
def test_the_table_is_a_table_to_a_screen_reader_and_there_only_when_somebody_was_asked(asked: bool) -> None:
    voices = (VOICE, TEAM_VOICE) if asked else (None, None)
    printed = (
        profile_pdf(_profile(), codebook(), masked=True, voice=voices[0]),
        team_report_pdf(_report(), codebook(), voice=voices[1]),
    )
    tables = []
    for document in printed:
        with pikepdf.open(io.BytesIO(document)) as pdf:
            tables.append(len(list(_elements(pdf.Root.StructTreeRoot.K, "/Table"))))
    assert tables == ([4, 3] if asked else [3, 2])


def test_a_hidden_report_hides_what_families_said_too() -> None:
    with pikepdf.open(io.BytesIO(team_report_pdf(_hidden(), codebook(), voice=TEAM_VOICE))) as pdf:
        assert list(_elements(pdf.Root.StructTreeRoot.K, "/Table")) == []
