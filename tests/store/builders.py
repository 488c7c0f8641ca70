"""Rows for tests: the smallest service that foreign keys allow, and material for one session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from coder.domain.assignment import Why
from coder.domain.clips import Asked
from coder.domain.coaching import Part
from coder.domain.coding import Direction, EntryKind, Mode, Origin
from coder.domain.consensus import Matter, TalkOutcome
from coder.domain.feedback import Audience, Side, Way
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.keeping import KeepAct
from coder.domain.people import SpeakerRole
from coder.domain.profiles import Stance
from coder.domain.programme import Act, Reason
from coder.domain.sessions import Answer, HowAsked, SessionKind, SessionState
from coder.domain.suggestions import Decision
from coder.domain.training import TrainingStep, Use
from coder.store import tables as t
from coder.store.tables.coaching import ReplyKind

NOW = datetime(2026, 3, 9, 14, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """Ids of one session with everything that can hang on it."""

    team: str
    worker: str
    session: str
    recording: str
    transcript: str
    speaker: str
    utterance: str
    coding: str
    suggestion: str
    job: str


def add_session(session: Session, *, demo: bool = False) -> tuple[str, str, str]:
    """A team, a worker and a session; their ids."""
    team, worker, meeting = new_id(), new_id(), new_id()
    session.add(t.TeamRow(id=team, name=f"Team {team}", demo=demo))
    session.flush()
    session.add(t.PersonRow(id=worker, code=worker[-12:], name="Robin Example", roles=["worker"], team_id=team))
    session.flush()
    session.add(
        t.SessionRow(
            id=meeting,
            code=f"S-{meeting[-12:]}",
            kind=SessionKind.VISIT,
            held_on=date(2026, 3, 2),
            worker_id=worker,
            team_id=team,
            state=SessionState.CODING,
            imported_at=NOW,
            demo=demo,
        )
    )
    session.flush()
    return team, worker, meeting


def entry(coding_id: str, author_id: str, **fields: object) -> t.CodingEntryRow:
    """One coding entry, an open question unless told otherwise."""
    values: dict[str, object] = {
        "id": new_id(),
        "coding_id": coding_id,
        "thread_id": new_id(),
        "kind": EntryKind.CODE,
        "label": "OQ",
        "active": True,
        "origin": Origin.BLIND,
        "author_id": author_id,
        "at": NOW,
        "step_id": new_id(),
        "step_text": "code open question",
        "start_sample": 16_000,
        "end_sample": 48_000,
    }
    return t.CodingEntryRow(**(values | fields))


def recording(session_id: str, recording_id: str, identity: bytes = b"sealed", **fields: object) -> list[t.Base]:
    """A recording and its key, in the order in which they must be added."""
    values: dict[str, object] = {
        "id": recording_id,
        "session_id": session_id,
        "sample_count": 16_000 * 60,
        "original_sha256": recording_id.replace("-", "").ljust(64, "0"),
        "cipher_sha256": "c" * 64,
        "cipher_size": 1000,
        "source_format": "mp3",
        "peaks": b"peaks",
    }
    return [
        t.RecordingRow(**(values | fields)),
        t.RecordingKeyRow(recording_id=recording_id, identity=identity),
    ]


def permission(session_id: str) -> t.PermissionRow:
    """The mother's permission for a recording, as the worker was told it."""
    return t.PermissionRow(
        id=new_id(),
        session_id=session_id,
        who="mother",
        adult=True,
        how_asked=HowAsked.SPOKEN,
        asked_by="worker",
        answer=Answer.GIVEN,
        at=NOW,
    )


def clip_permission(session_id: str, author_id: str) -> t.ClipPermissionRow:
    """The worker's permission for a clip to leave."""
    return t.ClipPermissionRow(
        id=new_id(),
        session_id=session_id,
        who="worker",
        asked=Asked.WORKER,
        how_asked=HowAsked.SPOKEN,
        asked_by="coach",
        answer=Answer.GIVEN,
        author_id=author_id,
        at=NOW,
    )


def _quote(ids: Scene, text: str) -> list[t.Base]:
    """The worker's own words, offered and chosen for their team's report."""
    quote = new_id()
    return [
        t.QuoteRow(
            id=new_id(),
            quote_id=quote,
            session_id=ids.session,
            offered=True,
            text=text,
            start_sample=16_000,
            end_sample=48_000,
            author_id=ids.worker,
            at=NOW,
        ),
        t.QuoteChoiceRow(
            id=new_id(),
            quote_id=quote,
            session_id=ids.session,
            team_id=ids.team,
            start=date(2026, 1, 1),
            end=date(2026, 3, 31),
            shown=True,
            author_id=ids.worker,
            at=NOW,
        ),
    ]


def _second_coding(ids: Scene, text: str) -> list[t.Base]:
    """What hangs on a session that is coded twice, or that evaluators learn on."""
    return [
        t.SecondCodingRow(
            id=new_id(),
            thread_id=new_id(),
            session_id=ids.session,
            evaluator_id=ids.worker,
            why=Why.DRAWN,
            active=True,
            author_id=ids.worker,
            at=NOW,
        ),
        t.ConsensusRow(
            id=new_id(),
            session_id=ids.session,
            first_coding_id=ids.coding,
            second_coding_id=ids.coding,
            matter=Matter.RATING,
            label="EMP",
            first_value="2",
            second_value="4",
            outcome=TalkOutcome.AGREED,
            agreed="3",
            reason=text,
            author_id=ids.worker,
            at=NOW,
        ),
        t.ReferenceCodingRow(
            id=new_id(),
            session_id=ids.session,
            use=Use.GOLD,
            codebook_id="msw",
            codebook_version="1.0",
            content={"ratings": [{"principle": "EMP", "value": 3, "reason": text}]},
            active=True,
            author_id=ids.worker,
            at=NOW,
        ),
        t.TrainingMarkRow(
            id=new_id(),
            person_id=ids.worker,
            step=TrainingStep.DISCUSSED,
            codebook_id="msw",
            codebook_version="1.0",
            session_id=ids.session,
            at=NOW,
        ),
        t.PartnerRow(
            id=new_id(), person_id=ids.worker, recipient="age1", signing_key="k", author_id=ids.worker, at=NOW
        ),
        t.SealedCodingRow(id=new_id(), session_id=ids.session, person_id=ids.worker, content=text.encode(), at=NOW),
        t.ThreadLinkRow(
            id=new_id(), session_id=ids.session, visit_id=ids.session, active=True, author_id=ids.worker, at=NOW
        ),
    ]


def _programme(ids: Scene) -> list[t.Base]:
    """A recording of the worker that was planned and not made."""
    about = {"worker_id": ids.worker, "author_id": ids.worker, "at": NOW, "on_day": NOW.date()}
    plan = t.ProgrammeNoteRow(id=new_id(), act=Act.PLAN, **about)
    return [
        plan,
        t.ProgrammeNoteRow(id=new_id(), act=Act.MISS, reason=Reason.EQUIPMENT, supersedes=plan.id, **about),
    ]


def _held(ids: Scene, text: str) -> list[t.Base]:
    """A hold that keeps a recording longer."""
    about = {"session_id": ids.session, "author_id": ids.worker, "at": NOW}
    return [t.RetentionRow(id=new_id(), act=KeepAct.KEPT, until=NOW.date(), reason=text, **about)]


def _coaching(ids: Scene, text: str) -> list[t.Base]:
    """What a worker says of an evaluation, and a conversation about it."""
    return [
        t.EvaluationReplyRow(
            id=new_id(),
            session_id=ids.session,
            coding_id=ids.coding,
            worker_id=ids.worker,
            kind=ReplyKind.COMMENT,
            stance=Stance.OTHERWISE,
            text=text,
            author_id=ids.worker,
            at=NOW,
        ),
        t.CoachingEntryRow(
            id=new_id(),
            conversation_id=new_id(),
            worker_id=ids.worker,
            session_id=ids.session,
            part=Part.TRIED,
            text=text,
            author_id=ids.worker,
            at=NOW,
        ),
    ]


def _family(ids: Scene, text: str) -> list[t.Base]:
    """What a family says of a session."""
    goal = new_id()
    return [
        t.FamilyFeedbackRow(
            id=new_id(),
            session_id=ids.session,
            codebook_id="family-feedback",
            codebook_version="1.1.0",
            codebook_hash="b" * 64,
            audience=Audience.ADULT,
            way=Way.COLLECTOR,
            answers={"adult_1": 4},
            words={"adult_keep": text},
            drawing=[[[0, 0], [1000, 1000]]],
            author_id=ids.worker,
            at=NOW,
        ),
        t.FamilyGoalRow(
            id=goal, session_id=ids.session, words=text, set_by=Side.TOGETHER, author_id=ids.worker, at=NOW
        ),
        t.GoalRatingRow(
            id=new_id(),
            goal_id=goal,
            session_id=ids.session,
            rater=Side.FAMILY,
            level=-1,
            author_id=ids.worker,
            at=NOW,
        ),
    ]


def add_scene(session: Session, *, demo: bool = False, text: str = "How was the week?") -> Scene:
    """A session with recording, permission, transcript, coding, suggestion and a job; its ids."""
    team, worker, meeting = add_session(session, demo=demo)
    ids = Scene(team, worker, meeting, *(new_id() for _ in range(7)))
    chosen_set, searched, passage = new_id(), new_id(), new_id()
    rows: list[t.Base] = [
        *recording(meeting, ids.recording),
        permission(meeting),
        clip_permission(meeting, worker),
        *_quote(ids, text),
        t.TranscriptRow(
            id=ids.transcript,
            session_id=meeting,
            version=0,
            language="en",
            model="base",
            sample_count=16_000 * 60,
            made_at=NOW,
        ),
        t.SpeakerRow(
            id=ids.speaker,
            transcript_id=ids.transcript,
            position=0,
            label="A",
            role=SpeakerRole.WORKER,
            role_probability=0.9,
        ),
        t.SpeakerRoleRow(
            id=new_id(), speaker_id=ids.speaker, role=SpeakerRole.WORKER, confirmed_by=worker, confirmed_at=NOW
        ),
        t.UtteranceRow(
            id=ids.utterance,
            transcript_id=ids.transcript,
            position=0,
            start_sample=16_000,
            end_sample=48_000,
            speaker_id=ids.speaker,
            text=text,
            words=[[16_000, 20_000, "How", 0.98]],
        ),
        t.TranscriptEditRow(
            id=new_id(),
            session_id=meeting,
            transcript_id=ids.transcript,
            author_id=worker,
            at=NOW,
            step_id=new_id(),
            step_text="Change the words at 0:01",
            payload={"edit": "set_text", "utterance_id": ids.utterance, "text": text},
        ),
        t.MaskDecisionRow(
            id=new_id(),
            session_id=meeting,
            author_id=worker,
            at=NOW,
            step_id=new_id(),
            step_text="Add a name",
            payload={"verdict": "add name", "id": new_id(), "kind": "child", "said": [text]},
        ),
        t.CodingRow(
            id=ids.coding,
            session_id=meeting,
            evaluator_id=worker,
            codebook_id="msw",
            codebook_version="1.0",
            codebook_hash="b" * 64,
            mode=Mode.BLIND,
            started_at=NOW,
        ),
        entry(ids.coding, worker, utterance_id=ids.utterance, note=text),
        t.SuggestionSetRow(id=chosen_set, session_id=meeting, model_id="lr-1", abstained=3, made_at=NOW),
        t.SuggestionRow(
            id=ids.suggestion,
            set_id=chosen_set,
            session_id=meeting,
            utterance_id=ids.utterance,
            code="OQ",
            probability=0.8,
            words=[text],
        ),
        t.SuggestionDecisionRow(
            id=new_id(),
            suggestion_id=ids.suggestion,
            coding_id=ids.coding,
            author_id=worker,
            at=NOW,
            decision=Decision.KEEP,
        ),
        t.PassageSetRow(id=searched, session_id=meeting, model_id="lr-1", made_at=NOW),
        t.PassageRow(
            id=passage,
            set_id=searched,
            session_id=meeting,
            utterance_id=ids.utterance,
            principle_id="EVO",
            direction=Direction.FOR,
            position=0,
            start_sample=16_000,
            end_sample=48_000,
            words=[text],
            because=["asks for their own hopes or reasons"],
        ),
        t.PassageAnswerRow(
            id=new_id(), passage_id=passage, coding_id=ids.coding, author_id=worker, at=NOW, relevant=False
        ),
        t.DeskPlaceRow(person_id=worker, session_id=meeting, data={"typed": {"memo": text}}, at=NOW),
        t.DecisionRow(
            id=new_id(),
            thread_id=new_id(),
            codebook_id="msw",
            codebook_version="1.0",
            label="OQ",
            session_id=meeting,
            start_sample=16_000,
            end_sample=48_000,
            question=text,
            author_id=worker,
            at=NOW,
        ),
        t.JobRow(id=ids.job, kind=JobKind.TRANSCRIBE, session_id=meeting, requested_by=worker, created_at=NOW),
        t.JobChunkRow(job_id=ids.job, stage="words", chunk=0, result={"text": text}, done_at=NOW),
        t.ModelChoiceRow(id=new_id(), model_id=None, author_id=worker, at=NOW),
        t.LearningAnswerRow(id=new_id(), session_id=meeting, allowed=False, author_id=worker, at=NOW),
        *_second_coding(ids, text),
        *_family(ids, text),
        *_coaching(ids, text),
        *_programme(ids),
        *_held(ids, text),
    ]
    for row in rows:
        session.add(row)
        session.flush()
    return ids
