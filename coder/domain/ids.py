"""Identifiers made on the client, so that laptops can merge without a server."""

from __future__ import annotations

import uuid_utils


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters; later ids sort after earlier ones of the same machine."""
    return str(uuid_utils.uuid7())
