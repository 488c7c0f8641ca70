"""The commands that change the text of a session, in one process and over a real store."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from coder.bootstrap import Services, open_for_worker
from coder.cli.app import app
from coder.domain.ids import new_id
from coder.domain.sessions import SessionState
from coder.domain.transcripts import Gap
from coder.services.rows import session_row
from tests.helpers.real_store import KeyedHome
from tests.services.conftest import TALK, heard, with_transcript


class Shell:
    """Commands on one store, whose key is at hand."""

    def __init__(self, home: Path, session: str, file: Path) -> None:
        self.home, self.session, self.file = home, session, file

    def run(self, *arguments: str) -> tuple[int, Any]:
        """Exit code and answer of one command; what it told on standard error where it was refused."""
        done = CliRunner().invoke(app, [*arguments, self.session, "--home", str(self.home), "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, json.loads(done.stdout) if done.stdout else done.stderr

    def edit(self, content: object) -> tuple[int, Any]:
        """``transcript-edit`` with a file of this content."""
        self.file.write_text(content if isinstance(content, str) else json.dumps(content))
        return self.run("transcript-edit", "--file", str(self.file))

    @property
    def said(self) -> list[str]:
        """The transcript, line by line."""
        return [one["text"] for one in self.run("transcript")[1]["utterances"]]


@pytest.fixture
def shell(
    services: Services, made_home: KeyedHome, tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A transcribed session and its ids."""
    session = with_transcript(services, tone)
    code = services.sessions.get(services.actor, session).code
    services.close()
    # Stands in for the keychain, which would ask a person.
    monkeypatch.setattr("coder.cli.common.open_store", lambda folder: open_for_worker(folder, made_home.key))
    return Shell(tmp_path / "store", code, tmp_path / "edits.json")


def test_edits_from_a_file_are_one_step_and_the_original_stays(shell: Shell) -> None:
    first, second = (one["id"] for one in shell.run("transcript")[1]["utterances"][:2])
    before = shell.run("transcript", "--original")[1]
    edits = [
        {"edit": "set_text", "utterance_id": first, "text": "How have evenings been?"},
        {"edit": "split", "utterance_id": second, "at_word": 3, "new_id": new_id()},
    ]
    exit_code, made = shell.edit({"text": "Correct the opening", "edits": edits})
    assert (exit_code, made["edits"], made["utterances"]) == (0, 2, len(TALK) + 1)
    corrected = ["How have evenings been?", "Up and down,", "to be honest."]
    assert shell.said[:3] == corrected
    assert shell.run("transcript")[1]["edited"] is True
    assert shell.run("transcript", "--original")[1] == before
    assert shell.run("undo")[1] == {"step": "Correct the opening", "undo": "", "redo": "Correct the opening"}
    assert shell.said == [text for _, text in TALK]
    assert shell.run("redo")[0] == 0
    assert shell.said[:3] == corrected
    told = shell.run("history")[1]
    assert [note["text"] for note in told["edits"]] == [
        "Correct the opening",
        "Undone: Correct the opening",
        "Done again: Correct the opening",
    ]
    assert (told["undo"], told["redo"]) == ("Correct the opening", "")


def test_undo_and_redo_say_when_there_is_nothing(shell: Shell) -> None:
    for command in ("undo", "redo"):
        exit_code, told = shell.run(command)
        assert exit_code == 1
        assert told.startswith(f"There is nothing to {command} in this session.")


MISTAKES: tuple[tuple[object, str], ...] = (
    ("{", "not valid JSON"),
    ([], "has “text”"),
    ({"text": "Correct"}, "has “text”"),
    ({"text": "Correct", "edits": [], "more": 1}, "has “text”"),
    ({"text": 1, "edits": []}, "is a text"),
    ({"text": "Correct", "edits": []}, "nothing to change"),
    ({"text": "Correct", "edits": [{"edit": "restore_all"}, {"edit": "sing"}]}, "Edit 2: An edit is one of"),
    ({"text": "Correct", "edits": [{"edit": "restore_all"}, {"edit": "merge"}]}, "Edit 2: The edit merge"),
    ({"text": "Correct", "edits": [{"edit": "remove_utterance", "utterance_id": "x"}]}, "no longer in the transcript"),
)


def test_a_file_with_one_mistake_changes_nothing(shell: Shell) -> None:
    for content, words in MISTAKES:
        exit_code, told = shell.edit(content)
        assert exit_code == 1
        assert words in told
    assert shell.run("history")[1] == {"edits": [], "undo": "", "redo": ""}


def test_the_page_in_docs_names_every_edit_with_its_fields() -> None:
    from dataclasses import fields

    from coder.domain import text_edits

    page = (Path(__file__).parents[2] / "docs" / "transcript-edits.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `") and "| fields |" not in line]
    told = {row[1].strip(" `"): [name.strip(" `") for name in row[2].split(",") if name.strip()] for row in rows}
    kinds = text_edits.KINDS
    assert told == {name: [field.name for field in fields(kind)] for name, kind in kinds.items()}


def test_speech_without_text_is_marked_as_heard_by_command_and_back(shell: Shell, made_home: KeyedHome) -> None:
    with KeyedHome(shell.home, made_home.key).opened() as services:
        session_id = services.sessions.get(services.actor, shell.session).id
        with services.backing.store.write() as database:
            session_row(database, session_id).state = SessionState.TRANSCRIBING
        services.transcripts.keep(session_id, replace(heard(), gaps=(Gap(24.5, 27.5),)))
    before = shell.run("transcript")[1]
    assert (before["gaps"], before["heard"]) == ([{"start_s": 24.5, "end_s": 27.5}], [])
    heard_it = {"edit": "mark_heard", "start_s": 24.5, "end_s": 27.5}
    assert shell.edit({"text": "Heard, nobody says anything", "edits": [heard_it]})[0] == 0
    after = shell.run("transcript")[1]
    assert (after["gaps"], after["heard"]) == ([], before["gaps"])
    assert (after["coverage"], after["edited"]) == (before["coverage"], False)
    exit_code, told = shell.edit({"text": "Again", "edits": [heard_it]})
    assert exit_code == 1
    assert "without text" in told
    assert shell.run("undo")[0] == 0
    assert shell.run("transcript")[1]["gaps"] == before["gaps"]
