"""A layout's item that Qt has deleted is still held by its Python wrapper; what takes its address is then mistaken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "ui"
# FlowLayout is itself asked for its items by Qt.
ASKED = {UI / "widgets/flow.py"}


@pytest.mark.parametrize("file", sorted(set(UI.rglob("*.py")) - ASKED), ids=lambda file: file.name)
def test_no_widget_is_looked_up_through_the_item_of_a_layout(file: Path) -> None:
    found = re.findall(r"(?<!self\._flow)\.itemAt\(", file.read_text(encoding="utf-8"))
    assert not found, "keep the widgets in a list of your own"
