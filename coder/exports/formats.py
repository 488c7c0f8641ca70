"""The files figures leave the program as."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from coder.analysis.wording import joined
from coder.domain.errors import UserError
from coder.exports.dataset import Dataset
from coder.exports.redcap import redcap_bundle
from coder.exports.spss import spss_bundle
from coder.exports.table_files import table_csv, table_workbook


class FileFormat(StrEnum):
    """A document to read (PDF, DOCX) or tables of the same figures."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    SPSS = "spss"
    REDCAP = "redcap"

    @property
    def ending(self) -> str:
        """How a file of this format ends: several tables of text come as one archive."""
        return ".zip" if self in _ARCHIVES else f".{self.value}"

    @property
    def full_ending(self) -> str:
        """How a file of this format is named so that the format can be told from its name."""
        return f".{self.value}{self.ending}" if self in _ARCHIVES else self.ending

    @classmethod
    def named(cls, path: Path) -> FileFormat:
        """The format that a name asks for; raises UserError for one that asks for none."""
        for kind in cls:
            if path.name.lower().endswith(kind.full_ending):
                return kind
        endings = joined([kind.full_ending for kind in cls])
        raise UserError("The name says no kind of file. Nothing was written.", f"Let it end in one of {endings}.")

    @property
    def is_document(self) -> bool:
        """Whether it is made to be read, with words and not only figures."""
        return self in (FileFormat.PDF, FileFormat.DOCX)

    def require_ending(self, path: Path) -> None:
        """Raise UserError for a name that other programs would take for another format."""
        if path.suffix.lower() != self.ending:
            raise UserError(
                f"A file of the format {self.value} ends in {self.ending}. Nothing was written.",
                f"Name it {path.with_suffix(self.ending).name}.",
            )


_ARCHIVES = frozenset({FileFormat.CSV, FileFormat.SPSS, FileFormat.REDCAP})


def data_file(kind: FileFormat, data: Dataset) -> bytes:
    """The tables as a file of this format. Raises ValueError for one that is a document and not tables."""
    match kind:
        case FileFormat.XLSX:
            return table_workbook(data)
        case FileFormat.CSV:
            return table_csv(data)
        case FileFormat.SPSS:
            return spss_bundle(data)
        case FileFormat.REDCAP:
            return redcap_bundle(data)
    raise ValueError(f"{kind.value} is no format of tables")
