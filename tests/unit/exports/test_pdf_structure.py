"""Every printed document can be read by ear: tagged throughout, in British English, titled, with words for pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from coder.domain.coaching import WRITTEN, Conversation, RatingGiven, Side, Signature
from coder.domain.profiles import Stance, WorkerComment
from coder.exports.pdf import TEMPLATES, coach_pack_pdf
from tests.cases.coded_sessions import clip, codebook, next_step
from tests.helpers.pdf_ua import problems_of, walk
from tests.unit.exports.test_pdf import DOCUMENTS

WHEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def _conversation(**fields) -> Conversation:
    day = date(2026, 11, 16)
    made = Conversation(
        *("c1", "worker-17", "W-17", "C-1", "msw", "1.0.0", WHEN, "s1", "S-001", day),
        bright=(clip("s1", day, 30, "She waits for the answer.", "EVO"),),
        fork=clip("s1", day, 90, "What if you had asked?", "CLA"),
        choices=(),
        questions=("What did you do with it?",),
        words=dict.fromkeys(WRITTEN, "Some words."),
        due_on=date(2026, 12, 1),
        heard=True,
        ratings=(RatingGiven("EVO", 3), RatingGiven("CLA", None)),
        comment=WorkerComment("s1", "S-001", day, Stance.OTHERWISE, "I asked because of last week.", WHEN),
        last_intention=next_step(),
        signatures=(Signature(Side.WORKER, "W-17", WHEN), Signature(Side.COACH, "C-1", WHEN)),
        undo_text="",
    )
    return replace(made, **fields)


def _begun() -> Conversation:
    nothing = {"bright": (), "fork": None, "words": {}, "due_on": None, "ratings": (), "comment": None}
    return _conversation(**nothing, heard=False, last_intention=None, signatures=())


PRINTED: dict[str, Callable[[], bytes]] = {
    **DOCUMENTS,
    "coach_pack": lambda: coach_pack_pdf(_conversation(), codebook(), masked=True),
    "begun coach_pack": lambda: coach_pack_pdf(_begun(), codebook(), masked=False),
}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {name: make() for name, make in PRINTED.items()}


def test_no_template_is_left_out():
    there = {file.stem for file in TEMPLATES.glob("*.typ")} - {"frame"}
    assert there == {name.rpartition(" ")[2] for name in PRINTED}


@pytest.mark.parametrize("name", list(PRINTED))
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
