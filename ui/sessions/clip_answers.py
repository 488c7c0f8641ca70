"""Who agreed that clips of a session may leave, beside who agreed to its recording."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coder.domain.clips import Asked, ClipAnswer, standing_answers
from ui.sessions.words import answer_words, how_words
from ui.theme import Role
from ui.widgets.card import Card
from ui.widgets.labels import label


def clip_answer_line(answer: ClipAnswer) -> str:
    """Who said what to clips leaving, and how they were asked."""
    who = _tr("{0}, for a child,").format(answer.who) if answer.asked is Asked.CHILD else answer.who
    return f"{who} {answer_words(answer.answer)} · {how_words(answer.how_asked)}"


def add_clip_answers(card: Card, answers: Sequence[ClipAnswer]) -> None:
    """Add the answers that stand to the card of permissions; nothing where nobody was asked."""
    standing = standing_answers(answers)
    if standing:
        card.body.addWidget(label(_tr("Clips that leave the program"), Role.STRONG, wrap=True))
    for one in standing:
        card.body.addWidget(label(clip_answer_line(one), wrap=True))


def _tr(text: str) -> str:
    return QCoreApplication.translate("clips", text)
