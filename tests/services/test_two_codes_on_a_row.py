"""A row that took in another one and has the codes of both: one rule says which is meant, for all that ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.coding import Coding
from coder.domain.suggestions import Decision
from coder.domain.text_edits import Merge
from coder.services.coding_file import check_document
from coder.services.coding_rules import standing_code
from coder.services.suggestions import Suggested
from tests.services.conftest import rate_all, with_transcript
from tests.services.test_text_edits import Desk
from ui.coding.edits import Place, ToggleCode, code_at


@pytest.fixture
def desk(services: Services, tone: Path) -> Desk:
    """Two coded rows, the second coded first, made one."""
    made = Desk(services, with_transcript(services, tone))
    made.code(1, "CQ")
    made.code(0, "OQ")
    made.edit([Merge(made.ids[0], made.ids[1])])
    return made


def coding(desk: Desk) -> Coding:
    found = desk.services.coding.get(desk.actor, desk.session_id)
    assert found is not None
    return found


def where(desk: Desk) -> Place:
    row = desk.text.utterances[0]
    return Place(row.start_s, row.end_s, row.id)


@pytest.mark.parametrize("memo_on", [None, 0, 1], ids=["no memo", "on the first", "on the second"])
def test_page_and_services_mean_the_same_code(desk: Desk, memo_on: int | None) -> None:
    if memo_on is not None:
        # Whatever was written last changes nothing about which one is meant.
        entry = coding(desk).state.codes[memo_on]
        desk.services.coding.set_note(desk.actor, coding(desk).id, entry.thread_id, "A memo")
    shown = code_at(coding(desk).state, where(desk))
    assert shown is not None
    assert shown.label == "OQ"
    with desk.services.backing.store.read() as database:
        meant = standing_code(database, coding(desk).id, desk.ids[0])
        assert meant is not None
        assert meant.thread_id == shown.thread_id
        other = standing_code(database, coding(desk).id, desk.ids[1])
        assert other is not None
        assert (other.label, other.utterance_id) == ("CQ", desk.ids[1])
    ToggleCode(where(desk), "SR").store(desk.services.coding, desk.actor, coding(desk))
    assert desk.codes == [("SR", desk.ids[0], 0.0), ("CQ", desk.ids[0], 5.0)]


def test_a_file_changes_the_code_that_the_page_shows(desk: Desk) -> None:
    document = {"codes": [{"utterance": desk.ids[0], "code": "SR"}]}
    desk.services.coding.apply_file(desk.actor, desk.session_id, check_document(document))
    assert [code for code, _, _ in desk.codes] == ["SR", "CQ"]


def test_the_second_listen_keeps_each_code_on_the_words_it_was_given_for(desk: Desk) -> None:
    suggestions = desk.services.suggestions
    rate_all(desk.services, coding(desk).id)
    desk.services.coding.lock(desk.actor, coding(desk).id)
    suggested = [Suggested(desk.ids[0], "AF", 0.9), Suggested(desk.ids[1], "SR", 0.8)]
    suggestions.keep(desk.session_id, "model", suggested, 0)
    first, second = suggestions.differences(desk.actor, desk.session_id)
    assert {first.first_code, first.second_code} == {"OQ", "AF"}
    assert {second.first_code, second.second_code} == {"CQ", "SR"}
    suggestions.decide(desk.actor, desk.session_id, second.suggestion_id, Decision.CHANGE, "SR")
    assert [(code, at_s) for code, _, at_s in desk.codes] == [("OQ", 0.0), ("SR", 5.0)]
    suggestions.decide(desk.actor, desk.session_id, first.suggestion_id, Decision.CHANGE, "AF")
    assert [(code, at_s) for code, _, at_s in desk.codes] == [("AF", 0.0), ("SR", 5.0)]
    suggestions.decide(desk.actor, desk.session_id, second.suggestion_id, Decision.KEEP)
    assert [(code, at_s) for code, _, at_s in desk.codes] == [("AF", 0.0), ("CQ", 5.0)]
    decided = suggestions.differences(desk.actor, desk.session_id)
    assert [(one.decision, one.chosen_code) for one in decided] == [(Decision.CHANGE, "AF"), (Decision.KEEP, "CQ")]
