"""Profile and team report as text documents, from the very texts and tables that are printed as PDF.

The charts are not in them: what they show stands in words and in the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coder.exports.word import Block, Paragraph, WordTable, word_file

# What a document holds by its names, see profile_document and team_document.
Document = Mapping[str, Any]


def profile_docx(document: Document) -> bytes:
    """``profile_document(...)`` as .docx, its parts in the order of the PDF."""
    return _file(document, _profile(document))


def team_docx(document: Document) -> bytes:
    """``team_document(...)`` as .docx; what is hidden in the PDF is hidden here."""
    return _file(document, _team(document))


def _file(document: Document, blocks: Iterator[Block]) -> bytes:
    head = (f"{document['purpose']} · {document['kind']}", document["demo"])
    return word_file(document["title"], head, document["footer"], blocks)


def _agreed(document: Document) -> Iterator[Block]:
    yield Paragraph("Agreed next step", "Heading2")
    for step in document["steps"]:
        yield Paragraph(step["day"], "Place")
        yield Paragraph(step["words"])
    if not document["steps"]:
        yield Paragraph(document["no_step"], "Lead")


def _profile(document: Document) -> Iterator[Block]:
    yield from _begin(document)
    if document["for_visits"]:
        yield from _agreed(document)
    if document["bright"]:
        yield Paragraph(document["bright_heading"], "Heading2")
        yield from _moments(document["bright"])
    yield Paragraph(document["tracks_heading"], "Heading2")
    yield Paragraph(document["chart_alt"])
    if document["explore_heading"]:
        yield Paragraph(document["explore_heading"], "Heading2")
        yield Paragraph(document["explore_sentence"])
        yield from _moments(document["explore"])
        yield from (Paragraph(question, "Question") for question in document["questions"])
    if document["comments"]:
        yield Paragraph(document["comments_heading"], "Heading2")
        yield from _moments(document["comments"])
    yield from _figures("What was said, counted", document["behaviours"], document["behaviours_note"])
    yield from _figures("What families said", document["voice"], document["voice_note"])
    if document["chart"]:
        yield from _figures("Estimates", document["estimates"], "")
        yield from _figures("Every recording", document["recordings"], document["recordings_note"])
    yield from _end(document)


def _team(document: Document) -> Iterator[Block]:
    yield from _begin(document)
    if document["suppressed"]:
        yield Paragraph("No figures are shown", "Heading2")
        yield Paragraph(document["suppressed"])
    else:
        yield Paragraph(document["how_to_read"], "Lead")
        yield from _figures("How our recordings were rated", document["shares"], "")
        if document["prompts"]:
            yield Paragraph("To talk about", "Heading2")
        for prompt in document["prompts"]:
            yield Paragraph(prompt["title"], "Place")
            yield Paragraph(prompt["sentence"])
            yield Paragraph(prompt["question"], "Question")
        if document["quotes"]:
            yield Paragraph(document["quotes_heading"], "Heading2")
            yield from (Paragraph(words) for words in document["quotes"])
            yield Paragraph(document["quotes_note"], "Small")
        yield from _figures("Further figures", document["figures"], document["figures_note"])
        yield from _figures("What families said", document["voice"], document["voice_note"])
    yield Paragraph("Three questions for every day", "Heading2")
    yield from (Paragraph(question, "Question") for question in document["daily"])
    yield from _end(document)


def _begin(document: Document) -> Iterator[Block]:
    yield Paragraph(document["heading"], "Heading1")
    yield Paragraph(document["lead"], "Lead")


def _moments(clips: list[dict[str, str]]) -> Iterator[Block]:
    for clip in clips:
        yield Paragraph(clip["place"], "Place")
        yield Paragraph(clip["words"])


def _figures(title: str, table: Mapping[str, Any], note: str) -> Iterator[Block]:
    if table["body"]:
        yield Paragraph(title, "Heading2")
        yield WordTable(title, table["head"], table["body"])
        if note:
            yield Paragraph(note, "Small")


def _end(document: Document) -> Iterator[Block]:
    yield Paragraph("How these figures are made", "Heading2")
    yield Paragraph(document["method"], "Small")
    if document.get("about"):
        yield Paragraph(document["about"], "Small")
