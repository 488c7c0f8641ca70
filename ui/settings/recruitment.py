"""Role-plays of recruitment: the way to their store, and in it, how long each is kept."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSpinBox, QWidget

from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from ui.context import Context
from ui.recruitment import open_recruitment
from ui.settings.section import Section
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.readable import Readable


class RecruitmentSection(Section):
    """In a practice store a button that opens the recruitment store; in a recruitment store its rule."""

    def __init__(self, context: Context, model: SettingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model
        self._build_way()
        self._build_rule()
        self.fill()
        model.loaded.connect(self._show)

    def _build_way(self) -> None:
        self.way = self.card(
            self.tr("Recruitment store"),
            sentence=self.tr(
                "Role-plays of applicants are kept in a store of their own: another folder, another passphrase, "
                "another window. Two raters code each blind, nothing is suggested, and it is in no profile, report or "
                "figure. When its time is over the program erases it, with two weeks' warning."
            ),
        )
        self.open_button = secondary(self.tr("Open the recruitment store…"), "arrow-right")
        self.open_button.clicked.connect(self._open)
        self.way.body.addWidget(in_lines(self.open_button))
        first = self.tr(
            "The first time you are asked where it is to lie and for its passphrase. Role-plays that an earlier "
            "version put into this store stay readable here until somebody erases them."
        )
        self.way.body.addWidget(label(first, Role.CAPTION, wrap=True))

    def _build_rule(self) -> None:
        self.rule = self.card(
            self.tr("How long role-plays are kept"),
            sentence=self.tr(
                "After that the program erases sound, words, codes and ratings by itself: when it is opened, and once "
                "a day while it is open. It is said two weeks before, and the service lead can keep one longer with a "
                "reason."
            ),
        )
        self.months = QSpinBox()
        self.months.setRange(1, 24)
        self.months.setSuffix(self.tr(" months of 30 days"))
        self.months.lineEdit().setTextMargins(current().px(6), 0, 0, 0)
        self._readable = Readable()
        self.rule.body.addLayout(self._readable.form(((self.tr("After the conversation"), self.months),)))
        shorter = self.tr("A shorter time holds for all that are here; nothing goes within two weeks of the change.")
        self.rule.body.addWidget(label(shorter, Role.CAPTION, wrap=True))
        self.save_button = primary(self.tr("Change the rule"))
        self.save_button.clicked.connect(self._save)
        self.note = label(
            self.tr("Only the service lead or the data steward may change this."), Role.CAPTION, wrap=True
        )
        self.rule.body.addWidget(self.note)
        self.rule.body.addWidget(in_lines(self.save_button))

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        apart = self._context.purpose is Purpose.RECRUITMENT
        self.way.setVisible(not apart)
        self.rule.setVisible(apart)
        self.months.setValue(facts.policy.role_play_months)
        may_change = self._model.may(Action.MANAGE_POLICY)
        self._readable.allow(may_change)
        self.save_button.setVisible(may_change)
        self.note.setVisible(not may_change)

    @Slot()
    def _open(self) -> None:
        open_recruitment(self._context)

    @Slot()
    def _save(self) -> None:
        self._model.change_policy(role_play_months=self.months.value())
