"""Shares of talk in a group supervision, hand-counted."""

from __future__ import annotations

import pytest

from coder.analysis.group_figures import group_figures
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Speaker, Transcript, Utterance


def talk(*voices: tuple[SpeakerRole, float]) -> Transcript:
    """A transcript in which each voice speaks once, for so many seconds."""
    speakers = tuple(Speaker(f"v{n}", f"S{n}", role, 1.0, True) for n, (role, _) in enumerate(voices))
    said = tuple(
        Utterance(f"u{n}", n, 100.0 * n, 100.0 * n + length, f"v{n}", "x") for n, (_, length) in enumerate(voices)
    )
    return Transcript("t", "s", 0, "en", "base", 2000.0, speakers, said)


def texts(transcript: Transcript) -> dict[str, str]:
    return {name: make("%") for name, make in group_figures(transcript).items()}


def test_the_chair_and_each_member_have_a_share_in_the_order_of_the_voices() -> None:
    group = talk(
        (SpeakerRole.WORKER, 10), (SpeakerRole.SUPERVISOR, 20), (SpeakerRole.WORKER, 50), (SpeakerRole.WORKER, 20)
    )
    assert texts(group) == {"chair_talk": "20%", "member_talk": "10%, 50%, 20%"}


def test_an_interpreter_says_again_what_others_said() -> None:
    roles = [
        (SpeakerRole.SUPERVISOR, 25),
        (SpeakerRole.INTERPRETER, 60),
        (SpeakerRole.WORKER, 50),
        (SpeakerRole.WORKER, 25),
    ]
    assert texts(talk(*roles))["chair_talk"] == "25%"


@pytest.mark.parametrize(
    "voices",
    [
        [(SpeakerRole.SUPERVISOR, 20), (SpeakerRole.WORKER, 20)],
        [(SpeakerRole.WORKER, 20), (SpeakerRole.PARENT, 20), (SpeakerRole.CHILD, 5)],
        [(SpeakerRole.SUPERVISOR, 0), (SpeakerRole.WORKER, 0), (SpeakerRole.WORKER, 0)],
    ],
)
def test_outside_a_group_there_are_no_such_figures(voices: list[tuple[SpeakerRole, float]]) -> None:
    assert texts(talk(*voices)) == {}


def test_many_members_stand_three_to_a_line() -> None:
    group = talk((SpeakerRole.SUPERVISOR, 20), *[(SpeakerRole.WORKER, 20)] * 4)
    assert texts(group)["member_talk"] == "20%, 20%, 20%,\n20%"
