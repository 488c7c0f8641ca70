"""Projects and codebooks for other programs of qualitative analysis: REFI-QDA 1.5 (.qdpx and .qdc).

A source is a text of lines on which people put codes. Elements stand in the order of the standard's schemas
(Project.xsd and Codebook.xsd), and every reference has its target in the same file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coder.exports.xml_text import xml_text

_PROJECT = "urn:QDA-XML:project:1.0"
_CODEBOOK = "urn:QDA-XML:codebook:1.0"
_ORIGIN = "Practice Coder"
_OURS = UUID("6d0c4f9e-6a34-5d5b-9a53-6f7f2a2c9b11")


def guid(*parts: str) -> str:
    """An id for what has none, always the same for the same parts (UUID version 5, RFC 9562)."""
    return str(uuid5(_OURS, "\x1f".join(parts)))


@dataclass(frozen=True)
class QdaCode:
    """A code, or a heading over others where it cannot be given itself."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    inside: tuple[QdaCode, ...] = ()


@dataclass(frozen=True)
class QdaLine:
    """A line of a source and who gave it which code: pairs of a code's and a user's guid."""

    text: str
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QdaSource:
    """A text of lines."""

    guid: str
    name: str
    lines: tuple[QdaLine, ...]


@dataclass(frozen=True)
class QdaProject:
    """All that a project file holds; ``users`` maps guids to the names that stand for people."""

    name: str
    users: dict[str, str]
    codes: tuple[QdaCode, ...]
    sources: tuple[QdaSource, ...]
    made_at: datetime


def codebook_file(codes: Sequence[QdaCode]) -> bytes:
    """The codes alone, as a .qdc file."""
    book = Element("CodeBook", {"xmlns": _CODEBOOK, "origin": _ORIGIN})
    _put_codes(book, codes)
    return bytes(tostring(book, encoding="utf-8", xml_declaration=True))


def project_file(project: QdaProject) -> bytes:
    """The project as a .qdpx file: ``project.qde`` and a plain text for each source."""
    out = io.BytesIO()
    when = project.made_at.astimezone(UTC)
    with ZipFile(out, "w", ZIP_DEFLATED) as file:

        def put(name: str, data: bytes) -> None:
            file.writestr(ZipInfo(name, when.timetuple()[:6]), data, ZIP_DEFLATED)

        put("project.qde", _project(project, when))
        for source in project.sources:
            put(f"Sources/{source.guid}.txt", "\n".join(_texts(source)).encode())
    return out.getvalue()


def _project(project: QdaProject, when: datetime) -> bytes:
    made = {"creationDateTime": when.strftime("%Y-%m-%dT%H:%M:%SZ")}
    root = Element("Project", {"xmlns": _PROJECT, "name": xml_text(project.name), "origin": _ORIGIN, **made})
    users = SubElement(root, "Users")
    for id_, name in project.users.items():
        SubElement(users, "User", guid=id_, name=xml_text(name))
    _put_codes(SubElement(root, "CodeBook"), project.codes)
    sources = SubElement(root, "Sources")
    for source in project.sources:
        _put_source(sources, source)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _put_codes(book: Element, codes: Iterable[QdaCode]) -> None:
    holder = SubElement(book, "Codes")
    for code in codes:
        _put_code(holder, code)


def _put_code(holder: Element, code: QdaCode) -> None:
    codable = "true" if code.codable else "false"
    element = SubElement(holder, "Code", guid=code.guid, name=xml_text(code.name), isCodable=codable)
    if code.description:
        SubElement(element, "Description").text = xml_text(code.description)
    for inner in code.inside:
        _put_code(element, inner)


def _texts(source: QdaSource) -> list[str]:
    # A break inside a line would shift every position after it.
    return [" ".join(xml_text(line.text).split()) for line in source.lines]


def _put_source(holder: Element, source: QdaSource) -> None:
    path = f"internal://{source.guid}.txt"
    element = SubElement(holder, "TextSource", guid=source.guid, name=xml_text(source.name), plainTextPath=path)
    start = 0
    for number, (line, text) in enumerate(zip(source.lines, _texts(source), strict=True)):
        for user in dict.fromkeys(user for _, user in line.given):
            place = {"startPosition": str(start), "endPosition": str(start + len(text)), "creatingUser": user}
            id_ = guid(source.guid, str(number), user)
            selection = SubElement(element, "PlainTextSelection", {"guid": id_, "name": text, **place})
            for code in dict.fromkeys(code for code, giver in line.given if giver == user):
                coding = SubElement(selection, "Coding", guid=guid(id_, code), creatingUser=user)
                SubElement(coding, "CodeRef", targetGUID=code)
        start += len(text) + 1
