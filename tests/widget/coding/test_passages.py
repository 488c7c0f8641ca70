"""Passages worth hearing on the Code page: hidden until the lock, heard, kept as evidence and put aside by key."""

from __future__ import annotations

from PySide6.QtCore import Qt

from coder.domain.coding import Direction
from coder.domain.errors import UserError
from coder.domain.jobs import JobKind
from coder.domain.passages import FoundPassage
from ui.coding.edits import Rate
from ui.coding.header import CODE, SECOND

WHY, READS = "names feeling or meaning", "reads as simple reflection"


def lock(desk):
    services, actor = desk.services, desk.services.actor
    coding_id = services.coding.start(actor, desk.session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding_id, principle.id, 3)
    services.coding.lock(actor, coding_id)
    desk.page.model.reload()


def keep(desk):
    """Two passages for empathy and none against it, as the job would have kept them; the utterances they are about."""
    ours = [row for row in desk.rows if row.role.value == "worker"][2:5:2]
    found = [
        FoundPassage("EMP", Direction.FOR, row.id, row.start_s - 1, row.end_s + 1, ("worn", "out"), (READS, WHY))
        for row in ours
    ]
    with desk.services.backing.store.write() as session:
        desk.services.passages.keep_in(session, desk.session_id, "starter 1", found)
    return ours


def shown(section):
    return [(row.offer.passage.text, row.offer.kept, row.offer.passage.relevant) for row in section.rows]


def test_before_the_lock_there_is_no_list_and_the_key_says_why(desk):
    page = desk.page
    keep(desk)
    page.model.do(Rate("EMP", 3), "")
    page.space.principles.choose("EMP")
    page.passages.show()
    assert not page.passages.section("EMP").isVisible()
    assert desk.messages == ["Passages worth hearing stay hidden until you have locked your own coding."]
    assert desk.coding.seen_suggestions_at is None


def test_passages_are_heard_kept_and_put_aside_by_key(desk, qtbot):
    page = desk.page
    first, second = keep(desk)
    lock(desk)
    page.space.principles.choose("EMP")
    section = page.passages.section("EMP")
    assert section.fold.isVisible()
    assert section.rows == []
    # Only who opens the list has seen it.
    assert desk.coding.seen_suggestions_at is None
    page.passages.show()
    qtbot.waitUntil(lambda: bool(section.rows) and section.rows[0].hear.hasFocus())
    assert desk.coding.seen_suggestions_at is not None
    assert shown(section) == [(first.text, None, True), (second.text, None, True)]
    assert WHY in section.rows[0].hear.accessibleDescription()
    assert "“worn”" in section.rows[0].hear.accessibleDescription()

    qtbot.keyClick(section.rows[0].hear, Qt.Key.Key_Return)
    assert page.playback.playing
    assert abs(page.playback.position_s - (first.start_s - 1)) < 0.5
    page.playback.pause()

    qtbot.keyClick(section.rows[0].hear, Qt.Key.Key_K)
    (evidence,) = desk.coding.state.evidence
    assert (evidence.label, evidence.utterance_id, evidence.direction) == ("EMP", first.id, Direction.FOR)
    assert shown(section)[0] == (first.text, Direction.FOR, True)
    assert section.focused is section.rows[0]
    qtbot.keyClick(section.rows[0].hear, Qt.Key.Key_K)
    assert desk.coding.state.evidence == ()

    section.rows[0].hear.setFocus()
    qtbot.keyClick(section.rows[0].hear, Qt.Key.Key_X)
    assert shown(section) == [(second.text, None, True), (first.text, None, False)]
    assert section.focused is section.rows[1]
    stored = desk.services.passages.get(desk.services.actor, desk.session_id)
    assert [one.relevant for one in stored.passages] == [False, True]
    section.rows[1].aside.click()
    assert [one[2] for one in shown(section)] == [True, True]

    # Beside two marks nothing tells which of them a model would give.
    page.show_mode(SECOND)
    told = [row.hear.accessibleDescription() for row in section.rows]
    assert told == [f"Why: {WHY}"] * 2
    page.show_mode(CODE)
    assert READS in section.rows[0].hear.accessibleDescription()

    desk.services.coding.finish(desk.services.actor, desk.coding.id)
    page.model.reload()
    assert not any(row.keep.isEnabled() or row.aside.isEnabled() for row in section.rows)

    desk.services.sessions.withdraw(desk.services.actor, desk.session_id, "mother", "")
    page.model.reload()
    assert not section.isVisible()
    assert (section.rows, page.passages.passages.listed.passages) == ([], ())


def test_where_nobody_has_looked_it_can_be_asked_for_and_a_refusal_is_told(desk, monkeypatch):
    page = desk.page
    lock(desk)
    page.space.principles.choose("EMP")
    section = page.passages.section("EMP")
    section.fold.click()
    assert section.sentence.text() == "Passages are being looked for. They appear here by themselves."
    job = next(one for one in desk.services.jobs.list(desk.services.actor) if one.kind is JobKind.SUGGEST)
    desk.services.jobs.cancel(desk.services.actor, job.id)
    page.model.reload()
    page.passages.passages.close()
    page.passages.passages.open(desk.session_id)
    assert section.sentence.text().startswith("Looking for passages ended without any: cancel")
    section.ask.click()
    assert section.sentence.text().startswith("Passages are being looked for.")

    def refused(*_args):
        raise UserError("This recording was drawn to show no suggestions.", "Finish it as it is.")

    monkeypatch.setattr(desk.services.passages, "get", refused)
    page.passages.passages.close()
    page.passages.passages.open(desk.session_id)
    assert section.sentence.text() == "This recording was drawn to show no suggestions. Finish it as it is."
    assert not section.ask.isVisible()
    assert section.rows == []
