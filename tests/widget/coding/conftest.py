"""A Code page over a real store, with an audio output whose clock the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coder.audio.outputs import SilentOutput
from coder.bootstrap import Services
from tests.helpers.layouts import forgotten_items
from tests.widget.coding import material
from ui.coding.soon import Soon
from ui.coding.view import CodePage
from ui.context import Context


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class Speaker(SilentOutput):
    """An audio output that can be heard, as far as the player knows."""

    audible = True
    gone = False

    def lost(self) -> bool:
        return self.gone


class Desk:
    """The page, the store below it and the clock of its sound."""

    def __init__(self, page: CodePage, services: Services, session_id: str, clock: Clock, outputs: list[Speaker]):
        self.page, self.services, self.session_id, self.clock, self.outputs = (
            page,
            services,
            session_id,
            clock,
            outputs,
        )
        self.plugged = True
        self.messages: list[str] = []
        page.context.messages.posted.connect(lambda message: self.messages.append(message.text))

    @property
    def coding(self):
        """What the service says is stored."""
        return self.services.coding.get(self.services.actor, self.session_id)

    @property
    def rows(self):
        return self.page.space.rows.rows

    def choose(self, place: int):
        """Choose a row of the list by its place, with the focus in the list; the row."""
        row = self.rows[place]
        self.page.space.list.choose(row.id)
        self.page.space.list.setFocus()
        return row

    def wait_a_moment(self) -> None:
        """Let everything be shown that follows a key a few milliseconds later."""
        for soon in self.page.findChildren(Soon):
            soon.now()

    def play_for(self, qtbot: QtBot, seconds: float) -> None:
        """Let the sound go on, once the player has its output, in steps no longer than its buffer."""
        qtbot.waitUntil(lambda: bool(self.outputs) and self.outputs[-1]._written > 0)
        for _ in range(round(seconds / 0.1)):
            self.clock.now += 0.1
            self.page.playback._player.feed()
        self.page.playback.tick()


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> material.MadeStore:
    """A store made once; tests work on copies."""
    return material.make_store(tmp_path_factory.mktemp("code-page") / "store")


@pytest.fixture
def services(made_store: material.MadeStore, tmp_path: Path, context: Context) -> Iterator[Services]:
    """The services over a fresh store, opened and closed on the writing thread as in the program."""
    opened: list[Services] = []
    context.operations.write(lambda: made_store.open_copy(tmp_path / "store"), opened.append)
    context.open(opened[0], opened[0].actor)
    yield opened[0]
    context.operations.write(opened[0].close)


@pytest.fixture
def open_desk(
    services: Services, made_store: material.MadeStore, context: Context, show_widget
) -> Iterator[Callable[..., Desk]]:
    """Opens a session of the made store on a page: ``open_desk("voices")``."""
    desks: list[Desk] = []

    def make(name: str = "ready", size=(1196, 720)) -> Desk:
        session_id = made_store.sessions[name]
        clock, outputs = Clock(), []

        def connect() -> SilentOutput:
            if desks and not desks[-1].plugged:
                return SilentOutput(clock=clock)
            outputs.append(Speaker(clock=clock))
            return outputs[-1]

        page = show_widget(CodePage(context, connect, clock), size)
        desks.append(Desk(page, services, session_id, clock, outputs))
        page.open_with(session_id)
        return desks[-1]

    yield make
    for desk in desks:
        desk.page.playback.close()
    assert forgotten_items() == []


@pytest.fixture
def desk(open_desk) -> Desk:
    """A session with transcript and confirmed voices, ready to be coded."""
    return open_desk()
