"""A name that is longer than its column goes on below, so that what makes it another name is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.analysis.profiles import build_profile
from tests.cases.coded_sessions import TEAM, person, session, team_ratings
from ui.theme import current
from ui.widgets.trend_rows import TrendRows


def _named(name: str) -> Codebook:
    book = load_builtin("supervision")
    *others, last = book.principles
    return replace(book, principles=(*others, replace(last, name=name)))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_names_that_differ_at_their_end_look_different(qtbot, scale):
    current().apply(current().mode, scale)
    try:
        pictures = []
        for end in ("through", "thirds"):
            book = _named(f"Decision and all follow-{end}")
            own = [session(1, ratings={one.id: 3 for one in book.principles}, codebook_id=book.id)]
            chart = TrendRows()
            qtbot.addWidget(chart)
            chart.set_profile(build_profile(person(), TEAM.name, own, team_ratings(), book, []), book)
            chart.resize(chart.minimumSizeHint())
            pictures.append(chart.grab().toImage())
        assert pictures[0] != pictures[1]
        assert pictures[0].size() == pictures[1].size()
    finally:
        current().apply(current().mode, 1.0)
