"""The first start as one card that leads through five short steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.purpose import Purpose
from ui.announce import announce
from ui.context import Context
from ui.first_run.viewmodel import FirstRunViewModel, Step
from ui.focus import first_stop
from ui.settings.words import role_explained, role_words
from ui.theme import Role as TextRole
from ui.theme import current
from ui.widgets.buttons import primary, secondary
from ui.widgets.card import Card
from ui.widgets.labels import label
from ui.widgets.page import ScrollArea
from ui.widgets.passphrase_fields import PassphraseFields
from ui.widgets.recovery_key import AskPlace, RecoveryKeyView, ask_key_file

AskFolder = Callable[[QWidget], str]


def ask_store_folder(parent: QWidget) -> str:
    """Ask for the folder the store is made in; empty when the user thought better of it."""
    return QFileDialog.getExistingDirectory(parent, parent.tr("Choose an empty folder on this computer"))


class FirstRunPage(QWidget):
    """One card; its buttons go on and back, and it says in the end that the store is ready."""

    def __init__(
        self,
        context: Context,
        folder: Path,
        purpose: Purpose = Purpose.PRACTICE,
        ask_folder: AskFolder = ask_store_folder,
        ask_file: AskPlace = ask_key_file,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.model = FirstRunViewModel(context, folder, purpose, self)
        self._ask_folder, self._ask_file = ask_folder, ask_file
        self._build()
        self.model.step_changed.connect(self._show_step)
        self.model.refused.connect(self._refuse)
        self.model.busy_changed.connect(self._wait)
        self._show_step(Step.PERSON)

    @property
    def _apart(self) -> bool:
        return self.model.purpose is Purpose.RECRUITMENT

    def _build(self) -> None:
        theme = current()
        self.card = Card()
        self.card.setMaximumWidth(theme.px(640))
        self.card.body.setSpacing(theme.px(10))
        self._place = QWidget()
        self._content = QVBoxLayout(self._place)
        self._content.setContentsMargins(0, 0, 0, 0)
        self.problem = label("", TextRole.STRONG, wrap=True)
        self.back_button = secondary(self.tr("Back"), "chevron-left")
        self.next_button = primary(self.tr("Go on"), "arrow-right")
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        self.card.body.addWidget(self._place)
        self.card.body.addWidget(self.problem)
        self.card.body.addLayout(row)
        inside = QWidget()
        around = QHBoxLayout(inside)
        around.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        around.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(2)
        around.addLayout(middle, 20)
        around.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inside))
        self.back_button.clicked.connect(self.model.back)
        self.next_button.clicked.connect(self.go_on)

    @Slot()
    def go_on(self) -> None:
        """Go on where this step is filled in."""
        if self.next_button.isVisible() and self.next_button.isEnabled():
            self._refuse("")
            self.model.next()

    @Slot(object)
    def _show_step(self, step: Step) -> None:
        titles = {
            Step.PERSON: self.tr("Recruitment. Who are you?") if self._apart else self.tr("Welcome. Who are you?"),
            Step.PLACE: self.tr("Where role-plays are kept")
            if self._apart
            else self.tr("Where your recordings are kept"),
            Step.PASSPHRASE: self.tr("Choose a passphrase"),
            Step.KEY: self.tr("Write the recovery key down"),
            Step.BEGIN: self.tr("Everything is ready"),
        }
        builders = {
            Step.PERSON: self._person,
            Step.PLACE: self._folder,
            Step.PASSPHRASE: self._passphrase,
            Step.KEY: self._key,
            Step.BEGIN: self._begin,
        }
        self.card.set_title(titles[step])
        self.card.set_trailing(self.tr("step {0} of {1}").format(step + 1, len(Step)))
        self._replace(builders[step]())
        self._refuse("")
        self.back_button.setVisible(self.model.may_go_back)
        self.next_button.setVisible(step is not Step.BEGIN)
        announce(self, titles[step])
        self._focus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first field."""
        super().showEvent(event)
        self._focus()

    def _focus(self) -> None:
        stop = first_stop(self._place)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _replace(self, content: QWidget) -> None:
        while (item := self._content.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._content.addWidget(content)
        content.show()

    def _person(self) -> QWidget:
        content, column = _step()
        if self._apart:
            why = self.tr(
                "Role-plays of applicants get a store of their own: another folder, another passphrase, another "
                "recovery key. Nothing of it is ever found in the practice store, and after six months each is erased "
                "by the program, with two weeks' warning."
            )
            column.addWidget(label(why, wrap=True))
        self.name = QLineEdit(self.model.name)
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setPlaceholderText(self.tr("as colleagues know it; it stays in this store"))
        self.name.textChanged.connect(lambda text: setattr(self.model, "name", text))
        self.name.returnPressed.connect(self.go_on)
        column.addWidget(label(self.tr("Your name"), buddy=self.name))
        column.addWidget(self.name)
        column.addWidget(label(self.tr("What you do with this program (several are possible)")))
        self.roles = {role: QCheckBox(role_words(role)) for role in self.model.offered_roles}
        for role, box in self.roles.items():
            box.setChecked(role in self.model.roles)
            box.setAccessibleDescription(role_explained(role))
            box.toggled.connect(self._roles_changed)
            explained = label(role_explained(role), TextRole.CAPTION, wrap=True)
            explained.setIndent(current().px(28))
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(box)
            pair.addWidget(explained)
            column.addLayout(pair)
        self._roles_changed()
        return content

    def _folder(self) -> QWidget:
        content, column = _step()
        column.addWidget(
            label(
                self.tr(
                    "Sound, text, codes and names lie encrypted in one folder on this computer. Nothing is sent "
                    "anywhere. A network drive or a folder that OneDrive or a similar program copies will not do."
                ),
                wrap=True,
            )
        )
        self.folder_label = label(str(self.model.folder), TextRole.STRONG, wrap=True)
        self.folder_button = secondary(self.tr("Choose another folder…"), "folder-open")
        self.folder_button.clicked.connect(self._choose_folder)
        column.addWidget(self.folder_label)
        row = QHBoxLayout()
        row.addWidget(self.folder_button)
        row.addStretch(1)
        column.addLayout(row)
        self.next_button.setEnabled(True)
        return content

    def _passphrase(self) -> QWidget:
        content, column = _step()
        column.addWidget(
            label(
                self.tr(
                    "It opens the recordings. Four words that do not belong together are easy to keep and hard to "
                    "guess. Nobody can look it up for you."
                ),
                wrap=True,
            )
        )
        self.fields = PassphraseFields()
        self.fields.second.returnPressed.connect(self.go_on)
        self.fields.changed.connect(self._passphrase_changed)
        self.remember = QCheckBox(self.tr("Open without asking on this computer"))
        self.remember.setToolTip(self.tr("Leave this off where other people use the same account."))
        self.remember.setChecked(self.model.remember)
        self.remember.toggled.connect(lambda wanted: setattr(self.model, "remember", wanted))
        column.addWidget(self.fields)
        column.addWidget(self.remember)
        self._passphrase_changed()
        return content

    def _key(self) -> QWidget:
        content, column = _step()
        self.key_view = RecoveryKeyView(self.model.recovery_key, self.model.folder, self._ask_file)
        self.key_view.written_changed.connect(self.next_button.setEnabled)
        column.addWidget(self.key_view)
        self.next_button.setEnabled(False)
        return content

    def _begin(self) -> QWidget:
        return self._begin_apart() if self._apart else self._begin_practice()

    def _begin_apart(self) -> QWidget:
        content, column = _step()
        ready = self.tr("The store is empty. Add the first role-play on the Sessions page, under the applicant's code.")
        column.addWidget(label(ready, wrap=True))
        self.empty_button = primary(self.tr("Open the recruitment store"), "arrow-right")
        self.empty_button.clicked.connect(lambda: self.model.begin(demo=False))
        row = QHBoxLayout()
        row.addWidget(self.empty_button)
        row.addStretch(1)
        column.addLayout(row)
        return content

    def _begin_practice(self) -> QWidget:
        content, column = _step()
        column.addWidget(
            label(
                self.tr(
                    "Begin with an invented family: a visit of five minutes with synthetic voices and a year of a "
                    "made-up authority. It is marked as demo everywhere and removed in one step. Or begin empty; the "
                    "demo can be added later from the first page."
                ),
                wrap=True,
            )
        )
        self.demo_button = primary(self.tr("Begin with the demo"), "circle-play")
        self.empty_button = secondary(self.tr("Begin empty"))
        self.demo_button.clicked.connect(lambda: self.model.begin(demo=True))
        self.empty_button.clicked.connect(lambda: self.model.begin(demo=False))
        row = QHBoxLayout()
        row.addWidget(self.demo_button)
        row.addWidget(self.empty_button)
        row.addStretch(1)
        column.addLayout(row)
        return content

    @Slot()
    def _roles_changed(self) -> None:
        self.model.roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        self.next_button.setEnabled(bool(self.model.roles))

    @Slot()
    def _choose_folder(self) -> None:
        chosen = self._ask_folder(self)
        if chosen:
            self.model.folder = Path(chosen)
            self.folder_label.setText(chosen)

    @Slot()
    def _passphrase_changed(self) -> None:
        self.model.passphrase = self.fields.passphrase
        self.next_button.setEnabled(self.fields.valid)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, assertive=True)

    @Slot(bool)
    def _wait(self, busy: bool) -> None:
        self._place.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self.next_button.setEnabled(not busy)
        self.next_button.setText(self.tr("One moment…") if busy else self.tr("Go on"))


def _step() -> tuple[QWidget, QVBoxLayout]:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(current().px(6))
    return content, column


def make_page(context: Context, folder: Path, purpose: Purpose = Purpose.PRACTICE) -> QWidget:
    """The first start; the store is made for ``purpose`` in ``folder``, unless another folder is chosen."""
    return FirstRunPage(context, folder, purpose)
