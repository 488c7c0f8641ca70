"""Choosing a worker by keyboard or wheel opens no profile on the way: each one opened is noted, and its worker told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.cases.fake_services import COACH, FakeServices
from tests.helpers.keyboard import Keyboard
from ui.profiles.view import ProfilesPage


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def page(qtbot, context, services) -> ProfilesPage:
    context.open(services, COACH)
    page = ProfilesPage(context)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def keys(qtbot, page) -> Keyboard:
    page.activateWindow()
    page.picker.setFocus()
    return Keyboard(qtbot)


def test_arrows_pass_over_workers_and_enter_opens_one(page, services, keys):
    keys.press("Down", 2)
    assert QApplication.activePopupWidget() is not None
    assert services.profiles.read == []
    keys.press("Return")
    assert services.profiles.read == ["worker-17"]
    assert page.header.accessibleName() == "Worker W-17"
    assert page.picker.hasFocus()


def test_a_code_is_typed_in_the_list_and_chosen_with_enter(services, keys):
    keys.type("w-21")
    assert services.profiles.read == []
    keys.press("Return")
    assert services.profiles.read == ["worker-21"]


def test_esc_leaves_the_profile_that_is_open(page, services, keys):
    for key in ("Down", "Return", "Down", "Down", "Esc"):
        keys.press(key)
    assert services.profiles.read == ["worker-4"]
    assert page.picker.currentText() == "W-04"


def test_the_wheel_over_the_box_chooses_nobody(page, services):
    place = QPointF(page.picker.rect().center())
    turned = (QPoint(0, 0), QPoint(0, -240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    event = QWheelEvent(place, page.picker.mapToGlobal(place), *turned, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(page.picker, event)
    assert page.picker.currentText() == "Choose a worker…"
    assert services.profiles.read == []
