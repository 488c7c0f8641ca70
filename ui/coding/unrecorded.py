"""Where nothing was recorded, as a row of the list and a lane of the waveform. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coder.domain.people import SpeakerRole
from coder.domain.sessions import Session
from coder.domain.unrecorded import Reason, Unrecorded
from ui.widgets.transcript_rows import Row, RowKind
from ui.widgets.waveform_scene import Lane, lane

Words = Callable[[str], str]


def unrecorded_of(session: Session) -> tuple[Unrecorded, ...]:
    """Where nothing was recorded of a session, in order of time."""
    return () if session.recording is None else session.recording.unrecorded


def unrecorded_rows(stretches: Sequence[Unrecorded], tr: Words) -> list[Row]:
    """A row for each, saying why; nothing asks to listen there."""
    said = {
        Reason.BETWEEN_FILES: tr("Not recorded: one file ends here and the next begins"),
        Reason.PAUSE: tr("Not recorded: the recorder stood still"),
        Reason.DAMAGED: tr("Not recorded: the file is damaged here"),
    }
    return [
        Row(
            f"unrecorded-{one.start}",
            RowKind.UNRECORDED,
            one.start_s,
            one.end_s,
            "",
            SpeakerRole.OTHER,
            tuple(said[one.reason].split()),
        )
        for one in stretches
    ]


def unrecorded_lane(stretches: Sequence[Unrecorded], tr: Words) -> tuple[Lane, ...]:
    """One lane that shows where they lie, or none."""
    if not stretches:
        return ()
    spans = [(one.start_s, one.end_s) for one in stretches]
    return (lane(tr("Not recorded"), "text3", spans, flat=True),)
