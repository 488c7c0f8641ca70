"""Passages worth hearing by command line: hidden until the lock, found by a worker process, told in words."""

from __future__ import annotations

from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import add_recording, add_worker, code_and_lock
from tests.helpers.real_store import KeyedHome, home, made_home

__all__ = ["home", "made_home"]


def test_passages_are_refused_before_the_lock_and_found_after_it(home: KeyedHome) -> None:
    with home.opened() as services:
        session_id = add_recording(services, add_worker(services, "W-1"))
    line = CommandLine(home.folder)
    refused = line.run("suggestions", "passages", session_id)
    assert (refused.code, refused.data["error"]) == (
        1,
        "Suggestions stay hidden until you have locked your own coding.",
    )
    with home.opened() as services:
        coding = code_and_lock(services, services.actor, session_id, ("OQ", "SR", "CON"))
        found = services.transcripts.get(services.actor, session_id)
        assert found is not None
        said = {one.id: one.text for one in found.utterances}
    answer = line.run("suggestions", "passages", session_id)
    assert answer.code == 0
    assert answer.data["note"].startswith("A finder and no score")
    listed = answer.data["passages"]
    assert listed
    assert all(one["because"] and one["text"] in said.values() for one in listed)
    assert not any("probability" in one or "score" in one for one in listed)
    chosen = listed[0]
    with home.opened() as services:
        utterance = next(id_ for id_, text in said.items() if text == chosen["text"])
        place = {"start_s": chosen["start_s"], "end_s": chosen["end_s"], "utterance_id": utterance}
        services.coding.add_evidence(services.actor, coding, chosen["principle"], **place)
    one = line.run("suggestions", "passages", session_id, "--principle", chosen["principle"].lower()).data["passages"]
    assert {passage["principle"] for passage in one} == {chosen["principle"]}
    assert {passage["id"]: passage["kept"] for passage in one}[chosen["id"]] == "for"
    unknown = line.run("suggestions", "passages", session_id, "--principle", "NONE")
    assert (unknown.code, unknown.data["hint"]) == (1, "It has EVO, EMP, PUR, AUT, COL, CHF, CLA.")
