"""The table of acts and their keys, and a way to move keys; on the key sheet and in the settings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from ui.action_table import Scope, Spec
from ui.actions import Actions, KeyRefused, native
from ui.announce import announce
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import primary, secondary
from ui.widgets.key_field import KeyField
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

_T = QT_TRANSLATE_NOOP


def grouped(specs: Iterable[Spec]) -> list[Spec]:
    """Acts with those of one group together, groups in the order they first come."""
    rows = list(specs)
    order = list(dict.fromkeys(spec.group for spec in rows))
    return sorted(rows, key=lambda spec: order.index(spec.group))


def keys_text(actions: Actions, id_: str) -> str:
    """The keys of an act and the key of its pedal, as people read them; empty for none."""
    pedal = actions.pedal(id_)
    sent = QCoreApplication.translate("actions", "pedal {0}").format(native(pedal)) if pedal else ""
    return ", ".join(filter(None, (actions.key_text(id_), *map(native, actions.also(id_)), sent)))


_PANELS = {
    "transcript": str(_T("actions", "Transcript")),
    "waveform": str(_T("actions", "Waveform")),
    "principles": str(_T("actions", "Principles")),
    "second": str(_T("actions", "Second listen")),
}


def where_words(actions: Actions, spec: Spec) -> str:
    """Where the key of an act is heard, by the table itself: everywhere, on some pages, or in some of their parts."""
    tr = partial(QCoreApplication.translate, "actions")
    if not spec.places:
        return tr(str(_T("actions", "Everywhere")))
    if spec.scope is Scope.PANEL:
        return ", ".join(tr(_PANELS[place.partition("/")[2]]) for place in spec.places)
    pages = ", ".join(actions.text(f"page.{page}") for page in spec.places)
    return tr(str(_T("actions", "{0}, typing"))).format(pages) if spec.scope is Scope.FIELD else pages


class KeyEditor(QWidget):
    """Choose an act, press its new key, and it works at once. ``buttons`` takes more buttons at the right."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(8))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Find an act or a key"))
        self.filter.setAccessibleName(self.tr("Find an act or a key"))
        column.addWidget(self.filter)
        self._model: RowsTableModel[Spec] = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Acts and their keys"), self._model)
        # The words give way when the text is large, the key never.
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        # Giving way ends where they could no longer be read: then the table scrolls.
        header.setMinimumSectionSize(current().px(120))
        self.filter.textChanged.connect(self.table.set_filter)
        column.addWidget(self.table, 1)
        column.addLayout(self._editor())
        self.problem = label("", Role.CAPTION, wrap=True)
        column.addWidget(self.problem)
        track(self, actions.changed, self._reload)
        self._reload()
        self.table.selectRow(0)

    def _columns(self) -> list[Column[Spec]]:
        return [
            Column(self.tr("For"), lambda spec: QCoreApplication.translate("actions", spec.group)),
            Column(self.tr("What"), lambda spec: self._actions.text(spec.id)),
            Column(self.tr("Key"), lambda spec: keys_text(self._actions, spec.id) or self.tr("none")),
            Column(self.tr("Where"), lambda spec: where_words(self._actions, spec)),
        ]

    def _editor(self) -> QHBoxLayout:
        self.buttons = QHBoxLayout()
        self.key = KeyField(self.tr("New key for the chosen act: press it, or leave empty for none"))
        self.set_button = primary(self.tr("Use this key"))
        self.set_button.clicked.connect(self.use_key)
        reset = secondary(self.tr("All as they were"))
        reset.clicked.connect(self._actions.reset)
        self.buttons.addWidget(label(self.tr("New key"), buddy=self.key))
        self.buttons.addWidget(self.key)
        self.buttons.addWidget(self.set_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(reset)
        return self.buttons

    @Slot()
    def use_key(self) -> None:
        """Give the chosen act the key that was pressed, or say why it cannot have it."""
        spec = self.table.selected()
        if not isinstance(spec, Spec):
            return
        try:
            self._actions.remap(spec.id, self.key.key)
        except KeyRefused as refusal:
            self.say(str(refusal))
        else:
            text = self._actions.key_text(spec.id) or self.tr("none")
            self.say(self.tr("{0}: {1}").format(self._actions.text(spec.id), text))
            self.key.set_key("")

    def say(self, words: str) -> None:
        """Tell what was done, or why not, below the table."""
        self.problem.setText(words)
        announce(self, words)

    def _reload(self) -> None:
        chosen = self.table.currentIndex().row()
        self._model.set_rows(grouped(self._actions.listed()))
        if chosen >= 0:
            self.table.selectRow(chosen)
