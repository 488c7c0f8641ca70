"""Hearing the open session: the sound is fetched at the first play, since fetching it is audited as listening."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from coder.audio.flac import FlacReader
from coder.audio.levelling import LevelledSound
from coder.audio.outputs import Output
from coder.audio.player import Player, Trouble
from coder.domain.errors import UserError
from ui.context import Context
from ui.machine import preferences_of
from ui.sound_output import chosen_output

if TYPE_CHECKING:
    from coder.settings import Settings

TICK_MS = 16
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)


class Playback(QObject):
    """The transport of one page.

    Signals: ``moved(position_s)`` at every tick and seek; ``playing_changed(bool)``; ``speed_changed(float)``;
    ``loop_changed((start_s, end_s) or None)``; ``trouble_changed(Trouble)`` when it comes and goes.
    ``connect`` opens the audio output, by default the one of the settings; tests hand in one of their own.
    """

    moved = Signal(float)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal(object)
    trouble_changed = Signal(object)

    def __init__(
        self,
        context: Context,
        connect: Callable[[], Output] | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._connect, self._clock = context, connect or chosen_output(context), clock
        self._player: Player | None = None
        self._session_id = ""
        self._duration_s = 0.0
        self._at_s = 0.0
        self._paused_at_s: float | None = None
        self._speed = 1.0
        self._loop: tuple[float, float] | None = None
        self._skips: tuple[tuple[float, float], ...] = ()
        self._wanted: Callable[[], None] | None = None
        self.may_play: Callable[[], bool] = lambda: True
        self._was_playing = False
        self._trouble = Trouble.NONE
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    @property
    def position_s(self) -> float:
        """Where the recording stands."""
        return self._player.position_s() if self._player is not None else self._at_s

    @property
    def duration_s(self) -> float:
        """Length of the recording."""
        return self._duration_s

    @property
    def playing(self) -> bool:
        """Whether sound is on its way, or being fetched for that."""
        return self._wanted is not None or (self._player is not None and self._player.playing)

    @property
    def output_name(self) -> str:
        """What the system calls the device that is heard; empty for its own default, and before anything was heard."""
        return self._player.output_name if self._player is not None else ""

    @property
    def speed(self) -> float:
        """Speed of playing, 1.0 as recorded."""
        return self._speed

    @property
    def loop(self) -> tuple[float, float] | None:
        """The stretch that is repeated, or None."""
        return self._player.loop if self._player is not None else self._loop

    def open(self, session_id: str, duration_s: float) -> None:
        """Stand at the start of another session; its sound is fetched when it is first played."""
        self.close()
        self._session_id, self._duration_s, self._at_s = session_id, duration_s, 0.0
        self._paused_at_s, self._loop, self._skips = None, None, ()
        self.moved.emit(0.0)

    def close(self) -> None:
        """Stop, let go of the sound and of the output, and take no sound that is still being fetched."""
        self._timer.stop()
        self._wanted = None
        self._session_id = ""
        if self._player is not None:
            self._at_s = self._player.position_s()
            self._player.close()
            self._player = None
        self._tell_playing()

    def toggle(self) -> None:
        """Play or pause; playing on from where it was paused goes back a little, so that the first word is whole."""
        if self.playing:
            self.pause()
            return
        at_s = self.position_s
        if self._paused_at_s is not None and abs(at_s - self._paused_at_s) < 0.01:
            at_s = max(0.0, at_s - self._rewind_s())
        self.play(at_s)

    def _rewind_s(self) -> float:
        return self._settings().rewind_on_resume_s

    def _settings(self) -> Settings:
        from coder.settings import Settings

        preferences = preferences_of(self._context)
        return preferences.settings if preferences is not None else Settings()

    def play(self, from_s: float, until_s: float | None = None) -> None:
        """Play from a position, to another one if given; nothing happens while ``may_play`` says no."""
        if not self.may_play():
            return
        self._paused_at_s = None
        self._at_s = min(max(0.0, from_s), self._duration_s)
        self._with_player(lambda: self._player.play(self._at_s, until_s) if self._player else None)

    def pause(self) -> None:
        """Fall silent."""
        self._wanted = None
        if self._player is not None:
            self._player.pause()
            self._paused_at_s = self._player.position_s()
        self.tick()

    def seek(self, position_s: float) -> None:
        """Go to a position, playing on if it was playing."""
        self._at_s = min(max(0.0, position_s), self._duration_s)
        if self._player is not None:
            self._player.seek(self._at_s)
        self._paused_at_s = None
        self.tick()
        self.moved.emit(self.position_s)

    def step(self, seconds: float) -> None:
        """Go back or forward."""
        self.seek(self.position_s + seconds)

    def change_speed(self, steps: int) -> None:
        """Take the next speed up or down."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._speed))
        self.set_speed(SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])

    def set_speed(self, speed: float) -> None:
        """Play at a speed, 0.5–2.0, at the same pitch."""
        if speed != self._speed:
            self._speed = speed
            if self._player is not None:
                self._player.set_speed(speed)
            self.speed_changed.emit(speed)

    def set_loop(self, interval: tuple[float, float] | None) -> None:
        """Repeat a stretch, or no longer."""
        self._loop = interval
        if self._player is not None:
            self._player.set_loop(interval)
        elif interval is not None:
            self._at_s = interval[0]
        self.loop_changed.emit(interval)
        self.tick()

    def set_skips(self, stretches: Sequence[tuple[float, float]]) -> None:
        """Jump over these stretches when playing runs into one; a range and a loop are played whole."""
        self._skips = tuple(stretches)
        if self._player is not None:
            self._player.set_skips(self._skips)

    def tick(self) -> None:
        """Look where the sound is and tell who watches; runs every 16 ms while playing."""
        if self._player is not None:
            if self._loop is not None and self._player.loop is None:
                self._loop = None
                self.loop_changed.emit(None)
            self._tell_trouble(self._player.trouble)
        self._tell_playing()
        if self._player is not None and (self._player.playing or self._was_playing):
            self.moved.emit(self._player.position_s())

    def _tell_playing(self) -> None:
        playing = self.playing
        if playing == self._was_playing:
            return
        self._was_playing = playing
        if playing:
            self._timer.start()
        else:
            self._timer.stop()
            self.moved.emit(self.position_s)
        self.playing_changed.emit(playing)

    def _tell_trouble(self, trouble: Trouble) -> None:
        if trouble is not self._trouble:
            self._trouble = trouble
            self.trouble_changed.emit(trouble)

    def _with_player(self, act: Callable[[], None]) -> None:
        if self._player is not None:
            act()
            self.tick()
            return
        waiting = self._wanted is not None
        self._wanted = act
        self.tick()
        if not waiting:
            self._fetch()

    def _fetch(self) -> None:
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._context.operations.read(
            lambda: FlacReader(services.sessions.sound(actor, session_id)),
            lambda reader: self._got(session_id, reader),
            owner=self,
            key="sound",
            failed=self._refused,
        )

    def _got(self, session_id: str, reader: FlacReader) -> None:
        act = self._wanted
        self._wanted = None
        if session_id != self._session_id:
            reader.close()
            return
        levelled = LevelledSound(reader, lambda: self._settings().level_loudness)
        self._player = Player(levelled, self._connect, self._clock)
        self._player.set_speed(self._speed)
        self._player.set_skips(self._skips)
        self._player.seek(self._at_s)
        if self._loop is not None:
            self._player.set_loop(self._loop)
        if act is not None:
            act()
        self.tick()

    def _refused(self, error: UserError) -> None:
        self._wanted = None
        self._tell_playing()
        self._context.messages.user_error(error)
