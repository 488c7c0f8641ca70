"""A plain workbook (Office Open XML, ECMA-376) of tables: text and numbers, no formula, no macro, no link.

Every text is an inline string, which no program evaluates, whatever it begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coder.exports.delimited import Cell
from coder.exports.xml_text import xml_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What a sheet's name may not hold.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_LONGEST_TEXT = 32767
# Columns are as wide as what they hold, in letters; longer texts go on below. Printed, a sheet is one page wide.
_NARROWEST, _WIDEST = 8, 70
_LINE_PT, _MOST_LINES = 15, 27
_PRINTED = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
# The same tables give the same file, so that two can be compared.
_WHEN = (1980, 1, 1, 0, 0, 0)
_STYLES = (
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment horizontal="right"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its headings and its rows. None is an empty cell."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file, their first rows bold and held in view. Raises ValueError without a sheet."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:

        def put(name: str, text: str) -> None:
            file.writestr(ZipInfo(name, _WHEN), _HEAD + text, ZIP_DEFLATED)

        put("[Content_Types].xml", _content_types(len(sheets)))
        put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        names = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        put("xl/_rels/workbook.xml.rels", _relations([*names, ("styles", "styles.xml")]))
        put("xl/workbook.xml", _book(sheets))
        put("xl/styles.xml", f'<styleSheet xmlns="{_MAIN}">{_STYLES}</styleSheet>')
        for number, sheet in enumerate(sheets, start=1):
            put(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return out.getvalue()


def _content_types(count: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1)]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in parts)
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _book(sheets: Sequence[Sheet]) -> str:
    rows = "".join(
        f'<sheet name={quoteattr(_sheet_name(sheet.name))} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{rows}</sheets></workbook>'


def _sheet_name(name: str) -> str:
    return _NOT_IN_NAMES.sub(" ", xml_text(name))[:_LONGEST_NAME]


def _sheet(sheet: Sheet) -> str:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    headed = zip(sheet.columns, _numbers(sheet), strict=True)
    head = "".join(_cell(name, ' s="3"' if numbers else ' s="1"') for name, numbers in headed)
    rows = [f'<row r="1">{head}</row>', *(_row(n, row) for n, row in enumerate(sheet.rows, start=2))]
    one_wide = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    body = f"{one_wide}{view}{_widths(sheet)}<sheetData>{''.join(rows)}</sheetData>{_PRINTED}"
    return f'<worksheet xmlns="{_MAIN}">{body}</worksheet>'


def _numbers(sheet: Sheet) -> list[bool]:
    """Which columns hold numbers alone, whose headings stand over them at the right."""
    columns = zip_longest(*sheet.rows) if sheet.rows else ((),) * len(sheet.columns)
    held = ([cell for cell in cells if cell is not None] for cells in columns)
    return [bool(cells) and not any(isinstance(cell, str) for cell in cells) for cells in held]


def _widths(sheet: Sheet) -> str:
    columns = zip_longest(sheet.columns, *sheet.rows)
    longest = (max(len(str(cell)) for cell in cells if cell is not None) for cells in columns)
    widths = (min(_WIDEST, max(_NARROWEST, letters)) + 2 for letters in longest)
    cols = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1))
    return f"<cols>{cols}</cols>"


def _row(number: int, cells: Sequence[Cell]) -> str:
    written = "".join(_cell(cell) for cell in cells)
    lines = max((ceil(len(cell) / _WIDEST) for cell in cells if isinstance(cell, str)), default=1)
    # No program makes a row as high as its text unless it is told how high that is.
    height = f' ht="{_LINE_PT * min(lines, _MOST_LINES)}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{written}</row>'


def _cell(cell: Cell, style: str = "") -> str:
    if cell is None:
        return f"<c{style}/>"
    if isinstance(cell, str):
        text = escape(xml_text(cell)[:_LONGEST_TEXT])
        style = style or (' s="2"' if len(cell) > _WIDEST else "")
        return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c{style}><v>{cell!r}</v></c>"
