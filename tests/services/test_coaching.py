"""A coaching conversation from its preparation to both signatures, and the pack that leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from codebook.load import builtin_text
from coder.bootstrap import Services
from coder.domain.coaching import Conversation, Part, Side
from coder.domain.coding import Direction
from coder.domain.errors import NotAllowed, UserError
from coder.domain.masks import MaskKind
from coder.domain.people import Actor, Role
from coder.domain.sessions import Answer, HowAsked
from coder.exports.coach_pack import coach_pack_document
from coder.services.coaching_view import masked_conversation
from coder.services.sessions import PermissionDraft
from coder.store.guards import KEPT
from coder.store.tables import SessionRow
from tests.helpers.asked import asked
from tests.helpers.many_recordings import add_evaluator, add_recording, code_and_lock
from tests.services.conftest import rate_all, with_transcript

DUE = date(2026, 6, 30)


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    """A recording of W-17 with a bright moment, evidence for and against, and a fork, coded by the coach."""
    services.policy.change(services.actor, double_share=0.0)
    made, actor = with_transcript(services, tone), services.actor
    coding = services.coding.start(actor, made).created
    rate_all(services, coding)
    services.coding.rate(actor, coding, "EMP", 4)
    services.coding.rate(actor, coding, "EVO", 2)
    for start, principle, way in (
        (10, "EMP", "for"),
        (20, "EMP", "for"),
        (5, "EVO", "against"),
        (15, "EVO", "against"),
    ):
        services.coding.add_evidence(
            actor,
            coding,
            principle,
            start_s=start,
            end_s=start + 3,
            direction=Direction(way),
            note=f"{principle} {start}",
        )
    services.coding.add_moment(actor, coding, "bright", start_s=10, end_s=14, note="She waits", shareable=True)
    services.coding.add_moment(actor, coding, "bright", start_s=1, end_s=2, note="For me alone", shareable=False)
    services.coding.add_moment(actor, coding, "fork", start_s=16, end_s=18, note="Maya is named", shareable=True)
    services.coding.lock(actor, coding)
    return made


@pytest.fixture
def begun(services: Services, session_id: str) -> str:
    """A prepared conversation; its id."""
    return services.coaching.begin(services.actor, "W-17").created


def now(services: Services, conversation: str) -> Conversation:
    return services.coaching.get(services.actor, conversation)


def intend(services: Services, conversation: str) -> None:
    services.coaching.write(services.actor, conversation, Part.INTENTION, "Ask first what they want.", DUE)


def test_it_is_prepared_from_what_the_evaluator_marked_for_sharing(services: Services, begun: str) -> None:
    found = now(services, begun)
    assert [clip.note for clip in found.bright] == ["She waits", "EMP 20"]
    assert found.fork is not None
    assert (found.fork.note, found.fork.principle_id) == ("Maya is named", "EVO")
    assert found.questions == services.codebooks.active().principle("EVO").questions
    assert [clip.note for clip in found.choices] == ["Maya is named", "EVO 5", "EVO 15"]
    with pytest.raises(UserError, match="conversation with W-17 is open"):
        services.coaching.begin(services.actor, "W-17")


def test_no_score_is_shown_before_a_bright_moment_was_heard(services: Services, begun: str) -> None:
    assert now(services, begun).ratings == ()
    book = services.codebooks.active()
    assert coach_pack_document(now(services, begun), book, masked=True)["ratings"]["body"] == []
    services.coaching.hear(services.actor, begun)
    given = {one.principle_id: one.value for one in now(services, begun).ratings}
    assert (given["EMP"], given["EVO"], len(given)) == (4, 2, 7)


def test_the_worker_chooses_another_fork_and_gets_its_questions(services: Services, begun: str) -> None:
    found = now(services, begun)
    services.coaching.choose_fork(services.actor, begun, found.choices[2])
    fork = now(services, begun).fork
    assert fork is not None
    assert (fork.note, fork.start_s) == ("EVO 15", 15)
    with pytest.raises(UserError, match="not among the forks"):
        services.coaching.choose_fork(services.actor, begun, replace(found.choices[0], start_s=3.0))


def test_a_conversation_stays_as_it_was_whatever_is_coded_with_whichever_codebook_since(
    services: Services, begun: str, tmp_path: Path
) -> None:
    services.coaching.hear(services.actor, begun)
    before = now(services, begun)
    assert len(before.ratings) == 7
    file, text = tmp_path / "next.toml", builtin_text("msw").replace('version = "1.0.0"', 'version = "2.0.0"', 1)
    question = before.questions[0]
    assert question in text
    file.write_text(text.replace(question, "Another question?"), encoding="utf-8")
    for _ in range(3):
        code_and_lock(services, services.actor, add_recording(services, before.worker_id), ("", "", ""))
    services.codebooks.import_file(services.actor, file)
    assert now(services, begun) == before
    services.coaching.choose_fork(services.actor, begun, before.choices[1])


def test_conversations_are_listed_without_what_was_said_in_them(services: Services, begun: str) -> None:
    with asked(services) as statements:
        (told,) = services.coaching.list(services.actor, "W-17")
    assert (told.id, told.session_code, told.closed) == (begun, "S-0001", False)
    assert not any(table in one for one in statements for table in ("coding_entries", "utterances"))
    intend(services, begun)
    services.coaching.sign(services.actor, begun, Side.COACH)
    services.coaching.sign(services.actor, begun, Side.WORKER, "W-17")
    assert now(services, begun).choices == ()
    assert services.coaching.list(services.actor, "W-17")[0].closed


def test_undo_takes_back_step_by_step_and_never_what_was_prepared(services: Services, begun: str) -> None:
    actor = services.actor
    services.coaching.write(actor, begun, Part.PLEASED, "The silence")
    services.coaching.write(actor, begun, Part.PLEASED, "The long silence")
    services.coaching.write(actor, begun, Part.PLEASED, "The long silence")
    services.coaching.undo(actor, begun)
    assert now(services, begun).words[Part.PLEASED] == "The silence"
    services.coaching.undo(actor, begun)
    assert now(services, begun).words[Part.PLEASED] == ""
    assert now(services, begun).undo_text == ""
    with pytest.raises(UserError, match="nothing to take back"):
        services.coaching.undo(actor, begun)
    assert len(now(services, begun).bright) == 2


def test_both_sign_and_the_next_profile_opens_with_the_intention(services: Services, begun: str) -> None:
    actor = services.actor
    with pytest.raises(UserError, match="the intention and the day"):
        services.coaching.sign(actor, begun, Side.COACH)
    intend(services, begun)
    services.coaching.sign(actor, begun, Side.COACH)
    with pytest.raises(UserError, match="has signed these words"):
        services.coaching.write(actor, begun, Part.TRIED, "Other words")
    with pytest.raises(UserError, match="coach has signed already"):
        services.coaching.sign(actor, begun, Side.COACH)
    services.coaching.undo(actor, begun)
    services.coaching.write(actor, begun, Part.TRIED, "What would you like?")
    services.coaching.sign(actor, begun, Side.COACH)
    assert services.profiles.get(actor, "W-17").next_steps == ()
    worker = Actor(now(services, begun).worker_id, frozenset({Role.WORKER}))
    services.coaching.sign(worker, begun, Side.WORKER)
    found = now(services, begun)
    assert found.closed
    assert [(one.side, one.code, one.at_screen_of) for one in found.signatures] == [
        (Side.COACH, "ME", ""),
        (Side.WORKER, "W-17", ""),
    ]
    step = services.profiles.get(actor, "W-17").next_steps[0]
    assert (step.text, step.due_on) == ("Ask first what they want.", DUE)
    for act in (
        lambda: services.coaching.undo(actor, begun),
        lambda: services.coaching.write(actor, begun, Part.REFLECTION, "Late"),
        lambda: services.coaching.sign(worker, begun, Side.WORKER),
    ):
        with pytest.raises(UserError):
            act()
    second = services.coaching.begin(actor, "W-17").created
    assert now(services, second).last_intention == step
    assert [one.id for one in services.coaching.list(worker, "W-17")] == [second, begun]


def test_a_worker_without_a_computer_signs_with_their_name_at_the_coachs_screen(services: Services, begun: str) -> None:
    intend(services, begun)
    for wrong in ("", "W-18"):
        with pytest.raises(UserError, match="their own name or code"):
            services.coaching.sign(services.actor, begun, Side.WORKER, wrong)
    services.coaching.sign(services.actor, begun, Side.WORKER, " w-17 ")
    (given,) = now(services, begun).signatures
    assert (given.side, given.code, given.at_screen_of) == (Side.WORKER, "W-17", "ME")
    worker = Actor(now(services, begun).worker_id, frozenset({Role.WORKER}))
    with pytest.raises(NotAllowed, match="where it was given"):
        services.coaching.undo(worker, begun)


def test_what_cannot_be_kept_is_refused_whole(services: Services, begun: str) -> None:
    actor = services.actor
    for part, text, day in (
        (Part.INTENTION, "Ask", date(2026, 5, 1)),
        (Part.HEARD, "Words", None),
        (Part.TRIED, "x" * 4001, None),
    ):
        with pytest.raises(UserError):
            services.coaching.write(actor, begun, part, text, day)
    with pytest.raises(UserError, match="no such conversation"):
        services.coaching.get(actor, "nothing")
    assert now(services, begun).undo_text == ""


def test_the_pack_is_a_tagged_document_without_names_and_noted(
    services: Services, begun: str, session_id: str, tmp_path: Path
) -> None:
    services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya")])
    services.coaching.write(services.actor, begun, Part.TRIED, "Maya, what would you like?")
    found = now(services, begun)
    book = services.codebooks.active()
    assert str(coach_pack_document(found, book, masked=False)).count("Maya") == 2
    with services.backing.store.read() as database:
        masked = str(coach_pack_document(masked_conversation(database, found), book, masked=True))
    assert "Maya" not in masked
    assert masked.count("[child 1]") == 2
    services.coaching.pack(services.actor, begun, tmp_path / "pack.pdf")
    with pikepdf.open(tmp_path / "pack.pdf") as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.docinfo.Title == "Coaching conversation with worker W-17"
    events = services.audit.events(services.actor, 50)
    assert [one.detail["real_names"] for one in events if one.action == "coach pack exported"] == [False]
    coach = Actor(services.actor.id, frozenset({Role.COACH}))
    for refused, path, real in (
        (NotAllowed, tmp_path / "real.pdf", True),
        (UserError, tmp_path / "pack.txt", False),
        (UserError, tmp_path / "nowhere" / "pack.pdf", False),
    ):
        with pytest.raises(refused):
            services.coaching.pack(coach, begun, path, real=real)
    assert [one.name for one in tmp_path.iterdir() if "pack" in one.name or "real" in one.name] == ["pack.pdf"]
    noted = [one for one in services.audit.events(services.actor, 50) if one.action == "coach pack exported"]
    assert len(noted) == 1, "what did not leave is not noted as having left"


def test_words_and_moments_are_masked_by_the_names_of_all_the_workers_families(
    services: Services, begun: str, session_id: str
) -> None:
    worker_id = now(services, begun).worker_id
    other, colleague = add_recording(services, worker_id), add_evaluator(services, "E-2").id
    services.masks.add_names(services.actor, other, [(MaskKind.CHILD, "Tobias")])
    with services.backing.store.write() as database:
        database.get_one(SessionRow, other).evaluator_id = colleague
    services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya")])
    services.coaching.write(services.actor, begun, Part.TRIED, "As with Tobias: Maya, what would you like?")
    masked = services.coaching.masked(services.actor, begun)
    assert len(masked.choices) == len(now(services, begun).choices)
    assert not any(name in str(masked) for name in ("Tobias", "Maya"))
    assert "Tobias" in services.coaching.real(services.actor, begun).words[Part.TRIED]
    with pytest.raises(NotAllowed):
        services.coaching.real(Actor(services.actor.id, frozenset({Role.COACH})), begun)
    looks = services.replies.looks(services.actor, worker_id)
    assert looks[0].said == "took a copy of a coaching conversation with real names"


def test_the_pack_can_be_written_on_in(services: Services, begun: str, tmp_path: Path) -> None:
    services.coaching.hear(services.actor, begun)
    intend(services, begun)
    services.coaching.pack(services.actor, begun, tmp_path / "pack.docx")
    with ZipFile(tmp_path / "pack.docx") as opened:
        text = opened.read("word/document.xml").decode()
    for words in ("5. One intention", "Ask first what they want.", "To be tried by 30 June 2026.", "Not signed by the"):
        assert words in text
    assert "Clarity of concern" in text


def test_words_of_a_withdrawn_recording_go_with_it_and_the_agreed_step_stays(
    services: Services, begun: str, session_id: str
) -> None:
    intend(services, begun)
    services.coaching.sign(services.actor, begun, Side.COACH)
    services.coaching.sign(services.actor, begun, Side.WORKER, "W-17")
    draft = PermissionDraft("mother", True, HowAsked.SPOKEN, "worker", Answer.WITHDRAWN)
    services.sessions.record_permission(services.actor, session_id, draft)
    assert services.coaching.list(services.actor, "W-17") == ()
    assert services.profiles.get(services.actor, "W-17").next_steps[0].due_on == DUE
    assert {"coaching_entries", "evaluation_replies"} <= KEPT.keys()
