"""The waveform in words, for those who cannot see it and for the labels on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coder.domain.times import clock_text

Words = Callable[[str], str]
Stretch = tuple[float, float]


def tenths(at_s: float) -> str:
    """A position with tenths of a second: ``1:02.5``."""
    count = round(max(0.0, at_s) * 10)
    return f"{clock_text(count // 10)}.{count % 10}"


def stretch_words(tr: Words, stretch: Stretch) -> str:
    """A stretch as it is said: from, to, how long."""
    start_s, end_s = stretch
    return tr("{0} to {1}, {2} seconds").format(tenths(start_s), tenths(end_s), f"{end_s - start_s:.1f}")


def stretch_label(stretch: Stretch) -> str:
    """A stretch as it is written above itself."""
    start_s, end_s = stretch
    return f"{tenths(start_s)} – {tenths(end_s)} · {end_s - start_s:.1f} s"


@dataclass(frozen=True)
class View:
    """What a waveform shows: position and length of the recording, the stretch in view and the marks in it."""

    at_s: float
    duration_s: float
    window_s: Stretch
    codes: int
    places: int
    selection_s: Stretch | None = None
    chosen: str = ""


def view_words(tr: Words, view: View) -> str:
    """Position, view, marks in it, and what is chosen, in short sentences."""
    out = [
        tr("Position {0} of {1}.").format(tenths(view.at_s), clock_text(view.duration_s)),
        tr("In view: {0} to {1}. Codes: {2}. Moments and evidence: {3}.").format(
            clock_text(view.window_s[0]), clock_text(view.window_s[1]), view.codes, view.places
        ),
    ]
    if view.selection_s is not None:
        out.append(tr("Chosen stretch: {0}.").format(stretch_words(tr, view.selection_s)))
    if view.chosen:
        out.append(tr("Chosen mark: {0}.").format(view.chosen))
    return " ".join(out)
