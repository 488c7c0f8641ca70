"""The second labelling of the invented conversations: complete, read strictly, and compared as worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.talk.corpus import Conversation, CorpusError, read_conversation, taught_conversations
from models.talk.second_pass import Label, agreement, read_second, second_labels

TALK = """id = "short"
title = "Short"
setting = "office"
service = "assessment"
practice = "middling"
about = "A test."
children = ["Mo"]
talk = '''
W OTH: Morning.
P: Morning.
W OQ +EVO: What would you like to be different?
W CQ -CHF: Is he in school?
W SR: He is in school.
'''
"""
SECOND = "0 OTH\n2 OQ +EVO +CHF\n3 OQ\n4 SR\n"


@pytest.fixture
def talk(tmp_path: Path) -> Conversation:
    path = tmp_path / "001-short.toml"
    path.write_text(TALK, encoding="utf-8")
    return read_conversation(path)


def _second(folder: Path, text: str) -> Path:
    path = folder / "001-short.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_are_read_by_place(talk: Conversation, tmp_path: Path) -> None:
    labels = read_second(_second(tmp_path, SECOND), talk)
    assert labels[2] == Label("OQ", ("EVO", "CHF"), ())
    assert labels.keys() == {0, 2, 3, 4}


@pytest.mark.parametrize(
    "text", [SECOND + "1 OTH\n", "0 OTH\n", SECOND.replace("SR", "XX"), SECOND.replace("+CHF", "+ABC"), "OTH\n"]
)
def test_what_is_missing_or_wrong_is_refused(talk: Conversation, tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError, match="001-short"):
        read_second(_second(tmp_path, text), talk)


def test_a_conversation_that_was_not_labelled_again_is_refused(talk: Conversation, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="short was not labelled"):
        second_labels([talk], [tmp_path])


def test_agreement_is_as_worked_out_by_hand(talk: Conversation, tmp_path: Path) -> None:
    _second(tmp_path, SECOND)
    found = agreement([talk], second_labels([talk], [tmp_path]))
    assert (found.n, found.same) == (4, 0.75)
    # By chance 1/16 OTH, 2/16 OQ, 0 CQ and 1/16 SR agree: (0.75 - 0.25) / (1 - 0.25).
    assert found.kappa == pytest.approx(2 / 3)
    assert found.tags["+EVO"].f1 == 1.0
    assert (found.tags["-CHF"].first, found.tags["-CHF"].second, found.tags["-CHF"].f1) == (1, 0, 0.0)
    assert found.tags["-PUR"].f1 == 0.0


def test_every_conversation_was_labelled_twice_and_the_two_agree() -> None:
    talks = taught_conversations()
    found = agreement(talks, second_labels(talks))
    assert found.n > 11_000
    assert found.kappa > 0.8
    assert min(found.codes.values()) > 0.6
