"""From a codebook file to a checked Codebook, or a refusal that names file, line and key.

Codebooks are TOML, because an authority's file is a stranger's file and TOML has little to be tricked with: no aliases
or anchors that blow up when expanded, no tags that build objects, no includes, and a key that is written twice is an
error instead of a silent win for the second. Python reads it by itself. What TOML leaves open is bounded here: size,
nesting, length of lists and texts, hidden characters, unknown keys.

A file is read whole or refused whole: a Codebook is only built after the last check.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from codebook import parts
from codebook.check import check
from codebook.errors import CodebookError, dotted
from codebook.locate import Locator, find_overload
from codebook.reader import Source, Table, first_hidden_character
from codebook.schema import Codebook, Kind

__all__ = [
    "MAX_BYTES",
    "CodebookError",
    "builtin_ids",
    "builtin_text",
    "file_hash",
    "load_builtin",
    "load_file",
    "load_text",
    "read_text",
]

MAX_BYTES = 512 * 1024
MAX_DEPTH = 6
MAX_KEY_PARTS = 8

_CODEBOOK_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
_VERSION = re.compile(r"(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BUILTIN_FILE = re.compile(r"(?P<id>[a-z][a-z-]*)-(?P<version>\d+\.\d+(\.\d+)?)\.toml")
_LONG_NUMBER = re.compile(r"[0-9_]{1000,}")
_TOML_PLACE = re.compile(r"^(?P<what>.*?) ?\(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)


def load_text(text: str, source: str) -> Codebook:
    """A checked codebook from the text of a TOML file. ``source`` names the file in messages and is read nowhere.

    Raises CodebookError for anything that is not a whole, sound codebook of at most 512 KiB.
    """
    text = _normalised(text)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _too_big(source)
    _refuse_hidden_characters(text, source)
    overload = find_overload(text, MAX_DEPTH, MAX_KEY_PARTS)
    if overload is not None:
        key = _key_on_line(text, overload.line)
        raise CodebookError(source, overload.sentence, key, overload.line)
    place = Source(source, text)
    book = _read(Table(_parse(text, place), (), place), file_hash(text))
    check(book, place)
    return book


def load_file(path: Path) -> Codebook:
    """A checked codebook from a UTF-8 file; messages name the file without its folder.

    Raises CodebookError when it cannot be read, is too big (more than 512 KiB are never read) or is no sound codebook.
    """
    return load_text(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The text of a codebook file, for a caller that keeps the very text it loads. Raises as :func:`load_file` does."""
    try:
        if not path.is_file():
            raise CodebookError(path.name, "is not a file. Choose a codebook file (.toml).")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CodebookError(
            path.name, f"could not be read ({error.strerror}). Check the file and try again."
        ) from error
    if len(raw) > MAX_BYTES:
        raise _too_big(path.name)
    return _decoded(raw, path.name)


@cache
def load_builtin(codebook_id: str, version: str = "") -> Codebook:
    """A codebook that comes with the program: the newest of this id, or the one with this version.

    Raises KeyError for an id or version the program does not bring.
    """
    entry = _builtin_file(codebook_id, version)
    return load_text(_decoded(entry.read_bytes(), entry.name), entry.name)


def builtin_text(codebook_id: str, version: str = "") -> str:
    """The file text of :func:`load_builtin`, to be stored beside codings. Raises KeyError as that does."""
    entry = _builtin_file(codebook_id, version)
    return _normalised(_decoded(entry.read_bytes(), entry.name))


@cache
def builtin_ids() -> tuple[str, ...]:
    """The ids of the codebooks that come with the program, in alphabetical order."""
    return tuple(sorted({name for name, _ in _builtin_files()}))


def file_hash(text: str) -> str:
    """The sha256 of a codebook's text in UTF-8, as hexadecimal digits.

    A byte order mark is left out and line ends count as LF, so that a copy made on Windows hashes the same.
    """
    return hashlib.sha256(_normalised(text).encode("utf-8", "surrogatepass")).hexdigest()


def _builtin_files() -> dict[tuple[str, tuple[int, ...]], Traversable]:
    """All shipped files by id and version; older ones stay, because codings point to them."""
    found: dict[tuple[str, tuple[int, ...]], Traversable] = {}
    for entry in files("codebook").joinpath("data").iterdir():
        match = _BUILTIN_FILE.fullmatch(entry.name)
        if match is not None:
            version = tuple(int(number) for number in match["version"].split("."))
            found[match["id"], (*version, 0)[:3]] = entry
    return found


def _builtin_file(codebook_id: str, version: str) -> Traversable:
    matching = {
        number: entry
        for (name, number), entry in _builtin_files().items()
        if name == codebook_id and version in ("", ".".join(map(str, number)))
    }
    if not matching:
        raise KeyError(f"{codebook_id} {version}".strip())
    return matching[max(matching)]


def _read(root: Table, digest: str) -> Codebook:
    head = _read_head(root, digest)
    common = tuple(parts.read_attribute(entry) for entry in root.tables("common_attributes"))
    book = replace(
        head,
        principles=tuple(parts.read_principle(entry) for entry in root.tables("principles")),
        groups=tuple(parts.read_group(entry) for entry in root.tables("groups")),
        codes=tuple(parts.read_code(entry, common) for entry in root.tables("codes")),
        talk_codes=tuple(parts.read_code(entry) for entry in root.tables("talk_codes")),
        tags=tuple(parts.read_tag(entry) for entry in root.tables("tags")),
        moments=tuple(parts.read_moment(entry) for entry in root.tables("moments")),
        measures=tuple(parts.read_measure(entry) for entry in root.tables("measures")),
        figures=tuple(parts.read_figure(entry) for entry in root.tables("figures")),
        bands=tuple(parts.read_band(entry) for entry in root.tables("bands")),
        guidance=tuple(parts.read_guidance(entry) for entry in root.tables("guidance")),
        descriptions=tuple(parts.read_description(entry) for entry in root.tables("descriptions")),
        variants=tuple(parts.read_variant(entry) for entry in root.tables("variants")),
        response_scales=tuple(parts.read_response_scale(entry) for entry in root.tables("response_scales")),
        licensed_scales=tuple(parts.read_licensed_scale(entry) for entry in root.tables("licensed_scales")),
        feedback_items=tuple(parts.read_feedback_item(entry) for entry in root.tables("feedback_items")),
        mappings=parts.read_mappings(root.table("mappings")),
    )
    root.end()
    return book


def _read_head(root: Table, digest: str) -> Codebook:
    """What a codebook says about itself as a whole; its parts are still empty."""
    table = root.table("codebook")
    head = Codebook(
        id=table.word("id", _CODEBOOK_ID, "small letters, digits and hyphens, for example family-feedback"),
        version=table.word("version", _VERSION, "three numbers with dots, for example 1.0.0"),
        title=table.name("title"),
        language=table.word("language", _LANGUAGE, "a language code, for example en-GB"),
        provenance=table.name("provenance"),
        licence=table.text("licence"),
        kind=table.choice("kind", Kind),
        beside=table.word("beside", _CODEBOOK_ID, "the id of another codebook", default=""),
        hash=digest,
        rules=parts.read_rules(root.table("rules")),
        scale=root.texts("scale"),
        questions=root.texts("questions"),
    )
    table.end()
    return head


def _parse(text: str, source: Source) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.match(str(error))
        last_line = text.count("\n") + 1
        line = int(match["line"]) if match and match["line"] else last_line
        what = match["what"] if match else str(error)
        twice = what.startswith(("Cannot overwrite", "Cannot declare"))
        sentence = "This stands in the file twice. Remove one." if twice else f"This is not valid TOML: {what}."
        raise CodebookError(source.name, sentence, _key_on_line(text, line), line) from error
    except ValueError as error:
        # int() itself refuses numbers of thousands of digits, and does not say where.
        digits = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, digits.start()) + 1 if digits else 1
        raise CodebookError(source.name, "This number is too long.", _key_on_line(text, line), line) from error


def _key_on_line(text: str, line: int) -> str:
    return dotted(Locator(text).last_before(line))


def _refuse_hidden_characters(text: str, source: str) -> None:
    position = first_hidden_character(text)
    if position is None:
        return
    line = text.count("\n", 0, position) + 1
    sentence = f"holds the hidden character U+{ord(text[position]):04X}. Remove it."
    raise CodebookError(source, sentence, _key_on_line(text, line), line)


def _decoded(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CodebookError(source, "is not UTF-8 text. Save the file as UTF-8.", line=line) from error


def _too_big(source: str) -> CodebookError:
    return CodebookError(source, f"is bigger than {MAX_BYTES // 1024} KiB. A codebook is text of a few pages.")


def _normalised(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
