"""Ends a transcribing worker with SIGKILL at random moments, lets the next one go on, and compares what comes out.

    python -m tools.kill_transcription [--runs 100] [--seconds 45] [--model tiny.en] [--seed 1]

Every run begins with the same store, in which one short recording of real speech (the start of the demo visit) waits
to be transcribed. Its worker is killed once, twice or three times; the last one is left to finish. What is stored then
must be, byte for byte but for ids and times of day, what an undisturbed worker stores; there must be one transcript,
no piece left over, a store without damage and a whole audit trail. Exits with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soundfile
from sqlalchemy import select

from coder.audio.decode import decode_file
from coder.audio.flac import read_flac
from coder.audio.protocol import WORKING_RATE
from coder.bootstrap import Services, create_home, open_for_worker
from coder.domain.jobs import JobState
from coder.domain.people import Role
from coder.domain.sessions import Answer, Context, HowAsked
from coder.jobs.local import worker_command, worker_environment
from coder.services.job_queue import MAX_ATTEMPTS
from coder.services.sessions import PermissionDraft
from coder.store.home import Home
from coder.store.tables import JobChunkRow, SpeakerRow, TranscriptRow, UtteranceRow

_PASSPHRASE = "a passphrase for a store that is thrown away"
# A job whose workers died MAX_ATTEMPTS times on one piece is given up, and rightly so.
_MOST_KILLS = MAX_ATTEMPTS - 1
# A worker that hangs must fail the run, not hold it up.
_LONGEST_S = 600.0


class Different(Exception):
    """A killed transcription ended otherwise than an undisturbed one; the message says in what."""


@dataclass
class Waiting:
    """A store in which one recording waits to be transcribed. ``killed_at`` counts kills by stage."""

    folder: Path
    key: bytes = field(repr=False)
    job_id: str
    killed_at: Counter[str] = field(default_factory=Counter)

    def copy(self, folder: Path) -> Waiting:
        """The same once more, at another place."""
        return Waiting(Path(shutil.copytree(self.folder, folder)), self.key, self.job_id, self.killed_at)

    @contextmanager
    def opened(self) -> Iterator[Services]:
        """Its services, closed again afterwards."""
        services = open_for_worker(self.folder, self.key)
        try:
            yield services
        finally:
            services.close()

    def start(self) -> subprocess.Popen[str]:
        """A worker on this store."""
        process = subprocess.Popen(
            worker_command(self.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=worker_environment(),
        )
        assert process.stdin is not None
        process.stdin.write(self.key.hex() + "\n")
        process.stdin.close()
        process.stdin = None
        return process

    def finish(self) -> float:
        """Let a worker go to its end; the seconds it took."""
        began = time.monotonic()
        process = self.start()
        try:
            process.communicate(timeout=_LONGEST_S)
        finally:
            process.kill()
            process.wait()
        return time.monotonic() - began

    def kill_after(self, seconds: float) -> bool:
        """Let a worker work for so long and kill it; whether it was still at work."""
        process = self.start()
        try:
            out, _ = process.communicate(timeout=seconds)
            alive = False
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            alive = True
        if alive:
            self.killed_at[_last_stage(out)] += 1
        return alive


def waiting_store(folder: Path, seconds: float, model: str) -> Waiting:
    """A fresh store with so many seconds of the demo visit, over and over if need be, asked to be transcribed."""
    with as_file(files("coder.demo") / "data" / "visit.opus") as path:
        samples = np.resize(read_flac(decode_file(path).flac), round(seconds * WORKING_RATE))
    sound = folder / "visit.wav"
    soundfile.write(sound, samples, WORKING_RATE, subtype="PCM_16")
    home = folder / "waiting"
    create_home(home, passphrase=_PASSPHRASE, person_name="Eva", roles=[Role.EVALUATOR, Role.COACH, Role.LEAD])
    key = Home(home).keyring().unlock(passphrase=_PASSPHRASE).secret
    services = open_for_worker(home, key)
    try:
        session = services.sessions.import_recording(
            services.actor,
            sound,
            worker_id="W-17",
            team_name="North",
            held_on=date(2026, 5, 1),
            permissions=[PermissionDraft("father", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
            context=Context("To talk about mornings", "ongoing", "child in need", ("worker", "father")),
        ).created
        job_id = services.transcripts.request(services.actor, session, model=model, speakers=2).created
    finally:
        services.close()
    return Waiting(home, key, job_id)


def outcome(store: Waiting) -> bytes:
    """All that was stored of the one transcript, without ids and times of day. Raises Different if it is not whole."""
    with store.opened() as services:
        if services.jobs.get(services.actor, store.job_id).state is not JobState.SUCCEEDED:
            raise Different("the job did not succeed")
        if problems := services.backing.store.check():
            raise Different(f"the store is damaged: {problems}")
        if not services.audit.verify(services.actor).intact:
            raise Different("the audit trail is broken")
        with services.backing.store.read() as database:
            if database.scalars(select(JobChunkRow)).first() is not None:
                raise Different("pieces were left over")
            transcripts = database.scalars(select(TranscriptRow)).all()
            if len(transcripts) != 1:
                raise Different(f"{len(transcripts)} transcripts were stored")
            speakers = database.scalars(select(SpeakerRow).order_by(SpeakerRow.position)).all()
            places = {row.id: row.position for row in speakers}
            utterances = database.scalars(select(UtteranceRow).order_by(UtteranceRow.position)).all()
            found = {
                "transcript": [_plain(row, {"id", "session_id", "made_at"}) for row in transcripts],
                "speakers": [_plain(row, {"id", "transcript_id"}) for row in speakers],
                "utterances": [
                    _plain(row, {"id", "transcript_id", "speaker_id"}) | {"speaker": places[row.speaker_id]}
                    for row in utterances
                ],
            }
    return json.dumps(found, sort_keys=True, ensure_ascii=False, default=str).encode()


def one_run(start: Waiting, folder: Path, expected: bytes, whole_s: float, moments: random.Random) -> int:
    """Kill a worker at one or two moments, let the last one finish, compare; the number of kills that struck work.

    Raises Different.
    """
    store = start.copy(folder)
    kills = 0
    for _ in range(moments.randint(1, _MOST_KILLS)):
        if not store.kill_after(moments.uniform(0.0, whole_s)):
            break
        kills += 1
    store.finish()
    if outcome(store) != expected:
        raise Different("what was stored is not what an undisturbed worker stores")
    return kills


def main() -> int:
    """Kill and compare; prints a line a run and the sum."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=45.0)
    asked.add_argument("--model", default="tiny.en")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    moments = random.Random(options.seed)
    kills = 0
    with TemporaryDirectory() as folder:
        start = waiting_store(Path(folder), options.seconds, options.model)
        undisturbed = start.copy(Path(folder) / "undisturbed")
        whole_s = undisturbed.finish()
        expected = outcome(undisturbed)
        print(f"undisturbed: {whole_s:.1f} s, {len(expected)} bytes", flush=True)
        for run in range(options.runs):
            place = Path(folder) / "run"
            try:
                kills += one_run(start, place, expected, whole_s, moments)
            except Different as difference:
                print(f"run {run + 1}: {difference}")
                return 1
            shutil.rmtree(place)
            print(f"run {run + 1}: the same after {kills} kills in all", flush=True)
    stages = ", ".join(f"{count} while {stage}" for stage, count in start.killed_at.most_common())
    print(f"{options.runs} runs, {kills} kills ({stages}): every transcript is the undisturbed one, byte for byte")
    return 0


def _plain(row: Any, left_out: set[str]) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in row.__table__.columns if one.name not in left_out}


def _last_stage(said: str) -> str:
    stages = [message["stage"] for line in said.splitlines() if "stage" in (message := _message(line))]
    return stages[-1] if stages else "starting"


def _message(line: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError:
        # The kill struck in the middle of a line.
        return {}
    return told


if __name__ == "__main__":
    sys.exit(main())
