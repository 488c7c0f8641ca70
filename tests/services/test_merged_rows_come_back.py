"""A row of the machine's that was merged away comes back under its own id, and the codes given on it with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.text_edits import AssignSpeaker, Merge, SetText, Split
from tests.services.conftest import with_transcript
from tests.services.test_text_edits import Desk


@pytest.fixture
def desk(services: Services, tone: Path) -> Desk:
    """A transcribed session with a code on each of the first three rows."""
    made = Desk(services, with_transcript(services, tone))
    for place, code in enumerate(("OQ", "CQ", "AF")):
        made.code(place, code)
    return made


def own_rows(desk: Desk) -> list[tuple[str, str]]:
    return [(code, row) for code, row, _ in desk.codes]


@pytest.mark.parametrize("merges", [((0, 1), (0, 2)), ((1, 2), (0, 1))], ids=["from the first on", "from the last on"])
def test_each_of_three_merged_rows_has_its_own_code_again(desk: Desk, merges: tuple[tuple[int, int], ...]) -> None:
    before, said, ids = own_rows(desk), desk.said, desk.ids
    desk.edit([Merge(ids[one], ids[other]) for one, other in merges])
    assert {row for _, row in own_rows(desk)} == {ids[0]}
    first, second = len(said[0].split()), len(said[1].split())
    apart = [Split(ids[0], first + second, ids[2]), Split(ids[0], first, ids[1])]
    desk.edit([*apart, AssignSpeaker((ids[1],), desk.text.speakers[1].id)], "Apart")
    assert (desk.said, own_rows(desk)) == (said, before)
    desk.undo()
    assert {row for _, row in own_rows(desk)} == {ids[0]}
    desk.redo()
    assert (desk.said, own_rows(desk)) == (said, before)


def test_a_code_given_after_the_merge_stays_on_the_row_it_was_given_on(desk: Desk) -> None:
    desk.edit([Merge(desk.ids[3], desk.ids[4])])
    desk.code(3, "SR")
    desk.edit([Split(desk.ids[3], 3, desk.ids[4])])
    assert ("SR", desk.ids[3]) in own_rows(desk)


def test_rows_that_come_back_are_there_after_a_correction_too(desk: Desk) -> None:
    ids = desk.ids
    desk.edit([Merge(ids[0], ids[1]), SetText(ids[0], "How were mornings? Up and down.")])
    desk.edit([Split(ids[0], 3, ids[1])])
    assert desk.said[:2] == ["How were mornings?", "Up and down."]
    assert own_rows(desk)[:2] == [("OQ", ids[0]), ("CQ", ids[1])]


@pytest.mark.parametrize("place", [1, 2, 4], ids=["a neighbour", "one merged into another", "one further on"])
def test_the_id_of_a_row_that_is_elsewhere_is_refused(desk: Desk, place: int) -> None:
    if place == 2:
        desk.edit([Merge(desk.ids[1], desk.ids[2])])
    before = desk.said
    with pytest.raises(UserError, match="there already"):
        desk.edit([Split(desk.ids[0], 2, desk.ids[place])])
    assert desk.said == before
