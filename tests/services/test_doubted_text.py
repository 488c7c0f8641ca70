"""Why text is doubted is kept with it, through edits, until somebody hears it; what is incomplete is known as such."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.jobs import INCOMPLETE
from coder.domain.languages import FIND_OUT
from coder.domain.text_edits import MarkChecked, Merge, RestoreAll
from coder.domain.transcripts import INCOMPLETE_BELOW, Doubt, Flag, Gap, Reason, Transcript
from coder.store.tables.jobs import JobRow
from tests.services.conftest import heard, import_tone, with_transcript

POLISH = Reason(Doubt.LANGUAGE, "pl")
LOOP = Reason(Doubt.REPETITION)


@pytest.fixture
def doubted(services: Services, tone: Path) -> Transcript:
    """A transcript whose second and third utterances are doubted."""
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    made = heard()
    talk = list(made.utterances)
    talk[1] = replace(talk[1], flags=(Flag.SUSPECT, Flag.OVERLAP), reasons=(POLISH,))
    talk[2] = replace(talk[2], flags=(Flag.SUSPECT,), reasons=(LOOP, POLISH))
    services.transcripts.keep(session_id, replace(made, utterances=talk, coverage=0.6, gaps=[Gap(9.0, 12.0)]))
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    return found


def test_flags_and_reasons_come_back_from_the_store_as_they_were(doubted: Transcript) -> None:
    _, second, third, fourth, _ = doubted.utterances
    assert (second.flags, second.reasons) == ((Flag.SUSPECT, Flag.OVERLAP), (POLISH,))
    assert third.reasons == (LOOP, POLISH)
    assert (fourth.flags, fourth.reasons) == ((), ())


def test_reasons_follow_the_words_through_edits_and_go_when_somebody_heard_them(
    services: Services, doubted: Transcript
) -> None:
    _, second, third, *_ = doubted.utterances

    def edited(edit: object) -> Transcript:
        services.transcripts.edit(services.actor, doubted.session_id, [edit], "Change")  # type: ignore[list-item]
        found = services.transcripts.get(services.actor, doubted.session_id)
        assert found is not None
        return found

    merged = edited(Merge(second.id, third.id)).utterances[1]
    assert merged.reasons == (POLISH, LOOP)
    assert edited(MarkChecked(second.id)).utterances[1].reasons == ()
    assert [one.reasons for one in edited(RestoreAll()).utterances[1:3]] == [(POLISH,), (LOOP, POLISH)]


def test_a_transcript_that_leaves_much_speech_out_is_incomplete(doubted: Transcript) -> None:
    assert doubted.incomplete
    assert not replace(doubted, coverage=INCOMPLETE_BELOW).incomplete


@pytest.mark.parametrize(("coverage", "said"), [(0.6, True), (1.0, False)])
def test_the_job_of_an_incomplete_transcript_says_so(
    services: Services, tone: Path, coverage: float, said: bool
) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    with services.backing.store.write() as database:
        row = database.scalars(select(JobRow)).one()
        services.transcripts.keep_in(database, session_id, replace(heard(), coverage=coverage), row.id)
        assert (row.stage == INCOMPLETE) is said


def test_a_language_is_asked_for_by_its_code(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    with pytest.raises(UserError, match="language"):
        services.transcripts.request(services.actor, session_id, language="Welsh")
    services.transcripts.request(services.actor, session_id, language=FIND_OUT)
    with services.backing.store.read() as database:
        assert [row.params["language"] for row in database.scalars(select(JobRow))] == [FIND_OUT]


def test_without_a_wish_english_is_written(services: Services, tone: Path) -> None:
    with_transcript(services, tone)
    with services.backing.store.read() as database:
        assert [row.params["language"] for row in database.scalars(select(JobRow))] == ["en"]
