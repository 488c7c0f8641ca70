"""A moment leaves from the profile: what keeps it is said, answers are noted, and the service makes the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from coder.domain.clips import Asked
from coder.domain.masks import MaskKind
from coder.domain.people import Role
from coder.domain.profiles import Clip
from coder.domain.sessions import Answer
from tests.helpers.accessible import clipped
from tests.helpers.pages import Pages, demo_home, home, made_home, pages, tone
from ui.profiles.clip_row import ClipRow
from ui.profiles.view import ProfilesPage

__all__ = ["demo_home", "home", "made_home", "pages", "tone"]


@pytest.fixture
def there(pages) -> Pages:
    return pages()


def _words(widget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def _note(qtbot, dialog, who: str, asked: Asked, answer: Answer = Answer.GIVEN) -> None:
    qtbot.keyClicks(dialog.who, who)
    dialog.asked.setCurrentIndex(dialog.asked.findData(asked.value))
    dialog.said.setCurrentIndex(dialog.said.findData(answer.value))
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)


def test_a_moment_is_saved_once_worker_and_family_agreed(qtbot, there: Pages, tmp_path: Path):
    services, session_id, target = there.services, there.transcribed(), tmp_path / "clip.flac"
    page = there.show(ProfilesPage(there.context, ask_clip=lambda *_: str(target)))
    clip = Clip(session_id, "S-0001", date(2026, 5, 1), 0, 5.5, "Warm.", has_sound=True)
    dialog = page.save_clip(clip)
    assert not dialog.act.isEnabled()
    assert "Not asked whether a clip may leave: father." in _words(dialog)
    assert "The names of this family are not typed in." in _words(dialog)
    assert "can still be known by people who know it" in _words(dialog)
    _note(qtbot, dialog, "worker", Asked.WORKER)
    _note(qtbot, dialog, "father", Asked.ADULT, Answer.REFUSED)
    assert "father said no to a clip leaving." in _words(dialog)
    dialog.said.setCurrentIndex(dialog.said.findData(Answer.GIVEN.value))
    qtbot.keyClicks(dialog.who, "father")
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    assert (dialog.who.text(), dialog.isVisible()) == ("", True)
    services.masks.add_names(there.actor, session_id, [(MaskKind.CHILD, "Mornings")])
    dialog._model.refresh()
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "1 name: [child 1]" in dialog.covered.text()
    assert dialog.act.isEnabled()
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    dialog.disguise.click()
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert soundfile.info(target).frames == 88_000
    assert there.told[-1] == "Written to clip.flac."
    (event,) = [one for one in services.audit.events(there.actor) if one.action == "clip exported"]
    assert (event.detail["disguised"], event.detail["covered"]) == (True, 1)


def test_a_row_with_sound_offers_it_and_a_moment_too_long_says_why(qtbot, there: Pages):
    session_id = there.transcribed()
    page = there.show(ProfilesPage(there.context))
    clip = Clip(session_id, "S-0001", date(2026, 5, 1), 3, 90, "Warm.", has_sound=True)
    row = ClipRow(clip, None, savable=True)
    qtbot.addWidget(row)
    (button,) = [one for one in row.findChildren(QPushButton) if one.accessibleName().startswith("Save clip of")]
    with qtbot.waitSignal(row.save_wanted) as wanted:
        button.click()
    dialog = page.save_clip(wanted.args[0])
    assert "This stretch is not a part of the recording." in _words(dialog)
    assert not dialog.act.isEnabled()
    dialog.reject()
    for other in (ClipRow(clip, None), ClipRow(replace(clip, has_sound=False), None, savable=True)):
        qtbot.addWidget(other)
        assert [one for one in other.findChildren(QPushButton) if "Save clip" in one.accessibleName()] == []


def test_a_coach_who_notes_no_answers_sees_them_and_no_form(there: Pages):
    session_id = there.transcribed()
    there.become(Role.COACH, Role.EVALUATOR)
    page = there.show(ProfilesPage(there.context))
    assert page.model.may_give_out_clips
    there.become(Role.LEAD)
    assert not page.model.may_give_out_clips
    there.become(Role.COACH)
    dialog = page.save_clip(Clip(session_id, "S-0001", date(2026, 5, 1), 0, 5, "Warm.", has_sound=True))
    assert not hasattr(dialog, "who")
    dialog.reject()
