"""The demo: one invented visit goes the whole way, with a progress bar and the time each step took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import Services, create_home, home_exists, open_home
from coder.cli.coding import suggestions_of
from coder.cli.common import JsonOption, answer, given_passphrase, progress_bar, run_job
from coder.domain.people import Role
from coder.domain.sessions import SessionState
from coder.exports.files import save_whole
from coder.exports.formats import FileFormat

# The demo's store holds nothing but invented people, so its passphrase may be known.
DEMO_PASSPHRASE = "practice coder demo"
_STORE = "store"


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("demo")(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for its store and documents.")] = Path("demo-output"),
    no_window: Annotated[bool, typer.Option("--no-window", help="Do not open the application at the end.")] = False,
    home: Annotated[Path | None, typer.Option("--home", help="Folder of the demo's store; else inside --out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Take the invented demo visit the whole way: import, transcribe, code, lock, suggest, profile, team report."""
    out.mkdir(parents=True, exist_ok=True)
    folder = (home or out / _STORE).absolute()
    steps = _Steps()
    if not home_exists(folder):
        with steps.step("Making an encrypted store"):
            roles = [Role.EVALUATOR, Role.COACH]
            key = create_home(folder, passphrase=_passphrase(), person_name="Demo evaluator", roles=roles)
            if _passphrase() == DEMO_PASSPHRASE:
                save_whole(out / "recovery-key.txt", f"{key}\n".encode())
            else:
                sys.stderr.write(f"Recovery key (write it down, it is shown once):\n{key}\n")
    services = open_home(folder, passphrase=_passphrase())
    try:
        session = _travel(services, steps)
        documents = _write_documents(services, steps, session, out)
    finally:
        services.close()
    took = {name: round(seconds, 2) for name, seconds in steps.took.items()}
    answer({"store": folder, "session": session, "documents": documents, "seconds": took}, as_json, "")
    if not no_window:
        _open_window(folder, out)


def _passphrase() -> str:
    return given_passphrase() or DEMO_PASSPHRASE


class _Steps:
    """Names each step on standard error as it is done and how long it took."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        began = time.monotonic()
        yield
        self.done(name, time.monotonic() - began)

    def done(self, name: str, seconds: float) -> None:
        """Print that a step is done."""
        self.took[name] = seconds
        sys.stderr.write(f"✓ {name} ({seconds:.1f} s)\n")
        sys.stderr.flush()


def _travel(services: Services, steps: _Steps) -> str:
    today = services.backing.clock().date()
    with steps.step("Adding the demo authority: three teams, twenty workers, a year of ratings"):
        services.demo.install(services.actor, today)
    with steps.step("Importing the demo visit"), _bar_when(services.demo.visit_session, services, "Decoding") as bar:
        session = services.demo.add_visit(services.actor, today, progress=bar).created
    for name, work in (
        ("Transcribing, and telling the voices apart", _transcribe),
        ("Confirming who spoke", _confirm),
        ("Applying the blind coding", _code),
        ("Locking it", _lock),
        ("Suggesting codes for the second listen", _suggest),
    ):
        with steps.step(name):
            work(services, session)
    return session


@contextmanager
def _bar_when(
    known: Callable[..., str | None], services: Services, title: str
) -> Iterator[Callable[[float], None] | None]:
    if known(services.actor) is not None:
        yield None
        return
    with progress_bar(title) as bar:
        yield lambda share: bar(share, "")


def _state(services: Services, session: str) -> SessionState:
    # Reading the transcript would be noted in the audit trail, and a second run is to change nothing.
    return services.sessions.get(services.actor, session).state


def _transcribe(services: Services, session: str) -> None:
    if _state(services, session) in (SessionState.IMPORTED, SessionState.TRANSCRIBING):
        job = services.transcripts.request(services.actor, session)
        run_job(services, job.created, "Transcribing")


def _confirm(services: Services, session: str) -> None:
    if _state(services, session) is SessionState.TO_CONFIRM:
        found = services.transcripts.get(services.actor, session)
        assert found is not None
        services.transcripts.confirm_roles(services.actor, session, {s.id: s.role for s in found.speakers})


def _code(services: Services, session: str) -> None:
    from coder.services.demo import demo_visit, on_utterances

    if services.coding.get(services.actor, session) is None:
        found = services.transcripts.get(services.actor, session)
        assert found is not None
        services.coding.apply_file(services.actor, session, on_utterances(demo_visit().coding, found))


def _lock(services: Services, session: str) -> None:
    coding = services.coding.get(services.actor, session)
    if coding is not None and not coding.locked:
        services.coding.lock(services.actor, coding.id)


def _suggest(services: Services, session: str) -> None:
    suggestions_of(services, session)


def _write_documents(services: Services, steps: _Steps, session: str, out: Path) -> list[str]:
    found = services.sessions.get(services.actor, session)
    exports, actor, pdf = services.exports, services.actor, FileFormat.PDF
    writers: tuple[tuple[str, Callable[[Path], object]], ...] = (
        ("transcript.pdf", lambda path: save_whole(path, services.transcripts.pdf(actor, found))),
        (f"profile-{found.worker_code}.pdf", lambda path: exports.profile(actor, found.worker_id, pdf, path)),
        ("team-report.pdf", lambda path: exports.report(actor, found.team_id, pdf, path)),
    )
    for name, write in writers:
        if not (out / name).exists():
            with steps.step(f"Writing {name}"):
                write(out / name)
    return [name for name, _ in writers]


def _has_display() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_window(folder: Path, out: Path) -> None:
    # The window is a program of its own: the command line knows nothing of Qt.
    import subprocess

    arguments = ["--home", str(folder)]
    environment = {**os.environ, "PRACTICE_CODER_PASSPHRASE": _passphrase()}
    if not _has_display():
        if any(out.glob("page-*.png")):
            return
        sys.stderr.write("No display here: saving pictures of the pages instead.\n")
        arguments += ["--pictures", str(out.absolute())]
        environment["QT_QPA_PLATFORM"] = "offscreen"
    code = subprocess.run([sys.executable, "-P", "-m", "ui", *arguments], env=environment, check=False).returncode
    if code:
        raise typer.Exit(code)
