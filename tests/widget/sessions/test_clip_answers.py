"""The card of permissions on the Sessions page says who agreed that clips may leave."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from coder.domain.clips import Asked, ClipDraft
from coder.domain.sessions import Answer
from ui.sessions.view import SessionsPage


def test_answers_about_clips_stand_below_those_about_the_recording(qtbot, pages):
    there = pages()
    session = there.imported()
    there.services.clips.note(there.actor, session, ClipDraft("worker", Asked.WORKER), ClipDraft("mother", Asked.CHILD))
    there.services.clips.note(there.actor, session, ClipDraft("mother", Asked.CHILD, Answer.REFUSED))
    page = there.show(SessionsPage(there.context))
    page.open_with(session)

    def shown() -> list[str]:
        return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]

    qtbot.waitUntil(lambda: "Clips that leave the program" in shown())
    said = shown()[shown().index("Clips that leave the program") :]
    assert "worker" in said[1]
    assert said[2].startswith("mother, for a child,")
    assert said[2] != said[1]
    assert len([one for one in said if one.startswith("mother, for a child,")]) == 1, "the newer answer stands"
