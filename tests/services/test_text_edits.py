"""Editing the text of a session through the services: rights, states, one undo, and codes that stay where they were."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event, select

from coder.analysis.measures import count_codes, session_measures
from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.sessions import SessionState
from coder.domain.suggestions import Decision
from coder.domain.text_edits import (
    AddSpeaker,
    AddUtterance,
    AssignSpeaker,
    Merge,
    MergeSpeakers,
    RemoveUtterance,
    RestoreAll,
    SetText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript
from coder.services.rows import session_row, transcript_from, transcript_row
from coder.services.suggestions import Suggested
from coder.store.tables.transcripts import TranscriptEditRow, UtteranceRow
from tests.services.conftest import TALK, heard, import_tone, rate_all, with_transcript


class Desk:
    """One session with its text, as one evaluator works on it."""

    def __init__(self, services: Services, session_id: str) -> None:
        self.services, self.actor, self.session_id = services, services.actor, session_id
        self.ids = [one.id for one in self.text.utterances]

    @property
    def text(self) -> Transcript:
        """What the service says the transcript is."""
        found = self.services.transcripts.get(self.actor, self.session_id)
        assert found is not None
        return found

    @property
    def said(self) -> list[str]:
        """The text of every utterance."""
        return [one.text for one in self.text.utterances]

    def edit(self, edits: Sequence[TextEdit], text: str = "Change") -> None:
        """Edit as one step."""
        self.services.transcripts.edit(self.actor, self.session_id, edits, text)

    def code(self, place: int, code: str = "OQ") -> None:
        """Code an utterance of the machine's."""
        made = self.services.coding.start(self.actor, self.session_id).created
        start_s = 5.0 * place
        self.services.coding.add_code(
            self.actor, made, code, start_s=start_s, end_s=start_s + 4, utterance_id=self.ids[place]
        )

    @property
    def codes(self) -> list[tuple[str, str, float]]:
        """Every standing code: what, on which utterance, from when."""
        coding = self.services.coding.get(self.actor, self.session_id)
        assert coding is not None
        return [(entry.label, entry.utterance_id, entry.start_s) for entry in coding.state.codes]

    def undo(self) -> None:
        """Back."""
        self.services.history.undo(self.actor, self.session_id)

    def redo(self) -> None:
        """Forth."""
        self.services.history.redo(self.actor, self.session_id)

    @property
    def next_ones(self) -> tuple[str, str]:
        """What undo and redo would do."""
        found = self.services.history.get(self.actor, self.session_id)
        return found.undo_text, found.redo_text


@pytest.fixture
def desk(services: Services, tone: Path) -> Desk:
    """A transcribed session."""
    return Desk(services, with_transcript(services, tone))


def test_an_edit_changes_what_is_read_and_never_what_the_machine_wrote(desk: Desk) -> None:
    before = desk.text
    desk.edit([SetText(desk.ids[0], "How have evenings been?")], "Correct the opening")
    assert desk.said[0] == "How have evenings been?"
    assert desk.text.edited
    assert desk.services.transcripts.original(desk.actor, desk.session_id) == before
    assert desk.text.machine == before
    with desk.services.backing.store.read() as database:
        assert set(database.scalars(select(UtteranceRow.text))) == {one.text for one in before.utterances}


def test_corrected_words_are_not_left_behind_by_a_new_transcript(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    desk = Desk(services, session_id)
    desk.edit([SetText(desk.ids[0], "How have evenings been?")])
    with pytest.raises(UserError, match="were corrected"):
        services.transcripts.request(services.actor, session_id)
    assert desk.said[0] == "How have evenings been?"
    desk.edit([RestoreAll()])
    services.transcripts.request(services.actor, session_id)
    assert services.sessions.get(services.actor, session_id).state is SessionState.TRANSCRIBING


def test_edits_outlive_a_restart_and_are_told_with_author_and_time(desk: Desk, made_home, tmp_path: Path) -> None:
    desk.edit([SetText(desk.ids[0], "Hello")], "Correct the opening")
    desk.undo()
    after_undo = desk.said
    desk.redo()
    notes = desk.services.transcripts.history(desk.actor, desk.session_id)
    me = desk.services.people.me(desk.actor).code
    assert [(note.author_code, note.text) for note in notes] == [
        (me, "Correct the opening"),
        (me, "Undone: Correct the opening"),
        (me, "Done again: Correct the opening"),
    ]
    assert notes[0].at < notes[1].at < notes[2].at
    desk.services.close()
    again = type(made_home)(tmp_path / "store", made_home.key)
    with again.opened() as services:
        new = Desk(services, desk.session_id)
        assert new.said[0] == "Hello"
        assert new.next_ones == ("Correct the opening", "")
        new.undo()
        assert new.said == after_undo
        assert new.next_ones == ("", "Correct the opening")


def test_one_undo_goes_back_over_words_and_codes_in_the_order_they_were_made(desk: Desk) -> None:
    machine = desk.text
    assert desk.next_ones == ("", "")
    desk.undo()
    desk.edit([SetText(desk.ids[0], "Hello")], "Correct the opening")
    assert desk.services.coding.get(desk.actor, desk.session_id) is None
    desk.code(0)
    desk.edit([Merge(desk.ids[1], desk.ids[2])], "Merge two utterances")
    assert desk.next_ones == ("Merge two utterances", "")
    desk.undo()
    assert [one.text for one in desk.text.utterances][1:] == [one.text for one in machine.utterances][1:]
    assert desk.next_ones == ("Open question at 0:00", "Merge two utterances")
    desk.undo()
    assert desk.codes == []
    desk.undo()
    assert desk.text == machine
    assert not desk.text.edited
    assert desk.next_ones == ("", "Correct the opening")
    for _ in range(4):
        desk.redo()
    assert desk.said[0] == "Hello"
    assert len(desk.said) == len(machine.utterances) - 1
    assert desk.codes == [("OQ", desk.ids[0], 0.0)]
    coding = desk.services.coding.get(desk.actor, desk.session_id)
    assert coding is not None
    assert (coding.undo_text, coding.redo_text) == ("Merge two utterances", "")


def test_another_step_ends_what_could_be_done_again(desk: Desk) -> None:
    desk.edit([SetText(desk.ids[0], "Hello")])
    desk.undo()
    desk.code(1)
    assert desk.next_ones == ("Open question at 0:05", "")


def test_no_code_is_lost_or_doubled_by_any_edit(desk: Desk) -> None:
    for place in range(len(desk.ids)):
        desk.code(place, "OQ" if place % 2 else "CQ")
    book = desk.services.codebooks.active()
    coding = desk.services.coding.get(desk.actor, desk.session_id)
    assert coding is not None
    before = count_codes(coding.state.codes)
    half = new_id()
    desk.edit([Merge(desk.ids[0], desk.ids[1]), RemoveUtterance(desk.ids[2]), Split(desk.ids[4], 3, half)])
    assert desk.codes == [
        ("CQ", desk.ids[0], 0.0),
        ("OQ", desk.ids[0], 5.0),
        ("CQ", "", 10.0),
        ("OQ", desk.ids[3], 15.0),
        ("CQ", desk.ids[4], 20.0),
    ]
    after = desk.services.coding.get(desk.actor, desk.session_id)
    assert after is not None
    assert count_codes(after.state.codes) == before
    measured = session_measures(desk.text, after.state.codes, book)
    assert sum(count_codes(after.state.codes).values()) == 5
    assert measured.consistent + measured.inconsistent <= 5


def test_a_code_on_the_survivor_takes_the_place_of_the_earliest_one_there(desk: Desk) -> None:
    desk.code(0, "OQ")
    desk.code(1, "CQ")
    desk.edit([Merge(desk.ids[0], desk.ids[1])])
    desk.code(0, "SR")
    assert desk.codes == [("SR", desk.ids[0], 0.0), ("CQ", desk.ids[0], 5.0)]


def test_undoing_an_edit_leaves_later_codes_of_others_standing(desk: Desk) -> None:
    half = new_id()
    desk.edit([Split(desk.ids[0], 2, half)], "Split an utterance")
    other = Actor(other_evaluator(desk.services), frozenset({Role.EVALUATOR}))
    made = desk.services.coding.start(other, desk.session_id).created
    desk.services.coding.add_code(other, made, "OQ", start_s=2.0, end_s=4.0, utterance_id=half)
    desk.undo()
    theirs = desk.services.coding.get(other, desk.session_id)
    assert theirs is not None
    assert [(entry.label, entry.utterance_id, entry.start_s) for entry in theirs.state.codes] == [("OQ", "", 2.0)]
    desk.redo()
    theirs = desk.services.coding.get(other, desk.session_id)
    assert theirs is not None
    assert [entry.utterance_id for entry in theirs.state.codes] == [half]


def other_evaluator(services: Services) -> str:
    """A second evaluator; their id."""
    return services.people.add_person(services.actor, code="E-2", name="Olu", roles=[Role.EVALUATOR]).created


def test_everybody_undoes_their_own_steps_and_none_that_others_build_on(desk: Desk) -> None:
    other = Actor(other_evaluator(desk.services), frozenset({Role.EVALUATOR}))
    half = new_id()
    desk.edit([Split(desk.ids[0], 2, half)], "Split an utterance")
    desk.services.transcripts.edit(other, desk.session_id, [SetText(half, "been?")], "Shorten")
    assert desk.next_ones == ("Split an utterance", "")
    before = desk.said
    with pytest.raises(UserError, match="changed the same part"):
        desk.undo()
    assert desk.said == before
    assert desk.next_ones == ("Split an utterance", "")
    desk.services.history.undo(other, desk.session_id)
    desk.undo()
    assert not desk.text.edited


@pytest.mark.parametrize("role", [Role.WORKER, Role.COACH, Role.LEAD, Role.STEWARD])
def test_only_evaluators_change_words(desk: Desk, role: Role) -> None:
    actor = Actor(desk.actor.id, frozenset({role}))
    with pytest.raises(NotAllowed):
        desk.services.transcripts.edit(actor, desk.session_id, [RestoreAll()], "Back")
    with pytest.raises(NotAllowed):
        desk.services.history.undo(actor, desk.session_id)


@pytest.mark.parametrize("state", [SessionState.WITHDRAWN, SessionState.TRANSCRIBING, SessionState.FINISHED])
def test_a_text_that_is_closed_stays_as_it_is(desk: Desk, state: SessionState) -> None:
    desk.edit([SetText(desk.ids[0], "Hello")])
    with desk.services.backing.store.write() as database:
        session_row(database, desk.session_id).state = state
    before = desk.said
    for act in (lambda: desk.edit([SetText(desk.ids[1], "No")]), desk.undo):
        with pytest.raises(UserError):
            act()
    assert desk.said == before


def test_after_the_lock_words_can_still_be_corrected_and_nothing_before_it_is_undone(desk: Desk) -> None:
    desk.edit([SetText(desk.ids[0], "Before")], "Before the lock")
    coding = desk.services.coding.start(desk.actor, desk.session_id).created
    rate_all(desk.services, coding)
    desk.services.coding.lock(desk.actor, coding)
    assert desk.next_ones == ("", "")
    desk.edit([SetText(desk.ids[0], "After")], "After the lock")
    assert desk.next_ones == ("After the lock", "")
    desk.undo()
    desk.undo()
    assert desk.said[0] == "Before"


def test_a_refused_step_leaves_nothing_behind(desk: Desk) -> None:
    events = len(desk.services.audit.events(desk.actor, limit=1000))
    id_ = new_id()
    for edits in (
        [Split(desk.ids[0], 1, id_), SetText("nobody", "words")],
        [AddSpeaker(desk.ids[0], "Child", SpeakerRole.CHILD), Split(desk.ids[0], 9, id_)],
        [],
    ):
        with pytest.raises(UserError):
            desk.edit(edits)
    with pytest.raises(UserError):
        desk.edit([SetText(desk.ids[0], "Hello")], "  ")
    with desk.services.backing.store.read() as database:
        assert database.scalars(select(TranscriptEditRow)).all() == []
        assert database.scalars(select(UtteranceRow).where(UtteranceRow.added)).all() == []
    assert len(desk.services.audit.events(desk.actor, limit=1000)) == events


def test_an_id_is_never_used_twice(desk: Desk) -> None:
    half, child = new_id(), new_id()
    desk.edit([Split(desk.ids[0], 1, half), AddSpeaker(child, "Sam", SpeakerRole.CHILD)])
    desk.undo()
    for edit in (Split(desk.ids[1], 1, half), AddSpeaker(child, "Sam", SpeakerRole.CHILD)):
        with pytest.raises(UserError, match="used before"):
            desk.edit([edit])


def test_what_was_done_is_in_the_audit_trail_without_words(desk: Desk) -> None:
    desk.edit([SetText(desk.ids[0], "Quillfeather")], "Correct Quillfeather")
    desk.undo()
    desk.redo()
    events = [
        event for event in desk.services.audit.events(desk.actor, limit=1000) if "transcript edit" in event.action
    ]
    assert sorted(one.action for one in events) == [
        "transcript edit redone",
        "transcript edit undone",
        "transcript edited",
    ]
    assert "Quillfeather" not in str(events)


def test_voices_stay_confirmed_and_new_ones_can_be_confirmed_as_others(desk: Desk) -> None:
    child = new_id()
    desk.edit([AddSpeaker(child, "Sam", SpeakerRole.CHILD), AssignSpeaker((desk.ids[3],), child)], "Add a voice")
    assert desk.text.confirmed
    roles = {one.id: one.role for one in desk.text.speakers} | {child: SpeakerRole.INTERPRETER}
    desk.services.transcripts.confirm_roles(desk.actor, desk.session_id, roles)
    assert desk.text.role_of(child) is SpeakerRole.INTERPRETER
    parent = next(one.id for one in desk.text.speakers if one.role is SpeakerRole.PARENT)
    desk.edit([MergeSpeakers(child, parent)], "Make one voice of two")
    assert desk.text.confirmed
    desk.services.transcripts.confirm_roles(
        desk.actor, desk.session_id, {one.id: one.role for one in desk.text.speakers}
    )


def test_an_interpreter_has_no_share_of_the_talk(desk: Desk) -> None:
    book = desk.services.codebooks.active()
    parent = next(one.id for one in desk.text.speakers if one.role is SpeakerRole.PARENT)
    before = session_measures(desk.text, (), book).floor
    desk.services.transcripts.confirm_roles(
        desk.actor,
        desk.session_id,
        {one.id: SpeakerRole.INTERPRETER if one.id == parent else one.role for one in desk.text.speakers},
    )
    after = session_measures(desk.text, (), book).floor
    assert before.worker_share == pytest.approx(0.6)
    assert (after.worker_share, after.mean_pause_after_parent_s) == (1.0, None)


def test_a_transcript_made_anew_has_no_edits_and_old_codes_stay_on_their_time(desk: Desk) -> None:
    desk.edit([Merge(desk.ids[0], desk.ids[1])])
    desk.code(0)
    with desk.services.backing.store.write() as database:
        session_row(database, desk.session_id).state = SessionState.TRANSCRIBING
    desk.services.transcripts.keep(desk.session_id, heard())
    assert not desk.text.edited
    assert desk.text.version == 1
    assert desk.codes == [("OQ", "", 0.0)]
    assert desk.services.transcripts.history(desk.actor, desk.session_id) == ()
    assert desk.next_ones == ("Open question at 0:00", "")


def test_words_and_edits_go_when_permission_is_withdrawn(desk: Desk) -> None:
    desk.edit([SetText(desk.ids[0], "Hello"), AddUtterance(new_id(), 28.0, 29.0, desk.text.speakers[0].id, "Bye")])
    desk.services.sessions.withdraw(desk.actor, desk.session_id, "mother", "Changed her mind")
    with desk.services.backing.store.read() as database:
        assert database.scalars(select(TranscriptEditRow)).all() == []
        assert database.scalars(select(UtteranceRow)).all() == []


def test_suggestions_follow_the_words_they_were_made_for(desk: Desk) -> None:
    half = new_id()
    desk.edit([Split(desk.ids[4], 3, half)], "Split an utterance")
    coding = desk.services.coding.start(desk.actor, desk.session_id).created
    desk.code(0, "OQ")
    rate_all(desk.services, coding)
    desk.services.coding.lock(desk.actor, coding)
    suggested = [Suggested(desk.ids[0], "OQ", 0.9), Suggested(desk.ids[2], "SR", 0.8), Suggested(half, "CR", 0.7)]
    desk.services.suggestions.keep(desk.session_id, "model", suggested, 0)
    assert [one.utterance_id for one in desk.services.suggestions.differences(desk.actor, desk.session_id)] == [
        desk.ids[2],
        half,
    ]
    desk.edit([Merge(desk.ids[1], desk.ids[2]), RemoveUtterance(half)], "After the lock")
    # The parent's, as it stands: nothing is suggested for it until somebody says that it is the worker's.
    assert desk.services.suggestions.differences(desk.actor, desk.session_id) == ()
    desk.edit([AssignSpeaker((desk.ids[1],), desk.text.utterances[0].speaker_id)], "Another voice")
    (left,) = desk.services.suggestions.differences(desk.actor, desk.session_id)
    assert (left.utterance_id, left.text) == (desk.ids[1], desk.text.utterances[1].text)
    desk.services.suggestions.decide(desk.actor, desk.session_id, left.suggestion_id, Decision.CHANGE, "SR")
    assert desk.codes == [("OQ", desk.ids[0], 0.0), ("SR", desk.ids[1], 5.0)]
    (decided,) = desk.services.suggestions.differences(desk.actor, desk.session_id)
    assert decided.decision is Decision.CHANGE


def test_evidence_that_is_moved_away_leaves_the_words_it_was_on(desk: Desk) -> None:
    service, actor = desk.services.coding, desk.actor
    coding = service.start(actor, desk.session_id).created
    principle = desk.services.codebooks.active().principles[0].id
    made = service.add_evidence(actor, coding, principle, start_s=0.0, end_s=4.0, utterance_id=desk.ids[0]).created

    def on() -> str:
        found = service.get(actor, desk.session_id)
        assert found is not None
        return found.state.evidence[0].utterance_id

    service.move(actor, coding, made, start_s=1.0, end_s=6.0)
    assert on() == desk.ids[0]
    service.move(actor, coding, made, start_s=20.0, end_s=22.0)
    assert on() == ""
    service.undo(actor, coding)
    assert on() == desk.ids[0]


def test_words_are_read_once_while_somebody_holds_them_and_forgotten_after(desk: Desk) -> None:
    read: list[str] = []
    held = desk.text
    with desk.services.backing.store.read() as database:
        event.listen(database.connection(), "before_cursor_execute", lambda *told: read.append(str(told[2])))
        row = transcript_row(database, desk.session_id)
        assert row is not None
        assert transcript_from(database, row) == held
        assert not any("utterances.words" in statement for statement in read)
        del held
        gc.collect()
        assert transcript_from(database, row).utterances[0].text == TALK[0][1]
        assert any("utterances.words" in statement for statement in read)
