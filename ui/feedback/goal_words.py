"""Where a goal stands, in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from codebook.schema import Codebook, ResponseScale
from coder.analysis.wording import MINUS
from coder.domain.feedback import GOAL


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


def goal_scale(book: Codebook) -> ResponseScale:
    """The levels of a goal in the questionnaire."""
    return next(one for one in book.response_scales if one.id == GOAL)


def level_names(book: Codebook) -> Callable[[int], str]:
    """What the questionnaire calls a level."""
    scale = goal_scale(book)
    names = dict(zip(scale.values, scale.labels, strict=True))
    return lambda level: f"“{names[level]}”"


def level_sign(level: int) -> str:
    """A level as a bare number with its sign."""
    return (MINUS if level < 0 else "+" if level else "") + str(abs(level))


def stands_words(
    family: int | None,
    worker: int | None,
    named: Callable[[int], str] = level_sign,
    *,
    hidden: bool = False,
) -> str:
    """Where each side says a goal stands (−2 to +2, None: not yet), and how far apart the two are.

    ``hidden``: the family has said so, and the worker sees it once they have.
    """
    if hidden:
        return _tr("the family has said where it stands; you see that once you have said how you see it yourself")

    def said(level: int | None) -> str:
        return _tr("not rated yet") if level is None else named(level)

    told = _tr("family {0}, worker {1}").format(said(family), said(worker))
    gap = 0 if family is None or worker is None else abs(family - worker)
    return told + (_tr("; {0} apart").format(gap) if gap else "")
