"""Counts of utterances and turns, checked by hand on a short invented talk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coder.analysis.measures import (
    count_codes,
    measure_values,
    session_measures,
    turns,
)
from coder.domain.coding import Entry, EntryKind, Origin
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Speaker, Transcript, Utterance
from tests.cases.coded_sessions import codebook

# Who, from, to, code, attributes. Three closed questions in one breath are three utterances and one turn.
TALK = [
    ("w", 0.0, 4.0, "STR", {}),
    ("p", 5.0, 7.0, "", {}),
    ("w", 8.0, 9.0, "CQ", {}),
    ("w", 9.0, 10.0, "CQ", {}),
    ("w", 10.0, 12.0, "CQ", {}),
    ("p", 12.5, 20.5, "", {}),
    ("w", 20.0, 22.0, "CR", {}),
    ("w", 22.0, 25.0, "OQ", {"evokes": "reasons"}),
    ("p", 27.0, 30.0, "", {}),
    ("w", 30.5, 31.5, "SR", {}),
    ("c", 32.0, 33.0, "", {}),
    ("w", 34.0, 37.0, "ADU", {}),
]


def _transcript(rows=TALK) -> Transcript:
    speakers = (
        Speaker("w", "Speaker 1", SpeakerRole.WORKER, 0.9, True),
        Speaker("p", "Speaker 2", SpeakerRole.PARENT, 0.9, True),
        Speaker("c", "Speaker 3", SpeakerRole.CHILD, 0.6, True),
    )
    utterances = tuple(Utterance(f"u{i}", i, row[1], row[2], row[0], "…") for i, row in enumerate(rows))
    return Transcript("t", "s", 0, "en", "base", 40.0, speakers, utterances)


def _entry(number: int, label: str, start_s: float, end_s: float, attributes=None, utterance_id: str = "") -> Entry:
    return Entry(
        id=f"e{number:03d}",
        coding_id="c",
        thread_id=f"e{number:03d}",
        kind=EntryKind.CODE,
        label=label,
        active=True,
        origin=Origin.BLIND,
        author_id="a",
        at=datetime(2026, 9, 1, tzinfo=UTC),
        step_id=f"e{number}",
        step_text="",
        utterance_id=utterance_id,
        start_s=start_s,
        end_s=end_s,
        attributes=attributes or {},
    )


def _codes(rows=TALK) -> list[Entry]:
    return [_entry(i, row[3], row[1], row[2], row[4], f"u{i}") for i, row in enumerate(rows) if row[3]]


def test_turns_join_neighbouring_utterances_of_one_speaker():
    joined = turns(_transcript())
    assert [turn.speaker_id for turn in joined] == ["w", "p", "w", "p", "w", "p", "w", "c", "w"]
    assert (joined[2].start_s, joined[2].end_s, joined[2].spoken_s) == (8.0, 12.0, 4.0)


def test_a_list_of_three_questions_is_three_utterances_and_one_turn():
    assert count_codes(_codes())["CQ"] == 3
    assert session_measures(_transcript(), _codes(), codebook()).turns["CQ"] == 1


def test_ratios_agree_with_a_hand_count_per_utterance_and_per_turn():
    measures = session_measures(_transcript(), _codes(), codebook())
    per_utterance = {value.measure_id: value for value in measures.per_utterance}
    per_turn = {value.measure_id: value for value in measures.per_turn}
    assert per_utterance["reflections_per_question"].value == pytest.approx(2 / 4)
    assert per_turn["reflections_per_question"].value == pytest.approx(2 / 2)
    assert per_utterance["complex_reflections"].value == pytest.approx(50.0)
    assert per_utterance["open_questions"].value == pytest.approx(25.0)
    assert per_turn["open_questions"].value == pytest.approx(50.0)


def test_undefined_ratios_are_none_and_never_nought():
    values = {value.measure_id: value.value for value in measure_values(codebook(), {"SR": 3})}
    assert values["reflections_per_question"] is None
    assert values["open_questions"] is None
    assert values["complex_reflections"] == 0.0


def test_raising_a_concern_is_not_inconsistent_and_an_evoking_question_is_consistent():
    concern = _entry(50, "CON", 38.0, 39.0)
    plain_question = _entry(51, "OQ", 38.0, 39.0)
    measures = session_measures(_transcript(), [*_codes(), concern, plain_question], codebook())
    assert measures.consistent == 3  # CR, SR and the open question that evokes
    assert measures.inconsistent == 1  # ADU


def test_talk_share_longest_turn_and_pause_come_from_the_clock():
    floor = session_measures(_transcript(), [], codebook()).floor
    own = 4.0 + 4.0 + 5.0 + 1.0 + 3.0
    assert floor.worker_share == pytest.approx(own / (own + 2.0 + 8.0 + 3.0 + 1.0))
    assert floor.longest_worker_turn_s == pytest.approx(5.0)
    # Pauses after the parent: 1 s, an overlap that counts as 0, and 0.5 s.
    assert floor.mean_pause_after_parent_s == pytest.approx(0.5)


def test_nobody_speaking_leaves_the_floor_undefined():
    floor = session_measures(_transcript(rows=[]), [], codebook()).floor
    assert (floor.worker_share, floor.longest_worker_turn_s, floor.mean_pause_after_parent_s) == (None, None, None)


def test_a_code_on_a_stretch_without_text_still_counts_once():
    free = [_entry(60, "FAC", 39.0, 39.5), _entry(61, "FAC", 39.5, 40.0)]
    assert session_measures(_transcript(), free, codebook()).turns == {"FAC": 2}
