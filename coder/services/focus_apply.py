"""The focus tags of a coding file, as entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coder.domain.coding import CodingState, Entry, EntryKind
from coder.domain.errors import UserError
from coder.domain.times import clock_text
from coder.domain.transcripts import Transcript
from coder.services.base import Unit
from coder.services.coding_file import FocusIn, resolve
from coder.services.coding_rules import CodingFacts, check_times, fresh
from coder.services.focus_tags import focus_name, focus_on


def focus_entries(
    unit: Unit, facts: CodingFacts, transcript: Transcript | None, tags: Sequence[FocusIn], state: CodingState
) -> Iterator[Entry]:
    """Each tag as an entry that supersedes what ``state`` (placed) has on the same utterance or the same times.

    Raises UserError for an unknown tag or utterance, two tags on one place, or a place outside the recording.
    """
    given: list[Entry] = []
    for one in tags:
        focus_name(facts.codebook, one.tag)
        utterance_id, start_s, end_s = resolve(one, transcript)
        check_times(facts, start_s, end_s)
        entry = fresh(unit, facts.row, EntryKind.FOCUS, one.tag, "", None)
        entry = replace(entry, utterance_id=utterance_id, start_s=start_s, end_s=end_s)
        if focus_on(given, entry) is not None:
            raise UserError(
                f"The coding file gives {_where(one, start_s)} two focus tags.", "Give it one. Nothing was applied."
            )
        given.append(entry)
        old = focus_on(state.focus, entry)
        yield entry if old is None else replace(entry, thread_id=old.thread_id, supersedes=old.id)


def _where(one: FocusIn, start_s: float) -> str:
    return f"utterance {one.utterance}" if one.utterance is not None else f"the stretch at {clock_text(start_s)}"
