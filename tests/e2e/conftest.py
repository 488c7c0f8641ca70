"""Stores for whole ways."""

from __future__ import annotations

from tests.helpers.forks import forks
from tests.helpers.real_store import home, made_home

__all__ = ["forks", "home", "made_home"]
