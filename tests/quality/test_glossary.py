"""Every value the field's enums may take is explained in the glossary, spelt as it is stored."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

import codebook.schema
import coder.domain

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def _modules() -> Iterator[ModuleType]:
    yield codebook.schema
    for found in pkgutil.iter_modules(coder.domain.__path__):
        yield importlib.import_module(f"{coder.domain.__name__}.{found.name}")


ENUMS = [
    value
    for module in _modules()
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
def test_each_value_is_in_the_glossary(enum: type[Enum]) -> None:
    explained = set(re.findall(r"`([^`\n]+)`", GLOSSARY.read_text(encoding="utf-8")))

    assert [member.value for member in enum if member.value not in explained] == []


def test_enums_were_found() -> None:
    assert len(ENUMS) > 10


def test_each_term_is_explained_once() -> None:
    terms = re.findall(r"^- \*\*([^*]+)\*\*", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(terms) > 100
    assert sorted(terms) == sorted(set(terms))
