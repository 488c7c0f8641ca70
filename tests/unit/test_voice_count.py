"""How many voices, as users say it."""

from __future__ import annotations

import pytest

from coder.domain.errors import UserError
from coder.domain.voice_count import VoiceCount, read_count
from coder.jobs.handlers import _bounds
from models.speech.clustering import SpeakerBounds


@pytest.mark.parametrize(("typed", "count"), [("3", 3), ("2-4", (2, 4)), (" 1 – 12 ", (1, 12)), ("5-5", (5, 5))])
def test_a_number_or_the_fewest_and_the_most_are_understood(typed: str, count: VoiceCount) -> None:
    assert read_count(typed) == count


@pytest.mark.parametrize("typed", ["0", "13", "4-2", "0-3", "2-13", "two", "2-", "-2", "2.5", "1-2-3"])
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(UserError, match="whole number from 1 to 12") as refused:
        read_count(typed)
    assert "2-4" in refused.value.hint


def test_what_was_asked_bounds_what_is_looked_for() -> None:
    assert _bounds(3) == SpeakerBounds(3, 3)
    # As it comes back from the queue, where it is kept as JSON.
    assert _bounds([2, 4]) == SpeakerBounds(2, 4)
    assert _bounds(None) == SpeakerBounds()
