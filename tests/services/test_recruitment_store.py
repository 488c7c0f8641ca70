"""A store for role-plays alone: what it takes and refuses, and the clock that erases what is due in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from coder.bootstrap import Services, open_home, restore_home
from coder.domain.certificate import WhyErased
from coder.domain.errors import NotAllowed, UserError
from coder.domain.keeping import THE_CLOCK, Keeping
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from coder.domain.purpose import Purpose
from coder.domain.sessions import Answer, HowAsked, SessionKind, SessionState
from coder.services.sessions import PermissionDraft
from coder.store.home import Home
from tests.helpers.decoded import decoded_once
from tests.helpers.real_store import CONTEXT, PASSPHRASE, Clock2026, KeyedHome

HELD = date(2026, 5, 1)
HALF_A_YEAR = timedelta(days=180)


@pytest.fixture
def clock() -> Clock2026:
    """Set by the tests."""
    return Clock2026()


@pytest.fixture
def recruitment(made_recruitment: KeyedHome, tmp_path: Path, clock: Clock2026) -> Iterator[Services]:
    """The services over a fresh recruitment store."""
    with made_recruitment.copy(tmp_path / "recruitment").opened(clock) as opened:
        yield opened


def add(services: Services, file: Path, code: str = "A-07", kind: SessionKind = SessionKind.RECRUITMENT) -> str:
    with decoded_once():
        made = services.sessions.import_recording(
            services.actor,
            file,
            worker_id=code,
            team_name="Spring 2026",
            held_on=HELD,
            kind=kind,
            context=CONTEXT,
            permissions=[PermissionDraft("applicant", True, HowAsked.WRITTEN, "lead", Answer.GIVEN)],
        )
    return made.created


def another(tone: Path) -> Path:
    other = tone.with_name("other.wav")
    other.write_bytes(tone.read_bytes() + b"another")
    return other


def keeping(services: Services, session: str) -> Keeping:
    found = services.recruitment.of(services.actor, session)
    assert found is not None
    return found.keeping


def state(services: Services, session: str) -> SessionState:
    return services.sessions.get(services.actor, session).state


def set_day(clock: Clock2026, day: date) -> None:
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day)


def test_each_store_takes_its_own_and_says_where_the_other_belongs(
    services: Services, recruitment: Services, tone: Path
) -> None:
    with pytest.raises(UserError, match=r"store of its own.*Nothing was stored"):
        add(services, tone)
    for kind in set(SessionKind) - {SessionKind.RECRUITMENT}:
        with pytest.raises(UserError, match=r"role-plays of applicants only.*Nothing was stored"):
            add(recruitment, tone, "W-17", kind)
    assert services.sessions.list(services.actor) == recruitment.sessions.list(recruitment.actor) == ()
    session = add(recruitment, tone)
    assert recruitment.sessions.get(recruitment.actor, session).worker_code == "A-07"
    assert "A-07" not in {one.code for one in recruitment.people.everybody(recruitment.actor)}
    with pytest.raises(UserError, match="works here"):
        add(recruitment, another(tone), "ME")


def test_nothing_about_workers_has_a_place_in_a_recruitment_store(recruitment: Services) -> None:
    stranger = Actor(recruitment.actor.id, frozenset(Role))
    acts = (
        lambda: recruitment.profiles.workers(stranger),
        lambda: recruitment.reports.get(stranger, "North"),
        lambda: recruitment.programme.get(stranger),
        lambda: recruitment.learning.ready(stranger),
        lambda: recruitment.demo.install(stranger, HELD),
    )
    for act in acts:
        with pytest.raises(NotAllowed, match="This is the recruitment store"):
            act()
    assert not may(recruitment.actor, Action.READ_PROGRAMME)
    assert may(recruitment.actor, Action.KEEP_ROLE_PLAY)


def test_in_a_practice_store_no_clock_runs(services: Services) -> None:
    assert services.actor.purpose is Purpose.PRACTICE
    assert not may(services.actor, Action.KEEP_ROLE_PLAY)
    with pytest.raises(NotAllowed, match="nothing is erased by itself"):
        services.retention.keep_longer(services.actor, "S-0001", HELD, "challenged")
    with pytest.raises(UserError, match="Nothing was changed"):
        services.policy.change(services.actor, role_play_months=3)


def test_the_clock_erases_on_the_day_after_the_last_and_not_before(
    recruitment: Services, tone: Path, clock: Clock2026
) -> None:
    session = add(recruitment, tone)
    assert keeping(recruitment, session) == Keeping(HELD + HALF_A_YEAR, by_itself=True)
    set_day(clock, HELD + HALF_A_YEAR)
    assert recruitment.retention.erase_due().ids == frozenset()
    assert state(recruitment, session) is SessionState.IMPORTED
    set_day(clock, HELD + HALF_A_YEAR + timedelta(days=1))
    assert recruitment.retention.erase_due(leave=[session]).ids == frozenset()
    assert recruitment.retention.due() == (session,)
    assert recruitment.retention.erase_due().ids == {session}
    assert recruitment.retention.erase_due().ids == frozenset()
    assert recruitment.recruitment.of(recruitment.actor, session) is None
    with pytest.raises(UserError, match="no sound"):
        recruitment.sessions.sound_for_job(session)
    (event,) = [one for one in recruitment.audit.events(recruitment.actor) if one.action == "recording erased"]
    assert (event.actor_id, event.object_id) == (THE_CLOCK, session)
    assert event.detail["kept_to"] == (HELD + HALF_A_YEAR).isoformat()
    found = recruitment.retention.certificate(recruitment.actor, session)
    assert (found.complete, found.rows_left, found.why, found.by) == (True, 0, WhyErased.TIME_OVER, THE_CLOCK)
    assert found.audit_line == event.seq
    assert [one.session_id for one in recruitment.retention.get(recruitment.actor).lately] == [session]
    with pytest.raises(UserError, match="may not be added again"):
        add(recruitment, tone)


def test_it_is_said_two_weeks_before_also_where_it_comes_late_or_the_rule_is_shortened(
    recruitment: Services, tone: Path, clock: Clock2026
) -> None:
    session = add(recruitment, tone)
    set_day(clock, HELD + HALF_A_YEAR - timedelta(days=14))
    assert recruitment.retention.get(recruitment.actor).soon == ()
    set_day(clock, HELD + HALF_A_YEAR - timedelta(days=13))
    assert [one[0] for one in recruitment.retention.get(recruitment.actor).soon] == [session]
    set_day(clock, date(2026, 7, 1))
    recruitment.policy.change(recruitment.actor, role_play_months=9)
    assert keeping(recruitment, session).last_day == HELD + timedelta(days=270)
    recruitment.policy.change(recruitment.actor, role_play_months=1)
    assert keeping(recruitment, session).last_day == date(2026, 7, 15)
    assert recruitment.retention.erase_due().ids == frozenset()
    set_day(clock, date(2026, 11, 20))
    late = add(recruitment, another(tone), "A-08")
    assert keeping(recruitment, late).last_day == date(2026, 12, 4)


def test_a_held_one_stays_until_the_day_or_until_the_hold_is_ended(
    recruitment: Services, tone: Path, clock: Clock2026
) -> None:
    actor, retention = recruitment.actor, recruitment.retention
    session = add(recruitment, tone)
    last = HELD + HALF_A_YEAR
    for until, reason, told in (
        (last, "challenged", "anyway"),
        (date(2028, 6, 1), "challenged", "two years"),
        (date(2027, 1, 31), "  ", "Say why"),
    ):
        with pytest.raises(UserError, match=told):
            retention.keep_longer(actor, session, until, reason)
    with pytest.raises(NotAllowed):
        retention.keep_longer(Actor(actor.id, frozenset({Role.EVALUATOR})), session, date(2027, 1, 31), "challenged")
    retention.keep_longer(actor, session, date(2027, 1, 31), "The appointment is challenged.")
    held = keeping(recruitment, session)
    assert held.longer is not None
    assert (held.last_day, held.longer.reason, held.longer.by) == (
        date(2027, 1, 31),
        "The appointment is challenged.",
        "ME",
    )
    set_day(clock, date(2026, 12, 1))
    assert retention.erase_due().ids == frozenset()
    assert [one[0] for one in retention.get(actor).held] == [session]
    with pytest.raises(UserError, match="end the hold first"):
        recruitment.sessions.withdraw(actor, session, "applicant", "")
    retention.end_hold(actor, session)
    assert keeping(recruitment, session) == Keeping(date(2026, 12, 15), by_itself=True)
    with pytest.raises(UserError, match="not held"):
        retention.end_hold(actor, session)
    recruitment.sessions.withdraw(actor, session, "applicant", "")
    found = retention.certificate(actor, session)
    assert (found.complete, found.why, found.by) == (True, WhyErased.WITHDRAWN, "ME")
    assert recruitment.audit.verify(actor).intact


@pytest.mark.parametrize("killed_at", ["before", "within", "after"])
def test_an_erasure_that_was_killed_is_taken_up_at_the_next_opening(
    made_recruitment: KeyedHome,
    tone: Path,
    tmp_path: Path,
    clock: Clock2026,
    monkeypatch: pytest.MonkeyPatch,
    killed_at: str,
) -> None:
    class Killed(BaseException):
        """Nothing of the program runs after it."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    home = made_recruitment.copy(tmp_path / "killed")
    with home.opened(clock) as services:
        session = add(services, tone)
        (file,) = Home(home.folder).recordings.glob("*.age")
        set_day(clock, HELD + HALF_A_YEAR + timedelta(days=1))
        place = {
            "before": "coder.services.retention.erase_within",
            "within": "coder.services.retention.RetentionService._note",
            "after": "coder.services.retention.finish_erasing",
        }[killed_at]
        with monkeypatch.context() as patch:
            patch.setattr(place, die)
            with pytest.raises(Killed):
                services.retention.erase_due()
        assert file.exists()
    services = open_home(home.folder, passphrase=PASSPHRASE, clock=clock)
    try:
        assert not file.exists()
        assert services.retention.certificate(services.actor, session).complete
        events = [one for one in services.audit.events(services.actor) if one.action == "recording erased"]
        assert len(events) == 1
        assert services.audit.verify(services.actor).intact
        services.care.back_up(services.actor, tmp_path / "one.backup")
    finally:
        services.close()
    restore_home(tmp_path / "one.backup", tmp_path / "restored", passphrase=PASSPHRASE)
    assert Home(tmp_path / "restored").looks_like is Purpose.RECRUITMENT
    shutil.rmtree(home.folder)
