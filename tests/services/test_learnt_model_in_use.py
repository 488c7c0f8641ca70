"""A model that was learnt here and is in use: rules, cards and jobs go by it, not by the one that was shipped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.jobs.handlers import handlers
from coder.jobs.worker import run
from coder.services.model_cards import learnt_model, starter
from coder.services.suggestion_rules import NEVER_SURE, OTHER_TARGET
from coder.store.tables.policy import PolicyRow
from models.suggestions.model_file import load_starter, read_model
from models.suggestions.suggestion_model import SuggestionModel
from tests.helpers.command_line import CommandLine
from tests.helpers.learnt_models import SILENT, TOLD, UNSEEN, keep_learnt, learnt_file
from tests.helpers.many_recordings import add_recording, add_worker, code_and_lock
from tests.helpers.real_store import KeyedHome, made_home

__all__ = ["made_home"]


@pytest.fixture
def services(made_home: KeyedHome, tmp_path: Path) -> Iterator[Services]:
    with made_home.copy(tmp_path / "store").opened() as opened:
        yield opened


def reasons(services: Services) -> dict[str, str]:
    return {one.code: one.reason for one in services.suggestions.rules.switches(services.actor)}


def set_behind_its_back(services: Services, target: float) -> None:
    """As a store may be that was changed before the rule was refused."""
    with services.backing.store.write() as session:
        session.merge(PolicyRow(key="target_precision", value=target, changed_at=services.backing.clock()))


def test_what_is_suggested_follows_the_card_of_the_model_in_use(services: Services) -> None:
    shipped_tells = "" if TOLD in starter().sure_of else NEVER_SURE
    assert (reasons(services)[TOLD], reasons(services)[SILENT]) == (shipped_tells, "")
    keep_learnt(services)
    now = reasons(services)
    assert (now[TOLD], now[SILENT], now[UNSEEN]) == ("", NEVER_SURE, "")
    assert services.suggestions.rules.for_job().off.isdisjoint({TOLD, SILENT, UNSEEN})
    known = services.suggestions.rules.model(services.actor)
    assert (known.card.name, known.learnt_here, known.held_out, known.labellings) == ("local 1", True, None, {})
    shipped = {one.code: one.n for one in starter().card.codes}
    assert {one.code: one.n for one in known.card.codes} == {c: 0 if c == UNSEEN else n + 7 for c, n in shipped.items()}
    services.learning.use(services.actor, "starter")
    assert services.suggestions.rules.model(services.actor) == starter()
    assert (reasons(services)[TOLD], reasons(services)[SILENT]) == (shipped_tells, "")


def test_who_may_not_see_what_was_learnt_from_is_told_no_figure_of_a_code(services: Services) -> None:
    coach = Actor(services.actor.id, frozenset({Role.COACH}))
    assert services.suggestions.rules.model(coach) == starter()
    keep_learnt(services)
    told = services.suggestions.rules.model(coach)
    assert told.card.name == "local 1"
    assert {one.code for one in told.card.codes} == {one.code for one in starter().card.codes}
    assert not any(one.n or one.shown or one.kappa for one in told.card.codes)
    assert services.suggestions.rules.switches(coach) == services.suggestions.rules.switches(services.actor)


def test_a_model_file_is_read_as_the_model_reads_it(services: Services) -> None:
    def sure(model: SuggestionModel) -> set[str]:
        return {code for code, least in zip(model.codes, model.thresholds, strict=True) if least <= 1}

    assert learnt_model(learnt_file()).sure_of == sure(read_model(learnt_file()))
    assert starter().sure_of == sure(load_starter())
    with pytest.raises(UserError, match="made by another version"):
        learnt_model(b"no model")


def test_a_target_the_model_in_use_was_not_learnt_for_is_refused(services: Services) -> None:
    keep_learnt(services)
    with pytest.raises(UserError, match=r"local 1 has to be to be right in 80% is not known") as refused:
        services.policy.change(services.actor, target_precision=0.8)
    assert "Go back to the model that comes with the program" in refused.value.hint
    assert services.policy.get(services.actor).target_precision == 0.9
    services.policy.change(services.actor, target_precision=0.9, codes_off=TOLD)
    services.learning.use(services.actor, "starter")
    services.policy.change(services.actor, target_precision=0.8)
    with pytest.raises(UserError, match="local 1 was learnt to be right in 90%, and the rule asks for 80%"):
        services.learning.use(services.actor, "1")
    assert services.learning.content_in_use() is None
    services.policy.change(services.actor, target_precision=0.9)
    services.learning.use(services.actor, "1")


def test_passages_are_found_where_codes_are_refused(services: Services, tmp_path: Path) -> None:
    actor = services.actor
    keep_learnt(services)
    set_behind_its_back(services, 0.8)
    assert reasons(services)[SILENT] == reasons(services)[TOLD] == OTHER_TARGET
    session_id = add_recording(services, add_worker(services, "W-1"))
    code_and_lock(services, actor, session_id, ("OQ", "SR", "CON"))
    job = services.suggestions.request(actor, session_id).created
    given = (services.sessions, services.transcripts, services.suggestions)
    table = handlers(*given, tmp_path, services.learning, services.passages)
    out = io.StringIO()
    assert run(services.backing, table, services.home.folder / "worker.lock", job_id=job, out=out) == 1
    assert "is not known" in services.jobs.get(actor, job).failure
    assert '"state": "failed"' in out.getvalue()
    found = services.passages.get(actor, session_id)
    assert found is not None
    assert found.passages
    assert services.suggestions.get(actor, session_id) is None
    # The way out is to set the rule back, which nobody is kept from.
    services.policy.change(actor, target_precision=0.9)
    assert reasons(services)[TOLD] == ""


def test_the_command_line_says_whose_figures_it_tells(services: Services) -> None:
    line = CommandLine(services.home.folder)
    assert line.run("suggestions", "codes").data["name"] == "starter"
    keep_learnt(services)
    told = line.run("suggestions", "codes").data
    codes = {one["code"]: one for one in told["codes"]}
    assert told["name"] == "local 1"
    assert (codes[TOLD]["suggested"], codes[SILENT]["suggested"], codes[UNSEEN]["model"]) == (True, False, None)
    assert codes[TOLD]["two_labellings_kappa"] is None
