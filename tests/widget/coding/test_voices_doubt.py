"""A voice that says next to nothing is offered to be merged, never merged or left out unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from coder.domain.people import SpeakerRole
from tests.widget.coding import material
from tools.made_up_session import made_up
from ui.coding.dialogs import VoicesDialog
from ui.coding.voices import Talk, split_off, talk
from ui.coding.voices_alike import open_pairs
from ui.coding.voices_dialog import VoicesPanel
from ui.coding.voices_doubt import says_little


@pytest.mark.parametrize(
    ("said", "voices", "little"),
    [
        (Talk(2.0, 0.01, 1), 3, True),
        (Talk(8.0, 0.02, 6), 3, True),
        (Talk(4.0, 0.09, 2), 3, True),
        (Talk(4.0, 0.09, 3), 3, False),
        (Talk(40.0, 0.02, 5), 3, False),
        (Talk(4.0, 0.3, 1), 2, False),
        (Talk(2.0, 0.01, 1), 1, False),
        (Talk(0.0, 0.0, 0), 3, False),
    ],
)
def test_what_is_little_is_told_by_time_share_and_number(said, voices, little):
    assert says_little(said, voices) is little


@pytest.fixture
def doubtful(open_desk, services, made_store):
    """A session to confirm, in which one short utterance was taken for a voice of its own."""
    session = made_store.sessions["voices"]
    transcript = services.transcripts.get(services.actor, session)
    shortest = min(transcript.utterances, key=lambda one: one.end_s - one.start_s)
    edits = split_off(transcript, [shortest.id], "S9", SpeakerRole.OTHER)
    services.transcripts.edit(services.actor, session, edits, "a voice too many")
    return open_desk("voices"), shortest


def words(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_the_question_who_spoke_offers_to_merge_it_and_leads_there(doubtful):
    desk, _ = doubtful
    dialog = desk.page.findChild(VoicesDialog)
    assert words(dialog).count("may be part of another voice") == 1
    assert len(dialog.roles) == len(desk.page.model.transcript.speakers)
    dialog.change.setFocus()
    QTest.keyClick(dialog.change, Qt.Key.Key_Space)
    assert not dialog.isVisible()
    (panel,) = [one for one in desk.page.findChildren(VoicesPanel) if one.isVisible()]
    (told,) = [card.told.text() for card in panel.cards.values() if "may be part" in card.told.text()]
    assert "1 utterance" in told
    assert "1 utterances" not in told
    assert not desk.services.transcripts.get(desk.services.actor, desk.session_id).confirmed


def test_where_everybody_speaks_nothing_is_offered(open_desk):
    dialog = open_desk("voices").page.findChild(VoicesDialog)
    assert "may be part of another voice" not in words(dialog)
    assert not dialog.change.isVisible()


def test_voices_that_sound_alike_are_offered_to_be_heard_and_merged_where_who_spoke_is_asked(
    open_desk, services, made_store
):
    session = made_store.sessions["bare"]
    heard = material.heard()
    one, other = (speaker.label for speaker in heard.speakers[:2])
    material.add_transcript(services, session, replace(heard, alike=[(one, other)]), confirm=False)
    desk = open_desk("bare")
    dialog = desk.page.findChild(VoicesDialog)
    assert words(dialog).count("sound alike and may be one person") == 1
    assert dialog.change.isVisible()
    dialog.change.click()
    panel = next(panel for panel in desk.page.findChildren(VoicesPanel) if panel.isVisible())
    ((pair, offer),) = panel.offers.items()
    said = talk(desk.page.model.transcript)
    assert said[pair[0]].seconds >= said[pair[1]].seconds
    hear = next(button for button in offer.findChildren(QPushButton) if button.text().startswith("Hear"))
    heard_from = []
    panel.play_wanted.connect(lambda *span: heard_from.append(span))
    hear.click()
    assert len(heard_from) == 1
    offer.merge.click()
    assert pair[1] not in {speaker.id for speaker in desk.page.model.transcript.speakers}
    assert panel.offers == {}
    desk.page.model.undo()
    assert list(panel.offers) == [pair]


def test_a_pair_is_decided_once_both_are_confirmed_as_different_people():
    made = made_up(20, 1.0).transcript
    first, second = (speaker.id for speaker in made.speakers[:2])
    pair = replace(made, alike=((first, second), (first, "gone")))
    roles = (SpeakerRole.WORKER, SpeakerRole.PARENT)

    def confirmed(*roles):
        speakers = [replace(one, role=role, confirmed=True) for one, role in zip(made.speakers, roles, strict=False)]
        return replace(pair, speakers=(*speakers, *made.speakers[len(roles) :]))

    assert len(open_pairs(replace(pair, speakers=tuple(replace(one, confirmed=False) for one in made.speakers)))) == 1
    assert open_pairs(confirmed(*roles)) == ()
    assert len(open_pairs(confirmed(SpeakerRole.PARENT, SpeakerRole.PARENT))) == 1
