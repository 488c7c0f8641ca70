"""What holds for every test: no screen, no network, no trace of the user's own folders, nothing left running."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest

# Before Qt is first imported by any test module.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("PRACTICE_CODER_TEST_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["TZ"] = "UTC"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
    "APPDATA": "config",
    "LOCALAPPDATA": "data",
    "PRACTICE_CODER_CONFIG": "config/practice-coder",
}


def _point_home_at(folder: Path, setenv: object) -> None:
    assert callable(setenv)
    for name, part in HOME_VARIABLES.items():
        path = folder / part
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        setenv(name, str(path))


# Import-time code of any library must not meet the user's folders either.
_SESSION_HOME = tempfile.TemporaryDirectory(prefix="practice-coder-tests-", ignore_cleanup_errors=True)
_point_home_at(Path(_SESSION_HOME.name), os.environ.__setitem__)

pytest_plugins = ["tests.plugins.network", "tests.plugins.leaks", "tests.plugins.qt", "pytester"]


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all homes; a numbered one for each test would be looked for among thousands."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home folder for each test, so that settings and stores of one test never reach another."""
    folder = homes / uuid4().hex
    _point_home_at(folder, monkeypatch.setenv)
    return folder


@pytest.fixture
def shared_data() -> Path:
    """The folder of shared recordings and texts; skips where it is not on this machine."""
    folder = os.environ.get("PRACTICE_CODER_SHARED", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PRACTICE_CODER_SHARED names no folder")
    return Path(folder)
