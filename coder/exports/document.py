"""What every printed document says about itself, and small pieces the three of them share."""

from __future__ import annotations

from codebook.schema import Codebook
from coder.analysis.wording import DEMO, PURPOSE
from coder.exports.printable import BOX, printable

Table = dict[str, list[str] | list[list[str]]]


def table(head: list[str], body: list[list[str]]) -> Table:
    """A table for a template, every cell made printable."""
    return {"head": [printable(cell) for cell in head], "body": [[printable(cell) for cell in row] for row in body]}


def frame(title: str, kind: str, footer: str, *, demo: bool) -> dict[str, object]:
    """Title, purpose, kind of document, footer and demo line, as ``frame.typ`` wants them."""
    return {
        "title": printable(title),
        "purpose": PURPOSE,
        "kind": kind,
        "footer": printable(footer),
        "demo": DEMO if demo else "",
    }


def codebook_footer(codebook: Codebook) -> str:
    """Which codebook the figures were made with, and what it is not."""
    return f"Codebook: {codebook.title} {codebook.version} · {codebook.provenance}"


def box_note(document: object) -> str:
    """A sentence about □, for documents in which one was printed in place of a character."""
    return f"{BOX} stands for a character that the fonts of this document do not have." if BOX in str(document) else ""
