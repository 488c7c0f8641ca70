"""Each kind of practice has its own codebook, voices and figures; only visits are looked at by models."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from codebook.load import load_builtin
from codebook.schema import Kind
from codebook.variants import split_id, variant_book, variant_for, variant_named
from coder.domain.coding import Coding, CodingState, Mode
from coder.domain.people import SpeakerRole
from coder.domain.practice import (
    Practice,
    codebook_kind,
    is_coded,
    is_suggested_for,
    kinds_of,
    practice_of,
    roles_in,
    whose_practice,
)
from coder.domain.sessions import SessionKind


def test_every_kind_of_session_shows_exactly_one_practice() -> None:
    shown = [kind for practice in Practice for kind in kinds_of(practice)]
    assert sorted(shown) == sorted(SessionKind)
    assert {practice_of(kind) for kind in kinds_of(Practice.VISIT)} == {Practice.VISIT}
    assert SessionKind.TELEPHONE in kinds_of(Practice.VISIT)
    assert len({codebook_kind(practice) for practice in Practice}) == len(Practice)


@pytest.mark.parametrize("practice", Practice)
def test_models_look_at_visits_only(practice: Practice) -> None:
    assert is_suggested_for(practice) is (practice is Practice.VISIT)


@pytest.mark.parametrize("practice", Practice)
def test_whose_practice_is_rated_can_be_heard(practice: Practice) -> None:
    assert whose_practice(practice) in roles_in(practice)
    assert is_coded(practice, whose_practice(practice))


def test_in_supervision_everybody_is_coded_and_no_family_is_there() -> None:
    assert all(is_coded(Practice.SUPERVISION, role) for role in roles_in(Practice.SUPERVISION))
    assert SpeakerRole.PARENT not in roles_in(Practice.SUPERVISION)
    assert not is_coded(Practice.VISIT, SpeakerRole.PARENT)
    assert SpeakerRole.SUPERVISOR not in roles_in(Practice.VISIT)


@pytest.mark.parametrize("kind", SessionKind)
def test_suggestions_are_shown_beside_locked_or_assisted_codings_of_visits(kind: SessionKind) -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    begun = Coding("c", "s", "e", "msw", "1.0.0", "h", Mode.BLIND, at, None, None, None, CodingState())
    visit = practice_of(kind) is Practice.VISIT
    assert not begun.shows_suggestions(kind)
    assert replace(begun, locked_at=at).shows_suggestions(kind) is visit
    assert replace(begun, mode=Mode.ASSISTED).shows_suggestions(kind) is visit


def test_the_variant_for_recruitment_keeps_anchors_and_no_codes() -> None:
    msw = load_builtin("msw")
    variant = variant_for(msw, Kind.RECRUITMENT)
    assert variant is not None
    book = variant_book(msw, variant)
    assert {one.id for one in book.principles} == {"EMP", "COL", "AUT", "EVO", "CLA"}
    assert book.principle("EMP").anchors == msw.principle("EMP").anchors
    assert {name for group in book.groups for name in group.principles} == {one.id for one in book.principles}
    assert (book.codes, book.measures, book.kind) == ((), (), Kind.RECRUITMENT)
    assert (book.version, book.hash) == (msw.version, msw.hash)


def test_a_variant_is_found_again_by_its_id() -> None:
    msw = load_builtin("msw")
    variant = variant_for(msw, Kind.RECRUITMENT)
    assert variant is not None
    book = variant_book(msw, variant)
    base, name = split_id(book.id)
    assert (base, variant_named(msw, name)) == ("msw", book)
    assert split_id("msw") == ("msw", "")
    with pytest.raises(KeyError):
        variant_named(msw, "nothing")
    assert variant_for(load_builtin("supervision"), Kind.RECRUITMENT) is None
