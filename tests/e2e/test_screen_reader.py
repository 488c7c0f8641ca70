"""The Code page as a screen reader meets it: over AT-SPI, on a real display, in the running program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coder.bootstrap import Services, open_home
from coder.domain.people import Role, SpeakerRole
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.display import x_display
from tests.helpers.real_store import PASSPHRASE, import_sound, make_home, visit_clip
from tests.plugins.network import guarded_environment

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "tests" / "helpers" / "screen_reader.py"
CODING_CLIENT = CLIENT.with_name("screen_reader_coding.py")
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
SAID = ("How have mornings been?", "Up and down.", "You are tired, and you got her there.")

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(200)]


def _can_read() -> bool:
    """Whether this computer has a session bus, the accessibility bus and the system's bindings to it."""
    if not (shutil.which("dbus-run-session") and Path(LAUNCHER).exists() and Path(SYSTEM_PYTHON).exists()):
        return False
    probe = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    return subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one session whose voices are confirmed."""
    folder = tmp_path / "store"
    make_home(folder, roles=[Role.EVALUATOR])
    with opened(folder) as services:
        session_id = import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 16))
        job_id = services.transcripts.request(services.actor, session_id).created
        services.transcripts.keep(session_id, heard())
        services.jobs.cancel(services.actor, job_id)
        made = services.transcripts.get(services.actor, session_id)
        assert made is not None
        services.transcripts.confirm_roles(services.actor, session_id, {one.id: one.role for one in made.speakers})
    return folder


def heard() -> Heard:
    """What a machine might have heard."""
    voices = [HeardSpeaker("S1", SpeakerRole.WORKER, 0.9), HeardSpeaker("S2", SpeakerRole.PARENT, 0.8)]
    said = [
        HeardUtterance(5.0 * place, 5.0 * place + 4, voices[place % 2].label, text, (), ())
        for place, text in enumerate(SAID)
    ]
    return Heard("en", "tiny.en", voices, said, (), 1.0)


@contextmanager
def opened(folder: Path) -> Iterator[Services]:
    """The services of a store, closed again afterwards."""
    services = open_home(folder, passphrase=PASSPHRASE)
    try:
        yield services
    finally:
        services.close()


@contextmanager
def running(store: Path, environment: dict[str, str]) -> Iterator[None]:
    """The program, open on a store, on the accessibility bus of the environment."""
    command = [sys.executable, "-m", "ui", "--home", str(store)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment with a display, a session bus and the accessibility bus, all of this test's own."""
    with x_display() as display:
        environment = {
            **guarded_environment(),
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PRACTICE_CODER_PASSPHRASE": PASSPHRASE,
        }
        say = 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec "$0" --launch-immediately'
        command = ["dbus-run-session", "--", "sh", "-c", say, LAUNCHER]
        # A group of their own, since the buses outlive whoever started them.
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, process_group=0
        ) as process:
            try:
                assert process.stdout is not None
                yield {**environment, "DBUS_SESSION_BUS_ADDRESS": process.stdout.readline().strip()}
            finally:
                os.killpg(process.pid, signal.SIGTERM)


def told_by(client: Path, store: Path, bus: dict[str, str], *arguments: str) -> dict[str, Any]:
    """What a client on the accessibility bus tells of the running program."""
    bare = {name: value for name, value in bus.items() if not name.startswith("PYTHON")}
    with running(store, bus):
        done = subprocess.run(
            [SYSTEM_PYTHON, str(client), *arguments],
            env={**bare, "HOME": os.environ["HOME"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.skipif(not _can_read(), reason="the accessibility bus or its bindings are not installed")
def test_a_screen_reader_reads_the_code_page_and_rates(store: Path, bus: dict[str, str]) -> None:
    told = told_by(CLIENT, store, bus, "S-0001", "Empathy: 4 of 5")
    with opened(store) as services:
        (session,) = services.sessions.list(services.actor)
        names = [one.name for one in services.codebooks.active().principles]
        anchor = services.codebooks.active().principle("EMP").anchor(4)
        coding = services.coding.get(services.actor, session.id)
    assert coding is not None
    assert {id_: one.value for id_, one in coding.state.ratings.items()} == {"EMP": 4}
    values = (*(f"{value} of 5" for value in range(1, 6)), "not evaluable")
    expected = [f"{name}: {value}" for name in names for value in values]
    assert [name for name in told["ratings"] if name in expected] == expected
    assert told["described"] == {"Empathy: 4 of 5": anchor}
    assert [row.split(": ", 1)[1].rstrip(".") for row in told["rows"]] == [text.rstrip(".") for text in SAID]
    assert "Waveform" in told["sliders"]
    assert told["boxes"] == {
        "1×": "Speed",
        "All speakers": "Show speakers",
        "All codes": "Show codes",
        "All rows": "Show rows to be checked",
    }


@pytest.mark.skipif(not _can_read() or shutil.which("xdotool") is None, reason="the accessibility bus is not installed")
def test_somebody_who_hears_the_program_codes_undoes_rates_and_locks(store: Path, bus: dict[str, str]) -> None:
    with opened(store) as services:
        names = [one.name for one in services.codebooks.active().principles]
    told = told_by(CODING_CLIENT, store, bus, "S-0001", *names[1:])
    assert SAID[0].rstrip("?") in told["before"]
    assert "Open question" not in told["before"]
    assert "Open question" in told["coded"]
    heard = told["heard"]
    # In this order, whatever else was said between.
    expected = ["Coded: Open question", "Undone: Open question", "Coded: Open question", "Evocation: 4"]
    rest = iter(heard)
    assert all(any(one.startswith(words) for one in rest) for words in expected), heard
    assert sum(one.startswith("Evidence for Evocation") for one in heard) == 2
    assert any(one.startswith("Everything is saved") for one in heard)
    assert [one for one in heard if "S-0001" in one and "done" in one], "\n".join(heard)
    # The place of the second row, which was chosen last.
    assert told["waveform"] == 5
    with opened(store) as services:
        (session,) = services.sessions.list(services.actor)
        coding = services.coding.get(services.actor, session.id)
        assert coding is not None
        assert coding.locked
        assert [one.label for one in coding.state.codes] == ["OQ"]
        assert {one.value for one in coding.state.ratings.values()} == {3, 4}
        assert len(coding.state.evidence) == 2
