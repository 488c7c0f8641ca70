"""Figures from times and attributes, checked by hand on a few made-up codes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codebook.load import load_builtin
from coder.analysis.figures import session_figures
from coder.analysis.measures import session_measures
from coder.domain.coding import Entry, EntryKind, Origin
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Speaker, Transcript, Utterance

AT = datetime(2026, 9, 1, tzinfo=UTC)


def entry(number: int, label: str, start_s: float, end_s: float, attributes=None, utterance_id: str = "") -> Entry:
    id_ = f"e{number}"
    return Entry(
        id_, "c", id_, EntryKind.CODE, label, True, Origin.BLIND, "a", AT, id_, "",
        utterance_id=utterance_id, start_s=start_s, end_s=end_s, attributes=attributes or {},
    )  # fmt: skip


def talk(duration_s: float = 1200.0) -> Transcript:
    voices = (Speaker("w", "A", SpeakerRole.WORKER, 1.0, True), Speaker("p", "B", SpeakerRole.PARENT, 1.0, True))
    said = [("w", 0.0, 2.0), ("p", 2.0, 4.0), ("p", 4.0, 6.0), ("w", 5.5, 8.0), ("p", 8.0, 9.0)]
    utterances = tuple(Utterance(f"u{i}", i, a, b, who, "…") for i, (who, a, b) in enumerate(said))
    return Transcript("t", "s", 0, "en", "base", duration_s, voices, utterances)


def figures(codes, book: str = "msw", duration_s: float = 1200.0) -> dict[str, str]:
    codebook, text = load_builtin(book), talk(duration_s)
    found = session_figures(text, codes, session_measures(text, codes, codebook), codebook)
    return {id_: text for id_, (_, text) in found.items()}


def test_what_was_never_said_is_a_dash():
    found = figures([])
    assert {found[id_] for id_ in ("purpose_said", "concern_said", "concern_specific", "plan_steps")} == {"—"}
    assert found["evoking_questions"] == "0.0 per 10 min"
    assert figures([], duration_s=0.0)["evoking_questions"] == "—"


def test_first_times_attributes_and_steps_are_told():
    found = figures(
        [
            entry(1, "STR", 63.0, 65.0),
            entry(2, "STR", 5.0, 6.0),
            entry(3, "CON", 300.0, 302.0, {"specific": "no"}),
            entry(4, "CON", 400.0, 402.0, {"specific": "yes"}),
            entry(5, "PLN", 500.0, 501.0, {"made": "shared"}),
            entry(6, "PLN", 510.0, 511.0, {"made": "imposed"}),
            entry(7, "PLN", 520.0, 521.0),
            entry(8, "OQ", 600.0, 601.0, {"evokes": "future"}),
            entry(9, "OQ", 610.0, 611.0),
        ]
    )
    assert found["purpose_said"] == "0:05"
    assert found["concern_said"] == "5:00"
    assert found["concern_specific"] == "yes, 1 of 2"
    assert found["plan_steps"] == "1 shared, 1 imposed"
    assert found["evoking_questions"] == "0.5 per 10 min"


def test_supervision_shares_its_coded_time():
    codes = [entry(1, "INF", 0.0, 30.0), entry(2, "HYP", 30.0, 40.0), entry(3, "DEC", 40.0, 50.0)]
    found = figures(codes, "supervision")
    assert (found["process_time"], found["thinking_time"], found["rehearsal_time"]) == ("60%", "20%", "0%")
    assert found["reasoned_steps"] == "0 of 1"
    assert "built_on" not in found, "who took up what is not coded"


@pytest.mark.parametrize(("label", "places", "turns"), [("CT", (1, 2, 4), 2), ("SR", (0, 3), 2)])
def test_a_code_belongs_to_the_turn_of_its_utterance_whoever_speaks(label, places, turns):
    text = talk()
    codes = [
        entry(n, label, text.utterances[n].start_s, text.utterances[n].end_s, utterance_id=f"u{n}") for n in places
    ]
    assert session_measures(text, codes, load_builtin("msw")).turns == {label: turns}
