"""What families said, beside a profile or a team's report: each statement by itself, at its principle."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from codebook.schema import Codebook
from coder.analysis.wording import counted, short_day
from coder.domain.family_voice import FamilyVoice, Pleased, TeamVoice, TeamVoiceLine, VoiceGoal, VoiceLine
from coder.domain.feedback import Audience
from coder.domain.reports import TeamReport
from ui.context import Context
from ui.feedback.goal_words import stands_words
from ui.feedback.take_down import side_words
from ui.feedback.voice_model import VoiceModel
from ui.theme import Role, current
from ui.widgets.badge import PrincipleBadge
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


class VoiceCard(Card):
    """Reads by itself what belongs beside what is shown; hidden while there is nothing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(_tr("What families said"))
        self.model = VoiceModel(context, self)
        self.model.loaded.connect(self._show)
        self._book: Codebook | None = None
        self.hide()

    def show_worker(self, worker_id: str, book: Codebook) -> None:
        """Show what families said about a worker's visits; ``book`` has the principles beside which it stands."""
        self._book = book
        self.model.show_worker(worker_id)

    def show_beside(self, report: TeamReport, book: Codebook) -> None:
        """Show what families said about the visits of a team's report."""
        self._book = book
        self.model.show_beside(report)

    def show_nothing(self) -> None:
        """Show nothing, and forget what was read."""
        self.model.show_nothing()

    @Slot(object)
    def _show(self, voice: FamilyVoice | TeamVoice | None) -> None:
        clear(self.body)
        told = isinstance(voice, FamilyVoice) and bool(voice.forms or voice.goals)
        self.setVisible(told or (isinstance(voice, TeamVoice) and bool(voice.lines)))
        if isinstance(voice, FamilyVoice):
            self._show_worker(voice)
        elif isinstance(voice, TeamVoice):
            self._show_team(voice)

    def _show_worker(self, voice: FamilyVoice) -> None:
        apart = _tr("Each statement stands beside its principle and is never merged with a rating.")
        self.body.addWidget(label(f"{counted(voice.forms, 'form')}. {apart}", Role.CAPTION, wrap=True))
        for one in voice.pleased:
            self.body.addWidget(label(pleased_words(one), Role.STRONG, wrap=True))
        self._add_rows([(one.principle_id, one.text, answers_words(one)) for one in voice.lines])
        if voice.goals:
            self.body.addWidget(label(_tr("Goals, where family and worker say they stand"), Role.STRONG, wrap=True))
        for goal in voice.goals:
            self.body.addWidget(label(goal_words(goal), wrap=True))
        if voice.summaries:
            self.body.addWidget(label(_scores(voice), Role.CAPTION, wrap=True))
        for words in voice.words:
            quoted = f"“{words.label}” ({words.session_code}, {short_day(words.held_on)})"
            self.body.addWidget(label(quoted, wrap=True))

    def _show_team(self, voice: TeamVoice) -> None:
        shown = [line for line in voice.lines if line.share is not None]
        if not shown:
            why = _tr("Hidden, so that no family and no worker can be picked out: {0}.")
            reason = voice.suppressed_because or next((one.suppressed_because for one in voice.lines), "")
            self.body.addWidget(label(why.format(reason), Role.SUBTITLE, wrap=True))
            return
        for line in shown:
            if line.helpful:
                self.body.addWidget(label(_team_pleased(line), Role.STRONG, wrap=True))
        self._add_rows([(one.principle_id, one.text, share_words(one)) for one in shown if not one.helpful])
        missing = len(voice.lines) - len(shown)
        note = _tr("Each statement stands beside its principle and is never merged with a rating.")
        hidden = _tr(" {0} not shown, so that nobody can be picked out.").format(counted(missing, "statement"))
        self.body.addWidget(label(note + (hidden if missing else ""), Role.CAPTION, wrap=True))

    def _add_rows(self, rows: list[tuple[str, str, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(12))
        grid.setVerticalSpacing(current().px(6))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for row, (principle_id, text, answers) in enumerate(rows):
            badge = self._badge(principle_id)
            if badge is not None:
                grid.addWidget(badge, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text, wrap=True), row, 1)
            grid.addWidget(label(answers, Role.SUBTITLE, wrap=True), row, 2)
        self.body.addLayout(grid)

    def _badge(self, principle_id: str) -> PrincipleBadge | None:
        known = self._book.principles if self._book is not None else ()
        for position, principle in enumerate(known):
            if principle.id == principle_id:
                return PrincipleBadge(principle.badge, principle.name, position)
        return None


def pleased_words(one: Pleased) -> str:
    """How many found that it helps, of how many who said."""
    adults = _tr("It helps, said {0} of {1} adults who answered.")
    children = _tr("It helps, said {0} of {1} children who answered.")
    return (adults if one.audience is Audience.ADULT else children).format(one.pleased, one.answered)


def answers_words(line: VoiceLine) -> str:
    """Every answer to a statement: how often each was given, or bare numbers in the order of time."""
    labels = [one.label for one in line.answers]
    if all(one.isdecimal() for one in labels):
        return _tr("{0} (from 0 to 10, in order of time)").format(", ".join(labels))
    often = Counter(labels)
    return ", ".join(f"{words} ({often[words]})" if often[words] > 1 else words for words in often)


def goal_words(goal: VoiceGoal) -> str:
    """A goal and where both sides say it stands."""
    said = stands_words(goal.family, goal.worker, hidden=goal.family_hidden)
    return _tr("“{0}” ({1}): {2}").format(goal.words, short_day(goal.held_on), said)


def share_words(line: TeamVoiceLine) -> str:
    """The share of the two highest answers, of how many families."""
    share = f"{round(100 * (line.share or 0))}%"
    return _tr("{0} of {1} said {2}").format(share, counted(line.families, "family", "families"), _either(line))


def _either(line: TeamVoiceLine) -> str:
    return _tr(" or ").join(one.lower() for one in line.counted)


def _team_pleased(line: TeamVoiceLine) -> str:
    share = f"{round(100 * (line.share or 0))}%"
    whom = _tr("adults") if line.audience is Audience.ADULT else _tr("children")
    return _tr("Pleased: {0} of {1} {2} said {3} to “{4}”").format(share, line.families, whom, _either(line), line.text)


def _scores(voice: FamilyVoice) -> str:
    told = []
    for code, found in groupby(voice.summaries, key=lambda one: one.session_code):
        told.append(f"{code}: " + ", ".join(f"{side_words(one.side)} {one.t_score:.1f}" for one in found))
    note = _tr(
        "T-score of goals (Kiresuk and Sherman 1968; 50: all where it was hoped). It describes goals, not people."
    )
    return f"{note} {'; '.join(told)}."
