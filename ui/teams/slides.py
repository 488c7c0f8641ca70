"""What present mode shows: one question a slide, said from the report that is open, without widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coder.analysis.prompts import DAILY_QUESTIONS
from coder.domain.family_voice import TeamVoice
from coder.domain.quotes import IN_OUR_OWN_WORDS
from coder.domain.reports import TeamReport
from ui.feedback.voice_card import share_words


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


def slides_of(report: TeamReport, voice: TeamVoice | None = None) -> tuple[Slide, ...]:
    """The prompts of a report in their order, workers' own words, what families said beside those prompts, then the
    questions for every visit; those alone where the report is hidden."""
    daily = _tr("Before every visit")
    prompts = () if report.suppressed_because else report.prompts
    return (
        *(Slide(one.title, one.sentence, one.question) for one in prompts),
        *(Slide(IN_OUR_OWN_WORDS, f"“{words}”", _tr("What did this make possible?")) for words in report.quotes),
        *_of_families(voice, {one.principle_id for one in prompts}),
        *(Slide(daily, "", question) for question in DAILY_QUESTIONS),
    )


def _of_families(voice: TeamVoice | None, principle_ids: set[str]) -> Iterator[Slide]:
    """Whether it helped, and the statements that stand beside the principles the prompts are about."""
    for line in () if voice is None else voice.lines:
        if line.share is not None and (line.helpful or line.principle_id in principle_ids):
            said = f"“{line.text}” {share_words(line)}."
            yield Slide(_tr("What families said"), said, _tr("What of our visits may they have had in mind?"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TeamsPage", text)
