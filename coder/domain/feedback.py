"""What families say: answers to the questionnaire, any of them skipped, and goals in the family's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from math import sqrt

from codebook.schema import Codebook, ResponseScale, ScalePart
from coder.domain.errors import UserError

MOST_GOALS = 3
LONGEST_GOAL = 300
LONGEST_WORDS = 2_000
MOST_POINTS = 20_000
LEVELS = range(-2, 3)
OWN_WORDS, DRAWING, GOAL = "own_words", "drawing", "goal_5"
GOAL_CORRELATION = 0.3
"""How goals are taken to hang together in the T-score: the value Kiresuk and Sherman (1968) assume."""

Stroke = tuple[tuple[int, int], ...]
"""A line of a drawing: points in thousandths of the sheet, from the left and from the top."""


class Audience(StrEnum):
    """Whom a form is for."""

    ADULT = "adult"
    CHILD = "child"


class Way(StrEnum):
    """How answers came in: through somebody who does not work with the family, or on a screen handed over."""

    COLLECTOR = "collector"
    HANDED_OVER = "handed over"


class Side(StrEnum):
    """Who set a goal, or says where it stands."""

    FAMILY = "family"
    WORKER = "worker"
    TOGETHER = "together"


RATERS = (Side.FAMILY, Side.WORKER)


@dataclass(frozen=True)
class Question:
    """One thing a family is asked. ``scale`` without labels is answered in words, or as a drawing.

    ``form`` names the licensed form an item belongs to; it is empty for our own.
    """

    id: str
    text: str
    scale: ResponseScale
    principle_id: str = ""
    form: str = ""


@dataclass(frozen=True)
class Answers:
    """What was answered, by question. What was skipped is not in it."""

    values: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    drawing: tuple[Stroke, ...] = ()

    @property
    def count(self) -> int:
        """How many questions were answered."""
        return len(self.values) + len(self.words) + bool(self.drawing)


@dataclass(frozen=True)
class FamilyFeedback:
    """One form a family gave, and the questionnaire it was asked with."""

    id: str
    session_id: str
    audience: Audience
    way: Way
    codebook_id: str
    codebook_version: str
    at: datetime
    answers: Answers


@dataclass(frozen=True)
class GoalRating:
    """Where a goal stood, as one side saw it (−2 to +2, 0 is what was hoped for)."""

    rater: Side
    level: int
    at: datetime


@dataclass(frozen=True)
class Goal:
    """A goal in the family's own words. ``ratings`` are all ever given, the oldest first; the newest of a side counts.

    ``family_hidden`` says that the family's ratings are kept back until the worker has given one.
    """

    id: str
    words: str
    set_by: Side
    ratings: tuple[GoalRating, ...] = ()
    family_hidden: bool = False

    def level(self, rater: Side) -> int | None:
        """Where the goal stands as this side saw it last, or None."""
        return next((one.level for one in reversed(self.ratings) if one.rater is rater), None)

    def as_worker_sees(self) -> Goal:
        """Without any rating, and saying so, while the family has rated and the worker has not: each rates apart."""
        if self.level(Side.WORKER) is not None or self.level(Side.FAMILY) is None:
            return self
        return replace(self, ratings=(), family_hidden=True)

    @property
    def gap(self) -> int | None:
        """The family's level less the worker's, or None until both rated."""
        family, worker = self.level(Side.FAMILY), self.level(Side.WORKER)
        return None if family is None or worker is None else family - worker


@dataclass(frozen=True)
class PartScore:
    """The score of one part of a licensed form by the authority's key: a sum of ``items`` values. No cut-off."""

    form: str
    part: str
    value: int
    low: int
    high: int
    items: int


@dataclass(frozen=True)
class SessionFeedback:
    """Everything a family said about one session."""

    session_id: str
    session_code: str
    forms: tuple[FamilyFeedback, ...] = ()
    goals: tuple[Goal, ...] = ()

    def t_score(self, rater: Side) -> float | None:
        """The T-score of the goals as one side saw them last; None unless that side rated all of them."""
        levels = [goal.level(rater) for goal in self.goals]
        known = [level for level in levels if level is not None]
        return t_score(known) if known and len(known) == len(levels) else None


@dataclass(frozen=True)
class FeedbackState:
    """How much was said of a session, without saying what. Each reason is empty where the actor may do it."""

    forms: int
    goals: int
    why_not_read: str = ""
    why_not_taken_down: str = ""
    why_not_handed_over: str = ""


def t_score(levels: Sequence[int], weights: Sequence[float] | None = None, r: float = GOAL_CORRELATION) -> float:
    """The T-score of goal attainment scaling: 50 when all goals (−2 to +2) stand where it was hoped.

    T = 50 + 10 Σwx / √((1 − r) Σw² + r (Σw)²), by Kiresuk and Sherman, Community Mental Health Journal 4 (1968),
    443–453. Without ``weights`` (all > 0) goals count alike. Raises ValueError for no goals, or a level out of range.
    """
    used = [1.0] * len(levels) if weights is None else list(weights)
    if not levels or len(used) != len(levels) or min(used) <= 0 or any(level not in LEVELS for level in levels):
        raise ValueError("a T-score needs goals from -2 to +2, each with a weight above 0")
    squares, total = sum(w * w for w in used), sum(used)
    return 50 + 10 * sum(w * x for w, x in zip(used, levels, strict=True)) / sqrt((1 - r) * squares + r * total**2)


def questions(book: Codebook, audience: Audience) -> tuple[Question, ...]:
    """What a questionnaire asks of adults or children, its licensed forms last. Goals are asked for apart."""
    scales = {scale.id: scale for scale in book.response_scales}
    own = [
        Question(item.id, item.text, scales[item.scale], item.principle)
        for item in book.feedback_items
        if item.audience == audience and item.scale != GOAL
    ]
    licensed = [
        Question(f"{slot.id}.{form.id}.{number}", text, scales[form.scale], form=f"{slot.name}, {form.name}")
        for slot in book.licensed_scales
        for form in slot.forms
        if form.audience == audience
        for number, text in enumerate(form.texts, start=1)
    ]
    return (*own, *licensed)


def check_answers(book: Codebook, audience: Audience, answers: Answers) -> None:
    """Raise UserError unless the answers fit the questionnaire: known questions, values of their scales, no overlong
    words. An empty form is refused too: nothing would be kept of it."""
    asked = {question.id: question for question in questions(book, audience)}
    if not answers.count:
        raise UserError("Nothing was answered, so nothing was kept.", "Answer at least one question.")
    for id_, value in answers.values.items():
        if id_ not in asked or value not in asked[id_].scale.values:
            raise UserError(f"“{id_}” cannot be answered with {value}. Nothing was kept.", _ids(asked))
    for id_, words in answers.words.items():
        if id_ not in asked or asked[id_].scale.id != OWN_WORDS or not words.strip():
            raise UserError(f"“{id_}” cannot be answered in words. Nothing was kept.", _ids(asked))
        if len(words) > LONGEST_WORDS:
            raise UserError(f"An answer is longer than {LONGEST_WORDS} characters. Nothing was kept.", "Shorten it.")
    if answers.drawing:
        _check_drawing(answers.drawing, any(one.scale.id == DRAWING for one in asked.values()))


def check_goal(words: str, known: int) -> str:
    """The words of a new goal without blanks around them. Raises UserError for none, too many, or a fourth goal."""
    clean = words.strip()
    if not clean:
        raise UserError("The goal is empty.", "Write it in the family's own words.")
    if len(clean) > LONGEST_GOAL:
        raise UserError(f"A goal has at most {LONGEST_GOAL} characters. Nothing was kept.", "Shorten it.")
    if known >= MOST_GOALS:
        raise UserError(f"There are {MOST_GOALS} goals already.", "Take one away first.")
    return clean


def check_level(level: int) -> None:
    """Raise UserError unless a goal may stand there."""
    if level not in LEVELS:
        raise UserError("A goal stands between -2 and +2; 0 is what was hoped for.", "Nothing was kept.")


def part_scores(book: Codebook, answers: Answers) -> tuple[PartScore, ...]:
    """The parts of licensed forms that were answered whole, scored by the key of their form; a part with a skipped
    item has no score."""
    scales = {scale.id: scale for scale in book.response_scales}
    found = []
    for slot in book.licensed_scales:
        for form in slot.forms:
            values = scales[form.scale].values
            for part in form.parts:
                score = _scored(part, f"{slot.id}.{form.id}.", answers.values, values)
                if score is not None:
                    name, n = f"{slot.name}, {form.name}", len(part.items)
                    found.append(PartScore(name, part.name, score, n * min(values), n * max(values), n))
    return tuple(found)


def _scored(part: ScalePart, prefix: str, given: Mapping[str, int], values: Sequence[int]) -> int | None:
    answers = [(item, given.get(f"{prefix}{item}")) for item in part.items]
    if any(value is None for _, value in answers):
        return None
    ends = min(values) + max(values)
    return sum(ends - value if item in part.turned else value for item, value in answers if value is not None)


def _check_drawing(drawing: tuple[Stroke, ...], wanted: bool) -> None:
    points = [point for stroke in drawing for point in stroke]
    if not wanted or len(points) > MOST_POINTS or any(not 0 <= at <= 1000 for point in points for at in point):
        raise UserError("This drawing cannot be kept.", "Leave it out, or draw a smaller one.")


def _ids(asked: Mapping[str, Question]) -> str:
    named = (
        f"{one.id} ({one.scale.values[0]} to {one.scale.values[-1]})" for one in asked.values() if one.scale.values
    )
    return f"Questions with values: {', '.join(named)}."
