"""Places where two codings differ, in words. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from codebook.schema import Codebook
from coder.analysis.wording import counted, short_day
from coder.domain.consensus import NOT_EVALUABLE, Disagreement, Given, Matter, TalkOutcome
from coder.domain.times import clock_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("differences", text)


def about(one: Disagreement) -> str:
    """What it is about: a principle, or a place of the recording."""
    return one.name if one.matter is Matter.RATING else _tr("Code at {0}").format(clock_text(one.start_s))


def value_words(value: str, one: Disagreement, book: Codebook | None) -> str:
    """A rating or a code as it is told."""
    if one.matter is Matter.RATING:
        return _tr("not evaluable") if value == NOT_EVALUABLE else value
    if not value:
        return _tr("no code")
    names = {code.id: code.name for code in (*book.codes, *book.talk_codes)} if book is not None else {}
    return f"{value} · {names[value]}" if value in names else value


def short_value(given: Given) -> str:
    """Who gave what, for a table: ``E-02: 4``."""
    value = given.value or _tr("no code")
    return f"{given.evaluator_code}: {value}"


def apart(one: Disagreement) -> str:
    """How far the two lie apart."""
    if one.matter is Matter.CODE:
        return _tr("two codes") if one.size >= 1 else _tr("coded by one only")
    if NOT_EVALUABLE in (one.given[0].value, one.given[1].value):
        return _tr("evaluable for one only")
    return counted(round(one.size), _tr("step"), _tr("steps"))


def stands(one: Disagreement, book: Codebook | None = None) -> str:
    """What the talk came to, or whether the rule asks for one."""
    if one.talk is None:
        return _tr("to talk about") if one.asks_for_talk else ""
    if one.talk.outcome is TalkOutcome.UNRESOLVED:
        return _tr("on the decision log")
    return _tr("agreed: {0}").format(value_words(one.talk.agreed, one, book))


def talk_sentence(one: Disagreement, book: Codebook | None) -> str:
    """The newest talk in a sentence; empty without one."""
    if one.talk is None:
        return ""
    day = short_day(one.talk.at.astimezone().date())
    by = _tr(", noted by {0}").format(one.talk.author_code) if one.between_others(one.talk.author_id) else ""
    if one.talk.outcome is TalkOutcome.UNRESOLVED:
        return _tr("Left open on {0}{1} and put on the decision log: {2}").format(day, by, one.talk.reason)
    agreed = value_words(one.talk.agreed, one, book)
    return _tr("Agreed on {0}{1}: {2}. {3}").format(day, by, agreed, one.talk.reason)


def question_for(one: Disagreement, book: Codebook | None) -> str:
    """A question for the decision log that tells neither whose mark is whose nor which recording it was."""
    first, second = sorted(value_words(given.value, one, book) for given in one.given)
    if one.matter is Matter.RATING:
        return _tr("{0}: what tells a {1} from a {2}?").format(one.name, first, second)
    return _tr("Is this “{0}” or “{1}”?").format(first, second)


def sentence(one: Disagreement, book: Codebook | None) -> str:
    """The whole place in a sentence, as it is read out."""
    given = _tr(" and ").join(f"{g.evaluator_code} {value_words(g.value, one, book)}" for g in one.given)
    return " · ".join(filter(None, (one.session_code, about(one), given, apart(one), stands(one, book))))
