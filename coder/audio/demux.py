"""From an open file to blocks of 16 kHz sound, with damage counted and every cap watched."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from coder.audio.holes import Hole, HoleFinder
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import WORKING_RATE, DecodeLimits
from coder.audio.sniff import head_of, length_is_known, looks_unfinished, riff_data_is_short, riff_is_cut_off
from coder.domain.unrecorded import Reason, Unrecorded

# Only formats that hold their own sound: play lists and scripts (hls, concat, dash …) could name other files or hosts.
_FORMATS = "wav,w64,aiff,caf,mp3,aac,mov,mp4,m4a,3gp,3g2,asf,ogg,flac,amr,amrnb,amrwb,matroska,webm,dss,gsm"
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": ""}
# A damaged file makes FFmpeg fail, seek to places that do not exist (OSError) or hand over nonsense (ValueError).
# FFmpeg's own failure to get memory is one of its errors too, but tells nothing about the file: it is raised on.
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
    length_wrong: bool = False


@dataclass
class Damage:
    """What was met on the way: pieces that could be read, pieces that could not, and whether the end was missing.

    ``unrecorded`` are stretches of the 16 kHz sound that stand for what is missing, in order of time.
    """

    good: int = 0
    bad: int = 0
    broke_off: bool = False
    unrecorded: list[Unrecorded] = field(default_factory=list)


class Source:
    """A sound file opened for decoding. Every refusal is an AudioRefused."""

    def __init__(self, file: io.BufferedReader, file_bytes: int, limits: DecodeLimits) -> None:
        self._file, self._bytes, self._limits = file, file_bytes, limits
        self._head = head_of(file)
        self._length_wrong = riff_data_is_short(file, file_bytes)
        self._options = _OPTIONS | ({"ignore_length": "1"} if self._length_wrong else {})
        with self._open() as container:
            self.info = self._describe(container)
        self._check_claim()

    def blocks(self, damage: Damage, progress: Callable[[float], None]) -> Iterator[Block]:
        """The sound as float32 blocks of shape (channels, n) at 16 kHz, from the start.

        ``damage`` is filled on the way; ``progress`` is told the share of the file read. Raises AudioRefused when the
        sound grows longer than a file of this size can hold or than one session may last.
        """
        possible_s, longest_s = self._limits.longest_for(self._bytes), self._limits.max_duration_s
        finder = HoleFinder(self.info.format, self.info.claimed_s + 1.0 if self.info.claimed_s else possible_s)
        count = heard = 0
        with self._open() as container:
            for block, hole in _resampled(_frames(container, damage, finder), damage):
                count += block.shape[1]
                heard += 0 if hole else block.shape[1]
                if heard > possible_s * WORKING_RATE:
                    raise AudioRefused(DecodeProblem.HOSTILE)
                if count > longest_s * WORKING_RATE:
                    raise AudioRefused(DecodeProblem.TOO_LONG)
                if hole is not None and hole.marked:
                    reason = Reason.DAMAGED if hole.damaged else Reason.PAUSE
                    damage.unrecorded.append(Unrecorded(count - block.shape[1], count, reason))
                yield block
                progress(min(1.0, self._file.tell() / self._bytes))

    def _open(self) -> InputContainer:
        self._file.seek(0)
        try:
            container = av.open(self._file, mode="r", options=self._options, metadata_errors="replace")
        except MemoryError:
            raise
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
            length_wrong=self._length_wrong,
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


def _frames(container: InputContainer, damage: Damage, finder: HoleFinder) -> Iterator[AudioFrame | Hole]:
    stream = _sound_track(container)
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except MemoryError:
            raise
        except _BROKEN:
            damage.broke_off = True
            return
        try:
            frames = packet.decode()
        except MemoryError:
            raise
        except _BROKEN:
            damage.bad += 1
            finder.damaged()
            continue
        damage.good += bool(frames)
        finder.packet(packet)
        for frame in frames:
            if isinstance(frame, AudioFrame):
                hole = finder.before(frame)
                if hole is not None:
                    yield hole
                yield frame


def _resampled(pieces: Iterator[AudioFrame | Hole], damage: Damage) -> Iterator[tuple[Block, Hole | None]]:
    """All channels at 16 kHz; some recordings change rate or channels on the way, so the resampler may be rebuilt.

    A hole becomes silence of its length, so that what follows keeps its time, and is told with it.
    """
    resampler: AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    channels = 1
    for piece in pieces:
        if isinstance(piece, Hole):
            yield from _rest(resampler)
            resampler = None
            yield np.zeros((channels, round(piece.length_s * WORKING_RATE)), np.float32), piece
            continue
        now, channels = (piece.format.name, piece.layout.name, piece.sample_rate), piece.layout.nb_channels
        if resampler is None or now != shape:
            yield from _rest(resampler)
            resampler, shape = AudioResampler(format="flt", rate=WORKING_RATE), now
        piece.pts = None
        try:
            resampled = resampler.resample(piece)
        except MemoryError:
            raise
        except _BROKEN:
            damage.bad += 1
            resampler = None
            continue
        yield from _arrays(resampled)
    yield from _rest(resampler)


def _rest(resampler: AudioResampler | None) -> Iterator[tuple[Block, Hole | None]]:
    """What a resampler that is no longer needed still holds."""
    if resampler is not None:
        yield from _arrays(resampler.resample(None))


def _arrays(frames: list[AudioFrame]) -> Iterator[tuple[Block, Hole | None]]:
    for frame in frames:
        # Interleaved samples, because PyAV reads past the end of its table of planes beyond eight channels.
        block = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, frame.layout.nb_channels).T
        # A float format can carry infinities and not-a-numbers, which no later step could stand.
        if not np.isfinite(block).all():
            block = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
        yield block, None
