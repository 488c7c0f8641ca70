"""A role-play of recruitment in the details of its session: who rates it, what they agreed, until when it is kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from coder.analysis.wording import day_text
from coder.domain.consensus import Talk
from coder.domain.recruitment import RATERS, RolePlay, RolePlayRating
from ui.sessions.erased_card import add_erased, add_marked
from ui.sessions.keeping_words import held_words, kept_words
from ui.sessions.role_play import ShownRolePlay
from ui.theme import Role, current
from ui.widgets.buttons import Button, secondary
from ui.widgets.card import Card
from ui.widgets.flow import in_lines
from ui.widgets.labels import label


class RecruitmentCard(Card):
    """``raters_wanted()`` to have two raters drawn, ``talk_wanted()`` to see where they differ, ``save_wanted()`` for
    their ratings as a file, ``hold_wanted()`` to keep it longer, ``hold_ended()``, and ``certificate_wanted()`` once it
    is erased; each is offered only to who may ask for it."""

    raters_wanted = Signal()
    talk_wanted = Signal()
    save_wanted = Signal()
    hold_wanted = Signal()
    hold_ended = Signal()
    certificate_wanted = Signal()

    def __init__(self, shown: ShownRolePlay, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Recruitment"), _tr("apart from all practice"), parent)
        if shown.erased is not None:
            self.certificate_button = add_erased(self, shown.erased)
            self.certificate_button.clicked.connect(self.certificate_wanted)
        elif shown.found is not None:
            self._add_rating(shown, shown.found)
            self._add_keeping(shown, shown.found)

    def _add_rating(self, shown: ShownRolePlay, found: RolePlay) -> None:
        self.body.addWidget(label(self._stand(found), wrap=True))
        if found.ratings:
            self._add_ratings(found)
            self._add_rating_buttons(shown)
        if shown.may_ask and found.asked < RATERS and not found.sent_by:
            self.ask_button = secondary(self.tr("Draw two raters"), "users")
            self.ask_button.setToolTip(self.tr("By lot, among evaluators. Neither is told who the other is."))
            self.ask_button.clicked.connect(self.raters_wanted)
            self.body.addWidget(in_lines(self.ask_button))

    def _add_keeping(self, shown: ShownRolePlay, found: RolePlay) -> None:
        keeping = found.keeping
        kept = kept_words(keeping, shown.today)
        if keeping.soon(shown.today):
            add_marked(self, "clock", "warn", kept)
        else:
            self.body.addWidget(label(kept, wrap=True))
        if held := held_words(keeping):
            add_marked(self, "lock", "accent", held)
        if shown.may_keep:
            self.body.addWidget(in_lines(*self._holding_buttons(found)))
        never = self.tr("Nothing is suggested, and it is in no profile, report or figure of agreement.")
        self.body.addWidget(label(never, Role.CAPTION, wrap=True))

    def _holding_buttons(self, found: RolePlay) -> list[Button]:
        self.hold_button = secondary(self.tr("Keep it longer…"), "lock")
        self.hold_button.clicked.connect(self.hold_wanted)
        if found.keeping.longer is None:
            return [self.hold_button]
        self.end_button = secondary(self.tr("End the hold…"), "lock-open")
        self.end_button.clicked.connect(self.hold_ended)
        return [self.hold_button, self.end_button]

    def _stand(self, found: RolePlay) -> str:
        if found.sent_by and not found.ratings:
            sent = self.tr(
                "{0} sent it for you to rate, blind to the other rater. Once you have locked, send your coding."
            )
            return sent.format(found.sent_by)
        if found.asked < RATERS:
            return self.tr("No raters are drawn yet. Two evaluators rate it, blind to each other.")
        if found.locked < RATERS:
            asked = self.tr("Two raters are asked. What they give is shown once both have locked.")
            return f"{asked} ({' · '.join(found.raters)})" if found.raters else asked
        if not found.ratings:
            return self.tr("Both raters have locked. Their ratings are for them and the service lead.")
        if all(one.agreed for one in found.ratings):
            return self.tr("Both raters have locked and agree.")
        if all(one.settled for one in found.ratings):
            return self.tr("Both raters have locked and talked. What they left open is on the decision log.")
        return self.tr("Both raters have locked. Where they differ they talk it over, and what they agree on is kept.")

    def _add_ratings(self, found: RolePlay) -> None:
        """Both originals beside what was agreed, which is neither rater's."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setVerticalSpacing(current().px(4))
        right = Qt.AlignmentFlag.AlignRight
        for column, heading in enumerate((*found.rated_by, self.tr("Agreed")), start=1):
            grid.addWidget(label(heading, Role.CAPTION), 0, column, right)
        row = 1
        for one in found.ratings:
            grid.addWidget(label(one.name, wrap=True), row, 0)
            for column, value in enumerate((one.first, one.second), start=1):
                grid.addWidget(label(value, Role.STRONG), row, column, right)
            grid.addWidget(label(self._agreed(one), Role.STRONG), row, 3, right)
            if one.talk is not None:
                row += 1
                grid.addWidget(label(self._came_to(one.talk), Role.CAPTION, wrap=True), row, 0, 1, 4)
            row += 1
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)

    def _agreed(self, one: RolePlayRating) -> str:
        return one.agreed or (self.tr("to talk over") if one.talk is None else self.tr("left open"))

    def _came_to(self, talk: Talk) -> str:
        day = day_text(talk.at.astimezone().date())
        return self.tr("{0} Noted by {1} on {2}.").format(talk.reason, talk.author_code, day)

    def _add_rating_buttons(self, shown: ShownRolePlay) -> None:
        self.save_button = secondary(self.tr("Save the ratings…"), "file-down")
        self.save_button.clicked.connect(self.save_wanted)
        buttons = [self.save_button]
        if shown.can_talk:
            self.talk_button = secondary(self.tr("Talk it over"), "messages-square")
            self.talk_button.setToolTip(self.tr("Where the two differ, with both raters' moments to hear."))
            self.talk_button.clicked.connect(self.talk_wanted)
            buttons.insert(0, self.talk_button)
        self.body.addWidget(in_lines(*buttons))


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)
