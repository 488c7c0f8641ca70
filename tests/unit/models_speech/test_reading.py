"""Of several readings the one is kept that leaves least untold or in doubt."""

from __future__ import annotations

from models.speech.reading import Piece, Reading, agree, best, without_repeats
from models.speech.segmentation import Span
from models.speech.suspicion import Doubt
from models.speech.words import Word

SPEECH = (Span(0.0, 10.0),)


def reading(text: str, *doubts: Doubt, until_s: float = 10.0, log_probability: float = -0.3) -> Reading:
    said = text.split()
    step_s = until_s / len(said)
    words = tuple(Word(place * step_s, (place + 1) * step_s, one, 0.9) for place, one in enumerate(said))
    return Reading((Piece(words, doubts, log_probability),))


def test_a_reading_without_a_doubt_wins() -> None:
    doubted, plain = (
        reading("we go we go we go", Doubt.REPETITION),
        reading("we went to the shop", log_probability=-0.9),
    )
    assert best([doubted, plain], SPEECH) is plain


def test_a_reading_that_leaves_speech_out_does_not_win_by_saying_less() -> None:
    guessed, empty = reading("we went to the shop", Doubt.GUESSED, until_s=4.0), Reading(())
    assert best([empty, guessed], SPEECH) is empty or guessed.cost_s(SPEECH) == empty.cost_s(SPEECH)
    short = reading("yes", until_s=2.0)
    assert best([short, reading("yes I was there at the time")], SPEECH).words[-1].text == "time"


def test_a_loop_is_worse_than_a_gap() -> None:
    loop = reading("we go we go we go", Doubt.REPETITION)
    assert best([loop, Reading(())], SPEECH) == Reading(())


def test_of_equals_the_likelier_wins() -> None:
    first, likelier = reading("we go", log_probability=-0.4), reading("we know", log_probability=-0.2)
    assert best([first, likelier], SPEECH) is likelier


def test_readings_agree_when_they_share_most_words_in_order() -> None:
    assert agree(reading("he came home late last night."), reading("He came home late last night"))
    assert not agree(reading("he came home late last night"), reading("we will see you in the next video"))


def test_a_loop_that_stays_is_cut_and_stays_doubted() -> None:
    cut = without_repeats(reading("no no no no no no", Doubt.REPETITION))
    assert [word.text for word in cut.words] == ["no", "no"]
    assert cut.doubted
