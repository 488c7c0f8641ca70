"""When the text of a session can be corrected."""

from __future__ import annotations

from collections.abc import Callable

from coder.domain.sessions import SessionState
from ui.coding.viewmodel import CodingViewModel


def hindered(model: CodingViewModel, tr: Callable[[str], str]) -> str:
    """Why the transcript cannot be corrected now, as a sentence; empty when it can."""
    if not model.is_open or model.transcript is None:
        return tr("There is no transcript to correct.")
    if model.finished:
        return tr("This coding is finished, and its transcript stays as it is.")
    if model.session.state is SessionState.WITHDRAWN:
        return tr("The text of this session is erased.")
    if model.session.state is SessionState.TRANSCRIBING:
        return tr("The transcript is being made anew.")
    return ""
