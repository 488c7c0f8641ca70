"""From place to place of one code: by key on the page, or through a list of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from coder.analysis.measures import count_codes
from coder.domain.coding import Entry, moment_under
from ui.coding.code_places import CodePlace, CodePlaces, neighbour, places_of
from ui.coding.edits import code_at
from ui.coding.recent import RecentCodes
from ui.coding.rows import interval_id

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class PlacesTool(QObject):
    """Goes to where a code is used on one Code page. Where no code is, the one given last is meant."""

    def __init__(self, page: CodePage, recent: RecentCodes) -> None:
        super().__init__(page)
        self._page, self._recent = page, recent

    def _code_here(self) -> str:
        """The code on the place, else the one given last that is still used somewhere, else the first that is."""
        model = self._page.model
        known = code_at(model.shown, self._page.acts.place())
        used = [entry.label for entry in model.shown.codes]
        lately = [code for code in reversed(self._recent.in_order) if code in used]
        return known.label if known is not None else (lately or used or [""])[0]

    def go_to_same(self, step: int) -> None:
        """Go to the next (1) or last (-1) place with the code that is here."""
        model = self._page.model
        if not model.is_open or not self._page.space.coding:
            return
        code_id = self._code_here()
        if not code_id:
            model.said.emit(self.tr("No code is used here yet."))
            return
        row = self._page.presenter.row(self._page.space.list.current_id)
        at_s = row.start_s if row is not None else self._page.playback.position_s
        found = neighbour(model.shown, code_id, at_s, step)
        name = model.frame.codebook.code(code_id).name
        if found is None:
            words = self.tr("No later place with {0}.") if step > 0 else self.tr("No earlier place with {0}.")
            self._page.space.strip.set_where(words.format(name))
            model.said.emit(words.format(name))
        else:
            self._go_to(found)

    def _go_to(self, entry: Entry) -> None:
        page = self._page
        page.space.list.choose(entry.utterance_id or interval_id(entry))
        page.space.waveform.show_place(entry.start_s, entry.end_s)
        if not page.playback.playing:
            page.playback.seek(entry.start_s)

    def show(self) -> None:
        """List every place with the code that is here, and go through them."""
        page = self._page
        if not page.model.is_open or not page.space.coding:
            return
        code_id = self._code_here()
        if not code_id:
            page.model.said.emit(self.tr("No code is used here yet."))
            return
        came_from, at_s = page.space.list.current_id, page.playback.position_s
        dialog = CodePlaces(self._counts(), code_id, page)
        dialog.code_wanted.connect(lambda id_: dialog.show_places(self._places(id_)))
        dialog.gone_to.connect(self._go_to)
        dialog.play_wanted.connect(lambda entry: page.playback.play(entry.start_s, entry.end_s))
        dialog.left.connect(lambda: self._go_back(came_from, at_s))
        places = self._places(code_id)
        here = next((number for number, one in enumerate(places) if one.entry.start_s >= at_s - 0.05), 0)
        dialog.show_places(places, here)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _go_back(self, row_id: str, at_s: float) -> None:
        page = self._page
        page.playback.pause()
        page.space.list.choose(row_id)
        page.playback.seek(at_s)

    def _counts(self) -> list[tuple[str, str, int]]:
        book, counts = self._page.model.frame.codebook, count_codes(self._page.model.shown.codes)
        codes = (*book.codes, *book.talk_codes)
        return [(code.id, code.name, counts[code.id]) for code in codes if code.id in counts]

    def _places(self, code_id: str) -> list[CodePlace]:
        page = self._page
        texts = {row.id: row.text for row in page.presenter.rows}

        def said(entry: Entry) -> str:
            if entry.utterance_id:
                return texts.get(entry.utterance_id, "")
            moment = moment_under(page.model.shown, entry)
            if moment is None:
                return self.tr("Coded by ear")
            name = self.tr("Moment: {0}").format(page.model.frame.moment_name(moment.label))
            return f"{name}: {moment.note}" if moment.note else name

        return places_of(page.model.shown, page.model.frame.codebook, code_id, said)
