"""What is new, for the people who use the program; the newest first. Add a line when something becomes visible."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP

_T = QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class News:
    """One thing a user will notice; translate both texts in the context ``news``."""

    version: str
    title: str
    sentence: str


NEWS: tuple[News, ...] = (
    News(
        "0.1",
        str(_T("news", "From tape to talk")),
        str(
            _T(
                "news",
                "A recording goes the whole way: file, transcript, blind coding, second listen, profile, team report.",
            )
        ),
    ),
    News(
        "0.1",
        str(_T("news", "Nothing leaves this computer")),
        str(_T("news", "Speech is written down and codes are suggested here, without a connection to anywhere.")),
    ),
    News(
        "0.1",
        str(_T("news", "Try it on an invented family")),
        str(_T("news", "A visit with synthetic voices and a year of a made-up authority; removed in one step.")),
    ),
)
