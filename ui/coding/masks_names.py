"""The names of the case beside the review of masks: add one, drop one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from coder.domain.masks import LONGEST_NAME, CaseName, MaskKind
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.flow import in_lines
from ui.widgets.labels import label, name_box


def kind_words(kind: MaskKind, tr: Callable[[str], str]) -> str:
    """What a name is of, in words."""
    words = {
        MaskKind.CHILD: tr("Child"),
        MaskKind.PARENT: tr("Parent or carer"),
        MaskKind.PERSON: tr("Another person"),
        MaskKind.WORKER: tr("Worker"),
        MaskKind.SCHOOL: tr("School or nursery"),
        MaskKind.PLACE: tr("Place"),
        MaskKind.ADDRESS: tr("Address"),
        MaskKind.NUMBER: tr("Number"),
    }
    return words.get(kind, kind.value)


OFFERED = (
    MaskKind.CHILD,
    MaskKind.PARENT,
    MaskKind.PERSON,
    MaskKind.WORKER,
    MaskKind.SCHOOL,
    MaskKind.PLACE,
    MaskKind.ADDRESS,
    MaskKind.NUMBER,
)


class CaseNames(QWidget):
    """``name_wanted(kind, text)`` and ``drop_wanted(name_id)``."""

    name_wanted = Signal(object, str)
    drop_wanted = Signal(str)

    def __init__(self, may_decide: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(current().px(10), 0, 0, 0)
        column.addWidget(label(self.tr("The family's names"), Role.STRONG))
        hint = self.tr("Typed once and kept encrypted. Short names after a slash.")
        column.addWidget(label(hint, Role.CAPTION, wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("The family's names"))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(lambda _: self._fit())
        self.kind = QComboBox()
        name_box(self.kind, self.tr("Who or what the name is of"))
        for kind in OFFERED:
            self.kind.addItem(kind_words(kind, self.tr), kind.value)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("First and last name / short name"))
        self.name.setAccessibleName(self.tr("A name to mask"))
        self.name.returnPressed.connect(self._add)
        self.add, self.drop = secondary(self.tr("Mask"), "plus"), secondary(self.tr("Drop"))
        self.add.setAccessibleName(self.tr("Mask this name"))
        self.drop.setAccessibleName(self.tr("Drop the chosen name"))
        self.add.clicked.connect(self._add)
        self.drop.clicked.connect(self._drop)
        for button in (self.add, self.drop):
            button.setAutoDefault(False)
        column.addWidget(self.list, 1)
        for widget in (self.kind, self.name, in_lines(self.add, self.drop)):
            column.addWidget(widget)
        for field in (self.kind, self.name, self.add):
            field.setEnabled(may_decide)
        self._may_decide = may_decide
        away = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._drop)
        away.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._fit()

    def show_names(self, names: Sequence[CaseName]) -> None:
        """Show the names as they are now."""
        here = self.list.currentRow()
        self.list.clear()
        for one in names:
            item = QListWidgetItem(f"{' / '.join(one.said)}  ·  {kind_words(one.kind, self.tr)}")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(here, len(names) - 1))
        self._fit()

    def _add(self) -> None:
        text = self.name.text().strip()
        if text:
            self.name_wanted.emit(MaskKind(self.kind.currentData()), text)
            self.name.clear()

    def _drop(self) -> None:
        item = self.list.currentItem()
        if item is not None and self._may_decide:
            self.drop_wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _fit(self) -> None:
        self.drop.setEnabled(self._may_decide and self.list.currentItem() is not None)
