"""What people type on the command line and what a bug of it looks like."""

from __future__ import annotations

import json
import sys
import threading

import pytest

from coder.cli import app
from coder.cli.sessions import parse_permission
from coder.domain.errors import UserError
from coder.domain.sessions import Answer, HowAsked
from coder.services.sessions import PermissionDraft


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("mother", PermissionDraft("mother", True, HowAsked.SPOKEN, "", Answer.GIVEN)),
        ("older brother:child", PermissionDraft("older brother", False, HowAsked.SPOKEN, "", Answer.GIVEN)),
        ("father:adult:written", PermissionDraft("father", True, HowAsked.WRITTEN, "", Answer.GIVEN)),
        (
            " father : adult : through an interpreter : refused : worker ",
            PermissionDraft("father", True, HowAsked.INTERPRETER, "worker", Answer.REFUSED),
        ),
    ],
)
def test_a_permission_may_leave_out_parts_from_the_right(text: str, draft: PermissionDraft) -> None:
    assert parse_permission(text) == draft


@pytest.mark.parametrize("text", ["", ":adult", "mother:dog", "mother:adult:sung", "m:adult:spoken:perhaps", "a:::::"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="mother:adult:spoken:given"):
        parse_permission(text)


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug that knows a name, met by a command that needs no store."""

    def broken(name: str) -> None:
        raise RuntimeError("Maya Quillfeather is on page 3") from KeyError("Maya")

    monkeypatch.setattr("coder.cli.codebooks.load_builtin", broken)
    monkeypatch.setattr("threading.excepthook", threading.excepthook)


@pytest.mark.usefixtures("bug")
@pytest.mark.parametrize("as_json", [False, True])
def test_a_bug_is_told_by_kind_and_place_and_without_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    monkeypatch.setattr(sys, "argv", ["practice-coder", "codebook", "list", *(["--json"] if as_json else [])])
    with pytest.raises(SystemExit) as ended:
        app.main()
    told = capsys.readouterr()
    assert ended.value.code == app.EXIT_BUG == 70
    assert "builtins.RuntimeError" in told.err
    assert "builtins.KeyError" in told.err
    assert "  coder/cli/codebooks.py:" in told.err
    assert "Practice Coder 0.1.0" in told.err
    assert "Maya" not in told.err + told.out
    assert "Traceback" not in told.err
    if as_json:
        assert json.loads(told.out)["error"].startswith("The program met a fault of its own")
    else:
        assert told.out == ""


@pytest.mark.usefixtures("bug")
def test_a_bug_in_a_thread_is_told_the_same_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        thread = threading.Thread(target=lambda: {}["Maya Quillfeather"])
        thread.start()
        thread.join()

    monkeypatch.setattr(app, "app", command)
    app.main()
    told = capsys.readouterr().err
    assert "builtins.KeyError" in told
    assert "Maya" not in told


def test_the_exit_codes_are_in_the_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["practice-coder", "--help"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(f" {code} " in told for code in (0, 1, 2, app.EXIT_BUG))
