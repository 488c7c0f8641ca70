"""The words beside the moments of a profile: as they read now, and read only where they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from coder.bootstrap import Services
from coder.domain.coding import Direction
from coder.domain.people import Actor, Role
from coder.domain.profiles import Profile
from coder.domain.text_edits import RemoveUtterance, SetText
from tests.helpers.asked import asked
from tests.services.conftest import TALK, rate_all, with_transcript

LOW = 2


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    """A session with its text."""
    return with_transcript(services, tone)


def ids_of(services: Services, session_id: str) -> list[str]:
    """The utterances of a session."""
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    return [one.id for one in found.utterances]


def coded(services: Services, session_id: str, note: str = "") -> None:
    """A locked coding that rates the first principle low, for three utterances; ``note`` is on the second of them."""
    coding, actor = services.coding, services.actor
    principle = services.codebooks.active().principles[0].id
    made = coding.start(actor, session_id).created
    ids = ids_of(services, session_id)
    for place in (0, 1, 4):
        coding.add_evidence(
            actor,
            made,
            principle,
            start_s=5.0 * place,
            end_s=5.0 * place + 4,
            utterance_id=ids[place],
            direction=Direction.FOR,
            note=note if place == 1 else "",
        )
    rate_all(services, made)
    coding.rate(actor, made, principle, LOW)
    coding.lock(actor, made)


def profile_of(services: Services, session_id: str) -> Profile:
    """The profile of the session's worker, as the worker reads it."""
    worker = services.sessions.get(services.actor, session_id).worker_id
    return services.profiles.get(Actor(worker, frozenset({Role.WORKER})), worker)


def test_a_profile_quotes_the_words_as_they_read_now(services: Services, session_id: str) -> None:
    coded(services, session_id)
    ids = ids_of(services, session_id)
    edits = [SetText(ids[0], "Good evening"), RemoveUtterance(ids[4])]
    services.transcripts.edit(services.actor, session_id, edits, "Correct")
    assert [clip.text for clip in profile_of(services, session_id).to_explore] == ["Good evening", TALK[1][1], ""]


def test_a_moment_with_a_note_needs_no_words(services: Services, session_id: str) -> None:
    coded(services, session_id, note="She waited")
    told = [(clip.note, clip.text) for clip in profile_of(services, session_id).to_explore]
    assert told == [("", TALK[0][1]), ("She waited", ""), ("", TALK[4][1])]


def test_only_the_transcript_that_is_quoted_is_read(services: Services, session_id: str, tone: Path) -> None:
    samples, rate = soundfile.read(tone)
    soundfile.write(tone, samples / 2, rate)
    other = with_transcript(services, tone)
    for one in (session_id, other):
        coded(services, one)
        services.transcripts.edit(services.actor, one, [SetText(ids_of(services, one)[0], "Good evening")], "Correct")
    with asked(services) as statements:
        profile = profile_of(services, other)
    assert profile.to_explore
    folded = [one for one in statements if "transcript_edits.payload" in one]
    assert len(folded) == 1


def test_a_team_report_reads_no_words_at_all(services: Services, session_id: str) -> None:
    coded(services, session_id)
    services.transcripts.edit(
        services.actor, session_id, [SetText(ids_of(services, session_id)[0], "Good evening")], "Correct"
    )
    with asked(services) as statements:
        services.reports.get(services.actor, "North")
    assert any("coding_entries" in one for one in statements)
    assert not [one for one in statements if "utterances" in one or "transcript_edits.payload" in one]
