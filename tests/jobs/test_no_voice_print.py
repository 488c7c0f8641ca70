"""The points by which voices are told apart are voice prints: nothing of them is left, done or killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.store.tables.base import Base
from models.speech.embedding import VoiceWindows
from models.speech.pipeline import SpeechResult, Stage
from tests.helpers.real_store import KeyedHome
from tests.helpers.worker_process import worker

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]

# A voice print has 192 numbers; even a tenth of one in a row is none of what a transcript holds.
_MOST_NUMBERS = 16


def rows_of_numbers(value: Any) -> Iterator[list[Any]]:
    """Every list in a JSON value that holds so many numbers that it could be a part of a voice print."""
    if isinstance(value, dict):
        for one in value.values():
            yield from rows_of_numbers(one)
    elif isinstance(value, list):
        if sum(isinstance(one, int | float) for one in value) >= _MOST_NUMBERS:
            yield value
        for one in value:
            yield from rows_of_numbers(one)


def binary_columns(services: Services) -> dict[str, int]:
    """Bytes by column, over all tables; fails for any list of numbers on the way."""
    sizes: dict[str, int] = {}
    with services.backing.store.read() as database:
        for table in Base.metadata.sorted_tables:
            for row in database.execute(select(table)).mappings():
                for name, value in row.items():
                    assert list(rows_of_numbers(value)) == [], f"{table.name}.{name}"
                    if isinstance(value, bytes):
                        sizes[f"{table.name}.{name}"] = sizes.get(f"{table.name}.{name}", 0) + len(value)
    return sizes


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("killed", [False, True], ids=["done", "killed"])
def test_nothing_of_the_voices_is_left_in_store_or_files(
    killed: bool, short_home: KeyedHome, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    home = short_home.copy(tmp_path / "store")
    with home.opened() as services:
        before = binary_columns(services)
        session = services.sessions.list(services.actor)[0].id
        services.transcripts.request(services.actor, session, model="tiny.en", speakers=2)
        with worker(home) as started:
            if killed:
                stages = (message.get("stage") for message in started.messages())
                assert any(stage == Stage.SPEAKERS.value for stage in stages)
                started.kill()
            else:
                assert started.end()[0] == 0
        assert binary_columns(services) == before
    assert files_in(temporary) == set()
    # The book of hashes of the speech model, which knows nothing of the recording.
    assert files_in(own_home) <= {"checked.json"}


def test_what_the_check_looks_for_is_what_a_voice_print_is() -> None:
    points = VoiceWindows((), np.ones((1, 192), np.float32)).points
    assert len(list(rows_of_numbers({"a": [{"b": points.tolist()}]}))) == 1
    assert list(rows_of_numbers([[0, 16000, "word", 0.9]] * 50)) == []


def test_what_is_handed_on_to_be_stored_has_no_field_for_points() -> None:
    assert {"points", "embedding", "embeddings", "windows"} & set(SpeechResult.__dataclass_fields__) == set()
