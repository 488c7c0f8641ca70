"""What is said about how long a role-play is kept and how it went; no widgets."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from coder.analysis.wording import day_text, joined
from coder.domain.certificate import ErasureCertificate, WhyErased
from coder.domain.keeping import Keeping


def _tr(text: str) -> str:
    return QCoreApplication.translate("keeping", text)


def kept_words(keeping: Keeping, today: date) -> str:
    """Until when it is kept and what happens then, in one or two sentences."""
    if not keeping.by_itself:
        if keeping.due(today):
            late = _tr("Its time was over on {0}: erase it below, under Permission.")
            return late.format(day_text(keeping.last_day))
        return _tr("Kept until {0}, then to be erased.").format(day_text(keeping.last_day))
    if keeping.due(today):
        return _tr("Its time is over. It is erased when nobody works on it, at the latest at the next start.")
    return _tr("Kept until {0}. {1}").format(day_text(keeping.last_day), goes_words(keeping, today))


def goes_words(keeping: Keeping, today: date) -> str:
    """When the program erases it, with the days left where it is soon."""
    if keeping.due(today):
        return _tr("It is erased now.")
    on = day_text(keeping.erased_on)
    left = (keeping.erased_on - today).days
    if not keeping.soon(today):
        return _tr("The program erases it on {0}.").format(on)
    if left == 1:
        return _tr("The program erases it tomorrow, {0}.").format(on)
    return _tr("The program erases it on {0}, in {1} days.").format(on, left)


def held_words(keeping: Keeping) -> str:
    """Who holds it and why; empty where nobody does."""
    longer = keeping.longer
    return "" if longer is None else _tr("Held by {0}: {1}").format(longer.by, longer.reason)


def erased_words(found: ErasureCertificate) -> tuple[str, str]:
    """That it is erased, when and why; and what a look at the store found just now."""
    on = day_text(found.erased_at.astimezone().date())
    first = (
        _tr("Erased by the program on {0}: its time was over.").format(on)
        if found.why is WhyErased.TIME_OVER
        else _tr("Erased on {0}: permission was refused or taken back.").format(on)
    )
    if not found.complete:
        return first, _tr("Something of it is left. Close the program and open it again.")
    gone = _tr("Looked up now: key, sound, words, codes and ratings are gone.")
    return first, " ".join(part for part in (gone, _learnt_words(found), _elsewhere_words(found)) if part)


def _learnt_words(found: ErasureCertificate) -> str:
    if not found.models:
        return ""
    words = _tr("Suggestions learnt from it before: {0}. Its words are out of the next training set.")
    return words.format(joined(list(found.models)))


def _elsewhere_words(found: ErasureCertificate) -> str:
    if not found.given_out:
        return ""
    whom = joined(list(dict.fromkeys(one.code for one in found.given_out)))
    if found.copies_run_out:
        return _tr("Packages with it went to {0}. Each copy runs out by the clock of its own store.").format(whom)
    return _tr("Packages with it went to {0}. Have each copy erased there.").format(whom)
