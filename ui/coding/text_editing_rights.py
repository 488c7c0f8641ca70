"""When the text of a session can be corrected."""

from __future__ import annotations

from collections.abc import Callable

from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.sessions import SessionState
from ui.coding.viewmodel import CodingViewModel


def hindered(model: CodingViewModel, actor: Actor, tr: Callable[[str], str]) -> str:
    """Why the transcript cannot be corrected now, as a sentence; empty when it can."""
    if not model.is_open or model.transcript is None:
        return tr("There is no transcript to correct.")
    if not may(actor, Action.CODE):
        return tr("The transcript is corrected by those who code it.")
    if model.finished or model.session.state is SessionState.FINISHED:
        return tr("This session is finished, and its transcript stays as it is.")
    if model.session.state is SessionState.WITHDRAWN:
        return tr("The text of this session is erased.")
    if model.session.state is SessionState.TRANSCRIBING:
        return tr("The transcript is being made anew.")
    return ""


def names_hidden(hidden: bool, tr: Callable[[str], str]) -> str:
    """Why rows cannot be corrected while masks stand in them: the masks would take the place of the words."""
    return tr("Names are hidden. Show them to correct the words.") if hidden else ""
