"""All rows. One subject a module; import them from here."""

from coder.store.tables.audit import AuditRow
from coder.store.tables.base import Base, ValueRefused
from coder.store.tables.clips import ClipPermissionRow
from coder.store.tables.coaching import CoachingEntryRow, EvaluationReplyRow
from coder.store.tables.codebooks import CodebookRow
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.decision_log import DecisionRow
from coder.store.tables.desk import DeskPlaceRow
from coder.store.tables.double_coding import ConsensusRow, ReferenceCodingRow, SecondCodingRow, TrainingMarkRow
from coder.store.tables.double_packages import PartnerRow, SealedCodingRow
from coder.store.tables.erasures import OpenErasureRow
from coder.store.tables.feedback import FamilyFeedbackRow, FamilyGoalRow, GoalRatingRow
from coder.store.tables.jobs import JobChunkRow, JobRow
from coder.store.tables.learning import LearningAnswerRow, LearntModelRow, LearntSessionRow, ModelChoiceRow
from coder.store.tables.masks import MaskDecisionRow
from coder.store.tables.passages import PassageAnswerRow, PassageRow, PassageSetRow
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.policy import PolicyRow
from coder.store.tables.profiles import NextStepRow, RatingCountRow
from coder.store.tables.programme import ProgrammeNoteRow
from coder.store.tables.quotes import QuoteChoiceRow, QuoteRow
from coder.store.tables.reports import ReleasedReportRow
from coder.store.tables.retention import RetentionRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingKeyRow, RecordingRow, SessionRow
from coder.store.tables.suggestions import SuggestionDecisionRow, SuggestionRow, SuggestionSetRow
from coder.store.tables.threads import ThreadLinkRow
from coder.store.tables.transcripts import (
    SpeakerRoleRow,
    SpeakerRow,
    TranscriptEditRow,
    TranscriptRow,
    UtteranceRow,
)

__all__ = [
    "AuditRow",
    "Base",
    "ClipPermissionRow",
    "CoachingEntryRow",
    "CodebookRow",
    "CodingEntryRow",
    "CodingRow",
    "ConsensusRow",
    "DecisionRow",
    "DeskPlaceRow",
    "EvaluationReplyRow",
    "FamilyFeedbackRow",
    "FamilyGoalRow",
    "GoalRatingRow",
    "JobChunkRow",
    "JobRow",
    "LearningAnswerRow",
    "LearntModelRow",
    "LearntSessionRow",
    "MaskDecisionRow",
    "ModelChoiceRow",
    "NextStepRow",
    "OpenErasureRow",
    "PartnerRow",
    "PassageAnswerRow",
    "PassageRow",
    "PassageSetRow",
    "PermissionRow",
    "PersonRow",
    "PolicyRow",
    "ProgrammeNoteRow",
    "QuoteChoiceRow",
    "QuoteRow",
    "RatingCountRow",
    "RecordingFileRow",
    "RecordingKeyRow",
    "RecordingRow",
    "ReferenceCodingRow",
    "ReleasedReportRow",
    "RetentionRow",
    "SealedCodingRow",
    "SecondCodingRow",
    "SessionRow",
    "SpeakerRoleRow",
    "SpeakerRow",
    "SuggestionDecisionRow",
    "SuggestionRow",
    "SuggestionSetRow",
    "TeamRow",
    "ThreadLinkRow",
    "TrainingMarkRow",
    "TranscriptEditRow",
    "TranscriptRow",
    "UtteranceRow",
    "ValueRefused",
]
