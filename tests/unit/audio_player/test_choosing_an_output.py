"""Which device new streams go to: by name, the system's own where it is not plugged in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coder.audio import outputs

sounddevice = pytest.importorskip("sounddevice", exc_type=OSError)
DEVICES = (
    {"name": "Microphone", "max_output_channels": 0},
    {"name": "Speakers", "max_output_channels": 2},
    {"name": "Headset", "max_output_channels": 1},
    {"name": "Speakers", "max_output_channels": 2},
)


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer with these devices, its own default as it was afterwards."""
    before = tuple(sounddevice.default.device)
    monkeypatch.setattr(sounddevice, "query_devices", lambda *_, **__: DEVICES)
    yield
    sounddevice.default.device = before


@pytest.mark.usefixtures("devices")
def test_outputs_are_named_once_and_microphones_not_at_all() -> None:
    assert outputs.output_names() == ("Headset", "Speakers")


@pytest.mark.usefixtures("devices")
def test_a_device_is_chosen_by_name() -> None:
    outputs._choose("Headset")
    assert sounddevice.default.device[1] == 2


@pytest.mark.usefixtures("devices")
@pytest.mark.parametrize("name", ["", "not plugged in"])
def test_anything_else_is_the_systems_own(name: str) -> None:
    own = sounddevice.default.device[1]
    outputs._choose("Headset")
    outputs._choose(name)
    assert sounddevice.default.device[1] == own


def test_a_computer_without_sound_has_no_outputs_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sounddevice.PortAudioError("no backend")

    monkeypatch.setattr(sounddevice, "query_devices", refuse)
    assert outputs.output_names() == ()
