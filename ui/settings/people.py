"""People and teams of the service: who there is, adding more, and what changes about them."""

from __future__ import annotations

from typing import TypedDict

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from coder.domain.people import Person, Role, Team
from coder.domain.permissions import Action
from ui.settings.section import Section
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.settings.words import role_explained, role_words, roles_text
from ui.theme import Role as TextRole
from ui.theme import current
from ui.widgets.buttons import secondary
from ui.widgets.form import form, row
from ui.widgets.labels import label
from ui.widgets.question import Question
from ui.widgets.table import Column, RowsTableModel, TableView


class GivenPerson(TypedDict):
    """What a dialog was told about a person."""

    name: str
    roles: frozenset[Role]
    team_id: str | None
    coach_id: str | None


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
        self.change_button = secondary(self.tr("Change…"), "pencil")
        self._build()
        self.change_button.clicked.connect(self._change_selected)
        self.table.row_opened.connect(self.ask_change)
        self.table.selectionModel().currentRowChanged.connect(self._follow_selection)
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
        people.body.addLayout(row(self.person_button, self.change_button))
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

    @Slot(object)
    def ask_change(self, person: Person) -> PersonDialog | None:
        """Ask what is different about a person now; nothing for those who may not."""
        if self._facts is None or not self._model.may(Action.MANAGE_PEOPLE):
            return None
        dialog = PersonDialog(self._facts, self, person)
        dialog.accepted.connect(lambda: self._model.change_person(person.id, **dialog.given()))
        dialog.open()
        return dialog

    @Slot()
    def _change_selected(self) -> None:
        person = self.table.selected()
        if isinstance(person, Person):
            self.ask_change(person)

    @Slot()
    def _follow_selection(self) -> None:
        self.change_button.setEnabled(self.table.selected() is not None)

    def _add(self, dialog: PersonDialog) -> None:
        self._model.add_person(code=dialog.code.text(), **dialog.given())

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        self._facts = facts
        self.team_rows.set_rows(facts.teams)
        self.rows.set_rows(facts.people)
        for button in (self.team_button, self.person_button, self.change_button):
            button.setVisible(self._model.may(Action.MANAGE_PEOPLE))
        self._follow_selection()

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
    """Code, name, roles, team and coach of a person: a new one, or one that is changed and keeps the code."""

    def __init__(self, facts: StoreFacts, parent: QWidget | None = None, person: Person | None = None) -> None:
        title, act = (_tr("Add a person"), _tr("Add")) if person is None else (_tr("Change a person"), _tr("Change"))
        words = _tr("The code is what others see, for example W-17.")
        if person is not None:
            words = _tr("The code stays, and recordings stay with the team they were made in.")
        super().__init__(title, words, act, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.code, self.name = QLineEdit(), QLineEdit()
        self.roles = {role: QCheckBox(role_words(role)) for role in Role}
        self.roles[Role.WORKER].setChecked(True)
        self.team, self.coach = QComboBox(), QComboBox()
        self._offer(facts, person)
        self.body.addLayout(form(((self.tr("Code"), self.code), (self.tr("Name"), self.name))))
        self.body.addWidget(label(self.tr("Roles"), TextRole.STRONG))
        for role, box in self.roles.items():
            box.setToolTip(role_explained(role))
            box.setAccessibleDescription(role_explained(role))
            self.body.addWidget(box)
            box.toggled.connect(self._check)
        self.body.addLayout(form(((self.tr("Team"), self.team), (self.tr("Coach"), self.coach))))
        self.code.textChanged.connect(self._check)
        if person is not None:
            self._fill(person)
        self._check()
        (self.code if person is None else self.name).setFocus()

    def given(self) -> GivenPerson:
        """What was filled in, but for the code."""
        return {
            "name": self.name.text(),
            "roles": self.chosen(),
            "team_id": self.team.currentData() or None,
            "coach_id": self.coach.currentData() or None,
        }

    def _offer(self, facts: StoreFacts, person: Person | None) -> None:
        self.team.addItem(self.tr("none"), "")
        for team in facts.teams:
            self.team.addItem(team.name, team.id)
        self.coach.addItem(self.tr("none"), "")
        for one in facts.people:
            if Role.COACH in one.roles and one != person:
                self.coach.addItem(one.code, one.id)

    def _fill(self, person: Person) -> None:
        self.code.setText(person.code)
        self.code.setReadOnly(True)
        self.code.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.name.setText(person.name)
        for role, box in self.roles.items():
            box.setChecked(role in person.roles)
        self.team.setCurrentIndex(max(0, self.team.findData(person.team_id or "")))
        self.coach.setCurrentIndex(max(0, self.coach.findData(person.coach_id or "")))

    def chosen(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(role for role, box in self.roles.items() if box.isChecked())

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(bool(self.code.text().strip()) and bool(self.chosen()))


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("settings", text)
