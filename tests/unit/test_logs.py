"""The log filter: ids, numbers, enum members and kinds of errors get through, and nothing else does."""

from __future__ import annotations

import ast
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.domain.jobs import JobState
from coder.logs import PrivacyFilter, start_logging

ROOT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
SESSION = str(uuid.UUID(int=7))


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """The file that the program logs to during one test."""
    root = logging.getLogger()
    before, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    # Pytest's own handlers stay out of it, so that they are not closed.
    root.handlers = []
    start_logging(tmp_path)
    yield tmp_path / "practice-coder.log"
    for handler in root.handlers:
        handler.close()
    root.handlers, logging.raiseExceptions = before, raising
    root.setLevel(level)


def written(file: Path) -> str:
    """What stands in the log."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_ids_numbers_states_and_kinds_get_through(log_file: Path) -> None:
    log = logging.getLogger("coder.test")
    log.info("session %s is %s after %d of %.1f, %s", SESSION, JobState.RUNNING, 3, 4.5, ValueError)
    assert f"INFO coder.test session {SESSION} is running after 3 of 4.5, ValueError" in written(log_file)


@pytest.mark.parametrize(
    "value",
    ["Maya Quillfeather", "maya", "W-17", "How have mornings been?", Path("/home/maya/visit.wav"), ["Maya"], {"Maya"}],
)
def test_no_other_argument_gets_through(log_file: Path, value: object) -> None:
    logging.getLogger("coder.test").warning("opening %s", value)
    text = written(log_file)
    assert f"opening <{type(value).__name__}>" in text
    assert "aya" not in text


def test_named_arguments_are_reduced_too(log_file: Path) -> None:
    logging.getLogger("coder.test").warning("opening %(what)s of %(id)s", {"what": "Maya", "id": SESSION})
    assert f"opening <str> of {SESSION}" in written(log_file)


def test_an_error_keeps_its_kind_and_place_and_loses_its_words(log_file: Path) -> None:
    try:
        raise KeyError("Maya Quillfeather")
    except KeyError:
        logging.getLogger("coder.test").exception("job failed")
    text = written(log_file)
    assert "job failed (KeyError at test_logs.py:" in text
    assert "Maya" not in text
    assert len(text.splitlines()) == 1


def test_an_error_instead_of_a_message_is_withheld(log_file: Path) -> None:
    logging.getLogger("coder.test").error(KeyError("Maya"))
    assert "<message withheld> at test_logs.py:" in written(log_file)


@pytest.mark.parametrize(
    ("message", "arguments"),
    [("Maya Quillfeather", ()), ("100% of Maya", ()), ("Maya %s", (3,)), ("%(name)s", ({"name": "Maya"},))],
)
def test_nothing_a_library_says_gets_through(log_file: Path, message: str, arguments: tuple[object, ...]) -> None:
    logging.getLogger("a_library.part").warning(message, *arguments)
    text = written(log_file)
    assert "WARNING a_library.part <message withheld> at test_logs.py:" in text
    assert "Maya" not in text


def test_the_chatter_of_libraries_is_not_even_counted(log_file: Path) -> None:
    logging.getLogger("a_library").info("Maya")
    assert written(log_file) == ""


def test_a_slip_in_a_log_call_prints_nothing(log_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("coder.test").warning("%d seconds", "Maya")
    assert "Maya" not in written(log_file) + capsys.readouterr().err


def test_a_stack_is_not_written(log_file: Path) -> None:
    logging.getLogger("coder.test").warning("here", stack_info=True)
    assert len(written(log_file).splitlines()) == 1


def test_the_log_stays_small(log_file: Path) -> None:
    log = logging.getLogger("coder.test")
    for number in range(12_000):
        log.warning("a line of usual length about session %s, number %d", SESSION, number)
    sizes = [path.stat().st_size for path in log_file.parent.iterdir()]
    assert len(sizes) == 3
    assert max(sizes) <= 256 * 1024


def test_the_filter_lets_our_own_records_of_any_level_pass() -> None:
    record = logging.LogRecord("models.x", logging.DEBUG, __file__, 1, "ready", None, None)
    assert PrivacyFilter().filter(record)


def log_calls() -> list[tuple[str, ast.Call]]:
    """Every call of a logger in the four packages, with its place."""
    found = []
    for package in ("codebook", "models", "coder", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_log_call(node.func):
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node))
    return found


def _is_log_call(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LEVELS
        and isinstance(function.value, ast.Name)
        and function.value.id in {"log", "logger", "logging", "LOG"}
    )


def test_our_own_log_calls_pass_constant_messages() -> None:
    calls = log_calls()
    assert calls, "no log call was found, so this test reads nothing"
    bad = [place for place, call in calls if not (call.args and isinstance(call.args[0], ast.Constant))]
    assert bad == []
