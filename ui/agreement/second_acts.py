"""What is done about second codings, sealed packages and training recordings, on whatever page: asked, done, told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coder.analysis.wording import counted
from coder.domain.assignment import Assignment, SetDue, ToDouble
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.permissions import Action, require
from coder.domain.practice import Practice, practice_of
from coder.domain.sealed import Arrived, Card, Inside, PackageKind, Partner
from coder.domain.sessions import Session
from coder.domain.training import TrainedOn, Usable, Use
from ui.agreement import second_words as words
from ui.agreement.second_dialogs import Acting, AskDialog, CardDialog, PartnerDialog, SendDialog, TrainDialog
from ui.context import Context
from ui.reporting.ask_path import AskPath
from ui.widgets.question import Question

if TYPE_CHECKING:
    from coder.bootstrap import Services

T = TypeVar("T")
AskFile = Callable[[QWidget], str]


def ask_package(parent: QWidget) -> str:
    """Ask for a package file; empty when the user thought better of it."""
    filters = f"{parent.tr('Sealed package (*.pack)')};;{parent.tr('All files (*)')}"
    return QFileDialog.getOpenFileName(parent, parent.tr("Choose a sealed package"), "", filters)[0]


def ask_coding_file(parent: QWidget) -> str:
    """Ask for a coding file; empty when the user thought better of it."""
    return QFileDialog.getOpenFileName(parent, parent.tr("Choose the experts' coding"), "", "JSON (*.json)")[0]


def ask_new_package(parent: QWidget, suggested: str) -> str:
    """Ask where to write a package; a file that is there is refused later in a sentence, and never replaced."""
    options = QFileDialog.Option.DontConfirmOverwrite
    filters = parent.tr("Sealed package (*.pack)")
    title = parent.tr("Write a sealed package")
    path = QFileDialog.getSaveFileName(parent, title, suggested, filters, options=options)[0]
    return path if not path or Path(path).suffix else f"{path}{Path(suggested).suffix}"


class SecondActs(QObject):
    """Dialogs are children of ``parent``; each act tells what it did in the message bar, or why it was not done.

    ``dialog`` is the one that is open, or None.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._parent = context, parent
        self.ask_package: AskFile = ask_package
        self.ask_coding_file: AskFile = ask_coding_file
        self.ask_new_package: AskPath = ask_new_package
        self.dialog: Question | None = None

    def ask(self, session_id: str = "") -> None:
        """Ask a colleague for a second coding, by hand."""
        if self._may(Action.ASK_FOR_SECOND):
            choices = partial(self._services.assignments.choices, self._context.actor)
            self._read(choices, partial(self._ask_of, session_id))

    def _ask_of(self, session_id: str, choices: Sequence[ToDouble]) -> None:
        known = {one.session_id for one in choices}
        if not choices or (session_id and session_id not in known):
            self._context.messages.warn(
                self.tr("Nobody can be asked for a second coding here."),
                self.tr(
                    "It takes an evaluator who is not its worker, does not code it and is not asked already; and no "
                    "recording of the demo, for training, or that you still code yourself."
                ),
            )
            return
        dialog = AskDialog(choices, session_id, self._parent)
        act = self._services.assignments.assign
        self._perform(
            dialog,
            lambda: partial(act, self._context.actor, *dialog.chosen),
            lambda _: self.tr("Asked for. To them it looks like any recording that waits to be coded."),
        )

    def drop(self, one: Assignment) -> None:
        """No longer want a second coding."""
        who = one.evaluator_code or self.tr("nobody in particular")
        dialog = Acting(
            self.tr("No longer want this second coding?"),
            self.tr("{0}, asked of {1}. What was coded of it stays.").format(one.session_code, who),
            self.tr("No longer want it"),
            self._parent,
        )
        act = self._services.assignments.withdraw
        self._perform(
            dialog, lambda: partial(act, self._context.actor, one.id), lambda _: self.tr("It is no longer wanted.")
        )

    def draw_set(self) -> None:
        """Draw a triple-coded set, after telling what there is to draw from."""
        if self._may(Action.ASK_FOR_SECOND):
            self._read(partial(self._services.assignments.set_due, self._context.actor), self._draw_from)

    def _draw_from(self, due: SetDue) -> None:
        sentence = self.tr(
            "Twelve recordings by lot, each to be coded by three evaluators, who are not told. It is done twice a year."
        )
        title = self.tr("Draw a triple-coded set")
        dialog = Acting(title, f"{sentence} {words.due_words(due)}", self.tr("Draw it"), self._parent)
        dialog.act.setEnabled(words.can_draw(due))
        act = self._services.assignments.draw_set
        done = self.tr("Drawn: {0}.")
        self._perform(
            dialog,
            lambda: partial(act, self._context.actor),
            lambda made: done.format(counted(len(made.ids), "recording")),
        )

    def take_in(self) -> None:
        """Take in a package, after telling what is in it."""
        if not self._may(Action.EXCHANGE_PACKAGES):
            return
        path = self.ask_package(self._parent)
        if path:
            self._read(partial(_looked, self._services, self._context, Path(path)), self._take)

    def _take(self, found: tuple[bytes, Inside]) -> None:
        content, inside = found
        title = self.tr("Take in this package?")
        dialog = Acting(title, words.inside_words(inside), self.tr("Take it in"), self._parent)
        act = self._services.packages.take_in

        def told(arrived: Arrived) -> str:
            self._context.announce(changes(Kind.SESSION, Kind.CODING, ids={arrived.session_id}))
            if arrived.kind is PackageKind.CODING:
                return words.arrived_words(arrived)
            open_it = partial(self._context.go_to, "code", arrived.session_id)
            self._context.messages.info(words.arrived_words(arrived), self.tr("Open it"), open_it)
            return ""

        self._perform(dialog, lambda: partial(act, self._context.actor, content), told)

    def show_card(self) -> None:
        """Show the card of this store, made the first time."""
        if self._may(Action.EXCHANGE_PACKAGES):
            card = self._services.packages.card
            self._context.operations.write(partial(card, self._context.actor), self._show_card, owner=self)

    def _show_card(self, card: Card) -> None:
        from coder.services.sealed import told

        dialog = CardDialog(card, told(card), self._parent)
        dialog.accepted.connect(lambda: self._context.messages.info(self.tr("Your card is on the clipboard.")))
        self._open(dialog)

    def add_partner(self) -> None:
        """Take packages of a colleague from now on."""
        from coder.services.sealed import told

        if not self._may(Action.EXCHANGE_PACKAGES):
            return
        dialog = PartnerDialog(told, self._parent)
        act = self._services.packages.add_partner
        self._perform(
            dialog,
            lambda: partial(act, self._context.actor, dialog.card.toPlainText(), dialog.code.text()),
            lambda _: self.tr("Their packages are taken from now on."),
        )

    def send(self, session: Session) -> None:
        """Send a recording to a colleague on another computer for a second coding."""
        sentence = self.tr(
            "The package holds the sound of {0}, its text, context sheet and permissions. It holds no coding, and "
            "neither name nor code of the worker. It opens on that colleague's computer only, and asks them for a "
            "second coding."
        ).format(session.code)
        if practice_of(session.kind) is Practice.RECRUITMENT:
            sentence = self.tr(
                "The package holds the sound of {0}, its text, context sheet and permissions. It holds no rating, and "
                "not the applicant's code. It opens in that colleague's recruitment store only, whose own clock erases "
                "it; neither a hold nor an erasure here reaches it. Send it to the raters who were drawn."
            ).format(session.code)
        title = self.tr("Send a recording to a colleague")
        self._send(title, sentence, f"{session.code}.pack", session.id, self._services.packages.send)

    def send_coding(self, session: Session) -> None:
        """Send the actor's own locked coding to a colleague on another computer."""
        sentence = self.tr(
            "The package holds your blind coding of {0} as it stood at the lock. It opens on that colleague's computer "
            "only, and there once theirs is locked, too."
        ).format(session.code)
        title = self.tr("Send your coding to a colleague")
        self._send(title, sentence, f"{session.code}-coding.pack", session.id, self._services.packages.send_coding)

    def _send(self, title: str, sentence: str, name: str, session_id: str, make: Callable[..., bytes]) -> None:
        if self._may(Action.EXCHANGE_PACKAGES):
            then = partial(self._send_to, title, sentence, name, session_id, make)
            self._read(partial(self._services.packages.partners, self._context.actor), then)

    def _send_to(
        self,
        title: str,
        sentence: str,
        name: str,
        session_id: str,
        make: Callable[..., bytes],
        partners: Sequence[Partner],
    ) -> None:
        if not partners:
            self._context.messages.warn(
                self.tr("There is no colleague's card here, so nobody could open a package."),
                self.tr("Exchange cards first: Agreement, Second codings."),
            )
            return
        dialog = SendDialog(title, sentence, partners, self._parent)

        def write() -> Callable[[], Changes] | None:
            path = self.ask_new_package(dialog, name)
            return (
                partial(_written, make, self._context, session_id, dialog.partner.currentData(), path) if path else None
            )

        self._perform(dialog, write, lambda _: self.tr("The package is written. It opens on their computer only."))

    def train_on(self, session_id: str = "") -> None:
        """Use a recording for practice or gold, with the experts' coding from a file."""
        if self._may(Action.KEEP_REFERENCES):
            usable = partial(self._services.training.usable, self._context.actor)
            self._read(usable, partial(self._train_on, session_id))

    def _train_on(self, session_id: str, recordings: Sequence[Usable]) -> None:
        if not recordings:
            self._context.messages.warn(self.tr("There is no recording to train on yet."))
            return
        dialog = TrainDialog(recordings, session_id, self.ask_coding_file, self._parent)

        self._perform(
            dialog,
            lambda: partial(_kept, self._services, self._context, *dialog.chosen),
            lambda _: self.tr("Evaluators train on it from now on."),
        )

    def stop_training(self, one: TrainedOn) -> None:
        """Train on a recording no longer."""
        dialog = Acting(
            self.tr("Train on {0} no longer?").format(one.session_code),
            self.tr("What was coded of it stays; it no longer counts towards anybody's training."),
            self.tr("Train on it no longer"),
            self._parent,
        )
        act = self._services.training.stop_using
        self._perform(
            dialog,
            lambda: partial(act, self._context.actor, one.session_id),
            lambda _: self.tr("Nobody trains on it any more."),
        )

    @property
    def _services(self) -> Services:
        return self._context.services

    def _may(self, action: Action) -> bool:
        try:
            require(self._context.actor, action)
        except UserError as error:
            self._context.messages.user_error(error)
            return False
        return True

    def _read(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._context.operations.read(work, done, owner=self, key="before")

    def _perform(self, dialog: Acting, work: Callable[[], Callable[[], T] | None], told: Callable[[T], str]) -> None:
        """Open ``dialog``; its button does what ``work`` gives, and it closes once that is done.

        ``told`` says what was done, or nothing where it told that itself.
        """

        def done(found: T) -> None:
            if self.dialog is dialog:
                dialog.accept()
            if sentence := told(found):
                self._context.messages.info(sentence)

        def refused(error: UserError) -> None:
            # Whoever closed it meanwhile is told all the same.
            tell = dialog.refuse if self.dialog is dialog else self._context.messages.user_error
            tell(error)

        def begin() -> None:
            act = work()
            if act is None:
                dialog.act.setEnabled(True)
            else:
                self._context.operations.write(act, done, owner=self, failed=refused)

        dialog.perform = begin
        self._open(dialog)

    def _open(self, dialog: Question) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None


def _looked(services: Services, context: Context, path: Path) -> tuple[bytes, Inside]:
    from coder.services.sealed_files import read_file

    content = read_file(path)
    return content, services.packages.look(context.actor, content)


def _written(make: Callable[..., bytes], context: Context, session_id: str, partner: str, path: str) -> Changes:
    from coder.services.sealed_files import check_free, write_file

    check_free(Path(path))
    write_file(Path(path), make(context.actor, session_id, partner))
    return changes(Kind.SESSION, ids={session_id})


def _kept(services: Services, context: Context, session_id: str, use: Use, path: Path) -> Changes:
    from coder.services.coding_file import read_document

    return services.training.import_reference(context.actor, session_id, read_document(path), use)
