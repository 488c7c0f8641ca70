"""Speech without text that a person heard and found empty: a fact of the text, and asked for no more."""

from __future__ import annotations

import pytest

from coder.domain.errors import UserError
from coder.domain.text_edits import AddUtterance, MarkHeard, RestoreAll, apply, apply_all
from coder.domain.transcripts import Gap, Transcript
from tests.unit.test_text_edits import spoken

GAP = Gap(20.0, 24.0)


@pytest.fixture
def transcript() -> Transcript:
    """A talk with one stretch without text."""
    return spoken()


def test_a_stretch_that_was_heard_asks_no_more_and_is_no_correction(transcript: Transcript) -> None:
    assert transcript.gaps == (GAP,)
    found = apply(transcript, MarkHeard(20.0, 24.0))
    assert (found.gaps, found.heard) == ((), (GAP,))
    assert found.coverage == transcript.coverage
    assert found.utterances == transcript.utterances
    assert not found.edited


def test_a_part_that_was_heard_leaves_the_rest_to_be_asked_for(transcript: Transcript) -> None:
    found = apply(transcript, MarkHeard(19.0, 21.5))
    assert (found.gaps, found.heard) == ((Gap(21.5, 24.0),), (Gap(20.0, 21.5),))


def test_words_written_there_after_all_end_what_was_heard(transcript: Transcript) -> None:
    edits = (MarkHeard(20.0, 24.0), AddUtterance("n", 21.0, 22.0, "v2", "I know"))
    assert apply_all(transcript, edits).heard == (Gap(20.0, 21.0), Gap(22.0, 24.0))


def test_the_machines_version_asks_again(transcript: Transcript) -> None:
    found = apply_all(transcript, (MarkHeard(20.0, 24.0), RestoreAll()))
    assert (found.gaps, found.heard) == ((GAP,), ())


@pytest.mark.parametrize("stretch", [(1.0, 3.0), (24.0, 30.0), (22.0, 21.0), (20.0, 20.05), (-5.0, -1.0)])
def test_only_speech_without_text_can_be_marked(transcript: Transcript, stretch: tuple[float, float]) -> None:
    with pytest.raises(UserError, match="without text"):
        apply(transcript, MarkHeard(*stretch))
    once = apply(transcript, MarkHeard(20.0, 24.0))
    with pytest.raises(UserError, match="without text"):
        apply(once, MarkHeard(20.0, 24.0))
