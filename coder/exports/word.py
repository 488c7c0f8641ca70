"""A plain text document (WordprocessingML, ECMA-376): headings, paragraphs, lists and tables with real styles.

No macro, no link and no field but page numbers. The headings of tables repeat on every page and are marked as headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from xml.sax.saxutils import escape

from coder.exports.bundle import bundle
from coder.exports.xml_text import xml_text

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# A4 with margins of 2 cm, in twentieths of a point; what is between them is as wide as a table may be.
_PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
_WIDTH = 9638
# A letter of bold 9.5 point in a wide font, and what a table keeps free at both sides of a cell.
_LETTER = 125
_BESIDE = 260
_PARTS = {"document": "document.main", "styles": "styles", "header1": "header", "footer1": "footer"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``style`` is the name of a style of ``word-styles.xml``."""

    text: str
    style: str = "Normal"


@dataclass(frozen=True)
class WordTable:
    """A table; ``title`` is read out before it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Paragraph | WordTable


def word_file(title: str, head: Sequence[str], foot: str, blocks: Iterable[Block]) -> bytes:
    """The blocks as .docx in British English; the lines of ``head`` stand above every page, ``foot`` below it."""
    body = "".join(_paragraph(one) if isinstance(one, Paragraph) else _table(one) for one in blocks)
    refs = '<w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
    section = f'<w:sectPr>{refs}{_PAGE} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    document = f'<w:document {_SPACE} xmlns:r="{_LINKS}"><w:body>{body}{section}</w:body></w:document>'
    header = "".join(_paragraph(Paragraph(line, "Header")) for line in head if line)
    return bundle(
        {
            "[Content_Types].xml": _HEAD + _content_types(),
            "_rels/.rels": _HEAD + _outer_relations(),
            "docProps/core.xml": _HEAD + _core(title),
            "word/document.xml": _HEAD + document,
            "word/_rels/document.xml.rels": _HEAD + _inner_relations(),
            "word/styles.xml": files("coder.exports").joinpath("templates/word-styles.xml").read_bytes(),
            "word/header1.xml": f"{_HEAD}<w:hdr {_SPACE}>{header}</w:hdr>",
            "word/footer1.xml": f"{_HEAD}<w:ftr {_SPACE}>{_footer(foot)}</w:ftr>",
        }
    )


def _run(text: str, bold: bool = False) -> str:
    strong = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{strong}<w:t xml:space="preserve">{escape(xml_text(text))}</w:t></w:r>'


def _paragraph(one: Paragraph) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{one.style}"/></w:pPr>{_run(one.text)}</w:p>'


def _footer(text: str) -> str:
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_run(f"{text} · Page ")}{number}</w:p>'


def _table(one: WordTable) -> str:
    title = escape(xml_text(one.title), {'"': "&quot;"})
    look = (
        f'<w:tblStyle w:val="Figures"/><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCaption w:val="{title}"/>'
    )
    widths = column_widths(one)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(one.head, widths, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", bold=True)
    rows = "".join(_row(row, widths, "<w:trPr><w:cantSplit/></w:trPr>") for row in one.rows)
    # Two tables that touch become one; and a document may not end with a table.
    after = '<w:p><w:pPr><w:pStyle w:val="Small"/></w:pPr></w:p>'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>{after}"


def column_widths(one: WordTable) -> list[int]:
    """Widths in twentieths of a point that fill a line: room for the longest word of each column first, the rest by
    the length of its longest text. Where not even the words fit, every column gives way alike."""
    columns = list(zip(one.head, *one.rows, strict=True))
    least = [_room(max((word for text in texts for word in text.split()), key=len, default="")) for texts in columns]
    wanted = [_room(max(texts, key=len)) for texts in columns]
    if sum(wanted) <= _WIDTH:
        return [full + (_WIDTH - sum(wanted)) // len(wanted) for full in wanted]
    if sum(least) >= _WIDTH:
        return [low * _WIDTH // sum(least) for low in least]
    share = (_WIDTH - sum(least)) / (sum(wanted) - sum(least))
    return [low + int(share * (full - low)) for low, full in zip(least, wanted, strict=True)]


def _room(text: str) -> int:
    return len(text) * _LETTER + _BESIDE


def _row(cells: Sequence[str], widths: Sequence[int], properties: str, bold: bool = False) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>{_run(cell, bold)}</w:p></w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{written}</w:tr>"


def _content_types() -> str:
    core = '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in _PARTS.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{parts}{core}core-properties+xml"/></Types>'


def _outer_relations() -> str:
    document = f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="word/document.xml"/>'
    core = f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{document}<Relationship Id="rId2" {core}/></Relationships>'


def _inner_relations() -> str:
    parts = (("styles", "styles"), ("header", "header1"), ("footer", "footer1"))
    rows = "".join(
        f'<Relationship Id="rId{place}" Type="{_LINKS}/{kind}" Target="{name}.xml"/>'
        for place, (kind, name) in enumerate(parts, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _core(title: str) -> str:
    spaces = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    said = f"<dc:title>{escape(xml_text(title))}</dc:title><dc:creator>Practice Coder</dc:creator>"
    return f"<cp:coreProperties {spaces}>{said}<dc:language>en-GB</dc:language></cp:coreProperties>"
