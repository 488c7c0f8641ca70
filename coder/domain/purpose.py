"""What a store is for: fixed when it is made, so that nothing of one purpose is ever found among the other's."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """The purpose of a store. Its values are what the command line takes and the store keeps."""

    PRACTICE = "practice"
    RECRUITMENT = "recruitment"
