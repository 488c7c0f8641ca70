"""A document leaves the program whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from coder.domain.errors import UserError


def save_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to a file, replacing one of that name; a failure leaves the old file as it was.

    Raises UserError when the folder is missing, full or may not be written to.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(
            "The file was not written; nothing was changed.", "Choose another folder, or close the file elsewhere."
        ) from error
