"""The right side of the Sessions page: one session, what was agreed about it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.certificate import ErasureCertificate
from coder.domain.sessions import Permission, SessionState
from ui.feedback.session_card import FeedbackCard
from ui.focus import first_stop, takes_tab
from ui.sessions.clip_answers import add_clip_answers
from ui.sessions.erased_card import add_erased
from ui.sessions.recruitment_card import RecruitmentCard
from ui.sessions.role_play import ShownRolePlay
from ui.sessions.several import SeveralCard
from ui.sessions.thread_card import ThreadCard
from ui.sessions.threads import Threads
from ui.sessions.transcription_form import TranscriptionForm
from ui.sessions.viewmodel import Details, Several
from ui.sessions.words import (
    STATE_ICONS,
    context_lines,
    facts,
    incomplete_words,
    kind_words,
    permission_line,
    stand_explained,
    stand_words,
)
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import EmptyState, IconMark
from ui.widgets.labels import label


class Rights:
    """What the user may do here, as their roles say; ``second`` makes the card about second codings of a session."""

    def __init__(
        self, *, listen: bool, transcribe: bool, permissions: bool, second: Callable[[Details], Card | None]
    ) -> None:
        self.listen, self.transcribe, self.permissions, self.second = listen, transcribe, permissions, second


class DetailsPanel(QWidget):
    """Shows :class:`Details`. What the user wants is a signal, each with the session's id where one is needed."""

    open_wanted = Signal(str)
    transcription_wanted = Signal(str, str, object, str)
    several_wanted = Signal(object)
    line_wanted = Signal(object)
    withdrawal_wanted = Signal(object)
    sheet_wanted = Signal(object)
    thread_joined = Signal(str, str)
    thread_parted = Signal(str, str)
    session_wanted = Signal(str)
    raters_wanted = Signal(str)
    role_play_shown = Signal(object, object)
    feedback_wanted = Signal(object)
    certificate_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(10))
        self.open_button: Button | None = None
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say that a row is to be chosen."""
        clear(self._column)
        self.open_button = None
        empty = EmptyState(
            "folder-open",
            self.tr("No session chosen"),
            self.tr(
                "Choose a row to see who agreed, the context sheet, and what can be done. Choose several, with Ctrl or "
                "Shift and a click or Ctrl+A for all, to transcribe them in one go."
            ),
        )
        self._column.addWidget(empty, 1)

    def show_details(self, details: Details, rights: Rights) -> None:
        """Show one session. All is made anew: who stood on a button stands on the one that does the same."""
        cards = [self._session_card(details, rights)]
        if details.can_transcribe and rights.transcribe:
            cards.append(self._transcription_card(details))
        if details.threads is not None:
            cards.append(self._thread_card(details.threads))
        if details.erased is not None:
            cards.append(self._erased_card(details.erased))
        if details.role_play is not None:
            cards.append(self._role_play_card(details.session.id, details.role_play))
        if (second := rights.second(details)) is not None:
            cards.append(second)
        cards += [self._permission_card(details, rights), self._sheet_card(details, rights)]
        if details.feedback is not None:
            self.feedback = FeedbackCard(details.feedback)
            self.feedback.wanted.connect(lambda: self.feedback_wanted.emit(details))
            cards.append(self.feedback)
        self._show(cards)

    def show_several(self, several: Several, rights: Rights) -> None:
        """Show what can be done with several sessions at once."""
        self.open_button = None
        self.several = SeveralCard(several, rights.transcribe)
        self.several.wanted.connect(self.several_wanted)
        self._show([self.several])

    def _show(self, cards: Sequence[Card]) -> None:
        focused = QApplication.focusWidget()
        kept = _called(focused) if focused is not None and self.isAncestorOf(focused) else None
        clear(self._column)
        for card in cards:
            self._column.addWidget(card)
        self._column.addStretch(1)
        if kept is not None:
            # New widgets are shown, and can take it, only once control is back in the event loop.
            QTimer.singleShot(0, self, partial(self._focus, kept))

    def _focus(self, name: str) -> None:
        same = (one for one in self.findChildren(QWidget) if _called(one) == name and takes_tab(one))
        stop = next(same, None) or first_stop(self)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _session_card(self, details: Details, rights: Rights) -> Card:
        session = details.session
        card = Card(f"{session.code} · {kind_words(session.kind)}", self.tr("demo data") if session.demo else "")
        row = QHBoxLayout()
        row.addWidget(IconMark(STATE_ICONS[session.state], 18, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(stand_words(session), Role.STRONG))
        words.addWidget(label(stand_explained(session), Role.SUBTITLE, wrap=True))
        row.addLayout(words, 1)
        card.body.addLayout(row)
        card.body.addLayout(_pairs(facts(session, details.transcript)))
        for warning in session.recording.warnings if session.recording is not None else ():
            card.body.addLayout(_warning(warning))
        if details.transcript is not None and details.transcript.incomplete:
            card.body.addLayout(_warning(incomplete_words(details.transcript)))
        if rights.listen and session.recording is not None:
            self.open_button = secondary(self.tr("Open on the Code page"), "audio-lines")
            self.open_button.clicked.connect(lambda: self.open_wanted.emit(session.id))
            card.body.addLayout(_left(self.open_button))
        return card

    def _transcription_card(self, details: Details) -> Card:
        again = details.session.state is SessionState.TO_CONFIRM
        card = Card(self.tr("Transcribe again") if again else self.tr("Transcribe"))
        if again:
            card.body.addWidget(label(self.tr("The transcript there is stays readable."), Role.SUBTITLE, wrap=True))
        self.wish = TranscriptionForm(details.models, details.model)
        card.body.addWidget(self.wish)
        self.transcribe_button = secondary(self.tr("Transcribe"), "file-text")
        self.transcribe_button.clicked.connect(lambda: self._transcribe(details.session.id))
        card.body.addLayout(_left(self.transcribe_button))
        return card

    def _transcribe(self, session_id: str) -> None:
        wish = self.wish.wish
        self.transcription_wanted.emit(session_id, wish.model, wish.speakers, wish.language)

    def _permission_card(self, details: Details, rights: Rights) -> Card:
        card = Card(self.tr("Permission"), self.tr("oldest answer first"))
        self._ledger(card, details.permissions)
        add_clip_answers(card, details.clips)
        if not rights.permissions:
            return card
        self.line_button = secondary(self.tr("Note an answer…"), "plus")
        self.line_button.clicked.connect(lambda: self.line_wanted.emit(details))
        buttons = [self.line_button]
        if details.session.recording is not None:
            self.withdraw_button = Button(self.tr("Permission was withdrawn…"), Kind.DANGER, "trash-2")
            self.withdraw_button.clicked.connect(lambda: self.withdrawal_wanted.emit(details))
            buttons.append(self.withdraw_button)
        for button in buttons:
            card.body.addLayout(_left(button))
        return card

    def _ledger(self, card: Card, permissions: Sequence[Permission]) -> None:
        if not permissions:
            nobody = self.tr("Nobody is on record as having been asked. Note what they said before anybody listens.")
            card.body.addWidget(label(nobody, Role.SUBTITLE, wrap=True))
        for permission in permissions:
            said, asked = permission_line(permission)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label(said, wrap=True))
            column.addWidget(label(asked, Role.CAPTION, wrap=True))
            card.body.addLayout(column)

    def _role_play_card(self, session_id: str, shown: ShownRolePlay) -> Card:
        card = self.role_play = RecruitmentCard(shown)
        card.raters_wanted.connect(lambda: self.raters_wanted.emit(session_id))
        self.role_play_shown.emit(card, shown)
        return card

    def _erased_card(self, found: ErasureCertificate) -> Card:
        card = Card(self.tr("Erased"))
        self.certificate_button = add_erased(card, found)
        self.certificate_button.clicked.connect(lambda: self.certificate_wanted.emit(found))
        return card

    def _thread_card(self, threads: Threads) -> Card:
        card = self.thread_card = ThreadCard(threads)
        card.opened.connect(self.session_wanted)
        card.joined.connect(self.thread_joined)
        card.parted.connect(self.thread_parted)
        return card

    def _sheet_card(self, details: Details, rights: Rights) -> Card:
        sheet = details.session.context
        card = Card(self.tr("Context sheet"), "" if sheet.complete else self.tr("not filled in yet"))
        card.body.addLayout(_pairs(context_lines(sheet)))
        if rights.permissions and details.can_change_sheet:
            self.sheet_button = secondary(self.tr("Change…") if sheet.complete else self.tr("Fill in…"), "pencil")
            self.sheet_button.clicked.connect(lambda: self.sheet_wanted.emit(details))
            card.body.addLayout(_left(self.sheet_button))
        return card


def _called(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()


def _pairs(pairs: Sequence[tuple[str, str]]) -> QFormLayout:
    form = QFormLayout()
    form.setVerticalSpacing(current().px(4))
    form.setHorizontalSpacing(current().px(14))
    for heading, text in pairs:
        beside = label(heading, Role.SUBTITLE)
        beside.setAlignment(Qt.AlignmentFlag.AlignTop)
        form.addRow(beside, label(text, wrap=True))
    return form


def _warning(sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(IconMark("triangle-alert", 16, "warn"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence, wrap=True), 1)
    return row


def _left(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
