"""The voices, the machine's version and the walk, each behind a key and behind one button beside the filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from coder.domain.people import SpeakerRole
from coder.domain.practice import practice_of, roles_in
from coder.domain.text_edits import MergeSpeakers, RenameSpeaker, RestoreAll, TextEdit
from coder.domain.transcripts import Transcript
from ui.coding.banner import VOICES
from ui.coding.compare import Pair, restored
from ui.coding.compare_dialog import CompareDialog
from ui.coding.rows import speaker_names
from ui.coding.text_editing_rights import hindered
from ui.coding.voices import added, given, said_by, split_off
from ui.coding.voices_dialog import VoicesPanel
from ui.coding.voices_split import SplitVoice
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import icon_button
from ui.widgets.transcript_rows import RowKind

if TYPE_CHECKING:
    from ui.coding.view import CodePage

_OFFERED = ("walk.next", "voices.open", "text.compare", "masks.open", "masks.show")


class TextTools(QObject):
    """Connects what concerns the transcript as a whole to one Code page."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model = page, page.model
        self._acts: dict[str, Callable[[], object]] = {
            "walk.next": lambda: page.walk.go(1),
            "voices.open": self.open_voices,
            "text.compare": self.open_comparison,
            "masks.open": lambda: page.masks.open(),
            "masks.show": lambda: page.masked.toggle(),
        }
        page.keys.bind_all(page, {id_: self._acts[id_] for id_ in ("voices.open", "text.compare")})
        page.keys.bind_all(page.space.list, {"text.voice_from_here": self.voice_from_here})
        self.button = icon_button("pencil", self.tr("Correct the transcript"))
        self.button.clicked.connect(self.offer)
        layout = page.space.filters.layout()
        assert layout is not None
        layout.addWidget(self.button)
        self._fit_button()
        track(self, current().changed, self._fit_button)
        self._panel: VoicesPanel | None = None
        self._comparison: CompareDialog | None = None
        self._model.transcript_changed.connect(self._show_again)

    def _fit_button(self) -> None:
        """No higher than the search field: at large text each pixel of height is the list's."""
        self.button.setFixedHeight(self._page.space.filters.search.sizeHint().height())

    def offer(self) -> None:
        """Show in a menu what can be done with the transcript as a whole."""
        menu, actions = QMenu(self.button), self._page.context.actions
        menu.setAccessibleName(self.tr("Correct the transcript"))
        for id_ in _OFFERED:
            menu.addAction(f"{actions.text(id_)}\t{actions.key_text(id_)}", self._acts[id_])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))
        menu.setActiveAction(menu.actions()[0])

    def open_voices(self) -> None:
        """Rename, merge, split and add voices."""
        transcript = self._ready()
        if transcript is None:
            return
        panel = VoicesPanel(transcript, self._page)
        panel.more.offer(roles_in(practice_of(self._model.session.kind)))
        panel.renamed.connect(self._rename)
        panel.merged.connect(self._merge)
        panel.added.connect(self._add)
        panel.split_wanted.connect(self._split)
        panel.play_wanted.connect(self._page.playback.play)
        panel.roles_wanted.connect(lambda: self._page.questions.answer(VOICES))
        panel.finished.connect(self._page.playback.pause)
        self._panel = panel
        self._page.questions.open(panel)

    def voice_from_here(self) -> None:
        """Give what the voice of the current row said from here on to another one."""
        row = self._page.presenter.row(self._page.space.list.current_id)
        transcript = self._ready()
        if transcript is None or row is None or row.kind is not RowKind.UTTERANCE:
            return
        rest = [one.id for one in said_by(transcript, row.speaker_id) if one.start_s >= row.start_s]
        self._split(row.speaker_id, rest)

    def open_comparison(self) -> None:
        """Show the machine's version beside the present one."""
        transcript = self._ready()
        if transcript is None:
            return
        dialog = CompareDialog(transcript.machine or transcript, transcript, self._page)
        dialog.back_wanted.connect(self._go_back)
        dialog.all_back_wanted.connect(self._go_back_everywhere)
        dialog.play_wanted.connect(self._page.playback.play)
        dialog.finished.connect(self._page.playback.pause)
        self._comparison = dialog
        self._page.questions.open(dialog)

    def _ready(self) -> Transcript | None:
        """The transcript, once what was being typed is kept; None, with the reason told, where it cannot be edited."""
        self._page.text.typing.keep()
        why_not = hindered(self._model, self._page.context.actor, self.tr)
        if why_not:
            self._page.context.messages.warn(why_not, self.tr("Nothing was changed."))
            return None
        return self._model.transcript

    def _show_again(self) -> None:
        """What is open over the page shows the text as it is after an edit."""
        transcript = self._model.transcript if self._model.is_open else None
        if transcript is None:
            return
        if self._panel is not None and isValid(self._panel):
            self._panel.show_transcript(transcript)
        if self._comparison is not None and isValid(self._comparison):
            self._comparison.show_versions(transcript.machine or transcript, transcript)

    def _do(self, edits: tuple[TextEdit, ...], words: str, step: str) -> None:
        self._model.edit_text(edits, words, step)

    def _rename(self, speaker_id: str, name: str) -> None:
        words = self.tr("Now called {0}").format(name)
        self._do((RenameSpeaker(speaker_id, name),), words, self.tr("Renamed a voice"))
        # A name that another voice has is refused, and must not stay in the field as if it were kept.
        self._show_again()

    def _merge(self, speaker_id: str, into_id: str) -> None:
        self._do((MergeSpeakers(speaker_id, into_id),), self.tr("Two voices are one now"), self.tr("Merged two voices"))

    def _add(self, name: str, role: SpeakerRole) -> None:
        transcript = self._model.transcript
        if transcript is not None:
            self._do(added(transcript, name, role), self.tr("Voice added"), self.tr("Added a voice"))

    def _split(self, speaker_id: str, ticked: list[str] | None = None) -> None:
        """Ask which utterances of a voice another one said."""
        transcript = self._model.transcript
        if transcript is None:
            return
        names = speaker_names(transcript.speakers, self.tr)
        others = {id_: name for id_, name in names.items() if id_ != speaker_id}
        dialog = SplitVoice(
            names[speaker_id], said_by(transcript, speaker_id), others, ticked or (), self._page.window()
        )
        dialog.fresh.offer(roles_in(practice_of(self._model.session.kind)))
        dialog.play_wanted.connect(self._page.playback.play)
        dialog.agreed.connect(self._split_agreed)
        dialog.finished.connect(self._page.playback.pause)
        self._page.questions.open(dialog)

    def _split_agreed(self, ids: list[str], speaker_id: str, name: str, role: SpeakerRole) -> None:
        transcript = self._model.transcript
        if transcript is not None:
            edits = given(ids, speaker_id) if speaker_id else split_off(transcript, ids, name, role)
            self._do(edits, self.tr("Voice split"), self.tr("Split a voice"))

    def _go_back(self, pair: Pair) -> None:
        transcript = self._model.transcript
        if transcript is not None:
            edits = restored(pair, [speaker.id for speaker in transcript.speakers])
            words = self.tr("The machine's version again")
            self._do(edits, words, self.tr("Went back to the machine's words"))

    def _go_back_everywhere(self) -> None:
        words = self.tr("The machine's version again, everywhere")
        self._do((RestoreAll(),), words, self.tr("Went back to the machine's version"))
