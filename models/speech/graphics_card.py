"""Trying a graphics card: only in a process that may be lost, since its libraries end one that lacks a part of them."""

from __future__ import annotations

import numpy as np

from models.speech.chunking import Chunk
from models.speech.registry import ModelFolder
from models.speech.sound import SAMPLE_RATE
from models.speech.transcription import Device, Transcriber


def card_hears(model: ModelFolder) -> bool:
    """Whether a card is here and can run the speech model on a second of noise.

    Counting cards is not enough: what is missing shows only when something is worked out. Raises whatever the
    libraries raise, or ends the process.
    """
    import ctranslate2

    if ctranslate2.get_cuda_device_count() == 0:
        return False
    transcriber = Transcriber(model, device=Device.GRAPHICS_CARD)
    noise = np.random.default_rng(0).normal(0.0, 0.05, SAMPLE_RATE).astype(np.float32)
    return len(list(transcriber.transcribe(noise, [Chunk(0, 0.0, 1.0)]))) == 1
