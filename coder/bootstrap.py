"""The only wiring: from a home folder and a way to its key to the services."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.purpose import Purpose
from coder.domain.times import Clock, utc_now
from coder.security.keys import VaultKey
from coder.store.home import Home, new_home

if TYPE_CHECKING:
    from coder.services.agreement import AgreementService
    from coder.services.anchoring import AnchoringService
    from coder.services.assignment import AssignmentService
    from coder.services.audit import AuditService
    from coder.services.base import Backing
    from coder.services.care import CareService
    from coder.services.clips import ClipService
    from coder.services.coaching import CoachingService
    from coder.services.codebooks import CodebookService
    from coder.services.coding import CodingService
    from coder.services.consensus import ConsensusService
    from coder.services.decision_log import DecisionService
    from coder.services.deidentify import DeidentifyService
    from coder.services.demo import DemoService
    from coder.services.desk import DeskService
    from coder.services.drift import DriftService
    from coder.services.exports import ExportService
    from coder.services.family_voice import VoiceService
    from coder.services.feedback import FeedbackService
    from coder.services.history import HistoryService
    from coder.services.jobs import JobService
    from coder.services.learning import LearningService
    from coder.services.overview import OverviewService
    from coder.services.passages import PassageService
    from coder.services.people import PeopleService
    from coder.services.policy import PolicyService
    from coder.services.profiles import ProfileService
    from coder.services.programme import ProgrammeService
    from coder.services.quotes import QuoteService
    from coder.services.recruitment import RecruitmentService
    from coder.services.replies import ReplyService
    from coder.services.reports import ReportService
    from coder.services.retention import RetentionService
    from coder.services.sealed import SealedPackages
    from coder.services.sessions import SessionService
    from coder.services.suggestion_worth import SuggestionWorth
    from coder.services.suggestions import SuggestionService
    from coder.services.threads import ThreadService
    from coder.services.training import TrainingService
    from coder.services.transcripts import TranscriptService
    from coder.services.welfare import WelfareService

PASSPHRASE_VARIABLE = "PRACTICE_CODER_PASSPHRASE"
HOME_VARIABLE = "PRACTICE_CODER_HOME"


@dataclass
class Together:
    """The use cases of evaluators who code the same recordings."""

    agreement: AgreementService
    anchoring: AnchoringService
    assignments: AssignmentService
    consensus: ConsensusService
    drift: DriftService
    training: TrainingService


@dataclass
class Conversations:
    """The use cases of a worker and their coach."""

    coaching: CoachingService
    replies: ReplyService


@dataclass
class Figures:
    """The use cases that show figures and let them leave."""

    profiles: ProfileService
    quotes: QuoteService
    reports: ReportService
    voices: VoiceService
    exports: ExportService
    clips: ClipService


@dataclass
class Keeping:
    """The use cases that look after a store and the people who use it."""

    audit: AuditService
    care: CareService
    masks: DeidentifyService
    desk: DeskService
    policy: PolicyService
    programme: ProgrammeService
    retention: RetentionService
    welfare: WelfareService


@dataclass
class Services(Together, Conversations, Figures, Keeping):
    """All use cases over one open home, and who opened it. Close it when done."""

    home: Home
    key: VaultKey = field(repr=False)
    actor: Actor
    backing: Backing
    people: PeopleService
    sessions: SessionService
    threads: ThreadService
    recruitment: RecruitmentService
    transcripts: TranscriptService
    coding: CodingService
    packages: SealedPackages
    suggestions: SuggestionService
    passages: PassageService
    suggestion_worth: SuggestionWorth
    jobs: JobService
    codebooks: CodebookService
    demo: DemoService
    overview: OverviewService
    history: HistoryService
    decisions: DecisionService
    feedback: FeedbackService
    learning: LearningService
    _undo: ExitStack = field(default_factory=ExitStack, repr=False)

    def close(self) -> None:
        """Note the head of the audit trail, close the database and let go of the lock. Harmless when done twice."""
        self._undo.close()


def default_home() -> Path:
    """Where a store lies unless told otherwise: as the environment says, as this machine remembers, or the usual place.

    The same for the window and the command line, so that both work on one store. Raises UserError when the settings of
    this machine cannot be read: a command must not go on with another store than the one the window uses.
    """
    from coder.settings import load_settings

    given = os.environ.get(HOME_VARIABLE) or load_settings().home
    return Path(given) if given else usual_home()


def usual_home(purpose: Purpose = Purpose.PRACTICE) -> Path:
    """The folder of a store nobody chose a folder for: this user's data on this machine, never a roaming one."""
    name = "practice-coder" if purpose is Purpose.PRACTICE else "practice-coder-recruitment"
    return Path(platformdirs.user_data_dir(name, appauthor=False, roaming=False))


def app_folder() -> Path:
    """Where speech models are kept: shared by all stores of this user, nothing personal in it.

    Not among caches, which systems empty: a model that came on a stick cannot be made again.
    """
    given = os.environ.get("PRACTICE_CODER_APP_DATA")
    return Path(given or platformdirs.user_data_dir("practice-coder-models", appauthor=False, roaming=False))


def home_exists(folder: Path) -> bool:
    """Whether there is a store in this folder."""
    return Home(folder.absolute()).exists


def looks_like(folder: Path) -> Purpose:
    """What a store that is still locked is for, as its folder says; see Home.looks_like."""
    return Home(folder.absolute()).looks_like


def recruitment_home() -> Path:
    """Where this user's recruitment store lies or is to be made, as this machine remembers, or the usual place beside
    the practice store. Raises UserError as default_home does."""
    from coder.settings import load_settings

    given = load_settings().recruitment_home
    return Path(given) if given else usual_home(Purpose.RECRUITMENT)


def create_home(
    folder: Path,
    *,
    passphrase: str,
    person_name: str,
    roles: Iterable[Role],
    purpose: Purpose = Purpose.PRACTICE,
    clock: Clock = utc_now,
) -> str:
    """Make a store for one purpose with one person in it, whole or not at all; the recovery key to print.

    Raises UserError for a short passphrase, no role, a folder in use, or one that is on a network or synchronised.
    """
    from coder.services.people import found_store
    from coder.store.engine import open_store

    chosen = frozenset(roles)
    if not chosen:
        raise UserError("Choose at least one role.", "Most people are evaluators.")
    with new_home(folder) as home:
        key, recovery_key = home.keyring().create(passphrase)
        home.write_marker(key, purpose)
        store = open_store(home.address(key), create=True)
        try:
            found_store(store, key.audit, person_name, chosen, clock(), purpose)
        finally:
            store.close()
    return recovery_key


def open_home(
    folder: Path,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    clock: Clock = utc_now,
) -> Services:
    """Open a store for one window or one command.

    What an earlier run left undone is finished, and what is due in a recruitment store is erased, before anything is
    read. Without a passphrase or recovery key the keychain is asked. Raises UserError, with nothing changed, when the
    key is wrong, the files are damaged or newer, or another window has the store open.
    """
    home = Home(folder.absolute())
    with ExitStack() as undo:
        undo.enter_context(home.lock())
        key = home.keyring().unlock(passphrase=passphrase, recovery_key=recovery_key)
        services = _wire(home, key, clock, undo)
        services.sessions.sweep()
        services.retention.erase_due()
        undo.callback(services.audit.note_head)
        services._undo = undo.pop_all()
    return services


def restore_home(file: Path, folder: Path, *, passphrase: str | None = None, recovery_key: str | None = None) -> None:
    """Make a new store from a backup, whole or not at all; see coder.store.backup.restore."""
    from coder.store.backup import restore

    restore(file, folder.absolute(), passphrase=passphrase, recovery_key=recovery_key)


def open_for_worker(folder: Path, key: bytes, clock: Clock = utc_now) -> Services:
    """Open a store beside the window that holds its lock; ``key`` is the vault key (32 bytes) it handed over."""
    home = Home(folder.absolute())
    with ExitStack() as undo:
        services = _wire(home, VaultKey(key), clock, undo)
        services._undo = undo.pop_all()
    return services


def _backing(home: Home, key: VaultKey, clock: Clock, undo: ExitStack) -> Backing:
    from coder.services.base import Backing
    from coder.services.people import purpose_of
    from coder.store.engine import open_store

    store = open_store(home.address(key))
    undo.callback(store.close)
    return Backing(store, home.vault(key), key.audit, clock, purpose_of(store))


def _wire(home: Home, key: VaultKey, clock: Clock, undo: ExitStack) -> Services:
    from coder.services.codebooks import CodebookService
    from coder.services.coding import CodingService
    from coder.services.decision_log import DecisionService
    from coder.services.demo import DemoService
    from coder.services.feedback import FeedbackService
    from coder.services.history import HistoryService
    from coder.services.jobs import JobService
    from coder.services.learning import LearningService
    from coder.services.overview import OverviewService
    from coder.services.passages import PassageService
    from coder.services.people import PeopleService
    from coder.services.recruitment import RecruitmentService
    from coder.services.sealed import SealedPackages
    from coder.services.sessions import SessionService
    from coder.services.suggestion_rules import SuggestionRules
    from coder.services.suggestion_worth import SuggestionWorth
    from coder.services.suggestions import SuggestionService
    from coder.services.threads import ThreadService
    from coder.services.transcripts import TranscriptService

    backing = _backing(home, key, clock, undo)
    codebooks = CodebookService(backing)
    packages = SealedPackages(backing, key, codebooks)
    coding = CodingService(backing, codebooks, packages.open_ready)
    decisions = DecisionService(backing, codebooks)
    sessions = SessionService(backing)
    suggestions = SuggestionService(backing, coding, decisions, SuggestionRules(backing, codebooks))
    return Services(
        **vars(_together(backing, codebooks, decisions)),
        **vars(_conversations(backing, codebooks)),
        **vars(_figures(backing, codebooks, sessions)),
        **vars(_keeping(backing, home, key)),
        home=home,
        key=key,
        actor=PeopleService(backing).owner(),
        backing=backing,
        people=PeopleService(backing),
        sessions=sessions,
        threads=ThreadService(backing),
        recruitment=RecruitmentService(backing, codebooks),
        transcripts=TranscriptService(backing),
        coding=coding,
        packages=packages,
        suggestions=suggestions,
        passages=PassageService(backing, suggestions, codebooks),
        suggestion_worth=SuggestionWorth(backing, codebooks),
        jobs=JobService(backing),
        codebooks=codebooks,
        demo=DemoService(backing, sessions, codebooks),
        overview=OverviewService(backing),
        history=HistoryService(backing),
        decisions=decisions,
        feedback=FeedbackService(backing, codebooks),
        learning=LearningService(backing),
    )


def _figures(backing: Backing, codebooks: CodebookService, sessions: SessionService) -> Figures:
    from coder.services.clips import ClipService
    from coder.services.exports import ExportService
    from coder.services.family_voice import VoiceService
    from coder.services.profiles import ProfileService
    from coder.services.quotes import QuoteService
    from coder.services.reports import ReportService

    profiles, reports = ProfileService(backing, codebooks), ReportService(backing, codebooks)
    voices = VoiceService(backing, codebooks)
    exports = ExportService(backing, codebooks, profiles, reports, voices)
    clips = ClipService(backing, sessions)
    quotes = QuoteService(backing)
    return Figures(profiles=profiles, quotes=quotes, reports=reports, voices=voices, exports=exports, clips=clips)


def _together(backing: Backing, codebooks: CodebookService, decisions: DecisionService) -> Together:
    from coder.services.agreement import AgreementService
    from coder.services.anchoring import AnchoringService
    from coder.services.assignment import AssignmentService
    from coder.services.consensus import ConsensusService
    from coder.services.drift import DriftService
    from coder.services.training import TrainingService

    return Together(
        agreement=AgreementService(backing, codebooks),
        anchoring=AnchoringService(backing),
        assignments=AssignmentService(backing),
        consensus=ConsensusService(backing, codebooks, decisions),
        drift=DriftService(backing, codebooks),
        training=TrainingService(backing, codebooks),
    )


def _conversations(backing: Backing, codebooks: CodebookService) -> Conversations:
    from coder.services.coaching import CoachingService
    from coder.services.replies import ReplyService

    return Conversations(coaching=CoachingService(backing, codebooks), replies=ReplyService(backing))


def _keeping(backing: Backing, home: Home, key: VaultKey) -> Keeping:
    from coder.services.audit import AuditService
    from coder.services.care import CareService
    from coder.services.deidentify import DeidentifyService
    from coder.services.desk import DeskService
    from coder.services.policy import PolicyService
    from coder.services.programme import ProgrammeService
    from coder.services.retention import RetentionService
    from coder.services.welfare import WelfareService

    return Keeping(
        audit=AuditService(backing, home.anchor),
        care=CareService(backing, home, key),
        masks=DeidentifyService(backing),
        desk=DeskService(backing),
        policy=PolicyService(backing),
        programme=ProgrammeService(backing),
        retention=RetentionService(backing),
        welfare=WelfareService(backing),
    )
