"""Speech models by command line: an authority makes a signed pack, an evaluator takes it in, checks and removes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.real_store import KeyedHome, home, made_home

__all__ = ["home", "made_home"]


@pytest.fixture
def line(home: KeyedHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: Forks | None) -> CommandLine:
    monkeypatch.setenv("PRACTICE_CODER_APP_DATA", str(tmp_path / "app"))
    monkeypatch.setenv("PRACTICE_CODER_PACK_PASSPHRASE", "a long enough passphrase")
    return CommandLine(home.folder, forks=forks)


def test_a_signed_pack_goes_from_hand_to_hand(line: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "Our Model"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_bytes(name.encode() * 1000)
    key, pack = tmp_path / "pack-key.pem", tmp_path / "ours.zip"

    public = line.does("models", "key", key)["key"]
    made = line.does("models", "pack", folder, "--out", pack, "--licence", "MIT", "--key", key)
    assert (made["name"], made["key"]) == ("our-model", public)

    assert "does not trust" in line.is_refused("models", "import", pack)
    line.does("policy", "set", f"pack_keys={public}")
    assert line.does("models", "import", pack, "--use")["trust"] == "signed"

    listed = {one["value"]: one for one in line.does("models")["models"]}
    assert (listed["our-model"]["chosen"], listed["our-model"]["here"]) == (True, "here")
    assert (listed["small"]["here"], listed["small"]["cost"]) == ("not here", None)

    (tmp_path / "app" / "models" / "brought" / "our-model" / "model.bin").write_bytes(b"rot")
    checked = line.run("models", "check", "our-model")
    assert checked.code == 1
    assert "model.bin" in checked.data["models"][0]["sentence"]
    assert checked.data["models"][1] == {"model": "voices", "good": True, "sentence": "whole."}

    assert line.does("models", "remove", "our-model") == {"removed": "our-model"}
