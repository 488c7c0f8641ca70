"""Importing, permission, listening and withdrawal, on a real store with real sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coder.audio.flac import read_flac
from coder.bootstrap import Services
from coder.domain.certificate import WhyErased
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.sessions import Answer, HowAsked, SessionState
from coder.domain.unrecorded import Reason, Unrecorded
from coder.services.sessions import PermissionDraft
from tests.services.conftest import heard, import_tone, with_transcript


def test_a_recording_comes_back_as_it_went_in(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    session = services.sessions.get(services.actor, session_id)
    sound = read_flac(services.sessions.sound(services.actor, session_id))
    assert session.code == "S-0001"
    assert session.recording is not None
    assert len(sound) == session.recording.sample_count == 30 * 16_000
    assert services.sessions.peaks(services.actor, session_id)


def test_the_same_file_twice_points_to_the_first(services: Services, tone: Path) -> None:
    import_tone(services, tone)
    with pytest.raises(UserError, match="S-0001"):
        import_tone(services, tone)
    assert len(services.sessions.list(services.actor)) == 1
    assert len(list(services.home.recordings.iterdir())) == 1


def test_a_refusal_keeps_everything_out(services: Services, tone: Path) -> None:
    refusal = PermissionDraft("father", True, HowAsked.SPOKEN, "worker", Answer.REFUSED)
    with pytest.raises(UserError, match="did not agree"):
        services.sessions.import_recording(
            services.actor, tone, worker_id="W-1", team_name="North", held_on=date(2026, 5, 1), permissions=[refusal]
        )
    assert services.sessions.list(services.actor) == ()
    assert list(services.home.recordings.iterdir()) == []


def test_no_sound_leaves_nothing_behind(services: Services, tmp_path: Path) -> None:
    bad = tmp_path / "letter.m4a"
    bad.write_text("Dear Sir or Madam")
    with pytest.raises(UserError):
        import_tone(services, bad)
    assert services.sessions.list(services.actor) == ()
    assert services.people.teams(services.actor) == ()


def test_withdrawal_erases_sound_text_and_codes_for_good(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    services.coding.start(services.actor, session_id)
    services.sessions.withdraw(services.actor, session_id, "mother", "She changed her mind.")
    session = services.sessions.get(services.actor, session_id)
    assert (session.state, session.recording) == (SessionState.WITHDRAWN, None)
    assert services.transcripts.get(services.actor, session_id) is None
    assert services.coding.get(services.actor, session_id) is None
    assert list(services.home.recordings.iterdir()) == []
    answers = [line.answer for line in services.sessions.permissions(services.actor, session_id)]
    assert answers == [Answer.GIVEN, Answer.WITHDRAWN]
    with pytest.raises(UserError, match=r"sound and words of this session are erased\. It can no longer be coded"):
        services.coding.start(services.actor, session_id)
    with pytest.raises(UserError, match="is erased"):
        import_tone(services, tone)
    coach = Actor(services.actor.id, frozenset({Role.COACH, Role.LEAD}))
    with pytest.raises(NotAllowed, match="record a permission"):
        services.retention.certificate(coach, session_id)
    with pytest.raises(NotAllowed, match="not open to you"):
        services.retention.certificate(Actor(new_id(), frozenset({Role.WORKER})), session_id)
    worker = Actor(session.worker_id, frozenset({Role.WORKER}))
    proof = services.retention.certificate(worker, session_id)
    assert (proof.complete, proof.why, proof.models) == (True, WhyErased.WITHDRAWN, ())
    assert services.audit.verify(services.actor).intact


def test_a_worker_sees_only_own_sessions(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    own = Actor(services.sessions.get(services.actor, session_id).worker_id, frozenset({Role.WORKER}))
    other = Actor("somebody", frozenset({Role.WORKER}))
    assert [s.id for s in services.sessions.list(own)] == [session_id]
    assert services.sessions.list(other) == ()
    with pytest.raises(UserError):
        services.sessions.sound(other, session_id)


def test_listening_is_audited(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    services.sessions.sound(services.actor, session_id)
    events = [(e.action, e.object_id) for e in services.audit.events(services.actor)]
    assert ("listened", session_id) in events


def test_voices_are_guesses_until_confirmed(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    assert not found.confirmed
    assert services.sessions.get(services.actor, session_id).state is SessionState.TO_CONFIRM
    everybody_parent = {s.id: SpeakerRole.PARENT for s in found.speakers}
    with pytest.raises(UserError, match="worker"):
        services.transcripts.confirm_roles(services.actor, session_id, everybody_parent)
    with pytest.raises(UserError, match="Every voice"):
        services.transcripts.confirm_roles(services.actor, session_id, {})


def test_version_nought_of_a_transcript_stays(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    for _ in range(2):
        services.transcripts.request(services.actor, session_id)
        services.transcripts.keep(session_id, heard())
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    assert found.version == 1


def test_an_unknown_worker_is_told_before_anything_is_decoded_or_stored(services: Services, tone: Path) -> None:
    shares: list[float] = []
    with pytest.raises(UserError, match="No person with that code"):
        services.sessions.import_recording(
            services.actor, tone, worker_id="W-99", held_on=date(2026, 5, 1), progress=shares.append
        )
    assert shares == []
    assert list(services.home.recordings.iterdir()) == []


def test_what_fails_after_the_sound_was_stored_takes_the_sound_back(
    services: Services, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr("coder.services.sessions.add_recording", full)
    with pytest.raises(UserError, match="full"):
        import_tone(services, tone)
    assert services.sessions.list(services.actor) == ()
    assert list(services.home.recordings.iterdir()) == []


def test_an_import_tells_its_progress_up_to_the_end(services: Services, tone: Path) -> None:
    shares: list[float] = []
    services.sessions.import_recording(
        services.actor,
        tone,
        worker_id="W-17",
        team_name="North",
        held_on=date(2026, 5, 1),
        progress=shares.append,
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def recorded(folder: Path, name: str, seconds: float, hertz: float) -> Path:
    file = folder / name
    times = np.arange(round(seconds * 16_000)) / 16_000
    soundfile.write(file, (0.3 * np.sin(2 * np.pi * hertz * times)).astype("float32"), 16_000)
    return file


def import_files(services: Services, *files: Path) -> str:
    return services.sessions.import_recording(
        services.actor, *files, worker_id="W-17", team_name="North", held_on=date(2026, 5, 1)
    ).created


def test_two_files_of_one_visit_are_one_recording_with_what_lies_between_told(
    services: Services, tmp_path: Path
) -> None:
    first, second = recorded(tmp_path, "VN1.wav", 5.0, 220), recorded(tmp_path, "VN2.wav", 3.0, 440)

    session_id = import_files(services, first, second)

    recording = services.sessions.get(services.actor, session_id).recording
    sound = read_flac(services.sessions.sound_for_job(session_id))
    assert recording is not None
    assert len(sound) == recording.sample_count == (5 + 4 + 3) * 16_000
    assert not sound[5 * 16_000 : 9 * 16_000].any()
    assert recording.unrecorded == (Unrecorded(5 * 16_000, 9 * 16_000, Reason.BETWEEN_FILES),)
    assert "Joined from 2 files" in recording.warnings[0]
    with pytest.raises(UserError, match="S-0001"):
        import_files(services, second)
    assert len(services.sessions.list(services.actor)) == 1


def test_the_same_file_chosen_twice_is_refused(services: Services, tone: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(tone.read_bytes())
    with pytest.raises(UserError, match="the same"):
        import_files(services, tone, copy)
    assert services.sessions.list(services.actor) == ()


def test_a_bad_second_file_keeps_everything_out_and_is_named(services: Services, tone: Path, tmp_path: Path) -> None:
    bad = tmp_path / "letter.wav"
    bad.write_text("Dear Sir or Madam")
    with pytest.raises(UserError, match="File 2"):
        import_files(services, tone, bad)
    assert services.sessions.list(services.actor) == ()
    assert list(services.home.recordings.iterdir()) == []


def test_after_withdrawal_each_file_is_recognised_and_refused(services: Services, tmp_path: Path) -> None:
    first, second = recorded(tmp_path, "VN1.wav", 5.0, 220), recorded(tmp_path, "VN2.wav", 3.0, 440)
    session_id = import_files(services, first, second)
    services.sessions.withdraw(services.actor, session_id, "mother", "She changed her mind.")
    with pytest.raises(UserError, match="is erased"):
        import_files(services, second)
