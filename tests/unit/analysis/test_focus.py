"""What turns are about, counted by hand on a small talk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codebook.load import load_builtin
from coder.analysis.figures import session_figures
from coder.analysis.focus import focus_turns
from coder.analysis.measures import session_measures
from coder.domain.coding import EntryKind
from tests.unit.analysis.test_figures import entry, talk

# Turns of the talk: worker 0–2, parent 2–6 (two utterances), worker 5.5–8, parent 8–9.


def tag(number: int, label: str, start_s: float, end_s: float, utterance_id: str = ""):
    return replace(entry(number, label, start_s, end_s, utterance_id=utterance_id), kind=EntryKind.FOCUS)


def child_share(tags) -> str:
    codebook, text = load_builtin("msw"), talk()
    found = session_measures(text, (), codebook)
    return session_figures(text, (), found, codebook, tags)["child_focus_turns"][1]


def test_without_a_tag_the_share_is_a_dash_and_never_nought():
    assert child_share([]) == "—"


def test_the_share_is_of_tagged_turns_and_a_turn_counts_once():
    tags = [
        tag(1, "child", 0.0, 2.0, "u0"),
        tag(2, "child", 2.0, 4.0, "u1"),
        tag(3, "child", 4.0, 6.0, "u2"),
        tag(4, "practical", 5.5, 8.0, "u3"),
    ]
    assert focus_turns(talk(), tags).tagged == 3
    assert child_share(tags) == "67%"
    assert child_share(tags[3:]) == "0%"


def test_a_turn_about_two_things_counts_under_both_and_once_as_tagged():
    found = focus_turns(talk(), [tag(1, "child", 2.0, 4.0, "u1"), tag(2, "parent", 4.0, 6.0, "u2")])
    assert (found.tagged, dict(found.about)) == (1, {"child": 1, "parent": 1})


def test_a_stretch_is_about_the_turns_whose_middle_it_holds_unless_they_say_otherwise():
    stretch = tag(1, "child", 0.5, 7.0)
    assert dict(focus_turns(talk(), [stretch]).about) == {"child": 3}
    own = tag(2, "social", 4.0, 6.0, "u2")
    found = focus_turns(talk(), [stretch, own])
    assert (found.tagged, dict(found.about)) == (3, {"child": 2, "social": 1})


@pytest.mark.parametrize(
    ("start_s", "end_s", "tagged"),
    [(8.6, 8.9, 1), (8.0, 8.4, 1), (20.0, 25.0, 1)],
    ids=["within the end of a turn", "within its start", "where nobody was transcribed"],
)
def test_a_short_stretch_counts_as_one_turn(start_s, end_s, tagged):
    found = focus_turns(talk(), [tag(1, "child", start_s, end_s)])
    assert (found.tagged, dict(found.about)) == (tagged, {"child": 1})


def test_a_short_stretch_in_a_turn_and_a_tag_of_that_turn_are_one_turn():
    found = focus_turns(talk(), [tag(1, "child", 8.6, 8.9), tag(2, "parent", 8.0, 9.0, "u4")])
    assert (found.tagged, dict(found.about)) == (1, {"parent": 1})


@pytest.mark.parametrize("book", ["msw", "supervision"])
def test_the_share_of_turns_about_the_child_has_its_tag_in_the_codebook_that_asks_for_it(book):
    codebook = load_builtin(book)
    asks = any(figure.id == "child_focus_turns" for figure in codebook.figures)
    assert asks <= ("child" in {tag.id for tag in codebook.tags})
    assert len(codebook.tags) <= 10
    # The menu has ten digits, and the key that opens it belongs to no code.
    assert not {"'", "Ctrl+G"} & {code.key for code in (*codebook.codes, *codebook.talk_codes)}
