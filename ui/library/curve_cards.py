"""The two curves of a model: whether it is as sure as it is right, and whether keeping silent helps."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coder.domain.learning import Curves
from ui.library import card_rows
from ui.library.card_parts import CurveCard
from ui.theme import current


class CurveCards(QWidget):
    """A card for each curve, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sure = CurveCard(
            self.tr("Is it as sure as it is right?"),
            self.tr(
                "Dots: how often it was right. Squares: how sure it said it was. Where they lie apart, its certainty "
                "cannot be taken at its word. Steps with fewer than {0} answers are left out."
            ).format(card_rows.FEWEST_ANSWERS),
            self.tr("How sure"),
            self.tr("Said"),
        )
        self.silence = CurveCard(
            self.tr("Does keeping silent help?"),
            self.tr("How often it is right when it answers only for the part of utterances it is most certain of."),
            self.tr("Answered"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addWidget(self.sure)
        column.addWidget(self.silence)

    def show_curves(self, curves: Curves) -> None:
        """Show the curves of another model."""
        self.sure.show_points(card_rows.certainty_points(curves))
        self.silence.show_points(card_rows.coverage_points(curves))
