"""One recording through the real window by keyboard alone: from the first start to the team page, and open again.

Nothing is called but keys; what is asserted is what the window shows and what the services then say. The one thing
read from a service beforehand is whose voice is heard when, which an evaluator would hear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sounddevice import PortAudioError

from coder.bootstrap import Services
from coder.domain.coding import Direction, Origin
from coder.domain.errors import UserError
from coder.domain.people import Role, SpeakerRole
from coder.domain.sessions import Answer, Session, SessionState
from tests.helpers.keyboard import Keyboard, shown, value
from tests.helpers.layouts import forgotten_items
from tests.helpers.real_store import audit_is_whole, visit_clip
from ui.app import Application
from ui.preferences import Look

pytestmark = [pytest.mark.slow, pytest.mark.timeout(780)]

PASSPHRASE = "seven quiet otters swim"
WORK_MS = 400_000
CLIP_S = 42
WORKER_AT_S = 36.0
"""The social worker says here that the father wants a straight answer (coder/demo/data/visit-truth.json)."""


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginning of the demo visit as a WAV file, as it would come from a recorder."""
    return visit_clip(tmp_path_factory.mktemp("tape") / "visit.wav", 0, CLIP_S)


@pytest.fixture
def start(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Application]]:
    """Starts the program on a folder, on a computer without any loudspeaker."""
    monkeypatch.setattr("sounddevice.query_devices", no_device)
    started: list[Application] = []

    def begin(folder: Path) -> Application:
        application = Application(folder, Look())
        qtbot.addWidget(application.window)
        started.append(application)
        application.start()
        return application

    yield begin
    for application in started:
        application.finish()


def no_device(*_: object, **__: object) -> None:
    """What PortAudio says where there is no sound card."""
    raise PortAudioError("Error querying device -1")


def test_a_recording_goes_its_whole_way_by_keyboard_alone(
    qtbot: QtBot, start: Callable[[Path], Application], tape: Path, tmp_path: Path
) -> None:
    keys, store = Keyboard(qtbot), tmp_path / "store"
    application = start(store)
    make_the_store(keys)
    services = application.context.services
    assert services.actor.roles == {Role.EVALUATOR, Role.COACH}

    add_the_recording(keys, tape)
    session = one_session(services)
    assert (session.worker_code, session.team_name, session.state) == ("W-17", "North", SessionState.IMPORTED)
    assert [one.answer for one in services.sessions.permissions(services.actor, session.id)] == [Answer.GIVEN]
    transcribe_it(keys)
    assert one_session(services).state is SessionState.TO_CONFIRM
    confirm_the_voices(keys, services)

    listen_without_a_loudspeaker(keys)
    rows = read_the_rows(keys)
    code_some(keys, services, rows)
    rate_everything(keys, rows)
    lock_it(keys, services, rows)
    listen_a_second_time(keys, services)
    finish_it(keys, services)

    agree_a_next_step(keys, services)
    look_at_the_team(keys, services)
    assert audit_is_whole(services)
    assert forgotten_items() == []
    keys.press("Ctrl+Q")
    assert not application.window.isVisible()

    open_again(keys, start(store), session.code)


def make_the_store(keys: Keyboard) -> None:
    keys.wait_for("Welcome. Who are you?")
    keys.type("Eva")
    keys.go("Go on")
    keys.press("Space")
    keys.wait_for("Where your recordings are kept")
    keys.go("Go on")
    keys.press("Space")
    keys.wait_for("Choose a passphrase")
    keys.type(PASSPHRASE)
    keys.press("Tab")
    keys.type(PASSPHRASE)
    keys.press("Return")
    keys.wait_for("Write the recovery key down")
    keys.go("I have written it down")
    keys.press("Space")
    keys.go("Go on")
    keys.press("Space")
    keys.wait_for("Everything is ready")
    keys.go("Begin empty")
    keys.press("Space")
    keys.wait_for("Home – Practice Coder")


def add_the_recording(keys: Keyboard, tape: Path) -> None:
    keys.press("Ctrl+2")
    keys.wait_for("No recordings yet")
    keys.press("Ctrl+N")
    keys.wait_for("Choose the sound file.")
    filled = (("File", str(tape)), ("Worker", "W-17"), ("Team", "North"), ("Who was asked", "father"))
    for field, text in filled:
        keys.go(field)
        keys.type(text)
    keys.go("Purpose")
    keys.type("To talk about Tuesday night")
    for field, choice in (("Stage", "second"), ("Legal status", "child in need")):
        keys.go(field)
        keys.choose(choice)
    for box in ("father", "Transcribe it right away"):
        keys.go(box)
        keys.press("Space")
    keys.go("Add recording")
    keys.press("Space")
    keys.wait_for("The recording is stored and encrypted.")


def transcribe_it(keys: Keyboard) -> None:
    keys.go("Speech model")
    keys.choose("tiny.en")
    keys.go("Number of voices")
    keys.choose("2")
    keys.go("Transcribe")
    keys.press("Space")
    keys.wait_for("Words and voices are being worked out")
    keys.wait_for("Say who is who among the voices.", WORK_MS)
    assert keys.focus == "Open on the Code page", "the keyboard stays where it was, though the buttons are new ones"


def confirm_the_voices(keys: Keyboard, services: Services) -> None:
    keys.press("Space")
    keys.wait_for("Who spoke?")
    found = services.transcripts.get(services.actor, one_session(services).id)
    assert found is not None
    heard = next(one.speaker_id for one in found.utterances if one.start_s <= WORKER_AT_S < one.end_s)
    for speaker in found.speakers:
        keys.go(f"Who is {speaker.label}?")
        keys.choose("Worker" if speaker.id == heard else "Parent")
    keys.go("Confirm")
    keys.press("Space")
    keys.wait(lambda: "Codes count once you have" not in shown(), "the voices are confirmed")
    confirmed = services.transcripts.get(services.actor, one_session(services).id)
    assert confirmed is not None
    assert {one.role for one in confirmed.speakers} == {SpeakerRole.WORKER, SpeakerRole.PARENT}
    assert all(one.confirmed for one in confirmed.speakers)


def listen_without_a_loudspeaker(keys: Keyboard) -> None:
    """The page says once that nothing can be heard, and the place moves on all the same."""
    said = "No audio output was found: playing without sound."
    assert keys.focus == "Transcript"
    for _ in range(2):
        before = clock()
        keys.press("Space")
        keys.wait_for("Pause")
        keys.wait(lambda before=before: clock() > before, "the recording moves on")
        keys.press("Space")
        keys.wait(lambda: "Pause" not in shown(), "it stands still")
    assert shown().count(said) == 1


def clock() -> str:
    """Where the recording stands, as the page says it."""
    found = re.search(r"(\d+:\d\d) / 0:42", shown())
    return found[1] if found else ""


def read_the_rows(keys: Keyboard) -> list[str]:
    """All rows of the transcript as they are read out, from the first down to the last."""
    keys.press("Home")
    rows = [value()]
    for _ in range(100):
        keys.press("Down")
        if value() == rows[-1]:
            break
        rows.append(value())
    assert all(one != other for one, other in pairwise(rows))
    return rows


def worker_rows(rows: list[str]) -> list[int]:
    """The places of what the worker said."""
    places = [place for place, row in enumerate(rows) if row.startswith("Worker")]
    assert len(places) >= 5, rows
    return places


def third_of(row: str) -> int:
    minutes, seconds = row.split(", ")[1].split(":")[:2]
    return int((60 * int(minutes) + int(seconds)) / CLIP_S * 3)


def stand_on(keys: Keyboard, place: int) -> None:
    keys.press("Home")
    keys.press("Down", place)


def code_some(keys: Keyboard, services: Services, rows: list[str]) -> None:
    first, second, third, *_, last = worker_rows(rows)
    for place, key, name in ((first, "O", "Other"), (second, "Q", "Open question"), (last, "Shift+R", "Complex refl")):
        stand_on(keys, place)
        keys.press(key)
        assert name in value()
    stand_on(keys, second)
    keys.press("Ctrl+Z", 2)
    keys.wait(lambda: "Open question" not in value(), "two steps are undone")
    keys.press("Ctrl+Shift+Z", 2)
    keys.wait(lambda: "Open question" in value(), "they are done again")
    keys.press("M")
    keys.wait_for("Memo")
    keys.type("Asked before telling.")
    keys.press("Ctrl+Return")
    keys.wait(lambda: keys.focus == "Transcript", "the memo is closed")
    stand_on(keys, third)
    keys.press("Ctrl+M")
    keys.wait_for("Mark a moment")
    keys.go("Note")
    keys.type("Plain and kind.")
    keys.go("The worker may hear")
    keys.press("Space")
    keys.go("Save")
    keys.press("Space")
    keys.wait(lambda: "Moment: Bright" in value(), "the moment is marked")
    stored(keys)
    state = coding_of(services).state
    assert [entry.label for entry in state.codes] == ["OTH", "OQ", "CR"]
    assert {entry.origin for entry in state.codes} == {Origin.BLIND}
    assert [entry.note for entry in state.codes] == ["", "Asked before telling.", ""]
    assert [(one.label, one.note, one.shareable) for one in state.moments] == [("bright", "Plain and kind.", True)]


def rate_everything(keys: Keyboard, rows: list[str]) -> None:
    """All seven with two digits each; evidence for those that are not 3, of which one stays short of a moment."""
    ours = worker_rows(rows)
    thirds = [next(place for place in ours if third_of(rows[place]) == third) for third in range(3)]
    for digits, places in (("13", ()), ("24", thirds[:2]), ("35", thirds), ("43", ()), ("52", thirds[:1])):
        for digit in digits:
            keys.press(digit)
        for place in places:
            stand_on(keys, place)
            keys.press("E")
    keys.press("6")
    keys.press("0")
    assert keys.focus == "Reason for the rating of Child focus"
    keys.type("Too short to tell.")
    keys.press("Return")
    assert keys.focus == "Transcript"
    keys.press("7")
    keys.wait_for("Clarity of concern: press 1 to 5, or 0 for not evaluable")
    keys.press("3")
    keys.wait_for("7 of 7 rated")


def lock_it(keys: Keyboard, services: Services, rows: list[str]) -> None:
    """The lock is refused with what is missing and the way there; with it, it is granted."""
    with pytest.raises(UserError):
        services.suggestions.differences(services.actor, one_session(services).id)
    ask_to_lock(keys)
    keys.wait_for("Collaboration: a 2 needs 2 moments, 1 given.")
    keys.go("Go there: Collaboration")
    keys.press("Space")
    assert keys.focus == "Collaboration: 2 of 5"
    assert coding_of(services).locked_at is None
    keys.go("Transcript", "Shift+F6")
    stand_on(keys, worker_rows(rows)[-1])
    keys.press("Shift+E")
    assert "Evidence against Collaboration" in value()
    ask_to_lock(keys)
    keys.wait_for("Would you give the same ratings")
    keys.press("Return")
    keys.wait(lambda: bool(re.search(r"locked \d\d:\d\d", shown())), "the page says when it was locked")
    coding = coding_of(services)
    assert coding.locked_at is not None
    given = {id_: one.value for id_, one in coding.state.ratings.items()}
    assert given == {"EVO": 3, "EMP": 4, "PUR": 5, "AUT": 3, "COL": 2, "CHF": None, "CLA": 3}
    assert coding.state.ratings["CHF"].note == "Too short to tell."
    directions = [one.direction for one in coding.state.evidence_for("COL")]
    assert sorted(directions) == [Direction.AGAINST, Direction.FOR]
    assert [len(coding.state.evidence_for(id_)) for id_ in ("EMP", "PUR")] == [2, 3]


def ask_to_lock(keys: Keyboard) -> None:
    keys.go("Undo", "F6")
    keys.go("Lock")
    keys.press("Space")


def listen_a_second_time(keys: Keyboard, services: Services) -> None:
    """Places where the suggestion differs, in either order, are decided with a digit; there may be none."""
    told = re.compile(r"(\d+) of (\d+) places left|No place differs from the suggestions")
    keys.wait(lambda: bool(told.search(shown())), "the second listen is ready", WORK_MS)
    found = services.suggestions.differences(services.actor, one_session(services).id)
    assert coding_of(services).seen_suggestions_at is not None
    place = told.search(shown())
    assert place is not None
    assert int(place[2] or 0) == len(found)
    if found:
        assert keys.focus == "Places to hear again"
        keys.press("3")
        keys.wait_for("Ask the decision log")
        keys.press("Ctrl+Return")
        keys.wait(lambda: f"{len(found) - 1} of {len(found)} places left" in shown(), "one place is decided")
        stored(keys)
        again = services.suggestions.differences(services.actor, one_session(services).id)
        assert sum(one.decision is not None for one in again) == 1


def finish_it(keys: Keyboard, services: Services) -> None:
    keys.go("Mode: Second listen", "F6")
    keys.go("Finish")
    keys.press("Space")
    keys.wait_for("Finish this coding?")
    keys.go("Finish")
    keys.press("Space")
    keys.wait_for("This coding is finished. It can be read and heard, and no longer changed.")
    assert one_session(services).state is SessionState.FINISHED


def agree_a_next_step(keys: Keyboard, services: Services) -> None:
    keys.press("Ctrl+5")
    keys.wait_for("Worker W-17")
    keys.wait_for("Plain and kind.")
    assert "1 recording coded" in shown()
    keys.go("Next step for the next recorded visit")
    keys.type("Ask first what he has tried.")
    keys.go("Save for both")
    keys.press("Space")
    keys.wait(lambda: bool(re.search(r"^Agreed \d", shown(), re.MULTILINE)), "the step is kept with its day")
    steps = services.profiles.get(services.actor, "W-17").next_steps
    assert [one.text for one in steps] == ["Ask first what he has tried."]


def look_at_the_team(keys: Keyboard, services: Services) -> None:
    keys.press("Ctrl+6")
    keys.wait_for("North: reflection report")
    keys.wait_for("No figures are shown for this period")
    (team,) = services.reports.teams(services.actor)
    report = services.reports.get(services.actor, team.id)
    assert "fewer than 5 workers" in report.suppressed_because
    assert report.figures == ()
    assert all(one.counts is None for one in report.principles)


def open_again(keys: Keyboard, application: Application, code: str) -> None:
    """Another day: a wrong passphrase is told, the right one opens, and all that was done is there."""
    keys.wait_for("Type your passphrase.")
    keys.type("seven quick otters swim")
    keys.press("Return")
    keys.wait_for("This passphrase does not open the store.")
    keys.type(PASSPHRASE)
    keys.press("Return")
    keys.wait_for("Home – Practice Coder")
    keys.press("Ctrl+K")
    keys.wait_for("Find anything")
    keys.type(code)
    keys.press("Return")
    keys.wait_for("This coding is finished.")
    assert "7 of 7 rated" in shown()
    assert any("Open question" in row for row in read_the_rows(keys))
    keys.press("Ctrl+Q")
    assert not application.window.isVisible()


def stored(keys: Keyboard) -> None:
    """Until the header says so, what is shown may still be on its way."""
    keys.wait(lambda: "Saved " in shown() and "Saving…" not in shown(), "everything is saved")


def one_session(services: Services) -> Session:
    (session,) = services.sessions.list(services.actor)
    return session


def coding_of(services: Services):
    found = services.coding.get(services.actor, one_session(services).id)
    assert found is not None
    return found


def test_the_keyboard_of_these_tests_fails_where_a_key_leads_nowhere(qtbot: QtBot, show_widget) -> None:
    from ui.widgets.buttons import primary

    show_widget(primary("Only this"))
    with pytest.raises(AssertionError, match="does not lead to “Something else”"):
        Keyboard(qtbot).go("Something else")
    assert QApplication.focusWidget() is not None
