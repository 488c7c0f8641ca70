"""A clip leaves with both permissions, names under a tone and a note of it; otherwise not at all."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coder.audio.clip_sound import DISGUISE_RATIO, TONE_HZ
from coder.bootstrap import Services
from coder.domain.clips import LONGEST_CLIP_S, MARGIN_S, Asked, ClipDraft
from coder.domain.errors import NotAllowed, UserError
from coder.domain.masks import MaskKind, Verdict
from coder.domain.people import Actor, Role, SpeakerRole
from coder.domain.sessions import Answer, HowAsked
from coder.domain.text_edits import SetText
from coder.domain.transcripts import Flag, Gap, Word
from coder.services import clips
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.services.conftest import import_tone

VOICE_HZ = 220
SAID = (("S1", "So how was Maya this week?"), ("S2", "Better, she slept."), ("S3", "I did."))
WORKER, MOTHER = ClipDraft("worker", Asked.WORKER), ClipDraft("mother", Asked.ADULT)
FOR_CHILD = ClipDraft("mother", Asked.CHILD)


def heard(gaps: tuple[Gap, ...] = (), flags: tuple[Flag, ...] = ()) -> Heard:
    """Five seconds a voice, half a second a word: Maya is said from 1.5 s to 1.9 s."""
    rows = []
    for n, (voice, text) in enumerate(SAID):
        words = tuple(Word(5 * n + 0.5 * k, 5 * n + 0.5 * k + 0.4, one, 0.9) for k, one in enumerate(text.split()))
        rows.append(HeardUtterance(5.0 * n, 5.0 * n + 4, voice, text, words, flags if n == 0 else ()))
    roles = {"S1": SpeakerRole.WORKER, "S2": SpeakerRole.PARENT, "S3": SpeakerRole.CHILD}
    return Heard("en", "base", [HeardSpeaker(*one, 0.9) for one in roles.items()], rows, gaps, 0.97)


def told(services: Services, tone: Path, words: Heard, *, named: bool = True, confirmed: bool = True) -> str:
    """A session with these words, its names typed and its voices confirmed; its id."""
    actor, session_id = services.actor, import_tone(services, tone)
    services.transcripts.request(actor, session_id)
    services.transcripts.keep(session_id, words)
    found = services.transcripts.get(actor, session_id)
    assert found is not None
    if confirmed:
        services.transcripts.confirm_roles(actor, session_id, {one.id: one.role for one in found.speakers})
    if named:
        services.masks.add_names(actor, session_id, [(MaskKind.CHILD, "Maya Orr")])
    return session_id


@pytest.fixture
def agreed(services: Services, tone: Path) -> str:
    """A session of which a clip may leave."""
    session_id = told(services, tone, heard())
    services.clips.note(services.actor, session_id, WORKER, MOTHER)
    return session_id


def strength(samples: np.ndarray, hertz: float) -> float:
    """How strong a pitch is in a stretch: 1 for a full sine."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) * 4 / len(samples)
    at = round(hertz * len(samples) / 16_000)
    return float(spectrum[max(0, at - 3) : at + 4].max())


def pitch(samples: np.ndarray) -> float:
    """The strongest pitch in hertz."""
    return float(np.abs(np.fft.rfft(samples * np.hanning(len(samples)))).argmax() * 16_000 / len(samples))


def exported(services: Services) -> list[dict[str, object]]:
    """What the audit trail holds of clips that left."""
    events = services.audit.events(replace(services.actor, roles=frozenset(Role)), limit=100)
    return [event.detail for event in events if event.action == "clip exported"]


def refused(services: Services, session_id: str, path: Path, start_s: float = 0, end_s: float = 4) -> str:
    """The sentences of a refusal that wrote nothing and noted nothing as gone."""
    with pytest.raises(UserError) as caught:
        services.clips.export(services.actor, session_id, start_s, end_s, path)
    assert list(path.parent.glob("*.flac*")) == list(path.parent.glob(".*.part")) == []
    assert exported(services) == []
    return caught.value.sentence


@pytest.mark.parametrize("disguise", [False, True])
def test_a_name_is_a_tone_and_nothing_else_is(services: Services, agreed: str, tmp_path: Path, disguise: bool) -> None:
    path = tmp_path / "clip.flac"
    made = services.clips.export(services.actor, agreed, 0.5, 4.0, path, disguise=disguise)
    sound, rate = soundfile.read(path)
    assert (rate, len(sound), made.duration_s) == (16_000, 56_000, 3.5)
    ((start_s, end_s),) = made.bleeps
    assert (start_s, end_s) == pytest.approx((1.5 - MARGIN_S - 0.5, 1.9 + MARGIN_S - 0.5))
    first, last = round(start_s * 16_000), round(end_s * 16_000)
    voice_hz = VOICE_HZ * DISGUISE_RATIO if disguise else VOICE_HZ
    covered = sound[first:last]
    assert strength(covered, TONE_HZ) > 0.08
    assert max(strength(covered, VOICE_HZ), strength(covered, VOICE_HZ * DISGUISE_RATIO)) < 0.001
    for open_ in (sound[1600 : first - 1600], sound[last + 1600 : -1600]):
        assert pitch(open_) == pytest.approx(voice_hz, abs=2)
        assert strength(open_, voice_hz) > 0.2
        assert strength(open_, TONE_HZ) < 0.001
    with soundfile.SoundFile(path) as file:
        assert file.copy_metadata() == {}
    (detail,) = exported(services)
    assert detail["sha256"] == made.sha256 == sha256(path.read_bytes()).hexdigest()
    assert (detail["covered"], detail["disguised"], detail["samples"]) == (1, disguise, 56_000)
    assert "Maya" not in str(detail)
    assert b"Maya" not in path.read_bytes()


def test_without_disguise_the_rest_is_the_very_sound(
    services: Services, agreed: str, tmp_path: Path, tone: Path
) -> None:
    path = tmp_path / "clip.flac"
    services.clips.export(services.actor, agreed, 2.5, 4.0, path)
    taken, _ = soundfile.read(path, dtype="int16")
    with soundfile.SoundFile(tone) as file:
        file.seek(40_000)
        given = np.round(file.read(24_000) * 32768)
    assert np.abs(taken - given).max() <= 1


def test_a_name_begun_before_the_clip_is_covered_from_its_first_sample(
    services: Services, agreed: str, tmp_path: Path
) -> None:
    made = services.clips.export(services.actor, agreed, 1.7, 4.0, tmp_path / "clip.flac")
    assert made.bleeps[0][0] == 0
    after = services.clips.look(services.actor, agreed, 1.95, 4.0)
    assert after.bleeps == (pytest.approx((1.95, 2.2)),)
    assert services.clips.look(services.actor, agreed, 2.21, 4.0).bleeps == ()


def test_where_words_were_typed_the_whole_line_is_covered(services: Services, agreed: str) -> None:
    found = services.transcripts.get(services.actor, agreed)
    assert found is not None
    typed = [SetText(found.utterances[0].id, "How has Maya been this week?")]
    services.transcripts.edit(services.actor, agreed, typed, "Correct words")
    assert services.clips.look(services.actor, agreed, 0, 5).bleeps == ((0.0, 4 + MARGIN_S),)


def test_without_an_answer_of_both_sides_nothing_leaves(services: Services, tone: Path, tmp_path: Path) -> None:
    path, session_id = tmp_path / "out" / "clip.flac", told(services, tone, heard())
    path.parent.mkdir()
    assert "The worker has not agreed" in refused(services, session_id, path)
    services.clips.note(services.actor, session_id, WORKER)
    assert refused(services, session_id, path).startswith("Not asked whether a clip may leave: mother.")
    services.clips.note(services.actor, session_id, MOTHER)
    assert "Nobody who answers for the child" in refused(services, session_id, path, 8, 14)
    services.clips.note(services.actor, session_id, FOR_CHILD)
    assert services.clips.look(services.actor, session_id, 8, 14).refusals == ()
    services.clips.note(services.actor, session_id, replace(MOTHER, answer=Answer.WITHDRAWN))
    assert refused(services, session_id, path, 8, 14).startswith("mother said no to a clip leaving.")
    assert services.sessions.get(services.actor, session_id).recording is not None
    services.clips.note(services.actor, session_id, MOTHER)
    assert services.clips.look(services.actor, session_id, 8, 14).refusals == ()


def test_each_adult_of_the_ledger_is_asked_and_each_child_answered_for(services: Services, agreed: str) -> None:
    for who, adult in (("grandmother", True), ("brother", False)):
        draft = PermissionDraft(who, adult, HowAsked.SPOKEN, "worker", Answer.GIVEN)
        services.sessions.record_permission(services.actor, agreed, draft)
    sentences = [one.sentence for one in services.clips.look(services.actor, agreed, 0, 4).refusals]
    assert sentences == [
        "Not asked whether a clip may leave: grandmother.",
        "Nobody who answers for the child has agreed that a clip may leave.",
    ]
    services.clips.note(services.actor, agreed, ClipDraft("Grandmother", Asked.ADULT), FOR_CHILD)
    assert services.clips.look(services.actor, agreed, 0, 4).refusals == ()


@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        (heard(gaps=(Gap(4.1, 4.8),)), {}, "Somebody speaks in this stretch without text"),
        (heard(flags=(Flag.LOW_CONFIDENCE,)), {}, "Words in this stretch still ask to be checked"),
        (heard(), {"named": False}, "The names of this family are not typed in. Masks in this stretch"),
        (heard(), {"confirmed": False}, "Without a transcript whose voices are confirmed"),
    ],
)
def test_where_names_cannot_be_told_nothing_leaves(
    services: Services, tone: Path, tmp_path: Path, words: Heard, options: dict[str, bool], sentence: str
) -> None:
    session_id = told(services, tone, words, **options)
    services.clips.note(services.actor, session_id, WORKER, MOTHER)
    (tmp_path / "out").mkdir()
    assert sentence in refused(services, session_id, tmp_path / "out" / "clip.flac", 0, 5)
    if words.gaps:
        assert services.clips.look(services.actor, session_id, 0, 4).refusals == ()


def test_masks_are_looked_through_first_and_what_is_no_name_is_heard(services: Services, agreed: str) -> None:
    found = services.transcripts.get(services.actor, agreed)
    assert found is not None
    said = [SetText(found.utterances[1].id, "Better, Bernadette slept.")]
    services.transcripts.edit(services.actor, agreed, said, "Correct words")
    look = services.clips.look(services.actor, agreed, 4.5, 9)
    assert [one.sentence for one in look.refusals] == ["Masks in this stretch were not looked through."]
    mask = next(one for one in services.masks.review(services.actor, agreed).masks if one.text == "Bernadette")
    services.masks.decide(services.actor, agreed, mask, Verdict.NO_NAME)
    look = services.clips.look(services.actor, agreed, 4.5, 9)
    assert (look.refusals, look.bleeps) == ((), ())


def test_what_is_no_stretch_no_name_of_a_clip_or_no_folder_is_refused_whole(
    services: Services, agreed: str, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "clip.flac"
    assert "not written" in refused(services, agreed, path)
    path.parent.mkdir()
    assert "not a part of the recording" in refused(services, agreed, path, 4, 4)
    assert "not a part of the recording" in refused(services, agreed, path, 20, 31)
    assert "a .flac file" in refused(services, agreed, path.with_suffix(".wav"))
    with pytest.raises(UserError):
        services.clips.note(services.actor, agreed, ClipDraft(" ", Asked.ADULT))
    coach = Actor(services.actor.id, frozenset({Role.STEWARD}))
    with pytest.raises(NotAllowed):
        services.clips.export(coach, agreed, 0, 4, path)
    assert list(path.parent.iterdir()) == []


def test_a_clip_is_a_minute_at_most(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    times = np.arange(70 * 16_000) / 16_000
    soundfile.write(file, (0.3 * np.sin(2 * np.pi * VOICE_HZ * times)).astype("float32"), 16_000)
    session_id = told(services, file, heard())
    services.clips.note(services.actor, session_id, WORKER, MOTHER)
    assert services.clips.look(services.actor, session_id, 0.5, 0.5 + LONGEST_CLIP_S).session_code == "S-0001"
    with pytest.raises(UserError, match="at most 60 seconds"):
        services.clips.look(services.actor, session_id, 0, LONGEST_CLIP_S + 0.1)


def test_who_says_no_while_the_sound_is_made_is_heeded(
    services: Services, agreed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes = clips.made

    def slowly(*args: object, **options: bool) -> object:
        services.clips.note(services.actor, agreed, replace(WORKER, answer=Answer.REFUSED))
        return makes(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(clips, "made", slowly)
    (tmp_path / "out").mkdir()
    assert refused(services, agreed, tmp_path / "out" / "clip.flac").startswith("worker said no")


def test_of_a_recording_that_is_gone_no_clip_leaves(services: Services, agreed: str) -> None:
    services.sessions.withdraw(services.actor, agreed, "mother", "")
    with pytest.raises(UserError, match="no sound"):
        services.clips.look(services.actor, agreed, 0, 4)
    assert [one.who for one in services.clips.answers(services.actor, agreed)] == ["worker", "mother"]
