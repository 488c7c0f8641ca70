"""Above the transcript: find words, show one voice, code or kind of row only, and how far the coding is."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from ui.theme import Role, current
from ui.widgets.labels import ElidingLabel, name_box


class FilterBar(QWidget):
    """Find words, show one voice or one code only, and how far the coding is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search transcript"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(current().px(240))
        self.found = ElidingLabel("", Role.CAPTION)
        self.speakers = QComboBox()
        name_box(self.speakers, self.tr("Show speakers"))
        self.codes = QComboBox()
        name_box(self.codes, self.tr("Show codes"))
        self.signs = QComboBox()
        name_box(self.signs, self.tr("Show rows to be checked"))
        for box in (self.speakers, self.codes, self.signs):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.setMaximumWidth(current().px(132))
        self.progress = ElidingLabel("", Role.SUBTITLE)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Coded"))
        self.bar.setFixedSize(current().px(40), current().px(6))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(4))
        row.addWidget(self.search, 100)
        row.addWidget(self.found)
        row.addWidget(self.speakers)
        row.addWidget(self.codes)
        row.addWidget(self.signs)
        # What a wide page has to spare, so that neither bar nor buttons grow with it.
        row.addStretch(1)
        row.addWidget(self.progress)
        row.addWidget(self.bar)
        self._compact = False
        self.search.textChanged.connect(self._fit)

    def set_compact(self, compact: bool) -> None:
        """Leave out what a narrow page has no room for."""
        self._compact = compact
        for box in (self.speakers, self.codes, self.signs):
            box.setVisible(not compact)
        self._fit()

    def _fit(self) -> None:
        # Who looks for words needs to see them and how often they were found, more than how far the coding is.
        searching = bool(self.search.text())
        for widget in (self.progress, self.bar):
            widget.setVisible(not self._compact and not searching)
