"""Every printed document can be read by ear: tagged throughout, in British English, titled, with words for pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from tests.helpers.pdf_ua import problems_of, walk
from tests.unit.exports.test_pdf import DOCUMENTS


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {name: make() for name, make in DOCUMENTS.items()}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_every_document_keeps_the_rules_of_pdf_ua(printed: dict[str, bytes], name: str):
    assert problems_of(printed[name]) == []


def _broken(data: bytes, fault: Callable[[pikepdf.Pdf], None]) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fault(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return problems_of(out.getvalue())


def _first(pdf: pikepdf.Pdf, kind: str) -> Dictionary:
    return next(element for _, element in walk(pdf.Root.StructTreeRoot.K) if str(element.S) == kind)


def _drop(key: str) -> Callable[[pikepdf.Pdf], None]:
    def fault(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return fault


def _without(kind: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def fault(pdf: pikepdf.Pdf) -> None:
        del _first(pdf, kind)[key]

    return fault


def _untag_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 10 10 re f", prepend=True)


FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "language": (_drop("/Lang"), "language"),
    "mark": (_drop("/MarkInfo"), "tagged"),
    "title": (_drop("/ViewerPreferences"), "title"),
    "words": (_without("/Figure", "/Alt"), "no words"),
    "level": (lambda pdf: _first(pdf, "/H2").update({"/S": Name.H4}), "jumps"),
    "heads": (_without("/TH", "/A"), "heads"),
    "cells": (lambda pdf: _first(pdf, "/TR").K.__delitem__(0), "cells"),
    "paint": (_untag_page, "neither tagged"),
    "script": (lambda pdf: pdf.Root.update({"/OpenAction": Dictionary(S=Name.JavaScript)}), "runs"),
}


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_would_be_found(printed: dict[str, bytes], name: str):
    fault, said = FAULTS[name]
    assert any(said in problem for problem in _broken(printed["profile"], fault))
