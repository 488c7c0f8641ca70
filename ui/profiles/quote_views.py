"""Offering one's own words to the team's report, and seeing what was offered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from coder.analysis.wording import counted, short_day
from coder.domain.clips import Refusal
from coder.domain.errors import UserError
from coder.domain.quotes import LONGEST_QUOTE, RECOGNISED, OfferedQuote, in_one_line, is_part
from ui.context import Context
from ui.profiles.quote_model import OfferedModel, QuoteModel
from ui.theme import Role, current
from ui.widgets.buttons import Button, ghost
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.question import Question


class OfferQuoteDialog(Question):
    """Accepted when the words in ``field`` are to be offered; what was not said like that cannot be."""

    def __init__(self, model: QuoteModel, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Offer your words to the team’s report"), RECOGNISED, _tr("Offer these words"), parent)
        self._model = model
        more = self.tr(
            "Your coach or lead may then choose them for a report of your team. You can take them back at any time; "
            "what was printed before cannot be called back. Whoever else speaks in the recording is never quoted."
        )
        self.body.addWidget(label(more, wrap=True))
        heading = label(self.tr("What you said, with names masked; leave out what you like at either end"), wrap=True)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(heading.text())
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(current().px(92))
        self.field.textChanged.connect(self._typed)
        self.length = label("", Role.CAPTION, wrap=True)
        self.against = label("", wrap=True)
        for widget in (heading, self.field, self.length, self.against):
            self.body.addWidget(widget)
        self.act.setEnabled(False)
        self.against.hide()
        model.loaded.connect(self._show)
        model.gone.connect(self._show_gone)
        self.accepted.connect(self._offer)
        model.refresh()

    @Slot()
    def _offer(self) -> None:
        self._model.offer(self.field.toPlainText())

    @Slot()
    def _typed(self) -> None:
        look, text = self._model.look, self.field.toPlainText()
        length = len(in_one_line(text))
        said = look is not None and is_part(text, look.words)
        words = self.tr("{0} of at most {1} characters.").format(length, LONGEST_QUOTE)
        other = self.tr(" These are not the words as they were said.")
        self.length.setText(words + ("" if said or not length else other))
        self.act.setEnabled(look is not None and not look.refusals and said and length <= LONGEST_QUOTE)

    @Slot()
    def _show(self) -> None:
        look = self._model.look
        assert look is not None
        self.field.setPlainText(look.words)
        self._show_against(look.refusals)
        self._typed()
        self.fit()

    @Slot(object)
    def _show_gone(self, error: UserError) -> None:
        self._show_against((Refusal(error.sentence, error.hint),))
        self.fit()

    def _show_against(self, refusals: tuple[Refusal, ...]) -> None:
        self.field.setEnabled(not refusals)
        self.against.setVisible(bool(refusals))
        self.against.setText("\n".join(f"• {one.sentence} {one.hint}" for one in refusals))


class OfferedCard(Card):
    """The worker's words that are offered, each with a way back; hidden while there are none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Words offered to the team’s report"))
        self.model = OfferedModel(context, self)
        self.model.loaded.connect(self._show)
        self._ways_back: list[Button] = []
        self.hide()

    def stops(self) -> Sequence[Button]:
        """Where Tab stops, in reading order."""
        return self._ways_back

    @Slot(object)
    def _show(self, offered: tuple[OfferedQuote, ...]) -> None:
        clear(self.body)
        self._ways_back = []
        self.setVisible(bool(offered))
        for one in offered:
            self.body.addWidget(label(f"“{one.text}”", wrap=True))
            where = counted(one.shown, "report") if one.shown else self.tr("no report")
            place = self.tr("{0}, {1} · shown in {2}").format(one.session_code, short_day(one.held_on), where)
            self.body.addWidget(label(place, Role.CAPTION, wrap=True))
            back = ghost(self.tr("Take it back"), "undo-2")
            back.setAccessibleName(self.tr("Take back: {0}").format(one.text))
            back.clicked.connect(partial(self.model.take_back, one.id))
            self.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
            self._ways_back.append(back)


def _tr(text: str) -> str:
    return QCoreApplication.translate("quotes", text)
