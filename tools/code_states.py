"""Pictures of the Code page in every state it knows, without a screen.

    PYTHONPATH=. python tools/code_states.py OUT_FOLDER [WIDTHxHEIGHT] [VARIANT] [STATE ...]

VARIANT is light, dark, contrast, 200 or contrast-200. Each state begins on a fresh copy of one store
(tools/states_store.py), made for the first picture and kept beside them. Without names all states are drawn.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from coder.audio.player import Trouble
from tools.states_store import StatesStore, make_store
from ui.coding.dialogs import VoicesDialog
from ui.coding.header import LISTEN, SECOND
from ui.coding.view import CodePage
from ui.coding.workspace import CODES, PRINCIPLES
from ui.main_window import MainWindow
from ui.messages import Level, Message
from ui.pictures import window_on
from ui.theme import Mode, current

VARIANTS = {
    "light": (Mode.LIGHT, 1.0),
    "dark": (Mode.DARK, 1.0),
    "contrast": (Mode.CONTRAST, 1.0),
    "200": (Mode.LIGHT, 2.0),
    "contrast-200": (Mode.CONTRAST, 2.0),
}
# Style, then layout, then the sizes that follow from it: each posts the next.
_SETTLE_MS = 250
LONG = Message(
    Level.WARN,
    "The sound output of this computer was lost while session S-0001 was played, and the place is kept.",
    "Plug it in again, or choose another one under Settings, Sound; your codes and ratings are all stored.",
)
SHORT = Message(Level.INFO, "The snapshot was kept.", action_text="Show it")

Act = Callable[[CodePage], object]


@dataclass(frozen=True)
class State:
    """``session`` names one of the store's; ``act`` brings the page from its opening to the state."""

    session: str
    act: Act = lambda _page: None


def _row(page: CodePage, place: int) -> None:
    page.space.list.choose(page.space.rows.rows[place].id)
    page.space.list.setFocus()


def _mode(mode: str) -> Act:
    return lambda page: page.show_mode(mode)


def _on_row(place: int, *do: Act) -> Act:
    def act(page: CodePage) -> None:
        _row(page, place)
        for one in do:
            one(page)

    return act


def _words(words: str) -> Act:
    return lambda page: page.space.filters.search.setText(words)


def _filter(place: int) -> Act:
    def act(page: CodePage) -> None:
        box = page.space.filters.speakers
        box.setCurrentIndex(place)
        box.activated.emit(place)

    return act


def _tab(tab: str) -> Act:
    return lambda page: page.space.show_tab(tab)


def _trouble(trouble: Trouble) -> Act:
    return lambda page: page.playback.trouble_changed.emit(trouble)


def _told(*messages: Message) -> Act:
    def act(page: CodePage) -> None:
        for message in messages:
            page.context.messages.post(message)

    return act


def _passage_kept(page: CodePage) -> None:
    page.passages.show()
    QTest.qWait(_SETTLE_MS)
    rows = page.passages.section(page.space.principles.chosen_id).rows
    rows[0].keep.click()
    rows[1].aside.click()


def _unrated(page: CodePage) -> None:
    page.acts.rate("EVO", 5)
    page.questions.ask_lock()


def _note(page: CodePage) -> None:
    services, actor = page.context.services, page.context.actor
    services.welfare.write_content_note(actor, page.model.session.id, "Talks about a child who was hurt.")
    page.model.open(page.model.session.id)
    page.playback.may_play()


def _change_voices(page: CodePage) -> None:
    dialog = page.findChild(VoicesDialog)
    assert dialog is not None
    dialog.change.click()


def _about(page: CodePage) -> None:
    """Five rows and a stretch are said to be about something."""
    for place, tag in ((0, "social"), (1, "child"), (2, "concern_risk"), (3, "child"), (5, "partner_family")):
        _row(page, place)
        page.focus_tags.give(page.acts.place(), tag)
    page.space.waveform.select((12.0, 17.0))
    page.focus_tags.give(page.acts.place(), "practical")
    page.space.waveform.select(None)
    _row(page, 1)


def _measures(page: CodePage) -> None:
    page.space.measures.fold.click()
    QTest.qWait(_SETTLE_MS)
    page.space.measures.table.setFocus()
    page.space.measures.table.setCurrentCell(page.space.measures.table.rowCount() - 1, 0)


STATES: dict[str, State] = {
    "none": State(""),
    "opening": State("open", lambda page: page._stack.setCurrentWidget(page._loading)),
    "bare": State("bare"),
    "bare-interval": State("bare", lambda page: page.space.waveform.select((4.0, 9.5))),
    "running": State("running"),
    "sheet": State("sheet"),
    "voices": State("voices"),
    "alike": State("alike"),
    "alike-voices": State("alike", _change_voices),
    "masked": State("open", lambda page: page.masked.toggle()),
    "incomplete": State("incomplete"),
    "incomplete-gaps": State("incomplete", lambda page: page.walk.gaps()),
    "fresh": State("fresh"),
    "open": State("open"),
    "worker-row": State("open", _on_row(1)),
    "playing": State("open", _on_row(3, lambda page: page.space.list.set_playing(page.space.rows.rows[5].id, 3))),
    "editing": State("open", _on_row(3, lambda page: page.text.edit())),
    "walk": State("open", lambda page: page.walk.go(1)),
    "filtered": State("open", _filter(1)),
    "found": State("open", _words("nights")),
    "not-found": State("open", _words("nowhere said")),
    "moment-chosen": State("open", lambda page: page.space.waveform.choose(page.space.waveform.movable_marks[0].id)),
    "selected": State("open", lambda page: page.space.waveform.select((12.0, 23.0))),
    "interval": State("open", lambda page: page.space.waveform.choose(page.space.waveform.movable_marks[-1].id)),
    "listen": State("open", _mode(LISTEN)),
    "listen-fresh": State("fresh", _mode(LISTEN)),
    "codes-tab": State("open", _on_row(1, _tab(CODES))),
    "principles-tab": State("open", _tab(PRINCIPLES)),
    "armed": State("open", _on_row(1, lambda page: page.acts.digit(3))),
    "not-evaluable": State("open", _on_row(1, lambda page: page.acts.rate("PUR", 0))),
    "evidence-missing": State("open", lambda page: page.acts.rate("EVO", 5)),
    "measures": State("open", lambda page: page.space.measures.setFocus()),
    "codes-hidden": State("open", lambda page: page.codes_shown.toggle()),
    "locked": State("locked"),
    "passages": State("locked", lambda page: page.passages.show()),
    "passages-kept": State("locked", _passage_kept),
    "passages-waiting": State("waiting", lambda page: page.passages.show()),
    "passages-finished": State("finished", lambda page: page.passages.show()),
    "second-waiting": State("waiting", _mode(SECOND)),
    "second": State("locked", _mode(SECOND)),
    "second-done": State("finished", _mode(SECOND)),
    "finished": State("finished"),
    "withdrawn": State("withdrawn"),
    "no-device": State("open", _trouble(Trouble.NO_OUTPUT)),
    "device-lost": State("open", _trouble(Trouble.WAITING)),
    "pause": State("open", lambda page: page.care.safeguarding.pause()),
    "content-note": State("open", _note),
    "write-note": State("open", lambda page: page.care.note.write()),
    "break": State("open", lambda page: page.care.breaks.bar.show_minutes(45)),
    "find-code": State("open", _on_row(1, lambda page: page.tools._find_code())),
    "places": State("open", _on_row(1, lambda page: page.tools.places.show())),
    "voices-dialog": State("open", lambda page: page.text_tools.open_voices()),
    "compare": State("open", lambda page: page.text_tools.open_comparison()),
    "attributes": State("open", _on_row(5, lambda page: page.tools._enter_attributes())),
    "memo": State("open", _on_row(1, lambda page: page.acts.memo())),
    "moment": State("open", lambda page: page.acts.moment()),
    "lock-missing": State("open", _unrated),
    "lock": State("open", lambda page: page.questions.ask_lock()),
    "lock-fresh": State("fresh", lambda page: page.questions.ask_lock()),
    "finish": State("locked", lambda page: page.questions.ask_finish(4)),
    "about": State("open", _about),
    "about-menu": State("open", _on_row(1, _about, lambda page: page.focus_tags.open())),
    "about-codes-tab": State("open", _on_row(1, _about, _tab(CODES))),
    "about-measures": State("open", _on_row(1, _about, _measures)),
    "row-menu": State("open", _on_row(1, lambda page: page.acts.menu(page.space.list.current_id, QPoint(400, 300)))),
    "keys-off": State("open", lambda page: page.context.actions.set_single_keys(False)),
    "told-info": State("open", _told(SHORT)),
    "told-warn": State("open", _told(LONG)),
    "told-error": State("open", _told(Message(Level.ERROR, LONG.sentence, LONG.hint))),
    "told-three": State("open", _told(SHORT, LONG, Message(Level.ERROR, "Not stored.", "Try again."))),
}


def picture(window: MainWindow) -> QPixmap:
    """The window with what is open over it, where it stands."""
    shot = window.grab()
    over = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog | QMenu) and one.isVisible()]
    with QPainter(shot) as painter:
        for one in over:
            painter.drawPixmap(one.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)), one.grab())
    return shot


def take(store: StatesStore, name: str, variant: str, size: tuple[int, int], folder: Path) -> Path:
    """Draw one state; the file."""
    state = STATES[name]
    current().apply(*VARIANTS[variant])
    services = store.open_copy(folder / "copy")
    window = window_on(services, "code", store.sessions.get(state.session))
    window.resize(*size)
    window.show()
    QTest.qWait(_SETTLE_MS)
    page = window.page("code")
    assert isinstance(page, CodePage)
    state.act(page)
    QTest.qWait(_SETTLE_MS)
    target = folder / f"{name}-{variant}-{size[0]}.png"
    picture(window).save(str(target))
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            one.close()
    window.close()
    window.deleteLater()
    QTest.qWait(1)
    services.close()
    return target


def kept_store(folder: Path) -> StatesStore:
    """The store of this folder, made at the first time."""
    note = folder / "store.json"
    if not note.exists():
        made = make_store(folder / "store")
        note.write_text(json.dumps({"key": made.key.hex(), "sessions": made.sessions}), encoding="utf-8")
    data = json.loads(note.read_text(encoding="utf-8"))
    return StatesStore(folder / "store", bytes.fromhex(data["key"]), data["sessions"])


def main() -> None:
    """Draw what the command line names."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    folder, rest = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    size = tuple(int(side) for side in (rest.pop(0) if rest and "x" in rest[0] else "1280x720").split("x"))
    variant = rest.pop(0) if rest and rest[0] in VARIANTS else "light"
    store = kept_store(folder)
    for name in rest or STATES:
        print(take(store, name, variant, (size[0], size[1]), folder))
    shutil.rmtree(folder / "copy", ignore_errors=True)


if __name__ == "__main__":
    main()
