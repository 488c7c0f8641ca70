"""The de-identified view of a session: its masks, the case's names, and what people decide about both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Act, UndoStacks, undo_stacks
from coder.domain.decisions import LoggedDecision
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.masks import CaseName, Decision, Mask, MaskedSession, MaskKind, Verdict, case_name, folded
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import check_not_erased
from coder.domain.times import to_samples
from coder.domain.transcripts import Transcript
from coder.services.base import Backing, Service, Unit
from coder.services.mask_rows import decision_rows, masked_with_names, masks_of, standing, standing_of, to_payload
from coder.services.rights import open_session
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.masks import MaskDecisionRow
from coder.store.tables.sessions import SessionRow


class DeidentifyService(Service):
    """Masks are worked out each time; kept are only names and decisions, which no transcript is changed by."""

    def __init__(self, backing: Backing) -> None:
        super().__init__(backing)
        self._noted: set[tuple[str, str]] = set()

    def review(self, actor: Actor, session_id: str, known: MaskedSession | None = None) -> MaskedSession:
        """The names and masks of a session; the first look of an opened store is audited.

        What was ``known`` a moment ago spares looking through the words again where no name has changed. Raises
        NotAllowed when the session is not open to the actor.
        """
        found, id_ = self._review(actor, session_id, known)
        if (actor.id, id_) not in self._noted:
            self._noted.add((actor.id, id_))
            with self._acting(actor, Action.READ_SESSION) as unit:
                unit.audit("masks read", "session", id_)
        return found

    def _review(self, actor: Actor, session_id: str, known: MaskedSession | None) -> tuple[MaskedSession, str]:
        with self._reading(actor, Action.READ_SESSION) as database:
            meeting = open_session(database, actor, session_id)
            rows = decision_rows(database, meeting.id)
            stacks, texts = _stacks(rows, actor)
            stands = standing_of(rows)
            if known is not None and known.names == stands.names:
                transcript, masks = known.transcript, stands.restated(known.masks)
            else:
                row = transcript_row(database, meeting.id)
                transcript = None if row is None else transcript_from(database, row)
                masks = () if transcript is None else masks_of(database, meeting.id, transcript)
            found = MaskedSession(
                names=stands.names,
                masks=masks,
                transcript=transcript,
                undo_text=texts[stacks.undo[-1]] if stacks.undo else "",
                redo_text=texts[stacks.redo[-1]] if stacks.redo else "",
            )
            return found, meeting.id

    def transcript(self, actor: Actor, session_id: str) -> Transcript | None:
        """The transcript with placeholders in place of what names somebody, or None where there is none."""
        from coder.domain.deidentify.masked import masked_transcript

        found = self.review(actor, session_id)
        return None if found.transcript is None else masked_transcript(found.transcript, found.masks)

    def add_names(self, actor: Actor, session_id: str, names: Sequence[tuple[MaskKind, str]]) -> Changes:
        """Keep names of the case, all or none: kind and name, other ways to say it after a slash. Known ones stay one.

        Who adds a name wants it masked: that it was said to be none wherever it is said counts no longer. ``created``
        is the step's id, empty where all were known and masked. Raises UserError for a name without a letter.
        """
        given = [case_name(new_id(), kind, text) for kind, text in names]
        with self._acting(actor, Action.MASK_NAMES) as unit:
            meeting = _to_decide(unit, session_id)
            stands = standing(unit.session, meeting.id)
            known = {_same(name): name for name in stands.names}
            wanted = {_same(name): known.get(_same(name), name) for name in given}
            fresh = {same: name for same, name in wanted.items() if same not in known or stands.shows(name)}
            return self._append(
                unit, meeting, [Decision(Verdict.ADD_NAME, name=name) for name in fresh.values()], "Add names"
            )

    def copy_names(self, actor: Actor, session_id: str, from_session: str) -> Changes:
        """Take over the names of another session of the same family; otherwise as ``add_names``."""
        with self._reading(actor, Action.READ_SESSION) as database:
            other = open_session(database, actor, from_session)
            names = standing(database, other.id).names
        if not names:
            raise UserError("That session has no names of its own.", "Nothing was changed.")
        return self.add_names(actor, session_id, [(name.kind, " / ".join(name.said)) for name in names])

    def drop_name(self, actor: Actor, session_id: str, name_id: str) -> Changes:
        """Mask a name of the case no longer as such. Raises UserError when the session has no such name."""
        with self._acting(actor, Action.MASK_NAMES) as unit:
            meeting = _to_decide(unit, session_id)
            if name_id not in {name.id for name in standing(unit.session, meeting.id).names}:
                raise UserError("This session has no such name.", "Look at its names again.")
            return self._append(unit, meeting, [Decision(Verdict.DROP_NAME, name_id=name_id)], "Drop a name")

    def decide(self, actor: Actor, session_id: str, mask: Mask, verdict: Verdict, *, here: bool = False) -> Changes:
        """Say that a mask is right or that its words are no name: wherever they are said, or ``here`` only.

        Raises ValueError for a verdict that is not about a mask.
        """
        if verdict not in (Verdict.RIGHT, Verdict.NO_NAME):
            raise ValueError("a mask is right or no name")
        words = "Mask is right" if verdict is Verdict.RIGHT else "Not a name"
        decision = Decision(verdict, folded(mask.text), to_samples(mask.start_s) if here else None)
        with self._acting(actor, Action.MASK_NAMES) as unit:
            return self._append(unit, _to_decide(unit, session_id), [decision], words)

    def undo(self, actor: Actor, session_id: str) -> Changes:
        """Take the actor's last decision about this session's masks back. No-op when none is left."""
        return self._take(actor, session_id, Act.UNDO)

    def redo(self, actor: Actor, session_id: str) -> Changes:
        """Make the decision again that was last taken back. No-op when there is none."""
        return self._take(actor, session_id, Act.REDO)

    def masked_log(self, actor: Actor, found: Sequence[LoggedDecision]) -> tuple[LoggedDecision, ...]:
        """Entries of the decision log with masks, by the names of the session each arose in; for exports."""
        with self._reading(actor, Action.READ_DECISIONS) as database:
            return tuple(_masked_entry(database, one) for one in found)

    def _take(self, actor: Actor, session_id: str, act: Act) -> Changes:
        with self._acting(actor, Action.MASK_NAMES) as unit:
            meeting = _to_decide(unit, session_id)
            stacks, texts = _stacks(decision_rows(unit.session, meeting.id), actor)
            stack = stacks.undo if act is Act.UNDO else stacks.redo
            if not stack:
                return changes(Kind.MASK, ids={meeting.id})
            unit.session.add(_row(unit, meeting, new_id(), texts[stack[-1]], act=act, act_of=stack[-1]))
            unit.audit(f"mask decision {act.value}", "session", meeting.id, step=stack[-1])
            return changes(Kind.MASK, ids={meeting.id})

    def _append(self, unit: Unit, meeting: SessionRow, decisions: Sequence[Decision], text: str) -> Changes:
        if not decisions:
            return changes(Kind.MASK, ids={meeting.id})
        step_id = new_id()
        for one in decisions:
            unit.session.add(_row(unit, meeting, step_id, text, payload=to_payload(one)))
        unit.audit("masks decided", "session", meeting.id, step=step_id, decisions=len(decisions))
        return changes(Kind.MASK, ids={meeting.id}, created=step_id)


def _to_decide(unit: Unit, session_id: str) -> SessionRow:
    meeting = open_session(unit.session, unit.actor, session_id)
    check_not_erased(meeting.state, "Nothing was changed.")
    return meeting


def _row(unit: Unit, meeting: SessionRow, step_id: str, text: str, **fields: object) -> MaskDecisionRow:
    return MaskDecisionRow(
        id=new_id(),
        session_id=meeting.id,
        author_id=unit.actor.id,
        at=unit.now,
        step_id=step_id,
        step_text=text,
        **fields,
    )


def _stacks(rows: Sequence[MaskDecisionRow], actor: Actor) -> tuple[UndoStacks, dict[str, str]]:
    own = [row for row in rows if row.author_id == actor.id]
    return undo_stacks(own), {row.step_id: row.step_text for row in own}


def _same(name: CaseName) -> tuple[MaskKind, tuple[str, ...]]:
    return name.kind, tuple(folded(said) for said in name.said)


def _masked_entry(database: Database, one: LoggedDecision) -> LoggedDecision:
    sessions = [one.session_id] if one.session_id else []
    question, decision = (masked_with_names(database, sessions, text) for text in (one.question, one.decision))
    return replace(one, question=question, decision=decision)
