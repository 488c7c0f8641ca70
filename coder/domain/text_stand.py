"""How far the words of a session are: two looks tell whether somebody changed them in between, and who."""

from __future__ import annotations

from dataclasses import dataclass, field

from coder.domain.sessions import SessionState


@dataclass(frozen=True)
class TextStand:
    """A look at one session. ``edits`` counts what each person ever did to its newest transcript (also undo and redo),
    by person id, and ``codes`` how those people are called; ``voices`` counts who was said to be whom; the id is empty
    where there is no transcript.

    Counts and no times: the clocks of two computers differ.
    """

    state: SessionState
    transcript_id: str = ""
    edits: dict[str, int] = field(default_factory=dict)
    voices: int = 0
    codes: dict[str, str] = field(default_factory=dict, compare=False)

    def changed_by_others(self, before: TextStand, person_id: str) -> tuple[str, ...]:
        """The codes of all but one person who changed words since an earlier look; nobody for another transcript."""
        if self.transcript_id != before.transcript_id:
            return ()
        changed = (one for one, count in self.edits.items() if count != before.edits.get(one, 0))
        return tuple(sorted(self.codes[one] for one in changed if one != person_id))
