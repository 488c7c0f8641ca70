"""Says what rows and stretches are about, from the Code page: by key, by menu, beside the codes, and by finding it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QSizePolicy
from typing_extensions import override

from codebook.schema import FocusTag
from ui.coding.edits import Place
from ui.coding.focus_tags import ToggleFocus, focus_at
from ui.coding.focus_tags_menu import FocusTagMenu, Topic
from ui.coding.soon import Soon
from ui.palette import Entry
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind
from ui.widgets.transcript_rows import Row

if TYPE_CHECKING:
    from ui.coding.view import CodePage

ACT = "focus.give"
_HEIGHT_PX = 20


class AboutButton(Button):
    """Says what the place of the next mark is about, in one line of small words, and opens the choice."""

    @override
    def sizeHint(self) -> QSize:
        """Hardly higher than the line of words it ends."""
        return QSize(super().sizeHint().width() - current().px(10), current().px(_HEIGHT_PX))

    @override
    def _font(self) -> QFont:
        return current().font(Role.CAPTION)


class FocusTagsTool(QObject):
    """Connects focus tags to one Code page. ``last`` is what was said last, offered again on the same key."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model, self.last = page, page.model, ""
        self.menu: FocusTagMenu | None = None
        self.button = AboutButton(self.tr("About …"), Kind.GHOST)
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._pressed)
        space = page.space
        space.strip.end_words_with(self.button)
        for widget in (space.list, space.waveform):
            page.keys.bind_all(widget, {ACT: self.open})
        page.acts.menu_opening.connect(self._fill_row_menu)
        self._soon = Soon(self.show, self)
        for signal in (page.acts.target.changed, self._model.marks_changed, space.list.row_chosen):
            signal.connect(self._soon.ask)
        page.context.actions.changed.connect(self._soon.ask)
        self._model.state_changed.connect(self._soon.ask)
        self._model.loaded.connect(self._begin)

    @property
    def tags(self) -> Sequence[FocusTag]:
        """What the codebook of the open session offers; nothing without one."""
        return self._model.frame.codebook.tags if self._model.is_open else ()

    def open(self) -> None:
        """Offer what the place of the next mark may be about, at its row; the same key again says it as before."""
        if not self.tags:
            self._model.said.emit(self.tr("This codebook has no focus tags."))
        elif not self._page.space.coding:
            self._model.said.emit(self.tr("What talk is about is said in Code mode."))
        else:
            self._popup(self._page.acts.place())

    def give(self, place: Place, tag: str) -> None:
        """Say what a place is about, or take it off when that was said already."""
        if not self._model.is_open:
            return
        edit = ToggleFocus(place, tag)
        after = focus_at(edit.predict(self._model.shown), place)
        words = self.tr("About: {0}") if after is not None else self.tr("No longer about: {0}")
        if after is not None and self._model.may_code:
            self.last = tag
        self._model.do(edit, words.format(self._name(tag)))
        self._page.acts.target.show_heard()

    def found(self) -> list[Entry]:
        """The tags as entries of the palette that finds codes."""
        icon, key = "message-circle", self._page.context.actions.key_text(ACT)
        words = self.tr("focus tag, what this is about")
        return [
            Entry(self.tr("About: {0}").format(tag.name), icon, partial(self._give_here, tag.id), key, words)
            for tag in self.tags
        ]

    def show(self) -> None:
        """Show beside the codes what the place is about, and the key."""
        self._soon.stop()
        tags = self.tags
        self.button.setVisible(bool(tags))
        if not tags:
            return
        known = focus_at(self._model.shown, self._page.acts.place())
        words = self.tr("About …") if known is None else self.tr("About: {0}").format(self._name(known.label))
        self.button.setText(words.replace("&", "&&"))
        self.button.setAccessibleName(words if known is not None else self.tr("What is this about?"))
        self.button.set_key_hint(self._page.context.actions.key_text(ACT))
        self.button.setEnabled(self._model.may_code)

    def _begin(self) -> None:
        coding = self._model.coding
        given = coding.state.focus if coding is not None else ()
        self.last = max(given, key=lambda entry: entry.id).label if given else ""
        self._soon.ask()

    def _name(self, tag: str) -> str:
        return next((one.name for one in self.tags if one.id == tag), tag)

    def _give_here(self, tag: str) -> None:
        self.give(self._page.acts.place(), tag)

    def _pressed(self) -> None:
        self._popup(self._page.acts.place(), self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _popup(self, place: Place, at: QPoint | None = None) -> None:
        self.menu = menu = FocusTagMenu(self._page.space)
        menu.fill(self._topics(place), partial(self.give, place))
        if self.last:
            actions = self._page.context.actions
            keys = {actions.key(ACT), *actions.also(ACT)}
            words = self.tr("Same as before: {0}").format(self._name(self.last))
            menu.offer_again(words, actions.key_text(ACT), keys - {""}, partial(self._again, place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at or self._below_row())

    def _again(self, place: Place) -> None:
        known = focus_at(self._model.shown, place)
        if known is not None and known.label == self.last:
            self._model.said.emit(self.tr("About: {0}").format(self._name(self.last)))
        else:
            self.give(place, self.last)

    def _topics(self, place: Place) -> list[Topic]:
        known = focus_at(self._model.shown, place)
        return [Topic(tag.id, tag.name, known is not None and known.label == tag.id) for tag in self.tags]

    def _below_row(self) -> QPoint:
        """Under the row the mark goes on; under the waveform where it goes on none that is in view."""
        space = self._page.space
        area = space.list.visualRect(space.list.currentIndex())
        if space.list.isVisible() and not space.waveform.hasFocus() and area.isValid():
            return space.list.viewport().mapToGlobal(area.bottomLeft() + QPoint(current().px(40), 0))
        return space.waveform.mapToGlobal(QPoint(current().px(40), space.waveform.height()))

    def _fill_row_menu(self, menu: QMenu, _row: Row) -> None:
        if not self.tags or not self._page.space.coding:
            return
        place = self._page.acts.place()
        topics = FocusTagMenu(menu)
        key = self._page.context.actions.key_text(ACT)
        topics.setTitle(self.tr("What this is about") + (f"\t{key}" if key else ""))
        topics.fill(self._topics(place), partial(self.give, place))
        menu.addMenu(topics)
