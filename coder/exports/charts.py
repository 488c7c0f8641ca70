"""The two charts as SVG, one builder each, from the same numbers and places as their twins on screen."""

from __future__ import annotations

import textwrap

from codebook.schema import Codebook, Principle
from coder.analysis.chart_scale import (
    TimeAxis,
    dot_size,
    height_of,
    labelled_days,
    recording_days,
    shade,
    share_spans,
    time_axis,
)
from coder.analysis.wording import change_text, may_change, range_text, rating_text, short_day, signed
from coder.domain.profiles import PrincipleTrack, Profile, RatedRecording
from coder.domain.reports import PrincipleShares, TeamReport
from coder.exports import colours
from coder.exports.svg import Drawing

WIDTH = 510.0
_ROW, _HEAD = 50.0, 22.0
_PLOT_X, _PLOT_WIDTH = 142.0, 232.0
_ESTIMATE_X, _CHANGE_X = 400.0, 458.0
_DOT = 5.2
_NAME_LENGTH, _NAME_LINE = 18, 11.5
_DAY_ROOM = 34.0 / _PLOT_WIDTH

_BAR_X, _CHANGE_WIDTH = 118.0, 62.0
_BAR_ROW, _BAR_HEIGHT = 42.0, 32.0


def _name(drawing: Drawing, x: float, middle: float, name: str) -> None:
    """A name in one line or two; what does not fit stands in full in the table beside every chart."""
    lines = textwrap.wrap(name, _NAME_LENGTH, max_lines=2, placeholder="…")
    for line, words in enumerate(lines):
        below = _NAME_LINE * (line - (len(lines) - 1) / 2)
        drawing.text(x, middle + 3.4 + below, words, 9.5, colours.INK, weight=500)


def _badge(drawing: Drawing, x: float, y: float, principle: Principle, colour: str) -> None:
    drawing.rect(x, y, 20, 16, colour, rx=4)
    drawing.text(x + 10, y + 11.6, principle.badge, 8.5, colours.text_on(colour), weight=600, anchor="middle")


def _dot(drawing: Drawing, x: float, y: float, recording: RatedRecording, colour: str) -> None:
    radius = _DOT * dot_size(recording.evidence)
    if recording.double_coded:
        drawing.circle(x, y, radius + 1.6, colours.PAPER, colour, 1.3)
        drawing.circle(x, y, max(1.2, radius - 1.2), colour)
    else:
        drawing.circle(x, y, radius, colour)


class _TrendRow:
    """One principle's row: places of the scale inside it and what is drawn there."""

    def __init__(self, drawing: Drawing, top: float, axis: TimeAxis, codebook: Codebook) -> None:
        self._drawing, self._top, self._axis = drawing, top, axis
        self._rules = codebook.rules

    def _x(self, share: float) -> float:
        return _PLOT_X + 8 + share * (_PLOT_WIDTH - 16)

    def _y(self, value: float) -> float:
        share = height_of(value, self._rules.scale_min, self._rules.scale_max)
        return self._top + _ROW - 7 - share * (_ROW - 14)

    def draw_scale(self) -> None:
        """Lines and numbers for the lowest, the middle and the highest value."""
        for value in (self._rules.scale_min, self._rules.neutral_value, self._rules.scale_max):
            y = self._y(value)
            middle = value == self._rules.neutral_value
            self._drawing.line(
                _PLOT_X, y, _PLOT_X + _PLOT_WIDTH, y, colours.LINE, 0.6, dash="" if middle else "1.5 2.5"
            )
            self._drawing.text(_PLOT_X - 5, y + 2.6, str(value), 7.5, colours.QUIET, anchor="end")

    def draw_track(self, track: PrincipleTrack, colour: str) -> None:
        """Band, running estimate, and a dot for every recording; not evaluable ones are marked on the base line."""
        places = [self._x(self._axis.at(estimate.held_on)) for estimate in track.estimates]
        upper = [(x, self._y(e.high)) for x, e in zip(places, track.estimates, strict=True)]
        lower = [(x, self._y(e.low)) for x, e in zip(places, track.estimates, strict=True)]
        if len(places) == 1:
            x = places[0]
            self._drawing.rect(x - 3, upper[0][1], 6, lower[0][1] - upper[0][1], colours.mix(colour, "#FFFFFF", 0.2))
        elif places:
            self._drawing.area([*upper, *reversed(lower)], colours.mix(colour, "#FFFFFF", 0.2))
            line = [(x, self._y(e.mean)) for x, e in zip(places, track.estimates, strict=True)]
            self._drawing.path(line, colour, 1.4)
        for recording in track.recordings:
            x = self._x(self._axis.at(recording.held_on))
            if recording.value is None:
                self._drawing.text(x, self._top + _ROW - 8, rating_text(None), 7, colours.QUIET, anchor="middle")
            else:
                _dot(self._drawing, x, self._y(recording.value), recording, colour)

    def draw_days(self, profile: Profile) -> None:
        """The days above the first row."""
        for day in labelled_days(recording_days(profile), self._axis, _DAY_ROOM):
            x = self._x(self._axis.at(day))
            self._drawing.text(x, _HEAD - 8, short_day(day), 7.5, colours.QUIET, anchor="middle")


def _arrow(drawing: Drawing, x: float, y: float, change: float | None) -> None:
    if change is None:
        drawing.line(x, y, x + 9, y, colours.QUIET, 1.2)
        return
    rise = -3.5 if change > 0 else 3.5
    drawing.path([(x, y - rise), (x + 9, y + rise)], colours.INK, 1.2)
    drawing.path([(x + 4.6, y + rise), (x + 9, y + rise), (x + 9, y + rise * -0.25)], colours.INK, 1.2)


def trend_rows(profile: Profile, codebook: Codebook) -> str:
    """Seven rows on one time axis as SVG: band, running estimate, dots (size = moments, ring = double-coded).

    Without any recording the rows are empty. Width 510 units, height by the number of principles.
    """
    drawing = Drawing(WIDTH, _HEAD + _ROW * len(profile.tracks))
    axis = time_axis(recording_days(profile))
    drawing.text(_ESTIMATE_X, _HEAD - 8, "Estimate", 7.5, colours.QUIET)
    drawing.text(_CHANGE_X, _HEAD - 8, "Since first", 7.5, colours.QUIET)
    for position, track in enumerate(profile.tracks):
        principle = codebook.principle(track.principle_id)
        colour = colours.principle(principle.badge, position)
        top = _HEAD + position * _ROW
        if position % 2 == 0:
            drawing.rect(0, top, WIDTH, _ROW, colours.STRIPE, rx=4)
        _badge(drawing, 8, top + _ROW / 2 - 8, principle, colour)
        _name(drawing, 34, top + _ROW / 2, principle.name)
        if axis is None:
            continue
        row = _TrendRow(drawing, top, axis, codebook)
        row.draw_scale()
        row.draw_track(track, colour)
        if position == 0:
            row.draw_days(profile)
        if track.estimates:
            _last_words(drawing, top + _ROW / 2, track)
    return drawing.as_text()


def _last_words(drawing: Drawing, middle: float, track: PrincipleTrack) -> None:
    latest = track.estimates[-1]
    drawing.text(_ESTIMATE_X, middle - 1, f"{latest.mean:.1f}", 11, colours.INK, weight=600)
    drawing.text(_ESTIMATE_X, middle + 10, range_text(latest), 8, colours.QUIET)
    if may_change(track):
        _arrow(drawing, _CHANGE_X, middle, track.change)
    drawing.text(_CHANGE_X + 14, middle + 3.2, change_text(track), 9, colours.INK, weight=500)


def _bar(drawing: Drawing, top: float, length: float, shares: PrincipleShares, colour: str, steps: int) -> None:
    for span in share_spans(shares):
        x, width = _BAR_X + span.start * length, (span.end - span.start) * length
        fill = colours.mix(colour, "#FFFFFF", shade(span.value, steps))
        ink = colours.text_on(fill)
        drawing.rect(x + 0.5, top, width - 1, _BAR_HEIGHT, fill, stroke=colour, stroke_width=0.5)
        if width >= 11:
            drawing.text(x + 4, top + 9.5, str(span.value), 7, ink)
        if width >= 28:
            drawing.text(x + width / 2, top + 21, f"{span.percent}%", 9, ink, weight=600, anchor="middle")


def _hidden_bar(drawing: Drawing, top: float, length: float, reason: str) -> None:
    drawing.hatch(_BAR_X + 0.5, top, length - 1, _BAR_HEIGHT, colours.LINE)
    words = f"Not shown: {reason}."
    drawing.rect(_BAR_X + 8, top + 9, 4.9 * len(words) + 8, 14, colours.PAPER)
    drawing.text(_BAR_X + 12, top + 19, words, 8.5, colours.INK)


def stacked_shares(report: TeamReport, codebook: Codebook) -> str:
    """One bar a principle with the shares of 1–5 as SVG, each part with its value and percentage, hidden ones hatched.

    Width 510 units, height by the number of principles.
    """
    steps = len(codebook.rules.values)
    drawing = Drawing(WIDTH, _HEAD + _BAR_ROW * len(report.principles))
    drawing.text(_BAR_X, _HEAD - 9, "rated 1, on the left, to 5, on the right", 7.5, colours.QUIET)
    changes = any(shares.change is not None for shares in report.principles)
    length = WIDTH - _BAR_X - (_CHANGE_WIDTH if changes else 0)
    if changes:
        drawing.text(WIDTH, _HEAD - 9, "since period before", 7.5, colours.QUIET, anchor="end")
    for position, shares in enumerate(report.principles):
        principle = codebook.principle(shares.principle_id)
        colour = colours.principle(principle.badge, position)
        top = _HEAD + position * _BAR_ROW
        _badge(drawing, 0, top + 8, principle, colour)
        _name(drawing, 26, top + _BAR_HEIGHT / 2, principle.name)
        if shares.counts is None:
            _hidden_bar(drawing, top, length, shares.suppressed_because)
            continue
        _bar(drawing, top, length, shares, colour, steps)
        if shares.change is not None:
            drawing.text(WIDTH, top + 19.4, signed(shares.change), 9.5, colours.INK, weight=500, anchor="end")
    return drawing.as_text()
