"""What the pages say of a recording, without what only a programmer would understand."""

from __future__ import annotations

import pytest

from coder.domain.sessions import SessionKind, SessionState
from ui.sessions.words import format_words, state_explained


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("ogg opus", "ogg opus"),
        ("mov,mp4,m4a,3gp,3g2,mj2 aac", "aac"),
        ("flac flac", "flac"),
        ("", ""),
    ],
)
def test_a_format_is_said_once_and_without_a_list_of_names(found: str, said: str) -> None:
    assert format_words(found) == said


def test_of_a_rated_role_play_no_second_listen_is_told() -> None:
    said = state_explained(SessionState.FINISHED, SessionKind.RECRUITMENT)
    assert said == "Its ratings can no longer be changed."
