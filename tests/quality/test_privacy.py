"""A whole way full of invented names and words, with logging on: none of them is readable in any file but one's own.

The store, its logs, the settings, caches and temporary folders are read byte by byte while the store is open and after
it was closed. Documents that somebody asked for are theirs to keep safe and lie outside what is read.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.jobs import JobState
from coder.domain.people import Role, SpeakerRole
from coder.domain.sessions import Answer, Context, HowAsked
from coder.domain.text_edits import SetText
from coder.domain.transcripts import Word
from coder.exports.formats import FileFormat
from coder.exports.pdf import transcript_pdf
from coder.services.coding_file import check_document
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from coder.settings import Settings, save_settings
from coder.store.tables.jobs import JobRow
from tests.helpers.command_line import CommandLine
from tests.helpers.real_store import KeyedHome, home, made_home, visit_clip
from tests.helpers.worker_process import worker

__all__ = ["home", "made_home"]

CANARIES = {
    "person": "Ottoline Quillfeather",
    "who": "Great-aunt Zenobia",
    "asked by": "Perpetua Wobblethwaite",
    "context": "whether Fitzgerald may keep the ferret",
    "change target": "the marzipan cupboard stays locked",
    "speech": "I hid the saxophone beneath the rhubarb",
    "memo": "her laugh at bamboozled",
    "reason": "nobody mentioned the trombone",
    "next step": "ask Barnaby about the observatory",
    "withdrawal": "Cousin Ignatius objected",
    "file name": "Quagmire-at-home",
    "team": "Kumquat Lane",
    "model": "Rhododendron-large",
}
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")


def readable(folder: Path) -> set[tuple[str, str]]:
    """Which canaries can be read below a folder, and where; file names count too."""
    needles = {
        (name, variant.encode(encoding))
        for name, words in CANARIES.items()
        for variant in (words, words.lower(), words.upper(), words.replace(" ", "_"))
        for encoding in ENCODINGS
    }
    found = set()
    for path in folder.rglob("*"):
        data = str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
        found |= {(name, path.name) for name, needle in needles if needle in data}
    return found


def strangers(folder: Path) -> set[str]:
    """Files that lie where this program does not write: a library keeps notes of its own."""
    ours = ("data/store/", "config/practice-coder/settings.toml", "backup.tar", "cache/practice-coder/")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in files if not name.startswith(ours)}


@pytest.fixture
def machine(tmp_path: Path, own_home: Path, made_home: KeyedHome, monkeypatch: pytest.MonkeyPatch) -> KeyedHome:
    """A store on a machine whose every folder for settings, caches and temporary files lies below one folder."""
    monkeypatch.setenv("PRACTICE_CODER_APP_DATA", str(own_home / "cache" / "practice-coder"))
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(own_home / "tmp"))
    (own_home / "tmp").mkdir()
    # In this process a temporary file must not even be asked for.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is not there"))
    return made_home.copy(own_home / "data" / "store")


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("… I HID THE SAXOPHONE BENEATH THE RHUBARB …", encoding="utf-16-le")
    (tmp_path / "Quagmire-at-home.flac").write_bytes(b"")
    assert readable(tmp_path) == {("speech", "a"), ("file name", "Quagmire-at-home.flac")}


@pytest.mark.slow
@pytest.mark.usefixtures("no_native_network")
def test_nothing_of_anybody_is_readable_in_any_file_of_the_program(
    machine: KeyedHome, own_home: Path, tmp_path: Path
) -> None:
    with machine.opened() as services:
        session = fill_in(services, tmp_path)
        code(services, session)
        with worker(machine) as started:
            code_of_worker, told, said = started.end()
        failures = [one.failure for one in services.jobs.list(services.actor) if one.state is JobState.FAILED]
        assert code_of_worker == 1
        assert len(failures) == 2, failures
        assert any("a fault in this program" in one for one in failures)
        read_everything(services, session, tmp_path)
        services.care.back_up(services.actor, own_home / "backup.tar")
        save_settings(Settings(home=str(machine.folder)))
        assert readable(own_home) == set()
        assert not any(words in said + str(told) for words in CANARIES.values())
        services.sessions.withdraw(services.actor, session, CANARIES["who"], CANARIES["withdrawal"])
    assert readable(own_home) == set()
    log = (machine.folder / "logs" / "practice-coder.log").read_text(encoding="utf-8")
    assert "ERROR coder.jobs.worker job failed (" in log
    assert (own_home / "config" / "practice-coder" / "settings.toml").exists()
    assert strangers(own_home) == set()


def fill_in(services: Services, folder: Path) -> str:
    """A session with every kind of text that people write, and two jobs that will fail; its id."""
    actor = services.actor
    clip = visit_clip(folder / f"{CANARIES['file name']}.wav", 0, 12)
    services.people.add_person(actor, code="E-7", name=CANARIES["person"], roles=[Role.EVALUATOR])
    draft = PermissionDraft(CANARIES["who"], True, HowAsked.SPOKEN, CANARIES["asked by"], Answer.GIVEN)
    context = Context(
        CANARIES["context"],
        "ongoing",
        "child in need",
        ("worker", CANARIES["who"]),
        change_target=CANARIES["change target"],
    )

    def add(path: Path, worker: str) -> str:
        return services.sessions.import_recording(
            actor,
            path,
            worker_id=worker,
            team_name=CANARIES["team"],
            held_on=date(2026, 5, 1),
            permissions=[draft],
            context=context,
        ).created

    session = add(clip, "W-17")
    with pytest.raises(UserError):
        add(clip, "W-17")
    services.transcripts.request(actor, session)
    services.transcripts.keep(session, heard())
    # The transcript above took the job's place.
    services.jobs.cancel(actor, services.jobs.list(actor)[0].id)
    for worker_code, start_s in (("W-18", 20), ("W-19", 40)):
        other = add(visit_clip(folder / f"{CANARIES['file name']} {start_s}.wav", start_s, start_s + 5), worker_code)
        job = services.transcripts.request(actor, other, model=CANARIES["model"]).created
    # The model of the first is missing; the second meets a bug, with words of this file in its error.
    with services.backing.store.write() as database:
        database.get_one(JobRow, job).params = {"model": "tiny.en", "speakers": CANARIES["person"]}
    return session


def heard() -> Heard:
    """What a machine might have heard."""
    spoken = CANARIES["speech"]
    words = tuple(Word(1.0 + n, 1.5 + n, word, 0.9) for n, word in enumerate(spoken.split()))
    utterances = [
        HeardUtterance(0.0, 0.9, "S1", "How have mornings been?", (), ()),
        HeardUtterance(1.0, 9.0, "S2", spoken, words, ()),
        HeardUtterance(9.0, 11.0, "S1", "You hid it, and it weighs on you.", (), ()),
    ]
    voices = [HeardSpeaker("S1", SpeakerRole.WORKER, 0.9), HeardSpeaker("S2", SpeakerRole.PARENT, 0.8)]
    return Heard("en", "base", voices, utterances, (), 1.0)


def code(services: Services, session: str) -> None:
    """A coding with memos and reasons, from a file and by hand, locked, so that suggestions are worked out."""
    actor = services.actor
    ratings = [{"principle": one.id, "value": 3} for one in services.codebooks.active().principles]
    ratings[0] |= {"value": 5, "reason_without_evidence": CANARIES["reason"]}
    codes = [{"utterance": 0, "code": "OQ", "memo": CANARIES["memo"]}]
    coding = services.coding.apply_file(actor, session, check_document({"codes": codes, "ratings": ratings})).created
    thread = services.coding.add_code(actor, coding, "CR", start_s=9, end_s=11, note=CANARIES["memo"]).created
    services.coding.set_note(actor, coding, thread, f"{CANARIES['memo']} again")
    services.coding.add_moment(actor, coding, "bright", start_s=9, end_s=11, note=CANARIES["memo"], shareable=True)
    text = services.transcripts.get(actor, session)
    assert text is not None
    corrected = SetText(text.utterances[-1].id, f"{CANARIES['speech']} again")
    services.transcripts.edit(actor, session, [corrected], f"Correct {CANARIES['speech']}")
    services.coding.undo(actor, coding)
    services.coding.redo(actor, coding)
    services.coding.lock(actor, coding)


def read_everything(services: Services, session: str, folder: Path) -> None:
    """Look at, listen to and export all of it; the words come back, so they were really kept."""
    actor = services.actor
    transcript = services.transcripts.get(actor, session)
    assert transcript is not None
    assert CANARIES["speech"] in [one.text for one in transcript.utterances]
    found = services.sessions.get(actor, session)
    assert (found.context.purpose, found.team_name) == (CANARIES["context"], CANARIES["team"])
    assert services.sessions.permissions(actor, session)[0].who == CANARIES["who"]
    assert services.sessions.sound(actor, session)
    assert services.suggestions.get(actor, session) is not None
    services.suggestions.differences(actor, session)
    services.profiles.write_next_step(actor, found.worker_id, CANARIES["next step"])
    services.exports.profile(actor, found.worker_id, FileFormat.PDF, folder / "profile.pdf")
    services.exports.report(actor, found.team_id, FileFormat.PDF, folder / "report.pdf")
    (folder / "transcript.pdf").write_bytes(transcript_pdf(found, transcript, masked=True))
    memos = [one.note for one in services.coding.get(actor, session).state.codes]  # type: ignore[union-attr]
    assert any(CANARIES["memo"] in one for one in memos)


@pytest.mark.slow
@pytest.mark.usefixtures("no_native_network")
def test_the_command_line_leaves_nothing_readable_either(own_home: Path, tmp_path: Path, machine: KeyedHome) -> None:
    line = CommandLine(machine.folder)
    clip = visit_clip(tmp_path / f"{CANARIES['file name']}.wav", 0, 8)
    meeting = ("--worker", "W-17", "--team", CANARIES["team"], "--date", "2026-05-01")
    line.does("import", clip, *meeting, "--permission", f"{CANARIES['who']}:adult:spoken:given:{CANARIES['asked by']}")
    assert line.is_refused("transcribe", "S-0001", "--model", CANARIES["model"])
    line.does("withdraw", "S-0001", "--who", CANARIES["who"], "--reason", CANARIES["withdrawal"])
    assert readable(own_home) == set()
    assert strangers(own_home) == set()
