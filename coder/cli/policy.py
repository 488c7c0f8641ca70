"""Commands about the service's rules: show them, set them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.errors import UserError

app = typer.Typer(invoke_without_command=True, help="The service's rules.")


@app.callback()
def show(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show the rules in force; with set, change them (service lead or data steward)."""
    if context.invoked_subcommand is not None:
        return
    with opened(home) as services:
        rules = services.policy.get(services.actor).model_dump()
    answer(rules, as_json, _told(rules))


@app.command("set")
def set_rules(
    rules: Annotated[
        list[str], typer.Argument(help="key=value, for example target_days=8. An empty value: the usual one.")
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    r"""Set one or more rules, all or none; in safeguarding_text, \n begins a new line. Each change is audited."""
    wanted = _pairs(rules)
    with opened(home) as services:
        usual = type(services.policy.get(services.actor))()
        values = {key: _read(key, value) if value else getattr(usual, key, "") for key, value in wanted.items()}
        services.policy.change(services.actor, **values)
        found = services.policy.get(services.actor).model_dump()
    answer(found, as_json, _told({key: found[key] for key in wanted}))


def _read(key: str, value: str) -> str:
    # Only the text has lines; a model may be a folder, and \n is how many a Windows path goes on.
    return value.replace("\\n", "\n") if key == "safeguarding_text" else value


def _pairs(rules: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for rule in rules:
        key, sign, value = rule.partition("=")
        if not sign or not key.strip():
            raise UserError(f"“{rule}” is no rule with its value. Nothing was changed.", "Write it as key=value.")
        pairs[key.strip()] = value.strip()
    return pairs


def _told(rules: dict[str, Any]) -> str:
    lines = []
    for key, value in rules.items():
        first, *more = str(value).split("\n")
        lines.append(f"{key:<20} {first}".rstrip())
        lines += [f"{'':<20} {line}".rstrip() for line in more]
    return "\n".join(lines)
