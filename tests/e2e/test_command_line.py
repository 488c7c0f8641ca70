"""One tape goes the whole way by the command line alone, on real sound, as a user would do it."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest
from filelock import FileLock

from codebook.load import load_builtin
from coder.domain.jobs import JobState
from coder.store.home import Home
from tests.helpers.command_line import CommandLine
from tests.helpers.forks import Forks
from tests.helpers.quick_slot import make_quick
from tests.helpers.real_store import KeyedHome, import_sound, visit_clip

PRINCIPLES = [one.id for one in load_builtin("msw").principles]
MSW_FILE = Path(__file__).parents[2] / "codebook" / "data" / "msw-1.0.toml"
IMPORT = ("--worker", "W-17", "--team", "North", "--date", "2026-05-01")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]


def files_in(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its content, but for the locks, which hold nothing."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "worker.lock")
    }


def is_tagged_pdf(file: Path) -> bool:
    """Whether a file is a PDF with a structure that screen readers can follow, in a named language."""
    with pikepdf.open(file) as document:
        root = document.Root
        return bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root and bool(str(root.Lang))


def coding_of(transcript: dict[str, Any]) -> dict[str, Any]:
    """A coding that fits a transcript and meets the evidence rule in each of its ways."""
    said = [one for one in transcript["utterances"] if one["role"] == "worker"]
    first, second, *_ = said
    third = transcript["duration_s"] / 3
    return {
        "codebook": "msw@1.0.0",
        "codes": [
            {"utterance": first["id"], "code": "OTH"},
            {"utterance": second["index"], "code": "SR", "memo": "her own words"},
            {"start_s": third, "end_s": third + 2, "code": "OQ", "attributes": {"evokes": "reasons"}},
        ],
        "moments": [{"kind": "bright", "utterance": first["id"], "note": "a warm start", "shareable": True}],
        "ratings": [
            {"principle": "EVO", "value": 4, "evidence": [{"utterance": first["id"]}, {"start_s": third}]},
            {"principle": "EMP", "value": 5, "evidence": [{"start_s": n * third + 1} for n in range(3)]},
            {"principle": "PUR", "value": 2, "reason_without_evidence": "The purpose is missing throughout."},
            {"principle": "AUT", "value": "NE", "reason": "No choice came up."},
            *({"principle": name, "value": 3} for name in ("COL", "CHF", "CLA")),
        ],
    }


def write(file: Path, document: dict[str, Any]) -> Path:
    """A document as a JSON file."""
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.mark.timeout(900)
def test_one_tape_goes_the_whole_way(tmp_path: Path, forks: Forks | None) -> None:
    way = Way(tmp_path, forks)
    way.make_a_store()
    way.import_a_recording()
    way.transcribe()
    way.confirm_who_spoke()
    way.code_with_something_missing()
    way.code_whole_and_lock()
    way.listen_again_and_finish()
    way.read_profile_and_report()
    way.use_an_own_codebook()
    way.back_up_and_restore()
    way.withdraw()


class Way:
    """The stations of one tape, in order."""

    def __init__(self, folder: Path, forks: Forks | None) -> None:
        self.folder = folder
        self.line = CommandLine(folder / "store", forks=forks)
        self.session = ""
        self.transcript: dict[str, Any] = {}

    def make_a_store(self) -> None:
        """A store is made once and gives its recovery key once."""
        made = self.line.does("init", "--name", "Eva", "--role", "evaluator", "--role", "coach", "--role", "lead")
        assert made["recovery_key"].startswith("AGE-SECRET-KEY-")
        assert self.line.does("sessions")["sessions"] == []
        make_quick(Home(self.line.home), made["recovery_key"], self.line.passphrase)
        assert "already" in self.line.is_refused("init", "--name", "Eva")

    def import_a_recording(self) -> None:
        """A refusal keeps the recording out; with permission it is in, and only once."""
        clip = visit_clip(self.folder / "clip.wav", 0, 45)
        refusal = self.line.is_refused("import", clip, *IMPORT, "--permission", "father:adult:spoken:refused")
        assert "did not agree" in refusal
        answer = self.line.run("import", clip, *IMPORT, "--permission", "father:adult:spoken:given")
        assert answer.code == 0
        assert "Decoding" in answer.told
        assert "100 %" in answer.told
        assert answer.data["code"] == "S-0001"
        self.session = answer.data["session"]
        assert "S-0001" in self.line.is_refused("import", clip, *IMPORT)
        (listed,) = self.line.does("sessions")["sessions"]
        assert (listed["id"], listed["state"], listed["worker_code"]) == (self.session, "imported", "W-17")

    def transcribe(self) -> None:
        """The worker process writes down what was said; its progress is told on standard error."""
        assert "no transcript yet" in self.line.is_refused("transcript", self.session)
        answer = self.line.run("transcribe", "S-0001", "--model", "tiny.en", "--speakers", "2")
        assert answer.code == 0
        assert "Transcribing S-0001" in answer.told
        assert len(answer.data["speakers"]) == 2
        assert answer.data["words"] > 50
        transcript = self.transcript = self.line.does("transcript", self.session)
        assert transcript["duration_s"] == pytest.approx(45, abs=0.1)
        assert set(transcript["utterances"][0]) >= {
            "id", "start_s", "end_s", "speaker", "role", "text", "words", "flags",
        }  # fmt: skip
        word = transcript["utterances"][0]["words"][0]
        assert set(word) == {"start_s", "end_s", "text", "probability"}
        assert "sorry about the mess" in " ".join(one["text"] for one in transcript["utterances"]).lower()

    def confirm_who_spoke(self) -> None:
        """Roles are guesses until somebody confirms them; the father speaks first in the demo visit."""
        first = self.transcript["utterances"][0]["speaker"]
        other = {"S1": "S2", "S2": "S1"}[first]
        assert "no voice S9" in self.line.is_refused("confirm", self.session, "--role", "S9=worker")
        roles = ("--role", f"{first}=parent", "--role", f"{other}=worker")
        said = self.line.does("confirm", self.session, *roles)
        assert all(one["confirmed"] for one in said["speakers"])
        self.transcript = self.line.does("transcript", self.session)

    def code_with_something_missing(self) -> None:
        """A file with an error changes nothing; an incomplete one is applied and says what the lock still asks for."""
        bad = write(self.folder / "bad.json", {"codes": [{"utterance": 0, "code": "NOPE"}]})
        assert "no code “NOPE”" in self.line.is_refused("code", self.session, "--file", bad)
        assert "no coding" in self.line.is_refused("lock", self.session)
        part = {**coding_of(self.transcript), "ratings": [{"principle": "EVO", "value": 4}]}
        answer = self.line.does("code", self.session, "--file", write(self.folder / "part.json", part))
        assert (answer["codes"], answer["ratings"]) == (3, 1)
        assert [one["principle_id"] for one in answer["missing"]] == PRINCIPLES
        refusal = self.line.is_refused("lock", self.session)
        assert "a 4 needs 2 moments, 0 given" in refusal

    def code_whole_and_lock(self) -> None:
        """Suggestions stay hidden until the whole coding is locked."""
        file = write(self.folder / "coding.json", coding_of(self.transcript))
        answer = self.line.does("code", self.session, "--file", file)
        assert (answer["codes"], answer["ratings"], answer["moments"], answer["missing"]) == (3, 7, 1, [])
        assert self.line.does("code", self.session, "--file", file) == answer
        assert "stay hidden" in self.line.is_refused("suggest", self.session)
        assert self.line.does("lock", self.session)["locked_at"]
        assert "locked" in self.line.is_refused("code", self.session, "--file", file)

    def listen_again_and_finish(self) -> None:
        """Suggestions are codes for utterances of the worker, with a probability; never a rating."""
        found = self.line.does("suggest", self.session)
        worker = {one["id"] for one in self.transcript["utterances"] if one["role"] == "worker"}
        codes = {one.id for one in load_builtin("msw").codes}
        assert {one["utterance"] for one in found["suggestions"]} <= worker
        assert {one["code"] for one in found["suggestions"]} <= codes
        assert all(0 < one["probability"] <= 1 for one in found["suggestions"])
        assert len(found["suggestions"]) + found["abstained"] == len(worker)
        assert self.line.does("finish", self.session)["finished_at"]
        assert self.line.does("sessions")["sessions"][0]["state"] == "finished"

    def read_profile_and_report(self) -> None:
        """The profile shows this recording; the report of a team this small shows nothing and says why."""
        profile = self.line.does("profile", "W-17")
        assert profile["sessions_count"] == 1
        assert self.line.does("profile", "W-17", "--out", self.folder / "profile.pdf")["recordings"] == 1
        assert [one["principle_id"] for one in profile["tracks"]] == PRINCIPLES
        assert is_tagged_pdf(self.folder / "profile.pdf")
        report = self.line.does("report", "North", "--out", self.folder / "report.pdf")
        assert report["suppressed_because"] == "fewer than 5 workers"
        assert report["workers"] is None
        assert all(one["counts"] is None for one in report["principles"])
        assert is_tagged_pdf(self.folder / "report.pdf")
        self._export_them()

    def _export_them(self) -> None:
        tables = self.folder / "profile.zip"
        written = self.line.does("export", "profile", "W-17", "--format", "csv", "--out", tables)
        assert (written["format"], written["recordings"]) == ("csv", 1)
        assert written["sha256"] == sha256(tables.read_bytes()).hexdigest()
        service = self.line.does("export", "service", "--format", "docx", "--out", self.folder / "service.docx")
        assert service["recordings"] is None
        wrong = self.folder / "report.csv"
        assert "ends in .xlsx" in self.line.is_refused("export", "report", "North", "--format", "xlsx", "--out", wrong)
        assert not wrong.exists()

    def use_an_own_codebook(self) -> None:
        """An authority's own version is checked, compared, taken in and used from then on."""
        own = self.folder / "own.toml"
        text = MSW_FILE.read_text(encoding="utf-8")
        own.write_text(text.replace('version = "1.0.0"', 'version = "1.1.0"'), encoding="utf-8")
        assert self.line.does("codebook", "validate", own)["version"] == "1.1.0"
        assert self.line.does("codebook", "import", own) == {"id": "msw", "version": "1.1.0"}
        listed = [(one["id"], one["version"]) for one in self.line.does("codebook", "list")["codebooks"]]
        assert {("msw", "1.0.0"), ("msw", "1.1.0"), ("supervision", "1.0.0")} <= set(listed)
        assert self.line.does("codebook", "show", "msw")["version"] == "1.1.0"
        found = self.line.does("codebook", "diff", "msw@1.0.0", "msw@1.1.0")
        assert (found["old_version"], found["new_version"]) == ("1.0.0", "1.1.0")
        own.write_text(text.replace('id = "EVO"', "id = 7"), encoding="utf-8")
        assert "own.toml" in self.line.is_refused("codebook", "validate", own)

    def check_everything(self, recordings: int) -> None:
        """Doctor and audit trail find nothing wrong."""
        verdict = self.line.does("audit", "verify")
        assert verdict["intact"]
        assert verdict["events"] > 10
        report = self.line.does("doctor")
        assert report["good"], report
        assert len(self.line.does("sessions")["sessions"]) == recordings

    def back_up_and_restore(self) -> None:
        """A backup makes the same store in a new folder, for those who know the passphrase."""
        file = self.folder / "backup.tar"
        assert self.line.does("backup", file)["recordings"] == 1
        assert "exists already" in self.line.is_refused("backup", file)
        stranger = CommandLine(self.folder / "stolen", "not the passphrase", self.line.forks)
        assert "passphrase" in stranger.is_refused("restore", file).lower()
        assert not stranger.home.exists()
        restored = CommandLine(self.folder / "restored", forks=self.line.forks)
        restored.does("restore", file)
        assert restored.does("transcript", self.session) == self.transcript
        assert restored.does("sessions") == self.line.does("sessions")
        self.line = restored
        self.check_everything(recordings=1)

    def withdraw(self) -> None:
        """After a withdrawal sound, text and codes are gone, and the session says so."""
        assert self.line.does("withdraw", self.session, "--who", "father")["state"] == "withdrawn"
        assert "no transcript" in self.line.is_refused("transcript", self.session)
        assert self.line.does("profile", "W-17")["sessions_count"] == 0


def test_a_wrong_passphrase_opens_and_changes_nothing(home: KeyedHome) -> None:
    before = files_in(home.folder)
    stranger = CommandLine(home.folder, "not the passphrase")
    assert "passphrase" in stranger.is_refused("sessions").lower()
    assert files_in(home.folder) == before


def test_without_a_passphrase_nobody_is_asked_where_nobody_can_answer(home: KeyedHome) -> None:
    assert CommandLine(home.folder, "").is_refused("sessions")


def test_a_second_instance_is_refused_and_changes_nothing(home: KeyedHome) -> None:
    before = files_in(home.folder)
    with FileLock(home.folder / "lock"):
        assert "open in another window" in CommandLine(home.folder).is_refused("sessions")
    assert files_in(home.folder) == before


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    assert "no store" in CommandLine(tmp_path / "nothing").is_refused("sessions")
    assert not (tmp_path / "nothing").exists()


def test_a_wrong_call_is_explained_with_exit_code_2(tmp_path: Path, forks: Forks | None) -> None:
    line = CommandLine(tmp_path, forks=forks)
    for arguments in (
        ("import", "clip.wav"),
        ("import", "clip.wav", "--worker", "W-1", "--team", "North", "--date", "yesterday"),
        ("transcribe", "S-0001", "--speakers", "13"),
        ("nonsense",),
    ):
        answer = line.usage(*arguments)
        assert answer.code == 2, arguments
        assert "Usage" in answer.told, arguments


def test_a_fork_answers_as_a_command_that_is_started(tmp_path: Path, forks: Forks | None) -> None:
    started, forked = CommandLine(tmp_path / "nothing"), CommandLine(tmp_path / "nothing", forks=forks)
    assert forked.run("sessions") == started.run("sessions")
    assert forked.usage("nonsense") == started.usage("nonsense")


def test_a_permission_that_reads_wrong_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "no store")
    assert "permission reads" in line.is_refused("import", "no such file", *IMPORT, "--permission", "mother:dog")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C to a group of processes is sent differently on Windows")
def test_a_transcription_stopped_by_ctrl_c_leaves_no_process_and_goes_on_when_asked_again(
    home: KeyedHome, tmp_path: Path
) -> None:
    line = CommandLine(home.folder)
    with home.opened() as services:
        # Long enough that it is still at work when the key comes, also where this process has to wait for its turn.
        session = import_sound(services, visit_clip(tmp_path / "clip.wav", 0, 150))
        started = line.start("transcribe", session, "--model", "tiny.en", "--speakers", "2")
        while not [job for job in services.jobs.list(services.actor) if job.progress > 0]:
            # It goes on; and to ask without a pause would take the processor from it.
            with pytest.raises(subprocess.TimeoutExpired):
                started.wait(0.2)
        workers = psutil.Process(started.pid).children(recursive=True)
        os.killpg(started.pid, signal.SIGINT)
        told = started.communicate(timeout=60)[1]
        assert started.returncode == 130
        assert "Traceback" not in told
        assert workers
        assert not psutil.wait_procs(workers, timeout=30)[1]
        (job,) = services.jobs.list(services.actor)
        assert line.does("transcribe", session, "--model", "tiny.en", "--speakers", "2")["words"] > 10
        assert services.jobs.get(services.actor, job.id).state is JobState.SUCCEEDED


@pytest.mark.timeout(1500)
def test_the_demo_goes_the_whole_way_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "demo-output"
    line = CommandLine(out / "store", "practice coder demo")
    first = line.does("demo", "--out", out, "--no-window", timeout_s=1400)
    assert line.does("sessions")["sessions"]
    recovery_key = (out / "recovery-key.txt").read_text(encoding="utf-8").strip()
    make_quick(Home(line.home), recovery_key, line.passphrase)
    assert first["documents"] == ["transcript.pdf", "profile-W-17.pdf", "team-report.pdf"]
    assert all(is_tagged_pdf(out / name) for name in first["documents"])
    assert len(line.does("transcript", first["session"])["utterances"]) > 40
    visit = next(one for one in line.does("sessions")["sessions"] if one["id"] == first["session"])
    assert (visit["state"], visit["demo"]) == ("locked", True)
    report = line.does("report", visit["team_name"])
    assert (report["suppressed_because"], report["demo"]) == ("", True)
    assert any(one["counts"] for one in report["principles"])
    events = line.does("audit", "verify")["events"]
    before, spent = files_in(out), cpu_of_children()
    second = line.does("demo", "--out", out, "--no-window")
    assert cpu_of_children() - spent < 15
    assert second["session"] == first["session"]
    assert files_in(out) == before
    assert line.does("audit", "verify")["events"] == events


def cpu_of_children() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
