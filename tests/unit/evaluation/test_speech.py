"""Which setting of the bare library counts, and what one failure leaves of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coder.evaluation import children, speech
from coder.evaluation.children import SAME_AS_OURS, SETTINGS, Heard, Setting, Unreadable
from coder.evaluation.references import Recording, Reference, TimedWord, Turn
from coder.evaluation.speech import evaluate

FOLDER = Path("nowhere")


def said(text: str, cpu_s: float) -> Heard:
    words = tuple(TimedWord(place, place + 0.5, word) for place, word in enumerate(text.split()))
    return Heard(words, cpu_s=cpu_s, peak_mb=300.0)


OURS = replace(said("one two three", 2.0), turns=(Turn(0.0, 3.0, "S1"),), coverage=1.0, duration_s=10.0)
BARE = {
    SAME_AS_OURS: said("one two", 1.0),
    Setting(1, vad=True): said("one two three four", 1.5),
    Setting(1, vad=False): said("one two three", 4.0),
    Setting(5, vad=True): said("one two three", 3.0),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Setting]:
    """Processes that answer at once; what was asked of the bare library."""
    settings: list[Setting] = []

    def bare(sound: Path, model: str, app_folder: Path, setting: Setting) -> Heard:
        settings.append(setting)
        if sound.name == "odd.wav":
            raise Unreadable("The process that heard it stopped.")
        return BARE[setting]

    def ours(sound: Path, model: str, app_folder: Path) -> Heard:
        if sound.name == "broken.wav":
            raise Unreadable("This is not a sound file.")
        return OURS

    def coverage(sound: Path, words: Sequence[TimedWord]) -> float:
        return len(words) / 10

    monkeypatch.setattr(speech, "hear_with_bare", bare)
    monkeypatch.setattr(speech, "hear_with_product", ours)
    monkeypatch.setattr(speech, "coverage_of", coverage)
    return settings


def recording(name: str, reference: Reference) -> Recording:
    return Recording(Path(name), name, reference)


def test_the_setting_with_fewest_wrong_words_counts_and_the_cheaper_of_equals(asked: list[Setting]) -> None:
    (outcome,) = evaluate([recording("a.wav", Reference(text="One, two, three."))], model="base", app_folder=FOLDER)
    assert set(asked) == set(SETTINGS)
    assert outcome.bare[0].setting == Setting(5, vad=True)
    assert outcome.best_bare is not None
    assert outcome.best_bare.coverage == 0.3
    assert outcome.best_bare.duration_s == 10.0
    assert outcome.same_settings is not None
    assert outcome.same_settings.cpu_s == 1.0


def test_where_nobody_says_a_word_the_setting_that_invents_least_counts(asked: list[Setting]) -> None:
    (outcome,) = evaluate([recording("a.wav", Reference(text=""))], model="base", app_folder=FOLDER)
    assert outcome.bare[0].setting == SAME_AS_OURS
    assert [run.score.invented for run in outcome.bare] == [2, 3, 3, 4]


def test_without_words_only_our_own_setting_is_run(asked: list[Setting]) -> None:
    (outcome,) = evaluate([recording("a.wav", Reference(turns=()))], model="base", app_folder=FOLDER)
    assert asked == [SAME_AS_OURS]
    assert outcome.best_bare is outcome.same_settings
    assert outcome.score is not None
    assert (outcome.score.speakers, outcome.score.speakers_found, outcome.score.invented) == (0, 1, 3)


def test_one_that_cannot_be_heard_leaves_the_others(asked: list[Setting]) -> None:
    names: list[tuple[float, str]] = []
    found = evaluate(
        [recording(name, Reference()) for name in ("broken.wav", "odd.wav", "good.wav")],
        model="base",
        app_folder=FOLDER,
        told=lambda share, name: names.append((round(share, 2), name)),
    )
    assert [(one.problem != "", one.score is None, one.bare_problem != "", len(one.bare)) for one in found] == [
        (True, True, False, 0),
        (False, False, True, 0),
        (False, False, False, 1),
    ]
    assert names == [(0.0, "broken.wav"), (0.33, "odd.wav"), (0.67, "good.wav"), (1.0, "")]


def test_without_the_library_it_is_not_asked(asked: list[Setting]) -> None:
    evaluate([recording("a.wav", Reference(text="one"))], model="base", app_folder=FOLDER, with_bare=False)
    assert asked == []


def test_a_process_that_breaks_is_told_with_its_exit_code() -> None:
    with pytest.raises(Unreadable, match=r"exit code 1"):
        children.coverage_of(Path("no-such-file.wav"), ())


def test_a_process_that_never_listens_is_told_as_well() -> None:
    many = [TimedWord(place, place + 0.5, "word") for place in range(20_000)]
    with pytest.raises(Unreadable, match=r"exit code"):
        children._run("no.such.module", {"words": [word.text for word in many]})
