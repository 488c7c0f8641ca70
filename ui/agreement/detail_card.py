"""All there is to know about one principle or code: every figure, who with whom, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from coder.analysis import wording
from coder.analysis.agreement.figures import ABOUT_INTERVALS, CodeFigures, RatingAgreement
from coder.analysis.agreement.scales import WordScale
from coder.analysis.agreement_report import AgreementReport, PrincipleAgreement
from ui.agreement import rows
from ui.agreement.rows import DetailRow
from ui.theme import Role, current
from ui.widgets.badge import PrincipleBadge
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label

_MOST_CONFUSED = 5


class DetailCard(Card):
    """The chosen row of the chart beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._badge: PrincipleBadge | None = None

    def show_principle(self, report: AgreementReport, place: int, scale: WordScale) -> None:
        """A principle of the report, by its place in the codebook."""
        one = report.principles[place]
        self._begin(one.name)
        self._badge = PrincipleBadge(one.badge, one.name, place, letters=False)
        self.add_leading(self._badge)
        if one.figures.withheld:
            self._add_pairs(one)
        else:
            self._add_figures(rows.details(one.figures.coefficients, rows.RATING_FIGURES, scale))
            self._add_shares(one.figures)
        self._add_people(one, report.own_only)
        # Of what is withheld there is no interval to explain.
        self._add_notes([note for note in one.figures.notes if not one.figures.withheld or note != ABOUT_INTERVALS])

    def show_code(self, report: AgreementReport, one: CodeFigures, scale: WordScale) -> None:
        """A code of the report."""
        self._begin(rows.code_name(one, report))
        figures = (one.kappa, one.alpha, one.ac1, one.tally_icc)
        self._add_figures(rows.details(figures, rows.CODE_FIGURES, scale))
        confused = self._confused(report, one.code)
        if confused:
            self._heading(self.tr("Where one gave it, the other gave"))
            for words in confused:
                self.body.addWidget(label(words, wrap=True))
        self._add_notes(report.codes.notes)

    def _begin(self, title: str) -> None:
        clear(self.body)
        if self._badge is not None:
            self._header.removeWidget(self._badge)
            self._badge.hide()
            self._badge.deleteLater()
            self._badge = None
        self.set_title(title)

    def _heading(self, words: str) -> None:
        self.body.addSpacing(current().px(4))
        self.body.addWidget(label(words, Role.STRONG))

    def _add_pairs(self, one: PrincipleAgreement) -> None:
        if not one.pairs:
            nobody = self.tr("Nobody's ratings of it can be compared yet.")
            none_own = self.tr("No ratings of yours can be compared yet.")
            self.body.addWidget(label(none_own if one.only_counted else nobody, wrap=True))
            return
        words = self.tr("Too few for a figure: it would say more than is known. The pairs, as they were rated:")
        self.body.addWidget(label(words, Role.SUBTITLE, wrap=True))
        self.body.addWidget(label(rows.pairs_words(one.pairs), wrap=True))

    def _add_figures(self, figures: Sequence[DetailRow]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(12))
        grid.setVerticalSpacing(current().px(4))
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for place, one in enumerate(figures):
            name = label(one.name, wrap=True)
            name.setToolTip(one.form)
            name.setAccessibleDescription(one.form)
            grid.addWidget(name, 2 * place, 0)
            grid.addWidget(label(one.value, Role.STRONG), 2 * place, 1, right)
            grid.addWidget(label(one.interval, Role.SUBTITLE), 2 * place, 2, right)
            grid.addWidget(label(one.label, Role.CAPTION, wrap=True), 2 * place + 1, 0, 1, 3)
        self.body.addLayout(grid)

    def _add_shares(self, found: RatingAgreement) -> None:
        words = self.tr("{0} of {1} equal, {2} within one step.")
        pairs = wording.counted(found.n_pairs, self.tr("pair"), self.tr("pairs"))
        told = words.format(rows.share(found.exact), pairs, rows.share(found.within_one))
        self.body.addWidget(label(told, wrap=True))

    def _add_people(self, one: PrincipleAgreement, own_only: bool) -> None:
        if not one.figures.differences:
            return
        self._heading(self.tr("You and your colleagues") if own_only else self.tr("Who with whom"))
        for pair in one.figures.differences:
            self.body.addWidget(label(rows.pair_sentence(pair), Role.SUBTITLE, wrap=True))

    def _add_notes(self, notes: Sequence[str]) -> None:
        for note in notes:
            self.body.addWidget(label(note, Role.CAPTION, wrap=True))

    def _confused(self, report: AgreementReport, code: str) -> list[str]:
        """What else was given where one of two gave this code, the most frequent first."""
        counts: dict[str, int] = {}
        for (first, second), times in report.codes.confusion.items():
            if code in (first, second):
                other = second if first == code else first
                counts[other] = counts.get(other, 0) + times
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_CONFUSED]
        return [self._times(other, times, report, other == code) for other, times in most]

    def _times(self, other: str, times: int, report: AgreementReport, same: bool) -> str:
        often = wording.counted(times, self.tr("time"), self.tr("times"))
        if same:
            return self.tr("the same: {0}").format(often)
        name = f"{other} · {report.code_names.get(other, '')}".rstrip(" ·") if other else self.tr("no code")
        return f"{name}: {often}"
