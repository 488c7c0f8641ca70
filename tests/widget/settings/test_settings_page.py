"""The Settings page over a real store and a real settings file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from coder.audio.outputs import SilentOutput
from coder.bootstrap import open_home, restore_home
from coder.domain.errors import UserError
from coder.domain.overview import Nation
from coder.domain.people import Role
from coder.settings import load_settings
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import PASSPHRASE
from tests.helpers.shown import press, words
from ui.preferences import early_look
from ui.settings.about import installed_parts
from ui.settings.people import PersonDialog
from ui.settings.sound import SoundSection, Tone
from ui.settings.storage import KeyDialog, PassphraseDialog
from ui.settings.view import SettingsPage
from ui.sound_output import chosen_output
from ui.theme import Mode, current
from ui.widgets.confirm import ConfirmDialog

NEW = "four words that hold"


def open_section(there, section: str, size=(1280, 720)) -> SettingsPage:
    page = there.show(SettingsPage(there.context), size)
    page.open_with(section)
    return page


def test_theme_and_text_size_show_at_once_and_are_remembered(qtbot, pages, tmp_path):
    there = pages()
    page = open_section(there, "look")
    page.look.theme._buttons[Mode.DARK.value].click()
    assert current().tokens.name == "dark"
    page.look.text_size.setCurrentIndex(page.look.text_size.findData(150))
    page.look.text_size.activated.emit(page.look.text_size.currentIndex())
    assert current().scale == 1.5
    kept = load_settings(tmp_path / "settings.toml")
    assert (kept.theme, kept.text_scale) == ("dark", 150)


def test_high_contrast_and_stillness_are_chosen_by_keyboard_and_remembered(qtbot, pages, tmp_path):
    there = pages()
    page = open_section(there, "look")
    page.look.theme._buttons[page.look.theme.value].setFocus()
    while page.look.theme.value != Mode.CONTRAST.value:
        before = page.look.theme.value
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert page.look.theme.value != before
    assert current().tokens.strong
    assert not current().still
    press(qtbot, page.look.still)
    assert current().still
    kept = load_settings(tmp_path / "settings.toml")
    assert (kept.theme, kept.reduced_motion) == ("contrast", True)
    early = early_look(tmp_path / "settings.toml")
    assert (early.mode, early.still) == (Mode.CONTRAST, True)
    press(qtbot, page.look.still)
    assert not current().still


def test_a_key_is_moved_kept_and_heard_and_a_taken_one_is_refused(qtbot, pages, tmp_path):
    there = pages()
    page = open_section(there, "keys")
    editor = page.keys.editor
    editor.filter.setText("add recording")
    editor.table.selectRow(0)
    editor.key.setFocus()
    qtbot.keyClick(editor.key, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, editor.set_button)
    assert "Ctrl+K already does: Find anything" in editor.problem.text()
    editor.key.setFocus()
    qtbot.keyClick(editor.key, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, editor.set_button)
    assert there.context.actions.key("recording.add") == "Ctrl+Y"
    assert load_settings(tmp_path / "settings.toml").keys == {"recording.add": "Ctrl+Y"}


def test_the_lead_changes_the_rules_of_the_service(qtbot, pages):
    there = pages()
    page = open_section(there, "rules")
    page.rules.assisted.setChecked(True)
    page.rules.withheld.setValue(35)
    page.rules.target.setValue(7)
    page.rules.holidays.setCurrentText("Scotland")
    page.rules.double.setValue(30)
    press(qtbot, page.rules.save_button)
    policy = there.services.policy.get(there.actor)
    assert (policy.assisted_mode, policy.withheld_share, policy.target_days) == (True, 0.35, 7)
    assert (policy.double_share, policy.bank_holidays) == (0.3, Nation.SCOTLAND)


def test_the_lead_says_how_often_suggestions_should_be_right_and_which_codes_stay_out(qtbot, pages):
    there = pages()
    page = open_section(there, "rules")
    rules = page.rules
    rules.precision.setFocus()
    for _ in range(5):
        qtbot.keyClick(rules.precision, Qt.Key.Key_Down)
    rules.agreement.setFocus()
    qtbot.keyClick(rules.agreement, Qt.Key.Key_Up)
    rules.codes_off.setFocus()
    qtbot.keyClicks(rules.codes_off, "af, wrn")
    press(qtbot, rules.save_button)
    policy = there.services.policy.get(there.actor)
    assert (policy.target_precision, policy.agreement_line, policy.codes_off) == (0.85, 0.45, "AF WRN")
    assert rules.codes_off.text() == "AF WRN"
    rules.codes_off.setFocus()
    qtbot.keyClicks(rules.codes_off, " QQ")
    press(qtbot, rules.save_button)
    assert "QQ is no code the suggestion model gives" in there.told[-1]
    assert there.services.policy.get(there.actor).codes_off == "AF WRN"


def test_an_evaluator_reads_the_rules_and_is_told_who_may_change_them(pages):
    there = pages()
    there.become(Role.EVALUATOR)
    page = open_section(there, "rules")
    assert not page.rules.save_button.isVisible()
    assert "Only the service lead or the data steward" in words(page.rules)


def test_a_team_and_a_person_are_added(qtbot, pages):
    there = pages()
    page = open_section(there, "people")
    dialog = page.people.ask_team()
    assert not dialog.act.isEnabled()
    dialog.name.setText("South")
    press(qtbot, dialog.act)
    team = there.services.people.teams(there.actor)[0]
    assert team.name == "South"
    dialog = page.people.ask_person()
    dialog.code.setText("W-40")
    dialog.name.setText("Jo")
    dialog.team.setCurrentIndex(dialog.team.findData(team.id))
    dialog.coach.setCurrentIndex(dialog.coach.findData(there.actor.id))
    press(qtbot, dialog.act)
    person = next(one for one in there.services.people.everybody(there.actor) if one.code == "W-40")
    assert (person.name, person.team_id, person.coach_id) == ("Jo", team.id, there.actor.id)
    assert person.roles == {Role.WORKER}
    shown = [row.code for row in page.people.rows.rows]
    assert shown == ["ME", "W-40"]
    assert page.people.team_rows.data(page.people.team_rows.index(0, 1)) == "1"


def test_a_person_is_changed_from_the_list_by_keys_and_keeps_the_code(qtbot, pages):
    there = pages()
    there.services.people.add_person(there.actor, code="W-40", name="Jo", roles=[Role.WORKER])
    team = there.services.people.add_team(there.actor, "South").created
    page = open_section(there, "people")
    assert not page.people.change_button.isEnabled()
    table = page.people.table
    table.setFocus()
    table.selectRow(1)
    assert page.people.change_button.isEnabled()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    dialog = page.people.findChild(PersonDialog)
    assert (dialog.code.text(), dialog.code.isReadOnly(), dialog.name.text()) == ("W-40", True, "Jo")
    dialog.name.setText("Jo Field")
    dialog.team.setCurrentIndex(dialog.team.findData(team))
    dialog.coach.setCurrentIndex(dialog.coach.findData(there.actor.id))
    press(qtbot, dialog.act)
    person = next(one for one in page.people.rows.rows if one.code == "W-40")
    assert (person.name, person.team_id, person.coach_id) == ("Jo Field", team, there.actor.id)
    assert person.roles == {Role.WORKER}


def test_a_code_in_use_is_refused_in_a_sentence(qtbot, pages):
    there = pages()
    page = open_section(there, "people")
    dialog = page.people.ask_person()
    dialog.code.setText("ME")
    press(qtbot, dialog.act)
    assert "The code ME is in use already." in there.told[-1]
    assert len(there.services.people.everybody(there.actor)) == 1


def test_the_passphrase_is_changed_when_the_old_one_is_known(qtbot, pages, home):
    there = pages()
    page = open_section(there, "storage")
    for old in ("not the passphrase", PASSPHRASE):
        dialog = page.storage.ask_passphrase()
        dialog.old.setText(old)
        dialog.fields.first.setText(NEW)
        assert not dialog.act.isEnabled()
        dialog.fields.second.setText(NEW)
        press(qtbot, dialog.act)
        dialogs = page.storage.findChildren(PassphraseDialog)
        qtbot.waitUntil(lambda dialogs=dialogs: not any(one.isVisible() for one in dialogs))
    assert "does not open the store" in there.told[0]
    assert there.told[1] == "The passphrase was changed."
    open_home(home.folder, passphrase=NEW).close()
    with pytest.raises(UserError):
        open_home(home.folder, passphrase=PASSPHRASE)


def test_a_new_recovery_key_is_shown_until_it_is_written_down(qtbot, pages, home):
    there = pages()
    page = open_section(there, "storage")
    press(qtbot, page.storage.recovery_button)
    asked = page.findChild(ConfirmDialog)
    press(qtbot, asked.understood)
    press(qtbot, asked.act)
    dialog = page.findChild(KeyDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    shown = dialog.key_view.key_label.text()
    press(qtbot, dialog.key_view.written)
    press(qtbot, dialog.act)
    open_home(home.folder, recovery_key=shown).close()


def test_a_computer_without_a_keychain_says_so_and_stays_unticked(qtbot, pages):
    there = pages()
    page = open_section(there, "storage")
    press(qtbot, page.storage.remember)
    assert there.told[-1] == "This computer has no keychain that could remember the key."
    assert not page.storage.remember.isChecked()


def test_a_backup_is_written_that_opens_elsewhere(qtbot, pages, tmp_path):
    there = pages()
    there.imported()
    file = tmp_path / "stick" / "today.backup"
    file.parent.mkdir()
    page = there.show(SettingsPage(there.context))
    page.storage._ask_file = lambda *_: str(file)
    page.open_with("storage")
    press(qtbot, page.storage.backup_button)
    assert page.storage.said.text() == "Backup written and checked: 1 recording."
    restore_home(file, tmp_path / "restored", passphrase=PASSPHRASE)
    again = open_home(tmp_path / "restored", passphrase=PASSPHRASE)
    assert [session.code for session in again.sessions.list(again.actor)] == ["S-0001"]
    again.close()


def test_checking_reads_the_store_and_the_audit_trail(qtbot, pages):
    there = pages()
    page = open_section(there, "storage")
    press(qtbot, page.storage.verify_button)
    events = there.services.audit.verify(there.actor).events
    assert f"{events} events, the chain is intact" in page.storage.said.text()
    assert "Every page of the store is in order." in page.storage.said.text()


def test_a_changed_line_of_the_audit_trail_is_found(qtbot, pages):
    there = pages()
    there.imported()
    with there.services.backing.store.engine.begin() as connection:
        from sqlalchemy import text

        for trigger in (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit SET actor_id = 'somebody else' WHERE seq = 2"))
    page = open_section(there, "storage")
    press(qtbot, page.storage.verify_button)
    assert "The audit trail is broken at line 2." in page.storage.said.text()


def test_demo_data_come_and_go(qtbot, pages):
    there = pages()
    page = open_section(there, "demo")
    press(qtbot, page.demo.add_button)
    assert there.services.demo.installed(there.actor)
    assert "They are in this store." in words(page.demo)
    press(qtbot, page.demo.remove_button)
    dialog = page.findChild(ConfirmDialog)
    press(qtbot, dialog.understood)
    press(qtbot, dialog.act)
    assert not there.services.demo.installed(there.actor)
    assert "They are not in this store." in words(page.demo)


def test_a_model_folder_is_brought_in_and_used(qtbot, pages, tmp_path, monkeypatch):
    monkeypatch.setenv("PRACTICE_CODER_APP_DATA", str(tmp_path / "app"))
    stick = tmp_path / "stick" / "ours"
    stick.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (stick / name).write_bytes(b"weights" * 100)
    there = pages()
    page = there.show(SettingsPage(there.context))
    page.speech._ask_folder = lambda _: str(stick)
    page.open_with("speech")
    press(qtbot, page.speech.bring_button)
    assert there.services.policy.get(there.actor).model == "ours"
    here = tmp_path / "app" / "models" / "brought" / "ours"
    assert (here / "model.bin").read_bytes() == (stick / "model.bin").read_bytes()
    assert page.speech.choice.currentText() == "ours"
    page.speech._ask_folder = lambda _: str(tmp_path)
    press(qtbot, page.speech.bring_button)
    assert "holds no whole speech model" in there.told[-1]
    assert page.speech.bring_button.isEnabled()


def test_the_parts_of_the_program_are_listed_with_their_licences(pages):
    there = pages()
    page = open_section(there, "about")
    found = {part.name: part for part in page.about.rows.rows}
    assert tuple(found.values()) == installed_parts()
    assert "LGPL" in found["PySide6_Essentials"].licence
    assert found["numpy"].licence.startswith("BSD")


def test_the_chosen_output_is_remembered_and_tried(qtbot, pages, tmp_path):
    there = pages()
    asked = []

    def connect(device: str) -> SilentOutput:
        asked.append(device)
        output = SilentOutput()
        output.audible = True
        return output

    section = there.show(SoundSection(there.context, lambda: ("Headset", "Speakers"), connect))
    section.load()
    section.output.setCurrentIndex(section.output.findData("Headset"))
    section.output.activated.emit(section.output.currentIndex())
    assert load_settings(tmp_path / "settings.toml").output_device == "Headset"
    press(qtbot, section.try_button)
    qtbot.waitUntil(lambda: section.said.text() == "That was the test sound.", timeout=10_000)
    assert asked == ["Headset"]


def test_recordings_are_played_where_it_was_chosen(pages, monkeypatch):
    there = pages()
    asked = []
    monkeypatch.setattr("ui.sound_output.open_output", lambda device, only: asked.append(device) or SilentOutput())
    connect = chosen_output(there.context)
    connect()
    there.context.preferences.change(output_device="Headset")
    connect()
    assert asked == ["", "Headset"]


def test_a_computer_without_sound_says_so(qtbot, pages):
    there = pages()
    section = there.show(SoundSection(there.context, tuple, lambda _: SilentOutput()))
    section.load()
    assert "no audio output" in section.said.text()
    press(qtbot, section.try_button)
    qtbot.waitUntil(lambda: section.said.text() == "No audio output could be opened.", timeout=10_000)


def test_the_test_sound_is_quiet_and_begins_and_ends_without_a_click():
    tone = Tone()
    sound = tone.read(0, tone.sample_count)
    assert len(sound) == tone.sample_count
    assert 0.15 < abs(sound).max() <= 0.2
    assert abs(sound[:16]).max() < 0.01
    assert abs(sound[-16:]).max() < 0.01


SECTIONS = ("look", "keys", "listening", "sound", "care", "speech", "rules", "people", "storage", "demo", "about")


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.CONTRAST, 2.0)])
def test_every_section_is_for_everybody(pages, tmp_path, section, mode, scale):
    there = pages()
    there.context.preferences.change(theme=mode.value, text_scale=round(100 * scale))
    page = open_section(there, section)
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
