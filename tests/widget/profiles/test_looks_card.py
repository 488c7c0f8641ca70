"""Who looked, as the worker is shown it: what repeats on one day is one line."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coder.domain.profiles import Look
from ui.profiles.viewmodel import ProfileViewModel
from ui.profiles.worker_cards import FEW, LooksCard


def _lines(card: LooksCard) -> list[str]:
    places = (card.body.itemAt(place).widget() for place in range(card.body.count()))
    return [widget.text() for widget in places if isinstance(widget, QLabel)]


def test_what_the_same_person_does_again_on_one_day_is_one_line(qtbot: QtBot) -> None:
    card = LooksCard()
    qtbot.addWidget(card)
    looks = [Look(datetime(2026, 10, 5, hour, tzinfo=UTC), "C-02", "read this profile") for hour in (16, 11, 9)]
    looks.insert(1, Look(datetime(2026, 10, 5, 12, tzinfo=UTC), "C-02", "listened to S-0001"))
    looks += [Look(datetime(2026, 10, day, tzinfo=UTC), "C-02", "read this profile") for day in (4, 3, 2, 1)]
    card.show_profile(cast(ProfileViewModel, SimpleNamespace(looks=tuple(looks))))
    first, second, third, *rest = _lines(card)
    assert first.endswith("C-02 read this profile (3 times)")
    assert second.endswith("C-02 listened to S-0001")
    assert third.endswith("C-02 read this profile")
    assert len(rest) == FEW - 3
    assert not card.more.isHidden()
    card.more.click()
    assert len(_lines(card)) == 6
    assert card.more.isHidden()
