"""The anchoring meter counts what seeing suggestions did, and whether a consensus talk proved it right."""

from __future__ import annotations

from coder.bootstrap import Services
from coder.cli.training import meter_text
from coder.domain.anchoring import Anchoring
from coder.domain.people import Actor, Role
from coder.domain.suggestions import Decision
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock, suggest


def test_changes_toward_and_away_are_counted_for_each_and_judged_by_the_talk(services: Services) -> None:
    services.policy.change(services.actor, withheld_share=0.0, double_share=0.0)
    me = services.actor
    other = add_evaluator(services, "E-2")
    session_id = add_recording(services, add_worker(services, "W-1"))
    suggest(services, session_id, {0: "CQ", 1: "SR", 2: "CON"})
    mine = code_and_lock(services, me, session_id, ("OQ", "GI", "CON"))
    theirs = code_and_lock(services, other, session_id, ("CQ", "SR", "WRN"))
    places = {one.start_s: one for one in services.suggestions.differences(me, session_id)}
    assert sorted(places) == [0.0, 10.0]
    services.suggestions.decide(me, session_id, places[0.0].suggestion_id, Decision.CHANGE, "CQ")
    services.suggestions.decide(me, session_id, places[10.0].suggestion_id, Decision.KEEP)
    services.coding.finish(me, mine)
    for one in services.suggestions.differences(other, session_id):
        services.suggestions.decide(other, session_id, one.suggestion_id, Decision.CHANGE, "AF")
    services.coding.finish(other, theirs)
    for one in services.consensus.pair(me, mine, theirs).disagreements:
        agreed = {0.0: "OQ", 10.0: "GI"}.get(one.start_s)
        if agreed is not None:
            services.consensus.agree(me, one.id, agreed, "Heard again together.")
    meter = services.anchoring.meter(me)
    by_code = dict(meter.by_evaluator)
    assert by_code["ME"] == Anchoring(
        recordings=1,
        differences=2,
        toward=1,
        judged_toward=1,
        proved_toward=0,
        judged_kept=1,
        proved_kept=1,
        blind_places=3,
        blind_same=1,
    )
    assert by_code["E-2"] == Anchoring(recordings=1, differences=1, elsewhere=1, blind_places=3, blind_same=2)
    assert meter.service == by_code["ME"] + by_code["E-2"]
    # With two evaluators the service less oneself is the other one.
    seen = services.anchoring.meter(other)
    assert (seen.service, [code for code, _ in seen.by_evaluator]) == (Anchoring(), ["E-2"])
    assert meter_text(seen).startswith("E-2: 1 recording, 1 place that differed, 1 changed")
    assert meter_text(meter).startswith("The service: 2 recordings")
    lead = services.anchoring.meter(Actor(other.id, frozenset({Role.LEAD})))
    assert [code for code, _ in lead.by_evaluator] == ["E-2", "ME"]


def test_assisted_recordings_stand_beside_blind_ones(services: Services) -> None:
    services.policy.change(services.actor, withheld_share=0.0, double_share=0.0, assisted_mode=True)
    session_id = add_recording(services, add_worker(services, "W-1"))
    suggest(services, session_id, {0: "CQ", 1: "SR", 2: "CON"})
    assert services.suggestions.get(services.actor, session_id) is not None
    coding = code_and_lock(services, services.actor, session_id, ("CQ", "SR", "WRN"))
    services.coding.finish(services.actor, coding)
    service = services.anchoring.meter(services.actor).service
    assert (service.recordings, service.assisted_recordings) == (0, 1)
    assert (service.assisted_places, service.assisted_same) == (3, 2)
