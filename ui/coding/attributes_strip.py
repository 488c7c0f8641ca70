"""Offers what can be said about the code just given, and the codes used last; never in the way of the next code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from codebook.schema import Attribute, Code
from coder.domain.coding import Entry
from coder.domain.times import clock_text
from ui.actions import Actions
from ui.coding.attributes import attribute_words
from ui.coding.code_strip import CodeStrip, Offer
from ui.coding.edits import Place, code_at
from ui.coding.mark_edits import MarkAttribute
from ui.coding.recent import RecentCodes
from ui.coding.soon import Soon
from ui.coding.viewmodel import CodingViewModel

_ATTRIBUTE, _VALUE, _RECENT = "attribute", "value", "recent"
_KEYS = "123456789"
# The line above the codes changes its buttons, and with them the layout of the page.
_AFTER_MS = 35


class AttributesStrip(QObject):
    """Fills a strip from the coding. ``place()`` is where a mark goes; ``code(id)`` gives a code there.

    After a code is given its attributes stay offered until another row is chosen or another code given, so that a
    person may go on without a word about them. ``came_back`` runs when the focus was here and is given back.
    """

    def __init__(
        self,
        model: CodingViewModel,
        strip: CodeStrip,
        actions: Actions,
        place: Callable[[], Place],
        code: Callable[[str], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._strip, self._actions, self._place, self._code = model, strip, actions, place, code
        self.recent = RecentCodes()
        self._about: Place | None = None
        self._attribute = ""
        self._came_from: QWidget | None = None
        self.came_back: Callable[[], object] = lambda: None
        strip.chosen.connect(self._chosen)
        strip.left.connect(self._leave)
        self._soon = Soon(self.show, self, _AFTER_MS)
        model.loaded.connect(self._loaded)
        model.marks_changed.connect(self._soon.ask)
        actions.changed.connect(self._soon.ask)

    def given(self, place: Place, code_id: str) -> None:
        """A code was just given: offer what can be said about it."""
        self.recent.use(code_id)
        self.look_at(place)

    def look_at(self, place: Place | None) -> None:
        """Offer what can be said about the code on a place, if there is one."""
        self._about, self._attribute = place, ""
        self._soon.ask()

    def enter(self, came_from: QWidget) -> bool:
        """Put the focus on the attributes, and back where it came from afterwards; False where there is no code."""
        if self._entry() is None:
            self.look_at(self._place())
        if self._entry() is None:
            return False
        self._soon.now()
        self._came_from = came_from
        self._strip.enter()
        return True

    def use_recent(self, number: int) -> None:
        """Give the code with a number (from 1), if there is one."""
        codes = self.recent.codes
        if number <= len(codes):
            self._code(codes[number - 1])

    def show(self) -> None:
        """Show what is offered now."""
        self._soon.stop()
        if not self._model.is_open:
            self._strip.offer("", ())
            return
        entry = self._entry()
        code = self._known(entry.label) if entry is not None else None
        if entry is None or code is None or not code.attributes:
            self._strip.offer(self.tr("Codes used lately") if self.recent.codes else "", self._recent_offers())
            return
        attribute = next((one for one in code.attributes if one.id == self._attribute), None)
        about = self.tr("{0} at {1}").format(code.name, clock_text(entry.start_s))
        if attribute is not None:
            self._strip.offer(f"{about}: {attribute.name}", _value_offers(entry, attribute))
        else:
            key = self._actions.key_text("code.attributes") or self._actions.text("code.attributes")
            self._strip.offer(
                self.tr("More about {0}: press {1} and a number").format(about, key), _attribute_offers(entry, code)
            )

    def _loaded(self) -> None:
        coding = self._model.coding
        self.recent.begin(coding.state.codes if coding is not None else ())
        self.look_at(None)

    def _entry(self) -> Entry | None:
        return code_at(self._model.shown, self._about) if self._about is not None else None

    def _known(self, code_id: str) -> Code | None:
        book = self._model.frame.codebook
        return next((code for code in (*book.codes, *book.talk_codes) if code.id == code_id), None)

    def _recent_offers(self) -> tuple[Offer, ...]:
        known = ((number, self._known(id_)) for number, id_ in enumerate(self.recent.codes, 1))
        return tuple(
            Offer(f"{_RECENT}:{code.id}", code.name, self._actions.key_text(f"code.recent.{number}"))
            for number, code in known
            if code is not None
        )

    def _chosen(self, offer_id: str) -> None:
        self._soon.now()
        if all(one.id != offer_id for one in self._strip.offers):
            # The offer was about what was chosen a moment ago.
            return
        kind, _, what = offer_id.partition(":")
        if kind == _RECENT:
            self._code(what)
            return
        entry = self._entry()
        code = self._known(entry.label) if entry is not None else None
        if entry is None or code is None or self._about is None:
            return
        if kind == _VALUE:
            self._mark(code, self._attribute, what)
            return
        attribute = next(one for one in code.attributes if one.id == what)
        if attribute.values:
            self._attribute = attribute.id
            self.show()
            if self._came_from is not None:
                self._strip.enter()
        else:
            self._mark(code, attribute.id, "")

    def _mark(self, code: Code, attribute_id: str, value: str) -> None:
        attribute = next(one for one in code.attributes if one.id == attribute_id)
        assert self._about is not None
        self._attribute = ""
        edit = MarkAttribute(self._about, code.id, attribute_id, value)
        self._model.do(edit, f"{code.name}, {attribute_words(attribute, value)}")
        self.show()
        self._go_back()

    def _leave(self) -> None:
        if self._attribute:
            self._attribute = ""
            self.show()
            self._strip.enter()
        else:
            self._go_back()

    def _go_back(self) -> None:
        if self._came_from is not None:
            came_from, self._came_from = self._came_from, None
            self.came_back()
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)


def _attribute_offers(entry: Entry, code: Code) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    for number, one in enumerate(code.attributes):
        on = one.id in entry.attributes
        text = f"{one.name}: {entry.attributes[one.id]}" if on and one.values else one.name
        offers.append(Offer(f"{_ATTRIBUTE}:{one.id}", text + ("" if on or not one.values else " …"), _key(number), on))
    return tuple(offers)


def _value_offers(entry: Entry, attribute: Attribute) -> tuple[Offer, ...]:
    now = entry.attributes.get(attribute.id)
    return tuple(
        Offer(f"{_VALUE}:{value}", value, _key(number), value == now) for number, value in enumerate(attribute.values)
    )


def _key(number: int) -> str:
    return _KEYS[number] if number < len(_KEYS) else ""
