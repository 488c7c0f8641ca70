"""Files that people hand over as JSON: read whole, or refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coder.domain.errors import UserError

MAX_BYTES = 4 * 2**20


def read_json(path: Path, name: str, safe: str) -> Any:
    """The content of a file; ``name`` is what to call it and ``safe`` what did not happen, for the sentence.

    Raises UserError when it cannot be opened, is larger than 4 MiB or is not JSON.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"The {name} is larger than 4 MiB.", safe)
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"The {name} cannot be opened.", "Check that it exists and that you may read it.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"The {name} is not valid JSON.", safe) from error
