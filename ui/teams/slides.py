"""What present mode shows: one question a slide, said from the report that is open, without widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coder.analysis.prompts import DAILY_QUESTIONS
from coder.domain.reports import TeamReport


@dataclass(frozen=True)
class Slide:
    """One screen: what the figures say (empty where none stand behind it) and the question to talk about."""

    title: str
    sentence: str
    question: str

    @property
    def spoken(self) -> str:
        """All of it in one line, as a screen reader says it."""
        return ". ".join(part.rstrip(".") for part in (self.title, self.sentence, self.question) if part)


def slides_of(report: TeamReport) -> tuple[Slide, ...]:
    """The prompts of a report in their order, then the questions for every visit; those alone where it is hidden."""
    daily = QCoreApplication.translate("TeamsPage", "Before every visit")
    prompts = () if report.suppressed_because else report.prompts
    return (
        *(Slide(one.title, one.sentence, one.question) for one in prompts),
        *(Slide(daily, "", question) for question in DAILY_QUESTIONS),
    )
