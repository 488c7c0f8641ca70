"""Finding a code by a few letters of its name or of what it means, and giving it with Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from codebook.schema import Code
from coder.domain.people import SpeakerRole
from ui.coding.keys import code_action
from ui.coding.palette_codes import Words, group_names, help_of
from ui.coding.rows import Frame, key_text
from ui.palette import Entry, ranked
from ui.palette_dialog import PaletteDialog


class CodeProvider:
    """Finds codes and their variants, those for who is speaking first among equals, and whatever else is given."""

    def __init__(
        self,
        frame: Frame,
        role: SpeakerRole,
        key_of: Callable[[str], str],
        give: Callable[[str], object],
        tr: Words,
        others_too: Sequence[Entry] = (),
    ) -> None:
        fitting = frame.codes_for(role)
        book = frame.codebook
        others = [code for code in (*book.codes, *book.talk_codes) if code not in fitting]
        groups = group_names(tr)
        ready = {one.code: one for one in frame.variants}
        self._entries: list[Entry] = []
        for code in (*fitting, *others):
            self._entries.append(self._entry(code, key_of, give, groups[code.group], tr))
            if (variant := ready.get(code.id)) is not None:
                key = key_text(key_of(code_action(variant.id)))
                self._entries.append(Entry(variant.name, "tag", partial(give, variant.id), key))
        self._entries += others_too

    def _entry(
        self, code: Code, key_of: Callable[[str], str], give: Callable[[str], object], group: str, tr: Words
    ) -> Entry:
        detail = "  ".join(filter(None, (group, key_text(key_of(code_action(code.id))))))
        words = f"{code.id} {help_of(code, tr)} {' '.join(code.examples)}"
        return Entry(code.name, "tag", partial(give, code.id), detail, words)

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Answers at once; for an empty query with the first codes of the codebook."""
        found(ranked(query, self._entries))


def code_dialog(provider: CodeProvider, title: str, hint: str, parent: QWidget) -> PaletteDialog:
    """The palette over the page, for codes alone; Esc gives the focus back to where it was."""
    dialog = PaletteDialog((provider,), parent)
    dialog.setWindowTitle(title)
    dialog.field.setAccessibleName(title)
    dialog.field.setPlaceholderText(hint)
    return dialog
