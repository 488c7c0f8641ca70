"""The page that says what is validated says no other figure than the document that tells how it was measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coder.analysis.pooling import DEFAULT_MEAN_SD, Spread, running_estimates
from coder.analysis.range_widths import half_widths
from ui.library.limits import LIMITS, Standing, limit_text, told_in
from ui.library.measured import figures, measured, published

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("name", list(measured()))
def test_every_figure_stands_where_it_is_told_how_it_was_measured(name: str):
    one = measured()[name]
    assert one.value in one.says
    assert one.says in (DOCS / one.doc).read_text(encoding="utf-8")


def test_every_figure_is_said_once_it_is_there_and_every_sentence_has_its_figures():
    sentences = [sentence for limit in LIMITS for _, sentence in limit.said]
    named = {name for sentence in sentences for name in re.findall(r"{(\w+)}", sentence)}
    assert named == set(figures())
    assert not [one for sentence in sentences if re.search(r"[{}]", one := limit_text(sentence))]


def test_no_sentence_holds_a_figure_that_is_not_looked_up():
    written = [re.sub(r"{\w+}", "", sentence) for limit in LIMITS for _, sentence in limit.said]
    # Scales, lines and sizes that are set and not measured: of 5, 80% and 95%, 20, 50, 100 and ten recordings, MITI 4.
    allowed = re.compile(r"(of 5|macro-F1|Ratings of 2 and 3|\(80%\)|\(95%\)|20, 50 and 100|of 100|MITI 4|PDF/UA-1)")
    assert [one for one in written if re.search(r"\d", allowed.sub("", one))] == []


def test_every_measured_figure_leads_to_the_document_that_tells_how():
    named = {
        document
        for limit in LIMITS
        for standing, sentence in limit.said
        for document in told_in(sentence)
        if standing is Standing.MEASURED
    }
    assert named == {one.doc for one in measured().values()}


def test_what_others_validated_names_its_source_and_what_is_ours_does_not_lean_on_it():
    sources = {name for name in published() if name.endswith("_source")}
    for limit in LIMITS:
        for standing, sentence in limit.said:
            named = set(re.findall(r"{(\w+)}", sentence))
            foreign = named & set(published())
            assert not foreign or (standing is Standing.VALIDATED and named & sources)


def test_the_ranges_that_are_said_are_those_of_the_profile():
    spread = Spread(3.0, DEFAULT_MEAN_SD, 0.6, 0.5)
    rated = running_estimates([2, 5, 1, 4, 3, 5], [n / 6 for n in range(6)], spread)
    assert half_widths((1, 6)) == pytest.approx(
        ((rated[0].high - rated[0].low) / 2, (rated[5].high - rated[5].low) / 2)
    )
    one, three, six = half_widths((1, 3, 6))
    assert one > three > six > 0.3
