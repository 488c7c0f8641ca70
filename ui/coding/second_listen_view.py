"""The list of the second listen, and the two marks of the place that is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.suggestions import Decision, Difference
from coder.domain.times import clock_text
from ui.coding.second_listen import SecondListen
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, secondary
from ui.widgets.labels import label

Index = QModelIndex | QPersistentModelIndex
Names = Callable[[str], str]


class DifferenceModel(QAbstractListModel):
    """One row a place; ``name`` turns a code id into words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.differences: tuple[Difference, ...] = ()
        self.name: Names = str

    def show(self, differences: Sequence[Difference]) -> None:
        """Show these places; a change of decisions alone keeps the list where it is."""
        same = [one.suggestion_id for one in differences] == [one.suggestion_id for one in self.differences]
        if not same:
            self.beginResetModel()
        self.differences = tuple(differences)
        if not same:
            self.endResetModel()
        elif self.differences:
            self.dataChanged.emit(self.index(0), self.index(len(self.differences) - 1))

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many places there are."""
        return 0 if parent.isValid() else len(self.differences)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a row."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        one = self.differences[index.row()]
        return f"{self._decided(one)}  {clock_text(one.start_s)}  {one.text}"

    def _decided(self, one: Difference) -> str:
        return {
            None: "○",
            Decision.KEEP: self.tr("✓ kept"),
            Decision.CHANGE: self.tr("✓ changed"),
            Decision.DISCUSS: self.tr("… to discuss"),
        }[one.decision]


class SecondListenView(QWidget):
    """``play_wanted(start_s, end_s)`` to hear the chosen place; ``place_chosen(difference)`` when another is chosen."""

    play_wanted = Signal(float, float)
    place_chosen = Signal(object)

    def __init__(self, model: SecondListen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._second = model
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(8))
        self.sentence = label("", Role.SUBTITLE, wrap=True)
        column.addWidget(self.sentence)
        self.ask = secondary(self.tr("Have suggestions worked out"), "sparkles")
        self.ask.clicked.connect(model.ask)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows = DifferenceModel(self)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Places to hear again"))
        self.list.setModel(self.rows)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.activated.connect(self.hear)
        column.addWidget(self.list, 1)
        column.addWidget(self._detail())
        track(self, model.changed, self._show)
        self._show()

    def _detail(self) -> QWidget:
        self.place = QWidget()
        column = QVBoxLayout(self.place)
        column.setContentsMargins(0, 0, 0, 0)
        self._text = label("", Role.BODY, wrap=True)
        column.addWidget(self._text)
        row = QHBoxLayout()
        self.hear_button = secondary(self.tr("Hear it"), "play")
        self.first = secondary("", key_hint="1")
        self.second = secondary("", key_hint="2")
        self.discuss = secondary(self.tr("Discuss it"), "messages-square", "3")
        self.hear_button.clicked.connect(self.hear)
        self.first.clicked.connect(lambda: self.choose(1))
        self.second.clicked.connect(lambda: self.choose(2))
        self.discuss.clicked.connect(lambda: self.choose(3))
        for button in (self.hear_button, self.first, self.second, self.discuss):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return self.place

    @property
    def current(self) -> Difference | None:
        """The chosen place, if there is one."""
        place = self.list.currentIndex().row()
        return self.rows.differences[place] if 0 <= place < len(self.rows.differences) else None

    def set_names(self, name: Names) -> None:
        """How codes are called."""
        self.rows.name = name
        self._show()

    def hear(self) -> None:
        """Play the chosen place."""
        one = self.current
        if one is not None:
            self.play_wanted.emit(one.start_s, one.end_s)

    def choose(self, which: int) -> None:
        """Take the first (1) or second (2) mark, or leave the place for discussion (3), and go to the next place."""
        one = self.current
        if one is None:
            return
        if which == 3:
            self._second.discuss(one)
        else:
            self._second.choose(one, one.first_code if which == 1 else one.second_code)
        self.next_undecided(1)

    def next_undecided(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place that is not decided yet, in a circle."""
        rows = self.rows.differences
        here = self.list.currentIndex().row()
        for away in range(1, len(rows) + 1):
            place = (here + step * away) % len(rows)
            if rows[place].decision is None:
                self.list.setCurrentIndex(self.rows.index(place))
                return

    def _moved(self) -> None:
        self._show_place()
        one = self.current
        if one is not None:
            self.place_chosen.emit(one)

    def _show(self) -> None:
        revealed = self._second.revealed
        self.rows.show(revealed.differences)
        if revealed.differences and self.current is None:
            self.list.setCurrentIndex(self.rows.index(0))
        self.ask.setVisible(not revealed.ready and not revealed.refusal)
        self.list.setVisible(bool(revealed.differences))
        self.sentence.setText(self._words())
        self._show_place()

    def _words(self) -> str:
        revealed = self._second.revealed
        if revealed.refusal:
            return revealed.refusal
        if not revealed.ready:
            return self.tr("Suggestions are being worked out. They appear here by themselves.")
        if not revealed.differences:
            return self.tr("No place differs from the suggestions. You can finish.")
        return self.tr(
            "{0} of {1} places left. At each place two marks differ; hear it again and choose. "
            "Which mark is whose is not told."
        ).format(self._second.undecided, len(revealed.differences))

    def _show_place(self) -> None:
        one = self.current
        self.place.setVisible(one is not None)
        if one is None:
            return
        self._text.setText(f"{clock_text(one.start_s)}  {one.text}")
        for button, code in ((self.first, one.first_code), (self.second, one.second_code)):
            self._show_choice(button, code, one)

    def _show_choice(self, button: Button, code: str, one: Difference) -> None:
        name = self.rows.name(code) if code else self.tr("No code")
        stands = one.decision in (Decision.KEEP, Decision.CHANGE) and one.chosen_code == code
        button.setText(name)
        button.set_icon_name("check" if stands else "")
        button.setAccessibleName(self.tr("Choose {0}").format(name))
