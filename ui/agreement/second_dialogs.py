"""What is asked about second codings, packages and training recordings; a refusal is told in the dialog itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from coder.analysis.wording import full_day
from coder.domain.assignment import ToDouble
from coder.domain.errors import UserError
from coder.domain.sealed import Card, Partner, read_card
from coder.domain.training import Usable, Use
from ui.agreement import second_words as words
from ui.announce import announce
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.form import form, row
from ui.widgets.labels import ElidingLabel, label
from ui.widgets.question import Question


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("second", text)


class Acting(Question):
    """Stays open until its act is done: ``perform`` is called by the button, and ``refuse`` shows what was wrong."""

    def __init__(self, title: str, sentence: str, act: str, parent: QWidget | None = None) -> None:
        super().__init__(title, sentence, act, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.perform: Callable[[], object] = self.accept
        self.problem = label("", Role.STRONG, wrap=True)
        self.problem.setVisible(False)
        self.layout().insertWidget(self.layout().count() - 1, self.problem)  # type: ignore[union-attr]  # Question has one
        self.act.clicked.disconnect(self.accept)
        self.act.clicked.connect(self._begin)

    @Slot()
    def _begin(self) -> None:
        self.problem.setVisible(False)
        self.act.setEnabled(False)
        self.perform()

    def refuse(self, error: UserError) -> None:
        """Show why the act was not done; everything filled in stays."""
        text = f"{error.sentence} {error.hint}".strip()
        self.problem.setText(text)
        self.problem.setVisible(True)
        self.act.setEnabled(True)
        self.fit()
        announce(self, text)


class AskDialog(Acting):
    """For which recording, and whom of those who may be asked."""

    def __init__(self, choices: Sequence[ToDouble], session_id: str, parent: QWidget | None = None) -> None:
        sentence = _tr(
            "To them it looks like any recording that waits to be coded, and whoever codes it first is told nothing."
        )
        super().__init__(_tr("Ask a colleague for a second coding"), sentence, _tr("Ask"), parent)
        self._choices = {one.session_id: one for one in choices}
        self.recording, self.evaluator = QComboBox(), QComboBox()
        for one in choices:
            self.recording.addItem(_recording(one), one.session_id)
        self.recording.setCurrentIndex(max(0, self.recording.findData(session_id)))
        self.recording.currentIndexChanged.connect(self._fill)
        self.body.addLayout(form(((self.tr("Recording"), self.recording), (self.tr("Evaluator"), self.evaluator))))
        self._fill()

    @property
    def chosen(self) -> tuple[str, str]:
        """The id of the recording and the code of the evaluator."""
        return str(self.recording.currentData()), self.evaluator.currentText()

    @Slot()
    def _fill(self) -> None:
        self.evaluator.clear()
        self.evaluator.addItems(list(self._choices[str(self.recording.currentData())].evaluator_codes))


class TrainDialog(Acting):
    """Which file of expert codes makes a recording one to train on, and for what."""

    def __init__(
        self,
        recordings: Sequence[Usable],
        session_id: str,
        ask_file: Callable[[QWidget], str],
        parent: QWidget | None = None,
    ) -> None:
        sentence = _tr(
            "A coding file by your experts that rates every principle. It stays hidden from trainees until they have "
            "locked their own: of a practice recording then, of the gold set once ten are locked. What they code "
            "never goes into a profile."
        )
        super().__init__(_tr("Train on a recording"), sentence, _tr("Train on it"), parent)
        self._ask_file, self.path = ask_file, ""
        self.recording, self.use = QComboBox(), QComboBox()
        for one in recordings:
            self.recording.addItem(_recording(one), one.session_id)
        self.recording.setCurrentIndex(max(0, self.recording.findData(session_id)))
        for use in Use:
            self.use.addItem(words.use_words(use), use.value)
        self.file_button = secondary(self.tr("Choose the coding file…"), "file-up")
        self.file_button.clicked.connect(self._choose)
        self.file_name = ElidingLabel(self.tr("no file chosen"), Role.SUBTITLE)
        self.body.addLayout(form(((self.tr("Recording"), self.recording), (self.tr("For"), self.use))))
        self.body.addLayout(row(self.file_button))
        self.body.addWidget(self.file_name)
        self.act.setEnabled(False)

    @property
    def chosen(self) -> tuple[str, Use, Path]:
        """The id of the recording, what it is for, and the file of expert codes."""
        return str(self.recording.currentData()), Use(self.use.currentData()), Path(self.path)

    @Slot()
    def _choose(self) -> None:
        path = self._ask_file(self)
        if path:
            self.path = path
            self.file_name.setText(Path(path).name)
            self.act.setEnabled(True)


class SendDialog(Acting):
    """Which colleague a package is for."""

    def __init__(self, title: str, sentence: str, partners: Sequence[Partner], parent: QWidget | None = None) -> None:
        super().__init__(title, sentence, _tr("Choose where to write it…"), parent)
        self.partner = QComboBox()
        for one in partners:
            self.partner.addItem(_tr("{0}, card {1}").format(one.person_code, one.fingerprint), one.person_code)
        self.body.addLayout(form(((self.tr("For"), self.partner),)))


class CardDialog(Question):
    """The card of this store as one line to give away, and its fingerprint to read out."""

    def __init__(self, card: Card, fingerprint: str, parent: QWidget | None = None) -> None:
        sentence = _tr(
            "Give this line to colleagues who are to send you packages. Nothing of it is secret. Compare the "
            "fingerprint with them by telephone, so that you both know it is yours."
        )
        super().__init__(_tr("Your card for sealed packages"), sentence, _tr("Copy the card"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = _card_field(self.tr("Your card, one line"))
        self.line.setPlainText(card.text())
        self.line.setReadOnly(True)
        self.fingerprint = label(_tr("Fingerprint: {0}").format(fingerprint), Role.STRONG)
        self.body.addWidget(self.line)
        self.body.addWidget(self.fingerprint)
        self.cancel.setText(self.tr("Close"))
        self.accepted.connect(lambda: QGuiApplication.clipboard().setText(card.text()))


class PartnerDialog(Acting):
    """The card of a colleague, with its fingerprint as soon as it is one, and their code here."""

    def __init__(self, told: Callable[[Card], str], parent: QWidget | None = None) -> None:
        sentence = _tr("From then on packages that they signed are taken. Compare the fingerprint with them first.")
        super().__init__(_tr("Add a colleague's card"), sentence, _tr("It is theirs, add it"), parent)
        self._told = told
        self.card = _card_field(self.tr("Their card, one line"))
        self.card.setTabChangesFocus(True)
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("for example E-07"))
        self.fingerprint = label("", Role.STRONG, wrap=True)
        self.body.addWidget(label(self.tr("Their card, one line"), buddy=self.card))
        self.body.addWidget(self.card)
        self.body.addWidget(self.fingerprint)
        self.body.addLayout(form(((self.tr("Their code here"), self.code),)))
        self.card.textChanged.connect(self._check)
        self.code.textChanged.connect(self._check)
        self._check()

    @Slot()
    def _check(self) -> None:
        text, whole = self.card.toPlainText(), False
        try:
            self.fingerprint.setText(_tr("Fingerprint: {0}").format(self._told(read_card(text))))
            whole = True
        except UserError as error:
            self.fingerprint.setText(error.sentence if text.strip() else "")
        self.act.setEnabled(whole and bool(self.code.text().strip()))


def _card_field(name: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(current().px(108))
    return field


def _recording(one: ToDouble | Usable) -> str:
    return f"{one.session_code} · {full_day(one.held_on)}"
