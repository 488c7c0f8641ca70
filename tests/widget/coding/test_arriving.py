"""What is seen of a session before its words have been read, on a store that is slower than the eye."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.domain.sessions import SessionKind
from tests.helpers.late import LatePool
from ui.coding.arriving import Glance
from ui.coding.view import CodePage


@pytest.fixture
def late(context):
    """The reading pool of the context, held back piece by piece."""
    pool, before = LatePool(), context.operations._readers
    context.operations._readers = pool
    yield pool
    context.operations._readers = before
    pool.shutdown()


def ink(widget) -> int:
    """How many colours stand in a widget."""
    image = widget.grab().toImage()
    return len(np.unique(np.frombuffer(image.constBits(), np.uint32)))


@pytest.fixture
def open_late(services, made_store, context, show_widget, late):
    """Opens a session of the made store, with all reading held back; the page."""

    def make(name: str) -> CodePage:
        page = show_widget(CodePage(context), (1196, 720))
        late.held = True
        page.open_with(made_store.sessions[name])
        return page

    return make


def test_the_whole_recording_and_what_it_is_are_seen_before_the_words(open_late, services, made_store, late, qtbot):
    page = open_late("ready")
    waiting = ink(page)
    late.go_on(2)
    qtbot.waitUntil(page._loading.overview.isVisible)
    session = services.sessions.get(services.actor, made_store.sessions["ready"])
    assert late.waiting
    assert not page.model.is_open
    assert page.header.accessibleName() == f"Session {session.code}"
    assert session.worker_code in page.header._subtitle.text()
    assert ink(page._loading.overview) >= 2
    assert ink(page) > waiting
    late.go_on()
    qtbot.waitUntil(page.space.isVisible)
    assert page.space.rows.rows
    assert not page._loading.isVisible()
    assert page._loading.overview._scene is None


def test_a_supervision_is_called_so_from_the_first_look(open_late, services, made_store):
    page = open_late("ready")
    session = services.sessions.get(services.actor, made_store.sessions["ready"])
    page._loading._show(session.id, Glance(replace(session, kind=SessionKind.SUPERVISION), None))
    assert page.header._subtitle.text().startswith("Supervision · ")
    assert page.header._subtitle.text().endswith(f"Supervisor {session.worker_code}")


def test_a_session_that_is_left_for_another_is_not_shown_late(open_late, made_store, late, qtbot):
    page = open_late("ready")
    page.open_with(made_store.sessions["bare"])
    late.go_on()
    qtbot.waitUntil(page.space.isVisible)
    assert page.model.session.id == made_store.sessions["bare"]
    assert page.header.accessibleName() == f"Session {page.model.session.code}"


def test_a_session_that_cannot_be_read_is_told_once(open_late, context, late, qtbot):
    told: list[str] = []
    context.messages.posted.connect(lambda message: told.append(message.sentence))
    page = open_late("ready")
    page.open_with("no such session")
    late.go_on()
    qtbot.waitUntil(page.empty.isVisible)
    assert told == ["There is no such session here."]
