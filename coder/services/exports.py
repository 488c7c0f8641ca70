"""Profiles and reports as files: what the page shows, by the same rights and rules, each noted as having left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from coder.domain.people import Actor
from coder.domain.permissions import Action, require
from coder.domain.practice import Practice
from coder.domain.profiles import Profile
from coder.domain.reports import Cut, TeamReport
from coder.exports.dataset import Stamp
from coder.exports.files import save_whole
from coder.exports.formats import FileFormat, data_file
from coder.exports.profile_data import profile_dataset
from coder.exports.profile_document import printed_part
from coder.exports.team_data import report_dataset
from coder.exports.to_read import profile_to_read, report_to_read
from coder.exports.voice_data import team_voice_tables, worker_voice_tables
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.family_voice import VoiceService
from coder.services.mask_rows import masked_profile
from coder.services.profiles import ProfileService
from coder.services.reports import ReportService, audited_as
from coder.store import audit


@dataclass(frozen=True)
class Written:
    """A file that left the program; ``audit_head`` is what it says of the audit trail."""

    path: Path
    format: str
    sha256: str
    recordings: int | None
    audit_head: str


class ExportService(Service):
    """Both or neither: a file that could not be written is not noted as having left."""

    def __init__(
        self,
        backing: Backing,
        codebooks: CodebookService,
        profiles: ProfileService,
        reports: ReportService,
        voices: VoiceService,
    ) -> None:
        super().__init__(backing)
        self._codebooks = codebooks
        self._voices = voices
        self._profiles = profiles
        self._reports = reports

    def profile(
        self,
        actor: Actor,
        worker: str,
        kind: FileFormat,
        path: Path,
        *,
        real: bool = False,
        practice: Practice | None = None,
    ) -> Written:
        """Write one worker's profile of one practice; audited as read and, with the hash of the file, as exported.

        Words have masks unless ``real``; in tables the only ones are the worker's own comments. Raises as
        ``ProfileService.get`` does, UserError for a file that cannot be written or is named as another format,
        NotAllowed for real words without the right to give them out.
        """
        kind.require_ending(path)
        if real:
            require(actor, Action.GIVE_OUT_NAMES)
        profile = self._profiles.get(actor, worker, practice)
        book = self._codebooks.get(profile.codebook_id, profile.codebook_version)
        stamp = self._stamp()
        told = self._told(profile, kind, real=real)
        voice = self._voices.of_worker(actor, worker) if profile.practice is Practice.VISIT else None
        if kind.is_document:
            document = profile_to_read(kind, told, book, stamp, masked=not real, voice=voice)
        else:
            beside = () if voice is None else worker_voice_tables(voice)
            document = data_file(kind, profile_dataset(told, book, stamp, beside))
        digest = sha256(document).hexdigest()
        with self._acting(actor, Action.READ_PROFILE) as unit:
            detail = {"format": kind.value, "sha256": digest, "real_names": real}
            unit.audit("profile exported", "person", profile.worker_id, **detail)
            save_whole(path, document)
        return Written(path, kind.value, digest, profile.sessions_count, stamp.audit_head)

    def report(
        self,
        actor: Actor,
        team: str,
        kind: FileFormat,
        path: Path,
        start: date | None = None,
        end: date | None = None,
        cut: Cut | None = None,
    ) -> Written:
        """Write the report of a team, or of WHOLE_SERVICE, as ``ReportService.get`` shows it, with its rules; audited
        likewise."""
        kind.require_ending(path)
        return self.write_report(actor, self._reports.get(actor, team, start, end, cut), kind, path)

    def write_report(self, actor: Actor, report: TeamReport, kind: FileFormat, path: Path) -> Written:
        """Write a report that ``ReportService.get`` gave, without reading it once more; audited as exported."""
        kind.require_ending(path)
        book = self._codebooks.get(report.codebook_id, report.codebook_version)
        stamp = self._stamp()
        voice = self._voices.of_team(actor, report)
        if kind.is_document:
            document = report_to_read(kind, report, book, stamp, voice)
        else:
            beside = team_voice_tables(voice)
            document = data_file(kind, report_dataset(report, book, stamp, beside))
        digest = sha256(document).hexdigest()
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            unit.audit("team report exported", *audited_as(report.team_id), format=kind.value, sha256=digest)
            save_whole(path, document)
        return Written(path, kind.value, digest, report.recordings, stamp.audit_head)

    def _told(self, profile: Profile, kind: FileFormat, *, real: bool) -> Profile:
        """What of the profile is in a file: each session with a moment is looked through whole for masks, and years of
        them would keep somebody waiting."""
        part = printed_part(profile)
        if not kind.is_document:
            part = replace(part, bright=(), to_explore=(), next_steps=())
        if real:
            return part
        with self._backing.store.read() as session:
            return masked_profile(session, part)

    def _stamp(self) -> Stamp:
        with self._backing.store.read() as session:
            return Stamp(self._backing.clock(), audit.head(session))
