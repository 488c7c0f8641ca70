"""What a reader for blind people needs of a PDF (ISO 14289-1, PDF/UA-1), checked in the file's own structure."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

_PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI", "INLINE IMAGE"}
_HEADINGS = {f"/H{level}": level for level in range(1, 7)}
_INSIDE = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/Lbl": {"/LI", "/Note", "/Reference", "/TOCI", "/Figure", "/P", "/Caption"},
}


def problems_of(data: bytes) -> list[str]:
    """Everything in a PDF that breaks the rules looked at here; empty for a sound one."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            *_document(pdf),
            *_elements_problems(pdf),
            *(problem for number, page in enumerate(pdf.pages, start=1) for problem in _page(page, number)),
            *_fonts(pdf),
        ]


def _document(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "the document is not marked as tagged"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "the language is not said"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the title is not shown"
    with pdf.open_metadata() as metadata:
        if not metadata.get("dc:title"):
            yield "there is no title"
        if metadata.get("pdfuaid:part") != "1":
            yield "PDF/UA-1 is not claimed"
    if {"/OpenAction", "/AA"} & set(root.keys()) or "/JavaScript" in root.get("/Names", Dictionary()):
        yield "something runs when the document is opened"


def walk(node: Object, parent: str = "") -> Iterator[tuple[str, Dictionary]]:
    """Every element of a structure tree with the type of the one it is in, in reading order."""
    if isinstance(node, Array):
        for child in node:
            yield from walk(child, parent)
    elif isinstance(node, Dictionary):
        kind = str(node.get("/S", ""))
        if kind:
            yield parent, node
        if "/K" in node:
            yield from walk(node["/K"], kind or parent)


def _elements_problems(pdf: Pdf) -> Iterator[str]:
    level = 0
    for parent, element in walk(pdf.Root.StructTreeRoot.K):
        kind = str(element.S)
        if kind in _HEADINGS:
            if _HEADINGS[kind] > level + 1:
                yield f"a heading jumps from level {level} to {_HEADINGS[kind]}"
            level = _HEADINGS[kind]
        if kind in ("/Figure", "/Formula") and not str(element.get("/Alt", "")).strip():
            yield f"a {kind[1:].lower()} has no words"
        if parent not in _INSIDE.get(kind, {parent}):
            yield f"{kind} stands in {parent}"
        if kind == "/TH" and "/Scope" not in _attributes(element):
            yield "a heading of a table does not say what it heads"
        if kind == "/Table":
            widths = {_width(row) for _, row in walk(element.K) if str(row.S) == "/TR"}
            if len(widths) != 1:
                yield f"a table has rows of {sorted(widths)} cells"
    if level == 0:
        yield "there is no heading"


def _attributes(element: Dictionary) -> Dictionary:
    found = element.get("/A", Dictionary())
    merged = Dictionary()
    for one in found if isinstance(found, Array) else [found]:
        for key in one.keys() if isinstance(one, Dictionary) else ():
            merged[key] = one[key]
    return merged


def _width(row: Dictionary) -> int:
    cells = [cell for _, cell in walk(row.K) if str(cell.S) in ("/TH", "/TD")]
    return sum(int(_attributes(cell).get("/ColSpan", 1)) for cell in cells)


def _page(page: pikepdf.Page, number: int) -> Iterator[str]:
    open_: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            tag = instruction.operands[0]
            known = tag == Name.Artifact or (operator == "BDC" and "/MCID" in _properties(instruction.operands[1]))
            open_.append(known)
        elif operator == "EMC":
            open_.pop()
        elif operator in _PAINTS and not any(open_):
            yield f"page {number} shows something ({operator}) that is neither tagged nor an artefact"
            return
    if "/StructParents" not in page.obj:
        yield f"page {number} is not in the structure"


def _properties(given: Object) -> Dictionary:
    return given if isinstance(given, Dictionary) else Dictionary()


def _fonts(pdf: Pdf) -> Iterator[str]:
    for font in pdf.objects:
        if not (isinstance(font, Dictionary) and font.get("/Type") == "/Font"):
            continue
        name = str(font.get("/BaseFont", "?"))
        if font.Subtype == "/Type0" and "/ToUnicode" not in font:
            yield f"the letters of {name} cannot be read back"
        if "/FontDescriptor" in font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor):
            yield f"{name} is not in the file"
