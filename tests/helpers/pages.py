"""A page of the window over a real store: what is asked of it is answered at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from coder.bootstrap import Services
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.sessions import Context as ContextSheet
from coder.domain.transcripts import Word
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.real_store import CONTEXT, KeyedHome, home, import_sound, made_home
from ui.context import Context
from ui.preferences import Preferences

__all__ = ["demo_home", "home", "made_home", "pages", "tone"]

TODAY = date(2026, 9, 30)
SAID = (("S1", "How have mornings been?"), ("S2", "Up and down."), ("S1", "You are tired, and you got her there."))


class Pages:
    """The context of the window, open on a store, and short ways to bring sessions into it."""

    def __init__(self, context: Context, services: Services, tone: Path, qtbot: QtBot) -> None:
        self.context, self.services, self.actor = context, services, services.actor
        self._tone, self._qtbot = tone, qtbot
        self.wanted: list[tuple[str, object]] = []
        self.told: list[str] = []
        context.page_wanted.connect(lambda page, argument: self.wanted.append((page, argument)))
        context.messages.posted.connect(lambda message: self.told.append(message.text))

    def show(self, page: Any, size: tuple[int, int] = (1280, 720)) -> Any:
        """Show a page or section as an active window."""
        self._qtbot.addWidget(page)
        page.resize(*size)
        with self._qtbot.waitActive(page):
            page.show()
        return page

    def become(self, *roles: Role) -> None:
        """From now on act as the same person with other roles; open pages anew after it."""
        self.actor = Actor(self.services.actor.id, frozenset(roles))
        self.context.open(self.services, self.actor)

    def imported(self, sheet: ContextSheet = CONTEXT, worker: str = "W-17", team: str = "North") -> str:
        """A session with sound; its id."""
        return import_sound(self.services, self._tone, worker=worker, team=team, context=sheet)

    def transcribed(self, confirm: bool = True, worker: str = "W-17") -> str:
        """A session with a transcript; its id."""
        session_id, services = self.imported(worker=worker), self.services
        services.transcripts.request(services.actor, session_id)
        services.transcripts.keep(session_id, heard())
        if confirm:
            found = services.transcripts.get(services.actor, session_id)
            services.transcripts.confirm_roles(services.actor, session_id, {s.id: s.role for s in found.speakers})
        return session_id

    def locked(self, worker: str = "W-17") -> str:
        """A session that was rated 3 throughout and locked; its id."""
        session_id, services = self.transcribed(worker=worker), self.services
        coding = services.coding.start(services.actor, session_id).created
        for principle in services.codebooks.active().principles:
            services.coding.rate(services.actor, coding, principle.id, 3)
        services.coding.lock(services.actor, coding)
        return session_id


def heard() -> Heard:
    """What a machine might have heard in the tone."""
    voices = [HeardSpeaker("S1", SpeakerRole.WORKER, 0.9), HeardSpeaker("S2", SpeakerRole.PARENT, 0.8)]
    said = [
        HeardUtterance(3.0 * n, 3.0 * n + 2, voice, text, (Word(3.0 * n, 3.0 * n + 1, text.split()[0], 0.9),), ())
        for n, (voice, text) in enumerate(SAID)
    ]
    return Heard("en", "base", voices, said, (), 0.97)


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Twelve seconds of a sound that is no silence."""
    file = tmp_path / "tone.wav"
    times = np.arange(12 * 16_000) / 16_000
    soundfile.write(file, (0.3 * np.sin(2 * np.pi * 220 * times)).astype("float32"), 16_000)
    return file


@pytest.fixture(scope="session")
def demo_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with the demo authority in it; tests work on copies."""
    made = made_home.copy(tmp_path_factory.mktemp("demo") / "store")
    with made.opened() as services:
        services.demo.install(services.actor, TODAY)
    return made


@pytest.fixture
def pages(
    context: Context, home: KeyedHome, demo_home: KeyedHome, tone: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Callable[..., Pages]]:
    """Opens the store of a test, with ``demo=True`` one with the demo authority."""
    opened: list[Services] = []
    context._preferences = Preferences(context.operations, context.actions, tmp_path / "settings.toml")
    context._preferences.load()

    def make(demo: bool = False) -> Pages:
        store = demo_home.copy(tmp_path / "demo") if demo else home
        manager = store.opened()
        services = manager.__enter__()
        opened.append(services)
        context.open(services, services.actor)
        return Pages(context, services, tone, qtbot)

    yield make
    for services in opened:
        services.close()
