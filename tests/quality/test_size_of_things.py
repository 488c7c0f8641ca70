"""Nothing grows too large to be read: files of four hundred lines, functions of sixty."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("codebook", "models", "coder", "ui", "tools", "packaging")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# What must be longer stands here with its reason.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS = {
    "coder/store/migrations/versions/0002_transcripts_and_codings.py _coding_entries": "one table, column by column",
}


def sources() -> list[Path]:
    """The program's own source files."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function of a file as ``file name`` with its number of lines, decorators left out."""
    name = path.relative_to(ROOT).as_posix()
    return [(f"{name} {function}", lines) for function, lines in lengths(path.read_text(encoding="utf-8"))]


def lengths(source: str) -> list[tuple[str, int]]:
    """Every function of a source text with its number of lines."""
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_there_is_something_to_measure() -> None:
    assert len(sources()) > 200


def test_no_file_is_too_long() -> None:
    lines = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in sources()}
    too_long = {name: count for name, count in lines.items() if count > LONGEST_FILE}
    assert too_long.keys() == LONGER_FILES.keys(), too_long


def test_no_function_is_too_long() -> None:
    found = {name: count for path in sources() for name, count in functions(path) if count > LONGEST_FUNCTION}
    assert found.keys() == LONGER_FUNCTIONS.keys(), found


def test_the_measure_sees_functions_in_classes_and_in_functions() -> None:
    source = "class A:\n    def outer(self):\n        def inner():\n            pass\n\n        return inner\n"
    assert lengths(source) == [("outer", 5), ("inner", 2)]
