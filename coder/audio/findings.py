"""What the user is told about a recording that was read: what is missing, what was set right, how good it is."""

from __future__ import annotations

from collections.abc import Sequence

from coder.audio.demux import Damage, SourceInfo
from coder.audio.mixdown import ChannelMeter
from coder.audio.protocol import WORKING_RATE
from coder.audio.quality import Quality
from coder.audio.wording import about_holes, in_words
from coder.domain.unrecorded import Reason, Unrecorded

# Speech needs 3.4 kHz, and no recorder for people samples faster than this.
_PLAUSIBLE_RATES = (6_000, 192_000)


def findings(
    info: SourceInfo,
    damage: Damage,
    count: int,
    unrecorded: Sequence[Unrecorded],
    quality: Quality | None,
    channels: ChannelMeter | None,
) -> list[str]:
    """Sentences for the user; ``count`` is the samples that were read."""
    said = _about_length(info, damage, count / WORKING_RATE)
    said += about_holes(unrecorded)
    if damage.bad and not any(one.reason is Reason.DAMAGED for one in unrecorded):
        said.append("Some damaged pieces were left out, so times after them may be a little early.")
    said += _about_channels(channels)
    if not _PLAUSIBLE_RATES[0] <= info.sample_rate <= _PLAUSIBLE_RATES[1]:
        said.append(
            f"The file says it holds {info.sample_rate:,} samples a second, which no recorder writes. If voices sound "
            "too high or too low, export it again from the recorder's own program."
        )
    return said + (quality.warnings() if quality is not None else [])


def _about_length(info: SourceInfo, damage: Damage, decoded_s: float) -> list[str]:
    claimed_s = info.claimed_s or 0.0
    tolerance_s = max(2.0, 0.02 * decoded_s)
    short = info.claim_is_known and claimed_s - decoded_s > tolerance_s
    if short or info.cut_off or damage.broke_off:
        claim = f" of {in_words(claimed_s)}" if short else ""
        return [f"The file was cut off: {in_words(decoded_s)}{claim} could be read and was kept."]
    if info.length_wrong or (info.claim_is_known and claimed_s and decoded_s - claimed_s > tolerance_s):
        claim = f"says it lasts {in_words(claimed_s)}" if not info.length_wrong else "gives a wrong length"
        return [f"The file {claim}, but {in_words(decoded_s)} were found in it; all of it was kept."]
    return []


def _about_channels(channels: ChannelMeter | None) -> list[str]:
    if channels is None:
        return []
    said = []
    if channels.silent:
        said.append(
            "One channel is silent; the other was used." if channels.silent == 1 else "Silent channels are left out."
        )
    if channels.opposed:
        said.append("The channels were opposed and would have cancelled each other; one was turned round.")
    return said
