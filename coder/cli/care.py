"""Commands that look after a store: init, backup, restore, audit verify, doctor, worker."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import (
    HOME_VARIABLE,
    app_folder,
    create_home,
    home_exists,
    open_for_worker,
    open_home,
    recruitment_home,
)
from coder.cli.common import (
    HomeOption,
    JsonOption,
    answer,
    ask_passphrase,
    given_passphrase,
    home_or_default,
    opened,
)
from coder.domain.errors import UserError
from coder.domain.people import Role
from coder.domain.purpose import Purpose

audit_app = typer.Typer(no_args_is_help=True, help="The audit trail.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("init")(init)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("doctor")(doctor)
    app.command("worker")(worker)


def init(
    name: Annotated[str, typer.Option("--name", help="Your name, as colleagues know it.")] = "",
    role: Annotated[list[Role] | None, typer.Option("--role", help="Your role; may be repeated.")] = None,
    purpose: Annotated[
        Purpose, typer.Option("--purpose", help="What it is for; role-plays of recruitment have a store of their own.")
    ] = Purpose.PRACTICE,
    remember: Annotated[bool, typer.Option("--remember", help="Let this computer's keychain open the store.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an encrypted store. Prints the recovery key once: write it down and keep it elsewhere."""
    folder = home_or_default(_usual_place(purpose) if home is None else home)
    if home_exists(folder):
        raise UserError("There is a store in this folder already. Nothing was changed.", "Choose another folder.")
    passphrase = given_passphrase() or _new_passphrase()
    roles = role or [Role.EVALUATOR, Role.COACH if purpose is Purpose.PRACTICE else Role.LEAD]
    recovery_key = create_home(folder, passphrase=passphrase, person_name=name, roles=roles, purpose=purpose)
    kept = remember and _remember(folder, passphrase)
    named = "The store" if purpose is Purpose.PRACTICE else "The recruitment store"
    text = f"{named} is ready.\nRecovery key (write it down, it is shown once):\n{recovery_key}"
    made = {"home": folder, "purpose": purpose, "recovery_key": recovery_key, "keychain": kept}
    answer(made, as_json, text)


def _usual_place(purpose: Purpose) -> Path | None:
    """Where a store of this purpose is made that no folder was named for; None leaves it to where commands look."""
    if purpose is Purpose.PRACTICE or os.environ.get(HOME_VARIABLE):
        return None
    return recruitment_home()


def _new_passphrase() -> str:
    first = ask_passphrase("New passphrase: ")
    if first != ask_passphrase("Once more: "):
        raise UserError("The two passphrases differ. Nothing was made.", "Try again.")
    return first


def _remember(folder: Path, passphrase: str) -> bool:
    services = open_home(folder, passphrase=passphrase)
    try:
        return services.home.keyring().remember(services.key)
    finally:
        services.close()


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; must not exist.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one encrypted backup file, and prove by reading it back that it can be restored."""
    with opened(home) as services:
        found = services.care.back_up(services.actor, file)
    lines = [f"Backup written and checked: {found.recordings} recordings, {found.size:,} bytes."]
    if found.left_out:
        lines.append(f"{len(found.left_out)} recordings were damaged in the store and are not in it.")
    answer(found, as_json, "\n".join(lines))


def restore(
    file: Annotated[Path, typer.Argument(help="Backup file.")],
    recovery_key: Annotated[str, typer.Option("--recovery-key", help="Instead of the passphrase.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into a folder that does not exist yet or is empty."""
    from coder.bootstrap import restore_home

    folder = home_or_default(home)
    passphrase = None if recovery_key else given_passphrase() or ask_passphrase("Passphrase of the backup: ")
    restore_home(file, folder, passphrase=passphrase, recovery_key=recovery_key or None)
    answer({"home": folder}, as_json, "Restored. Open it with the passphrase or recovery key it had.")


@audit_app.command("verify")
def verify(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check every link of the audit trail."""
    with opened(home) as services:
        verdict = services.audit.verify(services.actor)
    if verdict.intact:
        text = f"{verdict.events} events, the chain is intact. Head: {verdict.head}"
    else:
        text = f"The chain is broken at line {verdict.broken_at}."
    answer(verdict, as_json, text)
    if not verdict.intact:
        raise typer.Exit(1)


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check program, models, sound and, if there is one, the store; say what to do about each finding."""
    from coder.cli.doctor import check_program, check_store

    findings = check_program()
    folder = home_or_default(home)
    if home_exists(folder):
        with opened(home) as services:
            findings += check_store(services)
    good = all(one.good for one in findings)
    lines = [f"{'ok ' if one.good else '!! '} {one.name}: {one.sentence}" for one in findings]
    answer({"good": good, "findings": findings}, as_json, "\n".join(lines))
    if not good:
        raise typer.Exit(1)


def worker(
    job: Annotated[str, typer.Option("--job", help="Do this job only.")] = "",
    stay: Annotated[bool, typer.Option("--stay", help="Wait for more jobs.")] = False,
    key_on_stdin: Annotated[bool, typer.Option("--key-on-stdin", help="Read the key as one line.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,  # noqa: ARG001 - a worker always speaks JSON lines
) -> None:
    """Do queued jobs and report as JSON lines. The window starts it by itself."""
    from coder.jobs.handlers import handlers
    from coder.jobs.worker import leave_interrupts, lower_priority, run
    from coder.logs import start_logging

    folder = home_or_default(home)
    leave_interrupts(to_starter=key_on_stdin)
    lower_priority()
    services = open_for_worker(folder, _worker_key(folder, key_on_stdin))
    try:
        start_logging(folder / "logs")
        given = (services.sessions, services.transcripts, services.suggestions)
        table = handlers(*given, app_folder(), services.learning, services.passages)
        failed = run(services.backing, table, folder / "worker.lock", job_id=job, stay=stay)
    finally:
        services.close()
    if failed:
        raise typer.Exit(1)


def _worker_key(folder: Path, on_stdin: bool) -> bytes:
    from coder.store.home import Home

    if not home_exists(folder):
        raise UserError("There is no store in this folder.", "Make one with init, or name another folder.")
    if not on_stdin:
        return Home(folder).keyring().unlock(passphrase=given_passphrase()).secret
    try:
        return bytes.fromhex(sys.stdin.readline().strip())
    except ValueError as error:
        raise UserError("No usable key came in.", "Start the worker from the window or with a passphrase.") from error
