"""Commands about speech models: list, check, measure, bring in, remove; and make signed packs for others."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.bootstrap import app_folder, home_exists
from coder.cli.common import HomeOption, JsonOption, answer, ask_passphrase, home_or_default, opened, progress_bar
from coder.domain.errors import UserError
from coder.domain.speech_models import Cost, SpeechModel

app = typer.Typer(invoke_without_command=True, help="Speech models on this computer.")
PACK_PASSPHRASE_VARIABLE = "PRACTICE_CODER_PACK_PASSPHRASE"
_BASE = "base"
ModelArgument = Annotated[str, typer.Argument(help="Name of a model, or a folder that holds one.")]


@app.callback()
def list_models(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List speech models: which are here and what each costs on this computer."""
    if context.invoked_subcommand is not None:
        return
    from coder.services.model_costs import costs

    chosen = _chosen(home)
    models = _models(chosen)
    minutes = costs(app_folder(), models)
    data = [{**_facts(one), "chosen": one.value == chosen, "cost": minutes.get(one.value)} for one in models]
    answer({"models": data}, as_json, "\n".join(_told(one, one.value == chosen, minutes) for one in models))


@app.command("check")
def check(
    model: Annotated[list[str] | None, typer.Argument(help="Names or folders; else every model here.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Work out every hash again: of the speech models and of the networks for voices."""
    _need_speech()
    from coder.jobs.model_work import check as check_one
    from coder.jobs.model_work import check_voices
    from coder.services.speech_models import is_here

    wanted = model or [one.value for one in _models(_chosen(home)) if is_here(one)] or [_BASE]
    found = [_found(name, lambda name=name: check_one(name, app_folder())) for name in wanted]
    found.append(_found("voices", lambda: check_voices(app_folder())))
    good = all(one["good"] for one in found)
    lines = [f"{'ok ' if one['good'] else '!! '} {one['model']}: {one['sentence']}" for one in found]
    answer({"good": good, "models": found}, as_json, "\n".join(lines))
    if not good:
        raise typer.Exit(1)


@app.command("measure")
def measure(
    model: ModelArgument = _BASE,
    home: HomeOption = None,  # noqa: ARG001 - models belong to the computer, not to a store
    as_json: JsonOption = False,
) -> None:
    """Hear a minute of the demo visit and say how long an hour of tape takes with this model here."""
    _need_speech()
    from coder.jobs.model_work import measure as measure_one
    from coder.services.model_costs import costs, keep_measured

    with progress_bar("Measuring") as bar:
        measured = measure_one(model, app_folder(), lambda share: bar(share, ""))
    keep_measured(app_folder(), model, measured)
    # With it among them: a folder that nobody chose is in no list.
    minutes = costs(app_folder(), _models(model))
    data = {"model": model, "cost": minutes[model], "measured": measured}
    answer(data, as_json, f"{model}: {_cost(minutes[model])}")


@app.command("import")
def bring_in(
    source: Annotated[Path, typer.Argument(help="A model pack (.zip) or a model folder, on a stick or share.")],
    use: Annotated[bool, typer.Option("--use", help="Use it for new transcriptions from now on.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a model in from a pack or a folder, whole or not at all. Packs must be published or signed."""
    from coder.services.speech_models import bring_model

    with opened(home) as services:
        keys = services.policy.get(services.actor).signing_keys
        with progress_bar("Copying") as bar:
            model = bring_model(source, app_folder(), lambda share: bar(share, ""), keys=keys)
        if use:
            services.policy.change(services.actor, model=model.value)
    answer(_facts(model), as_json, f"“{model.name}” is here ({model.trust.value}).")


@app.command("remove")
def remove(
    model: Annotated[str, typer.Argument(help="Name of a model that was brought in, or base to have it made anew.")],
    home: HomeOption = None,  # noqa: ARG001 - models belong to the computer, not to a store
    as_json: JsonOption = False,
) -> None:
    """Delete a model the program keeps."""
    from coder.services.model_costs import forget_measured
    from coder.services.speech_models import remove_model

    remove_model(app_folder(), model)
    forget_measured(app_folder(), model)
    answer({"removed": model}, as_json, f"“{model}” was removed.")


@app.command("pack")
def pack(
    folder: Annotated[Path, typer.Argument(help="Folder of the model.")],
    out: Annotated[Path, typer.Option("--out", help="The pack to write, for example small.zip.")],
    key: Annotated[Path | None, typer.Option("--key", help="Private key to sign with; see models key.")] = None,
    name: Annotated[str, typer.Option("--name", help="Name of a model of your own; else the folder's.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Licence of a model of your own.")] = "",
    source: Annotated[str, typer.Option("--source", help="Where a model of your own comes from.")] = "",
    home: HomeOption = None,  # noqa: ARG001 - packing needs no store
    as_json: JsonOption = False,
) -> None:
    """Make one file of a model, to be handed round. A model that is not published needs a signature."""
    from coder.security.signatures import fingerprint
    from coder.services.model_making import make_pack

    signing = (_read_key(key), _pack_passphrase()) if key else None
    manifest, public = make_pack(folder, out, signing, name=name, licence=licence, source=source)
    signed = f"signed by {fingerprint(public)}" if public else "not signed"
    answer(
        {"name": manifest.name, "bytes": manifest.total_bytes, "key": public}, as_json, f"{manifest.name}: {signed}."
    )


@app.command("key")
def key(
    out: Annotated[Path, typer.Argument(help="File for the private key; it must not exist.")],
    home: HomeOption = None,  # noqa: ARG001 - a key for packs belongs to no store
    as_json: JsonOption = False,
) -> None:
    """Make a key for signing packs, and print its public half for the rules of the service (pack_keys)."""
    from coder.services.model_making import make_key

    public = make_key(out, _pack_passphrase())
    answer({"key": public}, as_json, f"Public key: {public}\nKeep {out.name} and its passphrase apart from each other.")


@app.command("child", hidden=True)
def child(act: str, model: str, folder: Path) -> None:
    """Look at one model in a process of its own. The program starts it by itself."""
    from coder.jobs.model_child import run

    run(act, model, folder)


def _need_speech() -> None:
    if any(find_spec(name) is None for name in ("faster_whisper", "onnxruntime")):
        raise UserError("Transcription is not installed; coding by ear works.", "Install the program with speech.")


def _chosen(home: Path | None) -> str:
    """The model in force, where a store says which; what is on the computer can be told without opening one."""
    if home is None or not home_exists(home_or_default(home)):
        return _BASE
    with opened(home) as services:
        return services.policy.get(services.actor).model


def _models(chosen: str) -> tuple[SpeechModel, ...]:
    from coder.services.speech_models import speech_models

    return speech_models(app_folder(), chosen)


def _facts(model: SpeechModel) -> dict[str, Any]:
    facts = {"value": model.value, "name": model.name, "here": model.here, "trust": model.trust}
    return {**facts, "brought": model.brought, "megabytes": model.megabytes}


def _found(model: str, look: Any) -> dict[str, Any]:
    try:
        known = look()
    except UserError as error:
        return {"model": model, "good": False, "sentence": error.sentence}
    sentence = "whole, but not a published model." if known is False else "whole."
    return {"model": model, "good": True, "sentence": sentence}


def _told(model: SpeechModel, chosen: bool, minutes: dict[str, Cost]) -> str:
    cost = _cost(minutes[model.value]) if model.value in minutes else "not measured"
    return f"{'*' if chosen else ' '} {model.name:<12} {model.here.value:<9} {model.trust.value:<10} {cost}"


def _cost(cost: Cost) -> str:
    words = f"about {cost.minutes_per_hour:.0f} minutes for an hour of tape"
    notes = ["estimate"] if cost.estimated else []
    if cost.busy_minutes is not None:
        notes.append(f"{cost.busy_minutes:.0f} when as busy as it was")
    return f"{words} ({', '.join(notes)})" if notes else words


def _read_key(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError("The key for signing cannot be read. Nothing was written.", "Check the file.") from error


def _pack_passphrase() -> str:
    return os.environ.get(PACK_PASSPHRASE_VARIABLE) or ask_passphrase("Passphrase of the signing key: ")
