"""The coach pack as a text document that can be written on in, from the very texts that are printed as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coder.exports.word import Block, Paragraph, WordTable, word_file


def coach_pack_docx(document: Mapping[str, Any]) -> bytes:
    """``coach_pack_document(...)`` as .docx, its parts in the order of the PDF."""
    head = (f"{document['purpose']} · {document['kind']}", document["demo"])
    return word_file(document["title"], head, document["footer"], _blocks(document))


def _blocks(document: Mapping[str, Any]) -> Iterator[Block]:
    yield Paragraph(document["heading"], "Heading1")
    yield Paragraph(document["lead"], "Lead")
    if document["last"]:
        yield Paragraph("What was agreed last time", "Heading2")
        yield from _moments(document["last"])
    yield Paragraph("1. The worker first", "Heading2")
    for item in document["first"]:
        yield from _answer(item)
    yield Paragraph("2. Listen to a bright moment", "Heading2")
    yield from _moments(document["bright"])
    yield from _said(document["heard"])
    yield Paragraph("3. Listen to a fork", "Heading2")
    yield from _moments(document["fork"])
    yield from (Paragraph(question, "Question") for question in document["questions"])
    yield Paragraph("4. Try it again aloud", "Heading2")
    yield from _answer(document["tried"])
    yield Paragraph("5. One intention", "Heading2")
    yield from _answer(document["intention"])
    yield from _said(document["due"])
    yield from _evaluation(document)
    yield Paragraph("Looking back", "Heading2")
    yield from _answer(document["reflection"])
    yield Paragraph("Signed", "Heading2")
    yield from (Paragraph(line) for line in document["signed"])
    yield Paragraph(document["method"], "Small")


def _evaluation(document: Mapping[str, Any]) -> Iterator[Block]:
    title = "6. What the worker says of the evaluation"
    yield Paragraph(title, "Heading2")
    yield from _said(document["comment"])
    if document["ratings"]["body"]:
        yield WordTable(title, document["ratings"]["head"], document["ratings"]["body"])
    yield from _said(document["no_score"])


def _moments(clips: list[dict[str, str]]) -> Iterator[Block]:
    for clip in clips:
        yield Paragraph(clip["place"], "Place")
        yield Paragraph(clip["words"])


def _answer(item: dict[str, str]) -> Iterator[Block]:
    yield Paragraph(item["question"], "Place")
    # An empty paragraph is the room to write in.
    yield Paragraph(item["words"])


def _said(text: str) -> Iterator[Block]:
    if text:
        yield Paragraph(text)
