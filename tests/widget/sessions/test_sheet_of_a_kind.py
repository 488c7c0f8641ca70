"""The context sheet asks what fits the kind of session."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from coder.domain.sessions import Context, SessionKind
from ui.widgets.context_form import ContextForm


def asked(form: ContextForm) -> list[str]:
    """The boxes that may be ticked, in the order in which Tab reaches them."""
    found, at = [], form.legal_status.nextInFocusChain()
    while at is not form.legal_status:
        if isinstance(at, QCheckBox) and not at.isHidden():
            found.append(at.text())
        at = at.nextInFocusChain()
    return found


def test_supervision_asks_for_no_mother_no_stage_and_no_legal_status(qtbot):
    form = ContextForm(Context())
    qtbot.addWidget(form)
    form.show()
    visit = ["mother", "father", "partner", "other relative", "child", "professional"]
    assert asked(form) == [*visit, form.interpreter.text(), form.planned.text()]
    assert form.stage.isVisible()
    form.show_kind(SessionKind.SUPERVISION)
    assert asked(form)[:2] == ["supervisor", "social worker"]
    assert not {"mother", "father", "child"} & set(asked(form))
    assert "visit" not in f"{form.purpose.placeholderText()} {form.planned.text()}"
    assert not form.stage.isVisible()
    assert [words for words, _ in form.missing()] == ["purpose", "who was there"]
    form.purpose.setText("To think about one family")
    form.missing()[0][1].click()
    sheet = form.sheet()
    assert sheet.present == ("supervisor",)
    assert sheet.complete


def test_what_was_filled_in_stays_where_another_kind_asks_for_it_too(qtbot):
    form = ContextForm(Context("To plan", "first", "care", ("mother", "professional", "neighbour")))
    qtbot.addWidget(form)
    form.show_kind(SessionKind.SUPERVISION)
    assert form.sheet().present == ("professional", "neighbour")
    form.show_kind(SessionKind.VISIT)
    assert form.sheet() == Context("To plan", "first", "care", ("mother", "professional", "neighbour"))
    form.purpose.clear()
    assert form.missing()[0][1] is form.purpose


def test_a_sheet_of_supervision_filled_in_before_keeps_who_was_there(qtbot):
    form = ContextForm(Context("To plan", "first", "care", ("mother", "supervisor")), SessionKind.SUPERVISION)
    qtbot.addWidget(form)
    assert set(form.sheet().present) == {"mother", "supervisor"}
    assert form.sheet().stage == "first"
