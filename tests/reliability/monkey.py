"""How long the runs of random acts are: short and the same in the suite, long and different each time when asked.

``PRACTICE_CODER_MONKEY=20000`` has each of them do about so many acts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import HealthCheck, Phase, settings

_ASKED = int(os.environ.get("PRACTICE_CODER_MONKEY", "0"))


def run_settings(runs: int, steps: int) -> settings:
    """So many runs of so many acts in the suite; as many runs as were asked for otherwise."""
    return settings(
        max_examples=max(1, _ASKED // steps) if _ASKED else runs,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not _ASKED,
        database=None,
        print_blob=False,
        # A shorter run that fails as well takes minutes to find: only for those who asked for a long one.
        phases=[Phase.generate, Phase.shrink] if _ASKED else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def when(holds: Callable[[Any], object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a rule do nothing where a condition does not hold.

    Hypothesis asks its own preconditions before it chooses, and gives up where the same choices lead to another answer;
    but what holds here is a matter of time, too: how much the store has done, which ids it gave.
    """

    def decorate(act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def perhaps(self: Any, **drawn: Any) -> None:
            if holds(self):
                act(self, **drawn)

        return perhaps

    return decorate
