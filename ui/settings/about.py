"""What the program is, and the licences of what it is made of."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from coder import __version__
from ui.context import Context
from ui.settings.section import Section
from ui.theme import FONTS, current
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

_UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Part:
    """A library this installation contains: name, version, and what its packager says of its licence."""

    name: str
    version: str
    licence: str


class AboutSection(Section):
    """Version, purpose, and every part with its licence."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = False
        about = self.card("Practice Coder", self.tr("version {0}").format(__version__))
        purpose = self.tr(
            "Listen to practice conversations, code them against Motivational Social Work, and bring them back to the "
            "people who had them. For reflection, never for ranking. Nothing leaves this computer."
        )
        about.body.addWidget(label(purpose, wrap=True))
        made_with = self.tr("Python {0}, Qt {1}, on {2}.")
        words = made_with.format(platform.python_version(), qVersion(), platform.system())
        about.body.addWidget(label(words, wrap=True))
        parts = self.card(self.tr("Licences"), sentence=self._own())
        self.rows: RowsTableModel[Part] = RowsTableModel(
            [
                Column(self.tr("Part"), lambda part: part.name),
                Column(self.tr("Version"), lambda part: part.version),
                Column(self.tr("Licence"), lambda part: part.licence),
            ]
        )
        self.table = TableView(self.tr("Parts and their licences"), self.rows)
        self.table.setMinimumHeight(current().px(260))
        parts.body.addWidget(self.table, 1)
        self.column.setStretch(1, 1)

    def load(self) -> None:
        """Read the list of parts once, off the UI thread."""
        if not self._asked:
            self._asked = True
            self._context.operations.read(installed_parts, self._show, owner=self)

    def _own(self) -> str:
        assert (FONTS / "LICENSE-Inter.txt").exists()
        return self.tr(
            "The letters are Inter (SIL Open Font License), the icons are Lucide (ISC); both licences lie beside their "
            "files. The libraries below are used as their makers published them."
        )

    def _show(self, parts: Sequence[Part]) -> None:
        self.rows.set_rows(parts)


def installed_parts() -> tuple[Part, ...]:
    """The libraries of this installation by name, each once."""
    found = {part.name.casefold(): part for part in map(_part, distributions()) if part.name}
    return tuple(found[name] for name in sorted(found))


def _part(one: Distribution) -> Part:
    def field(key: str) -> list[str]:
        return [str(line) for line in one.metadata.get_all(key) or ()]

    name, version, stated = ("".join(field(key)[:1]) for key in ("Name", "Version", "License-Expression"))
    if not stated:
        classifiers = field("Classifier")
        stated = ", ".join(line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::"))
    # Some put the whole text of a licence into this field; its first line names it.
    free = "".join(field("License")[:1]).strip().splitlines()
    return Part(name, version, stated or (free[0][:80] if free and free[0] != _UNKNOWN else ""))
