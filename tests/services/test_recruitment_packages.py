"""Two raters at two computers: a role-play goes from one recruitment store to another, and to nowhere else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.domain.purpose import Purpose
from coder.domain.recruitment import RolePlay
from coder.domain.sessions import SessionKind, SessionState
from coder.exports.formats import FileFormat
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow
from tests.helpers.many_recordings import add_recording, add_worker, code_and_lock
from tests.helpers.real_store import ROLES, Clock2026, KeyedHome, make_home
from tests.services.conftest import with_transcript
from tests.services.test_recruitment_store import add, another

CODES = ("E-07", "E-09")
NO_CODES = ("", "", "")


@dataclass(frozen=True)
class Panel:
    """The store of a lead with a role-play, and those of two colleagues who have its card, as it has theirs."""

    lead: Services
    others: dict[str, Services]
    session_id: str

    def shown(self, services: Services) -> RolePlay:
        found = services.recruitment.of(services.actor, self.session_id)
        assert found is not None
        return found

    def rated_by(self, code: str, ratings: dict[str, int]) -> bytes:
        """What a colleague sends back: the role-play came, was rated blind, and locked."""
        there = self.others[code]
        there.packages.take_in(there.actor, self.lead.packages.send(self.lead.actor, self.session_id, code))
        code_and_lock(there, there.actor, self.session_id, NO_CODES, ratings)
        return there.packages.send_coding(there.actor, self.session_id, "LEAD")


@pytest.fixture(scope="module")
def other_homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyedHome]:
    """Stores of their own keys, since a colleague is known by theirs."""
    folder = tmp_path_factory.mktemp("others")
    return {code: make_home(folder / code, roles=ROLES, purpose=Purpose.RECRUITMENT) for code in CODES}


@pytest.fixture
def panel(
    made_recruitment: KeyedHome, other_homes: dict[str, KeyedHome], tone: Path, tmp_path: Path
) -> Iterator[Panel]:
    with ExitStack() as stack:
        lead, *rest = (
            stack.enter_context(home.copy(tmp_path / name).opened(Clock2026()))
            for name, home in {"lead": made_recruitment, **other_homes}.items()
        )
        others = dict(zip(CODES, rest, strict=True))
        for code, there in others.items():
            cards = lead.packages.card(lead.actor).text(), there.packages.card(there.actor).text()
            lead.packages.add_partner(lead.actor, cards[1], code)
            there.packages.add_partner(there.actor, cards[0], "LEAD")
        session_id = with_transcript(lead, tone, add=add)
        yield Panel(lead, others, session_id)


def draw(panel: Panel, monkeypatch: pytest.MonkeyPatch, lot: Callable[[dict[str, int]], str]) -> None:
    monkeypatch.setattr("coder.services.recruitment.second_coder", lambda _seed, _session, able: lot(able))
    panel.lead.recruitment.ask(panel.lead.actor, panel.session_id)


def test_both_raters_sit_elsewhere_and_are_shown_together(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = panel.lead
    with pytest.raises(UserError, match="not drawn to rate"):
        lead.packages.send(lead.actor, panel.session_id, "E-07")
    draw(panel, monkeypatch, max)  # ids begin with the time: the lead's own is the least
    assert panel.shown(lead).raters == ("E-07", "E-09")
    assert lead.overview.get(lead.actor).todos == ()
    first = panel.rated_by("E-07", {"EMP": 4})
    assert lead.packages.take_in(lead.actor, first).sealed
    assert (panel.shown(lead).locked, panel.shown(lead).ratings) == (0, ())
    assert lead.sessions.get(lead.actor, panel.session_id).state is SessionState.TO_CODE
    second = panel.rated_by("E-09", {})
    assert not lead.packages.take_in(lead.actor, second).sealed
    steward = Actor(lead.actor.id, frozenset({Role.STEWARD}), Purpose.RECRUITMENT)
    for whoever in (lead.actor, steward):
        assert [one.state for one in lead.sessions.list(whoever)] == [SessionState.FINISHED]
    found = panel.shown(lead)
    shown = {one.principle_id: one for one in found.ratings}
    given = dict(zip(found.rated_by, (shown["EMP"].first, shown["EMP"].second), strict=True))
    assert (shown["CLA"].agreed, given) == ("3", {"E-07": "4", "E-09": "3"})
    assert (shown["EMP"].agreed, shown["EMP"].settled) == ("", False)


def test_the_lead_notes_what_two_raters_elsewhere_agree_on_and_both_originals_stay(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lead, actor = panel.lead, panel.lead.actor
    draw(panel, monkeypatch, max)
    lead.packages.take_in(actor, panel.rated_by("E-07", {"EMP": 4, "COL": 2}))
    assert lead.consensus.pairs(actor) == ()
    lead.packages.take_in(actor, panel.rated_by("E-09", {}))
    (known,) = lead.consensus.pairs(actor)
    with lead.backing.store.read() as database:
        before = {row.id: row.lock_id for row in database.scalars(select(CodingRow))}
    about = {one.label: one for one in lead.consensus.pair(actor, *known.coding_ids).disagreements}
    empathy, together = about["EMP"], about["COL"]
    assert empathy.between_others(actor.id)
    assert {given.evaluator_code: given.value for given in empathy.given} == {"E-07": "4", "E-09": "3"}
    lead.consensus.agree(actor, empathy.id, "4", "By telephone: the pause counts.")
    lead.consensus.leave_open(actor, together.id, "They could not agree.", "What is a plan of both?")
    shown = {one.principle_id: one for one in panel.shown(lead).ratings}
    talk = shown["EMP"].talk
    assert talk is not None
    assert (shown["EMP"].agreed, talk.reason, talk.author_code) == ("4", "By telephone: the pause counts.", "ME")
    assert {shown["EMP"].first, shown["EMP"].second} == {"3", "4"}
    assert (shown["COL"].agreed, shown["COL"].settled) == ("", True)
    with lead.backing.store.read() as database:
        assert {row.id: row.lock_id for row in database.scalars(select(CodingRow))} == before
    with pytest.raises(UserError, match="as tables"):
        lead.recruitment.save(actor, panel.session_id, FileFormat.PDF, tmp_path / "ratings.pdf")
    digest = lead.recruitment.save(actor, panel.session_id, FileFormat.CSV, tmp_path / "ratings.zip")
    noted = [one for one in lead.audit.events(actor) if one.action == "consensus talk noted"]
    assert len(noted) == 2
    assert [one.detail["sha256"] for one in lead.audit.events(actor) if one.action == "ratings exported"] == [digest]
    with ZipFile(tmp_path / "ratings.zip") as archive:
        tables = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    rows = {row["principle"]: row for row in csv.DictReader(tables["ratings.csv"].splitlines())}
    told = {key: [rows[key][name] for name in ("agreed", "how", "noted_by")] for key in ("CLA", "COL", "EMP")}
    assert told == {"CLA": ["3", "1", ""], "COL": ["", "3", "ME"], "EMP": ["4", "2", "ME"]}
    assert {rows["EMP"]["rating_1"], rows["EMP"]["rating_2"]} == {"3", "4"}
    assert "never the only ground" in tables["about.csv"]
    # Neither an evaluator who leads nothing nor a lead who evaluates nothing takes part.
    for roles in ({Role.EVALUATOR}, {Role.LEAD}):
        somebody = Actor(actor.id, frozenset(roles), Purpose.RECRUITMENT)
        if Role.EVALUATOR in roles:
            assert lead.consensus.pairs(somebody) == ()
        else:
            with pytest.raises(NotAllowed):
                lead.consensus.pairs(somebody)


def test_where_it_arrives_it_is_a_role_play_of_nobody_here(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(panel, monkeypatch, max)
    there = panel.others["E-07"]
    there.packages.take_in(there.actor, panel.lead.packages.send(panel.lead.actor, panel.session_id, "E-07"))
    found = panel.shown(there)
    assert (found.sent_by, found.asked, found.raters) == ("LEAD", 1, ())
    assert found.keeping.last_day == panel.shown(panel.lead).keeping.last_day
    with pytest.raises(UserError, match="LEAD sent it"):
        there.recruitment.ask(there.actor, panel.session_id)
    session = there.sessions.get(there.actor, panel.session_id)
    assert (session.kind, session.state) == (SessionKind.RECRUITMENT, SessionState.TO_CODE)
    with there.backing.store.read() as database:
        assert database.get_one(PersonRow, session.worker_id).roles == []


def test_each_copy_runs_out_by_the_clock_of_its_own_store(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(panel, monkeypatch, max)
    lead, there, session = panel.lead, panel.others["E-07"], panel.session_id
    there.packages.take_in(there.actor, lead.packages.send(lead.actor, session, "E-07"))
    first = panel.shown(there).keeping
    lead.retention.keep_longer(
        lead.actor, session, first.last_day + timedelta(days=90), "The appointment is challenged."
    )
    assert panel.shown(there).keeping == first
    there.policy.change(there.actor, role_play_months=3)
    assert panel.shown(there).keeping.last_day < first.last_day < panel.shown(lead).keeping.last_day
    lead.retention.end_hold(lead.actor, session)
    lead.sessions.withdraw(lead.actor, session, "applicant", "")
    proof = lead.retention.certificate(lead.actor, session)
    assert (proof.complete, [one.code for one in proof.given_out]) == (True, ["E-07"])
    assert there.sessions.sound(there.actor, session)
    assert there.retention.due() == ()
    monkeypatch.setattr(there.backing.clock, "now", datetime(2027, 1, 1, tzinfo=UTC))
    there.retention.erase_due()
    assert there.retention.certificate(there.actor, session).given_out == ()


def test_a_lead_who_rates_is_not_told_who_else_does(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = panel.lead
    draw(panel, monkeypatch, min)
    assert panel.shown(lead).raters == ()
    with pytest.raises(UserError, match="must not know who else"):
        lead.packages.send(lead.actor, panel.session_id, "E-07")
    code_and_lock(lead, lead.actor, panel.session_id, NO_CODES)
    assert panel.shown(lead).raters == ("E-07", "ME")
    lead.packages.take_in(lead.actor, panel.rated_by("E-07", {}))
    assert lead.sessions.get(lead.actor, panel.session_id).state is SessionState.LOCKED
    assert all(one.agreed == "3" for one in panel.shown(lead).ratings)


def test_neither_kind_of_store_takes_what_belongs_to_the_other(
    panel: Panel, services: Services, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, lead = panel.others["E-07"], panel.lead
    cards = services.packages.card(services.actor).text(), lead.packages.card(lead.actor).text()
    services.packages.add_partner(services.actor, cards[1], "LEAD")
    lead.packages.add_partner(lead.actor, cards[0], "E-11")
    draw(panel, monkeypatch, max)
    role_play = lead.packages.send(lead.actor, panel.session_id, "E-11")
    for act in (services.packages.look, services.packages.take_in):
        with pytest.raises(UserError, match="store of its own"):
            act(services.actor, role_play)
    visit = services.packages.send(services.actor, with_transcript(services, another(tone)), "LEAD")
    with pytest.raises(UserError, match="role-plays of applicants only"):
        lead.packages.take_in(lead.actor, visit)
    left = add_recording(services, add_worker(services, "A-07"), kind=SessionKind.RECRUITMENT)
    with pytest.raises(UserError, match="kept apart"):
        services.packages.send(services.actor, left, "LEAD")
    assert len(lead.sessions.list(lead.actor)) == 1
    assert there.sessions.list(there.actor) == ()
