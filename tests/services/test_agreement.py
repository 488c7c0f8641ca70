"""How far evaluators agree, on a real store: who feeds it, who sees what, and what leaves the house."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from zipfile import ZipFile

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.exports.agreement_files import ExportKind
from coder.services.agreement import Asked
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock
from tests.helpers.real_store import Clock2026, KeyedHome
from tests.services.conftest import made_home

__all__ = ["made_home"]

OWN, OTHER = ("OQ", "SR", "CON"), ("OQ", "CR", "")
# How the two rated empathy, recording by recording; evocation they never varied in.
FIRST = (1, 2, 3, 4, 5, 2, 3, 4, 3, 2, 4)
SECOND = (1, 2, 3, 4, 5, 2, 3, 4, 4, 3, 4)


@dataclass(frozen=True)
class Worked:
    """A store with eleven recordings coded by two, and one that a third person still codes."""

    home: KeyedHome
    second: Actor
    third: Actor


@pytest.fixture(scope="module")
def worked(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> Worked:
    home = made_home.copy(tmp_path_factory.mktemp("agreement") / "store")
    with home.opened(Clock2026()) as services:
        # Nobody is to be asked by lot while the store is made.
        services.policy.change(services.actor, double_share=0.0)
        second, third = add_evaluator(services, "E-2"), add_evaluator(services, "E-3")
        workers = [add_worker(services, f"W-{n}") for n in range(2)]
        for first, other in zip(FIRST, SECOND, strict=True):
            session_id = add_recording(services, workers[first % 2])
            code_and_lock(services, services.actor, session_id, OWN, {"EMP": first})
            code_and_lock(services, second, session_id, OTHER, {"EMP": other})
        waiting = add_recording(services, workers[0])
        code_and_lock(services, services.actor, waiting, OWN, {"EMP": 1})
        code_and_lock(services, second, waiting, OTHER, {"EMP": 5})
        services.coding.start(third, waiting)
    return Worked(home, second, third)


@pytest.fixture
def services(worked: Worked, tmp_path) -> Iterator[Services]:
    with worked.home.copy(tmp_path / "store").opened(Clock2026()) as services:
        yield services


def _lead(services: Services) -> Actor:
    return Actor(services.actor.id, frozenset({Role.LEAD}))


def _evaluator(services: Services) -> Actor:
    return Actor(services.actor.id, frozenset({Role.EVALUATOR}))


def test_each_principle_and_code_has_its_figures_over_what_two_coded_blind(services: Services) -> None:
    found = services.agreement.report(services.actor)
    assert (found.recordings, found.evaluators) == (11, 2)
    by_id = {one.principle_id: one for one in found.principles}
    empathy = by_id["EMP"].figures
    assert (empathy.n_paired, empathy.n_pairs, empathy.exact.value) == (11, 11, pytest.approx(9 / 11))
    assert empathy.within_one.value == 1.0
    assert empathy.icc_2_1.low < empathy.icc_2_1.value < empathy.icc_2_1.high
    # All threes: no figure that counts on variation, and a sentence instead.
    flat = by_id["EVO"].figures.alpha
    assert flat.value is None
    assert flat.reason.startswith("Not computable because every rating is the same")
    codes = {one.code: one for one in found.codes.codes}
    assert (found.codes.n_recordings, found.codes.n_utterances) == (11, 33)
    assert (codes["OQ"].kappa.value, codes["CON"].kappa.value) == (1.0, pytest.approx(0.0))
    # E-2 comes before ME by name, and passed over what ME called a concern.
    assert (found.codes.confusion["", "CON"], found.codes.confusion["CR", "SR"]) == (11, 11)


def test_a_recording_counts_once_everybody_asked_has_locked(services: Services, worked: Worked) -> None:
    before = services.agreement.report(services.actor)
    waiting = _begun(services, worked.third)
    coding = services.coding.get(worked.third, waiting)
    assert coding is not None
    for principle in services.codebooks.active().principles:
        services.coding.rate(worked.third, coding.id, principle.id, 3)
    services.coding.lock(worked.third, coding.id)
    after = services.agreement.report(services.actor)
    assert (before.recordings, after.recordings) == (11, 12)
    # Three people make three pairs.
    assert after.principles[0].figures.n_pairs == before.principles[0].figures.n_pairs + 3


def _begun(services: Services, actor: Actor) -> str:
    every = (one.id for one in services.sessions.list(services.actor))
    return next(id_ for id_ in every if services.coding.get(actor, id_) is not None)


def test_below_ten_pairs_the_pairs_are_shown_and_no_coefficient(services: Services) -> None:
    found = services.agreement.report(services.actor, Asked(team="Team W-1"))
    empathy = next(one for one in found.principles if one.principle_id == "EMP")
    assert (found.team_name, empathy.figures.withheld) == ("Team W-1", True)
    assert all(one.value is None and one.reason for one in empathy.figures.coefficients)
    assert sorted(empathy.pairs) == [("1", "1"), ("3", "3"), ("3", "3"), ("3", "4"), ("5", "5")]


def test_a_lead_sees_every_pair_an_evaluator_their_own_and_a_worker_nothing(services: Services, worked: Worked) -> None:
    lead, own, none = (services.agreement.report(one) for one in (_lead(services), worked.second, worked.third))
    assert [(one.first, one.second, one.recordings) for one in lead.evaluator_pairs] == [("E-2", "ME", 11)]
    assert own.evaluator_pairs == lead.evaluator_pairs
    assert none.evaluator_pairs == ()
    assert all(one.figures.differences == () for one in none.principles)
    assert own.principles[1].figures.icc_2_1 == lead.principles[1].figures.icc_2_1
    # Two evaluators stand behind all of it: a third would learn whose ratings they are.
    assert (none.recordings, {one.only_counted for one in none.principles}) == (11, {11})
    assert all((one.pairs, one.months, one.figures.exact.value) == ((), (), None) for one in none.principles)
    steward = services.agreement.report(Actor(worked.third.id, frozenset({Role.STEWARD})))
    assert (steward.principles[1].figures.exact, steward.evaluator_pairs) == (lead.principles[1].figures.exact, ())
    with pytest.raises(NotAllowed):
        services.agreement.report(Actor(services.actor.id, frozenset({Role.WORKER})))


def test_no_report_tells_whose_recording_it_was(services: Services) -> None:
    told = json.dumps(asdict(services.agreement.report(_lead(services))), default=str, skipkeys=True)
    sessions = services.sessions.list(services.actor)
    assert len(sessions) == 12
    assert not any(one.code in told or one.id in told or one.worker_code in told for one in sessions)


def test_narrowed_to_one_team_an_evaluator_learns_of_no_recording_they_did_not_code(
    services: Services, worked: Worked
) -> None:
    asked = Asked(team="Team W-1")
    own = next(p for p in services.agreement.report(worked.second, asked).principles if p.principle_id == "EMP")
    assert len(own.pairs) == 5
    report = services.agreement.report(worked.third, asked)
    assert (report.recordings, report.codes.confusion, report.free_marks) == (5, {}, ())
    assert all((one.pairs, one.months) == ((), ()) for one in report.principles)
    with ZipFile(io.BytesIO(_taken_out(services, worked.third, ExportKind.XLSX, asked))) as file:
        months = file.read("xl/worksheets/sheet3.xml").decode()
    assert "<row" in months
    assert "2026" not in months


def _taken_out(services: Services, actor: Actor, kind: ExportKind, asked: Asked | None = None) -> bytes:
    path = services.home.folder.parent / f"out.{kind.value}"
    services.agreement.export(actor, kind, path, asked)
    return path.read_bytes()


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_evaluator_takes_out_their_own_recordings_and_a_lead_all_without_their_codes(
    services: Services, worked: Worked
) -> None:
    codes = {one.code for one in services.sessions.list(services.actor)}
    own = _rows(_taken_out(services, _evaluator(services), ExportKind.CSV))
    all_ = _rows(_taken_out(services, Actor(worked.third.id, frozenset({Role.LEAD})), ExportKind.CSV))
    assert len(own) == len(all_) == 11 * 2 * (7 + 3)
    assert {one["unit"].partition(" ")[0] for one in own} <= codes
    assert not {one["unit"].partition(" ")[0] for one in all_} & codes
    assert _rows(_taken_out(services, worked.third, ExportKind.CSV)) == []
    empathy = [(one["rater"], one["value"]) for one in own if one["label"] == "EMP"]
    assert sorted(empathy) == sorted([("ME", str(n)) for n in FIRST] + [("E-2", str(n)) for n in SECOND])


def test_each_kind_of_file_opens_and_its_way_out_is_noted_without_a_name(services: Services) -> None:
    kinds = {kind: _taken_out(services, services.actor, kind) for kind in ExportKind}
    assert ZipFile(io.BytesIO(kinds[ExportKind.XLSX])).testzip() is None
    with ZipFile(io.BytesIO(kinds[ExportKind.QDPX])) as file:
        assert sum(name.startswith("Sources/") for name in file.namelist()) == 11
        text = file.read(file.namelist()[1]).decode()
    assert text.startswith("Ratings of the whole recording\n0:0")
    assert b"Empathy" in kinds[ExportKind.QDC]
    heard = "How have mornings been"
    assert not any(heard.encode() in data for data in kinds.values())
    events = [one for one in services.audit.events(_lead(services)) if one.action == "agreement exported"]
    assert len(events) == len(ExportKind)


def test_a_file_that_could_not_be_written_is_not_noted_as_having_left(services: Services, tmp_path) -> None:
    with pytest.raises(UserError, match="file was not written"):
        services.agreement.export(services.actor, ExportKind.CSV, tmp_path / "no folder" / "pairs.csv")
    assert not any(one.action == "agreement exported" for one in services.audit.events(_lead(services)))


def test_a_period_that_ends_before_it_begins_is_refused(services: Services) -> None:
    with pytest.raises(UserError, match="ends before it begins"):
        services.agreement.report(services.actor, Asked(start=date(2026, 2, 2), end=date(2026, 2, 1)))


def test_periods_are_whole_months_so_that_two_of_them_never_differ_by_one_recording(services: Services) -> None:
    # All were held on the first of May.
    whole = services.agreement.report(services.actor)
    inside = services.agreement.report(services.actor, Asked(start=date(2026, 5, 2), end=date(2026, 5, 30)))
    assert (inside.start, inside.end) == (date(2026, 5, 1), date(2026, 5, 31))
    assert (inside.period, whole.period) == ("May 2026", "")
    assert inside.recordings == whole.recordings == 11
    assert inside.principles == whole.principles
    leap = Asked(start=date(2028, 2, 1), end=date(2028, 2, 2)).in_whole_months()
    assert leap.end == date(2028, 2, 29)
    assert services.agreement.report(services.actor, Asked(end=date(2026, 4, 30))).recordings == 0
    told = CommandLine(services.home.folder).run("agreement", "--from", "2026-05-20").data
    assert (told["from"], told["n_recordings"]) == ("2026-05-01", 11)


def test_the_command_tells_the_same_as_the_service(services: Services, tmp_path) -> None:
    line = CommandLine(services.home.folder)
    file = tmp_path / "pairs.csv"
    told = line.run("agreement", "--from", "2026-01-01", "--out", file).data
    found = services.agreement.report(services.actor)
    empathy = told["principles"]["EMP"]
    figures = next(one for one in found.principles if one.principle_id == "EMP").figures
    assert empathy["icc_2_1"] == {
        "value": figures.icc_2_1.value,
        "low": figures.icc_2_1.low,
        "high": figures.icc_2_1.high,
    }
    assert (told["n_recordings"], empathy["n_pairs"], empathy["exact"]) == (11, 11, figures.exact.value)
    assert told["codes"]["by_code"]["OQ"]["kappa"]["value"] == 1.0
    assert told["codes"]["by_code"]["WRN"]["kappa"]["value"] is None
    assert told["codes"]["by_code"]["WRN"]["notes"]
    assert len(_rows(file.read_bytes())) == 220
    refused = line.run("agreement", "--out", tmp_path / "pairs.pdf")
    assert (refused.code, (tmp_path / "pairs.pdf").exists()) == (1, False)
