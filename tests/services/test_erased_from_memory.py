"""What is erased is gone from memory as well, and at once: from all that services keep at hand."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coder.bootstrap import Services
from coder.domain.coding import Entry
from coder.domain.text_edits import SetText
from coder.domain.transcripts import Transcript, Utterance
from coder.services import rows
from coder.services.entries import entries_of
from coder.store import erasure
from coder.store.tables.coding import CodingRow
from tests.services.conftest import with_transcript

NOTE = "Quillfeather was here"


@pytest.fixture
def coded(services: Services, tone: Path) -> tuple[Services, str, str]:
    """Services, a session with corrected words and a code with a note, and the id of its coding."""
    session_id = with_transcript(services, tone)
    coding_id = services.coding.start(services.actor, session_id).created
    made = services.coding.add_code(services.actor, coding_id, "OQ", start_s=1.0, end_s=2.0, note=NOTE)
    # Superseded, so that no page holds it any more either.
    services.coding.set_note(services.actor, coding_id, made.created, "Another note")
    text = services.transcripts.get(services.actor, session_id)
    assert text is not None
    services.transcripts.edit(services.actor, session_id, [SetText(text.utterances[0].id, NOTE)], "Correct")
    assert services.coding.get(services.actor, session_id) is not None
    return services, session_id, coding_id


def left(session_id: str, coding_id: str) -> list[str]:
    """Everything in memory that holds words or marks of a session."""
    gc.collect()
    return [
        type(one).__name__
        for one in gc.get_objects()
        if (isinstance(one, Entry) and one.coding_id == coding_id)
        or (isinstance(one, Transcript) and one.session_id == session_id)
        or (isinstance(one, Utterance) and one.text == NOTE)
    ]


def test_notes_and_words_leave_memory_when_permission_is_withdrawn(coded: tuple[Services, str, str]) -> None:
    services, session_id, coding_id = coded
    assert "Entry" in left(session_id, coding_id)
    services.sessions.withdraw(services.actor, session_id, "mother", "Changed her mind")
    assert left(session_id, coding_id) == []
    assert not rows._placements


def test_a_view_from_before_the_erasure_is_not_kept(coded: tuple[Services, str, str]) -> None:
    services, session_id, coding_id = coded
    store = services.backing.store
    with store.read() as older:
        assert older.scalar(select(func.count()).select_from(CodingRow)) == 1
        services.sessions.withdraw(services.actor, session_id, "mother", "Changed her mind")
        assert len(entries_of(older, coding_id)) == 2
    del older
    assert left(session_id, coding_id) == []


def test_what_another_process_erased_goes_with_the_next_look_at_the_session(coded: tuple[Services, str, str]) -> None:
    services, session_id, coding_id = coded
    with services.backing.store.write() as session:
        erasure.erase_material(session, session_id, datetime(2026, 6, 1, tzinfo=UTC))
    assert "Entry" in left(session_id, coding_id)
    assert services.coding.get(services.actor, session_id) is None
    assert left(session_id, coding_id) == []


def test_removing_the_demo_forgets_it(services: Services) -> None:
    services.demo.install(services.actor, datetime(2026, 6, 1, tzinfo=UTC).date())
    with services.backing.store.read() as session:
        coding = session.scalars(select(CodingRow).limit(1)).one()
        assert entries_of(session, coding.id)
    services.demo.remove(services.actor)
    assert left(coding.session_id, coding.id) == []
