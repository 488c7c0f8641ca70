"""Where an evaluator's own codes and suggested ones differ, and what was decided about each place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.coding import CodingState, Entry, fold, placed
from coder.domain.people import SpeakerRole
from coder.domain.suggestions import Decision, Difference, Suggestion, same_mark
from coder.domain.transcripts import Utterance
from coder.services.entries import entries_of
from coder.services.lock import closed_by_lock
from coder.services.rows import placement, transcript_from, transcript_row
from coder.store.tables.coding import CodingRow
from coder.store.tables.suggestions import SuggestionDecisionRow


@dataclass(frozen=True)
class Codes:
    """The codes of a coding, each on the utterance that holds it in the present text."""

    state: CodingState
    row_of: Callable[[str], str]

    def on(self, utterance_id: str) -> str:
        """The code of an utterance, also of one that was merged away since; empty when it has none."""
        main = self.state.main_code(utterance_id, self.row_of(utterance_id))
        return main.label if main is not None else ""


def codes_of(session: Session, coding: CodingRow, entries: Iterable[Entry]) -> Codes:
    row_of = placement(session, coding.session_id).row_of
    return Codes(placed(fold(entries), row_of), row_of)


def blind_codes(session: Session, coding: CodingRow) -> Codes:
    """The evaluator's own code of each utterance as it stood at the lock (now, before it)."""
    entries = entries_of(session, coding.id)
    if coding.locked_at is not None:
        entries = [entry for entry in entries if closed_by_lock(coding, entry.id)]
    return codes_of(session, coding, entries)


def standing_codes(session: Session, coding: CodingRow) -> Codes:
    """The evaluator's own code of each utterance as it stands now, with what was changed after the lock."""
    return codes_of(session, coding, entries_of(session, coding.id))


def worker_text(session: Session, session_id: str) -> Callable[[str], Utterance | None]:
    """Finds the utterance of the worker that holds in the present text what was another one.

    None when its words were taken out, or turned out to be somebody else's: nothing is suggested for those.
    """
    row = transcript_row(session, session_id)
    if row is None:
        return lambda _: None
    transcript = transcript_from(session, row)
    said = {one.id: one for one in transcript.utterances if transcript.role_of(one.speaker_id) is SpeakerRole.WORKER}
    return lambda utterance_id: said.get(transcript.row_of(utterance_id))


def differences_of(session: Session, coding: CodingRow, suggestions: tuple[Suggestion, ...]) -> tuple[Difference, ...]:
    own = blind_codes(session, coding)
    now = standing_codes(session, coding)
    text = worker_text(session, coding.session_id)
    decided = {
        row.suggestion_id: row
        for row in session.scalars(
            select(SuggestionDecisionRow)
            .where(SuggestionDecisionRow.coding_id == coding.id)
            .order_by(SuggestionDecisionRow.id)
        )
    }
    found = [
        _difference(s, own.on(s.utterance_id), now.on(s.utterance_id), utterance, decided.get(s.id))
        for s in suggestions
        if not same_mark(own.on(s.utterance_id), s.code) and (utterance := text(s.utterance_id)) is not None
    ]
    return tuple(sorted(found, key=lambda d: -d.probability))


def _difference(
    suggestion: Suggestion,
    own_code: str,
    standing: str,
    utterance: Utterance,
    decided: SuggestionDecisionRow | None,
) -> Difference:
    pair = (own_code, suggestion.code)
    swapped = hashlib.sha256(suggestion.id.encode()).digest()[0] & 1
    first, second = pair[::-1] if swapped else pair
    chosen = ""
    if decided is not None:
        chosen = decided.chosen_code if decided.decision is Decision.CHANGE else own_code
        if chosen != standing:
            # Undone, or coded anew since: what stands counts, and the place waits again.
            decided, chosen = None, ""
    return Difference(
        suggestion_id=suggestion.id,
        utterance_id=utterance.id,
        start_s=utterance.start_s,
        end_s=utterance.end_s,
        text=utterance.text,
        first_code=first,
        second_code=second,
        probability=suggestion.probability,
        decision=None if decided is None else decided.decision,
        chosen_code=chosen,
        decided_at=None if decided is None else decided.at,
    )
