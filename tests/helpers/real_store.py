"""A real encrypted store for tests that open it in other processes, and real speech to put into it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import av
import pytest

from coder.bootstrap import Services, create_home, open_for_worker
from coder.domain.people import Role
from coder.domain.purpose import Purpose
from coder.domain.sessions import Answer, Context, HowAsked
from coder.domain.times import Clock, utc_now
from coder.services.demo import demo_visit
from coder.services.sessions import PermissionDraft
from coder.store.home import Home
from tests.helpers.decoded import decoded_once
from tests.helpers.quick_slot import make_quick

PASSPHRASE = "a long enough passphrase"
CONTEXT = Context("To talk about mornings", "ongoing", "child in need", ("worker", "father"))
SAMPLE_RATE = 16_000
ROLES = (Role.EVALUATOR, Role.COACH, Role.LEAD)


@dataclass(frozen=True)
class KeyedHome:
    """A store and the key that opens it without the slow passphrase."""

    folder: Path
    key: bytes = field(repr=False)
    recovery_key: str = field(default="", repr=False)

    def copy(self, folder: Path) -> KeyedHome:
        """The same store once more, to be changed by one test."""
        return replace(self, folder=Path(shutil.copytree(self.folder, folder)))

    @contextmanager
    def opened(self, clock: Clock = utc_now) -> Iterator[Services]:
        """Its services, closed again afterwards."""
        services = open_for_worker(self.folder, self.key, clock)
        try:
            yield services
        finally:
            services.close()


class Clock2026:
    """A clock that moves on by a second each time somebody looks, and by more when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The next second."""
        self.now += timedelta(seconds=1)
        return self.now


def make_home(
    folder: Path, name: str = "Eva", roles: Iterable[Role] = ROLES, purpose: Purpose = Purpose.PRACTICE
) -> KeyedHome:
    """A store with one person in it, which PASSPHRASE opens at once."""
    recovery_key = create_home(folder, passphrase=PASSPHRASE, person_name=name, roles=roles, purpose=purpose)
    return KeyedHome(folder, make_quick(Home(folder), recovery_key, PASSPHRASE), recovery_key)


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """An empty store, made once because making one takes long on purpose; tests work on copies."""
    return make_home(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture(scope="session")
def made_recruitment(tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """An empty recruitment store, made once like the other."""
    return make_home(tmp_path_factory.mktemp("made") / "recruitment", purpose=Purpose.RECRUITMENT)


@pytest.fixture
def home(made_home: KeyedHome, tmp_path: Path) -> KeyedHome:
    """A fresh store."""
    return made_home.copy(tmp_path / "store")


def visit_clip(file: Path, start_s: float, end_s: float) -> Path:
    """A stretch of the demo visit as a WAV file (16 kHz, mono)."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    left = round(end_s * SAMPLE_RATE)
    with av.open(str(demo_visit().sound)) as source, av.open(str(file), "w") as target:
        stream = target.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        position = 0
        for decoded in source.decode(audio=0):
            for frame in resampler.resample(decoded):
                first, last = max(0, round(start_s * SAMPLE_RATE) - position), left - position
                samples = frame.to_ndarray()[:, first : max(first, last)]
                position += frame.samples
                if samples.shape[1]:
                    piece = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
                    piece.rate = SAMPLE_RATE
                    target.mux(stream.encode(piece))
            if position >= left:
                break
        target.mux(stream.encode(None))
    return file


def import_sound(
    services: Services, file: Path, *, worker: str = "W-17", team: str = "North", context: Context = CONTEXT
) -> str:
    """A session with this recording; its id."""
    with decoded_once():
        made = services.sessions.import_recording(
            services.actor,
            file,
            worker_id=worker,
            team_name=team,
            held_on=date(2026, 5, 1),
            permissions=[PermissionDraft("father", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
            context=context,
        )
    return made.created


def audit_is_whole(services: Services) -> bool:
    """Whether every link of the audit trail holds."""
    return services.audit.verify(services.actor).intact
