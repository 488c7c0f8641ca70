"""Two computers, one recording: a package there, a coding back, closed until both are locked, and nothing else read."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.overview import TodoKind
from coder.domain.people import Actor, Role
from coder.domain.sealed import Card, Inside, PackageKind
from coder.domain.sessions import SessionState
from coder.security.signatures import public_key_of
from coder.services.sealed_files import MAX_BYTES, PackageKeys, read_file, write_file
from coder.services.sealed_rows import SHAPES, TEXT
from coder.store.tables.base import Json
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.double_packages import SealedCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingRow, SessionRow
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import add_evaluator, code_and_lock
from tests.helpers.real_store import Clock2026, KeyedHome
from tests.services.conftest import with_transcript

OWN, OTHER = ("OQ", "SR", "CON"), ("CQ", "CR", "WRN")


@dataclass(frozen=True)
class Two:
    """Two computers whose evaluators have each other's card; ``session_id`` is a recording on the first."""

    here: Services
    there: Services
    session_id: str


@pytest.fixture(scope="module")
def other_home(tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    from coder.bootstrap import create_home
    from coder.store.home import Home
    from tests.helpers.real_store import PASSPHRASE

    folder = tmp_path_factory.mktemp("other") / "store"
    create_home(folder, passphrase=PASSPHRASE, person_name="Olu", roles=[Role.EVALUATOR])
    return KeyedHome(folder, Home(folder).keyring().unlock(passphrase=PASSPHRASE).secret)


@pytest.fixture
def two(services: Services, other_home: KeyedHome, tone: Path, tmp_path: Path) -> Iterator[Two]:
    services.policy.change(services.actor, double_share=0.0)
    session_id = with_transcript(services, tone)
    with other_home.copy(tmp_path / "other").opened(Clock2026()) as there:
        cards = services.packages.card(services.actor).text(), there.packages.card(there.actor).text()
        services.packages.add_partner(services.actor, cards[1], "E-07")
        there.packages.add_partner(there.actor, cards[0], "E-01")
        yield Two(services, there, session_id)


def count(services: Services, row: type) -> int:
    with services.backing.store.read() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def sent(two: Two) -> bytes:
    """The recording on its way, coded and locked on the first computer."""
    code_and_lock(two.here, two.here.actor, two.session_id, OWN)
    return two.here.packages.send(two.here.actor, two.session_id, "E-07")


def test_the_recording_arrives_whole_without_codes_or_the_name_of_the_worker(two: Two) -> None:
    package = sent(two)
    there = two.there
    arrived = there.packages.take_in(there.actor, package)
    assert (arrived.kind, arrived.session_id, arrived.known) == (PackageKind.RECORDING, two.session_id, False)
    session = there.sessions.get(there.actor, two.session_id)
    assert (session.state, session.worker_code[:2]) == (SessionState.TO_CODE, "P-")
    assert there.sessions.sound(there.actor, two.session_id) == two.here.sessions.sound(two.here.actor, two.session_id)
    texts = [one.transcripts.get(one.actor, two.session_id) for one in (two.here, there)]
    assert texts[0] is not None
    assert texts[1] is not None
    assert texts[0].utterances == texts[1].utterances
    assert count(there, CodingRow) == 0
    with there.backing.store.read() as database:
        assert "W-17" not in set(database.scalars(select(PersonRow.code)))
        opened = PackageKeys.of(there.key).open(database, package)
    worker = two.here.sessions.get(two.here.actor, two.session_id)
    assert set(opened.data["session"]) == {"id", "kind", "held_on", "context"}
    assert not any(one in repr(opened.data) for one in ("W-17", worker.worker_id, worker.team_id, worker.code))


def test_the_coding_comes_back_once_and_the_two_are_compared(two: Two) -> None:
    here, there = two.here, two.there
    there.packages.take_in(there.actor, sent(two))
    assert [one.kind for one in there.overview.get(there.actor).todos] == [TodoKind.CODE]
    theirs = code_and_lock(there, there.actor, two.session_id, OTHER)
    assert [one.kind for one in there.overview.get(there.actor).todos] == [TodoKind.SECOND_LISTEN]
    with there.backing.store.read() as database:
        assert not database.get_one(CodingRow, theirs).primary
    back = there.packages.send_coding(there.actor, two.session_id, "E-01")
    arrived = here.packages.take_in(here.actor, back)
    assert (arrived.kind, arrived.sealed, arrived.partner_code) == (PackageKind.CODING, False, "E-07")
    (pair,) = here.consensus.pairs(here.actor)
    assert pair.evaluator_codes == ("ME", "E-07")
    found = here.consensus.pair(here.actor, *pair.coding_ids).disagreements
    assert [[given.value for given in one.given] for one in found] == [["OQ", "CQ"], ["SR", "CR"], ["CON", "WRN"]]
    # Again, and the recording again: nothing is doubled on either side.
    assert here.packages.take_in(here.actor, back).known
    again = here.packages.send(here.actor, two.session_id, "E-07")
    assert there.packages.take_in(there.actor, again).known
    assert (count(here, CodingRow), count(there, SessionRow), count(here, SealedCodingRow)) == (2, 1, 1)
    # The other way round they see the same.
    own = here.packages.send_coding(here.actor, two.session_id, "E-07")
    assert not there.packages.take_in(there.actor, own).sealed
    assert len(there.consensus.pairs(there.actor)) == 1


def test_a_coding_that_arrives_early_stays_closed_until_the_own_one_is_locked(two: Two) -> None:
    here, there = two.here, two.there
    # Sent by a lead before anybody here began.
    package = here.packages.send(here.actor, two.session_id, "E-07")
    there.packages.take_in(there.actor, package)
    theirs = code_and_lock(there, there.actor, two.session_id, OTHER)
    back = there.packages.send_coding(there.actor, two.session_id, "E-01")
    assert here.packages.take_in(here.actor, back).sealed
    assert here.packages.waiting(here.actor) == 1
    here.coding.start(here.actor, two.session_id)
    assert here.packages.take_in(here.actor, back).sealed
    assert count(here, CodingRow) == 1
    assert here.consensus.pairs(here.actor) == ()
    # Their card is another one by then; what was taken in opens all the same.
    newer = Card(there.packages.card(there.actor).recipient, public_key_of(b"n" * 32))
    here.packages.add_partner(here.actor, newer.text(), "E-07")
    code_and_lock(here, here.actor, two.session_id, OWN)
    with here.backing.store.read() as database:
        assert database.get_one(CodingRow, theirs).locked_at is not None
    assert here.packages.waiting(here.actor) == 0
    assert len(here.consensus.pairs(here.actor)) == 1


def test_what_was_changed_or_is_for_somebody_else_or_from_a_stranger_is_refused(two: Two) -> None:
    here, there = two.here, two.there
    package = sent(two)
    for place in (0, len(package) // 3, len(package) // 2, len(package) - 1):
        spoilt = bytearray(package)
        spoilt[place] ^= 1
        with pytest.raises(UserError, match="changed on its way"):
            there.packages.take_in(there.actor, bytes(spoilt))
    for part in (b"", package[:-1], package + b"x", b"no package"):
        with pytest.raises(UserError, match="changed on its way"):
            there.packages.take_in(there.actor, part)
    with pytest.raises(UserError, match="for somebody else"):
        here.packages.take_in(here.actor, package)
    # A new card of the sender: what the old key signed is nobody's any more.
    stranger = there.packages.card(there.actor).text()
    with pytest.raises(UserError, match="your own store"):
        there.packages.add_partner(there.actor, stranger, "E-01")
    with pytest.raises(UserError, match="no card"):
        there.packages.add_partner(there.actor, stranger[:-9], "E-01")
    assert count(there, SessionRow) == 0
    assert not list(there.home.recordings.iterdir())


def test_a_package_signed_by_nobody_whose_card_is_here_is_refused(two: Two) -> None:
    here = two.here
    stranger = PackageKeys(b"s" * 32, b"s" * 32)
    package = stranger.seal(PackageKind.CODING, {}, b"", here.packages.card(here.actor).recipient)
    with pytest.raises(UserError, match="Nobody whose card you have"):
        here.packages.take_in(here.actor, package)
    known = PackageKeys.of(two.there.key)
    for data in ({}, {"coding": {}, "entries": []}):
        nonsense = known.seal(PackageKind.CODING, data, b"", here.packages.card(here.actor).recipient)
        with pytest.raises(UserError, match="does not fit together"):
            here.packages.take_in(here.actor, nonsense)
    assert here.packages.partners(here.actor)[0].person_code == "E-07"


def spoilt(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The same data with one place changed; ``path`` like ``text.utterances.0.text``."""
    found = copy.deepcopy(data)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = found
    for part in way:
        place = place[part]
    place[last] = value
    return found


def test_every_column_that_travels_as_json_has_a_shape_it_is_held_to() -> None:
    kinds = (RecordingRow, RecordingFileRow, PermissionRow, *TEXT, CodingRow, CodingEntryRow)
    columns = [str(one) for kind in kinds for one in kind.__table__.columns if isinstance(one.type, Json)]
    assert sorted(columns) == sorted(SHAPES)


def test_a_recording_with_one_thing_that_cannot_be_is_refused_whole(two: Two) -> None:
    here, there = two.here, two.there
    package, to = sent(two), there.packages.card(there.actor).recipient
    with there.backing.store.read() as database:
        data = PackageKeys.of(there.key).open(database, package).data
    utterances = data["text"]["utterances"]
    for path, value in (
        ("session.id", "S-1"),
        ("session.kind", "a party"),
        ("session.context", {"mood": "good"}),
        ("codebook", "msw"),
        ("recording.sample_count", "12"),
        ("recording.sample_count", 0),
        ("recording.erased_at", "2026-01-01T00:00:00+00:00"),
        ("files.0.recording_id", new_id()),
        ("permissions.0.session_id", new_id()),
        ("permissions.0.answer", "perhaps"),
        ("permissions.0.who", "a\0b"),
        ("permissions.0.at", "2026-01-01T00:00:00"),
        ("text.utterances.0.start_sample", -1),
        ("text.utterances.0.words", [[1, 2, "no probability"]]),
        ("text.utterances.0.flags", ["unheard of"]),
        ("text.utterances.1.position", utterances[0]["position"]),
        ("text.utterances.1.id", utterances[0]["id"]),
        ("text.utterances.1.speaker_id", new_id()),
        ("text.speakers.0.role_probability", float("nan")),
        ("text.speaker_roles", None),
    ):
        forged = PackageKeys.of(here.key).seal(PackageKind.RECORDING, spoilt(data, path, value), b"sound", to)
        for act in (there.packages.look, there.packages.take_in):
            with pytest.raises(UserError, match="does not fit together"):
                act(there.actor, forged)
    assert (count(there, SessionRow), list(there.home.recordings.iterdir())) == (0, [])
    assert not there.packages.take_in(there.actor, package).known


def test_a_coding_with_one_thing_that_cannot_be_is_refused_whole(two: Two) -> None:
    here, there = two.here, two.there
    there.packages.take_in(there.actor, sent(two))
    code_and_lock(there, there.actor, two.session_id, OTHER)
    back, to = there.packages.send_coding(there.actor, two.session_id, "E-01"), here.packages.card(here.actor).recipient
    with here.backing.store.read() as database:
        data = PackageKeys.of(here.key).open(database, back).data
        own = database.scalars(select(CodingRow.id)).one()
    for path, value in (
        ("coding.locked_at", None),
        ("coding.mode", "assisted"),
        ("coding.id", own),
        ("coding.session_id", 7),
        ("entries.0.origin", "assisted"),
        ("entries.0.coding_id", new_id()),
        ("entries.0.end_sample", -5),
        ("entries.0.id", data["entries"][1]["id"]),
        ("entries.0.attributes", {"tone": 3}),
        ("entries.0.label", "x" * 65),
    ):
        forged = PackageKeys.of(there.key).seal(PackageKind.CODING, spoilt(data, path, value), b"", to)
        with pytest.raises(UserError, match="does not fit together"):
            here.packages.take_in(here.actor, forged)
    assert count(here, SealedCodingRow) == 0
    assert not here.packages.take_in(here.actor, back).known


def test_what_fails_while_it_is_written_is_told_as_what_it_is_and_leaves_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, package = two.there, sent(two)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr("coder.services.sealed_arrival.ask_for_second", broken)
        with pytest.raises(KeyError, match="a mistake of ours"):
            there.packages.take_in(there.actor, package)
    assert (count(there, SessionRow), list(there.home.recordings.iterdir())) == (0, [])


def test_what_is_in_a_package_is_told_before_it_is_taken_in_but_not_whose_coding_it_is(two: Two) -> None:
    here, there = two.here, two.there
    package = sent(two)
    session = here.sessions.get(here.actor, two.session_id)
    inside = there.packages.look(there.actor, package)
    assert session.recording is not None
    assert (inside.kind, inside.partner_code, inside.known) == (PackageKind.RECORDING, "E-01", False)
    assert (inside.meeting, inside.held_on) == (session.kind, session.held_on)
    assert (inside.duration_s, inside.with_text) == (session.recording.duration_s, True)
    assert count(there, SessionRow) == 0
    there.packages.take_in(there.actor, package)
    assert there.packages.look(there.actor, package).known
    code_and_lock(there, there.actor, two.session_id, OTHER)
    back = there.packages.send_coding(there.actor, two.session_id, "E-01")
    assert here.packages.look(here.actor, back) == Inside(PackageKind.CODING, "E-07")


def test_a_package_whose_sound_would_take_the_place_of_another_is_refused(two: Two) -> None:
    here, there = two.here, two.there
    package, to = sent(two), here.packages.card(here.actor).recipient
    sound = here.sessions.sound(here.actor, two.session_id)
    keys = PackageKeys.of(there.key)
    with there.backing.store.read() as database:
        data = keys.open(database, package).data
    data["session"]["id"], data["files"] = new_id(), []
    recording = {**data["recording"], "original_sha256": "0" * 64}
    for spelt in (recording["id"], recording["id"].upper(), "../recording"):
        data["recording"] = {**recording, "id": spelt}
        forged = keys.seal(PackageKind.RECORDING, data, b"other sound", to)
        with pytest.raises(UserError, match="does not fit together"):
            here.packages.take_in(here.actor, forged)
        assert here.sessions.sound(here.actor, two.session_id) == sound


def test_who_codes_a_recording_or_may_not_is_not_sent_it(two: Two) -> None:
    here = two.here
    here.coding.start(here.actor, two.session_id)
    with pytest.raises(UserError, match="must not know"):
        here.packages.send(here.actor, two.session_id, "E-07")
    with pytest.raises(UserError, match="blind coding that you have locked"):
        here.packages.send_coding(here.actor, two.session_id, "E-07")
    plain = Actor(here.actor.id, frozenset({Role.EVALUATOR}))
    code_and_lock(here, here.actor, two.session_id, OWN)
    with pytest.raises(UserError, match="service lead ask first"):
        here.packages.send(plain, two.session_id, "E-07")
    with pytest.raises(UserError, match="no card of"):
        here.packages.send(here.actor, two.session_id, "ME")


def test_the_audit_trail_tells_whoever_still_codes_it_of_no_package(two: Two) -> None:
    here = two.here
    first = Actor(add_evaluator(here, "E-2").id, frozenset({Role.EVALUATOR, Role.LEAD}))
    here.coding.start(first, two.session_id)
    here.packages.send(here.actor, two.session_id, "E-07")

    def given_out(actor: Actor) -> int:
        return sum(one.action == "recording given out" for one in here.audit.events(actor, 1000))

    assert (given_out(first), given_out(here.actor)) == (0, 1)
    code_and_lock(here, first, two.session_id, OWN)
    assert given_out(first) == 1


def test_a_withdrawn_recording_neither_leaves_nor_comes_back(two: Two) -> None:
    here, there = two.here, two.there
    package = sent(two)
    there.packages.take_in(there.actor, package)
    code_and_lock(there, there.actor, two.session_id, OTHER)
    back = there.packages.send_coding(there.actor, two.session_id, "E-01")
    here.packages.take_in(here.actor, back)
    for side in (here, there):
        side.sessions.withdraw(side.actor, two.session_id, "mother", "")
        assert (count(side, SealedCodingRow), count(side, CodingRow)) == (0, 0)
    with pytest.raises(UserError, match="are erased"):
        here.packages.send(here.actor, two.session_id, "E-07")
    with pytest.raises(UserError, match="not here"):
        here.packages.take_in(here.actor, back)
    with pytest.raises(UserError, match="are erased"):
        there.packages.take_in(there.actor, package)


def test_a_file_that_is_there_is_told_before_anybody_is_asked(two: Two, tmp_path: Path) -> None:
    there = tmp_path / "s.pack"
    there.write_bytes(b"mine")
    line = CommandLine(two.here.home.folder)
    assert "of that name already" in line.is_refused("package", "send", two.session_id, "--to", "E-07", "--out", there)
    assert two.here.assignments.list(two.here.actor) == ()
    assert there.read_bytes() == b"mine"


def test_files_are_written_whole_and_never_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "one.package"
    write_file(file, b"content")
    with pytest.raises(UserError, match="already"):
        write_file(file, b"other")
    assert read_file(file) == b"content"
    with pytest.raises(UserError, match="could not be read"):
        read_file(tmp_path / "none")
    monkeypatch.setattr("coder.services.sealed_files.MAX_BYTES", 3)
    with pytest.raises(UserError, match="too large"):
        read_file(file)
    assert MAX_BYTES > 100_000_000
