"""What helps an evaluator to code: recent codes, attributes, finding a code, finding where one is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu

from coder.domain.people import SpeakerRole
from ui.announce import announce
from ui.coding.attributes_strip import AttributesStrip
from ui.coding.edits import Place
from ui.coding.find_code import CodeProvider, code_dialog
from ui.coding.places_tool import PlacesTool
from ui.coding.workspace import CODES, TRANSCRIPT
from ui.tracking import track
from ui.widgets.principle_card import Evidence
from ui.widgets.transcript_rows import Row

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class CodingTools(QObject):
    """Connects these tools to one Code page, and their keys to the widgets that hear them."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page = page
        acts, space = page.acts, page.space
        self.attributes = AttributesStrip(page.model, space.strip, page.context.actions, acts.place, acts.code, self)
        self.attributes.came_back = partial(space.show_tab, TRANSCRIPT)
        acts.coded.connect(self._coded)
        acts.target.changed.connect(space.strip.set_where)
        space.list.row_chosen.connect(self._row_chosen)
        space.waveform.mark_chosen.connect(self._mark_chosen)
        page.model.state_changed.connect(lambda: space.strip.set_possible(page.model.may_code))
        self.places = PlacesTool(page, self.attributes.recent)
        self._bind()
        self._connect_chips()
        acts.menu_opening.connect(self._fill_menu)

    def _connect_chips(self) -> None:
        """Evidence can be turned and annotated by key, and from the menu of its chip."""
        page, panel, acts = self._page, self._page.space.principles, self._page.acts
        panel.turned.connect(acts.turn_evidence)
        panel.note_wanted.connect(acts.note_evidence)

        def on_chip(do: Callable[[str, Evidence], object]) -> None:
            if (found := panel.focused_evidence) is not None:
                do(*found)

        page.keys.bind_all(
            panel,
            {
                "evidence.turn": partial(on_chip, acts.turn_evidence),
                "evidence.note": partial(on_chip, acts.note_evidence),
            },
        )
        track(self, page.context.actions.changed, self._show_keys)
        self._show_keys()

    def _show_keys(self) -> None:
        actions = self._page.context.actions
        keys = [actions.key_text(act).replace("Shift+", "⇧") for act in ("evidence.add", "evidence.against")]
        self._page.space.principles.set_evidence_keys(*keys)

    def _bind(self) -> None:
        recent: dict[str, Callable[[], object]] = {
            f"code.recent.{number}": partial(self.attributes.use_recent, number) for number in range(1, 6)
        }
        for widget in (self._page.space.list, self._page.space.waveform):
            self._page.keys.bind_all(
                widget,
                {
                    **recent,
                    "code.attributes": self._enter_attributes,
                    "code.palette": self._find_code,
                    "code.places": self.places.show,
                    "code.next_same": partial(self.places.go_to_same, 1),
                    "code.previous_same": partial(self.places.go_to_same, -1),
                },
            )

    def _fill_menu(self, menu: QMenu, _row: Row) -> None:
        menu.addSeparator()
        acts: dict[str, Callable[[], object]] = {
            "code.palette": self._find_code,
            "code.attributes": self._enter_attributes,
            "code.places": self.places.show,
            "code.next_same": partial(self.places.go_to_same, 1),
            "code.previous_same": partial(self.places.go_to_same, -1),
        }
        actions = self._page.context.actions
        for id_, do in acts.items():
            # The key stands beside the words, as in other menus, without being bound a second time.
            menu.addAction("\t".join(filter(None, (actions.text(id_), actions.key_text(id_)))), do)

    def _coded(self, place: Place, code_id: str) -> None:
        if code_id:
            self.attributes.given(place, code_id)
        else:
            self.attributes.look_at(None)

    def _row_chosen(self, _row_id: str) -> None:
        # While the sound goes on the rows go by, and what was coded last is still being described.
        if not self._page.playback.playing:
            self.attributes.look_at(self._page.acts.place())

    def _mark_chosen(self, mark_id: str) -> None:
        if self._page.acts.target.moment() is not None or not (mark_id or self._page.playback.playing):
            self.attributes.look_at(self._page.acts.place())

    def _enter_attributes(self) -> None:
        space = self._page.space
        if not space.coding or not self._page.model.may_code:
            return
        came_from = space.waveform if space.waveform.hasFocus() else space.list
        space.show_tab(CODES)
        if self.attributes.enter(came_from):
            offers = ", ".join(f"{one.key} {one.text}" for one in space.strip.offers)
            announce(space.strip, f"{space.strip.about.text()} {offers}")
        else:
            space.show_tab(TRANSCRIPT)
            self._page.model.said.emit(self.tr("There is no code here to say more about."))

    def _find_code(self) -> None:
        page = self._page
        if not page.model.is_open or not page.space.coding:
            return
        row = page.presenter.row(page.space.list.current_id)
        role = row.role if row is not None else SpeakerRole.WORKER
        provider = CodeProvider(
            page.model.frame, role, page.context.actions.key, page.acts.code, self.tr, page.focus_tags.found()
        )
        title, hint = self.tr("Find a code"), self.tr("Letters of its name or of what it means …")
        dialog = code_dialog(provider, title, hint, page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
