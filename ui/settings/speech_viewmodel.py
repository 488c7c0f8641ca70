"""Speech models as the settings show them: bring in, measure, remove, and whose packs are taken. Without widgets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.errors import Cancelled, UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.speech_models import Cost, SpeechModel
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class SpeechFacts:
    """The models to choose from, what each costs by its value, the one in force, and the keys that may sign packs."""

    models: tuple[SpeechModel, ...]
    costs: Mapping[str, Cost]
    chosen: str
    keys: str
    fingerprints: tuple[str, ...]


class SpeechViewModel(QObject):
    """``loaded(SpeechFacts)`` after each reading; ``busy_changed(what)`` with "copying", "measuring" or "" for neither.

    ``progressed(share)`` tells how far that is, 0–1; ``told(sentence)`` how it ended.
    """

    loaded = Signal(object)
    busy_changed = Signal(str)
    progressed = Signal(float)
    told = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stop = threading.Event()
        self.facts: SpeechFacts | None = None
        track(self, context.changed, self._changed)
        # A window that closes does not wait for a stick.
        track(self, context.closing, self._stop.set)

    @property
    def may_choose(self) -> bool:
        """Whether the actor sets the rules of the service."""
        return self._context.is_open and may(self._context.actor, Action.MANAGE_POLICY)

    def refresh(self) -> None:
        """Look what is on this computer now; does nothing before a store is open."""
        if self._context.is_open:
            work = partial(_facts, self._context.services, self._context.actor)
            self._context.operations.read(work, self._take, owner=self, key="facts")

    def choose(self, value: str) -> None:
        """Use a model for new transcriptions."""
        self._set_rule(model=value)

    def trust(self, keys: str) -> None:
        """Take packs that are signed by one of these public keys."""
        self._set_rule(pack_keys=keys)

    def bring(self, source: Path) -> None:
        """Take a model in from a pack or a folder, and use it where the actor may choose."""
        keys = tuple(self.facts.keys.split()) if self.facts is not None else ()
        self._begin("copying", partial(_bring, source, keys), self._brought)

    def measure(self) -> None:
        """Measure every model that is here, one after the other."""
        names = [one.value for one in self.facts.models if one.installed] if self.facts is not None else []
        self._begin("measuring", partial(_measure, names), self._measured)

    def stop(self) -> None:
        """Stop copying or measuring; what is half done is dropped."""
        self._stop.set()

    def remove(self, model: SpeechModel) -> None:
        """Delete a model the program keeps."""
        self._context.operations.read(partial(_remove, model.value), self._removed, owner=self)

    def _set_rule(self, **values: Any) -> None:
        work = partial(self._context.services.policy.change, self._context.actor, **values)
        self._context.operations.write(work, owner=self, failed=self._refused)

    def _begin(
        self,
        what: str,
        work: Callable[[Callable[[float], None], Callable[[], bool]], object],
        done: Callable[[object], None],
    ) -> None:
        """Start long work beside the window; it stores nothing, so nobody's codes wait for it."""
        self._stop.clear()
        self.busy_changed.emit(what)
        # Emitted on a thread of the pool; the page hears it on its own.
        whole = partial(work, self.progressed.emit, self._stop.is_set)
        self._context.operations.read(whole, partial(self._ended, done), owner=self, failed=self._failed)

    def _ended(self, done: Callable[[object], None], result: object) -> None:
        self.busy_changed.emit("")
        done(result)
        self.refresh()

    def _failed(self, error: UserError) -> None:
        self.busy_changed.emit("")
        self._context.messages.user_error(error)
        self.refresh()

    def _refused(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self.refresh()

    def _brought(self, model: object) -> None:
        if not isinstance(model, SpeechModel):
            self.told.emit(self.tr("Stopped; nothing was copied."))
            return
        self.told.emit(self.tr("The model “{0}” is here.").format(model.name))
        if self.may_choose:
            self.choose(model.value)

    def _measured(self, whole: object) -> None:
        self.told.emit(self.tr("Measured on this computer.") if whole else self.tr("Stopped measuring."))

    def _removed(self, _nothing: object) -> None:
        self.told.emit(self.tr("The model was removed."))
        self.refresh()

    def _changed(self, what: Changes, _initiator: object) -> None:
        if Kind.POLICY in what.kinds:
            self.refresh()

    def _take(self, facts: SpeechFacts) -> None:
        self.facts = facts
        self.loaded.emit(facts)


def _facts(services: Services, actor: Actor) -> SpeechFacts:
    from coder.bootstrap import app_folder
    from coder.security.signatures import fingerprint
    from coder.services.model_costs import costs
    from coder.services.speech_models import speech_models

    policy = services.policy.get(actor)
    models = speech_models(app_folder(), policy.model)
    fingerprints = tuple(fingerprint(key) for key in policy.signing_keys)
    return SpeechFacts(models, costs(app_folder(), models), policy.model, policy.pack_keys, fingerprints)


def _bring(
    source: Path, keys: tuple[str, ...], told: Callable[[float], None], stopped: Callable[[], bool]
) -> SpeechModel | None:
    from coder.bootstrap import app_folder
    from coder.services.speech_models import bring_model

    try:
        return bring_model(source, app_folder(), told, stopped, keys)
    except Cancelled:
        return None


def _measure(names: list[str], told: Callable[[float], None], stopped: Callable[[], bool]) -> bool:
    from coder.bootstrap import app_folder
    from coder.jobs.model_work import measure
    from coder.services.model_costs import keep_measured

    for number, name in enumerate(names):
        try:
            share = partial(_share, told, number, len(names))
            keep_measured(app_folder(), name, measure(name, app_folder(), share, stopped))
        except Cancelled:
            return False
    return True


def _share(told: Callable[[float], None], number: int, count: int, share: float) -> None:
    told((number + share) / count)


def _remove(value: str) -> None:
    from coder.bootstrap import app_folder
    from coder.services.model_costs import forget_measured
    from coder.services.speech_models import remove_model

    remove_model(app_folder(), value)
    forget_measured(app_folder(), value)
