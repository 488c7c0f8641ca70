"""The frame of both pages: pickers, a chart with its table twin, an export, and a reason where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget
from typing_extensions import override

from coder.analysis.wording import PURPOSE
from coder.domain.errors import UserError
from ui.context import Context
from ui.reporting.ask_path import AskPath
from ui.reporting.columns import Columns
from ui.reporting.content_or_empty import ContentOrEmpty
from ui.reporting.viewmodel import ReportViewModel
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import Button, secondary
from ui.widgets.labels import name_box
from ui.widgets.page import Page
from ui.widgets.table import ChartWithTable, TableView

# Below this width (at 100 %) the pickers leave the header, so that the title keeps its room.
_NARROW_PX = 860


def _row() -> tuple[QWidget, QHBoxLayout]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(current().px(8))
    return holder, row


class ReportPage(Page):
    """Subclasses fill ``columns``, add their pickers, and say what their title and file name are."""

    title = ""
    # A page with many pickers has them above its content at any width.
    pickers_beside_title = True

    def __init__(
        self, context: Context, model: ReportViewModel, chart: QWidget, table: TableView, ask_path: AskPath
    ) -> None:
        super().__init__(context, self.title, PURPOSE)
        self._reported = model
        self._ask_path = ask_path
        model.setParent(self)
        tools, self._tool_row = _row()
        self._pickers, self._picker_row = _row()
        self._charts = (chart, table)
        self._more_tools: list[Button] = []
        self.both = ChartWithTable(chart, table)
        self.export_button = secondary(self.tr("Export…"), "file-down")
        self.export_button.clicked.connect(self._export)
        for widget in (self._pickers, self.both.button, self.export_button):
            self._tool_row.addWidget(widget)
        self.header.add(tools)
        self.columns = Columns()
        self.content = ContentOrEmpty(self.columns)
        self.body.addWidget(self.content, 1)
        model.refused.connect(self._show_refusal)
        model.exported.connect(self._say_exported)
        track(self, context.opened, self._look)
        track(self, context.changed, self._look)

    def add_picker(self, name: str, box: QComboBox | None = None) -> QComboBox:
        """A new choice at the right of the title, in the given box or a plain one."""
        picker = QComboBox() if box is None else box
        name_box(picker, name)
        self._picker_row.addWidget(picker)
        return picker

    def share_picker_row(self, picker: QComboBox, share: int) -> None:
        """Give a picker so many parts of the room in its row."""
        self._picker_row.setStretchFactor(picker, share)

    def add_tool(self, button: Button) -> None:
        """A further act beside the export."""
        self._tool_row.insertWidget(self._tool_row.indexOf(self.export_button), button)
        self._more_tools.append(button)

    def add_choice(self, words: str) -> QCheckBox:
        """A new box to tick before the export, with the pickers."""
        box = QCheckBox(words)
        self._picker_row.addWidget(box)
        return box

    def show_reason(self, icon_name: str, title: str, sentence: str) -> None:
        """Say why nothing is shown, under the page's own title."""
        self.header.set_texts(self.title, PURPOSE)
        self._set_usable(chart=False, export=False)
        self.content.show_empty(icon_name, title, sentence)

    def order_focus(self) -> None:
        """Let Tab go in reading order; needed after widgets were made or moved, as Qt puts those last."""
        for before, after in pairwise(self._stops()):
            QWidget.setTabOrder(before, after)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self.order_focus()
        self._reported.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the title readable: where it is narrow pickers stand above the content, and tools lose their words."""
        tight = event.size().width() < current().px(_NARROW_PX)
        for tool in (self.both.button, *self._more_tools):
            tool.show_icon_only(tight)
        narrow = not self.pickers_beside_title or tight
        in_body = self.body.indexOf(self._pickers) >= 0
        if narrow and not in_body:
            self.body.insertWidget(0, self._pickers)
            self.order_focus()
        elif not narrow and in_body:
            self._tool_row.insertWidget(0, self._pickers)
            self.order_focus()
        super().resizeEvent(event)

    def _stops(self) -> Sequence[QWidget]:
        """Where Tab stops, in reading order; subclasses add theirs."""
        boxes = (*self._pickers.findChildren(QComboBox), *self._pickers.findChildren(QCheckBox))
        return [*boxes, self.both.button, *self._more_tools, self.export_button, *self._charts]

    def _file_name(self) -> str:
        raise NotImplementedError

    def _set_usable(self, *, chart: bool, export: bool) -> None:
        self.both.button.setEnabled(chart)
        self.export_button.setEnabled(export)

    @Slot()
    def _look(self) -> None:
        if self.isVisible():
            self._reported.refresh()

    @Slot(object)
    def _show_refusal(self, error: UserError) -> None:
        self.show_reason("lock", error.sentence.rstrip("."), error.hint)

    @Slot()
    def _export(self) -> None:
        path = self._ask_path(self, self._file_name())
        if path:
            self._reported.export(Path(path))

    @Slot(str)
    def _say_exported(self, path: str) -> None:
        self.context.messages.info(self.tr("Written to {0}.").format(Path(path).name))
