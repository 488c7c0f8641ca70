"""Services that answer from memory, for looking at and acting on the profile and team pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np

from codebook.schema import Codebook
from coder.analysis.profiles import build_profile, rating_counts
from coder.analysis.teams import build_report
from coder.audio.flac import encode_flac
from coder.domain.changes import Changes, Kind, changes
from coder.domain.clips import Refusal
from coder.domain.errors import NotAllowed, UserError
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.people import Actor, Person, Role, Team
from coder.domain.practice import Practice
from coder.domain.profiles import CodedSession, Look, NextStep, Profile
from coder.domain.quotes import OfferedQuote, QuoteLook, QuoteToChoose
from coder.domain.reports import Cut, CutBy, TeamReport
from coder.exports.files import save_whole
from coder.exports.formats import FileFormat
from tests.cases.coded_sessions import TEAM, codebook, person, picture_worker, team_sessions

COACH = Actor("coach-1", frozenset({Role.COACH}))
BEFORE = date(2026, 4, 1)


@dataclass
class FakeProfiles:
    """Profiles of three workers; ``read`` counts what an audit trail would hold."""

    people: tuple[Person, ...] = (person(17), person(4), person(21))
    sessions: list[CodedSession] = field(default_factory=lambda: [*team_sessions(), *picture_worker()])
    steps: list[NextStep] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    refusal: UserError | None = None

    def workers(self, actor: Actor) -> tuple[Person, ...]:
        """All three, in no order."""
        if self.refusal is not None:
            raise self.refusal
        return self.people

    def get(self, actor: Actor, worker_id: str, practice: Practice | None = None) -> Profile:
        """Built by the real analysis, and said to be of the practice that is asked for."""
        known = {one.id: one for one in self.people}
        if worker_id not in known:
            raise NotAllowed("This profile is for the worker and their coach only.", "Ask the worker.")
        self.read.append(worker_id)
        own = [one for one in self.sessions if one.worker_id == worker_id]
        steps = [step for step in self.steps if step.worker_id == worker_id]
        counts = rating_counts(self.sessions, codebook())
        profile = build_profile(known[worker_id], TEAM.name, own, counts, codebook(), steps)
        return replace(profile, practice=practice or Practice.VISIT)

    def write_next_step(self, actor: Actor, worker_id: str, text: str) -> Changes:
        """Keep a step."""
        at = datetime(2026, 9, 20, 14, len(self.steps), tzinfo=UTC)
        self.steps.append(NextStep(f"step-{len(self.steps)}", worker_id, text.strip(), actor.id, at))
        return changes(Kind.PROFILE, ids={worker_id})


class FakeReplies:
    """Nobody has looked yet."""

    def looks(self, actor: Actor, worker: str) -> tuple[Look, ...]:
        """None."""
        return ()


@dataclass
class FakeReports:
    """Two teams: one large enough, one too small."""

    read: list[tuple[str, date | None]] = field(default_factory=list)
    narrowed: list[Cut | None] = field(default_factory=list)
    all_teams: tuple[Team, ...] = (Team("team-2", "Team South"), TEAM)

    def teams(self, actor: Actor) -> tuple[Team, ...]:
        """Both."""
        return self.all_teams

    def periods(self, actor: Actor, team_id: str) -> tuple[tuple[date, date, str], ...]:
        """Two quarters."""
        newest = (date(2026, 7, 1), date(2026, 9, 30), "July–September 2026")
        return newest, (BEFORE, date(2026, 6, 30), "April–June 2026")

    def cuts(self, actor: Actor, team_id: str) -> tuple[Cut, ...]:
        """Two contexts."""
        return Cut(CutBy.KIND, "telephone"), Cut(CutBy.STAGE, "first")

    def get(
        self, actor: Actor, team_id: str, start: date | None = None, end: date | None = None, cut: Cut | None = None
    ) -> TeamReport:
        """Built by the real analysis; the whole service is the first team."""
        self.read.append((team_id, start))
        start, end = start or date(2026, 7, 1), end or date(2026, 9, 30)
        team = next((one for one in self.all_teams if one.id == team_id), replace(TEAM, name="The whole service"))
        self.narrowed.append(cut)
        workers = 8 if team_id == TEAM.id else 4
        now = team_sessions(1, workers=workers, team_id=team_id)
        unsaid = [replace(s, ratings={**s.ratings, "CLA": None if i % 4 else 3}) for i, s in enumerate(now)]
        before = team_sessions(2, workers=workers, start=BEFORE, shift=-0.3, first_number=500, team_id=team_id)
        return replace(build_report(team, [*unsaid, *before], before, codebook(), start, end), cut=cut)


class FakeExports:
    """A stand-in that writes the format and whose it is; the real one has tests of its own."""

    def profile(
        self,
        actor: Actor,
        worker_id: str,
        kind: FileFormat,
        path: Path,
        *,
        real: bool = False,
        practice: Practice | None = None,
    ) -> None:
        """Whose profile."""
        save_whole(path, f"{kind.value} {worker_id}".encode())

    def report(
        self,
        actor: Actor,
        team_id: str,
        kind: FileFormat,
        path: Path,
        start: date | None = None,
        end: date | None = None,
        cut: Cut | None = None,
    ) -> None:
        """Whose report."""
        save_whole(path, f"{kind.value} {team_id}".encode())


class FakeCodebooks:
    """The built-in frame."""

    def get(self, codebook_id: str, version: str) -> Codebook:
        """Whatever is asked for."""
        return codebook()


@cache
def _silence(seconds: int) -> bytes:
    return encode_flac(np.zeros(seconds * 16_000, dtype=np.int16))


@dataclass
class FakeSessions:
    """Half an hour and more of silence; ``heard`` holds what an audit trail would."""

    heard: list[str] = field(default_factory=list)

    def sound(self, actor: Actor, session_id: str) -> bytes:
        """The working copy."""
        self.heard.append(session_id)
        return _silence(1900)


class FakeVoices:
    """No family was asked."""

    def of_worker(self, actor: Actor, worker_id: str) -> FamilyVoice:
        """Nothing."""
        return FamilyVoice(worker_id, 0, (), (), (), (), ())

    def of_team(self, actor: Actor, beside: TeamReport) -> TeamVoice:
        """Nothing."""
        return TeamVoice(beside.team_id, beside.start, beside.end, ())


@dataclass
class FakeQuotes:
    """What was offered for any report; ``acts`` is what was done."""

    to_show: list[QuoteToChoose] = field(default_factory=list)
    of_anybody: list[OfferedQuote] = field(default_factory=list)
    words: str = ""
    refusals: tuple[Refusal, ...] = ()
    acts: list[object] = field(default_factory=list)

    def to_choose(self, actor: Actor, report: TeamReport) -> tuple[QuoteToChoose, ...]:
        """The same for every report."""
        return tuple(self.to_show)

    def choose(self, actor: Actor, report: TeamReport, quote_ids: tuple[str, ...]) -> Changes:
        """Show these from now on."""
        self.acts.append(("choose", quote_ids))
        self.to_show = [replace(one, chosen=one.id in quote_ids) for one in self.to_show]
        return changes(Kind.REPORT)

    def of_worker(self, actor: Actor, worker: str) -> tuple[OfferedQuote, ...]:
        """The same for every worker."""
        return tuple(self.of_anybody)

    def take_back(self, actor: Actor, quote: str) -> Changes:
        """It is gone."""
        self.acts.append(("take back", quote))
        self.of_anybody = [one for one in self.of_anybody if one.id != quote]
        return changes(Kind.REPORT)

    def look(self, actor: Actor, session: str, start_s: float, end_s: float) -> QuoteLook:
        """The same words of every moment."""
        return QuoteLook(session, "S-0001", start_s, end_s, self.words, self.refusals)

    def offer(self, actor: Actor, session: str, start_s: float, end_s: float, text: str) -> Changes:
        """Kept as offered."""
        self.acts.append(("offer", text))
        self.of_anybody.append(OfferedQuote("q", "S-0001", date(2026, 7, 1), text, 0))
        return changes(Kind.REPORT)


@dataclass
class FakeServices:
    """What the two pages ask for."""

    profiles: FakeProfiles = field(default_factory=FakeProfiles)
    replies: FakeReplies = field(default_factory=FakeReplies)
    reports: FakeReports = field(default_factory=FakeReports)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    exports: FakeExports = field(default_factory=FakeExports)
    codebooks: FakeCodebooks = field(default_factory=FakeCodebooks)
    voices: FakeVoices = field(default_factory=FakeVoices)
    quotes: FakeQuotes = field(default_factory=FakeQuotes)
