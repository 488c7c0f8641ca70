"""From an open file to blocks of 16 kHz sound, with damage counted and every cap watched."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import WORKING_RATE, DecodeLimits
from coder.audio.sniff import head_of, length_is_known, looks_unfinished, riff_is_cut_off

# Only formats that hold their own sound: play lists and scripts (hls, concat, dash …) could name other files or hosts.
_FORMATS = "wav,w64,aiff,caf,mp3,aac,mov,mp4,m4a,3gp,3g2,asf,ogg,flac,amr,amrnb,amrwb,matroska,webm,dss,gsm"
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": ""}
# A damaged file makes FFmpeg fail, seek to places that do not exist (OSError) or hand over nonsense (ValueError).
_BROKEN = (av.FFmpegError, EOFError, OSError, ValueError, OverflowError)

Block = NDArray[np.float32]


@dataclass(frozen=True)
class SourceInfo:
    """What the file says about itself. ``claimed_s`` is None when it says no length."""

    format: str
    codec: str
    sample_rate: int
    channels: int
    claimed_s: float | None
    claim_is_known: bool
    cut_off: bool


@dataclass
class Damage:
    """What was met on the way: pieces that could be read, pieces that could not, and whether the end was missing."""

    good: int = 0
    bad: int = 0
    broke_off: bool = False


class Source:
    """A sound file opened for decoding. Every refusal is an AudioRefused."""

    def __init__(self, file: io.BufferedReader, file_bytes: int, limits: DecodeLimits) -> None:
        self._file, self._bytes, self._limits = file, file_bytes, limits
        self._head = head_of(file)
        with self._open() as container:
            self.info = self._describe(container)
        self._check_claim()

    def blocks(self, damage: Damage, progress: Callable[[float], None]) -> Iterator[Block]:
        """The sound as float32 blocks of shape (channels, n) at 16 kHz, from the start.

        ``damage`` is filled on the way; ``progress`` is told the share of the file read. Raises AudioRefused when the
        sound grows longer than a file of this size can hold or than one session may last.
        """
        longest = min(self._limits.max_duration_s, self._limits.longest_for(self._bytes))
        count = 0
        with self._open() as container:
            for block in _resampled(_frames(container, damage), damage):
                count += block.shape[1]
                if count > longest * WORKING_RATE:
                    too_long = longest == self._limits.max_duration_s
                    raise AudioRefused(DecodeProblem.TOO_LONG if too_long else DecodeProblem.HOSTILE)
                yield block
                progress(min(1.0, self._file.tell() / self._bytes))

    def _open(self) -> InputContainer:
        self._file.seek(0)
        try:
            container = av.open(self._file, mode="r", options=_OPTIONS, metadata_errors="replace")
        except _BROKEN as error:
            unfinished = looks_unfinished(self._head)
            raise AudioRefused(DecodeProblem.CUT_OFF if unfinished else DecodeProblem.NOT_AUDIO) from error
        return container

    def _describe(self, container: InputContainer) -> SourceInfo:
        stream = _sound_track(container)
        context = stream.codec_context
        name = container.format.name
        claimed = container.duration
        return SourceInfo(
            format=name,
            codec=context.name,
            sample_rate=context.sample_rate,
            channels=context.layout.nb_channels,
            claimed_s=claimed / av.time_base if claimed is not None and claimed > 0 else None,
            claim_is_known=length_is_known(name, self._head),
            cut_off=riff_is_cut_off(self._head, self._bytes),
        )

    def _check_claim(self) -> None:
        claimed = self.info.claimed_s
        if claimed is None:
            return
        if claimed > self._limits.absurd_claim_s:
            raise AudioRefused(DecodeProblem.HOSTILE)
        # A guessed length may be wrong by half; beyond that there is no need to decode for hours to know.
        if self._limits.max_duration_s * 1.5 < claimed <= self._limits.longest_for(self._bytes):
            raise AudioRefused(DecodeProblem.TOO_LONG)


def _sound_track(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise AudioRefused(DecodeProblem.NO_SOUND_TRACK)
    stream = container.streams.audio[0]
    if stream.codec_context is None or stream.codec_context.codec is None:
        raise AudioRefused(DecodeProblem.UNKNOWN_CODEC)
    return stream


def _frames(container: InputContainer, damage: Damage) -> Iterator[AudioFrame]:
    stream = _sound_track(container)
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except _BROKEN:
            damage.broke_off = True
            return
        try:
            frames = packet.decode()
        except _BROKEN:
            damage.bad += 1
            continue
        damage.good += bool(frames)
        for frame in frames:
            if isinstance(frame, AudioFrame):
                yield frame


def _resampled(frames: Iterator[AudioFrame], damage: Damage) -> Iterator[Block]:
    """All channels at 16 kHz; some recordings change rate or channels on the way, so the resampler may be rebuilt."""
    resampler: AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    for frame in frames:
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or now != shape:
            if resampler is not None:
                yield from _arrays(resampler.resample(None))
            resampler, shape = AudioResampler(format="flt", rate=WORKING_RATE), now
        frame.pts = None
        try:
            resampled = resampler.resample(frame)
        except _BROKEN:
            damage.bad += 1
            resampler = None
            continue
        yield from _arrays(resampled)
    if resampler is not None:
        yield from _arrays(resampler.resample(None))


def _arrays(frames: list[AudioFrame]) -> Iterator[Block]:
    for frame in frames:
        # Interleaved samples, because PyAV reads past the end of its table of planes beyond eight channels.
        block = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, frame.layout.nb_channels).T
        # A float format can carry infinities and not-a-numbers, which no later step could stand.
        yield np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0) if not np.isfinite(block).all() else block
