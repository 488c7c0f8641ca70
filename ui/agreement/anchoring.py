"""What seeing suggestions does to codes, as counts in words. Without widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal

from coder.analysis import wording
from coder.domain.anchoring import Anchoring, AnchoringMeter
from coder.domain.changes import Changes, Kind
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.tracking import track

_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.SUGGESTION, Kind.PEOPLE})


def _tr(text: str) -> str:
    return QCoreApplication.translate("anchoring", text)


@dataclass(frozen=True)
class MeterRow:
    """The service or one evaluator: places kept, changed to what was suggested, changed otherwise; and in words."""

    name: str
    kept: int
    toward: int
    elsewhere: int
    recordings: int
    proved_toward: str
    proved_kept: str
    blind_same: str
    assisted_same: str

    @property
    def places(self) -> int:
        """How many places differed from a suggestion."""
        return self.kept + self.toward + self.elsewhere

    @property
    def sentence(self) -> str:
        """The row in a sentence, for who cannot see the chart."""
        if not self.places:
            return _tr("{0}: nothing differed from a suggestion yet.").format(self.name)
        recordings = wording.counted(self.recordings, _tr("recording"), _tr("recordings"))
        words = _tr(
            "{0}: of {1} places in {2} where the own code differed from the suggestion, {3} were kept, {4} changed to "
            "the suggestion and {5} to another code."
        )
        return words.format(self.name, self.places, recordings, self.kept, self.toward, self.elsewhere)


class AnchoringModel(QObject):
    """``loaded()`` after each reading; ``refused(UserError)`` when it may not be read."""

    loaded = Signal()
    refused = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.meter = AnchoringMeter(Anchoring(), ())
        track(self, context.changed, self._changed)

    @property
    def may_see(self) -> bool:
        """Whether there is anything here for the actor."""
        return self._context.is_open and may(self._context.actor, Action.SEE_DRIFT)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: services.anchoring.meter(actor),
            self._got,
            owner=self,
            key="anchoring",
            failed=self.refused.emit,
        )

    def _got(self, meter: AnchoringMeter) -> None:
        self.meter = meter
        self.loaded.emit()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.kinds & _CONCERNED:
            self._stale = True


def meter_rows(meter: AnchoringMeter) -> tuple[MeterRow, ...]:
    """The service, where it may be told, and those evaluators the actor may see, by code."""
    counted = meter.service.recordings or meter.service.assisted_recordings
    service = [(_tr("The service"), meter.service)] if counted else []
    return tuple(_row(name, one) for name, one in (*service, *meter.by_evaluator))


def _row(name: str, one: Anchoring) -> MeterRow:
    return MeterRow(
        name=name,
        kept=one.differences - one.toward - one.elsewhere,
        toward=one.toward,
        elsewhere=one.elsewhere,
        recordings=one.recordings,
        proved_toward=_of(one.proved_toward, one.judged_toward),
        proved_kept=_of(one.proved_kept, one.judged_kept),
        blind_same=_of(one.blind_same, one.blind_places),
        assisted_same=_of(one.assisted_same, one.assisted_places),
    )


def _of(part: int, whole: int) -> str:
    return _tr("{0} of {1}").format(part, whole) if whole else wording.DASH


def percent(part: int, whole: int) -> str:
    """A share in whole per cent."""
    return f"{round(100 * part / whole)} %"
