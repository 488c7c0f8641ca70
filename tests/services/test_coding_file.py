"""A coding made elsewhere is applied whole or not at all, on a real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coder.bootstrap import Services
from coder.domain.coding import CodingState, Origin
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.sessions import SessionState
from coder.services.coding_file import check_document
from tests.services.conftest import heard, import_tone, with_transcript


def apply(services: Services, session_id: str, **document: Any) -> CodingState:
    """Apply a document; what stands after it."""
    services.coding.apply_file(services.actor, session_id, check_document(document))
    return standing(services, session_id)


def standing(services: Services, session_id: str) -> CodingState:
    """What stands in the own coding."""
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    return coding.state


def test_everything_lands_where_it_belongs_and_counts_as_blind(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    state = apply(
        services,
        session_id,
        codes=[{"utterance": 0, "code": "OQ"}, {"start_s": 12, "end_s": 14, "code": "CR", "memo": "shame"}],
        moments=[{"kind": "bright", "start_s": 12, "shareable": True}],
        ratings=[{"principle": "EVO", "value": 4, "evidence": [{"utterance": 0}, {"start_s": 12}]}],
    )
    assert [(one.label, one.start_s, one.end_s, one.note) for one in state.codes] == [
        ("OQ", 0.0, 4.0, ""),
        ("CR", 12.0, 14.0, "shame"),
    ]
    assert [(one.start_s, one.end_s, one.shareable) for one in state.moments] == [(12.0, 17.0, True)]
    assert state.ratings["EVO"].value == 4
    assert len(state.evidence_for("EVO")) == 2
    assert {one.origin for one in (*state.codes, *state.evidence)} == {Origin.BLIND}


def test_applying_confirms_the_voices_and_the_file_has_the_last_word(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    apply(services, session_id, speakers={"S2": "child"})
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    assert {one.label: one.role for one in found.speakers} == {"S1": SpeakerRole.WORKER, "S2": SpeakerRole.CHILD}
    assert found.confirmed
    assert services.sessions.get(services.actor, session_id).state is SessionState.CODING


def test_applying_twice_adds_nothing_and_one_undo_takes_it_back(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    document = {"codes": [{"utterance": 0, "code": "OQ"}, {"start_s": 9, "code": "AF"}], "ratings": []}
    first = apply(services, session_id, **document)
    assert apply(services, session_id, **document) == first
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    services.coding.undo(services.actor, coding.id)
    assert standing(services, session_id).codes == ()


def test_another_code_and_another_rating_supersede_what_stood(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    apply(
        services,
        session_id,
        codes=[{"utterance": 0, "code": "OQ"}],
        ratings=[{"principle": "EVO", "value": 4}, {"principle": "EMP", "value": 2}],
    )
    state = apply(
        services, session_id, codes=[{"utterance": 0, "code": "CQ"}], ratings=[{"principle": "EVO", "value": "NE"}]
    )
    assert [one.label for one in state.codes] == ["CQ"]
    assert (state.ratings["EVO"].value, state.ratings["EVO"].not_evaluable) == (None, True)
    assert state.ratings["EMP"].value == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"codes": [{"utterance": 99, "code": "OQ"}]}, "no utterance 99"),
        ({"codes": [{"utterance": 1, "code": "OQ"}, {"utterance": 1, "code": "CQ"}]}, "utterance 1 two codes"),
        ({"codes": [{"utterance": 1, "code": "NOPE"}]}, "no code “NOPE”"),
        ({"codes": [{"start_s": 29, "end_s": 40, "code": "OQ"}]}, "outside the recording"),
        ({"moments": [{"start_s": 1, "kind": "gloomy"}]}, "no moment “gloomy”"),
        ({"ratings": [{"principle": "EVO", "value": 6}]}, "not on the scale"),
        ({"ratings": [{"principle": "LUCK", "value": 3}]}, "no principle “LUCK”"),
        ({"speakers": {"S9": "worker"}}, "no voice “S9”"),
        ({"codebook": "msw@9.9.9"}, "was made with"),
    ],
)
def test_one_error_and_nothing_is_applied(services: Services, tone: Path, wrong: dict[str, Any], message: str) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    good = {"codes": [{"utterance": 0, "code": "OQ"}], "ratings": [{"principle": "COL", "value": 3}]}
    merged = {key: [*good.get(key, []), *value] if isinstance(value, list) else value for key, value in wrong.items()}
    services.transcripts.get(services.actor, session_id)
    events = len(services.audit.events(services.actor))
    with pytest.raises(UserError, match=message):
        apply(services, session_id, **{**good, **merged})
    assert services.coding.get(services.actor, session_id) is None
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    assert not found.confirmed
    assert services.sessions.get(services.actor, session_id).state is SessionState.TO_CONFIRM
    assert len(services.audit.events(services.actor)) == events


def test_a_locked_coding_takes_no_file(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    ratings = [{"principle": one.id, "value": 3} for one in services.codebooks.active().principles]
    apply(services, session_id, ratings=ratings)
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    services.coding.lock(services.actor, coding.id)
    with pytest.raises(UserError, match="locked"):
        apply(services, session_id, codes=[{"utterance": 0, "code": "OQ"}])
