"""What the figures of the Agreement page show, and what is asked for, without widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coder.analysis.agreement.scales import SCALES, WordScale
from coder.analysis.agreement_report import AgreementReport
from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.people import Team
from coder.domain.permissions import Action, may
from coder.exports.agreement_files import ExportKind
from coder.services.agreement import Asked, Frame
from ui.context import Context
from ui.tracking import track

_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.PEOPLE, Kind.CODEBOOK})
# The periods offered, in days back from today; the first is everything.
PERIODS = (0, 365, 183, 91)


class AgreementViewModel(QObject):
    """The report that is open, and the choices it was made by.

    ``choices_changed()``: other teams or codebooks may be chosen. ``reading_began()``: figures are being worked out,
    and those that are there answer to another choice. ``report_changed()``: other figures are there.
    ``refused(UserError)``: they may not be read. ``exported(path)``: a file was written.
    """

    choices_changed = Signal()
    reading_began = Signal()
    report_changed = Signal()
    refused = Signal(object)
    exported = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.asked = Asked()
        self.scale: WordScale = next(iter(SCALES.values()))
        self.teams: tuple[Team, ...] = ()
        self.frames: tuple[Frame, ...] = ()
        self.report: AgreementReport | None = None
        track(self, context.changed, self._changed)

    @property
    def may_read(self) -> bool:
        """Whether the actor may see how far evaluators agree."""
        return self._context.is_open and may(self._context.actor, Action.READ_AGREEMENT)

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the recordings is asked about."""
        return bool(self.asked.team) or self.asked.start is not None

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: (services.reports.teams(actor), services.agreement.frames(actor)),
            self._got_choices,
            owner=self,
            key="choices",
            failed=self.refused.emit,
        )

    def choose_team(self, team_id: str) -> None:
        """Only recordings of one team; of all for an empty id."""
        self.asked = replace(self.asked, team=team_id)
        self._read()

    def choose_period(self, days: int) -> None:
        """Only recordings of the last so many days; all for 0."""
        self.asked = replace(self.asked, start=self._days_back(days) if days else None)
        self._read()

    def choose_frame(self, frame: Frame) -> None:
        """Only what was coded with one major version of a codebook."""
        self.asked = replace(self.asked, frame=frame)
        self._read()

    def choose_scale(self, key: str) -> None:
        """Say how high a figure is in the words of another scale. Raises KeyError for an unknown one."""
        self.scale = SCALES[key]
        if self.report is not None:
            self.report_changed.emit()

    def export(self, path: Path) -> None:
        """Write figures and data, in the format of the path's ending; audited.

        An ending that is no format is told as a refusal of the file, and nothing is written.
        """
        ending = path.suffix.removeprefix(".").lower()
        if ending not in {kind.value for kind in ExportKind}:
            endings = ", ".join(f".{kind.value}" for kind in ExportKind)
            sentence = self.tr("Nothing was written: the name of the file does not say which kind it is to be.")
            self._context.messages.user_error(UserError(sentence, self.tr("End it in one of {0}.").format(endings)))
            return
        services, actor, asked = self._context.services, self._context.actor, self.asked
        self._context.operations.read(
            lambda: services.agreement.export(actor, ExportKind(ending), path, asked),
            lambda _: self.exported.emit(str(path)),
            owner=self,
        )

    def _days_back(self, days: int) -> date:
        return self._context.clock().astimezone().date() - timedelta(days=days)

    def _got_choices(self, found: tuple[tuple[Team, ...], tuple[Frame, ...]]) -> None:
        self.teams, self.frames = found
        if self.asked.team not in {"", *(team.id for team in self.teams)}:
            self.asked = replace(self.asked, team="")
        self.choices_changed.emit()
        self._read()

    def _read(self) -> None:
        services, actor, asked = self._context.services, self._context.actor, self.asked
        self.reading_began.emit()
        self._context.operations.read(
            lambda: services.agreement.report(actor, asked),
            self._got_report,
            owner=self,
            key="report",
            failed=self.refused.emit,
        )

    def _got_report(self, report: AgreementReport) -> None:
        self.report = report
        self.report_changed.emit()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.kinds & _CONCERNED:
            self._stale = True
