"""How Qt is set up in tests: British dates and numbers, the light theme at 100 %, and a quiet offscreen platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from ui.context import Context
    from ui.operations import Operations

# The offscreen platform says this of every window it shows; it says nothing about the program.
OFFSCREEN_NOISE = "This plugin does not support"


def pytest_configure(config: pytest.Config) -> None:
    """Let every other Qt warning fail the test (qt_log_level_fail)."""
    config.addinivalue_line("qt_log_ignore", OFFSCREEN_NOISE)


@pytest.fixture(autouse=True)
def usual_look(request: pytest.FixtureRequest) -> None:
    """The light theme at 100 % and the British locale at the start of each test that uses Qt."""
    if {"qtbot", "qapp"} & set(request.fixturenames):
        request.getfixturevalue("qapp")
        from PySide6.QtCore import QLocale

        from ui.theme import Mode, current

        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        theme = current()
        if theme.mode is not Mode.LIGHT or theme.scale != 1.0 or theme.still_wanted:
            theme.apply(Mode.LIGHT, 1.0, still=False)


@pytest.fixture
def waiting_operations(qapp: object) -> Iterator[Operations]:
    """Operations whose results are there as soon as they are asked for."""
    from ui.messages import Messages
    from ui.operations import Operations, WaitingPool

    operations = Operations(Messages(), WaitingPool(), WaitingPool())
    yield operations
    operations.close()


@pytest.fixture
def context(waiting_operations: Operations) -> Context:
    """A context without services: open it with ``context.open(services, actor)``."""
    from ui.actions import Actions
    from ui.context import Context

    return Context(waiting_operations, waiting_operations.messages, Actions())


@pytest.fixture
def show_widget(qtbot: QtBot) -> Iterator[Callable[..., QWidget]]:
    """Shows a widget as an active window of a size, and keeps and closes it."""
    kept: list[QWidget] = []

    def show(widget: QWidget, size: tuple[int, int] = (640, 360)) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(*size)
        with qtbot.waitActive(widget):
            widget.show()
        return widget

    yield show
    kept.clear()
