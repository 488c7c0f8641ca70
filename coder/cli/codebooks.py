"""Commands about codebooks: list, show, validate, import, diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from codebook.compare import compare
from codebook.load import builtin_ids, load_builtin
from codebook.schema import Codebook
from coder.bootstrap import home_exists
from coder.cli.common import HomeOption, JsonOption, answer, home_or_default, opened
from coder.domain.errors import UserError
from coder.services.codebooks import read_codebook_file

app = typer.Typer(no_args_is_help=True, help="Codebooks: what is rated and coded, as data.")


@app.command("list")
def list_codebooks(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the codebooks kept here: the built-in drafts and what was imported."""
    if home_exists(home_or_default(home)):
        with opened(home) as services:
            found = services.codebooks.list(services.actor)
    else:
        found = tuple(load_builtin(name) for name in builtin_ids())
    rows = [
        {"id": b.id, "version": b.version, "title": b.title, "kind": b.kind, "provenance": b.provenance, "hash": b.hash}
        for b in found
    ]
    answer({"codebooks": rows}, as_json, "\n".join(f"{b.id}@{b.version}  {b.title} ({b.provenance})" for b in found))


@app.command("show")
def show(
    codebook: Annotated[str, typer.Argument(help="Id of a codebook (msw), with @version if wanted, or a file.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a codebook: principles with anchors, codes and focus tags; with --json all of it."""
    found = _find(codebook, home)
    lines = [f"{found.title} {found.version} — {found.provenance}", ""]
    for principle in found.principles:
        lines += [f"{principle.id}  {principle.name}: {principle.definition}"]
        lines += [f"    {value}  {text}" for value, text in enumerate(principle.anchors, start=1)]
    lines += [""] + [f"{code.id:<4} {code.name:<24} {code.key:<8} {code.definition}" for code in found.codes]
    if found.tags:
        lines += ["", "Focus tags: " + ", ".join(f"{tag.id} ({tag.name})" for tag in found.tags)]
    answer(found, as_json, "\n".join(lines))


@app.command("validate")
def validate(
    file: Annotated[Path, typer.Argument(help="Codebook file.")],
    home: HomeOption = None,  # noqa: ARG001 - every command takes it; checking a file needs no store
    as_json: JsonOption = False,
) -> None:
    """Check a codebook file; an error names file, key and line."""
    found, _ = read_codebook_file(file)
    data = {"valid": True, "id": found.id, "version": found.version, "hash": found.hash}
    answer(
        data,
        as_json,
        f"{found.id}@{found.version} is in order: {len(found.principles)} principles, {len(found.codes)} codes.",
    )


@app.command("import")
def import_codebook(
    file: Annotated[Path, typer.Argument(help="Codebook file.")], home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Keep an authority's own codebook and use it for new codings from now on."""
    with opened(home) as services:
        services.codebooks.import_file(services.actor, file)
        found, _ = read_codebook_file(file)
    answer({"id": found.id, "version": found.version}, as_json, f"{found.id}@{found.version} is in use from now on.")


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="Codebook id, id@version or file.")],
    new: Annotated[str, typer.Argument(help="Codebook id, id@version or file.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what changed between two codebooks and whether their scores may be pooled."""
    found = compare(_find(old, home), _find(new, home))
    answer(found, as_json, str(found))


def _find(given: str, home: Path | None) -> Codebook:
    path = Path(given)
    if path.is_file():
        return read_codebook_file(path)[0]
    codebook_id, _, version = given.partition("@")
    known: tuple[Codebook, ...] = tuple(load_builtin(name) for name in builtin_ids())
    if home_exists(home_or_default(home)):
        with opened(home) as services:
            known = services.codebooks.list(services.actor)
    matching = [book for book in known if book.id == codebook_id and version in ("", book.version)]
    if not matching:
        raise UserError(f"There is no codebook “{given}” here.", "See codebook list.")
    return matching[-1]
