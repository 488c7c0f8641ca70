"""A role-play of recruitment in the details of its session: who rates it, what they agreed, until when it is kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from coder.domain.certificate import ErasureCertificate
from coder.domain.recruitment import RATERS, RolePlay, RolePlayRating
from ui.sessions.keeping_words import erased_words, held_words, kept_words
from ui.sessions.role_play import ShownRolePlay
from ui.theme import Role, current
from ui.widgets.buttons import Button, secondary
from ui.widgets.card import Card
from ui.widgets.empty_state import IconMark
from ui.widgets.flow import in_lines
from ui.widgets.labels import label


class RecruitmentCard(Card):
    """``raters_wanted()`` to have two raters drawn, ``hold_wanted()`` to keep it longer, ``hold_ended()``, and
    ``certificate_wanted()`` once it is erased; each is offered only to who may ask for it."""

    raters_wanted = Signal()
    hold_wanted = Signal()
    hold_ended = Signal()
    certificate_wanted = Signal()

    def __init__(self, shown: ShownRolePlay, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Recruitment"), _tr("apart from all practice"), parent)
        if shown.erased is not None:
            self._add_erased(shown.erased)
        elif shown.found is not None:
            self._add_rating(shown, shown.found)
            self._add_keeping(shown, shown.found)

    def _add_rating(self, shown: ShownRolePlay, found: RolePlay) -> None:
        self.body.addWidget(label(self._stand(found), wrap=True))
        if found.ratings:
            self._add_ratings(found)
        if shown.may_ask and found.asked < RATERS and not found.sent_by:
            self.ask_button = secondary(self.tr("Draw two raters"), "users")
            self.ask_button.setToolTip(self.tr("By lot, among evaluators. Neither is told who the other is."))
            self.ask_button.clicked.connect(self.raters_wanted)
            self.body.addWidget(in_lines(self.ask_button))

    def _add_keeping(self, shown: ShownRolePlay, found: RolePlay) -> None:
        keeping = found.keeping
        kept = kept_words(keeping, shown.today)
        if keeping.soon(shown.today):
            self._add_marked("clock", "warn", kept)
        else:
            self.body.addWidget(label(kept, wrap=True))
        if held := held_words(keeping):
            self._add_marked("lock", "accent", held)
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

    def _add_erased(self, found: ErasureCertificate) -> None:
        first, looked_up = erased_words(found)
        self._add_marked("circle-check" if found.complete else "triangle-alert", "accent", first)
        self.body.addWidget(label(looked_up, Role.SUBTITLE, wrap=True))
        self.certificate_button = secondary(self.tr("Save the certificate…"), "file-down")
        self.certificate_button.clicked.connect(self.certificate_wanted)
        self.body.addWidget(in_lines(self.certificate_button))

    def _add_marked(self, icon_name: str, token: str, sentence: str) -> None:
        row = QHBoxLayout()
        row.addWidget(IconMark(icon_name, 16, token), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(sentence, wrap=True), 1)
        self.body.addLayout(row)

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
        return self.tr("Both raters have locked. Where they differ they talk it over on the Agreement page.")

    def _add_ratings(self, found: RolePlay) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setVerticalSpacing(current().px(4))
        for row, one in enumerate(found.ratings):
            grid.addWidget(label(one.name, wrap=True), row, 0)
            grid.addWidget(label(self._given(one), Role.STRONG), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)

    def _given(self, one: RolePlayRating) -> str:
        if one.agreed:
            return self.tr("{0}, agreed").format(one.agreed)
        return self.tr("{0} and {1}, to talk over").format(one.first, one.second)


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)
