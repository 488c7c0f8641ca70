"""What one reader may learn of agreement: where few coded, even figures without names tell whose ratings they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coder.analysis.agreement.figures import MIN_PAIRED
from coder.analysis.wording import counted
from coder.domain.blind_pairs import BlindCoding, CodedTogether

MIN_EVALUATORS = 3
"""With two evaluators each figure is about the one and the other. Our own choice, as are ten recordings here."""


@dataclass(frozen=True)
class Seen:
    """The ``recordings`` that stand behind a figure; ``own`` are the ids of those whose pairs may be told.

    ``only_counted`` further recordings, which others coded, are left out of it.
    """

    recordings: tuple[CodedTogether, ...]
    own: frozenset[str]
    only_counted: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on what was left out, or nothing."""
        if not self.only_counted:
            return ()
        return (
            f"{counted(self.only_counted, 'recording')} that you did not code left out: to show no single person's "
            f"ratings, figures over others' recordings need {MIN_EVALUATORS} evaluators and {MIN_PAIRED} recordings.",
        )


@dataclass(frozen=True)
class Reader:
    """Who reads, by the code that stands in figures. ``every_recording``: pairs of ratings of recordings that others
    coded are open to them; ``every_pair``: also how any two people compare."""

    code: str
    every_recording: bool = False
    every_pair: bool = False

    def may_know(self, first: str, second: str) -> bool:
        """Whether the reader may know how these two, by code, compare."""
        return self.every_pair or self.code in (first, second)

    def sees(self, recordings: Sequence[CodedTogether], took_part: Callable[[BlindCoding], bool]) -> Seen:
        """What may stand behind a figure about something that those of ``took_part`` rated or marked.

        All recordings where at least three evaluators and ten recordings are compared in it; otherwise the reader's
        own, whose codings are open to them anyway.
        """
        if self.every_recording:
            return Seen(tuple(recordings), frozenset(one.session_id for one in recordings))
        own = [one for one in recordings if any(coding.evaluator_code == self.code for coding in one.codings)]
        ids = frozenset(one.session_id for one in own)
        took = [(one.session_id, [c.evaluator_code for c in one.codings if took_part(c)]) for one in recordings]
        compared = {session_id: codes for session_id, codes in took if len(codes) > 1}
        people = {code for codes in compared.values() for code in codes}
        if len(people) >= MIN_EVALUATORS and len(compared) >= MIN_PAIRED:
            return Seen(tuple(recordings), ids)
        return Seen(tuple(own), ids, len(compared.keys() - ids))
