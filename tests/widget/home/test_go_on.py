"""The session that was open last is the first thing Home offers."""

from __future__ import annotations

import numpy as np
import soundfile

from coder.domain.desk import Desk
from tests.widget.home.test_home_page import press, rows
from ui.home.view import HomePage


def test_the_last_session_is_offered_first_with_where_one_stopped(qtbot, pages, tmp_path):
    there = pages()
    first = there.transcribed()
    there._tone = tmp_path / "other.wav"
    soundfile.write(there._tone, 0.1 * np.sin(np.arange(12 * 16_000) / 8).astype("float32"), 16_000)
    last = there.imported(worker="W-21")
    there.services.desk.keep(there.actor, last, Desk(position_s=7.0))
    page = there.show(HomePage(there.context))
    assert [row.text().split(" · ")[0] for row in rows(page)] == ["Go on with S-0002", "S-0001"]
    assert "you stopped at 0:07" in rows(page)[0].accessibleDescription()
    press(qtbot, rows(page)[0])
    assert there.wanted == [("code", last)]
    assert first != last


def test_a_session_nobody_waits_for_is_still_offered_to_who_had_it_open(pages):
    there = pages()
    session_id = there.locked()
    there.services.sessions.get(there.actor, session_id)
    coding = there.services.coding.get(there.actor, session_id)
    there.services.desk.keep(there.actor, session_id, Desk(position_s=5.0))
    page = there.show(HomePage(there.context))
    assert rows(page)[0].text().startswith("Go on with S-0001")
    there.services.coding.finish(there.actor, coding.id)
    page.model._stale = True
    page.model.refresh()
    assert not [row for row in rows(page) if row.text().startswith("Go on with")]
