"""Every page of this build, on the demo authority: by keyboard and screen reader, within 1280 × 720, at 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication

from coder.bootstrap import Services
from coder.domain.people import Role
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import make_home
from ui.context import Context
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.theme import Mode, current

PAGE_IDS = [entry.id for entry in PAGES]
LOOKS = [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.LIGHT, 2.0)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An open store whose owner holds all roles, with the demo authority in it."""
    folder = tmp_path_factory.mktemp("stores") / "demo"
    with make_home(folder, name="Sam", roles=list(Role)).opened() as services:
        services.demo.install(services.actor, date(2026, 3, 4))
        yield services


@pytest.fixture
def opened(context: Context, demo: Services) -> Context:
    """The context of the test with that store open."""
    context.open(demo, demo.actor)
    return context


@pytest.mark.parametrize(("mode", "scale"), LOOKS, ids=["light", "dark", "200"])
@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_can_be_used_by_keyboard_and_screen_reader_in_a_small_window(opened, show_widget, page_id, mode, scale):
    current().apply(mode, scale)
    window = show_widget(MainWindow(opened), (1280, 720))
    window.show_page(page_id)
    for _ in range(5):
        QCoreApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 720)
    assert walk(window.page(page_id)) == []
    assert clipped(window.page(page_id)) == []


def test_every_page_has_a_title_the_window_takes_over(opened, show_widget):
    window = show_widget(MainWindow(opened), (1280, 720))
    for page_id in PAGE_IDS:
        window.show_page(page_id)
        assert window.windowTitle() == f"{opened.actions.text(f'page.{page_id}')} – Practice Coder"
