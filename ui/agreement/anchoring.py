"""What seeing suggestions does to codes, as counts in words. Without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from typing_extensions import override

from coder.analysis import wording
from coder.domain.anchoring import Anchoring, AnchoringMeter
from coder.domain.changes import Kind
from coder.domain.people import Actor
from coder.domain.permissions import Action
from ui.context import Context
from ui.section_model import SectionModel

if TYPE_CHECKING:
    from coder.bootstrap import Services

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
            "{0}: of {1} places in {2} where a code differed from the suggestion, {3} were kept, {4} changed "
            "to the suggestion and {5} to another code."
        )
        return words.format(self.name, self.places, recordings, self.kept, self.toward, self.elsewhere)


class AnchoringModel(SectionModel):
    """``meter`` holds the counts."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.SEE_DRIFT, _CONCERNED, parent)
        self.meter = AnchoringMeter(Anchoring(), ())

    @override
    def _read(self, services: Services, actor: Actor) -> AnchoringMeter:
        return services.anchoring.meter(actor)

    @override
    def _got(self, found: AnchoringMeter) -> None:
        self.meter = found


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
    return f"{round(100 * part / whole)}%"
