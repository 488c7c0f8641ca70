"""Window and command line agree on which store is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import HOME_VARIABLE, default_home, usual_home
from coder.cli.common import home_or_default
from coder.domain.errors import UserError
from coder.settings import Settings, save_settings
from coder.settings_file import settings_file


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)


def test_without_a_choice_it_is_the_usual_folder(own_home: Path) -> None:
    assert default_home() == usual_home()
    assert own_home in usual_home().parents


def test_a_command_works_on_the_store_the_first_start_remembered(tmp_path: Path) -> None:
    save_settings(Settings(home=str(tmp_path / "chosen")))
    assert default_home() == tmp_path / "chosen"
    assert home_or_default(None) == tmp_path / "chosen"


def test_the_environment_goes_before_what_was_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(Settings(home=str(tmp_path / "chosen")))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "given"))
    assert home_or_default(None) == tmp_path / "given"


def test_the_folder_on_the_command_line_goes_before_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file().write_text("this is no settings file", encoding="utf-8")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "given"))
    assert home_or_default(tmp_path / "named") == tmp_path / "named"


def test_a_damaged_settings_file_stops_a_command_and_is_left_as_it_is() -> None:
    settings_file().write_text("this is no settings file", encoding="utf-8")
    with pytest.raises(UserError, match="settings file"):
        home_or_default(None)
    assert settings_file().read_text(encoding="utf-8") == "this is no settings file"
