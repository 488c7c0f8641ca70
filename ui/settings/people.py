"""People and teams of the service: who there is, and adding more."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from coder.domain.people import Person, Role, Team
from coder.domain.permissions import Action
from ui.coding.dialogs import Question
from ui.settings.section import Section, form, row
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.settings.words import role_explained, role_words, roles_text
from ui.theme import Role as TextRole
from ui.theme import current
from ui.widgets.buttons import secondary
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView


class PeopleSection(Section):
    """Two tables with a button each. People are listed by code; nothing here can be sorted by a rating."""

    def __init__(self, model: SettingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._facts: StoreFacts | None = None
        self.team_rows: RowsTableModel[Team] = RowsTableModel(
            [
                Column(self.tr("Team"), lambda team: team.name),
                Column(self.tr("People"), lambda team: str(self._count(team)), right=True),
                Column(self.tr("Demo"), lambda team: self.tr("demo data") if team.demo else ""),
            ]
        )
        self.rows: RowsTableModel[Person] = RowsTableModel(
            [
                Column(self.tr("Code"), lambda person: person.code),
                Column(self.tr("Name"), lambda person: person.name),
                Column(self.tr("Roles"), lambda person: roles_text(person.roles)),
                Column(self.tr("Team"), self._team_of),
                Column(self.tr("Coach"), self._coach_of),
            ]
        )
        self.team_button = secondary(self.tr("Add a team…"), "plus")
        self.person_button = secondary(self.tr("Add a person…"), "plus")
        self._build()
        self.team_button.clicked.connect(self.ask_team)
        self.person_button.clicked.connect(self.ask_person)
        model.loaded.connect(self._show)

    def _build(self) -> None:
        theme = current()
        teams = self.card(self.tr("Teams"), sentence=self.tr("A team's figures are only ever shown together."))
        team_table = TableView(self.tr("Teams"), self.team_rows)
        team_table.setMinimumHeight(theme.px(130))
        teams.body.addWidget(team_table)
        teams.body.addLayout(row(self.team_button))
        people = self.card(
            self.tr("People"), sentence=self.tr("Screens and reports show the code; the name stands only here.")
        )
        self.table = TableView(self.tr("People"), self.rows, sortable=True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.setMinimumHeight(theme.px(240))
        people.body.addWidget(self.table, 1)
        people.body.addLayout(row(self.person_button))
        self.column.setStretch(1, 1)

    @Slot()
    def ask_team(self) -> TeamDialog:
        """Ask for a team's name."""
        dialog = TeamDialog(self)
        dialog.accepted.connect(lambda: self._model.add_team(dialog.name.text()))
        dialog.open()
        return dialog

    @Slot()
    def ask_person(self) -> PersonDialog | None:
        """Ask for a person."""
        if self._facts is None:
            return None
        dialog = PersonDialog(self._facts, self)
        dialog.accepted.connect(lambda: self._add(dialog))
        dialog.open()
        return dialog

    def _add(self, dialog: PersonDialog) -> None:
        self._model.add_person(
            code=dialog.code.text(),
            name=dialog.name.text(),
            roles=dialog.chosen(),
            team_id=dialog.team.currentData() or None,
            coach_id=dialog.coach.currentData() or None,
        )

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        self._facts = facts
        self.team_rows.set_rows(facts.teams)
        self.rows.set_rows(facts.people)
        for button in (self.team_button, self.person_button):
            button.setVisible(self._model.may(Action.MANAGE_PEOPLE))

    def _count(self, team: Team) -> int:
        return 0 if self._facts is None else sum(person.team_id == team.id for person in self._facts.people)

    def _team_of(self, person: Person) -> str:
        return "" if self._facts is None else self._facts.team_name(person.team_id)

    def _coach_of(self, person: Person) -> str:
        return "" if self._facts is None else self._facts.code_of(person.coach_id)


class TeamDialog(Question):
    """A name for a new team."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = _tr("Reports are made for a team of five workers and more.")
        super().__init__(_tr("Add a team"), words, _tr("Add"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit()
        self.body.addLayout(form(((self.tr("Name of the team"), self.name),)))
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(bool(self.name.text().strip()))


class PersonDialog(Question):
    """Code, name, roles, team and coach of a new person."""

    def __init__(self, facts: StoreFacts, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Add a person"), _tr("The code is what others see, for example W-17."), _tr("Add"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.code, self.name = QLineEdit(), QLineEdit()
        self.roles = {role: QCheckBox(role_words(role)) for role in Role}
        self.roles[Role.WORKER].setChecked(True)
        self.team, self.coach = QComboBox(), QComboBox()
        self.team.addItem(self.tr("none"), "")
        for team in facts.teams:
            self.team.addItem(team.name, team.id)
        self.coach.addItem(self.tr("none"), "")
        for person in facts.people:
            if Role.COACH in person.roles:
                self.coach.addItem(person.code, person.id)
        self.body.addLayout(form(((self.tr("Code"), self.code), (self.tr("Name"), self.name))))
        self.body.addWidget(label(self.tr("Roles"), TextRole.STRONG))
        for role, box in self.roles.items():
            box.setToolTip(role_explained(role))
            box.setAccessibleDescription(role_explained(role))
            self.body.addWidget(box)
            box.toggled.connect(self._check)
        self.body.addLayout(form(((self.tr("Team"), self.team), (self.tr("Coach"), self.coach))))
        self.code.textChanged.connect(self._check)
        self._check()
        self.code.setFocus()

    def chosen(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(role for role, box in self.roles.items() if box.isChecked())

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(bool(self.code.text().strip()) and bool(self.chosen()))


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("settings", text)
