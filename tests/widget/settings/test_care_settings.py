"""Breaks, notes and the safeguarding procedure in the Settings page."""

from __future__ import annotations

from PySide6.QtCore import Qt

from coder.domain.people import Role
from coder.services.policy import SAFEGUARDING_TEXT
from coder.settings import load_settings
from tests.widget.settings.test_settings_page import open_section, press


def test_breaks_and_notes_are_set_by_keyboard_and_remembered(qtbot, pages, tmp_path):
    there = pages()
    page = open_section(there, "care")
    assert page.care.after.value() == 45
    page.care.after.setFocus()
    qtbot.keyClick(page.care.after, Qt.Key.Key_Down)
    press(qtbot, page.care.notes)
    kept = load_settings(tmp_path / "settings.toml")
    assert (kept.break_after_min, kept.content_notes) == (40, False)
    page.care.after.setValue(0)
    assert page.care.after.text() == "Never"
    assert load_settings(tmp_path / "settings.toml").break_after_min == 0


def test_the_lead_puts_in_the_procedure_and_takes_it_out_again(qtbot, pages):
    there = pages()
    there.become(Role.LEAD)
    page = open_section(there, "rules")
    assert page.rules.procedure.toPlainText() == SAFEGUARDING_TEXT
    page.rules.procedure.setPlainText("Ring the duty team.\nThen your manager.")
    press(qtbot, page.rules.save_button)
    assert there.services.policy.get(there.actor).safeguarding_text == "Ring the duty team.\nThen your manager."
    page.rules.procedure.clear()
    press(qtbot, page.rules.save_button)
    assert there.services.policy.get(there.actor).safeguarding_text == SAFEGUARDING_TEXT
    assert page.rules.procedure.toPlainText() == SAFEGUARDING_TEXT


def test_an_evaluator_reads_the_procedure_and_cannot_change_it(pages):
    there = pages()
    there.become(Role.EVALUATOR)
    page = open_section(there, "rules")
    assert page.rules.procedure.isReadOnly()
    assert "999" in page.rules.procedure.toPlainText()
