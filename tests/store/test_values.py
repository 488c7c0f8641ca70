"""Both databases hold the same values, and refuse the same ones."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.store.engine import Store
from coder.store.tables import NextStepRow, PolicyRow, RecordingRow, SessionRow, TeamRow
from tests.store.builders import NOW, add_session, recording

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | storable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable, inner, max_size=4),
    max_leaves=12,
)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def meeting_in(store: Store) -> str:
    """The id of a session just added."""
    with store.write() as session:
        return add_session(session)[2]


@many
@given(name=storable)
def test_text_of_any_script_comes_back_as_it_was(store: Store, name: str) -> None:
    team = new_id()
    with store.write() as session:
        session.execute(delete(TeamRow))
        session.add(TeamRow(id=team, name=name))
    with store.read() as session:
        assert session.scalars(select(TeamRow.name)).all() == [name]
        assert session.scalar(select(TeamRow.id).where(TeamRow.name == name)) == team


@many
@given(value=json_values)
def test_json_of_any_shape_comes_back_as_it_was(store: Store, value: object) -> None:
    with store.write() as session:
        session.execute(delete(PolicyRow))
        session.add(PolicyRow(key="rule", value=value, changed_at=NOW))
    with store.read() as session:
        assert session.scalar(select(PolicyRow.value)) == value


@pytest.mark.parametrize("bad", ["a\0b", "\0", "half \ud83d", "\udc00 half"])
def test_text_that_one_database_could_not_hold_is_refused_on_both(store: Store, bad: str) -> None:
    with pytest.raises(UserError, match="cannot be stored"), store.write() as session:
        session.add(TeamRow(id=new_id(), name=bad))
    with pytest.raises(UserError, match="cannot be stored"), store.write() as session:
        session.add(PolicyRow(key="rule", value={"inner": [bad]}, changed_at=NOW))
    with pytest.raises(UserError, match="cannot be stored"), store.write() as session:
        session.add(PolicyRow(key="rule", value={bad: 1}, changed_at=NOW))
    with store.read() as session:
        assert not session.scalars(select(TeamRow)).all()
        assert not session.scalars(select(PolicyRow)).all()


def test_a_backslash_before_an_escape_is_ordinary_text(store: Store) -> None:
    with store.write() as session:
        session.add(PolicyRow(key="rule", value={"path": "\\u0000", "more": "\\\\u0000"}, changed_at=NOW))
    with store.read() as session:
        assert session.scalar(select(PolicyRow.value)) == {"path": "\\u0000", "more": "\\\\u0000"}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_not_a_number_is_refused_on_both(store: Store, value: float) -> None:
    with pytest.raises(UserError, match="not a number"), store.write() as session:
        session.add(PolicyRow(key="rule", value=[value], changed_at=NOW))


def test_a_text_longer_than_its_column_is_refused_on_both(store: Store) -> None:
    with pytest.raises(UserError, match="longer than the 64 characters"), store.write() as session:
        session.add(PolicyRow(key="k" * 65, value=1, changed_at=NOW))


@pytest.mark.parametrize("offset_hours", [-11, -5, 0, 1, 14])
def test_a_moment_keeps_its_instant_whatever_its_offset(store: Store, offset_hours: int) -> None:
    moment = datetime(2026, 10, 25, 1, 30, 15, 123_456, tzinfo=timezone(timedelta(hours=offset_hours)))
    with store.write() as session:
        session.add(PolicyRow(key="rule", value=1, changed_at=moment))
    with store.read() as session:
        found = session.scalar(select(PolicyRow.changed_at))
        assert found == moment
        assert found is not None
        assert found.tzinfo is UTC
        assert session.scalar(select(PolicyRow.key).where(PolicyRow.changed_at <= moment)) == "rule"


def test_moments_are_compared_as_instants(store: Store) -> None:
    with store.write() as session:
        _, worker, _ = add_session(session)
        for minute, hours in ((30, 1), (0, 0), (15, -1)):
            at = datetime(2026, 10, 25, 1, minute, tzinfo=timezone(timedelta(hours=hours)))
            session.add(NextStepRow(id=new_id(), worker_id=worker, text=str(hours), author_id=worker, at=at))
    with store.read() as session:
        assert session.scalars(select(NextStepRow.text).order_by(NextStepRow.at)).all() == ["1", "0", "-1"]


def test_a_moment_without_offset_is_a_bug(store: Store) -> None:
    with pytest.raises(StatementError, match="aware datetime"), store.write() as session:
        session.add(PolicyRow(key="rule", value=1, changed_at=datetime(2026, 1, 1)))


@pytest.mark.parametrize("wrong", [1.5, "7", "x7", True])
def test_only_whole_numbers_count_as_whole_numbers(store: Store, wrong: object) -> None:
    row = recording(meeting_in(store), new_id(), sample_count=wrong)[0]
    with pytest.raises(StatementError, match="whole number expected"), store.write() as session:
        session.add(row)


def test_a_number_beyond_63_bits_is_refused_on_both(store: Store) -> None:
    row = recording(meeting_in(store), new_id(), cipher_size=2**63)[0]
    with pytest.raises(UserError, match="too large"), store.write() as session:
        session.add(row)


def test_a_number_of_63_bits_is_held_on_both(store: Store) -> None:
    with store.write() as session:
        _, _, meeting = add_session(session)
        session.add(recording(meeting, new_id(), cipher_size=2**63 - 1)[0])
    with store.read() as session:
        assert session.scalar(select(RecordingRow.cipher_size)) == 2**63 - 1


def test_a_state_that_is_none_is_refused_on_both(store: Store) -> None:
    with store.write() as session:
        _, _, meeting = add_session(session)
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text("UPDATE sessions SET state = 'lost'"))
    with store.read() as session:
        assert session.get(SessionRow, meeting) is not None


def test_a_row_that_points_nowhere_is_refused_on_both(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(NextStepRow(id=new_id(), worker_id=new_id(), text="x", author_id=new_id(), at=NOW))


def test_dates_come_back_as_dates(store: Store) -> None:
    with store.write() as session:
        add_session(session)
    with store.read() as session:
        assert session.scalar(select(SessionRow.held_on)) == date(2026, 3, 2)
