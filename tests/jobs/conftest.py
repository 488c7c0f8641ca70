"""A store with recordings of real speech in it, ready to be transcribed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.bootstrap import Services
from tests.helpers.real_store import Clock2026, KeyedHome, home, import_sound, made_home, visit_clip

__all__ = ["home", "made_home"]


@pytest.fixture(scope="session")
def short_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with 14 seconds of the demo visit: one chunk. Made once, tests work on copies."""
    return _with_clip(made_home, tmp_path_factory.mktemp("short"), 0, 14)


@pytest.fixture(scope="session")
def long_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with 75 seconds of the demo visit: several chunks. Made once, tests work on copies."""
    return _with_clip(made_home, tmp_path_factory.mktemp("long"), 0, 75)


def _with_clip(made: KeyedHome, folder: Path, start_s: float, end_s: float) -> KeyedHome:
    made = made.copy(folder / "store")
    with made.opened() as services:
        import_sound(services, visit_clip(folder / "clip.wav", start_s, end_s))
    return made


@pytest.fixture
def services(short_home: KeyedHome, tmp_path: Path) -> Iterator[Services]:
    """The services over a store with one short recording, on a clock of their own."""
    with short_home.copy(tmp_path / "store").opened(Clock2026()) as opened:
        yield opened
