"""Several files in one, since a document leaves the program as one file or not at all."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The same files give the same archive, so that two can be compared.
_WHEN = (1980, 1, 1, 0, 0, 0)


def bundle(files: Mapping[str, str | bytes]) -> bytes:
    """An archive (.zip) of files by their names, in this order; texts as UTF-8."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _WHEN), content, ZIP_DEFLATED)
    return out.getvalue()
