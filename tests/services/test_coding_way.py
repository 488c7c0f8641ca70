"""From the first code to the lock and the second listen, on a real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services, open_home
from coder.domain.coding import Origin
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.domain.sessions import SessionState
from coder.domain.suggestions import Decision
from coder.services.suggestions import Suggested
from tests.services.conftest import PASSPHRASE, heard, import_tone, rate_all, with_transcript


def start(services: Services, tone: Path) -> tuple[str, str]:
    """A session and the coding just begun on it."""
    session_id = with_transcript(services, tone)
    return session_id, services.coding.start(services.actor, session_id).created


def codes(services: Services, session_id: str) -> list[str]:
    """The standing codes in order of time."""
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    return [entry.label for entry in coding.state.codes]


def test_coding_waits_for_context_sheet_and_voices(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone, context=None)
    with pytest.raises(UserError, match="context sheet"):
        services.coding.start(services.actor, session_id)


def test_an_utterance_has_one_main_code_and_keeps_its_memo(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    first = found.utterances[0]
    place = {"start_s": first.start_s, "end_s": first.end_s, "utterance_id": first.id}
    services.coding.add_code(services.actor, coding, "CQ", note="tone of voice", **place)
    services.coding.add_code(services.actor, coding, "OQ", **place)
    state = services.coding.get(services.actor, session_id).state  # type: ignore[union-attr]
    assert [(e.label, e.note) for e in state.codes] == [("OQ", "tone of voice")]


def test_undo_survives_closing_and_opening(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    services.coding.add_code(services.actor, coding, "OQ", start_s=1, end_s=2)
    services.coding.add_code(services.actor, coding, "CR", start_s=3, end_s=4)
    folder = services.home.folder
    services.close()
    again = open_home(folder, passphrase=PASSPHRASE)
    try:
        again.coding.undo(again.actor, coding)
        assert codes(again, session_id) == ["OQ"]
        again.coding.undo(again.actor, coding)
        assert codes(again, session_id) == []
        again.coding.redo(again.actor, coding)
        again.coding.redo(again.actor, coding)
        assert codes(again, session_id) == ["OQ", "CR"]
        again.coding.redo(again.actor, coding)
        assert codes(again, session_id) == ["OQ", "CR"]
    finally:
        again.close()


def test_undo_puts_back_a_replaced_code(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    thread = services.coding.add_code(services.actor, coding, "SR", start_s=1, end_s=2).created
    services.coding.replace_code(services.actor, coding, thread, "CR")
    services.coding.withdraw(services.actor, coding, thread)
    assert codes(services, session_id) == []
    services.coding.undo(services.actor, coding)
    assert codes(services, session_id) == ["CR"]
    services.coding.undo(services.actor, coding)
    assert codes(services, session_id) == ["SR"]


def test_lock_says_what_is_missing_and_then_holds(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    with pytest.raises(UserError, match="not rated yet"):
        services.coding.lock(services.actor, coding)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    found = services.coding.get(services.actor, session_id)
    assert found is not None
    assert found.locked
    assert found.undo_text == ""
    assert services.sessions.get(services.actor, session_id).state is SessionState.LOCKED


def test_a_transcript_that_comes_after_the_lock_is_kept_and_the_codes_by_ear_stay(
    services: Services, tone: Path
) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    coding = services.coding.start(services.actor, session_id).created
    services.coding.add_code(services.actor, coding, "OQ", start_s=1, end_s=2)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    waited_for = services.transcripts.awaited(session_id)
    assert waited_for
    services.transcripts.keep(session_id, heard())
    assert services.transcripts.get(services.actor, session_id) is not None
    assert services.sessions.get(services.actor, session_id).state is SessionState.LOCKED
    assert codes(services, session_id) == ["OQ"]


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_rating_off_the_scale_is_refused(services: Services, tone: Path, value: int) -> None:
    _, coding = start(services, tone)
    with pytest.raises(UserError, match="whole number"):
        services.coding.rate(services.actor, coding, "EMP", value)


@pytest.mark.parametrize(("start_s", "end_s"), [(5.0, 5.0), (-1.0, 2.0), (29.0, 40.0)])
def test_a_mark_outside_the_recording_is_refused(services: Services, tone: Path, start_s: float, end_s: float) -> None:
    _, coding = start(services, tone)
    with pytest.raises(UserError, match="outside the recording"):
        services.coding.add_code(services.actor, coding, "OQ", start_s=start_s, end_s=end_s)


def test_suggestions_stay_hidden_until_the_lock(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    services.suggestions.keep(session_id, "starter", [Suggested(found.utterances[0].id, "OQ", 0.95)], 2)
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.get(services.actor, session_id)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    shown = services.suggestions.get(services.actor, session_id)
    assert shown is not None
    assert (len(shown.suggestions), shown.abstained) == (1, 2)
    seen = services.coding.get(services.actor, session_id)
    assert seen is not None
    assert seen.seen_suggestions_at is not None


def test_second_listen_tells_differences_and_keeps_where_a_change_came_from(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    for index, own in ((0, "OQ"), (2, "SR"), (4, "GI")):
        one = found.utterances[index]
        services.coding.add_code(services.actor, coding, own, start_s=one.start_s, end_s=one.end_s, utterance_id=one.id)
    heard = ((0, "OQ", 0.9), (2, "CR", 0.8), (4, "CON", 0.7))
    suggested = [Suggested(found.utterances[i].id, code, p) for i, code, p in heard]
    services.suggestions.keep(session_id, "starter", suggested, 0)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    differences = services.suggestions.differences(services.actor, session_id)
    assert [{d.first_code, d.second_code} for d in differences] == [{"GI", "CON"}]
    services.suggestions.decide(
        services.actor, session_id, differences[0].suggestion_id, Decision.CHANGE, chosen_code="CON"
    )
    state = services.coding.get(services.actor, session_id).state  # type: ignore[union-attr]
    changed = next(e for e in state.codes if e.label == "CON")
    assert changed.origin is Origin.AFTER_SEEING
    again = services.suggestions.differences(services.actor, session_id)
    assert [(d.decision, d.chosen_code) for d in again] == [(Decision.CHANGE, "CON")]


def test_nobody_reads_or_changes_another_evaluators_coding(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    made = services.people.add_person(services.actor, code="E-2", name="Other", roles=[Role.EVALUATOR])
    other = Actor(made.created, frozenset({Role.EVALUATOR}))
    assert services.coding.get(other, session_id) is None
    with pytest.raises(NotAllowed):
        services.coding.rate(other, coding, "EMP", 3)


def test_earlier_ratings_stay_hidden_while_coding_that_worker(services: Services, tone: Path) -> None:
    session_id, coding = start(services, tone)
    worker = services.sessions.get(services.actor, session_id).worker_id
    with pytest.raises(NotAllowed, match="stay hidden"):
        services.profiles.get(services.actor, worker)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    assert services.profiles.get(services.actor, worker).sessions_count == 1


def test_a_lead_sees_no_profile(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    worker = services.sessions.get(services.actor, session_id).worker_id
    with pytest.raises(NotAllowed):
        services.profiles.get(Actor(services.actor.id, frozenset({Role.LEAD})), worker)


def test_a_finished_coding_cannot_be_changed(services: Services, tone: Path) -> None:
    _, coding = start(services, tone)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    services.coding.finish(services.actor, coding)
    with pytest.raises(UserError, match="finished"):
        services.coding.add_code(services.actor, coding, "OQ", start_s=1, end_s=2)


def test_attributes_are_one_step_that_undo_takes_back_and_what_a_code_lacks_is_refused(
    services: Services, tone: Path
) -> None:
    session_id, coding = start(services, tone)
    made = services.coding.add_code(services.actor, coding, "OQ", start_s=1, end_s=2, note="tone").created

    def marked() -> dict[str, str]:
        found = services.coding.get(services.actor, session_id)
        assert found is not None
        (entry,) = found.state.codes
        assert entry.note == "tone"
        return entry.attributes

    services.coding.set_attributes(services.actor, coding, made, {"evokes": "reasons", "leading": ""})
    assert marked() == {"evokes": "reasons", "leading": ""}
    for wrong in ({"evokes": "weather"}, {"made": "shared"}):
        with pytest.raises(UserError, match="has no attribute"):
            services.coding.set_attributes(services.actor, coding, made, wrong)
    assert marked() == {"evokes": "reasons", "leading": ""}
    services.coding.undo(services.actor, coding)
    assert marked() == {}
    services.coding.redo(services.actor, coding)
    services.coding.replace_code(services.actor, coding, made, "PLN", attributes={"made": "imposed"})
    assert codes(services, session_id) == ["PLN"]
    assert marked() == {"made": "imposed"}
    with pytest.raises(UserError, match="has no attribute"):
        services.coding.replace_code(services.actor, coding, made, "AF", attributes={"made": "imposed"})
    assert codes(services, session_id) == ["PLN"]
