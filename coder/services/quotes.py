"""Short quotes in a team's report: offered by the worker whose words they are, chosen by a lead or coach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.clips import Refusal
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import Practice, practice_of
from coder.domain.quotes import (
    LONGEST_QUOTE,
    MOST_QUOTES,
    OfferedQuote,
    QuoteLook,
    QuoteToChoose,
    in_one_line,
    is_part,
    not_quotable,
    own_words,
)
from coder.domain.reports import TeamReport
from coder.domain.threads import permission_lacks
from coder.domain.times import to_samples
from coder.services.base import Service, Unit
from coder.services.mask_rows import masked_with_session, masks_of, standing
from coder.services.profile_rights import readable
from coder.services.quote_rows import (
    chosen_ids,
    masked_quote,
    may_have_quotes,
    of_report,
    quotes_of_period,
    standing_quotes,
)
from coder.services.replies import evaluated
from coder.services.rows import permissions_of, transcript_from, transcript_row
from coder.store.tables.quotes import QuoteChoiceRow, QuoteRow
from coder.store.tables.sessions import SessionRow


class QuoteService(Service):
    """Every step is audited, by ids and numbers alone."""

    def look(self, actor: Actor, session: str, start_s: float, end_s: float) -> QuoteLook:
        """What of a moment could be quoted, and whatever speaks against it; nothing is written.

        Raises NotAllowed for anybody but the worker and, at whose screen they sit, their coach; UserError for a
        recording that is not coded and locked.
        """
        with self._acting(actor, Action.REPLY) as unit:
            meeting, _ = evaluated(unit, session)
            return _look(unit.session, meeting, start_s, end_s)

    def offer(self, actor: Actor, session: str, start_s: float, end_s: float, text: str) -> Changes:
        """Offer a part of the worker's own words of a moment to their team's report, until it is taken back.

        Raises UserError, with nothing kept, for whatever ``look`` refuses, for words that are not a part of what was
        said and for more than LONGEST_QUOTE characters; NotAllowed as ``look`` does.
        """
        clean = in_one_line(text)
        if len(clean) > LONGEST_QUOTE:
            raise UserError(f"A quote has at most {LONGEST_QUOTE} characters.", "Leave out a part. Nothing was kept.")
        with self._acting(actor, Action.REPLY) as unit:
            meeting, _ = evaluated(unit, session)
            look = _look(unit.session, meeting, start_s, end_s)
            if look.refusals:
                sentences = " ".join(one.sentence for one in look.refusals)
                raise UserError(f"{sentences} Nothing was kept.", look.refusals[0].hint)
            if not is_part(clean, look.words):
                raise UserError(
                    "These are not the words as they were said, with names masked.",
                    "Leave words out at the beginning or the end only. Nothing was kept.",
                )
            quote_id = new_id()
            _add(unit, quote_id, meeting.id, clean, (to_samples(start_s), to_samples(end_s)))
            unit.audit("quote offered", "session", meeting.id, quote=quote_id, worker=meeting.worker_id)
            return changes(Kind.PROFILE, Kind.REPORT, ids={meeting.worker_id}, created=quote_id)

    def take_back(self, actor: Actor, quote: str) -> Changes:
        """Take an offered quote back: no report shows it from now on. What was printed before cannot be called back.

        Raises UserError when there is no such quote, NotAllowed as ``look`` does.
        """
        with self._acting(actor, Action.REPLY) as unit:
            found = standing_quotes(unit.session, QuoteRow.quote_id == quote)
            if not found:
                raise UserError("There is no such quote, or it was taken back already.", "Nothing was changed.")
            row, meeting = found[0]
            readable(unit.session, actor, meeting.worker_id)
            _add(unit, quote, meeting.id, "", (row.start_sample, row.end_sample))
            unit.audit("quote taken back", "session", meeting.id, quote=quote, worker=meeting.worker_id)
            return changes(Kind.PROFILE, Kind.REPORT, ids={meeting.worker_id})

    def of_worker(self, actor: Actor, worker: str) -> tuple[OfferedQuote, ...]:
        """What a worker offered and did not take back. Raises NotAllowed for anybody but worker and coach."""
        with self._reading(actor, Action.REPLY) as database:
            person = readable(database, actor, worker)
            found = standing_quotes(database, SessionRow.worker_id == person.id)
            often = Counter(chosen_ids(database)) if found else Counter()
            return tuple(
                OfferedQuote(row.quote_id, meeting.code, meeting.held_on, row.text, often[row.quote_id])
                for row, meeting in found
            )

    def to_choose(self, actor: Actor, report: TeamReport) -> tuple[QuoteToChoose, ...]:
        """What was offered from the recordings of a report, without saying whose; empty where it may have no quotes."""
        with self._reading(actor, Action.CHOOSE_QUOTES) as database:
            if not may_have_quotes(report):
                return ()
            chosen = set(chosen_ids(database, *of_report(report.team_id, report.start, report.end)))
            offered = quotes_of_period(database, report.team_id, report.start, report.end)
            return tuple(
                QuoteToChoose(row.quote_id, masked_quote(database, row), row.quote_id in chosen) for row in offered
            )

    def choose(self, actor: Actor, report: TeamReport, quote_ids: Collection[str]) -> Changes:
        """Show these quotes in a report and no others; the figures of the report stay as they were released.

        Raises UserError, with nothing changed, for a report without released figures, for more than MOST_QUOTES, and
        for one that is not offered (any more).
        """
        wanted = set(quote_ids)
        if not may_have_quotes(report):
            raise UserError("This report shows no figures, so it shows no quotes either.", "Nothing was changed.")
        if len(wanted) > MOST_QUOTES:
            raise UserError(f"A report has at most {MOST_QUOTES} quotes.", "Choose fewer. Nothing was changed.")
        with self._acting(actor, Action.CHOOSE_QUOTES) as unit:
            offered = {one.quote_id: one for one in quotes_of_period(unit.session, *_where(report))}
            if wanted - set(offered):
                raise UserError("One of these quotes was taken back.", "Look again. Nothing was changed.")
            before = set(chosen_ids(unit.session, *of_report(*_where(report))))
            for quote_id in sorted((wanted ^ before) & set(offered)):
                _choose(unit, report, offered[quote_id], shown=quote_id in wanted)
            unit.audit("quotes chosen", "team", report.team_id, n=len(wanted), quotes=sorted(wanted))
            return changes(Kind.REPORT, Kind.PROFILE, ids={report.team_id})


def _where(report: TeamReport) -> tuple[str, date, date]:
    return report.team_id, report.start, report.end


def _look(database: Database, meeting: SessionRow, start_s: float, end_s: float) -> QuoteLook:
    row = transcript_row(database, meeting.id)
    transcript = None if row is None else transcript_from(database, row)
    if practice_of(meeting.kind) is not Practice.VISIT:
        against = [Refusal("Only visits are in a team's report.", "Choose a moment of a visit.")]
    elif transcript is None:
        against = [Refusal("This recording has no text, so nobody can tell who said what.", "Transcribe it first.")]
    elif not transcript.confirmed:
        against = [Refusal("It is not said yet who speaks in this recording.", "Confirm the voices first.")]
    else:
        own = own_words(transcript, start_s, end_s)
        lacks = permission_lacks(meeting.code, permissions_of(database, meeting.id))
        against = [Refusal(lacks, "See the permission ledger of the session.")] if lacks else []
        if not standing(database, meeting.id).names:
            hint = "Type them under “Names and masks” on the Code page: what nobody typed is missed more often."
            against.append(Refusal("The names of this family are not typed in.", hint))
        against += not_quotable(transcript, own, masks_of(database, meeting.id, transcript))
        said = masked_with_session(database, meeting.id, [in_one_line(" ".join(one.text for one in own))])
        return QuoteLook(meeting.id, meeting.code, start_s, end_s, said[0], tuple(against))
    return QuoteLook(meeting.id, meeting.code, start_s, end_s, "", tuple(against))


def _add(unit: Unit, quote_id: str, session_id: str, text: str, samples: tuple[int, int]) -> None:
    start, end = samples
    unit.session.add(
        QuoteRow(
            id=new_id(),
            quote_id=quote_id,
            session_id=session_id,
            offered=bool(text),
            text=text,
            start_sample=start,
            end_sample=end,
            author_id=unit.actor.id,
            at=unit.now,
        )
    )
    unit.session.flush()


def _choose(unit: Unit, report: TeamReport, quote: QuoteRow, *, shown: bool) -> None:
    unit.session.add(
        QuoteChoiceRow(
            id=new_id(),
            quote_id=quote.quote_id,
            session_id=quote.session_id,
            team_id=report.team_id,
            start=report.start,
            end=report.end,
            shown=shown,
            author_id=unit.actor.id,
            at=unit.now,
        )
    )
