"""Learning from the service's own codes: what counts, when a new model takes over, and what a withdrawal does to it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.learning import LEAST_SESSIONS, Comparison, LeftOut
from coder.domain.people import Actor, Role
from coder.domain.suggestions import Decision
from coder.services.learning_set import coded_talks, grouped_by_worker
from coder.services.suggestions import Suggested
from tests.helpers.real_store import KeyedHome, made_home
from tests.services.learning_sessions import CASE_NAME, LONG_WORD, TURNED, Coder, learnt, turned

__all__ = ["made_home"]


@pytest.fixture(scope="module")
def taught_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with just enough coded sessions, whose service calls each code by the name of the next one."""
    folder = tmp_path_factory.mktemp("taught")
    made = made_home.copy(folder / "store")
    with made.opened() as services:
        coder = Coder(services, folder)
        for number in range(LEAST_SESSIONS):
            coder.session(number, code=turned)
        services.policy.change(services.actor, learning=True)
    return made


@pytest.fixture(scope="module")
def learnt_home(taught_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """The same after learning once."""
    folder = tmp_path_factory.mktemp("learnt")
    made = taught_home.copy(folder / "store")
    with made.opened() as services:
        assert learnt(services, folder / "lock") == ""
    return made


def actions(services: Services) -> list[str]:
    """What the audit trail says was done, the newest first."""
    return [one.action for one in services.audit.events(services.actor, 30)]


def vocabulary(services: Services) -> set[str]:
    """Every n-gram of the model in use."""
    with zipfile.ZipFile(BytesIO(services.learning.content_in_use() or b"")) as archive:
        return {key for keys in json.loads(archive.read("vocabulary.json")).values() for key in keys}


def test_only_blind_locked_codes_of_permitted_sessions_are_learnt_from(services: Services, tmp_path: Path) -> None:
    coder = Coder(services, tmp_path)
    good, asked = coder.session(1), coder.session(2)
    coder.session(3, permission=False)
    coder.session(4, lock=False)
    services.learning.allow(services.actor, asked, allowed=False)
    gone = coder.session(5)
    services.sessions.withdraw(services.actor, gone, "mother", "")
    known = services.learning.ready(services.actor)
    assert (known.sessions, known.workers, known.missing) == (1, 1, LEAST_SESSIONS - 1)
    assert known.left_out == {
        LeftOut.ASKED_NOT: 1,
        LeftOut.NO_PERMISSION: 1,
        LeftOut.NOT_LOCKED: 1,
        LeftOut.WITHDRAWN: 1,
    }
    services.learning.allow(services.actor, asked, allowed=True)
    assert services.learning.ready(services.actor).sessions == 2
    services.learning.allow(services.actor, good, allowed=False)
    assert services.learning.ready(services.actor).sessions == 1
    assert "may not be learnt from" in actions(services)


def test_what_was_changed_after_seeing_suggestions_is_counted_and_never_learnt(
    services: Services, tmp_path: Path
) -> None:
    session_id = Coder(services, tmp_path).session(1)
    before = services.learning.ready(services.actor)
    text = services.transcripts.get(services.actor, session_id)
    coding = services.coding.get(services.actor, session_id)
    assert text is not None
    assert coding is not None
    own = next(one for one in coding.state.codes if one.label != "CON")
    services.suggestions.keep(session_id, "starter", [Suggested(own.utterance_id, "CON", 0.95)], 2)
    place = services.suggestions.differences(services.actor, session_id)[0]
    services.suggestions.decide(services.actor, session_id, place.suggestion_id, Decision.CHANGE, "CON")
    after = services.coding.get(services.actor, session_id)
    assert after is not None
    assert "CON" in {one.label for one in after.state.codes}
    known = services.learning.ready(services.actor)
    assert (known.codes, known.after_seeing) == (before.codes, 1)


def test_a_session_coded_in_assisted_mode_is_left_out(services: Services, tmp_path: Path) -> None:
    services.policy.change(services.actor, assisted_mode=True)
    Coder(services, tmp_path).session(1)
    known = services.learning.ready(services.actor)
    assert (known.sessions, known.left_out) == (0, {LeftOut.NOT_BLIND: 1})
    assert known.after_seeing > 0


def test_a_service_that_does_not_learn_or_has_too_little_is_told_what_is_missing(
    services: Services, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="not switched learning on"):
        services.learning.request(services.actor)
    services.policy.change(services.actor, learning=True)
    Coder(services, tmp_path).session(1)
    with pytest.raises(UserError, match="1 sessions to learn from; 9 more"):
        services.learning.request(services.actor)
    evaluator = Actor(services.actor.id, frozenset({Role.EVALUATOR}))
    with pytest.raises(NotAllowed):
        services.learning.request(evaluator)
    with pytest.raises(NotAllowed):
        services.learning.ready(Actor(services.actor.id, frozenset({Role.WORKER})))


def test_a_better_model_takes_over_and_suggestions_name_it(learnt_home: KeyedHome, tmp_path: Path) -> None:
    with learnt_home.copy(tmp_path / "store").opened() as services:
        made, starter = services.learning.models(services.actor)
        assert (made.name, made.kept, made.in_use, starter.in_use) == ("local 1", True, True, False)
        assert made.comparison is not None
        assert made.comparison.gain > made.margin == 0.02
        assert made.comparison.old["all"]["macro_f1"] < 0.1 < made.comparison.new["all"]["macro_f1"]
        assert made.comparison.new["all"]["n"] == made.learnt_from.utterances - made.learnt_from.codes.get("UNC", 0)
        curves = made.comparison.curves
        assert curves is not None
        assert sum(step.n for step in curves.calibration) == made.comparison.new["all"]["n"]
        assert curves.coverage[-1].share == 1.0
        assert curves.coverage[-1].accuracy == pytest.approx(made.comparison.new["all"]["accuracy"])
        assert (made.compared_with, made.grouped_by, made.learnt_from.sessions) == ("starter", "worker", 10)
        assert "suggestion model learnt and adopted" in actions(services)
        assert services.audit.verify(services.actor).intact
        services.learning.use(services.actor, "starter")
        assert services.learning.content_in_use() is None
        services.learning.use(services.actor, "1")
        assert [one.in_use for one in services.learning.models(services.actor)] == [True, False]
        assert actions(services)[:2] == ["suggestion model chosen"] * 2
        with pytest.raises(UserError, match="no such model"):
            services.learning.use(services.actor, "7")


def test_learning_the_same_again_is_no_better_and_changes_nothing(learnt_home: KeyedHome, tmp_path: Path) -> None:
    with learnt_home.copy(tmp_path / "store").opened() as services:
        content = services.learning.content_in_use()
        assert learnt(services, tmp_path / "lock") == ""
        again, first, _ = services.learning.models(services.actor)
        assert again.comparison is not None
        assert again.comparison.gain == 0
        assert (again.kept, again.in_use, first.in_use, again.compared_with) == (False, False, True, "local 1")
        assert services.learning.content_in_use() == content
        assert actions(services)[0] == "suggestion model not adopted"
        with pytest.raises(UserError, match="was not better"):
            services.learning.use(services.actor, "2")


def test_no_name_no_rare_word_and_no_worker_is_in_a_model(learnt_home: KeyedHome, tmp_path: Path) -> None:
    with learnt_home.copy(tmp_path / "store").opened() as services:
        known = vocabulary(services)
        assert len(known) > 500
        for word in (CASE_NAME.lower(), LONG_WORD):
            assert not [key for key in known if word in key]
        assert not [key for key in known if key[1:].strip() in ("zebed", "quibb", "ibble")]
        content = services.learning.content_in_use() or b""
        workers = {one.worker_id for one in services.sessions.list(services.actor)}
        assert not [one for one in workers if one.encode() in content]


def test_a_withdrawn_recording_leaves_the_next_lesson_and_marks_what_it_taught(
    learnt_home: KeyedHome, tmp_path: Path
) -> None:
    with learnt_home.copy(tmp_path / "store").opened() as services:
        session_id = services.sessions.list(services.actor)[0].id
        assert services.learning.taught(services.actor, session_id) == ("local 1",)
        services.sessions.withdraw(services.actor, session_id, "mother", "")
        erased, taught = services.audit.events(services.actor, 2)
        assert (erased.action, erased.detail["models"]) == ("recording erased", 1)
        assert (taught.action, taught.detail) == ("learnt from an erased recording", {"session": session_id})
        assert services.retention.certificate(services.actor, session_id).models == ("local 1",)
        made = services.learning.models(services.actor)[0]
        assert (made.withdrawn, made.in_use) == (1, True)
        known = services.learning.ready(services.actor)
        assert (known.sessions, known.missing) == (LEAST_SESSIONS - 1, 1)
        with pytest.raises(UserError, match="1 more"):
            services.learning.request(services.actor)


def test_a_recording_withdrawn_while_the_program_learns_leaves_nothing_behind(
    taught_home: KeyedHome, tmp_path: Path
) -> None:
    with taught_home.copy(tmp_path / "store").opened() as services:
        job = services.learning.request(services.actor).created
        lesson = services.learning.lesson_for_job()
        services.sessions.withdraw(services.actor, services.sessions.list(services.actor)[0].id, "mother", "")
        comparison = Comparison({"all": {"macro_f1": 0.9}}, {"all": {"macro_f1": 0.1}}, 5)
        with pytest.raises(UserError, match="withdrawn while"), services.backing.store.write() as database:
            services.learning.keep_in(database, job, lesson, comparison, "local 1", b"better")
        assert [one.name for one in services.learning.models(services.actor)] == ["starter"]


def test_sessions_of_few_workers_are_kept_apart_one_by_one_and_names_are_masked(
    services: Services, tmp_path: Path
) -> None:
    coder = Coder(services, tmp_path)
    ids = [coder.session(number, worker=f"W-{number % 2}") for number in range(3)]
    with services.backing.store.read() as database:
        talks, known = coded_talks(database)
    assert (known.workers, grouped_by_worker(known)) == (2, False)
    assert [talk.group for talk in talks] == sorted(ids)
    lines = [line for talk in talks for line in talk.lines]
    assert {line.code for line in lines} <= {*TURNED, "UNC", ""}
    assert [line for line in lines if CASE_NAME in line.text]
    assert not [line for line in lines if CASE_NAME in line.masked]
    coder.session(3, worker="W-2")
    with services.backing.store.read() as database:
        talks, known = coded_talks(database)
    assert grouped_by_worker(known)
    assert len({talk.group for talk in talks}) == 3


def test_the_least_sure_sessions_are_offered_for_a_second_coding(services: Services, tmp_path: Path) -> None:
    coder = Coder(services, tmp_path)
    sure, unsure, few = (coder.session(number) for number in range(3))
    text = {id_: services.transcripts.get(services.actor, id_) for id_ in (sure, unsure, few)}
    for id_, probability, count, silent in ((sure, 0.97, 25, 1), (unsure, 0.91, 5, 30), (few, 0.5, 1, 9)):
        said = [Suggested(one.id, "OQ", probability) for one in text[id_].utterances[:count]]
        services.suggestions.keep(id_, "starter", said, silent)
    offers = services.learning.next_to_double_code(services.actor)
    assert [one.session_id for one in offers] == [unsure, sure]
    assert (offers[0].silent, offers[0].utterances) == (30, 35)
    assert offers[0].doubt == pytest.approx((30 + 5 * 0.09) / 35)
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    assert services.learning.next_to_double_code(lead) == ()
