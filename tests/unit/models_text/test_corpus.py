"""The invented conversations: their format is checked, and the collection keeps its promises."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from math import ceil
from pathlib import Path

import pytest

from models.talk.corpus import (
    ATTRIBUTES,
    CODES,
    EXCHANGES_FOLDER,
    PRINCIPLES,
    SERVICES,
    SETTINGS,
    WORKSHOPS_FOLDER,
    WRITTEN,
    Conversation,
    CorpusError,
    corpus_hash,
    load_conversations,
    read_conversation,
    taught_conversations,
    worker_utterances,
)
from models.talk.text import CHILD, OTHER, PARENT, fold, words

HEAD = """id = "short"
title = "Short"
setting = "office"
service = "assessment"
practice = "middling"
about = "A test."
children = ["Mo"]
"""
LEAST_EXAMPLES = 60
TOO_ALIKE = 0.75
FEW_WORDS = 6


@pytest.fixture(scope="module")
def conversations() -> tuple[Conversation, ...]:
    return load_conversations()


@pytest.fixture(scope="module")
def taught() -> tuple[Conversation, ...]:
    return taught_conversations()


def _written(folder: Path, talk: str, head: str = HEAD) -> Path:
    path = folder / "001-short.toml"
    path.write_text(f"{head}talk = '''\n{talk}\n'''\n", encoding="utf-8")
    return path


def test_a_line_holds_speaker_code_attributes_passages_and_words(tmp_path: Path) -> None:
    talk = "W OQ evokes=reasons leading +EVO -CHF: Why: what for?\nP: Dunno."
    coded = read_conversation(_written(tmp_path, talk)).utterances
    assert [one.utterance.speaker_role for one in coded] == ["worker", "parent"]
    assert coded[0].code == "OQ"
    assert coded[0].utterance.text == "Why: what for?"
    assert coded[0].attributes == (("evokes", "reasons"), ("leading", ""))
    assert (coded[0].shows, coded[0].harms) == (("EVO",), ("CHF",))
    assert coded[1].code == ""


@pytest.mark.parametrize(
    ("talk", "message"),
    [
        ("W OQ: fine\nW: no code", "line 10: the worker's utterance has no known code"),
        ("W XX: what", "no known code"),
        ("W OQ colour=red: what", "unknown attribute 'colour=red'"),
        ("W OQ +ABC: what", "unknown principle"),
        ("P OQ: what", "only the worker is coded"),
        ("Z: what", "unknown speaker 'Z'"),
        ("W OQ what", "is not 'SPEAKER"),
    ],
)
def test_a_line_that_breaks_the_format_is_refused_with_its_number(tmp_path: Path, talk: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as refused:
        read_conversation(_written(tmp_path, talk))
    assert "001-short.toml" in str(refused.value)


def test_words_may_stand_as_a_recogniser_leaves_them(tmp_path: Path) -> None:
    typed = read_conversation(_written(tmp_path, "P: Hello."))
    recognised = read_conversation(_written(tmp_path, "P: hello", HEAD + 'written = "recognised"\n'))
    assert (typed.written, recognised.written) == ("typed", "recognised")
    with pytest.raises(CorpusError, match="written"):
        read_conversation(_written(tmp_path, "P: hello", HEAD + 'written = "guessed"\n'))


@pytest.mark.parametrize(
    ("old", "new"), [('"office"', '"moon"'), ('title = "Short"\n', ""), ('["Mo"]', "3"), ('"A test."', '" "')]
)
def test_a_head_that_breaks_the_format_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(CorpusError):
        read_conversation(_written(tmp_path, "P: Hello.", HEAD.replace(old, new)))


def test_two_conversations_with_one_id_are_refused(tmp_path: Path) -> None:
    text = _written(tmp_path, "P: Hello.").read_text(encoding="utf-8")
    (tmp_path / "002-again.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="two conversations"):
        load_conversations(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no conversation files"):
        load_conversations(tmp_path)


def test_the_hash_changes_with_words_and_codes_and_not_with_titles(tmp_path: Path) -> None:
    first = corpus_hash([read_conversation(_written(tmp_path, "W OQ: What now?"))])
    other_title = HEAD.replace('title = "Short"', 'title = "Other"')
    assert corpus_hash([read_conversation(_written(tmp_path, "W OQ: What now?", other_title))]) == first
    assert corpus_hash([read_conversation(_written(tmp_path, "W CQ: What now?"))]) != first
    assert corpus_hash([read_conversation(_written(tmp_path, "W OQ: What then?"))]) != first


def test_times_run_forward_without_overlap(taught: tuple[Conversation, ...]) -> None:
    for conversation in taught:
        times = [t for one in conversation.utterances for t in (one.utterance.start_s, one.utterance.end_s)]
        assert times == sorted(times)


def test_files_are_named_after_their_conversations(taught: tuple[Conversation, ...]) -> None:
    files = [*sorted(EXCHANGES_FOLDER.glob("*.toml")), *sorted(WORKSHOPS_FOLDER.glob("*.toml"))]
    names = [path.stem.partition("-")[2] for path in files]
    assert names == [conversation.id for conversation in taught]
    assert len(set(names)) == len(names)


def test_talk_of_workshops_teaches_codes_and_no_principles(conversations: tuple[Conversation, ...]) -> None:
    workshops = load_conversations(WORKSHOPS_FOLDER)
    assert {talk.service for talk in workshops} == {"workshop"}
    assert "workshop" not in {talk.service for talk in conversations}
    assert not any(talk.children for talk in workshops)
    assert not any(one.shows or one.harms for one in worker_utterances(workshops))
    counts = Counter(coded.code for coded in worker_utterances(workshops))
    assert max(counts.values()) < 0.2 * sum(counts.values())


def test_there_are_enough_conversations_and_enough_of_every_code(conversations: tuple[Conversation, ...]) -> None:
    counts = Counter(coded.code for coded in worker_utterances(conversations))
    assert len(conversations) >= 120
    assert sum(len(conversation.utterances) for conversation in conversations) >= 10_000
    assert sum(counts.values()) >= 5000
    assert {code: n for code, n in counts.items() if n < LEAST_EXAMPLES and code != "UNC"} == {}
    assert set(counts) == set(CODES)


def test_every_code_is_spread_over_many_conversations(conversations: tuple[Conversation, ...]) -> None:
    held_by: dict[str, set[str]] = defaultdict(set)
    for conversation in conversations:
        for coded in worker_utterances([conversation]):
            held_by[coded.code].add(conversation.id)
    assert {code: len(ids) for code, ids in held_by.items() if len(ids) < 10 and code != "UNC"} == {}


def test_most_practice_is_in_the_middle(conversations: tuple[Conversation, ...]) -> None:
    kinds = Counter(conversation.practice for conversation in conversations)
    assert kinds["middling"] == max(kinds.values())
    assert min(kinds[kind] for kind in ("skilled", "middling", "poor")) >= 6


def test_every_kind_of_talk_is_there(conversations: tuple[Conversation, ...]) -> None:
    assert {talk.setting for talk in conversations} == SETTINGS
    assert {talk.service for talk in conversations} == SERVICES - {"workshop"}
    written = Counter(talk.written for talk in conversations)
    assert min(written[one] for one in WRITTEN) >= 10
    heard = [{one.utterance.speaker_role for one in talk.utterances} for talk in conversations]
    assert min(sum(role in roles for roles in heard) for role in (PARENT, CHILD, OTHER)) >= 20
    attributes = Counter(name for one in worker_utterances(conversations) for name, _ in one.attributes)
    assert min(attributes[name] for name in ATTRIBUTES) >= 10


def test_every_principle_has_passages_for_and_against(conversations: tuple[Conversation, ...]) -> None:
    coded = worker_utterances(conversations)
    shown = Counter(principle for one in coded for principle in one.shows)
    harmed = Counter(principle for one in coded for principle in one.harms)
    assert {p for p in PRINCIPLES if shown[p] < 20 or harmed[p] < 5} == set()


def test_no_utterance_is_nearly_the_same_as_one_of_another_conversation(taught: tuple[Conversation, ...]) -> None:
    lines = [
        (conversation.id, frozenset(words(fold(coded.utterance.text))), coded.utterance.text)
        for conversation in taught
        for coded in worker_utterances([conversation])
    ]
    longer = [line for line in lines if len(line[1]) >= FEW_WORDS]
    often = Counter(word for _, said, _ in longer for word in said)
    holders: dict[str, set[int]] = defaultdict(set)
    alike = []
    for number, (name, said, text) in enumerate(longer):
        # Two that share that much share one of their rarest words, so only those that do are compared.
        rarest = sorted(said, key=lambda word: (often[word], word))[: len(said) - ceil(TOO_ALIKE * len(said)) + 1]
        for other in set[int]().union(*(holders[word] for word in rarest)):
            other_name, other_said, other_text = longer[other]
            if other_name != name and len(said & other_said) >= TOO_ALIKE * len(said | other_said):
                alike.append((text, other_text))
        for word in rarest:
            holders[word].add(number)
    assert alike == []


def test_no_name_gives_a_code_away(taught: tuple[Conversation, ...]) -> None:
    coded = worker_utterances(taught)
    text = " ".join(one.utterance.text for one in coded)
    small = set(re.findall(r"\b[a-z]+\b", text))
    codes_with: dict[str, list[str]] = defaultdict(list)
    for one in coded:
        for name in set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", one.utterance.text)):
            if name.lower() not in small:
                codes_with[name].append(one.code)
    often = {name: Counter(codes) for name, codes in codes_with.items() if len(codes) >= 6}
    days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "August"}
    telling = {
        name: codes.most_common(2)
        for name, codes in often.items()
        if name not in days and max(codes.values()) > 0.6 * sum(codes.values())
    }
    assert often
    assert telling == {}
