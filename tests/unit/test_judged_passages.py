"""What is judged, what a judge gets to see, and what is printed of it."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from models.passages.marks import KINDS, Marks, marks_of
from models.passages.readings import load_readings
from models.talk.corpus import load_conversations
from models.talk.second_pass import agreement, second_labels
from tools import judged_passages
from tools.judged_passages import (
    DRAWN,
    FOLDER,
    FOUND,
    TALKS,
    Pooled,
    SheetError,
    answers_of,
    figures,
    held_back,
    keep,
    open_to,
    pool,
    read_pool,
    spend,
    store,
    write_sheet,
)
from tools.measure_passages import FIRST, LEAST_MARKED, Found, moments_of

EVO = ("EVO", "for")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The passages that were drawn, judged by nobody yet."""
    shutil.copy(FOLDER / "pool.csv", tmp_path)
    shutil.copy(FOLDER / "finder.sha256", tmp_path)
    return tmp_path


def _filled(folder: Path, name: str, relevant: set[str], asked: Sequence[Pooled] | None = None) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "relevant"))
        rows.writerows((one.id, int(one.id in relevant)) for one in asked or read_pool(folder))
    return path


def _values(folder: Path) -> dict[str, float]:
    return {one.name.partition(" (n")[0].strip(): one.value for one in figures(folder)}


def _found() -> list[Found]:
    """Conversations with a list of two passages for evocation and none for anything else."""
    talks = load_conversations()
    second = second_labels(talks)
    coded = {talk.id: [place for place, one in enumerate(talk.utterances) if one.code] for talk in talks}
    return [Found(talk, marks_of(talk, second[talk.id]), {EVO: coded[talk.id][:2]}) for talk in talks]


def test_found_and_drawn_passages_are_mixed_and_a_case_without_a_list_counts_too() -> None:
    found = _found()
    pooled = pool(found, seed=1)
    mine = [one for one in pooled if one.kind == EVO]
    assert Counter(one.source for one in mine) == {FOUND: 6 * 2, DRAWN: 6 * FIRST}
    empty = [one for one in pooled if one.kind == ("CHF", "for")]
    assert Counter(one.source for one in empty) == {DRAWN: 6 * FIRST}
    places = Counter((one.kind, one.conversation, one.place) for one in pooled)
    assert set(places.values()) == {1}
    assert [one.id for one in pooled] == [f"{n:03}" for n in range(1, len(pooled) + 1)]
    # In the order of numbers, listed passages stand anywhere among the others.
    first_half = mine[: len(mine) // 2]
    assert 0 < sum(one.source == FOUND for one in first_half) < 12
    assert [one.conversation for one in pool(found, seed=2)] != [one.conversation for one in pooled]


def test_which_conversations_are_drawn_does_not_depend_on_what_is_found_and_none_is_spent() -> None:
    found = _found()
    nothing_found = [Found(one.talk, one.marks, {}) for one in found]
    drawn = {(one.kind, one.conversation) for one in pool(found, ["EVO"])}
    assert drawn == {(one.kind, one.conversation) for one in pool(nothing_found, ["EVO"])}
    spent = {conversation for _, conversation in drawn}
    anew = pool(found, ["EVO"], spent=spent, after=646)
    assert {one.kind[0] for one in anew} == {"EVO"}
    assert spent.isdisjoint(one.conversation for one in anew)
    assert min(one.id for one in anew) == "647"


def test_conversations_that_were_written_to_be_judged_are_drawn_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found()
    usual = {one.conversation for one in pool(found, ["EVO"]) if one.kind == EVO}
    cases = {one.talk.id for one in found if len(moments_of(Marks.either(one.marks, EVO))) >= LEAST_MARKED}
    written = sorted(cases - usual)[:4]
    monkeypatch.setattr(judged_passages, "held_back", lambda: [one.talk for one in found if one.talk.id in written])
    drawn = {one.conversation for one in pool(found, ["EVO"]) if one.kind == EVO}
    assert set(written) < drawn
    assert len(drawn) == len(usual) == 6
    # One that was read before is drawn no more, whoever wrote it and why.
    again = {one.conversation for one in pool(found, ["EVO"], spent=drawn) if one.kind == EVO}
    assert drawn.isdisjoint(again)


def test_nothing_is_learnt_from_conversations_that_were_written_to_be_judged() -> None:
    own = load_conversations()
    held = held_back()
    assert {talk.id for talk in own}.isdisjoint(talk.id for talk in held)
    lines = {one.utterance.text for talk in own for one in talk.utterances if len(one.utterance.text.split()) > 7}
    again = [one for talk in held for one in talk.utterances if one.utterance.text in lines]
    assert not again
    second = second_labels(held, [TALKS / "second"])
    assert agreement(held, second).kappa > 0.8


def test_what_is_drawn_anew_is_open_to_both_judges_and_what_both_said_before_is_read(
    folder: Path, tmp_path: Path
) -> None:
    readings = tmp_path / "readings.csv"
    readings.write_text("principle,direction,conversation,place,relevant\n", encoding="utf-8")
    before = read_pool(folder)
    mine = [one for one in before if one.kind == EVO]
    keep("first", _filled(folder, "one.csv", {mine[0].id, mine[1].id}), folder)
    keep("second", _filled(folder, "other.csv", {mine[0].id}), folder)
    spend(["EVO"], folder, readings)
    read = load_readings(readings)
    assert {kind[0] for kind in read} == {"EVO"}
    said = read[EVO]
    assert len(said) == len(mine)
    # Relevant is what both say.
    assert [where for where, relevant in said.items() if relevant] == [(mine[0].conversation, mine[0].place)]
    left = [one.id for one in before if one.kind[0] != "EVO"]
    assert sorted(answers_of("first", folder)) == sorted(left)
    anew = pool(_found(), ["EVO"], after=2000)
    store(anew, folder)
    assert [one.id for one in open_to("second", folder)] == [one.id for one in anew]
    assert {name for name in _values(folder) if "EVO" in name} == set()
    keep("first", _filled(folder, "anew.csv", {one.id for one in anew}, anew), folder)
    assert _values(folder)["passages EVO: relevant by one judge alone"] > 0
    assert "passages CHF: relevant by both judges" in _values(folder)


def test_a_sheet_shows_the_passage_and_not_where_it_comes_from(folder: Path) -> None:
    pooled = read_pool(folder)
    write_sheet(pooled, folder / "sheet.csv")
    with (folder / "sheet.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["id", "principle", "direction", "passage", "relevant"]
    talks = {talk.id: talk for talk in [*load_conversations(), *held_back()]}
    for row, one in zip(rows, pooled, strict=True):
        said = talks[one.conversation].utterances[one.place].utterance
        assert f">> {said.speaker_role}: {said.text}" in row["passage"].splitlines()
        assert row["passage"].count("\n") <= 4
        assert row["relevant"] == ""


def test_a_sheet_with_a_gap_is_refused_and_nothing_is_kept(folder: Path) -> None:
    path = _filled(folder, "filled.csv", set())
    lines = path.read_text(encoding="utf-8").splitlines()
    for spoilt, told in (
        (lines[:-1], "exactly once"),
        ([*lines, lines[-1]], "exactly once"),
        ([*lines[:-1], lines[-1].partition(",")[0] + ","], "no answer"),
        ([*lines[:-1], lines[-1].partition(",")[0] + ",perhaps"], "no answer"),
    ):
        path.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
        with pytest.raises(SheetError, match=told):
            keep("second", path, folder)
    with pytest.raises(SheetError, match="no judge"):
        keep("third", path, folder)
    assert not (folder / "second.csv").exists()


def test_who_says_yes_to_everything_says_so_of_drawn_passages_too(folder: Path) -> None:
    assert figures(folder) == []
    pooled = read_pool(folder)
    keep("first", _filled(folder, "filled.csv", {one.id for one in pooled}), folder)
    told = _values(folder)
    assert told["passages drawn: each by itself relevant by one judge alone"] == 1.0
    # Five is the divisor although fewer are listed.
    listed = [one for one in pooled if one.source == FOUND and one.kind[0] == "AUT"]
    assert told["passages AUT: relevant by one judge alone"] == pytest.approx(len(listed) / (FIRST * 10))
    assert {one.budget for one in figures(folder)} == {None}


def test_with_two_judges_only_what_both_say_counts_and_is_held_to_the_target(folder: Path) -> None:
    pooled = read_pool(folder)
    of_evo = [one.id for one in pooled if one.kind == EVO and one.source == FOUND]
    keep("first", _filled(folder, "one.csv", set(of_evo)), folder)
    keep("second", _filled(folder, "other.csv", set(of_evo[:3])), folder)
    told = _values(folder)
    assert told["EVO, for alone"] == pytest.approx(3 / (FIRST * 6))
    assert told["passages CHF: relevant by both judges"] == 0.0
    n, both, one_alone = len(pooled), 3, len(of_evo) - 3
    assert told["passages, both judges: same answer"] == pytest.approx(1 - one_alone / n)
    chance = (len(of_evo) / n) * (both / n) + (1 - len(of_evo) / n) * (1 - both / n)
    assert told["passages, both judges: kappa"] == pytest.approx((1 - one_alone / n - chance) / (1 - chance))
    assert sum(one.budget == 0.6 for one in figures(folder)) == 7


def test_nothing_is_said_of_passages_that_another_finder_found_or_in_other_text(folder: Path) -> None:
    keep("first", _filled(folder, "filled.csv", set()), folder)
    assert figures(folder)
    (folder / "finder.sha256").write_text("0" * 64 + "\n", encoding="utf-8")
    assert figures(folder) == []


def test_what_is_kept_was_drawn_from_the_text_that_ships() -> None:
    pooled = read_pool()
    assert {one.kind for one in pooled} == set(KINDS)
    talks = {talk.id: talk for talk in [*load_conversations(), *held_back()]}
    assert all(talks[one.conversation].utterances[one.place].code for one in pooled)
    assert figures(), "text, marks or finder have changed: python -m tools.judged_passages draw, then judge anew"
    assert judged_passages.JUDGES == ("first", "second")
