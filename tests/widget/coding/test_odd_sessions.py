"""Sessions in other scripts, without a transcript, or whose transcript comes while somebody codes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.changes import Kind, changes
from coder.domain.sessions import SessionState
from tests.helpers import long_session
from tests.widget.coding import material


def test_other_scripts_are_spoken_as_they_were_written(open_desk, services, made_store):
    session_id = made_store.sessions["bare"]
    heard = material.heard()
    said = [
        type(one)(one.start_s, one.end_s, one.speaker, text, (), ())
        for one, text in zip(heard.utterances, long_session.SAYINGS, strict=False)
    ]
    material.add_transcript(services, session_id, type(heard)("en", "base", heard.speakers, said, (), 1.0))
    desk = open_desk("bare")
    lst = desk.page.space.list
    for row, text in zip(desk.rows, long_session.SAYINGS, strict=True):
        spoken = lst.model().index(desk.rows.index(row), 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert text.rstrip(".") in spoken
    QTest.keyClick(lst, "q")
    assert len(desk.coding.state.codes) == 1


def test_a_transcript_that_arrives_while_coding_by_ear_moves_nothing(open_desk, context):
    desk = open_desk("bare")
    space, playback = desk.page.space, desk.page.playback
    space.no_text.button.click()
    assert desk.services.sessions.get(desk.services.actor, desk.session_id).state is SessionState.TRANSCRIBING
    space.waveform.setFocus()
    for at_s, key in ((20.0, "q"), (40.0, "r"), (60.0, "a")):
        playback.seek(at_s)
        space.list.setCurrentIndex(space.rows.index(-1))
        QTest.keyClick(space.waveform, key)
    before = [(one.id, one.label, one.start_s, one.end_s) for one in desk.coding.state.codes]
    assert [one[2:] for one in before] == [(15.0, 20.0), (35.0, 40.0), (55.0, 60.0)]
    playback.seek(72.0)
    space.waveform.select((70.0, 75.0))
    view = space.waveform.window_s
    assert desk.services.transcripts.awaited(desk.session_id) is True
    desk.services.transcripts.keep(desk.session_id, material.heard())
    context.announce(changes(Kind.TRANSCRIPT, Kind.SESSION, ids={desk.session_id}))
    assert [(one.id, one.label, one.start_s, one.end_s) for one in desk.coding.state.codes] == before
    assert [(one.id, one.label, one.start_s, one.end_s) for one in desk.page.model.shown.codes] == before
    assert playback.position_s == pytest.approx(72.0, abs=0.01)
    assert space.waveform.selection_s == (70.0, 75.0)
    assert space.waveform.window_s == view
    assert space.waveform.hasFocus()
    assert "The transcript is here. Your marks stayed where they were." in desk.messages
    assert desk.page.banner.button.text() == "Confirm who spoke"
    assert not desk.services.transcripts.awaited(desk.session_id)
    assert desk.services.sessions.get(desk.services.actor, desk.session_id).state is SessionState.CODING


def test_a_transcript_can_be_asked_for_after_coding_by_ear_has_begun(open_desk):
    desk = open_desk("bare")
    desk.page.space.waveform.setFocus()
    desk.page.playback.seek(40.0)
    QTest.keyClick(desk.page.space.waveform, "q")
    desk.page.model.ask_transcript()
    assert desk.services.transcripts.awaited(desk.session_id) is True
    QTest.keyClick(desk.page.space.waveform, "r")
    desk.services.transcripts.keep(desk.session_id, material.heard())
    assert [one.utterance_id for one in desk.coding.state.codes] in ([""], ["", ""])


def test_three_hours_without_text_are_coded_to_the_last_second(open_desk):
    desk = open_desk("bare")
    waveform, playback = desk.page.space.waveform, desk.page.playback
    waveform.setFocus()
    QTest.keyClick(waveform, Qt.Key.Key_End)
    QTest.keyClick(waveform, "q")
    (entry,) = desk.coding.state.codes
    assert entry.end_s == pytest.approx(playback.duration_s, abs=0.01)
