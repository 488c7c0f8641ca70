"""Two versions are told apart part by part, and a version number that plays a change down is called out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from codebook.compare import ChangeKind, Comparison, Step, compare, may_pool
from codebook.load import builtin_ids, load_builtin, load_text
from codebook.schema import Codebook, CodeGroup, Kind

Edit = Callable[[str, str], str]

NEW_CODE = '''\
[[codes]]
id = "SR"
name = "Simple reflection"
speaker = "worker"
definition = "Says it again."
group = "consistent"
precedence = 1
key = "r"

[[codes]]
id = "OQ"'''


@pytest.fixture
def old(small: str) -> Codebook:
    return load_text(small, "old.toml")


@pytest.fixture
def against(old: Codebook, edited: Edit) -> Callable[[str, str], Comparison]:
    """Compares the small codebook with one of its edits, whose version number stays."""

    def comparison(before: str, after: str) -> Comparison:
        return compare(old, load_text(edited(before, after), "new.toml"))

    return comparison


def test_a_codebook_does_not_differ_from_itself(old: Codebook) -> None:
    comparison = compare(old, old)

    assert comparison.changes == ()
    assert comparison.required is Step.NONE
    assert comparison.honoured
    assert comparison.sentence == "Nothing changed."


def test_a_comment_is_no_change(old: Codebook, small: str) -> None:
    assert compare(old, load_text(f"# note\n{small}", "new.toml")).changes == ()


def test_a_reworded_anchor_is_a_patch(against: Callable[[str, str], Comparison]) -> None:
    comparison = against("Listens throughout, also when it is hard.", "Listens throughout, even when it is hard.")

    (change,) = comparison.of("anchor")
    assert (change.id, change.kind, change.step) == ("LIS", ChangeKind.CHANGED, Step.PATCH)
    assert change.sentence == "Anchor 3 of LIS was reworded."
    assert change.before == "Listens throughout, also when it is hard."
    assert change.after == "Listens throughout, even when it is hard."
    assert comparison.required is Step.PATCH


def test_a_rewritten_anchor_counts_as_a_new_meaning(against: Callable[[str, str], Comparison]) -> None:
    comparison = against("Listens throughout, also when it is hard.", "Interrupts no more than twice an hour.")

    assert comparison.required is Step.MAJOR
    assert comparison.of("anchor")[0].sentence == "Anchor 3 of LIS was rewritten; its meaning counts as changed."


def test_a_new_code_is_a_minor_step_and_moves_no_other(old: Codebook, edited: Edit) -> None:
    text = edited('[[codes]]\nid = "OQ"', NEW_CODE).replace("precedence = 2", "precedence = 3")
    text = text.replace('precedence = 1\nkey = "q"', 'precedence = 2\nkey = "q"')
    comparison = compare(old, load_text(text, "new.toml"))

    (change,) = comparison.changes
    assert (change.part, change.id, change.kind) == ("code", "SR", ChangeKind.ADDED)
    assert change.sentence == "Code SR is new."
    assert comparison.required is Step.MINOR


def test_a_changed_order_of_precedence_is_a_minor_step(old: Codebook, small: str) -> None:
    text = small.replace("precedence = 1", "precedence = 9").replace("precedence = 2", "precedence = 1")
    comparison = compare(old, load_text(text.replace("precedence = 9", "precedence = 2"), "new.toml"))

    (change,) = comparison.changes
    assert (change.part, change.before, change.after) == ("precedence", "OQ, CQ", "CQ, OQ")
    assert comparison.required is Step.MINOR


@pytest.mark.parametrize(
    ("change", "part", "step", "sentence"),
    [
        (lambda book: replace(book, codes=book.codes[:1]), "code", Step.MAJOR, "Code CQ was removed."),
        (lambda book: replace(book, principles=()), "principle", Step.MAJOR, "Principle LIS was removed."),
        (
            lambda book: replace(book, codes=(replace(book.codes[0], group=CodeGroup.CONSISTENT), book.codes[1])),
            "code",
            Step.MINOR,
            "Group of code OQ: changed from neutral to consistent.",
        ),
        (
            lambda book: replace(book, codes=(replace(book.codes[0], key="w"), book.codes[1])),
            "code",
            Step.PATCH,
            "Key of code OQ: changed from q to w.",
        ),
        (
            lambda book: replace(book, rules=replace(book.rules, scale_max=5)),
            "rule",
            Step.MAJOR,
            "Scale max of the rules: changed from 3 to 5.",
        ),
        (
            lambda book: replace(book, rules=replace(book.rules, evidence_for_extremes=4)),
            "rule",
            Step.MINOR,
            "Evidence for extremes of the rules: changed from 3 to 4.",
        ),
        (
            lambda book: replace(book, id="other"),
            "codebook",
            Step.MAJOR,
            "Id of the codebook: changed from small to other.",
        ),
        (
            lambda book: replace(book, licence="open"),
            "codebook",
            Step.PATCH,
            "Licence of the codebook: changed from none to open.",
        ),
        (
            lambda book: replace(book, principles=(replace(book.principles[0], anchors=("a", "b", "c", "d")),)),
            "anchor",
            Step.MAJOR,
            "Anchor 4 of LIS is new.",
        ),
        (
            lambda book: replace(book, moments=load_builtin("msw").moments[:1]),
            "moment",
            Step.MINOR,
            "Moment bright is new.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(".") else "",
)
def test_each_change_is_told_and_asks_for_its_step(
    old: Codebook, change: Callable[[Codebook], Codebook], part: str, step: Step, sentence: str
) -> None:
    comparison = compare(old, change(old))

    assert comparison.required is step
    assert sentence in [found.sentence for found in comparison.of(part)]
    assert comparison.changes[0].step is step


@pytest.mark.parametrize(
    ("version", "taken", "honoured", "words"),
    [
        ("1.0.0", Step.NONE, False, "Use 1.1.0 or higher."),
        ("1.0.7", Step.PATCH, False, "Use 1.1.0 or higher."),
        ("1.1.0", Step.MINOR, True, "honours"),
        ("2.0.0", Step.MAJOR, True, "honours"),
        ("0.9.0", Step.MAJOR, False, "goes back"),
    ],
)
def test_a_version_number_is_held_to_the_changes(
    old: Codebook, version: str, taken: Step, honoured: bool, words: str
) -> None:
    new = replace(old, version=version, measures=())
    comparison = compare(old, new)

    assert (comparison.required, comparison.taken, comparison.honoured) == (Step.MINOR, taken, honoured)
    assert words in comparison.sentence


def test_scores_are_pooled_within_a_major_version_only(old: Codebook) -> None:
    assert may_pool(old, old)
    assert may_pool(old, replace(old, version="1.4.2", codes=()))
    assert not may_pool(old, replace(old, version="2.0.0"))
    assert not may_pool(old, replace(old, id="other"))
    assert not may_pool(old, replace(old, kind=Kind.RECRUITMENT))


def test_a_comparison_reads_as_sentences(old: Codebook) -> None:
    comparison = compare(old, replace(old, version="2.0.0", licence="open"))

    assert str(comparison).split("\n") == [
        "The changes ask for a patch step; 1.0.0 to 2.0.0 honours that.",
        "Scores may not be pooled.",
        "patch: Licence of the codebook: changed from none to open.",
    ]


def test_scores_are_not_pooled_over_another_scale_whatever_the_number_says(old: Codebook) -> None:
    assert not may_pool(old, replace(old, version="1.1.0", rules=replace(old.rules, scale_max=5)))


def test_one_version_number_with_two_contents_is_not_pooled(old: Codebook, small: str) -> None:
    assert may_pool(old, load_text(f"# note\n{small}", "copy.toml"))
    assert not may_pool(old, replace(old, bands=()))


def _other(value: Any) -> Any:
    """Any value of the same type that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(choice for choice in type(value) if choice is not value)
    if isinstance(value, str):
        return f"{value} changed"
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, tuple):
        return value[:-1] if value else ("new",)
    return 1.0 if value is None else type(value)()


def _variations(value: Any) -> Iterator[Any]:
    """The value with one thing in it changed at a time."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            # A precedence alone that does not change the order changes nothing.
            if field.name != "precedence":
                changed: dict[str, Any] = {field.name: _other(getattr(value, field.name))}
                yield replace(value, **changed)  # type: ignore[type-var]
    elif isinstance(value, tuple) and dataclasses.is_dataclass(value[0]):
        for first in _variations(value[0]):
            yield (first, *value[1:])
    else:
        yield _other(value)


@pytest.mark.parametrize("codebook_id", builtin_ids())
def test_no_field_of_a_codebook_escapes_the_comparison(codebook_id: str) -> None:
    book = load_builtin(codebook_id)
    for field in dataclasses.fields(book):
        value = getattr(book, field.name)
        if field.name in ("hash", "version") or not value:
            continue
        for variation in _variations(value):
            changed: dict[str, Any] = {field.name: variation}
            comparison = compare(book, replace(book, **changed))
            assert comparison.changes, f"{field.name}: {variation!r} was not noticed"
            assert comparison.required >= Step.PATCH
