"""What the context sheet asks in each kind of practice, in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coder.domain.practice import Practice


@dataclass(frozen=True)
class SheetWords:
    """``purpose`` and ``planned`` as they are asked, and who may have been ``present``."""

    purpose: str
    planned: str
    present: tuple[str, ...]


def sheet_words(practice: Practice) -> SheetWords:
    """The words for one kind of practice; who was there are the words that are kept."""
    meeting = _tr("What the session was for, without names")
    colleagues = (_tr("worker"), _tr("colleague"), _tr("trainer"), _tr("actor"))
    return {
        Practice.VISIT: SheetWords(
            _tr("What the visit was for, without names"),
            _tr("The visit was planned"),
            (_tr("mother"), _tr("father"), _tr("partner"), _tr("other relative"), _tr("child"), _tr("professional")),
        ),
        Practice.SUPERVISION: SheetWords(
            meeting,
            _tr("The session was planned"),
            (_tr("supervisor"), _tr("social worker"), _tr("student"), _tr("manager"), _tr("professional")),
        ),
        Practice.RECRUITMENT: SheetWords(
            _tr("What the applicant was to do, without names"),
            _tr("The applicant knew of it beforehand"),
            (_tr("applicant"), _tr("actor"), _tr("panel member")),
        ),
        Practice.SKILLS: SheetWords(
            _tr("What was practised, without names"), _tr("The exercise was planned"), colleagues
        ),
    }[practice]


def _tr(text: str) -> str:
    return QCoreApplication.translate("context sheet", text)
