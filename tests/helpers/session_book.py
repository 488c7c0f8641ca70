"""What a session ought to hold, words and marks, kept in plain Python: the measure for runs of random acts on a page.

Marks are kept on the row they were given on. The text says where that row is now: on itself, on the row that took it
in, or nowhere, and then the mark stands on its time alone. Undo goes back and forth over both, one act a step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from coder.domain.coding import EntryKind
from tests.helpers.coding_book import Book, Mark, is_at


@dataclass(frozen=True)
class Said:
    """One row: whose it is by id, and its words."""

    id: str
    voice: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """All rows in their order, and where rows that were merged away went."""

    rows: tuple[Said, ...] = ()
    into: Mapping[str, str] = field(default_factory=dict)

    def row_of(self, id_: str) -> str:
        """The row that holds what was this one; empty for none."""
        while id_ in self.into:
            id_ = self.into[id_]
        return id_ if any(row.id == id_ for row in self.rows) else ""

    def put(self, *rows: Said) -> Text:
        """Rows with other words or voices."""
        new = {row.id: row for row in rows}
        return replace(self, rows=tuple(new.get(row.id, row) for row in self.rows))

    def merged(self, at: int) -> Text:
        """One row of the row at a place and the next."""
        one, other = self.rows[at : at + 2]
        both = replace(one, words=one.words + other.words)
        return Text((*self.rows[:at], both, *self.rows[at + 2 :]), {**self.into, other.id: one.id})

    def split(self, at: int, word: int, new_id: str) -> Text:
        """Two rows of the one at a place."""
        one = self.rows[at]
        halves = replace(one, words=one.words[:word]), replace(one, id=new_id, words=one.words[word:])
        return replace(self, rows=(*self.rows[:at], *halves, *self.rows[at + 1 :]))

    def without(self, at: int) -> Text:
        """All but the row at a place."""
        return replace(self, rows=(*self.rows[:at], *self.rows[at + 1 :]))


@dataclass(frozen=True)
class TextStep:
    """One act on the text: what it was before and after."""

    before: Text
    after: Text


@dataclass
class SessionBook(Book):
    """A book of marks and of the words they stand on; ``done`` and ``undone`` hold the steps of both."""

    text: Text = field(default_factory=Text)

    def write(self, after: Text) -> None:
        """One act on the text."""
        self.done.append(TextStep(self.text, after))
        self.undone.clear()
        self.text = after

    def undo(self) -> None:
        """Put back what stood before the last step."""
        if self.done:
            self.undone.append(self._carry_out(self.done.pop(), back=True))

    def redo(self) -> None:
        """Do the last undone step again."""
        if self.undone:
            self.done.append(self._carry_out(self.undone.pop(), back=False))

    def placed(self) -> dict[str, Mark]:
        """The standing marks on the rows that hold them now, by thread."""
        return {one: replace(mark, utterance_id=self._row_of(mark)) for one, mark in self.standing.items()}

    def marks(self) -> Counter[Mark]:
        """How often each mark stands where it is shown."""
        return Counter(self.placed().values())

    def found(self, kind: EntryKind, row_id: str, at: tuple[float, float], label: str = "") -> str | None:
        """The thread of the mark that an act on a row, or with no row on a stretch, is about.

        Empty for none. None where two might be meant, which only merged rows have.
        """
        here = [
            (one, mark)
            for one, mark in self.placed().items()
            if mark.kind is kind and mark.utterance_id == row_id and label in ("", mark.label)
        ]
        exact = [(one, mark) for one, mark in here if is_at(mark, at)]
        if exact or not row_id:
            return "" if not exact else exact[0][0] if len(exact) == 1 else None
        here.sort(key=lambda each: each[1].start_s)
        if len(here) > 1 and here[0][1].start_s == here[1][1].start_s:
            return None
        return here[0][0] if here else ""

    def _row_of(self, mark: Mark) -> str:
        return self.text.row_of(mark.utterance_id) if mark.utterance_id else ""

    def _carry_out(self, step, back: bool):
        if isinstance(step, TextStep):
            self.text = step.before if back else step.after
        else:
            for one in step:
                self._show(one.thread, one.before if back else one.after)
        return step
