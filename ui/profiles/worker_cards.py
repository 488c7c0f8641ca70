"""What the page says about the worker's side: what was agreed last, what they see first, and who looked."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coder.analysis import wording
from coder.analysis.practice_words import words_of
from coder.domain.practice import Practice
from coder.domain.profiles import Look, NextStep, Profile
from ui.profiles.viewmodel import ProfileViewModel
from ui.theme import Role
from ui.widgets.buttons import ghost, primary, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.notice import Notice

FEW = 5


class IntentionCard(Card):
    """What was agreed the time before; hidden while nothing was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Last intention"))
        self.words = label("", wrap=True)
        self.when = label("", Role.CAPTION, wrap=True)
        self.body.addWidget(self.words)
        self.body.addWidget(self.when)

    def show_step(self, step: NextStep | None) -> None:
        """Show an agreed step."""
        self.setVisible(step is not None)
        if step is not None:
            self.words.setText(step.text)
            self.when.setText(wording.agreed_text(step))


class IntentionBar(Notice):
    """What was agreed last, above the whole profile, and the way to the next conversation: ``wanted()``."""

    wanted = Signal()

    def __init__(self, words: str, key_hint: str, parent: QWidget | None = None) -> None:
        super().__init__("signpost", parent, inset=False)
        self.button = primary(words, "messages-square", key_hint)
        self.button.clicked.connect(lambda: self.wanted.emit())
        self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_profile(self, profile: Profile | None) -> None:
        """Show the newest agreed step; hidden where there is nothing to talk about, or no visits."""
        shown = profile is not None and bool(profile.sessions_count) and profile.practice is Practice.VISIT
        self.setVisible(shown)
        if profile is None or not shown:
            return
        steps = profile.next_steps
        nothing = self.tr("Nothing is agreed for the next visit yet.")
        self.sentence.setText(f"{wording.agreed_text(steps[0])}: {steps[0].text}" if steps else nothing)


class WorkerFirstNotice(Notice):
    """Says which recordings the worker sees first; ``together()`` when they sit side by side and open them."""

    together = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lock", parent, inset=False)
        self.button = secondary(self.tr("Open it together"))
        self.button.clicked.connect(lambda: self.together.emit())
        self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_profile(self, profile: Profile | None) -> None:
        """Name what is closed and from when it is open; hidden where nothing is."""
        closed = profile.with_worker if profile is not None else ()
        self.setVisible(bool(closed))
        if profile is None or not closed:
            return
        tip = self.tr("The {0} sits beside you and looks first. That it was so is noted.")
        self.button.setToolTip(tip.format(words_of(profile.practice).who))
        codes = wording.joined([one.session_code for one in closed])
        words = self.tr("{0} sees {1} first. It opens to you once they have, and on {2} at the latest.")
        day = wording.day_text(max(one.opens_on for one in closed))
        self.sentence.setText(words.format(profile.worker_code, codes, day))


class LooksCard(Card):
    """Who looked at this profile and its recordings, the newest first; a few until more are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Who looked"))
        self._lines: list[str] = []
        self.more = ghost(self.tr("Show more"))
        self.more.clicked.connect(self._show_all)
        self.body.addWidget(self.more)

    def show_profile(self, model: ProfileViewModel) -> None:
        """Show the newest looks of the open profile."""
        said = (self._said(look) for look in model.looks)
        # The same act of the same person on one day is one line.
        self._lines = [
            line if times == 1 else self.tr("{0} ({1} times)").format(line, times)
            for line, times in Counter(said).items()
        ]
        self._show(self._lines[:FEW])

    def _said(self, look: Look) -> str:
        return self.tr("{0}: {1} {2}").format(wording.day_text(look.at.date()), look.code, look.said)

    def _show_all(self) -> None:
        self._show(self._lines)

    def _show(self, lines: list[str]) -> None:
        self.body.removeWidget(self.more)
        clear(self.body)
        self.setVisible(bool(lines))
        for line in lines:
            self.body.addWidget(label(line, Role.CAPTION, wrap=True))
        self.more.setVisible(len(lines) < len(self._lines))
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
