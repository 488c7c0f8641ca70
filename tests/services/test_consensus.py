"""Two evaluators see where they differed once both have locked, talk it over, and change no figure by it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from codebook.load import builtin_text
from coder.bootstrap import Services
from coder.domain.consensus import Matter, TalkOutcome
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.services.blind_pairs import Wanted, coded_together
from coder.store.tables.double_packages import SealedCodingRow
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker


@dataclass(frozen=True)
class Two:
    services: Services
    session_id: str
    other: Actor
    codings: tuple[str, str]


def give(services: Services, actor: Actor, session_id: str, codes: tuple[str, ...], ratings: dict[str, int]) -> str:
    """A coding with evidence where the rule asks for it; not locked yet."""
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    coding = services.coding.start(actor, session_id).created
    for code, said in zip(codes, found.utterances[::2], strict=True):
        if code:
            place = {"start_s": said.start_s, "end_s": said.end_s, "utterance_id": said.id}
            services.coding.add_code(actor, coding, code, note=f"memo {code}", **place)
    for principle in services.codebooks.active().principles:
        value = ratings.get(principle.id, 3)
        if value == 0:
            services.coding.rate(actor, coding, principle.id, None, not_evaluable=True, reason="No chance for it.")
            continue
        services.coding.rate(actor, coding, principle.id, value)
        for start_s in (2.0, 12.0, 22.0) if value != 3 else ():
            services.coding.add_evidence(
                actor, coding, principle.id, start_s=start_s, end_s=start_s + 2, note=f"heard by {actor.id[-4:]}"
            )
    return coding


@pytest.fixture
def two(services: Services) -> Two:
    services.policy.change(services.actor, double_share=0.0)
    other = add_evaluator(services, "E-2")
    session_id = add_recording(services, add_worker(services, "W-1"))
    first = give(services, services.actor, session_id, ("OQ", "SR", ""), {"EMP": 2, "PUR": 4, "CLA": 0})
    second = give(services, other, session_id, ("OQ", "CR", "CON"), {"EMP": 4})
    for coding, actor in ((first, services.actor), (second, other)):
        services.coding.add_code(actor, coding, "AF" if actor is other else "CQ", start_s=26.0, end_s=29.0)
    services.coding.lock(services.actor, first)
    assert services.consensus.pairs(services.actor) == ()
    with pytest.raises(UserError, match="not open to you"):
        services.consensus.pair(services.actor, first, second)
    services.coding.lock(other, second)
    return Two(services, session_id, other, (first, second))


def test_disagreements_come_largest_first_with_both_evaluators_evidence(two: Two) -> None:
    (known,) = two.services.consensus.pairs(two.other)
    assert known.coding_ids == two.codings
    pair = two.services.consensus.pair(two.other, *two.codings)
    told = [(one.matter, one.label, [given.value for given in one.given], one.size) for one in pair.disagreements]
    assert told == [
        (Matter.RATING, "CLA", ["NE", "3"], 2.0),
        (Matter.RATING, "EMP", ["2", "4"], 2.0),
        (Matter.RATING, "PUR", ["4", "3"], 1.0),
        (Matter.CODE, "", ["SR", "CR"], 1.0),
        (Matter.CODE, "", ["CQ", "AF"], 1.0),
        (Matter.CODE, "", ["", "CON"], 0.5),
    ]
    empathy = pair.disagreements[1]
    assert [len(given.evidence) for given in empathy.given] == [3, 3]
    assert empathy.given[1].evidence[0].note == f"heard by {two.other.id[-4:]}"
    assert [one.asks_for_talk for one in pair.disagreements] == [True, True, False, False, False, False]
    said = pair.disagreements[3]
    assert (said.start_s, said.given[0].memo) == (10.0, "memo SR")
    assert said.text.startswith("You are tired")


def test_what_is_agreed_stays_beside_both_originals_and_feeds_no_agreement(two: Two) -> None:
    services = two.services
    wanted = Wanted("msw", 1)
    with services.backing.store.read() as session:
        before = coded_together(session, wanted)
    assert len(before) == 1
    one = services.consensus.pair(two.other, *two.codings).disagreements[1]
    services.consensus.agree(two.other, one.id, "3", "The pause counts.")
    services.consensus.agree(services.actor, one.id, "4", "Heard again: the sigh.")
    now = next(d for d in services.consensus.pair(two.other, *two.codings).disagreements if d.id == one.id)
    assert now.talk is not None
    assert (now.talk.outcome, now.talk.agreed, now.talk.author_id) == (TalkOutcome.AGREED, "4", services.actor.id)
    assert [given.value for given in now.given] == ["2", "4"]
    with services.backing.store.read() as session:
        assert coded_together(session, wanted) == before


def test_only_values_of_the_scale_and_codes_of_the_codebook_are_agreed(two: Two) -> None:
    agree = two.services.consensus.agree
    pair = two.services.consensus.pair(two.other, *two.codings)
    for which, value, told in (
        (1, "6", "from 1 to 5"),
        (1, "", "from 1 to 5"),
        (1, "3.5", "from 1 to 5"),
        (3, "XX", "no"),
    ):
        with pytest.raises(UserError, match=told):
            agree(two.other, pair.disagreements[which].id, value, "We think so.")
    with pytest.raises(UserError, match="in a sentence"):
        agree(two.other, pair.disagreements[1].id, "3", " ")
    assert two.services.consensus.pair(two.other, *two.codings) == pair
    agree(two.other, pair.disagreements[5].id, "", "Nothing was said there.")
    assert two.services.consensus.pair(two.other, *two.codings).disagreements[5].talk is not None


def test_an_open_question_goes_to_the_decision_log_or_nothing_is_kept(two: Two) -> None:
    services = two.services
    for matter in (Matter.RATING, Matter.CODE):
        pair = services.consensus.pair(two.other, *two.codings)
        one = next(d for d in pair.disagreements if d.matter is matter and d.size >= 1)
        with pytest.raises(UserError, match="question first"):
            services.consensus.leave_open(two.other, one.id, "We could not agree.", " ")
        thread = services.consensus.leave_open(
            two.other, one.id, "No agreement.", f"When is it {matter.value}?"
        ).created
        (logged,) = (d for d in services.decisions.list(two.other) if d.thread_id == thread)
        assert logged.label == (one.label or "SR")
        kept = next(d for d in services.consensus.pair(two.other, *two.codings).disagreements if d.id == one.id)
        assert kept.talk is not None
        assert (kept.talk.outcome, kept.talk.decision_thread) == (TalkOutcome.UNRESOLVED, thread)
    # Where the first gave no code, the question is about the one the second gave.
    one = next(d for d in pair.disagreements if not d.given[0].value)
    thread = services.consensus.leave_open(two.other, one.id, "No agreement.", "Is it one at all?").created
    assert {d.label for d in services.decisions.list(two.other) if d.thread_id == thread} == {"CON"}


def test_an_open_question_is_about_the_codebook_the_two_coded_with(two: Two, tmp_path: Path) -> None:
    services, newer = two.services, tmp_path / "newer.toml"
    newer.write_text(builtin_text("msw").replace('version = "1.0.0"', 'version = "2.0.0"'), encoding="utf-8")
    services.codebooks.import_file(services.actor, newer)
    assert services.codebooks.active().version == "2.0.0"
    one = services.consensus.pair(two.other, *two.codings).disagreements[1]
    thread = services.consensus.leave_open(two.other, one.id, "No agreement.", "Is a pause enough?").created
    (logged,) = (d for d in services.decisions.list(two.other) if d.thread_id == thread)
    assert (logged.codebook_id, logged.codebook_version, logged.label) == ("msw", "1.0.0", "EMP")


def test_a_third_evaluator_and_a_lead_see_no_pair_of_others(two: Two) -> None:
    services = two.services
    third = add_evaluator(services, "E-3")
    assert services.consensus.pairs(third) == ()
    with pytest.raises(UserError, match="not open to you"):
        services.consensus.pair(third, *two.codings)
    with pytest.raises(NotAllowed):
        services.consensus.pairs(Actor(third.id, frozenset()))
    # A third coding that is begun closes the pair again, since its evaluator must not hear of it.
    services.coding.start(third, two.session_id)
    assert services.consensus.pairs(two.other) == ()


def test_two_who_sit_elsewhere_are_open_to_the_lead_and_to_nobody_else(services: Services) -> None:
    services.policy.change(services.actor, double_share=0.0)
    session_id = add_recording(services, add_worker(services, "W-1"))
    theirs = {add_evaluator(services, code): code for code in ("E-2", "E-3")}
    codings = [give(services, one, session_id, ("OQ", "SR", ""), {}) for one, code in theirs.items()]
    for actor, coding in zip(theirs, codings, strict=True):
        services.coding.lock(actor, coding)
    assert services.consensus.pairs(services.actor) == ()
    now = services.backing.clock()
    with services.backing.store.write() as database:
        rows = zip(codings, theirs, strict=True)
        database.add_all(
            SealedCodingRow(id=coding, session_id=session_id, person_id=one.id, content=b"as it came", at=now)
            for coding, one in rows
        )
    (known,) = services.consensus.pairs(services.actor)
    assert (known.coding_ids, known.evaluator_codes) == (tuple(codings), ("E-2", "E-3"))
    assert services.consensus.pairs(Actor(services.actor.id, frozenset({Role.EVALUATOR}))) == ()
    third = add_evaluator(services, "E-4")
    assert services.consensus.pairs(third) == ()
    # A lead who codes it too is as blind as anybody until their own is locked; then all three pairs are theirs.
    own = give(services, services.actor, session_id, ("CR", "SR", ""), {})
    assert services.consensus.pairs(services.actor) == ()
    services.coding.lock(services.actor, own)
    assert len(services.consensus.pairs(services.actor)) == 3


def test_withdrawal_takes_what_was_agreed_with_it(two: Two) -> None:
    services = two.services
    one = services.consensus.pair(two.other, *two.codings).disagreements[0]
    services.consensus.agree(two.other, one.id, "3", "A sentence that must go.")
    services.sessions.withdraw(services.actor, two.session_id, "mother", "")
    assert services.consensus.pairs(two.other) == ()
