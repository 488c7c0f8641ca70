"""Puts passages worth hearing into the cards of the principles, and does what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from coder.domain.coding import Direction
from coder.domain.passages import Passage, kept_as
from coder.domain.sessions import SessionState
from ui.coding.edits import Place, ToggleEvidence
from ui.coding.header import CODE, SECOND
from ui.coding.passages import Listed, Passages
from ui.coding.passages_view import Offer, PassageRow, PassagesSection
from ui.coding.workspace import PRINCIPLES
from ui.tracking import track

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class PassagesTool(QObject):
    """Connects the finder to one Code page. Whether its list is open holds for all principles of a session."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model = page, page.model
        self.passages = Passages(page.context, self)
        self._sections: dict[str, PassagesSection] = {}
        self._open = False
        self._go_to = False
        # Once the layouts around know how high the list is.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._arrive)
        self._model.loaded.connect(self._begin)
        self._model.closed.connect(self.passages.close)
        self._model.state_changed.connect(self.show_again)
        self._model.marks_changed.connect(self.show_again)
        self.passages.changed.connect(self._listed)
        page.space.principles.chosen.connect(self.show_again)
        on_passage: dict[str, Callable[[], object]] = {
            "passage.keep": partial(self._on_focused, lambda row: row.keep.click()),
            "passage.aside": partial(self._on_focused, lambda row: row.aside.click()),
        }
        page.keys.bind_all(page.space.principles, on_passage)
        page.keys.bind_all(page, {"passages.show": self.show})
        track(self, page.context.actions.changed, self._show_keys)

    def section(self, principle_id: str) -> PassagesSection:
        """The list in one card. Raises KeyError for an unknown principle."""
        return self._sections[principle_id]

    def show(self) -> None:
        """Open the list of the chosen principle and go to it; before the lock, say why there is none."""
        section = self._sections.get(self._page.space.principles.chosen_id)
        if not self._model.is_open or section is None:
            return
        if not self._may_see():
            self._page.context.messages.info(
                self.tr("Passages worth hearing stay hidden until you have locked your own coding.")
            )
            return
        if not self._page.space.coding and self._page.space.compact:
            self._page.show_mode(CODE)
        self._page.space.show_tab(PRINCIPLES)
        self._go_to = True
        self._fold(True)
        section.fold.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.passages.listed.read:
            self._later.start()

    def _listed(self) -> None:
        self.show_again()
        if self._go_to and self.passages.listed.read:
            self._later.start()

    def _arrive(self) -> None:
        """Go to the first passage for who asked for the list by key, unless they have gone elsewhere since."""
        section = self._sections.get(self._page.space.principles.chosen_id)
        if section is None or not self._go_to or not self._open:
            return
        self._go_to = False
        if section.fold.hasFocus():
            (section.rows[0].hear if section.rows else section.fold).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._page.space.principles.bring_up(section.fold)

    def _may_see(self) -> bool:
        return self._model.may_see_suggestions and self._model.session.state is not SessionState.WITHDRAWN

    def _begin(self) -> None:
        panel, book = self._page.space.principles, self._model.frame.codebook
        self._open = self._go_to = False
        self.passages.close()
        if any(panel.card(one.id).foot is None for one in book.principles):
            self._sections = {one.id: self._made(one.id, one.name) for one in book.principles}
            for id_, section in self._sections.items():
                panel.card(id_).set_foot(section)
        self._show_keys()
        self.show_again()

    def _show_keys(self) -> None:
        actions = self._page.context.actions
        for section in self._sections.values():
            section.set_keys(actions.key_text("passage.keep"), actions.key_text("passage.aside"))

    def _made(self, principle_id: str, name: str) -> PassagesSection:
        section = PassagesSection(principle_id, name)
        section.folded.connect(self._fold)
        section.asked.connect(self.passages.ask)
        section.heard.connect(self._hear)
        section.kept.connect(self._keep)
        section.put_aside.connect(self._put_aside)
        return section

    def _fold(self, open_: bool) -> None:
        self._open = open_
        if open_:
            self.passages.open(self._model.session.id)
        self.show_again()

    def show_again(self) -> None:
        """Only what can be seen is filled: the list in the open card."""
        if not self._model.is_open:
            return
        chosen, may_see = self._page.space.principles.chosen_id, self._may_see()
        if not may_see and self.passages.listed.read:
            # Erased while it was open: nothing of it is kept behind what is hidden.
            self.passages.close()
            return
        for id_, section in self._sections.items():
            section.setVisible(may_see)
            section.set_open(self._open)
            if id_ == chosen and may_see and self._open:
                section.show_listed(self.passages.listed, self._offer, self._model.may_code)
            elif section.rows:
                section.show_listed(Listed(), self._offer, possible=False)

    def _offer(self, passage: Passage) -> Offer:
        guarded = self._page.header.modes.value == SECOND
        return Offer(passage, kept_as(passage, self._model.shown), self._model.may_code, guarded)

    def _hear(self, passage: Passage) -> None:
        self._page.space.waveform.show_place(passage.start_s, passage.end_s)
        self._page.playback.play(passage.start_s, passage.end_s)

    def _keep(self, offer: Offer) -> None:
        one = offer.passage
        place = Place(one.said_start_s, one.said_end_s, one.utterance_id)
        name = self._model.frame.codebook.principle(one.principle_id).name
        against = one.direction is Direction.AGAINST
        kept = self.tr("Evidence against {0}") if against else self.tr("Evidence for {0}")
        words = kept.format(name) if offer.kept is None else self.tr("Taken back")
        self._model.do(ToggleEvidence(one.principle_id, place, offer.kept or one.direction), words)

    def _put_aside(self, passage: Passage, relevant: bool) -> None:
        self.passages.set_relevant(passage, relevant)
        self._model.said.emit(self.tr("Relevant after all") if relevant else self.tr("Put aside as not relevant"))

    def _on_focused(self, do: Callable[[PassageRow], object]) -> None:
        for section in self._sections.values():
            if (row := section.focused) is not None and not section.isHidden():
                do(row)
                return
