"""A small sound codebook, and a way to spoil one place in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SMALL = """\
scale = ["low", "middle", "high"]

[codebook]
id = "small"
version = "1.0.0"
title = "A small codebook"
language = "en-GB"
provenance = "made for tests"
licence = "none"
kind = "practice"

[rules]
scale_max = 3
neutral_value = 2

[[groups]]
id = "only"
name = "Only group"
principles = ["LIS"]

[[principles]]
id = "LIS"
badge = "Li"
name = "Listening"
group = "only"
definition = "The worker listens to what is said."
indicators = ["Leaves silence."]
counter_indicators = ["Talks over the person."]
anchors = [
  "Talks over the person most of the time.",
  "Listens in places.",
  "Listens throughout, also when it is hard.",
]
not_evaluable_when = "Nobody else speaks."
questions = ["When did you hear something new?"]

[[codes]]
id = "OQ"
name = "Open question"
speaker = "worker"
definition = "Invites a story."
examples = ["How was it?"]
group = "neutral"
consistent_when = "evokes"
precedence = 1
key = "q"
principle = "LIS"

[[codes.attributes]]
id = "evokes"
name = "Evokes"

[[codes]]
id = "CQ"
name = "Closed question"
speaker = "worker"
definition = "Wants a fact."
group = "neutral"
precedence = 2
key = "Shift+Q"

[[codes.attributes]]
id = "leading"
name = "Leading"

[[codes.attributes]]
id = "to"
name = "Spoken to"
values = ["parent", "child"]

[[measures]]
id = "open_questions"
name = "Open questions"
numerator = ["OQ"]
denominator = ["OQ", "CQ"]
unit = "%"

[[bands]]
name = "early"
at_least = 1

[[bands]]
name = "later"
at_least = 2

[mappings.other]
OQ = ["Q"]
"""


@pytest.fixture
def small() -> str:
    """The text of the small codebook."""
    return SMALL


@pytest.fixture
def edited() -> Callable[[str, str], str]:
    """Replaces one piece of the small codebook, which must stand there exactly once."""

    def edit(old: str, new: str) -> str:
        assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times in the sample"
        return SMALL.replace(old, new)

    return edit
