"""What all commands share: options, opening the store, answers as text or one JSON document, and progress."""

from __future__ import annotations

import dataclasses
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.bootstrap import PASSPHRASE_VARIABLE, Services, default_home, open_home
from coder.domain.errors import UserError
from coder.domain.jobs import JobState

if TYPE_CHECKING:
    from coder.services.exports import Written

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of the store; else this user's own.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]
RealOption = Annotated[bool, typer.Option("--real/--masked", help="With real names, or masked. Real copies are noted.")]
SessionArgument = Annotated[str, typer.Argument(help="Session id or code, for example S-0412.")]


def as_data(value: Any) -> Any:
    """Anything a service returns as plain data for JSON: dataclasses as objects, dates as ISO text, enums as words."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(as_data(key)): as_data(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(as_data(one) for one in value)
    if isinstance(value, Path):
        return str(value)
    return value


def answer(data: Any, as_json: bool, text: str) -> None:
    """Print the outcome of a command: the data as one JSON document, or the text for people."""
    if as_json:
        sys.stdout.write(json.dumps(as_data(data), ensure_ascii=False, allow_nan=False) + "\n")
    elif text:
        sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def home_or_default(home: Path | None) -> Path:
    """The folder a command works on."""
    return (home or default_home()).absolute()


def given_passphrase() -> str | None:
    """The passphrase from the environment, or None to let the keychain answer."""
    return os.environ.get(PASSPHRASE_VARIABLE) or None


def ask_passphrase(question: str) -> str:
    """Ask for a passphrase on the terminal. Raises UserError where nobody can answer."""
    if not sys.stdin.isatty():
        raise UserError("A passphrase is needed.", f"Set {PASSPHRASE_VARIABLE}, or run this in a terminal.")
    return getpass.getpass(question, stream=sys.stderr)


def open_store(folder: Path) -> Services:
    """Open a store with the passphrase of the environment, else the keychain, else by asking."""
    passphrase = given_passphrase()
    if passphrase is not None:
        return open_home(folder, passphrase=passphrase)
    try:
        return open_home(folder)
    except UserError:
        if not sys.stdin.isatty():
            raise
    return open_home(folder, passphrase=ask_passphrase("Passphrase: "))


@contextmanager
def opened(home: Path | None) -> Iterator[Services]:
    """The services over the store a command names, closed again afterwards."""
    services = open_store(home_or_default(home))
    try:
        yield services
    finally:
        services.close()


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on standard error; call it with the share done (0–1) and what is being done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        task = bar.add_task(title, total=1.0)

        def tell(share: float, stage: str = "") -> None:
            bar.update(task, completed=share, description=f"{title}: {stage}" if stage else title)

        yield tell
        bar.update(task, description=title)


def run_job(services: Services, job_id: str, title: str) -> None:
    """Do one queued job in a worker process and show how far it is. Raises UserError when it did not succeed."""
    from coder.jobs.local import follow, running_worker

    with progress_bar(title) as bar:

        def told(message: dict[str, Any]) -> None:
            if "progress" in message:
                bar(message["progress"], message["stage"])
            elif message.get("state") == JobState.SUCCEEDED.value:
                bar(1.0, "")

        with running_worker(services.home.folder, services.key.secret, job_id=job_id) as process:
            code = follow(process, told)
    job = services.jobs.get(services.actor, job_id)
    if job.state is not JobState.SUCCEEDED:
        raise UserError(
            job.failure or f"The work stopped before it was done (worker ended with {code}).",
            "What was finished is kept; run the same command again to go on.",
        )


def tell_written(written: Written, as_json: bool) -> None:
    """Say which file of figures was written."""
    number = "not shown" if written.recordings is None else written.recordings
    answer(written, as_json, f"Written to {written.path.name} ({written.format}). Recordings: {number}.")
