"""A worker's own words are in the report of their team while they are offered and chosen, and never otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer import Typer
from typer.testing import CliRunner

from coder.bootstrap import Services
from coder.cli import quotes as quotes_command
from coder.cli import reports as reports_command
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.masks import MaskKind
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.quotes import LONGEST_QUOTE, RECOGNISED
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from coder.domain.sessions import Session
from coder.exports.formats import FileFormat
from coder.store import tables as t
from coder.store.erasure import erase_material, material_left
from tests.helpers.real_store import Clock2026, KeyedHome
from tests.store.builders import NOW, permission
from tools.bench_service import fill

TALK = (
    (SpeakerRole.WORKER, "What would Maya like to be different by Friday?"),
    (SpeakerRole.PARENT, "That nobody shouts."),
    (SpeakerRole.WORKER, "You know her best."),
)
QUOTE = "What would [child 1] like to be different by Friday?"


@pytest.fixture(scope="module")
def filled(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with sixty locked sessions of six workers of one team, one of them with its text."""
    home = made_home.copy(tmp_path_factory.mktemp("quotes") / "store")
    with home.opened(Clock2026()) as services:
        fill(services, 60, 6, 1)
        write_down(services, moment(services).id)
    return home


@pytest.fixture
def services(filled: KeyedHome, tmp_path: Path) -> Iterator[Services]:
    """Its services; somebody who codes, coaches and leads opened it."""
    with filled.copy(tmp_path / "store").opened(Clock2026()) as opened:
        yield opened


def moment(services: Services) -> Session:
    """The session with the text, of the newest year and seen by everybody long since."""
    found = (one for one in services.sessions.list(services.actor) if date(2026, 1, 1) <= one.held_on)
    return min(found, key=lambda one: (one.held_on, one.code))


def write_down(services: Services, session_id: str) -> None:
    """Its transcript with confirmed voices, the permission, and the family's names."""
    transcript, owner = new_id(), services.actor.id
    with services.backing.store.write() as database:
        database.add(permission(session_id))
        database.add(
            t.TranscriptRow(
                id=transcript,
                session_id=session_id,
                version=0,
                language="en",
                model="base",
                sample_count=16_000 * 60,
                made_at=NOW,
            )
        )
        database.flush()
        voices = {role: new_id() for role in (SpeakerRole.WORKER, SpeakerRole.PARENT)}
        for position, (role, id_) in enumerate(voices.items()):
            fields = {"position": position, "label": role.value, "role": role, "role_probability": 0.9}
            database.add(t.SpeakerRow(id=id_, transcript_id=transcript, **fields))
            database.flush()
            database.add(t.SpeakerRoleRow(id=new_id(), speaker_id=id_, role=role, confirmed_by=owner, confirmed_at=NOW))
        for position, (role, text) in enumerate(TALK):
            times = {"start_sample": position * 80_000, "end_sample": position * 80_000 + 64_000}
            row = {"transcript_id": transcript, "position": position, "speaker_id": voices[role], "text": text}
            database.add(t.UtteranceRow(id=new_id(), **row, **times))
    services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya Orr")])


def report_of(services: Services) -> TeamReport:
    """The report of the newest year, as it is shown now."""
    return services.reports.get(services.actor, "Team 00")


def offered(services: Services, text: str = QUOTE) -> str:
    """The id of an offer of words at the beginning of the session."""
    return services.quotes.offer(services.actor, moment(services).id, 0.0, 4.0, text).created


def acts(services: Services) -> list[str]:
    """What the audit trail holds about quotes, the oldest first."""
    events = services.audit.events(replace(services.actor, roles=frozenset(Role)), limit=100)
    told = [event for event in events if "quote" in event.action]
    assert not any("Friday" in json.dumps(event.detail) for event in told)
    return [event.action for event in reversed(told)]


def test_words_are_in_the_report_and_every_file_once_they_are_offered_and_chosen(
    services: Services, tmp_path: Path
) -> None:
    actor, quotes = services.actor, services.quotes
    assert quotes.look(actor, moment(services).id, 0.0, 4.0).words == QUOTE
    assert report_of(services).quotes == ()
    quote = offered(services)
    before = report_of(services)
    assert before.quotes == (), "offered is not chosen"
    (to_choose,) = quotes.to_choose(actor, before)
    assert (to_choose.text, to_choose.chosen) == (QUOTE, False)
    assert "W-" not in str(to_choose)
    quotes.choose(actor, before, [quote])
    shown = report_of(services)
    assert shown == replace(before, quotes=(QUOTE,)), "the figures stay as they were released"
    assert [one.shown for one in quotes.of_worker(actor, moment(services).worker_code)] == [1]
    for kind, name in ((FileFormat.DOCX, "word/document.xml"), (FileFormat.CSV, "quotes.csv")):
        path = tmp_path / f"report.{kind.value}"
        path = path.with_suffix(".zip") if kind is FileFormat.CSV else path
        services.exports.report(actor, "Team 00", kind, path)
        assert QUOTE in ZipFile(path).read(name).decode(), kind
    assert acts(services) == ["quote offered", "quotes chosen"]


def test_a_quote_is_gone_with_its_offer_and_with_its_recording(services: Services) -> None:
    actor, quotes, worker = services.actor, services.quotes, moment(services).worker_code
    first, second = offered(services), offered(services, "like to be different by Friday?")
    quotes.choose(actor, report_of(services), [first, second])
    assert len(report_of(services).quotes) == 2
    quotes.take_back(actor, first)
    assert report_of(services).quotes == ("like to be different by Friday?",)
    assert [one.id for one in quotes.of_worker(actor, worker)] == [second]
    with pytest.raises(UserError, match="taken back already"):
        quotes.take_back(actor, first)
    with pytest.raises(UserError, match="taken back"):
        quotes.choose(actor, report_of(services), [first])
    session_id = moment(services).id
    with services.backing.store.write() as database:
        erase_material(database, session_id, NOW)
        assert material_left(database, session_id) == 0
    assert report_of(services).quotes == ()
    assert quotes.of_worker(actor, worker) == ()
    assert acts(services) == ["quote offered", "quote offered", "quotes chosen", "quote taken back"]


@pytest.mark.parametrize(
    ("text", "end_s", "told"),
    [
        ("What would Maya like to be different by Friday?", 4.0, "not the words as they were said"),
        ("That nobody shouts.", 9.0, "not the words as they were said"),
        ("", 4.0, "not the words as they were said"),
        ("x" * (LONGEST_QUOTE + 1), 4.0, "at most"),
    ],
)
def test_only_the_workers_own_words_with_names_masked_may_be_offered(
    services: Services, text: str, end_s: float, told: str
) -> None:
    with pytest.raises(UserError, match=told):
        services.quotes.offer(services.actor, moment(services).id, 0.0, end_s, text)
    assert acts(services) == []
    look = services.quotes.look(services.actor, moment(services).id, 5.0, 9.0)
    assert (look.words, [one.sentence for one in look.refusals]) == ("", ["The worker says nothing in this moment."])


def test_what_others_may_not_do_with_somebodys_words(services: Services) -> None:
    actor, session_id = services.actor, moment(services).id
    quote = offered(services)
    stranger = Actor(new_id(), frozenset({Role.WORKER, Role.COACH, Role.EVALUATOR}))
    for act in (
        lambda: services.quotes.look(stranger, session_id, 0.0, 4.0),
        lambda: services.quotes.offer(stranger, session_id, 0.0, 4.0, QUOTE),
        lambda: services.quotes.take_back(stranger, quote),
        lambda: services.quotes.of_worker(stranger, moment(services).worker_id),
    ):
        with pytest.raises(NotAllowed):
            act()
    member = replace(actor, roles=frozenset({Role.WORKER, Role.EVALUATOR}))
    with pytest.raises(NotAllowed):
        services.quotes.choose(member, report_of(services), [quote])
    with pytest.raises(NotAllowed):
        services.quotes.to_choose(member, report_of(services))


def test_no_report_without_released_figures_has_quotes(services: Services) -> None:
    actor, quote = services.actor, offered(services)
    whole = services.reports.get(actor, WHOLE_SERVICE)
    cut = services.reports.get(actor, "Team 00", cut=services.reports.cuts(actor, "Team 00")[0])
    held_on = moment(services).held_on
    few = services.reports.get(actor, "Team 00", held_on, held_on + timedelta(days=1))
    assert few.suppressed_because
    for report in (whole, cut, few):
        assert services.quotes.to_choose(actor, report) == ()
        with pytest.raises(UserError, match="shows no quotes"):
            services.quotes.choose(actor, report, [quote])


def test_the_commands_do_the_same(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Typer()
    for module in (quotes_command, reports_command):
        monkeypatch.setattr(module, "opened", lambda _: nullcontext(services))
        module.register(app)

    def said(*words: str) -> str:
        return CliRunner().invoke(app, [*words], catch_exceptions=False).stdout

    visit = moment(services)
    at = ("quote", visit.code, "--from", "0", "--to", "0:04")
    assert QUOTE in said(*at)
    told = said(*at, "--offer", QUOTE)
    assert RECOGNISED in told
    (one,) = json.loads(said("quotes", "Team 00", "--json"))["quotes"]
    assert "shown" in said("quotes", "Team 00", "--show", one["id"])
    assert json.loads(said("report", "Team 00", "--json"))["quotes"] == [QUOTE]
    assert f"In our own words: “{QUOTE}”" in said("report", "Team 00")
    assert one["id"] in said("quote", "--worker", visit.worker_code)
    said("quote", "--take-back", one["id"])
    assert json.loads(said("report", "Team 00", "--json"))["quotes"] == []
    with pytest.raises(UserError, match="which moment"):
        said("quote", visit.code)
