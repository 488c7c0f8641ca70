"""The same window on a real X display: the whole way once more, and keys that come from the X server itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.domain.people import Role
from tests.helpers.display import XKeys, x_display
from tests.helpers.real_store import PASSPHRASE, make_home
from tests.plugins.network import guarded_environment

ROOT = Path(__file__).resolve().parents[2]
WAY = "tests/e2e/test_window_way.py::test_a_recording_goes_its_whole_way_by_keyboard_alone"
END_S = 30

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def display() -> Iterator[str]:
    """A display of this test's own."""
    with x_display() as name:
        yield name


def test_the_whole_way_is_the_same_on_a_real_display(display: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", WAY]
    environment = {**guarded_environment(), "PRACTICE_CODER_TEST_PLATFORM": "xcb", "DISPLAY": display}
    done = subprocess.run(
        [*command, f"--basetemp={tmp_path / 'inner'}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=800,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}{done.stderr[-2000:]}"
    assert "1 passed" in done.stdout


@pytest.fixture
def program(display: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program itself, started as a user starts it, on a store that is there already."""
    store = tmp_path / "store"
    make_home(store, roles=[Role.EVALUATOR])
    environment = {**guarded_environment(), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    command = [sys.executable, "-m", "ui", "--home", str(store)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        yield process
        if process.poll() is None:
            process.kill()


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
def test_keys_of_the_x_server_reach_the_program(display: str, program: subprocess.Popen[bytes]) -> None:
    keys = XKeys(display)
    unlock(keys)
    keys.press("ctrl+2")
    keys.wait_for_window("^Sessions – Practice Coder$")
    keys.press("ctrl+k")
    keys.wait_for_window("^Find anything$")
    keys.type("libr")
    keys.press("Return")
    keys.wait_for_window("^Library – Practice Coder$")
    assert "Find anything" not in keys.titles()
    keys.press("ctrl+q")
    assert program.wait(END_S) == 0


def unlock(keys: XKeys) -> None:
    """The title says when the store has been looked for and the field takes the passphrase."""
    keys.wait_for_window("^Open your recordings – Practice Coder$")
    keys.type(PASSPHRASE)
    keys.press("Return")
    keys.wait_for_window("^Home – Practice Coder$")
