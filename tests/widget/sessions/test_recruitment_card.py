"""The card of a role-play: raters are drawn once, ratings stand only when both have locked, and its time is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coder.domain.certificate import ErasureCertificate, GivenOut, WhyErased
from coder.domain.consensus import Talk, TalkOutcome
from coder.domain.keeping import THE_CLOCK, Keeping, KeptLonger
from coder.domain.recruitment import RolePlay, RolePlayRating
from coder.exports.erasure_certificate import certificate_text
from ui.sessions.keeping_words import erased_words
from ui.sessions.recruitment_card import RecruitmentCard
from ui.sessions.role_play import ShownRolePlay

HELD = date(2026, 3, 4)
LAST = HELD + timedelta(days=180)
EMPATHY = RolePlayRating("EMP", "Empathy", "3", "4", "")


OPEN = Talk(TalkOutcome.UNRESOLVED, "", "Heard twice.", "l", datetime(2026, 3, 9, 9, tzinfo=UTC), "t", "L-01")
TALK = Talk(TalkOutcome.AGREED, "4", "The pause counts.", "l", datetime(2026, 3, 9, 9, tzinfo=UTC), "", "L-01")


def role_play(asked: int = 2, locked: int = 0, ratings: tuple[RolePlayRating, ...] = ()) -> RolePlay:
    by = ("E-07", "E-09") if ratings else ()
    kept = Keeping(LAST, by_itself=False)
    return RolePlay("s", "S-0007", "A-07", HELD, asked, locked, kept, ratings, rated_by=by)


def made(
    qtbot: QtBot, found: RolePlay, *, today: date = HELD, may_ask: bool = True, may_keep: bool = False
) -> RecruitmentCard:
    card = RecruitmentCard(ShownRolePlay(found, today, may_ask, may_keep))
    qtbot.addWidget(card)
    return card


def words(card: RecruitmentCard) -> str:
    return " ".join(one.text() for one in card.findChildren(QLabel))


def test_raters_are_drawn_by_who_may_have_it_done_and_only_once(qtbot: QtBot) -> None:
    card = made(qtbot, role_play(asked=0))
    with qtbot.waitSignal(card.raters_wanted):
        qtbot.mouseClick(card.ask_button, Qt.MouseButton.LeftButton)
    assert not hasattr(made(qtbot, role_play(asked=0), may_ask=False), "ask_button")
    assert not hasattr(made(qtbot, role_play(asked=2)), "ask_button")


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (role_play(locked=1), "shown once both have locked"),
        (role_play(locked=2), "for them and the service lead"),
        (role_play(locked=2, ratings=(EMPATHY,)), "E-07 E-09 Agreed Empathy 3 4 to talk over"),
        (
            role_play(locked=2, ratings=(replace(EMPATHY, agreed="4", talk=TALK),)),
            "3 4 4 The pause counts. Noted by L-01",
        ),
        (role_play(locked=2, ratings=(replace(EMPATHY, talk=OPEN),)), "left open"),
        (role_play(locked=2, ratings=(RolePlayRating("EMP", "Empathy", "3", "3", "3"),)), "locked and agree"),
    ],
)
def test_it_says_how_far_the_two_are(qtbot: QtBot, found: RolePlay, told: str) -> None:
    assert told in words(made(qtbot, found))


def test_what_differs_is_talked_over_by_who_may_and_all_is_saved_by_who_sees_it(qtbot: QtBot) -> None:
    differ, same = role_play(locked=2, ratings=(EMPATHY,)), replace(EMPATHY, second="3", agreed="3")
    card = RecruitmentCard(ShownRolePlay(differ, HELD, may_talk=True))
    qtbot.addWidget(card)
    for signal, button in ((card.talk_wanted, card.talk_button), (card.save_wanted, card.save_button)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    for shown in (
        ShownRolePlay(differ, HELD),
        ShownRolePlay(role_play(locked=2, ratings=(same,)), HELD, may_talk=True),
        ShownRolePlay(role_play(locked=1), HELD, may_talk=True),
    ):
        other = RecruitmentCard(shown)
        qtbot.addWidget(other)
        assert not hasattr(other, "talk_button")
        assert hasattr(other, "save_button") is shown.has_ratings


def test_in_a_practice_store_a_person_erases_it(qtbot: QtBot) -> None:
    assert "Kept until 31 August 2026, then to be erased." in words(made(qtbot, role_play(), today=LAST))
    assert "Its time was over on 31 August 2026: erase it" in words(
        made(qtbot, role_play(), today=LAST + timedelta(days=1))
    )
    assert not hasattr(made(qtbot, role_play()), "hold_button")


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (LAST - timedelta(days=14), "The program erases it on 1 September 2026."),
        (LAST - timedelta(days=13), "on 1 September 2026, in 14 days."),
        (LAST, "tomorrow, 1 September 2026."),
        (LAST + timedelta(days=1), "Its time is over. It is erased when nobody works on it"),
    ],
)
def test_in_a_recruitment_store_the_program_does_and_says_when(qtbot: QtBot, today: date, told: str) -> None:
    found = replace(role_play(), keeping=Keeping(LAST, by_itself=True))
    card = made(qtbot, found, today=today, may_keep=True)
    assert told in words(card)
    assert not hasattr(card, "end_button")
    with qtbot.waitSignal(card.hold_wanted):
        qtbot.mouseClick(card.hold_button, Qt.MouseButton.LeftButton)


def test_a_hold_says_who_and_why_and_can_be_ended(qtbot: QtBot) -> None:
    keeping = Keeping(LAST, by_itself=True, longer=KeptLonger(LAST, "The appointment is challenged.", "L-01"))
    card = made(qtbot, replace(role_play(), keeping=keeping), may_keep=True)
    assert "Held by L-01: The appointment is challenged." in words(card)
    with qtbot.waitSignal(card.hold_ended):
        qtbot.mouseClick(card.end_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("left", "told"), [(0, "codes and ratings are gone"), (2, "Something of it is left")])
def test_what_is_erased_can_be_certified_as_it_is(qtbot: QtBot, left: int, told: str) -> None:
    at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    why = WhyErased.TIME_OVER
    proof = ErasureCertificate(
        *("s", "S-0007", "recruitment", HELD, at, why, THE_CLOCK, "ab", False, False, left, 12, "cd")
    )
    assert "Given out before   to nobody" in certificate_text(proof)
    proof = replace(proof, given_out=(GivenOut("E-07", at), GivenOut("E-09", at)))
    assert "to E-07 on 01 September 2026, to E-09 on" in certificate_text(proof)
    assert "Each runs out by the clock of its own store" in certificate_text(proof)
    assert "learnt from it   none" in certificate_text(proof)
    card = RecruitmentCard(ShownRolePlay(None, HELD, erased=proof))
    qtbot.addWidget(card)
    assert ("went to E-07 and E-09. Each copy runs out" in words(card)) is (left == 0)
    assert "Erased by the program on 1 September 2026: its time was over." in words(card)
    assert told in words(card)
    assert ("Nothing of it is left" in certificate_text(proof)) is (left == 0)
    with qtbot.waitSignal(card.certificate_wanted):
        qtbot.mouseClick(card.certificate_button, Qt.MouseButton.LeftButton)


def test_the_certificate_of_a_visit_names_the_models_that_learnt_from_it_and_promises_no_clock() -> None:
    at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    proof = ErasureCertificate(
        *("s", "S-0007", "visit", HELD, at, WhyErased.WITHDRAWN, "E-07", "ab", False, False, 0, 12, "cd"),
        given_out=(GivenOut("E-09", at),),
        models=("local 1", "local 2"),
    )
    text = certificate_text(proof)
    assert "Suggestion models that learnt from it   local 1, local 2" in text
    assert "Next training set  its words and codes are not in it" in text
    assert "what the models named above learnt before" in text
    told = " ".join(erased_words(proof))
    assert "Suggestions learnt from it before: local 1 and local 2. Its words are out of the next training set." in told
    assert "Have each copy erased there." in told
    assert "clock" not in text + told
