"""The card of a role-play: raters are drawn once, ratings stand only when both have locked, and its time is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coder.domain.recruitment import RolePlay, RolePlayRating
from ui.sessions.recruitment_card import RecruitmentCard
from ui.sessions.role_play import ShownRolePlay

HELD = date(2026, 3, 4)
EMPATHY = RolePlayRating("EMP", "Empathy", "3", "4", "")


def role_play(asked: int = 2, locked: int = 0, ratings: tuple[RolePlayRating, ...] = ()) -> RolePlay:
    return RolePlay("s", "S-0007", "A-07", HELD, asked, locked, ratings)


def made(qtbot: QtBot, found: RolePlay, *, today: date = HELD, may_ask: bool = True) -> RecruitmentCard:
    card = RecruitmentCard(ShownRolePlay(found, today, may_ask))
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
        (role_play(locked=2, ratings=(EMPATHY,)), "3 and 4, to talk over"),
        (role_play(locked=2, ratings=(RolePlayRating("EMP", "Empathy", "3", "3", "3"),)), "locked and agree"),
    ],
)
def test_it_says_how_far_the_two_are(qtbot: QtBot, found: RolePlay, told: str) -> None:
    assert told in words(made(qtbot, found))


def test_its_time_is_stated_and_told_when_it_is_over(qtbot: QtBot) -> None:
    last = HELD + timedelta(days=180)
    assert "Kept until 31 August 2026" in words(made(qtbot, role_play(), today=last))
    assert "Its time was over on 31 August 2026" in words(made(qtbot, role_play(), today=last + timedelta(days=1)))
