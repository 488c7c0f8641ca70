from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Kind, changes
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from ui.messages import Level, Messages
from ui.tracking import track


class Source(QObject):
    moved = Signal(int)


def test_pages_cannot_reach_services_before_the_store_is_open(context):
    assert not context.is_open
    with pytest.raises(RuntimeError):
        _ = context.services
    with pytest.raises(RuntimeError):
        _ = context.actor


def test_opening_gives_services_and_actor(context, qtbot):
    services, actor = object(), Actor("a", frozenset({Role.EVALUATOR}))
    with qtbot.waitSignal(context.opened):
        context.open(services, actor)
    assert context.services is services
    assert context.actor is actor


def test_a_stored_change_is_announced_with_its_initiator_and_its_time(context):
    moment = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
    context.clock = lambda: moment
    heard, saved, me = [], [], QObject()
    context.changed.connect(lambda what, who: heard.append((what, who)))
    context.saved.connect(saved.append)
    made = changes(Kind.CODING, ids={"x"})
    context.operations.write(lambda: made, initiator=me)
    assert heard == [(made, me)]
    assert saved == [moment]


def test_a_refused_change_is_neither_announced_nor_called_saved(context):
    heard = []
    context.changed.connect(lambda *_: heard.append("changed"))
    context.saved.connect(lambda _: heard.append("saved"))

    def refuse():
        raise UserError("No.")

    context.operations.write(refuse)
    assert heard == []


def test_a_tracked_connection_ends_with_its_owner(qtbot):
    source, heard = Source(), []
    owner = QObject()
    track(owner, source.moved, heard.append)
    source.moved.emit(1)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    source.moved.emit(2)
    assert heard == [1]


def test_a_tracked_owner_may_outlive_the_source(qtbot):
    source, owner = Source(), QObject()
    track(owner, source.moved, lambda _: None)
    with qtbot.waitSignal(source.destroyed):
        source.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()


def test_messages_keep_the_latest_hundred(qapp):
    messages = Messages()
    for number in range(130):
        messages.info(f"Number {number}")
    assert len(messages.kept) == 100
    assert messages.kept[-1].sentence == "Number 129"
    messages.user_error(UserError("What happened.", "What to do."))
    assert messages.kept[-1].level is Level.ERROR
    assert messages.kept[-1].text == "What happened. What to do."
