"""The Settings page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.purpose import Purpose
from ui.context import Context
from ui.settings.about import AboutSection
from ui.settings.care import CareSection
from ui.settings.keys import KeysSection
from ui.settings.listening import ListeningSection
from ui.settings.look import LookSection
from ui.settings.people import PeopleSection
from ui.settings.recruitment import RecruitmentSection
from ui.settings.rules import RulesSection
from ui.settings.sound import SoundSection
from ui.settings.speech import SpeechSection
from ui.settings.storage import DemoSection, StorageSection
from ui.settings.viewmodel import SettingsViewModel
from ui.theme import current
from ui.tracking import track
from ui.widgets.page import Page

_NARROW_PX = 620
_PRACTICE_ONLY = ("rules", "demo")


class SettingsPage(Page):
    """A list of sections at the left, the chosen one at the right. ``open_with`` takes a section's id."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent=parent)
        self.header.set_texts(self.tr("Settings"))
        self.model = SettingsViewModel(context, self)
        self._build_sections()
        self._build_body()
        self.model.told.connect(context.messages.info)
        self.list.currentRowChanged.connect(self._row_changed)
        track(self, context.opened, self.model.refresh)
        track(self, context.opened, self._fit_purpose)
        self._fit_purpose()
        self.list.setCurrentRow(0)

    def _build_sections(self) -> None:
        context, model = self.context, self.model
        self.look, self.keys = LookSection(context), KeysSection(context)
        self.listening = ListeningSection(context)
        self.sound, self.speech = SoundSection(context), SpeechSection(context)
        self.care = CareSection(context)
        self.rules, self.people = RulesSection(model), PeopleSection(model)
        self.recruitment = RecruitmentSection(context, model)
        self.storage, self.demo, self.about = StorageSection(model), DemoSection(model), AboutSection(context)
        self._sections: dict[str, tuple[str, str, QWidget]] = {
            "look": (self.tr("Look"), "sun", self.look),
            "keys": (self.tr("Keys"), "keyboard", self.keys),
            "listening": (self.tr("Listening"), "audio-lines", self.listening),
            "sound": (self.tr("Sound"), "volume-2", self.sound),
            "care": (self.tr("Breaks and notes"), "heart-handshake", self.care),
            "speech": (self.tr("Speech model"), "mic", self.speech),
            "rules": (self.tr("Rules of the service"), "shield-check", self.rules),
            "recruitment": (self.tr("Recruitment"), "user", self.recruitment),
            "people": (self.tr("People and teams"), "users-round", self.people),
            "storage": (self.tr("Storage and security"), "lock", self.storage),
            "demo": (self.tr("Demo data"), "circle-play", self.demo),
            "about": (self.tr("About"), "info", self.about),
        }

    def _build_body(self) -> None:
        theme = current()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Sections"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setViewportMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        for words, _, _ in self._sections.values():
            item = QListWidgetItem(words)
            item.setSizeHint(QSize(0, theme.px(32)))
            self.list.addItem(item)
        self._show_icons()
        track(self, theme.changed, self._show_icons)
        # Not a stacked widget: that is as tall as its tallest page.
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        for _, _, widget in self._sections.values():
            column.addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(10))
        self._row.addWidget(self.list)
        self._row.addWidget(self._shown, 1)
        self.body.addLayout(self._row, 1)

    def open_with(self, argument: object) -> None:
        """Show a section by its id, for example ``keys``."""
        ids = list(self._sections)
        if str(argument) in ids:
            self.list.setCurrentRow(ids.index(str(argument)))

    @override
    def panels(self) -> Sequence[QWidget]:
        """The list of sections, then the section."""
        return (self.list, self._shown)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self.model.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the list stands above the section."""
        theme = current()
        narrow = event.size().width() < theme.px(_NARROW_PX)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        shown = sum(not self.list.isRowHidden(number) for number in range(self.list.count()))
        height = shown * theme.px(32) + theme.px(12)
        self.look.theme.show_icons_only(narrow, but_chosen=True)
        self.list.setFixedHeight(theme.px(32) * 4 if narrow else height)
        self.list.setMinimumWidth(0 if narrow else theme.px(190))
        self.list.setMaximumWidth(16_777_215 if narrow else theme.px(190))
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row.setAlignment(self.list, Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignTop)
        super().resizeEvent(event)

    @Slot(int)
    def _row_changed(self, place: int) -> None:
        for number, (_, _, widget) in enumerate(self._sections.values()):
            widget.setVisible(number == place)
        section = list(self._sections)[place]
        if section == "sound":
            self.sound.load()
        elif section == "care":
            self.care.load()
        elif section == "about":
            self.about.load()

    @Slot()
    def _fit_purpose(self) -> None:
        """Suggestions, targets and the invented service have no place among role-plays."""
        apart = self.context.purpose is Purpose.RECRUITMENT
        for number, section in enumerate(self._sections):
            self.list.setRowHidden(number, apart and section in _PRACTICE_ONLY)

    @Slot()
    def _show_icons(self) -> None:
        self.list.setIconSize(current().icon_size(18))
        for number, (_, icon_name, _) in enumerate(self._sections.values()):
            self.list.item(number).setIcon(current().icon(icon_name))


def make_page(context: Context) -> QWidget:
    """The Settings page."""
    return SettingsPage(context)
