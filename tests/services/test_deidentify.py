"""Names of the case and decisions about masks: kept as facts, undone, erased, and in no copy unless asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.masks import MaskKind, Review, Verdict
from coder.domain.people import Actor, Role
from coder.domain.profiles import Profile
from coder.domain.text_edits import SetText
from coder.exports import pdf
from coder.exports.formats import FileFormat
from coder.exports.profile_document import MAX_BRIGHT
from coder.services import exports
from coder.services.decision_log import Arose
from coder.services.mask_rows import masked_with_session
from coder.store.tables import MaskDecisionRow
from tests.services.conftest import rate_all, with_transcript

CHILD, PARENT = MaskKind.CHILD, MaskKind.PARENT


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    """A session whose last utterance says that Maya sees the rows."""
    return with_transcript(services, tone)


def texts(services: Services, session_id: str) -> list[str]:
    """The masked words."""
    found = services.masks.transcript(services.actor, session_id)
    assert found is not None
    return [one.text for one in found.utterances]


def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is handed to the typesetter from now on."""
    seen: list[dict[str, object]] = []
    typeset = pdf._typeset

    def noted(template: str, document: dict[str, object]) -> bytes:
        seen.append(document)
        return typeset(template, document)

    monkeypatch.setattr(pdf, "_typeset", noted)
    return seen


def test_names_are_typed_once_and_masked_wherever_they_are_said(services: Services, session_id: str) -> None:
    assert texts(services, session_id)[-1] == "I am worried that [person 1] sees the rows."
    services.masks.add_names(services.actor, session_id, [(CHILD, "Maya Orr / May-May"), (PARENT, "Dee Orr")])
    services.masks.add_names(services.actor, session_id, [(CHILD, "maya orr/may-may")])
    assert [one.said for one in services.masks.review(services.actor, session_id).names] == [
        ("Maya Orr", "May-May"),
        ("Dee Orr",),
    ]
    assert texts(services, session_id)[-1] == "I am worried that [child 1] sees the rows."
    transcript = services.transcripts.get(services.actor, session_id)
    assert transcript is not None
    assert transcript.utterances[-1].text == "I am worried that Maya sees the rows."


def test_of_several_names_one_that_is_none_keeps_all_out(services: Services, session_id: str) -> None:
    with pytest.raises(UserError):
        services.masks.add_names(services.actor, session_id, [(CHILD, "Maya"), (PARENT, " / ")])
    assert services.masks.review(services.actor, session_id).names == ()


def test_decisions_are_undone_and_done_again_one_by_one(services: Services, session_id: str) -> None:
    masks, actor = services.masks, services.actor
    masks.add_names(actor, session_id, [(CHILD, "Mayah")])
    (mask,) = masks.review(actor, session_id).masks
    assert (mask.shown, mask.review) == ("[child 1]", Review.OPEN)
    masks.decide(actor, session_id, mask, Verdict.NO_NAME)
    assert texts(services, session_id)[-1] == "I am worried that Maya sees the rows."
    assert masks.review(actor, session_id).undo_text == "Not a name"
    masks.undo(actor, session_id)
    assert texts(services, session_id)[-1] == "I am worried that [child 1] sees the rows."
    masks.undo(actor, session_id)
    masks.undo(actor, session_id)
    assert masks.review(actor, session_id).names == ()
    masks.redo(actor, session_id)
    masks.redo(actor, session_id)
    found = masks.review(actor, session_id)
    assert ([one.review for one in found.masks], found.redo_text) == ([Review.NO_NAME], "")
    with services.backing.store.read() as database:
        assert database.scalar(select(func.count()).select_from(MaskDecisionRow)) == 6


def test_who_types_a_name_that_was_said_to_be_none_has_it_masked(services: Services, session_id: str) -> None:
    masks, actor = services.masks, services.actor
    masks.add_names(actor, session_id, [(CHILD, "Maya Orr")])
    (mask,) = masks.review(actor, session_id).masks
    masks.decide(actor, session_id, mask, Verdict.NO_NAME)
    assert texts(services, session_id)[-1] == "I am worried that Maya sees the rows."
    assert masks.add_names(actor, session_id, [(CHILD, "maya orr")]).created
    assert texts(services, session_id)[-1] == "I am worried that [child 1] sees the rows."
    assert [one.said for one in masks.review(actor, session_id).names] == [("Maya Orr",)]
    masks.undo(actor, session_id)
    assert texts(services, session_id)[-1] == "I am worried that Maya sees the rows."


def test_what_was_said_of_the_first_words_of_a_talk_shows_no_name_in_a_quote(
    services: Services, session_id: str
) -> None:
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    said = [SetText(found.utterances[0].id, "Maya, come here.")]
    services.transcripts.edit(services.actor, session_id, said, "Correct words")
    first = services.masks.review(services.actor, session_id).masks[0]
    assert (first.text, first.start_s) == ("Maya", 0.0)
    services.masks.decide(services.actor, session_id, first, Verdict.NO_NAME, here=True)
    assert texts(services, session_id)[0] == "Maya, come here."
    with services.backing.store.read() as database:
        (quote,) = masked_with_session(database, session_id, ["So Maya was late"])
    assert quote == "So [person 1] was late"


def test_a_name_is_dropped_and_names_come_over_from_another_session(
    services: Services, session_id: str, tmp_path
) -> None:
    masks, actor = services.masks, services.actor
    masks.add_names(actor, session_id, [(CHILD, "Maya"), (PARENT, "Dee")])
    (maya, dee) = masks.review(actor, session_id).names
    masks.drop_name(actor, session_id, dee.id)
    assert masks.review(actor, session_id).names == (maya,)
    for wrong in (dee.id, "nobody"):
        with pytest.raises(UserError, match="no such name"):
            masks.drop_name(actor, session_id, wrong)
    masks.undo(actor, session_id)
    masks.copy_names(actor, session_id, session_id)
    assert len(masks.review(actor, session_id).names) == 2


def test_the_workers_own_name_is_masked_unasked(services: Services, tone: Path) -> None:
    services.people.add_person(services.actor, code="W-17", name="Maya Quill", roles=[Role.WORKER])
    session_id = with_transcript(services, tone)
    assert texts(services, session_id)[-1] == "I am worried that [worker 1] sees the rows."
    assert services.masks.review(services.actor, session_id).names == ()


def test_withdrawal_takes_names_and_decisions_with_it(services: Services, session_id: str) -> None:
    services.masks.add_names(services.actor, session_id, [(CHILD, "Maya")])
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    with services.backing.store.read() as database:
        assert database.scalar(select(func.count()).select_from(MaskDecisionRow)) == 0
    with pytest.raises(UserError, match=r"are erased\. Nothing was changed"):
        services.masks.add_names(services.actor, session_id, [(CHILD, "Maya")])


def test_strangers_see_no_names_and_coaches_decide_nothing(services: Services, session_id: str) -> None:
    for role in (Role.WORKER, Role.COACH, Role.LEAD):
        with pytest.raises(NotAllowed):
            services.masks.review(Actor(new_id(), frozenset({role})), session_id)
    coach = Actor(services.actor.id, frozenset({Role.COACH}))
    with pytest.raises(NotAllowed):
        services.masks.add_names(coach, session_id, [(CHILD, "Maya")])


def test_a_transcript_is_printed_with_masks_unless_real_names_are_asked_for_and_noted(
    services: Services, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = printed(monkeypatch)
    session = services.sessions.get(services.actor, session_id)
    services.transcripts.pdf(services.actor, session)
    services.transcripts.pdf(services.actor, session, real=True)
    masked, real = map(str, seen)
    assert "Maya" not in masked
    assert "[person 1]" in masked
    assert "masked by machine; check before sharing" in masked
    assert "Maya" in real
    assert "holds real names" in real
    noted = [one.detail for one in services.audit.events(services.actor) if one.action == "transcript exported"]
    assert [one["real_names"] for one in noted] == [True, False]
    coach = Actor(services.actor.id, frozenset({Role.COACH, Role.EVALUATOR}))
    services.transcripts.pdf(coach, session, real=True)
    with pytest.raises(NotAllowed, match="give out real names"):
        services.transcripts.pdf(replace(coach, roles=frozenset({Role.COACH})), session, real=True)


def _locked(services: Services, session_id: str) -> str:
    """A locked coding with evidence on Maya's words and a bright moment whose note names her; the worker's id."""
    actor, coding = services.actor, services.coding
    found = services.transcripts.get(actor, session_id)
    assert found is not None
    last = found.utterances[-1]
    coding_id = coding.start(actor, session_id).created
    rate_all(services, coding_id)
    where = {"start_s": last.start_s, "end_s": last.end_s}
    principle = services.codebooks.active().principles[0].id
    coding.add_evidence(actor, coding_id, principle, utterance_id=last.id, **where)
    coding.add_moment(actor, coding_id, "bright", note="Names Maya first", shareable=True, **where)
    coding.lock(actor, coding_id)
    return services.sessions.get(actor, session_id).worker_id


def test_a_profile_is_printed_with_masks_in_notes_quotes_and_steps(
    services: Services, session_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker = _locked(services, session_id)
    services.masks.add_names(services.actor, session_id, [(CHILD, "Maya")])
    own = Actor(worker, frozenset({Role.WORKER}))
    services.profiles.write_next_step(own, worker, "Ask Maya herself")
    seen = printed(monkeypatch)
    services.exports.profile(own, worker, FileFormat.PDF, tmp_path / "masked.pdf")
    services.exports.profile(own, worker, FileFormat.PDF, tmp_path / "real.pdf", real=True)
    masked, real = map(str, seen)
    assert "Maya" not in masked
    assert "Names [child 1] first" in masked
    assert "Ask [child 1] herself" in masked
    assert "Names Maya first" in real
    assert services.profiles.get(own, worker).next_steps[0].text == "Ask Maya herself"


def test_a_profile_with_real_words_is_given_out_by_who_may_and_noted(services: Services, session_id: str) -> None:
    worker = _locked(services, session_id)
    own = Actor(worker, frozenset({Role.WORKER}))
    assert "Maya" in str(services.profiles.real(own, worker).bright)
    assert "Maya" not in str(services.profiles.masked(own, worker).bright)
    noted = [one for one in services.audit.events(services.actor, 20) if one.action == "profile given out"]
    assert [(one.object_id, one.detail) for one in noted] == [(worker, {"real_names": True})]
    with pytest.raises(NotAllowed, match="give out real names"):
        services.profiles.real(Actor(worker, frozenset({Role.COACH})), worker)


def test_names_are_looked_for_only_in_what_is_printed(
    services: Services, session_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    coding, actor = services.coding, services.actor
    coding_id = coding.start(actor, session_id).created
    for place in range(5):
        coding.add_moment(actor, coding_id, "bright", note=f"Maya {place}", shareable=True, start_s=place, end_s=25.0)
    rate_all(services, coding_id)
    coding.lock(actor, coding_id)
    worker = services.sessions.get(actor, session_id).worker_id
    own = Actor(worker, frozenset({Role.WORKER}))
    looked_through: list[Profile] = []
    masked = exports.masked_profile
    monkeypatch.setattr(
        exports, "masked_profile", lambda store, profile: masked(store, looked_through.append(profile) or profile)
    )
    services.exports.profile(own, worker, FileFormat.PDF, tmp_path / "profile.pdf")
    assert len(services.profiles.get(own, worker).bright) == 5
    assert [len(one.bright) for one in looked_through] == [MAX_BRIGHT]


def test_a_log_that_is_handed_on_has_masks(services: Services, session_id: str) -> None:
    services.masks.add_names(services.actor, session_id, [(CHILD, "Maya")])
    services.decisions.ask(services.actor, "Is what maya hears evidence?", arose=Arose(session_id, 1.0, 2.0))
    (entry,) = services.masks.masked_log(services.actor, services.decisions.list(services.actor))
    assert entry.question == "Is what [child 1] hears evidence?"
