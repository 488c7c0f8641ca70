"""What is typed into a note stays until it is kept, whatever is read again meanwhile."""

from __future__ import annotations

import pytest

from ui.profiles.note_field import NoteField


@pytest.fixture
def field(qtbot) -> NoteField:
    made = NoteField("Note")
    qtbot.addWidget(made)
    made.show_kept("before", "talk-1")
    return made


def test_words_that_were_refused_stay_and_are_asked_to_be_kept_again(field):
    sent: list[str] = []
    field.left.connect(sent.append)
    field.setPlainText("half a thought")
    field.keep()
    field.keep()
    assert sent == ["half a thought"]
    field.show_kept("before", "talk-1")
    assert field.toPlainText() == "half a thought"
    field.keep()
    assert sent == ["half a thought"] * 2


def test_what_is_kept_and_what_is_undone_is_shown(field):
    field.setPlainText("a thought")
    field.keep()
    field.show_kept("a thought", "talk-1")
    assert field.toPlainText() == "a thought"
    field.show_kept("before", "talk-1")
    assert field.toPlainText() == "before"


def test_words_of_one_conversation_never_stand_in_another(field):
    field.setPlainText("of the first")
    field.show_kept("", "talk-2")
    assert field.toPlainText() == ""
