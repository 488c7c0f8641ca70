"""The window starts light: no scientific library, no database layer; and a few habits that only the source shows."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "ui"
# None of these may come with any module of the window.
NEVER = (
    "sklearn",
    "scipy",
    "matplotlib",
    "faster_whisper",
    "onnxruntime",
    "ctranslate2",
    "models",
    "coder.jobs.handlers",
)
# These may come later, but not before the first window is shown.
LATE = ("sqlalchemy", "sqlcipher3", "alembic", "pydantic", "av", "numpy", "cryptography", "typst")

FIRST_WINDOW = """
import json, sys, time
from ui.app import Application, make_application
app = make_application(["test"])
application = Application()
application.start()
application.window.grab()
print(json.dumps({"modules": sorted(sys.modules), "cpu_s": time.process_time()}))
application.finish()
"""


def in_child(source: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "QT_LOGGING_RULES": "*=false"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def loaded(modules: list[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if any(one == name or one.startswith(f"{name}.") for one in modules)]


def modules_of(folder: Path) -> list[str]:
    paths = sorted(folder.rglob("*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(UI.rglob("*.py"))]


@pytest.fixture(scope="module")
def first_window() -> dict:
    return in_child(FIRST_WINDOW)


def test_the_first_window_needs_no_scientific_library_and_no_database(first_window):
    assert loaded(first_window["modules"], NEVER + LATE) == []


def test_the_first_window_is_shown_within_its_budget(first_window):
    # Budget 0.4 s CPU (docs/architecture); twice that here, as the machine of a test is shared and may be cold.
    assert first_window["cpu_s"] < 0.8


def test_no_module_of_the_window_needs_a_scientific_library():
    names = [name for name in modules_of(UI) if name != "ui.__main__"]
    source = f"import importlib, json, sys\n[importlib.import_module(name) for name in {names!r}]\n"
    source += "print(json.dumps({'modules': sorted(sys.modules)}))"
    assert loaded(in_child(source)["modules"], NEVER) == []


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_view_models_and_commands_know_no_widgets():
    wrong = [
        str(path.relative_to(ROOT))
        for path, tree in trees()
        if path.name in ("viewmodel.py", "commands.py") and "PySide6.QtWidgets" in imported(tree)
    ]
    assert wrong == []


def test_the_window_never_reaches_past_the_services():
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path, tree in trees()
        for name in imported(tree)
        if name.startswith(("coder.store", "sqlalchemy", "models"))
    ]
    assert wrong == []


def bare_painters(tree: ast.Module) -> list[int]:
    """Lines that make a QPainter on something outside a ``with``."""
    guarded = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "QPainter"
        and id(node) not in guarded
    ]


def test_painters_are_only_made_in_a_with_block():
    # An exception while a bare QPainter is open ends the process with a segmentation fault.
    wrong = [(str(path.relative_to(ROOT)), line) for path, tree in trees() for line in bare_painters(tree)]
    assert wrong == []


def test_the_painter_rule_sees_a_bare_painter():
    assert bare_painters(ast.parse("p = QPainter(self)\nwith QPainter(self) as q:\n    pass")) == [1]


@pytest.mark.parametrize("name", ["processEvents", "terminate", "sleep"])
def test_the_window_never_waits_by_hand(name):
    wrong = [
        (str(path.relative_to(ROOT)), node.lineno)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == name
    ]
    assert wrong == []
