"""Commands about sealed packages: cards of colleagues, a recording out, a coding back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.sealed import PackageKind
from coder.services.sealed import told
from coder.services.sealed_files import check_free, read_file, write_file

app = typer.Typer(no_args_is_help=True, help="Second codings on another computer, by sealed packages.")
_To = Annotated[str, typer.Option("--to", help="Code of the colleague, for example E-07.")]
_Out = Annotated[Path, typer.Option("--out", help="File to write; it must not exist.")]


@app.command("card")
def card(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print your card as one line, to be given to a colleague, and its fingerprint."""
    with opened(home) as services:
        found = services.packages.card(services.actor)
    text = f"{found.text()}\nFingerprint, to be compared over the telephone: {told(found)}"
    answer({"card": found.text(), "fingerprint": told(found)}, as_json, text)


@app.command("partner")
def partner(
    card_: Annotated[str, typer.Argument(metavar="CARD", help="Their card, as one line.")],
    code: Annotated[str, typer.Option("--code", help="Their code here, for example E-07.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take packages of a colleague from now on. Compare the fingerprint with them first."""
    with opened(home) as services:
        services.packages.add_partner(services.actor, card_, code)
        found = services.packages.partners(services.actor)
    answer({"partners": found}, as_json, "\n".join(f"{one.person_code}  {one.fingerprint}" for one in found))


@app.command("send")
def send(session: SessionArgument, to: _To, out: _Out, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Write a package with a recording for a second coding; it opens on that colleague's computer only."""
    check_free(out)
    with opened(home) as services:
        write_file(out, services.packages.send(services.actor, session, to))
    answer({"file": out}, as_json, f"Written: {out}")


@app.command("coding")
def coding(session: SessionArgument, to: _To, out: _Out, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Write a package with your own locked coding for a colleague."""
    check_free(out)
    with opened(home) as services:
        write_file(out, services.packages.send_coding(services.actor, session, to))
    answer({"file": out}, as_json, f"Written: {out}")


@app.command("take")
def take(
    file: Annotated[Path, typer.Argument(help="The package.")], home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Take in a package from a colleague: a recording to code, or their coding."""
    content = read_file(file)
    with opened(home) as services:
        found = services.packages.take_in(services.actor, content)
    if found.known:
        text = f"{found.session_code}: this was here already; nothing was changed."
    elif found.kind is PackageKind.RECORDING:
        text = f"{found.session_code} is ready to be coded."
    elif found.sealed:
        text = "Taken in. It stays closed until every coding of this recording is locked."
    else:
        text = f"{found.session_code}: their coding stands beside yours now."
    answer(found, as_json, text)
