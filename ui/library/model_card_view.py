"""The card of the suggestion model: what it was taught on, how it did, what it is worth here, what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from codebook.schema import Codebook
from coder.analysis.wording import day_text
from coder.domain.suggestion_worth import MIN_DOUBLE_CODINGS
from ui.library import card_rows
from ui.library.card_parts import CodesCard, GroupsCard, WorthCard
from ui.library.card_rows import percent
from ui.library.curve_cards import CurveCards
from ui.library.viewmodel import LibraryViewModel, Shelf
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label

if TYPE_CHECKING:
    from coder.services.model_cards import KnownModel, ModelCard


class ModelCardView(QWidget):
    """Facts at the top, then a card for each question somebody may have."""

    def __init__(self, model: LibraryViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._facts = QVBoxLayout()
        self.codes = CodesCard()
        self.curves = CurveCards()
        self.groups = GroupsCard()
        self.worth = WorthCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addLayout(self._facts)
        for part in (self.codes, self.worth, self.curves, self.groups):
            column.addWidget(part)
        column.addWidget(self._not_for())
        column.addStretch(1)
        model.loaded.connect(self._show)

    def _not_for(self) -> Card:
        card = Card(self.tr("What it must not be used for"))
        for sentence in (
            self.tr("To rate anybody: it suggests codes for single utterances, and never a rating of a principle."),
            self.tr("To compare workers or teams by the codes it would give, or to count them in place of a person's."),
            self.tr(
                "To decide about a job, pay or training, or about a family. Nothing of it belongs in a case record."
            ),
            self.tr("To code what parents and children say, or supervision and recruitment, which it was not taught."),
        ):
            card.body.addWidget(label(f"• {sentence}", wrap=True))
        return card

    @Slot()
    def _show(self) -> None:
        shelf = self._model.shelf
        if shelf is None:
            return
        clear(self._facts)
        self._facts.addWidget(self._fact_card(shelf))
        names, beside = _names(shelf.books, shelf.model.card), shelf.model.held_out
        self.codes.show_codes(card_rows.code_rows(shelf.model, names, shelf.switches, shelf.agreement), shelf.switches)
        self.worth.show_worth(shelf.worth, shelf.target_precision)
        for part in (self.curves, self.groups):
            part.setVisible(beside is not None)
        if beside is not None:
            self.curves.show_curves(beside.curves)
            self.groups.show_groups(beside)

    def _fact_card(self, shelf: Shelf) -> Card:
        card = shelf.model.card
        standing = (
            self.tr("learnt here, not validated")
            if shelf.model.learnt_here
            else self.tr("not validated in any service")
        )
        made = Card(self.tr("Suggestion model “{0}”").format(card.name), standing)
        if shelf.model.learnt_here:
            whose = self.tr(
                "Suggestions come from {0}, learnt here; its curves stand in Learning, and how it does on kinds of "
                "talk was not measured."
            )
            made.body.addWidget(label(whose.format(card.name), Role.STRONG, wrap=True))
        # A form layout does not give words that need two lines their height.
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setVerticalSpacing(current().px(6))
        grid.setColumnStretch(1, 1)
        for row, (heading, text) in enumerate((*self._facts_of(shelf.model), *self._agreements(shelf))):
            beside = label(heading, Role.SUBTITLE)
            beside.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(beside, row, 0)
            grid.addWidget(label(text, wrap=True), row, 1)
        made.body.addLayout(grid)
        for note in card.notes:
            made.body.addWidget(label(f"• {note}", wrap=True))
        return made

    def _facts_of(self, model: KnownModel) -> tuple[tuple[str, str], ...]:
        card = model.card
        taught = self.tr("{0} invented conversations with {1} worker utterances, coded by us")
        if model.learnt_here:
            taught = self.tr("{0} conversations with {1} worker utterances: our invented ones, and recordings here")
        shown = self.tr("{0} of its answers; of these {1} were right (it was made to aim at {2})").format(
            percent(card.coverage), percent(card.shown_precision), percent(card.target_precision)
        )
        return (
            (self.tr("Taught on"), taught.format(card.conversations, f"{card.utterances:,}")),
            (self.tr("Codebook"), f"{card.codebook_id} {card.codebook_version}"),
            (self.tr("Made on"), day_text(card.fitted_on)),
            (self.tr("Licence"), card.licence),
            (self.tr("Sure enough to be shown"), shown),
        )

    def _agreements(self, shelf: Shelf) -> tuple[tuple[str, str], ...]:
        recordings = max((one.recordings for one in shelf.agreement), default=0)
        people = self.tr("by code in the table below, from {0} recordings coded blind by two").format(recordings)
        if recordings < MIN_DOUBLE_CODINGS:
            people = self.tr(
                "not measured yet: {0} of the {1} recordings needed were coded blind by two people"
            ).format(recordings, MIN_DOUBLE_CODINGS)
        model = self.tr("kappa {0} with the one person who coded the same invented text")
        if shelf.model.learnt_here:
            model = self.tr("kappa {0} with the codes that evaluators here gave, in sessions that were held back")
        aim = self.tr("right in {0} of suggestions shown").format(percent(shelf.target_precision))
        rows = [
            (self.tr("Aims here at being"), aim),
            (self.tr("Agreement of the model"), model.format(f"{shelf.model.card.kappa:.2f}")),
            (self.tr("Agreement between people here"), people),
        ]
        if shelf.model.held_out is not None:
            labellings = shelf.model.held_out.labellings
            two = self.tr(
                "kappa {0} over {1} utterances; both are by the makers of the program, so it says how clear the "
                "invented text is and not how well evaluators would agree"
            ).format(f"{labellings.kappa:.2f}", f"{labellings.n:,}")
            rows.append((self.tr("Two labellings of that text"), two))
        return tuple(rows)


def _names(books: tuple[Codebook, ...], card: ModelCard) -> dict[str, str]:
    book = next((one for one in books if one.id == card.codebook_id), None)
    return {} if book is None else {code.id: code.name for code in book.codes}
