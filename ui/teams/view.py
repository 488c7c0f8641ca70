"""The team page: how the recordings were rated, prompts to talk about, and nothing by which anybody is picked out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis import wording
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from ui.context import Context
from ui.feedback.voice_card import VoiceCard
from ui.reporting.ask_path import AskPath, ask_export_path
from ui.reporting.page import ReportPage
from ui.teams.cards import DailyQuestions, FigureCards, PromptCard
from ui.teams.present import PresentDialog
from ui.teams.quotes import ChooseQuotesDialog, QuotesCard
from ui.teams.slides import slides_of
from ui.teams.viewmodel import ShareRow, TeamViewModel
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.share_bars import ShareBars
from ui.widgets.table import Column, RowsTableModel, TableView

VALUES = (1, 2, 3, 4, 5)


def make_page(context: Context) -> QWidget:
    """The page, for the window."""
    return TeamsPage(context)


class TeamsPage(ReportPage):
    """``open_with`` takes a team's id, or WHOLE_SERVICE."""

    title = "Teams"
    pickers_beside_title = False

    def __init__(self, context: Context, ask_path: AskPath = ask_export_path) -> None:
        self.chart = ShareBars()
        self._rows: RowsTableModel[ShareRow] = RowsTableModel(_columns(self.chart))
        self.table = TableView(self.chart.tr("How our recordings were rated, as a table"), self._rows)
        self.model = TeamViewModel(context)
        super().__init__(context, self.model, self.chart, self.table, ask_path)
        self.team_picker = self.add_picker(self.tr("Team"))
        self.period_picker = self.add_picker(self.tr("Period"))
        self.cut_picker = self.add_picker(self.tr("Recordings"))
        # Where there is little room long names are cut, so that the row never gets wider than the page; periods least.
        for picker, share in ((self.team_picker, 2), (self.period_picker, 3), (self.cut_picker, 2)):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            picker.setMinimumContentsLength(8)
            self.share_picker_row(picker, share)
        self.team_picker.activated.connect(self._team_picked)
        self.period_picker.activated.connect(self.model.choose_period)
        self.cut_picker.activated.connect(self.model.choose_cut)
        self.present_button = secondary(self.tr("Present"), "presentation", context.actions.key_text("present"))
        self.present_button.clicked.connect(self.present)
        self.add_tool(self.present_button)
        context.actions.bind("present", self, self.present)
        self._fill_columns()
        self.model.teams_changed.connect(self._show_teams)
        self.model.periods_changed.connect(self._show_periods)
        self.model.shown_changed.connect(self._show_report)
        self._show_periods()
        self._show_report()

    def open_with(self, argument: object) -> None:
        """Show the newest report of a team."""
        self.model.choose_team(str(argument))

    @Slot()
    def present(self) -> None:
        """Fill the screen with the questions of the report, one at a time; nothing while no report is open."""
        report = self.model.report
        if report is None:
            return
        about = f"{report.team_name} · {wording.period_text(report.start, report.end)}"
        self.presented = PresentDialog(slides_of(report, self._told), about, self)
        self.presented.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.presented.open()

    @Slot()
    def choose_quotes(self) -> ChooseQuotesDialog:
        """Ask which of the offered quotes the open report shows."""
        dialog = ChooseQuotesDialog(self.model.to_choose, self)
        dialog.accepted.connect(lambda: self.model.choose_quotes(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    @Slot(object)
    def _keep_voice(self, voice: FamilyVoice | TeamVoice | None) -> None:
        self._told = voice if isinstance(voice, TeamVoice) else None

    def _fill_columns(self) -> None:
        shares = Card(self.tr("How our recordings were rated"))
        words = self.tr("For talk within the team, not for comparing people. Each bar is all recordings of the period.")
        shares.body.addWidget(label(words, Role.SUBTITLE, wrap=True))
        shares.body.addWidget(self.both, 1)
        self._made_of = label("", Role.SUBTITLE, wrap=True)
        shares.body.addWidget(self._made_of)
        self.figures = FigureCards()
        self.columns.left.addWidget(shares, 1)
        self.columns.left.addWidget(self.figures)
        self.voice = VoiceCard(self.context)
        self._told = None
        self.voice.model.loaded.connect(self._keep_voice)
        self.columns.left.addWidget(self.voice)
        self._prompts = QVBoxLayout()
        self._prompts.setSpacing(current().px(10))
        self.columns.right.addLayout(self._prompts)
        self.quotes = QuotesCard()
        self.quotes.choosing.connect(self.choose_quotes)
        self.columns.right.addWidget(self.quotes)
        self.columns.right.addWidget(DailyQuestions())
        self.columns.right.addStretch(1)

    @override
    def _set_usable(self, *, chart: bool, export: bool) -> None:
        super()._set_usable(chart=chart, export=export)
        self.present_button.setEnabled(export)

    @override
    def _file_name(self) -> str:
        report = self.model.report
        return f"reflection-report-{report.start:%Y-%m-%d}" if report is not None else "reflection-report"

    @Slot(int)
    def _team_picked(self, index: int) -> None:
        self.model.choose_team(self.team_picker.itemData(index))

    def _show_teams(self) -> None:
        self.team_picker.clear()
        for team in self.model.teams:
            self.team_picker.addItem(team.name, team.id)
        self.team_picker.setVisible(bool(self.model.teams))
        if self.model.teams:
            self.team_picker.addItem(self.tr("The whole service"), WHOLE_SERVICE)

    def _show_periods(self) -> None:
        self.period_picker.clear()
        for _, _, words in self.model.periods:
            self.period_picker.addItem(words)
        self.period_picker.setVisible(bool(self.model.periods))
        self.cut_picker.clear()
        self.cut_picker.addItem(self.tr("All recordings"))
        self.cut_picker.addItems([cut.text.capitalize() for cut in self.model.cuts])
        self.cut_picker.setVisible(bool(self.model.cuts))

    def _show_report(self) -> None:
        report, book = self.model.report, self.model.codebook
        self.team_picker.setCurrentIndex(self.team_picker.findData(self.model.team_id))
        # Where a long name is cut, in large text, it is still to be read whole.
        self.team_picker.setToolTip(self.team_picker.currentText())
        if report is None or book is None:
            sentence = self.tr("A report appears here once a team has locked recordings of at least five workers.")
            self.show_reason("users-round", self.tr("No team report yet"), sentence)
            return
        if report.suppressed_because:
            title = self.tr("Hidden, so that nobody can be picked out")
            self.show_reason("shield-check", title, wording.hidden_report_sentence(report))
        else:
            self._fill(report)
        self.header.set_texts(self.tr("{0}: reflection report").format(report.team_name), self._subtitle(report))
        self._set_usable(chart=not report.suppressed_because, export=True)

    def _fill(self, report: TeamReport) -> None:
        if self.model.codebook is not None:
            self.chart.set_report(report, self.model.codebook)
            self.voice.show_beside(report, self.model.codebook)
        self._rows.set_rows(self.model.table_rows())
        parts = (wording.teams_sentence(report), wording.release_text(report))
        self._made_of.setText(" ".join(filter(None, parts)))
        self.figures.show_figures(report.figures)
        clear(self._prompts)
        self.quotes.show_quotes(report.quotes, self.model.to_choose)
        for prompt in report.prompts:
            self._prompts.addWidget(PromptCard(prompt, self.model))
        self.content.show_content()

    def _subtitle(self, report: TeamReport) -> str:
        demo = [self.tr("demonstration data")] if report.demo else []
        return " · ".join([wording.report_lead(report), *demo])


def _columns(speaker: QWidget) -> list[Column[ShareRow]]:
    tr = speaker.tr

    def percent(value: int) -> Column[ShareRow]:
        return Column(str(value), lambda row: row.percents[value - 1], right=True)

    return [
        Column(tr("Principle"), lambda row: row.principle),
        *(percent(value) for value in VALUES),
        Column(tr("Recordings"), lambda row: row.recordings, right=True),
        Column(wording.NOT_EVALUABLE, lambda row: row.not_evaluable, right=True),
        Column(tr("Change (likely range)"), lambda row: row.change, spoken=lambda row: row.sentence),
    ]
