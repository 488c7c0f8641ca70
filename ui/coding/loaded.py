"""Everything about one session that the Code page needs, read at once."""

from __future__ import annotations

from dataclasses import dataclass

from coder.audio.peaks import Peaks
from coder.bootstrap import Services
from coder.domain.coding import Coding, History
from coder.domain.people import Actor
from coder.domain.sessions import Session
from coder.domain.text_stand import TextStand
from coder.domain.transcripts import Transcript
from ui.coding.rows import Frame


@dataclass(frozen=True)
class Loaded:
    """A session as it is stored. ``history`` is what undo and redo would do next; ``stand`` how far its words are."""

    session: Session
    transcript: Transcript | None
    coding: Coding | None
    frame: Frame
    peaks: Peaks | None
    history: History
    stand: TextStand


def load(services: Services, actor: Actor, session_id: str) -> Loaded:
    """Read a session. Raises UserError when it is not there or not open to the actor."""
    # First, so that what is changed while the rest is read is found to be changed, and not taken for known.
    stand = services.transcripts.stand(actor, session_id)
    session = services.sessions.get(actor, session_id)
    coding = services.coding.get(actor, session_id)
    if coding is not None:
        codebook = services.codebooks.get(coding.codebook_id, coding.codebook_version)
    else:
        codebook = services.codebooks.for_kind(session.kind)
    envelope = services.sessions.peaks(actor, session_id)
    return Loaded(
        session,
        services.transcripts.get(actor, session_id),
        coding,
        Frame(codebook),
        Peaks.from_bytes(envelope) if envelope else None,
        services.history.get(actor, session_id),
        stand,
    )
