"""Focus tags on a real store: one a place, worded steps, restarts, merged rows, the file, and erasure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from coder.bootstrap import Services
from coder.domain.coding import Coding, EntryKind
from coder.domain.errors import NotAllowed, UserError
from coder.domain.text_edits import Merge
from tests.services.conftest import with_transcript
from tests.services.test_coding_file import apply


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    return with_transcript(services, tone)


class Tags:
    """A coding whose focus tags are given by place."""

    def __init__(self, services: Services, session_id: str) -> None:
        self.services, self.session_id = services, session_id
        self.id = services.coding.start(services.actor, session_id).created
        found = services.transcripts.get(services.actor, session_id)
        assert found is not None
        self.rows = found.utterances

    @property
    def coding(self) -> Coding:
        found = self.services.coding.get(self.services.actor, self.session_id)
        assert found is not None
        return found

    @property
    def standing(self) -> list[tuple[str, str, float]]:
        return [(one.label, one.utterance_id, one.start_s) for one in self.coding.state.focus]

    def on_row(self, place: int, tag: str) -> str:
        row = self.rows[place]
        give = self.services.coding.give_focus
        return give(
            self.services.actor, self.id, tag, start_s=row.start_s, end_s=row.end_s, utterance_id=row.id
        ).created

    def on_stretch(self, start_s: float, tag: str) -> str:
        give = self.services.coding.give_focus
        return give(self.services.actor, self.id, tag, start_s=start_s, end_s=start_s + 6).created


@pytest.fixture
def tags(services: Services, session_id: str) -> Tags:
    return Tags(services, session_id)


def test_a_row_and_a_stretch_have_one_tag_each_and_another_takes_its_place(tags: Tags) -> None:
    first, second = tags.on_row(0, "child"), tags.on_stretch(9.0, "practical")
    assert tags.on_row(0, "parent") == first
    assert tags.on_stretch(9.0, "social") == second
    assert tags.standing == [("parent", tags.rows[0].id, 0.0), ("social", "", 9.0)]
    assert tags.on_stretch(10.0, "social") != second
    assert len(tags.standing) == 3


def test_the_same_tag_again_is_no_step(tags: Tags) -> None:
    tags.on_row(0, "child")
    before = tags.coding
    tags.on_row(0, "child")
    tags.services.coding.change_focus(tags.services.actor, tags.id, before.state.focus[0].thread_id, "child")
    assert tags.coding == before


def test_each_step_is_worded_and_undone_and_done_again_after_a_restart(tags: Tags) -> None:
    actor, coding = tags.services.actor, tags.services.coding
    thread = tags.on_row(1, "child")
    coding.change_focus(actor, tags.id, thread, "goal_plan")
    coding.take_focus(actor, tags.id, thread)
    assert tags.standing == []
    told = []
    for _ in range(3):
        told.append(tags.coding.undo_text)
        coding.undo(actor, tags.id)
    assert told == ["Take back: About Goal and plan at 0:05", "About Goal and plan at 0:05", "About Child at 0:05"]
    assert tags.standing == []
    for _ in range(2):
        coding.redo(actor, tags.id)
    assert tags.standing == [("goal_plan", tags.rows[1].id, 5.0)]


def test_codes_evidence_and_tags_of_one_row_do_not_touch_each_other(tags: Tags) -> None:
    row, coding, actor = tags.rows[0], tags.services.coding, tags.services.actor
    where = {"start_s": row.start_s, "end_s": row.end_s, "utterance_id": row.id}
    coding.add_code(actor, tags.id, "OQ", **where)
    tags.on_row(0, "child")
    coding.add_code(actor, tags.id, "CQ", **where)
    tags.on_row(0, "parent")
    state = tags.coding.state
    assert ([one.label for one in state.codes], [one.label for one in state.focus]) == (["CQ"], ["parent"])


def test_tags_of_merged_rows_stay_and_the_first_is_the_one_that_is_changed(tags: Tags) -> None:
    services, actor = tags.services, tags.services.actor
    first, second = tags.rows[0], tags.rows[1]
    tags.on_row(0, "child")
    tags.on_row(1, "parent")
    services.transcripts.edit(actor, tags.session_id, [Merge(first.id, second.id)], "Merge")
    assert [one[:2] for one in tags.standing] == [("child", first.id), ("parent", first.id)]
    tags.on_row(0, "social")
    assert [one[0] for one in tags.standing] == ["social", "parent"]


@pytest.mark.parametrize(
    ("tag", "start_s", "end_s", "message"),
    [
        ("gloom", 0.0, 4.0, "no focus tag “gloom”"),
        ("OQ", 0.0, 4.0, "no focus tag “OQ”"),
        ("child", 4.0, 4.0, "outside the recording"),
        ("child", 0.0, 400.0, "outside the recording"),
    ],
)
def test_what_cannot_be_leaves_no_trace(tags: Tags, tag: str, start_s: float, end_s: float, message: str) -> None:
    before = tags.coding
    with pytest.raises(UserError, match=message):
        tags.services.coding.give_focus(tags.services.actor, tags.id, tag, start_s=start_s, end_s=end_s)
    with pytest.raises(UserError, match="no such utterance"):
        tags.services.coding.give_focus(
            tags.services.actor, tags.id, "child", start_s=0.0, end_s=4.0, utterance_id="elsewhere"
        )
    with pytest.raises(UserError, match="no longer there"):
        tags.services.coding.take_focus(tags.services.actor, tags.id, "never")
    assert tags.coding == before


def test_nobody_else_gives_a_tag_or_sees_one(tags: Tags, services: Services) -> None:
    tags.on_row(0, "child")
    other = replace(services.actor, id="somebody-else")
    assert services.coding.get(other, tags.session_id) is None
    with pytest.raises(NotAllowed):
        services.coding.give_focus(other, tags.id, "child", start_s=0.0, end_s=4.0)


def test_a_file_gives_tags_by_number_and_by_time_and_once_only(services: Services, session_id: str) -> None:
    focus = [{"utterance": 0, "tag": "child"}, {"start_s": 9, "end_s": 14, "tag": "practical"}]
    first = apply(services, session_id, focus=focus)
    assert [(one.kind, one.label, one.start_s) for one in first.focus] == [
        (EntryKind.FOCUS, "child", 0.0),
        (EntryKind.FOCUS, "practical", 9.0),
    ]
    assert apply(services, session_id, focus=focus) == first
    other = apply(services, session_id, focus=[{"utterance": 0, "tag": "parent"}])
    assert [one.label for one in other.focus] == ["parent", "practical"]
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    services.coding.undo(services.actor, coding.id)
    back = services.coding.get(services.actor, session_id)
    assert back is not None
    assert [one.label for one in back.state.focus] == ["child", "practical"]


@pytest.mark.parametrize(
    ("focus", "message"),
    [
        ([{"utterance": 0, "tag": "gloom"}], "no focus tag “gloom”"),
        ([{"utterance": 0, "tag": "child"}, {"utterance": 0, "tag": "parent"}], "utterance 0 two focus tags"),
        ([{"start_s": 2, "tag": "child"}, {"start_s": 2, "tag": "parent"}], "stretch at 0:02 two focus tags"),
    ],
)
def test_a_wrong_tag_in_a_file_applies_nothing(services: Services, session_id: str, focus, message: str) -> None:
    with pytest.raises(UserError, match=message):
        apply(services, session_id, codes=[{"utterance": 0, "code": "OQ"}], focus=focus)
    assert services.coding.get(services.actor, session_id) is None


def test_erasing_the_session_erases_its_tags(tags: Tags) -> None:
    tags.on_row(0, "child")
    assert _rows(tags) == 1
    tags.services.sessions.withdraw(tags.services.actor, tags.session_id, "mother", "Changed her mind")
    assert _rows(tags) == 0


def _rows(tags: Tags) -> int:
    with tags.services.backing.store.read() as session:
        found: int = session.scalars(text("SELECT count(*) FROM coding_entries WHERE kind = 'focus'")).one()
        return found
