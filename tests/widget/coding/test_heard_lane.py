"""The lane of speech without text: what still asks to be heard, and what was heard and is empty."""

from __future__ import annotations

import numpy as np
import pytest

from tools.made_up_session import made_up
from ui.tokens import LIGHT
from ui.widgets.waveform import Waveform
from ui.widgets.waveform_image import pixel
from ui.widgets.waveform_scene import lane, scene

GAP, HEARD, SILENCE = (2.0, 5.0), (8.0, 12.0), (14.0, 17.0)


@pytest.fixture
def wave(show_widget):
    """Twenty seconds with one voice, a gap, and one that was heard."""
    peaks = made_up(6, 20 / 60).peaks
    lanes = [
        lane("Worker", "speaker_worker", [(0.0, 1.5)]),
        lane("No text", "text3", [GAP], hatched=True, heard=[HEARD]),
    ]
    shown = show_widget(Waveform(), (900, 180))
    shown.set_scene(scene(peaks, lanes))
    return shown


def ink(wave, start_s: float, end_s: float) -> np.ndarray:
    """Where the second lane has its own colour on a stretch, a little inside it."""
    image = wave.grab().toImage()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    top, bottom = wave._parts.lane_rows(1)
    left, right = (round(wave._window().x(at_s)) for at_s in (start_s + 0.1, end_s - 0.1))
    return pixels[top + 1 : bottom - 1, left:right] == int(pixel(LIGHT.text3))


def test_what_was_heard_is_a_thin_unbroken_line_beside_tall_strokes(wave):
    gap, heard, silence = ink(wave, *GAP), ink(wave, *HEARD), ink(wave, *SILENCE)
    assert heard.any(axis=0).all()
    assert not gap.any(axis=0).all()
    assert 0 < heard.sum(axis=0).max() < gap.sum(axis=0).max()
    assert not silence.any()
