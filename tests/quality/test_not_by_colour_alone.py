"""With all inks made one, everything that a row of the transcript tells can still be told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Flag
from tests.helpers.accessible import changed_pixels
from ui.theme import Mode, current
from ui.tokens import LIGHT, PRINCIPLES
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import Row, RowCode, RowKind, RowMark, RowMarks, TranscriptModel

INK = "#444444"
COLOURED = ("accent", "ok", "warn", "danger", "speaker_worker", "speaker_family", "speaker_child", "speaker_other")
GREY = replace(LIGHT, **dict.fromkeys(COLOURED, INK), principles=dict.fromkeys(PRINCIPLES, INK))
PLAIN = Row("u1", RowKind.UTTERANCE, 1.0, 3.0, "Worker", SpeakerRole.WORKER, ("How", "have", "mornings", "been?"))
WORDLESS = replace(PLAIN, speaker="", words=())
OQ, CQ = RowCode("OQ", "Open question", "Q", "Ev"), RowCode("CQ", "Closed question", "Q", "Em")
PAIRS = {
    "two codes with one key": ((PLAIN, RowMarks((OQ,))), (PLAIN, RowMarks((CQ,)))),
    "evidence for and against": (
        (PLAIN, RowMarks(marks=(RowMark("Empathy", "Em"),))),
        (PLAIN, RowMarks(marks=(RowMark("Empathy", "Em", against=True),))),
    ),
    "evidence for two principles": (
        (PLAIN, RowMarks(marks=(RowMark("Empathy", "Em"),))),
        (PLAIN, RowMarks(marks=(RowMark("Evocation", "Ev"),))),
    ),
    "evidence and a moment": (
        (PLAIN, RowMarks(marks=(RowMark("Empathy", "Em"),))),
        (PLAIN, RowMarks(marks=(RowMark("A bright moment"),))),
    ),
    "a code with a memo": ((PLAIN, RowMarks((OQ,))), (PLAIN, RowMarks((replace(OQ, memo="hers"),)))),
    "a word heard badly": ((PLAIN, RowMarks()), (replace(PLAIN, unsure=frozenset({2})), RowMarks())),
    "invented and overlapping text": (
        (replace(PLAIN, flags=(Flag.SUSPECT,)), RowMarks()),
        (replace(PLAIN, flags=(Flag.OVERLAP,)), RowMarks()),
    ),
    "to be checked and checked": (
        (replace(PLAIN, flags=(Flag.SUSPECT,)), RowMarks()),
        (replace(PLAIN, flags=(Flag.SUSPECT,), checked=True), RowMarks()),
    ),
    "corrected by hand": ((PLAIN, RowMarks()), (replace(PLAIN, edited=True), RowMarks())),
    "text and a stretch coded by ear": ((WORDLESS, RowMarks()), (replace(WORDLESS, kind=RowKind.INTERVAL), RowMarks())),
}


@pytest.fixture
def one_ink(qapp):
    """The light theme, with every colour that means something made the same."""
    theme = current()
    theme.tokens = GREY
    yield
    theme.apply(Mode.LIGHT, 1.0)


@pytest.fixture
def picture(one_ink, show_widget):
    """Draws one row with its marks, always in the same list, so that nothing else differs."""
    model = TranscriptModel()
    view = show_widget(TranscriptList(model), (700, 90))

    def draw(row: Row, marks: RowMarks):
        model.set_rows([row])
        model.set_marks({row.id: marks})
        for _ in range(5):
            QCoreApplication.processEvents()
        return view.viewport().grab().toImage()

    draw(PLAIN, RowMarks())
    return draw


@pytest.mark.parametrize("what", PAIRS)
def test_two_things_that_mean_something_else_look_different_without_colour(picture, what):
    first, second = (picture(*one) for one in PAIRS[what])
    assert changed_pixels(first, second) >= 8


def test_the_same_row_looks_the_same_twice(picture):
    first, second = (picture(PLAIN, marks) for marks in (RowMarks((OQ,)), RowMarks((OQ,))))
    assert changed_pixels(first, second) == 0


def test_nothing_of_the_seven_principles_is_left_to_tell_by_ink(one_ink):
    assert {current().tokens.principle(badge) for badge in PRINCIPLES} == {INK}
