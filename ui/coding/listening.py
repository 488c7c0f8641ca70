"""Ways of listening beyond play and pause: one utterance only, without the silences, while a key or pedal is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from coder.audio.silences import silences
from coder.domain.times import clock_text
from ui.coding.hints import KeyHints
from ui.coding.hold import HoldToPlay
from ui.coding.pedals import UsbPedal
from ui.machine import preferences_of
from ui.tracking import track

if TYPE_CHECKING:
    from coder.audio.peaks import Peaks
    from coder.domain.transcripts import Transcript
    from coder.settings import Settings
    from ui.coding.view import CodePage

Stretches = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class _Sound:
    """What the silences of a session are found from, beside its envelope, which never changes."""

    session_id: str
    spoken: Stretches
    over_s: float


class Listening(QObject):
    """Connects these to one Code page, with their keys and buttons."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._context = page, page.context
        self._hearing: tuple[bool, float] | None = None
        self._found: Stretches = ()
        self._looked_at: _Sound | None = None
        self._looking = self._to_be_told = False
        self.hold = HoldToPlay(page)
        self.pedal = UsbPedal(page)
        self.hints = KeyHints(page)
        transport = page.space.transport
        transport.range_wanted.connect(page.acts.play_range)
        transport.skip_toggled.connect(self.toggle_skipping)
        page.model.transcript_changed.connect(self._look_again)
        self._followed = False
        for widget in (page.space.list, page.space.waveform):
            page.keys.bind_all(widget, {"play.utterance": page.acts.play_range})
        page.keys.bind_all(page, {"play.skip_silence": self.toggle_skipping, "play.hold_mode": self.toggle_holding})

    def begin(self) -> None:
        """Look what is to be left out of a session that was just opened."""
        self._looked_at = None
        self._look_again()

    def toggle_skipping(self) -> None:
        """Leave silences out, or play them, and say how many there are."""
        if self._switch("skip_silence") and self._page.model.is_open:
            self._to_be_told = True
            self._tell()
        else:
            self._to_be_told = False
            self._page.model.said.emit(self.tr("Silences are played."))

    def _tell(self) -> None:
        if not self._to_be_told or self._looking:
            return
        self._to_be_told = False
        left_out = sum(end_s - start_s for start_s, end_s in self._found)
        words = self.tr("Silences are left out: {0}, together {1}.").format(len(self._found), clock_text(left_out))
        self._page.model.said.emit(words)

    def toggle_holding(self) -> None:
        """Play only while the key or pedal is held, or until it is pressed again, and say which."""
        if self._switch("hold_to_play"):
            self._page.model.said.emit(self.tr("Hold to play: let go, and it is silent."))
        else:
            self._page.model.said.emit(self.tr("Press to play, and press again to pause."))

    def _switch(self, name: str) -> bool:
        self._follow_settings()
        preferences = preferences_of(self._context)
        if preferences is None:
            return False
        wanted = not getattr(preferences.settings, name)
        preferences.change(**{name: wanted})
        return wanted

    def _settings(self) -> Settings | None:
        preferences = preferences_of(self._context)
        return preferences.settings if preferences is not None else None

    def _settings_changed(self) -> None:
        settings = self._settings()
        wanted = (settings.skip_silence, settings.skip_silence_over_s) if settings is not None else None
        if wanted != self._hearing:
            self._look_again()

    def _follow_settings(self) -> None:
        # The settings are read while the first page is built, and may not be there yet.
        preferences = preferences_of(self._context)
        if preferences is not None and not self._followed:
            self._followed = True
            track(self, preferences.changed, self._settings_changed)

    def _look_again(self) -> None:
        self._follow_settings()
        settings, model = self._settings(), self._page.model
        skipping = settings is not None and settings.skip_silence
        self._hearing = (settings.skip_silence, settings.skip_silence_over_s) if settings is not None else None
        self._page.space.transport.set_skipping(skipping)
        if settings is None or not skipping or not model.is_open or model.peaks is None:
            self._looked_at, self._looking = None, False
            self._leave_out(())
            return
        sound = _Sound(model.session.id, _spoken(model.transcript), settings.skip_silence_over_s)
        # Most corrections of words leave every stretch as it was.
        if sound != self._looked_at:
            self._looked_at, self._looking = sound, True
            self._look(sound, model.peaks)

    def _look(self, sound: _Sound, peaks: Peaks) -> None:
        def found(stretches: Stretches) -> None:
            if sound is self._looked_at:
                self._looking = False
                self._leave_out(stretches)
                self._tell()

        # Three hours of envelope take the length of several pictures.
        self._context.operations.read(
            lambda: silences(peaks, sound.spoken, sound.over_s), found, owner=self, key="silences"
        )

    def _leave_out(self, stretches: Stretches) -> None:
        self._found = stretches
        self._page.playback.set_skips(stretches)


def _spoken(text: Transcript | None) -> Stretches:
    if text is None:
        return ()
    said = [(one.start_s, one.end_s) for one in text.utterances]
    return (*said, *((gap.start_s, gap.end_s) for gap in text.gaps))
