"""The conversation the suggestion model reads: corrected words, and an interpreter as neither worker nor family."""

from __future__ import annotations

from coder.domain.people import SpeakerRole
from coder.domain.text_edits import AddSpeaker, AssignSpeaker, MarkChecked, SetText, Split, apply_all
from coder.domain.transcripts import Doubt, Reason, Speaker, Transcript, Utterance
from coder.jobs.handlers import _codes, _conversation
from models.suggestions.model_file import load_starter
from models.suggestions.suggestion_model import worker_indexes
from models.talk.text import SPEAKER_ROLES

VOICES = (Speaker("v1", "S1", SpeakerRole.WORKER, 0.9, True), Speaker("v2", "S2", SpeakerRole.PARENT, 0.9, True))


def test_the_model_reads_the_text_as_it_was_corrected() -> None:
    said = tuple(
        Utterance(f"u{n}", n, 5.0 * n, 5.0 * n + 4, voice, "one two three four")
        for n, voice in enumerate(["v1", "v2", "v1"])
    )
    machine = Transcript("t", "s", 0, "en", "base", 60.0, VOICES, said)
    edits = (
        AddSpeaker("v3", "Interpreter", SpeakerRole.INTERPRETER),
        AssignSpeaker(("u2",), "v3"),
        Split("u0", 2, "n"),
        SetText("n", "five six"),
    )
    read = _conversation(apply_all(machine, edits))
    assert [(one.id, one.speaker_role, one.text) for one in read] == [
        ("u0", "worker", "one two"),
        ("n", "worker", "five six"),
        ("u1", "parent", "one two three four"),
        ("u2", "other", "one two three four"),
    ]
    assert {one.speaker_role for one in read} <= set(SPEAKER_ROLES)
    assert worker_indexes(read) == [0, 1]


def test_nothing_is_suggested_for_words_that_may_never_have_been_said_until_somebody_heard_them() -> None:
    said = tuple(
        Utterance(f"u{n}", n, 5.0 * n, 5.0 * n + 4, voice, text, reasons=reasons)
        for n, (voice, text, reasons) in enumerate(
            [
                ("v1", "What would you like to be different by the summer?", ()),
                ("v2", "I want him home.", ()),
                ("v1", "What would you like to happen next, then?", (Reason(Doubt.PHANTOM),)),
                ("v1", "[inaudible] ...", ()),
            ]
        )
    )
    machine = Transcript("t", "s", 0, "en", "base", 60.0, VOICES, said)
    heard = apply_all(machine, (MarkChecked("u2"),))
    found = [_codes(load_starter(), _conversation(one), one) for one in (machine, heard)]
    assert [[one.utterance_id for one in some.suggested] for some in found] == [["u0"], ["u0", "u2"]]
    assert [some.abstained for some in found] == [2, 1]
