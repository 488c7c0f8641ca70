"""What a person changes in a transcript: nothing is lost, times stay in order, and the machine's version comes back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.domain.coding import CodingState, Entry, EntryKind, Origin, placed
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.text_edits import (
    AddSpeaker,
    AddUtterance,
    AssignSpeaker,
    MarkChecked,
    MarkHeard,
    Merge,
    MergeSpeakers,
    MoveWords,
    RemoveUtterance,
    RenameSpeaker,
    RestoreAll,
    RestoreText,
    SetText,
    Split,
    TextEdit,
    apply,
    apply_all,
    from_payload,
    to_payload,
)
from coder.domain.times import utc_now
from coder.domain.transcripts import Flag, Gap, Speaker, Transcript, Utterance, Word

DURATION_S = 60.0
LINES = (
    ("v1", 1.0, "How have mornings been"),
    ("v2", 6.0, "Up and down to be honest"),
    ("v1", 12.0, "You are tired"),
    ("v2", 14.0, "Somebody had to"),
    ("v1", 14.5, "Mm"),
    ("v1", 30.0, "I am worried that Maya sees the rows"),
)


def utterance(index: int, speaker: str, start_s: float, text: str) -> Utterance:
    """An utterance whose words take half a second each."""
    tokens = text.split()
    words = tuple(Word(start_s + n / 2, start_s + n / 2 + 0.4, token, 0.4 + n / 20) for n, token in enumerate(tokens))
    flags = (Flag.LOW_CONFIDENCE,) if index == 2 else ()
    return Utterance(f"u{index}", index, start_s, words[-1].end_s, speaker, text, words, flags)


@pytest.fixture
def transcript() -> Transcript:
    """Two voices, talk that overlaps, and a stretch without text."""
    return spoken()


def spoken() -> Transcript:
    """See ``transcript``."""
    voices = (
        Speaker("v1", "S1", SpeakerRole.WORKER, 0.9, confirmed=True),
        Speaker("v2", "S2", SpeakerRole.PARENT, 0.8, confirmed=True),
    )
    said = tuple(utterance(index, *line) for index, line in enumerate(LINES))
    return Transcript("t", "s", 0, "en", "base", DURATION_S, voices, said, (Gap(20.0, 24.0),))


def by_id(found: Transcript, id_: str) -> Utterance:
    """One utterance."""
    return next(one for one in found.utterances if one.id == id_)


def times(one: Utterance) -> dict[str, tuple[float, float]]:
    """Words and their times."""
    return {word.text: (word.start_s, word.end_s) for word in one.words}


def test_words_that_stay_keep_their_times_and_new_ones_lie_between(transcript: Transcript) -> None:
    before = by_id(transcript, "u1")
    after = by_id(apply(transcript, SetText("u1", " Up  and sideways\ndown to be quite honest ")), "u1")
    assert after.text == "Up and sideways down to be quite honest"
    assert after.edited
    kept = times(before)
    now = times(after)
    assert all(now[word] == kept[word] for word in ("Up", "and", "down", "to", "be", "honest"))
    assert now["and"][1] <= now["sideways"][0] <= now["sideways"][1] <= now["down"][0]
    assert [word.probability for word in after.words if word.text in ("sideways", "quite")] == [1.0, 1.0]
    assert (after.start_s, after.end_s) == (before.start_s, before.end_s)


def test_a_replaced_word_takes_the_time_of_the_old_one(transcript: Transcript) -> None:
    after = by_id(apply(transcript, SetText("u0", "How have evenings been")), "u0")
    assert times(after)["evenings"] == pytest.approx((2.0, 2.4))


def test_a_split_shares_words_and_time(transcript: Transcript) -> None:
    found = apply(transcript, Split("u1", 3, "n"))
    first, second = by_id(found, "u1"), by_id(found, "n")
    assert (first.text, second.text) == ("Up and down", "to be honest")
    assert (first.start_s, first.end_s) == (6.0, 7.4)
    assert (second.start_s, second.end_s) == (7.5, by_id(transcript, "u1").end_s)
    assert second.speaker_id == first.speaker_id
    assert [one.id for one in found.utterances] == ["u0", "u1", "n", "u2", "u3", "u4", "u5"]
    assert [one.index for one in found.utterances] == list(range(7))


def test_a_merge_keeps_the_first_speaker_and_leads_to_it(transcript: Transcript) -> None:
    found = apply_all(transcript, (Merge("u2", "u3"), Merge("u1", "u2")))
    one = by_id(found, "u1")
    assert one.text == "Up and down to be honest You are tired Somebody had to"
    assert one.speaker_id == "v2"
    assert one.flags == (Flag.LOW_CONFIDENCE,)
    assert [found.row_of(id_) for id_ in ("u1", "u2", "u3", "u4", "nobody")] == ["u1", "u1", "u1", "u4", ""]
    assert set(found.placement.held_by("u1")) == {"u1", "u2", "u3"}


@pytest.mark.parametrize(
    ("count", "first", "second"),
    [
        (2, "How have", "mornings been Up and down to be honest"),
        (-2, "How have mornings been Up and", "down to be honest"),
    ],
)
def test_a_boundary_moves_by_words_both_ways(transcript: Transcript, count: int, first: str, second: str) -> None:
    found = apply(transcript, MoveWords("u0", "u1", count))
    one, other = by_id(found, "u0"), by_id(found, "u1")
    assert (one.text, other.text) == (first, second)
    assert one.end_s == one.words[-1].end_s
    assert other.start_s == other.words[0].start_s
    back = apply(found, MoveWords("u0", "u1", -count))
    assert [(u.text, u.start_s, u.end_s) for u in back.utterances] == [
        (u.text, u.start_s, u.end_s) for u in transcript.utterances
    ]


def test_voices_are_added_named_and_made_one(transcript: Transcript) -> None:
    found = apply_all(
        transcript,
        (
            AddSpeaker("v3", "Interpreter", SpeakerRole.INTERPRETER),
            AssignSpeaker(("u3", "u4"), "v3"),
            RenameSpeaker("v2", "Mother"),
        ),
    )
    assert found.role_of(by_id(found, "u4").speaker_id) is SpeakerRole.INTERPRETER
    assert found.confirmed
    assert [(one.label, one.named) for one in found.speakers] == [
        ("S1", False),
        ("Mother", True),
        ("Interpreter", True),
    ]
    one = apply(found, MergeSpeakers("v3", "v2"))
    assert {u.speaker_id for u in one.utterances} == {"v1", "v2"}
    assert [speaker.id for speaker in one.speakers] == ["v1", "v2"]


def test_words_in_a_gap_make_it_smaller(transcript: Transcript) -> None:
    found = apply(transcript, AddUtterance("n", 21.0, 22.0, "v2", "I know"))
    assert found.gaps == (Gap(20.0, 21.0), Gap(22.0, 24.0))
    made = by_id(found, "n")
    assert [(word.text, word.start_s, word.end_s) for word in made.words] == [("I", 21.0, 21.5), ("know", 21.5, 22.0)]
    assert [one.id for one in found.utterances][-2:] == ["n", "u5"]
    assert apply(found, AddUtterance("m", 19.5, 25.0, "v1", "Yes")).gaps == ()


def test_what_was_heard_and_found_right_asks_no_more(transcript: Transcript) -> None:
    found = apply(transcript, MarkChecked("u2"))
    assert not found.edited
    one = by_id(found, "u2")
    assert one.checked
    assert one.flags == ()
    assert {word.probability for word in one.words} == {1.0}
    assert (one.text, one.edited) == ("You are tired", False)


def test_the_machines_words_come_back_for_one_utterance(transcript: Transcript) -> None:
    changed = apply_all(transcript, (SetText("u1", "Something else"), AssignSpeaker(("u1",), "v1")))
    back = by_id(apply(changed, RestoreText("u1")), "u1")
    assert back == replace(by_id(transcript, "u1"), speaker_id="v1")


def test_the_machines_words_come_back_to_the_halves_they_were_in(transcript: Transcript) -> None:
    edits: list[TextEdit] = [Split("u1", 3, "n"), SetText("u1", "One"), SetText("n", "Two")]
    found = apply_all(transcript, [*edits, RestoreText("n"), RestoreText("u1")])
    assert (by_id(found, "u1").text, by_id(found, "n").text) == ("Up and down", "to be honest")
    merged = apply_all(found, [Merge("u1", "n"), SetText("u1", "Three"), RestoreText("u1")])
    assert by_id(merged, "u1").text == "Up and down to be honest"


def test_back_to_the_machine_takes_everything_back(transcript: Transcript) -> None:
    edits: list[TextEdit] = [
        Split("u1", 3, "n"),
        Merge("u2", "u3"),
        AddSpeaker("v3", "Child", SpeakerRole.CHILD),
        AssignSpeaker(("n",), "v3"),
        RemoveUtterance("u5"),
    ]
    assert apply_all(transcript, [*edits, RestoreAll()]) == transcript
    assert apply_all(transcript, edits).machine == transcript


REFUSED: tuple[TextEdit, ...] = (
    SetText("u0", "  \x00 "),
    SetText("nobody", "words"),
    SetText("u0", "a" * 10_001),
    Split("u0", 0, "n"),
    Split("u0", 4, "n"),
    Split("u0", 1, "u3"),
    Merge("u0", "u2"),
    Merge("u1", "u0"),
    Merge("u5", "u5"),
    MoveWords("u0", "u1", 4),
    MoveWords("u0", "u1", -6),
    MoveWords("u0", "u1", 0),
    AssignSpeaker(("u0", "nobody"), "v2"),
    AssignSpeaker((), "v2"),
    AssignSpeaker(("u0",), "v9"),
    AddSpeaker("v2", "Again", SpeakerRole.OTHER),
    AddSpeaker("v3", "S2", SpeakerRole.OTHER),
    AddSpeaker("v3", " ", SpeakerRole.OTHER),
    RenameSpeaker("v1", "S2"),
    MergeSpeakers("v1", "v1"),
    MergeSpeakers("v1", "v2"),
    AddUtterance("n", 5.0, 5.0, "v1", "Yes"),
    AddUtterance("n", 59.0, 60.1, "v1", "Yes"),
    AddUtterance("n", -1.0, 2.0, "v1", "Yes"),
    AddUtterance("u1", 1.0, 2.0, "v1", "Yes"),
    RemoveUtterance("nobody"),
)


@pytest.mark.parametrize("edit", REFUSED, ids=str)
def test_what_does_not_apply_is_refused_whole(transcript: Transcript, edit: TextEdit) -> None:
    with pytest.raises(UserError) as refused:
        apply_all(transcript, (SetText("u5", "Changed before"), edit))
    assert refused.value.sentence.endswith(".")
    assert by_id(transcript, "u5").text == LINES[5][2]


def test_words_of_one_the_machine_never_wrote_do_not_come_back(transcript: Transcript) -> None:
    found = apply(transcript, AddUtterance("n", 21.0, 22.0, "v2", "I know"))
    with pytest.raises(UserError, match="The machine wrote nothing here"):
        apply(found, RestoreText("n"))


EVERY_KIND: tuple[TextEdit, ...] = (
    SetText("u0", "a “b” 🙂"),
    Split("u0", 2, "n"),
    Merge("u0", "u1"),
    MoveWords("u0", "u1", -2),
    AssignSpeaker(("u0", "u1"), "v2"),
    AddSpeaker("v3", "Interpreter", SpeakerRole.INTERPRETER),
    RenameSpeaker("v1", "Worker"),
    MergeSpeakers("v1", "v2"),
    AddUtterance("n", 20.5, 21.25, "v1", "Yes"),
    RemoveUtterance("u0"),
    MarkChecked("u0"),
    MarkHeard(20.5, 21.25),
    RestoreText("u0"),
    RestoreAll(),
)


@pytest.mark.parametrize("edit", EVERY_KIND, ids=lambda edit: type(edit).__name__)
def test_an_edit_comes_back_from_its_payload(edit: TextEdit) -> None:
    payload = to_payload(edit)
    assert from_payload(payload) == edit
    for missing in payload:
        with pytest.raises(UserError):
            from_payload({name: value for name, value in payload.items() if name != missing})
    with pytest.raises(UserError):
        from_payload({**payload, "more": 1})


def test_a_payload_holds_only_what_every_database_keeps() -> None:
    payload = to_payload(SetText("u0", "one\x00 \ud800two\n three"))
    assert payload["text"] == "one two three"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "set_text",
        {},
        {"edit": "SetText", "utterance_id": "u0", "text": "a"},
        {"edit": "set_text", "utterance_id": 1, "text": "a"},
        {"edit": "set_text", "utterance_id": "", "text": "a"},
        {"edit": "set_text", "utterance_id": "u" * 37, "text": "a"},
        {"edit": "split", "utterance_id": "u0", "at_word": "1", "new_id": "n"},
        {"edit": "split", "utterance_id": "u0", "at_word": True, "new_id": "n"},
        {"edit": "assign_speaker", "utterance_ids": "u0", "speaker_id": "v1"},
        {"edit": "add_speaker", "speaker_id": "v", "label": "A", "role": "grandmother"},
        {"edit": "add_utterance", "new_id": "n", "start_s": float("nan"), "end_s": 2, "speaker_id": "v1", "text": "a"},
        {"edit": "add_utterance", "new_id": "n", "start_s": 1, "end_s": 2, "speaker_id": "v1", "text": {1}},
    ],
    ids=repr,
)
def test_a_payload_of_another_shape_is_refused(data: object) -> None:
    with pytest.raises(UserError, match="edit"):
        from_payload(data)


def code(number: int, utterance_id: str, start_s: float) -> Entry:
    """A code on an utterance."""
    return Entry(
        f"e{number}", "c", f"e{number}", EntryKind.CODE, "OQ", True, Origin.BLIND, "p", utc_now(), f"s{number}", "Code",
        utterance_id=utterance_id, start_s=start_s, end_s=start_s + 1,
    )  # fmt: skip


def test_codes_follow_their_words_and_stay_on_their_time(transcript: Transcript) -> None:
    codes = tuple(code(number, one.id, one.start_s) for number, one in enumerate(transcript.utterances))
    found = apply_all(transcript, (Merge("u0", "u1"), RemoveUtterance("u4"), Split("u5", 2, "n")))
    after = placed(CodingState(codes=codes), found.row_of)
    assert [entry.utterance_id for entry in after.codes] == ["u0", "u0", "u2", "u3", "", "u5"]
    assert [(entry.label, entry.start_s) for entry in after.codes] == [(entry.label, entry.start_s) for entry in codes]


SAID = ("the", "a", "she", "he", "yes", "no", "never", "down", "school", "شكرا", "🙂")
TOKENS = st.lists(st.sampled_from(SAID), min_size=1, max_size=6)


def drawn_edit(found: Transcript, draw: st.DataObject, number: int) -> TextEdit:
    """Some edit, as likely as not one that applies."""
    ids = [one.id for one in found.utterances] or ["nobody"]
    place = draw.draw(st.integers(0, len(ids) - 1))
    here, after = ids[place], ids[min(place + 1, len(ids) - 1)]
    voices = st.sampled_from([one.id for one in found.speakers])
    start_s = draw.draw(st.floats(0, DURATION_S))
    choices: dict[str, st.SearchStrategy[TextEdit]] = {
        "split": st.builds(Split, st.just(here), st.integers(1, 4), st.just(f"n{number}")),
        "merge": st.just(Merge(here, after)),
        "move": st.builds(MoveWords, st.just(here), st.just(after), st.integers(-3, 3)),
        "text": st.builds(SetText, st.just(here), TOKENS.map(" ".join)),
        "voice": st.builds(AssignSpeaker, st.just((here, after)), voices),
        "add voice": st.just(AddSpeaker(f"w{number}", f"Voice {number}", SpeakerRole.CHILD)),
        "one voice": st.builds(MergeSpeakers, voices, voices),
        "add": st.builds(
            AddUtterance,
            st.just(f"m{number}"),
            st.just(start_s),
            st.floats(start_s, DURATION_S),
            voices,
            st.just("Oh no"),
        ),
        "remove": st.just(RemoveUtterance(here)),
        "checked": st.just(MarkChecked(here)),
        "heard": st.builds(MarkHeard, st.just(start_s), st.floats(start_s, DURATION_S)),
        "restore": st.just(RestoreText(here)),
        "restore all": st.just(RestoreAll()),
    }
    return draw.draw(choices[draw.draw(st.sampled_from(list(choices)))])


def check_whole(found: Transcript) -> None:
    """What holds for every transcript."""
    assert len({one.id for one in found.utterances}) == len(found.utterances)
    assert [one.index for one in found.utterances] == list(range(len(found.utterances)))
    assert all(a.start_s <= b.start_s for a, b in pairwise(found.utterances))
    voices = {speaker.id for speaker in found.speakers}
    for one in found.utterances:
        assert 0 <= one.start_s <= one.end_s <= DURATION_S
        assert one.speaker_id in voices
        assert one.text == " ".join(one.text.split()) != ""
        assert " ".join(word.text for word in one.words) == one.text
        assert all(word.start_s <= word.end_s <= DURATION_S for word in one.words)
        assert all(a.start_s <= b.start_s for a, b in pairwise(one.words))
    for gone in found.aliases:
        assert found.row_of(gone) in {*(one.id for one in found.utterances), ""}
    empty = sorted((*found.gaps, *found.heard), key=lambda gap: gap.start_s)
    assert all(gap.start_s < gap.end_s for gap in empty)
    assert all(a.end_s <= b.start_s for a, b in pairwise(empty))


def all_words(found: Transcript) -> list[str]:
    """Every word of a transcript, in no order."""
    return sorted(word for one in found.utterances for word in one.text.split())


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_edits_leave_a_whole_transcript(draw: st.DataObject) -> None:
    found = machine = spoken()
    done: list[TextEdit] = []
    for number in range(draw.draw(st.integers(1, 14))):
        edit = drawn_edit(found, draw, number)
        before = found
        try:
            found = apply(found, edit)
        except UserError:
            continue
        done.append(edit)
        check_whole(found)
        if isinstance(edit, Split | Merge | MoveWords | AssignSpeaker | MergeSpeakers):
            assert all_words(found) == all_words(before)
    assert machine == spoken(), "the machine's version was changed"
    assert apply_all(machine, done) == found, "one by one and all at once differ"
    assert apply_all(machine, [from_payload(to_payload(edit)) for edit in done]) == found
    assert apply_all(found, (RestoreAll(),)) == machine
