"""Locks of stores that are older than the column get the place that their time gave them until then."""

from __future__ import annotations

import importlib.util
from datetime import timedelta

from sqlalchemy import text

from coder.domain.ids import new_id
from coder.store import migrate
from coder.store.engine import Store
from coder.store.tables import CodingRow, TranscriptEditRow
from tests.store.builders import NOW, Scene, add_scene, entry

SCRIPT = migrate.SCRIPTS / "versions" / "0007_place_of_the_lock.py"
SECOND = timedelta(seconds=1)


def statement() -> str:
    spec = importlib.util.spec_from_file_location("script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PLACE_OF_OLD_LOCKS


def edit(scene: Scene, **fields: object) -> TranscriptEditRow:
    return TranscriptEditRow(
        id=new_id(),
        session_id=scene.session,
        transcript_id=scene.transcript,
        author_id=scene.worker,
        step_id=new_id(),
        step_text="Correct",
        payload={},
        **fields,
    )


def test_what_was_done_until_the_lock_is_before_its_place_and_nothing_else(store: Store) -> None:
    with store.write() as session:
        scene, other = add_scene(session), add_scene(session)
        session.flush()
        locked_at = NOW + 10 * SECOND
        before = entry(scene.coding, scene.worker, at=locked_at)
        words = edit(scene, at=locked_at - SECOND)
        after = entry(scene.coding, scene.worker, at=locked_at + SECOND)
        words_after = edit(scene, at=locked_at + SECOND)
        session.add_all([before, words, after, words_after])
        session.get_one(CodingRow, scene.coding).locked_at = locked_at
        session.flush()
        session.execute(text(statement()))
        session.expire_all()
        place = session.get_one(CodingRow, scene.coding).lock_id
        assert max(before.id, words.id) == place < min(after.id, words_after.id)
        assert session.get_one(CodingRow, other.coding).lock_id == ""


def test_a_lock_with_nothing_before_it_has_nothing_before_its_place(store: Store) -> None:
    with store.write() as session:
        scene = add_scene(session)
        session.flush()
        session.get_one(CodingRow, scene.coding).locked_at = NOW - SECOND
        session.flush()
        session.execute(text(statement()))
        session.expire_all()
        assert session.get_one(CodingRow, scene.coding).lock_id == ""
