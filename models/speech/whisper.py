"""The speech library's model, which hears a stretch of sound once however often it is read."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from tqdm import tqdm  # type: ignore[import-untyped]

# Its progress bar is never shown, but would leave a thread behind to watch it.
tqdm.monitor_interval = 0

# A chunk read two ways, or asked for its language first, needs the same one or two windows again.
_REMEMBERED = 3


class HearsOnce(WhisperModel):  # type: ignore[misc]  # the library has no types
    """The library's model with the encoder's answers for the last few windows kept; each is 3 MB for ``base``.

    The encoder is the same work whatever is asked of it: the language, the words by one search or by another.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._heard: OrderedDict[bytes, Any] = OrderedDict()

    def encode(self, features: Any) -> Any:
        """The encoder's answer for one window."""
        key = blake2b(np.ascontiguousarray(features).tobytes(), digest_size=16).digest()
        if key not in self._heard:
            self._heard[key] = super().encode(features)
            while len(self._heard) > _REMEMBERED:
                self._heard.popitem(last=False)
        self._heard.move_to_end(key)
        return self._heard[key]
