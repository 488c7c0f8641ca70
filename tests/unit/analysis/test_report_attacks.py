"""Nobody is picked out of all reports of hundreds of made-up teams, and the attacks would find it if they could be."""

from __future__ import annotations

from random import Random

import pytest

from coder.analysis import differencing, releases
from tools.attack_reports import attack, exposed_by_subtracting, made_up, publish

SERVICES, QUARTERS = 55, (5, 8)


def test_no_attack_on_hundreds_of_teams_tells_of_anybody(monkeypatch):
    # Held back sooner than in the program, which saves most of the time; what is released keeps the same rules.
    monkeypatch.setattr(differencing, "MOST_STEPS", 20)
    attacked = attack(SERVICES, QUARTERS)
    figures = {figure.name.strip(): figure.value for figure in attacked}
    assert figures["teams made up"] > 200
    assert figures["of these of one context only"] > 50
    assert figures["of these of the whole service"] > 50
    assert figures["sums and differences that tell of too few people"] == 0
    assert min(one.value for one in attacked if "fewest colleagues" in one.name) >= 4
    alone, together = (one.value for one in attacked if "one value left" in one.name)
    assert alone == 0
    assert together < 1


@pytest.mark.parametrize("figure_id", ["EVO", "EMP"])
def test_the_same_attack_finds_people_where_earlier_reports_are_not_looked_at(monkeypatch, figure_id):
    monkeypatch.setattr(releases, "refused", lambda *_: {})
    monkeypatch.setattr(releases, "exposed", lambda *_: None)
    found = 0
    for seed in range(3):
        service = made_up(seed)
        publish(service, Random(seed), QUARTERS)
        found += exposed_by_subtracting(service, figure_id)
    assert found > 20


def test_what_takes_too_long_to_look_through_is_held_back(monkeypatch):
    monkeypatch.setattr(differencing, "MOST_STEPS", 0)
    service = made_up(5)
    publish(service, Random(5), QUARTERS)
    assert service.released
    assert sum(exposed_by_subtracting(service, one) for one in ("EVO", "EMP")) == 0
