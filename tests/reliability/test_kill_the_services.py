"""kill -9 while coding, importing and transcribing through the services: nothing acknowledged is lost or half there."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.coding import Act, Entry, fold
from coder.domain.ids import new_id
from coder.domain.jobs import JobState
from coder.domain.people import SpeakerRole
from coder.domain.sessions import SessionState
from coder.domain.text_edits import apply_all
from coder.services.entries import entries_of
from coder.services.job_queue import JobQueue
from coder.services.text_edits import edit_rows, edits_of, standing
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from coder.store.tables.sessions import PermissionRow, RecordingKeyRow, RecordingRow
from coder.store.tables.transcripts import UtteranceRow
from tests.helpers.real_store import KeyedHome, audit_is_whole, import_sound, visit_clip
from tests.helpers.worker_process import worker
from tests.reliability import service_workloads
from tests.reliability.killable import Runs, runs

RUNS = 50
RUNS_A_STORE = 10
RUNS_OF_TEXT = 10
SECONDS_OF_SOUND = 180
MARK = "PRACTICE_CODER_RUN"

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="runs are forked, which Windows cannot"),
]


@pytest.fixture(scope="module")
def run_id() -> str:
    """Marks every process that this file starts, also those that outlive their parents."""
    return new_id()


@pytest.fixture(scope="module")
def child(run_id: str) -> Iterator[Runs]:
    """One child process for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, run_id)
        with runs("tests.reliability.service_workloads") as started:
            yield started


@pytest.fixture(scope="module")
def coding_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with a short recording that is being coded."""
    folder = tmp_path_factory.mktemp("coding")
    made = made_home.copy(folder / "store")
    with made.opened() as services:
        session = import_sound(services, visit_clip(folder / "clip.wav", 0, 30))
        services.coding.start(services.actor, session)
    return made


@pytest.fixture(scope="module")
def long_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with three minutes of sound that nobody has transcribed yet."""
    folder = tmp_path_factory.mktemp("long")
    made = made_home.copy(folder / "store")
    with made.opened() as services:
        import_sound(services, visit_clip(folder / "clip.wav", 0, SECONDS_OF_SOUND))
    return made


class Pace:
    """Draws how long a run may live: longer after runs that got nowhere, so that a slow machine shows as much."""

    def __init__(self, seed: int, shortest_s: float, longest_s: float) -> None:
        self._draw = random.Random(seed)
        self._shortest, self._longest = shortest_s, longest_s
        self._factor = 1.0

    def seconds(self) -> float:
        """How long the next run lives."""
        return self._factor * self._draw.uniform(self._shortest, self._longest)

    def learn(self, got_somewhere: bool) -> None:
        """Take in how the last run went."""
        self._factor = max(1.0, self._factor * 0.9) if got_somewhere else self._factor * 1.2


def is_sound(services: Services) -> None:
    """Every page authenticates, every row points somewhere, the trail is unbroken."""
    assert services.backing.store.check() == ()
    assert audit_is_whole(services)


def entries_now(services: Services, coding_id: str) -> list[Entry]:
    """All entries of a coding in the order they were made."""
    with services.backing.store.read() as session:
        return entries_of(session, coding_id)


def audit_lines(services: Services) -> Counter[str]:
    """How often the trail names each entry, and each undone or redone step."""
    events = services.audit.events(services.actor, limit=100_000)
    return Counter(str(e.detail["entry"]) for e in events if "entry" in e.detail) + Counter(
        f"{e.action} {e.detail['step']}" for e in events if "step" in e.detail
    )


def expected_lines(entries: list[Entry]) -> Counter[str]:
    """What the trail must say: one line an entry, and one for each step that was undone or redone."""
    words = {Act.UNDO: "undone", Act.REDO: "redone"}
    done = Counter(entry.id for entry in entries if entry.act is Act.DO)
    steps = {(entry.step_id, entry.act, entry.act_of) for entry in entries if entry.act is not Act.DO}
    return done + Counter(f"{words[act]} {of}" for _, act, of in steps)


def test_no_acknowledged_act_of_coding_is_lost(child: Runs, coding_home: KeyedHome, tmp_path: Path) -> None:
    pace, acknowledged, killed, entries = Pace(21, 0.1, 0.6), 0, 0, list[Entry]()
    for number in range(RUNS):
        if number % RUNS_A_STORE == 0:
            home = coding_home.copy(tmp_path / f"store{number}")
            with home.opened() as services:
                session = services.sessions.list(services.actor)[0].id
                coding = service_workloads.own_coding(services, session)
            last = service_workloads.fingerprint(coding)
        outcome = child.run(
            "code", str(home.folder), home.key.hex(), coding.id, session, number, seconds=pace.seconds()
        )
        pace.learn(bool(outcome.lines))
        killed += outcome.killed
        acknowledged += len(outcome.lines)
        last = outcome.lines[-1][1] if outcome.lines else last
        with home.opened() as services:
            is_sound(services)
            entries = entries_now(services, coding.id)
            now = service_workloads.own_coding(services, session)
            lines = audit_lines(services)
        before_last = fold([entry for entry in entries if entry.step_id != entries[-1].step_id] if entries else [])
        assert last in (
            service_workloads.fingerprint(now),
            service_workloads.standing_fingerprint(before_last),
        )
        assert lines == expected_lines(entries)
        last = service_workloads.fingerprint(now)
    print(f"{RUNS} runs, {acknowledged} acts acknowledged, {len(entries)} entries in the last store")
    assert killed == RUNS
    assert acknowledged >= RUNS // 2


@pytest.fixture
def text_home(home: KeyedHome, tmp_path: Path) -> KeyedHome:
    """A store with a transcript of six utterances."""
    with home.opened() as services:
        session = import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 30))
        services.transcripts.request(services.actor, session)
        said = [HeardUtterance(4.0 * n, 4.0 * n + 3, "S1", "a b c d e f", (), ()) for n in range(6)]
        voices = [HeardSpeaker("S1", SpeakerRole.WORKER, 0.9)]
        services.transcripts.keep(session, Heard("en", "base", voices, said, (), 1.0))
    return home


def test_no_acknowledged_edit_of_words_is_lost_and_none_is_half_there(child: Runs, text_home: KeyedHome) -> None:
    pace, acknowledged, killed, last = Pace(23, 0.1, 0.5), 0, 0, ""
    with text_home.opened() as services:
        session = services.sessions.list(services.actor)[0].id
        machine = services.transcripts.original(services.actor, session)
    for number in range(RUNS_OF_TEXT):
        outcome = child.run(
            "edit_text", str(text_home.folder), text_home.key.hex(), session, number, seconds=pace.seconds()
        )
        pace.learn(bool(outcome.lines))
        killed += outcome.killed
        acknowledged += len(outcome.lines)
        last = outcome.lines[-1][1] if outcome.lines else last
        with text_home.opened() as services:
            is_sound(services)
            now = services.transcripts.get(services.actor, session)
            assert now is not None
            assert services.transcripts.original(services.actor, session) == machine
            with services.backing.store.read() as database:
                rows = edit_rows(database, now.id)
                added = set(database.scalars(select(UtteranceRow.id).where(UtteranceRow.added)))
            strictly = apply_all(machine, edits_of(standing(rows)))
            before_last = apply_all(machine, edits_of(standing([r for r in rows if r.step_id != rows[-1].step_id])))
        assert service_workloads.text_fingerprint(now) == service_workloads.text_fingerprint(strictly)
        assert not last or last in [service_workloads.text_fingerprint(text) for text in (now, before_last)]
        assert added == {row.payload["new_id"] for row in rows if row.payload.get("edit") == "split"}
        last = service_workloads.text_fingerprint(now)
    print(f"{RUNS_OF_TEXT} runs, {acknowledged} acts acknowledged, {len(rows)} rows")
    assert killed == RUNS_OF_TEXT
    assert acknowledged >= RUNS_OF_TEXT // 2


def stored(services: Services) -> dict[str, str]:
    """Recordings by session, each with its key and one line in the ledger."""
    with services.backing.store.read() as session:
        recordings = {row.session_id: row.id for row in session.scalars(select(RecordingRow))}
        assert set(session.scalars(select(RecordingKeyRow.recording_id))) == set(recordings.values())
        assert Counter(session.scalars(select(PermissionRow.session_id))) == Counter(dict.fromkeys(recordings, 1))
    return recordings


def test_an_import_is_whole_or_not_at_all(child: Runs, home: KeyedHome, tmp_path: Path, run_id: str) -> None:
    source = tmp_path / "recorder"
    source.mkdir()
    pace, acknowledged, swept = Pace(22, 0.2, 1.2), dict[str, str](), 0
    for _ in range(RUNS):
        outcome = child.run("import_sound", str(home.folder), home.key.hex(), str(source), seconds=pace.seconds())
        pace.learn(bool(outcome.lines))
        assert outcome.killed == 1
        acknowledged |= {session: file for _, session, file in outcome.lines}
        with home.opened() as services:
            files = len(list((home.folder / "vault").iterdir()))
            services.sessions.sweep()
            is_sound(services)
            recordings = stored(services)
            sessions = {one.id for one in services.sessions.list(services.actor)}
            events = services.audit.events(services.actor, limit=100_000)
        assert acknowledged.keys() <= recordings.keys()
        assert sessions == recordings.keys()
        assert Counter(e.object_id for e in events if e.action == "recording added") == Counter(sessions)
        kept = {path.name for path in (home.folder / "vault").iterdir()}
        assert kept == {f"{recording}.age" for recording in recordings.values()}
        swept += files - len(kept)
    with home.opened() as services:
        for session in recordings:
            assert services.sessions.sound(services.actor, session)
    print(f"{RUNS} runs, {len(acknowledged)} of {len(recordings)} sessions acknowledged, {swept} files swept")
    assert len(acknowledged) >= RUNS // 10
    assert nobody_left(run_id)


def nobody_left(run_id: str) -> bool:
    """Whether every decoder ended whose import was killed; the child process itself stays."""
    decoders = [one for one in psutil.process_iter() if is_decoder_of(one, run_id)]
    return not psutil.wait_procs(decoders, timeout=30)[1]


def is_decoder_of(process: psutil.Process, run_id: str) -> bool:
    """Whether a process is a decoder that these tests started."""
    try:
        return process.environ().get(MARK) == run_id and "coder.audio.decode_child" in process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


class Transcription:
    """One job, killed and taken up again until it is done."""

    def __init__(self, home: KeyedHome) -> None:
        self.home = home
        self.kept: set[str] = set()
        self.deaths = 0
        with home.opened() as services:
            self.session = services.sessions.list(services.actor)[0].id
            self.job = services.transcripts.request(services.actor, self.session).created

    def run(self, child: Runs, pace: Pace) -> bool:
        """One run; whether the job is done after it."""
        outcome = child.run("transcribe", str(self.home.folder), self.home.key.hex(), seconds=pace.seconds())
        pace.learn(bool(outcome.lines))
        self.deaths += outcome.killed
        heard = [line[1] for line in outcome.lines if line[0] == "heard"]
        assert not self.kept & set(heard), "a chunk that was kept was listened to again"
        self.kept |= {line[1] for line in outcome.lines if line[0] == "kept"}
        with self.home.opened() as services:
            is_sound(services)
            return self.look(services, ended=["ended"] in outcome.lines)

    def look(self, services: Services, *, ended: bool) -> bool:
        """Hold what is stored against what was acknowledged; whether the job succeeded."""
        state = services.jobs.get(services.actor, self.job).state
        transcript = services.transcripts.get(services.actor, self.session)
        session = services.sessions.get(services.actor, self.session)
        assert (transcript is None) == (session.state is not SessionState.TO_CONFIRM)
        assert not ended or state.over
        if state is JobState.FAILED:
            # Three deaths in a row before a first chunk: its user tries again.
            services.jobs.retry(services.actor, self.job)
        if state is not JobState.SUCCEEDED:
            queued = JobQueue(services.backing, "test").chunks(self.job, "chunks")
            assert {int(index) for index in self.kept} <= queued.keys()
        return state is JobState.SUCCEEDED

    def words(self) -> list[str]:
        """Every word of the transcript in order of time."""
        with self.home.opened() as services:
            found = services.transcripts.get(services.actor, self.session)
            assert found is not None
            assert found.version == 0
            assert JobQueue(services.backing, "test").chunks(self.job, "chunks") == {}
            return sorted(word.text for one in found.utterances for word in one.words)


def test_a_transcription_loses_no_chunk_that_was_kept(child: Runs, long_home: KeyedHome, tmp_path: Path) -> None:
    pace, deaths, kept = Pace(23, 0.05, 0.5), 0, 0
    undisturbed = Transcription(long_home.copy(tmp_path / "undisturbed"))
    assert undisturbed.run(child, Pace(0, 120, 120))
    expected = undisturbed.words()
    assert len(expected) >= 100
    jobs = 0
    # How often a kill falls after a kept chunk is for the processor to say: it goes on until that was tried enough.
    while deaths < RUNS or kept < RUNS // 5:
        jobs += 1
        assert jobs <= 4 * RUNS, f"{kept} of {deaths} deaths after chunks had been kept"
        one = Transcription(long_home.copy(tmp_path / f"store{jobs}"))
        while not one.run(child, pace):
            kept += bool(one.kept)
        assert one.words() == expected
        deaths += one.deaths
    print(f"{deaths} deaths over {jobs} jobs, {kept} of them after chunks had been kept")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_transcription_by_the_real_model_survives_kills(made_home: KeyedHome, tmp_path: Path, seed: int) -> None:
    draw, home = random.Random(seed), made_home.copy(tmp_path / "store")
    with home.opened() as services:
        session = import_sound(services, visit_clip(tmp_path / "clip.wav", 20 * seed, 20 * seed + 40))
        job = services.transcripts.request(services.actor, session, model="tiny.en", speakers=2).created
        with worker(home) as started:
            for told, _ in zip(started.messages(), range(draw.randint(1, 12)), strict=False):
                assert told["job"] == job
            started.kill()
        is_sound(services)
        with worker(home) as started:
            assert started.end()[0] == 0
        found = services.transcripts.get(services.actor, session)
        assert found is not None
        assert len(found.utterances) > 3
        assert services.jobs.get(services.actor, job).state is JobState.SUCCEEDED
        is_sound(services)
