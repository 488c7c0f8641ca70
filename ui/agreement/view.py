"""The Agreement page: how far evaluators agree, where they differ, and what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis import wording
from coder.analysis.agreement.scales import SCALES
from coder.analysis.agreement_report import AgreementReport
from coder.audio.outputs import Output
from coder.domain.errors import UserError
from coder.exports.agreement_files import ExportKind
from ui.agreement.anchoring import AnchoringModel
from ui.agreement.anchoring_panel import AnchoringPanel
from ui.agreement.differences import Differences
from ui.agreement.differences_panel import DifferencesPanel
from ui.agreement.figures_panel import CodesPanel, RatingsPanel
from ui.agreement.second_acts import SecondActs
from ui.agreement.second_keys import SECOND
from ui.agreement.second_panel import SecondPanel
from ui.agreement.second_wanted import SecondsModel
from ui.agreement.training import Training
from ui.agreement.training_panel import TrainingPanel
from ui.agreement.viewmodel import PERIODS, AgreementViewModel
from ui.coding.playback import Playback
from ui.context import Context
from ui.reporting.ask_path import AskPath
from ui.reporting.clip_player import ClipPlayer, tell_trouble
from ui.reporting.content_or_empty import ContentOrEmpty
from ui.section_model import SectionModel
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import secondary
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label, name_box
from ui.widgets.page import Page
from ui.widgets.segmented import Segment, SegmentedControl

_ROOM_FOR_WORDS = 800
# Figures that are there sooner take the place of the others at once, without a word in between.
_SAID_AFTER_MS = 150
_FIGURES = frozenset({"ratings", "codes"})


def make_page(context: Context) -> QWidget:
    """The page, for the window."""
    return AgreementPage(context)


def ask_file(parent: QWidget, suggested: str) -> str:
    """Ask where to write agreement and in which format; empty when the user thought better of it."""
    kinds = {
        ExportKind.XLSX: parent.tr("Workbook"),
        ExportKind.CSV: parent.tr("Data, comma-separated"),
        ExportKind.QDPX: parent.tr("REFI-QDA project"),
        ExportKind.QDC: parent.tr("REFI-QDA codebook"),
    }
    filters = ";;".join(f"{words} (*.{kind.value})" for kind, words in kinds.items())
    return QFileDialog.getSaveFileName(parent, parent.tr("Export agreement"), suggested, filters)[0]


class AgreementPage(Page):
    """``open_with`` takes the id of a section, or ``differences:`` and a session's. ``connect`` and ``clock`` are the
    audio output's and the player's."""

    def __init__(
        self,
        context: Context,
        ask_path: AskPath = ask_file,
        connect: Callable[[], Output] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(context, "")
        self.model = AgreementViewModel(context, self)
        self._ask_path, self._connect, self._clock = ask_path, connect, clock
        self.header.set_texts(self.tr("Agreement"), wording.PURPOSE)
        self._late = QTimer(self, singleShot=True, interval=_SAID_AFTER_MS)
        self._late.timeout.connect(self._say_reading)
        self._build_choices()
        self._bind_acts()
        self._build_body()
        self.model.choices_changed.connect(self._show_choices)
        self.model.reading_began.connect(self._show_reading)
        self.model.report_changed.connect(self._show_report)
        self.model.refused.connect(self._show_refusal)
        self.model.exported.connect(self._say_exported)
        track(self, context.opened, self._look)
        track(self, context.changed, self._look)

    def _build_choices(self) -> None:
        self.team, self.period, self.frame, self.scale = (QComboBox() for _ in range(4))
        name_box(self.team, self.tr("Team"))
        name_box(self.period, self.tr("Period"))
        name_box(self.frame, self.tr("Codebook"))
        name_box(self.scale, self.tr("Whose words for how high a figure is"))
        words = (self.tr("All time"), self.tr("Last year"), self.tr("Last six months"), self.tr("Last three months"))
        for days, text in zip(PERIODS, words, strict=True):
            self.period.addItem(text, days)
        for scale in SCALES.values():
            self.scale.addItem(self.tr("Words: {0}").format(scale.name), scale.key)
        self.team.activated.connect(lambda index: self.model.choose_team(self.team.itemData(index)))
        self.period.activated.connect(lambda index: self.model.choose_period(self.period.itemData(index)))
        self.frame.activated.connect(lambda index: self.model.choose_frame(self.model.frames[index]))
        self.scale.activated.connect(lambda index: self.model.choose_scale(self.scale.itemData(index)))
        self.export_button = secondary(self.tr("Export…"), "file-down")
        self.export_button.setAccessibleName(self.tr("Export agreement"))
        self.export_button.clicked.connect(self._export)
        self.export_button.setEnabled(False)
        self.header.add(self.export_button)

    def _build_body(self) -> None:
        self.sections = SegmentedControl(self.tr("Section"), self._segments())
        self.sections.chosen.connect(self.show_section)
        self._choices = QWidget()
        # A line that breaks at large text, and boxes that grow with the longest name of a team.
        row = FlowLayout(current().px(8), self._choices)
        for box in (self.team, self.period, self.frame, self.scale):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            row.addWidget(box)
        self.about = label("", Role.SUBTITLE, wrap=True)
        self.ratings, self.codes = RatingsPanel(self.model), CodesPanel(self.model)
        self._places: dict[str, QWidget] = {"ratings": self.ratings, "codes": self.codes, **self._further()}
        self._readers: dict[str, SectionModel] = {
            "differences": self.differences,
            "training": self.training,
            "anchoring": self.anchoring,
            "second": self.seconds,
        }
        self._section = QWidget()
        column = QVBoxLayout(self._section)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in self._places.values():
            column.addWidget(widget)
        self._head = QHBoxLayout()
        self._head.setSpacing(current().px(12))
        self._head.addWidget(self.sections)
        self._head.addStretch(1)
        self.content = ContentOrEmpty(self._section)
        self.body.addLayout(self._head)
        self.body.addWidget(self._choices)
        self.body.addWidget(self.about)
        self.body.addWidget(self.content, 1)
        self._show_choices()
        self.show_section("ratings")

    def _segments(self) -> tuple[Segment, ...]:
        return (
            Segment("ratings", self.tr("Ratings"), "star"),
            Segment("codes", self.tr("Codes"), "tag"),
            Segment("differences", self.tr("Differences"), "messages-square"),
            Segment("training", self.tr("Training and drift"), "target"),
            Segment("anchoring", self.tr("After suggestions"), "sparkles"),
            Segment("second", self.tr("Second codings"), "users-round"),
        )

    def _further(self) -> dict[str, QWidget]:
        self.differences = Differences(self.context, self)
        self.playback = Playback(self.context, self._connect, self._clock, self)
        self.playback.trouble_changed.connect(partial(tell_trouble, self.context.messages))
        player = ClipPlayer(self.playback, self)
        self.training = Training(self.context, self)
        self.anchoring = AnchoringModel(self.context, self)
        self.seconds = SecondsModel(self.context, self)
        self.places = DifferencesPanel(self.context, self.differences, player)
        return {
            "differences": self.places,
            "training": TrainingPanel(self.context, self.training),
            "anchoring": AnchoringPanel(self.anchoring),
            "second": SecondPanel(self.context, self.seconds, self.acts),
        }

    def _bind_acts(self) -> None:
        self.acts = SecondActs(self.context, self)
        self.context.actions.add(SECOND)
        for id_, act in (
            ("second.ask", self.acts.ask),
            ("second.set", self.acts.draw_set),
            ("package.take", self.acts.take_in),
            ("package.card", self.acts.show_card),
            ("package.partner", self.acts.add_partner),
            ("training.use", self.acts.train_on),
        ):
            self.context.actions.bind(id_, self, partial(_without_argument, act))

    def open_with(self, argument: object) -> None:
        """Show a section, and there the first place of a session; anything else shows the page as it was left."""
        section, _, session_id = str(argument).partition(":")
        if section in self._places:
            self.show_section(section)
        if session_id:
            self.places.show_session(session_id)

    @Slot(str)
    def show_section(self, section: str) -> None:
        """Bring a section to the front."""
        self.sections.set_value(section)
        for name, widget in self._places.items():
            widget.setVisible(name == section)
        self._choices.setVisible(section in _FIGURES)
        self.about.setVisible(section in _FIGURES)
        self.export_button.setVisible(section in _FIGURES)
        if section != "differences":
            self.playback.close()
        self._look()

    @override
    def panels(self) -> Sequence[QWidget]:
        """The header, the choice of section, the section."""
        return (self.header, self.sections, self._section)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        for section, reader in self._readers.items():
            self.sections.set_possible(section, reader.may_see)
        self._look()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the sections to their tool tips where large text leaves no room for them."""
        super().resizeEvent(event)
        self.sections.show_icons_only(self.width() < current().px(_ROOM_FOR_WORDS), but_chosen=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent and let go of the sound."""
        super().hideEvent(event)
        self.playback.close()

    @Slot()
    def _look(self) -> None:
        """Read what is in front; the rest is read when somebody turns to it."""
        if not self.isVisible():
            return
        self.model.refresh()
        if self.sections.value in self._readers:
            self._readers[self.sections.value].refresh()

    def _show_choices(self) -> None:
        self.team.clear()
        self.team.addItem(self.tr("All teams"), "")
        for team in self.model.teams:
            self.team.addItem(team.name, team.id)
        self.team.setCurrentIndex(max(0, self.team.findData(self.model.asked.team)))
        self.frame.clear()
        for frame in self.model.frames:
            self.frame.addItem(f"{frame.title} {frame.major}")
        self.frame.setVisible(len(self.model.frames) > 1)

    def _show_report(self) -> None:
        report = self.model.report
        if report is None:
            return
        self._late.stop()
        self.about.setText(self._about(report))
        self.export_button.setEnabled(report.recordings > 0)
        self.ratings.show_report()
        self.codes.show_report()
        self.content.show_content()

    @Slot()
    def _show_reading(self) -> None:
        """Nothing of another choice is given out, and soon nothing of it is shown, while figures are worked out."""
        self.export_button.setEnabled(False)
        self.about.setText(self.tr("Being worked out…"))
        self._late.start()

    @Slot()
    def _say_reading(self) -> None:
        for panel in (self.ratings, self.codes):
            panel.show_reading()

    def _about(self, report: AgreementReport) -> str:
        recordings = wording.counted(report.recordings, self.tr("recording"), self.tr("recordings"))
        evaluators = wording.counted(report.evaluators, self.tr("evaluator"), self.tr("evaluators"))
        parts = [
            self.tr("{0} coded blind by two or more").format(recordings),
            evaluators if report.recordings else "",
            f"{report.codebook_title} {report.major}",
            report.period,
            self.tr("demonstration data") if report.demo else "",
        ]
        return " · ".join(filter(None, parts))

    @Slot(object)
    def _show_refusal(self, error: UserError) -> None:
        self._late.stop()
        self.about.setText("")
        self.export_button.setEnabled(False)
        self.content.show_empty("lock", error.sentence.rstrip("."), error.hint)

    @Slot()
    def _export(self) -> None:
        path = self._ask_path(self, "agreement.xlsx")
        if path:
            self.model.export(Path(path))

    @Slot(str)
    def _say_exported(self, path: str) -> None:
        self.context.messages.info(self.tr("Written to {0}.").format(Path(path).name))


def _without_argument(act: Callable[[], object], *_: object) -> None:
    # Qt tells whether an act is checked, which none of these is.
    act()
