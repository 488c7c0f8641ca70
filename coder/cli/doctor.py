"""What ``doctor`` looks at: each finding is a name, whether it is good, and a sentence with what to do."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from coder.bootstrap import Services, app_folder


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    sentence: str


def check_program() -> list[Finding]:
    """The parts of the program that may be missing on a machine: encryption, speech, sound, keychain."""
    return [_encryption(), _speech(), _sound(), _keychain()]


def check_store(services: Services) -> list[Finding]:
    """The store that is open: its pages, its audit trail, and that every recording can be decrypted."""
    problems = services.care.check(services.actor)
    verdict = services.audit.verify(services.actor)
    chain = "the chain is intact." if verdict.intact else f"the chain is broken at line {verdict.broken_at}."
    pages = "every page is in order." if not problems else f"{len(problems)} problems; restore the newest backup."
    return [
        Finding("Store", not problems, pages),
        Finding("Audit trail", verdict.intact, f"{verdict.events} events, {chain}"),
    ]


def _encryption() -> Finding:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    try:
        version = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    if version is None:
        return Finding("Encryption", False, "this build has no encrypted database; install the program again.")
    return Finding("Encryption", True, f"SQLCipher {version[0]}.")


def _speech() -> Finding:
    needed = ("faster_whisper", "onnxruntime", "sklearn")
    if any(importlib.util.find_spec(name) is None for name in needed):
        return Finding("Speech", False, "transcription is not installed; coding by ear works.")
    from coder.services.speech_models import speech_models

    here = [model.name for model in speech_models(app_folder(), "base") if model.installed]
    if not here:
        return Finding("Speech", False, "no speech model is here; bring one in (Settings, Speech model).")
    return Finding("Speech", True, f"{', '.join(here)}; nothing is ever fetched.")


def _sound() -> Finding:
    if importlib.util.find_spec("sounddevice") is None:
        return Finding("Sound", True, "this installation has no window, so no sound is played.")
    try:
        import sounddevice

        devices = [one for one in sounddevice.query_devices() if one["max_output_channels"] > 0]
    except (OSError, ImportError, RuntimeError):
        devices = []
    found = f"{len(devices)} outputs." if devices else "no audio output on this computer; everything else works."
    return Finding("Sound", True, found)


def _keychain() -> Finding:
    import keyring
    from keyring.backends import fail

    if isinstance(keyring.get_keyring(), fail.Keyring):
        return Finding("Keychain", True, "none on this computer; the passphrase opens the store.")
    return Finding("Keychain", True, "this computer can remember the key of the store.")
