"""Going through the places most in need of an ear, and through speech without text, by key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.transcripts import Doubt, Flag, Gap, Reason, Transcript, Utterance, Word
from tests.widget.coding import material
from tools.made_up_session import made_up
from ui.coding.row_filters import Sign, has_sign
from ui.coding.walk import MOST, Stop, doubt, gap_id, stops
from ui.widgets.transcript_rows import RowKind

CTRL = Qt.KeyboardModifier.ControlModifier


def said(number: int, probabilities: tuple[float, ...], *flags: Flag) -> Utterance:
    start_s = number * 10.0
    words = tuple(Word(start_s + i, start_s + i + 0.9, f"w{i}", p) for i, p in enumerate(probabilities))
    text = " ".join(word.text for word in words)
    return Utterance(f"u{number}", number, start_s, start_s + len(words), "voice-1", text, words, flags)


def transcript(*utterances: Utterance, gaps: tuple[Gap, ...] = (), heard: tuple[Gap, ...] = ()) -> Transcript:
    return replace(made_up(2, 1.0).transcript, utterances=utterances, gaps=gaps, heard=heard, duration_s=1000.0)


def test_invented_words_come_first_then_long_gaps_then_the_longest_doubt():
    unsure, suspect = Flag.LOW_CONFIDENCE, Flag.SUSPECT
    short = said(0, (0.2,), unsure)
    long = said(1, (0.6,) * 4, unsure)
    invented = said(2, (0.9,), suspect)
    gaps = (Gap(500.0, 502.0), Gap(600.0, 609.0), Gap(700.0, 700.5))
    found = stops(transcript(short, long, invented, said(3, (0.1,)), gaps=gaps))
    assert [stop.row_id for stop in found] == ["u2", gap_id(gaps[1]), gap_id(gaps[0]), "u1", "u0"]
    assert doubt(long) == pytest.approx(1.6)
    assert found[1] == Stop(gap_id(gaps[1]), 600.0, 609.0, True)


def test_overlap_alone_what_was_checked_and_gaps_already_heard_are_no_stops():
    checked = replace(said(0, (0.1,), Flag.SUSPECT), checked=True)
    gap = Gap(500.0, 509.0)
    assert stops(transcript(checked, said(1, (0.1,), Flag.OVERLAP), heard=(gap,))) == ()


def test_there_are_never_more_than_twenty_stops():
    many = [said(number, (0.3,), Flag.LOW_CONFIDENCE) for number in range(40)]
    assert len(stops(transcript(*many))) == MOST == 20


@pytest.fixture
def walking(open_desk, services, made_store):
    """A desk on a transcript with an invented row, two unsure ones and two gaps."""
    heard = material.heard(40, material.MINUTES)
    given = list(heard.utterances)
    given[4] = replace(given[4], flags=(Flag.SUSPECT,), reasons=(Reason(Doubt.LANGUAGE, "pl"),))
    given[7] = replace(given[7], flags=(Flag.LOW_CONFIDENCE,))
    given[30] = replace(given[30], flags=(Flag.LOW_CONFIDENCE,))
    del given[20:22], given[10]
    gaps = (Gap(heard.utterances[20].start_s, heard.utterances[21].end_s), Gap(30.5, 32.0))
    session_id = made_store.sessions["bare"]
    material.add_transcript(services, session_id, replace(heard, utterances=given, gaps=gaps))
    return open_desk("bare")


def test_an_incomplete_transcript_says_so_and_leads_through_its_gaps_until_all_were_heard(
    open_desk, services, made_store
):
    heard = material.heard(40, material.MINUTES)
    given = [one for place, one in enumerate(heard.utterances) if place not in (10, 20, 21)]
    gaps = (Gap(30.5, 32.0), Gap(heard.utterances[20].start_s, heard.utterances[21].end_s))
    session_id = made_store.sessions["bare"]
    material.add_transcript(services, session_id, replace(heard, utterances=given, gaps=gaps, coverage=0.7))
    desk = open_desk("bare")
    notice = desk.page.incomplete
    assert notice.bar.isVisible()
    assert "30% of the speech got no text. 2 places" in notice.bar.sentence.text()
    key(desk, Qt.Key.Key_F7, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert [row.kind for row in desk.rows] == [RowKind.GAP, RowKind.GAP]
    assert current(desk).start_s == pytest.approx(gaps[1].start_s, abs=0.01)
    for _ in gaps:
        key(desk, Qt.Key.Key_F7, CTRL)
    assert "All 2 places were heard" in bar(desk)
    assert not notice.bar.isVisible()
    QTest.mouseClick(desk.page.walk.bar.buttons["walk.end"], Qt.MouseButton.LeftButton)
    assert len(desk.rows) > 30
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert "One place" in notice.bar.sentence.text()
    QTest.mouseClick(notice.close, Qt.MouseButton.LeftButton)
    assert not notice.bar.isVisible()


def bar(desk) -> str:
    return desk.page.walk.bar.accessibleName() if desk.page.walk.bar.isVisible() else ""


def key(desk, pressed, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desk.page.space.list, pressed, modifiers)


def current(desk):
    return desk.page.presenter.row(desk.page.space.list.current_id)


def stored(desk):
    return desk.services.transcripts.get(desk.services.actor, desk.session_id)


def test_the_walk_plays_each_place_and_takes_down_what_was_right(walking):
    key(walking, Qt.Key.Key_F7)
    total = len(walking.page.walk._stops)
    assert f"Place 1 of {total}" in bar(walking)
    assert "perhaps nobody said this. Spoken in Polish? Listen." in bar(walking)
    assert walking.page.playback.playing
    first = current(walking)
    assert walking.page.playback.position_s == pytest.approx(first.start_s, abs=0.01)
    key(walking, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert next(one for one in stored(walking).utterances if one.id == first.id).checked
    assert "Place 2 of" in bar(walking)
    assert current(walking).kind is RowKind.GAP
    assert "no text" in bar(walking)
    key(walking, Qt.Key.Key_F7)
    key(walking, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert "Place 2 of" in bar(walking)
    key(walking, Qt.Key.Key_Z, CTRL)
    assert has_sign(walking.page.presenter.row(first.id), Sign.TO_CHECK)


def test_a_gap_is_written_down_where_it_was_heard(walking, qtbot):
    key(walking, Qt.Key.Key_F7)
    key(walking, Qt.Key.Key_F7)
    gap = current(walking)
    key(walking, Qt.Key.Key_F2)
    field = walking.page.space.list.editor.field
    QTest.keyClicks(field, "no, never")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (made,) = [one for one in stored(walking).utterances if one.text == "no, never"]
    assert (made.start_s, made.end_s) == pytest.approx((gap.start_s, gap.end_s))
    assert current(walking).id == made.id
    assert gap.id not in [row.id for row in walking.rows]
    key(walking, Qt.Key.Key_F7)
    assert "Place 3 of" in bar(walking)


def test_a_corrected_place_is_not_asked_for_again(walking):
    key(walking, Qt.Key.Key_F7)
    first = current(walking)
    key(walking, Qt.Key.Key_F2)
    field = walking.page.space.list.editor.field
    QTest.keyClicks(field, " Yes.")
    key(walking, Qt.Key.Key_F7)
    one = next(one for one in stored(walking).utterances if one.id == first.id)
    assert one.text.endswith("Yes.")
    assert one.checked
    walking.page.walk.end()
    key(walking, Qt.Key.Key_F7)
    assert current(walking).id != first.id


def test_after_the_last_place_the_walk_says_so_and_ends(walking):
    key(walking, Qt.Key.Key_F7)
    total = len(walking.page.walk._stops)
    for _ in range(total):
        key(walking, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert f"All {total} places were heard." in bar(walking)
    walking.page.walk.bar.buttons["walk.end"].click()
    assert bar(walking) == ""
    assert walking.page.space.list.hasFocus()
    key(walking, Qt.Key.Key_F7)
    assert walking.messages == ["No place of this transcript asks to be checked."]


def test_a_place_outside_the_filter_comes_into_view(walking):
    boxes = walking.page.space.filters.signs
    boxes.setCurrentIndex(boxes.findData(Sign.EDITED.value))
    boxes.activated.emit(boxes.currentIndex())
    assert walking.rows == []
    key(walking, Qt.Key.Key_F7)
    assert current(walking) is not None
    assert current(walking).id in [row.id for row in walking.rows]


@pytest.mark.parametrize("sign", [Sign.SUSPECT, Sign.UNSURE, Sign.GAP, Sign.TO_CHECK])
def test_rows_are_filtered_by_why_they_should_be_heard(walking, sign):
    boxes = walking.page.space.filters.signs
    boxes.setCurrentIndex(boxes.findData(sign.value))
    boxes.activated.emit(boxes.currentIndex())
    wanted = {row.id for row in walking.page.presenter.rows if has_sign(row, sign)}
    assert wanted
    assert {row.id for row in walking.rows} == wanted


def test_the_filter_stays_when_the_text_changes(walking):
    boxes = walking.page.space.filters.signs
    boxes.setCurrentIndex(boxes.findData(Sign.UNSURE.value))
    boxes.activated.emit(boxes.currentIndex())
    before = len(walking.rows)
    walking.choose(0)
    key(walking, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert len(walking.rows) == before - 1
    assert boxes.currentData() == Sign.UNSURE.value


def to_first_gap(desk):
    key(desk, Qt.Key.Key_F7)
    key(desk, Qt.Key.Key_F7)
    gap = current(desk)
    assert gap.kind is RowKind.GAP
    return gap


def test_a_gap_that_was_heard_and_is_empty_is_never_asked_for_again(walking):
    gap, before = to_first_gap(walking), stored(walking)
    key(walking, Qt.Key.Key_F7, CTRL)
    text = stored(walking)
    assert text.heard == (Gap(gap.start_s, gap.end_s),)
    assert len(text.gaps) == len(before.gaps) - 1
    assert (text.coverage, text.edited) == (before.coverage, False)
    shown = walking.page.presenter.row(gap.id)
    assert shown.checked
    assert "nobody says anything" in shown.text
    assert not has_sign(shown, Sign.TO_CHECK)
    walking.page.walk.end()
    assert gap.id not in [stop.row_id for stop in stops(text)]
    assert "Place 3 of" not in bar(walking)
    key(walking, Qt.Key.Key_F7)
    assert gap.id not in [stop.row_id for stop in walking.page.walk._stops]
    walking.page.walk.end()
    key(walking, Qt.Key.Key_Z, CTRL)
    assert stored(walking).gaps == before.gaps
    assert stored(walking).heard == ()
    assert not walking.page.presenter.row(gap.id).checked
    key(walking, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert stored(walking).heard == text.heard


def test_words_can_still_be_written_where_nothing_was_heard_at_first(walking):
    gap = to_first_gap(walking)
    key(walking, Qt.Key.Key_F7, CTRL)
    walking.page.walk.end()
    walking.page.space.list.choose(gap.id)
    key(walking, Qt.Key.Key_F2)
    field = walking.page.space.list.editor.field
    QTest.keyClicks(field, "mm")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "mm" in [one.text for one in stored(walking).utterances]
    assert stored(walking).heard == ()
