"""What people and parts of a profile are called in each kind of practice, on the page and in every file."""

from __future__ import annotations

from dataclasses import dataclass

from coder.domain.practice import Practice


@dataclass(frozen=True)
class PracticeWords:
    """``who`` is the one whose practice is recorded, ``rated`` what is rated of it, ``meeting`` what a recording is of.

    All are one in number and in small letters, with a regular plural.
    """

    who: str
    rated: str
    meeting: str

    def called(self, code: str) -> str:
        """Somebody by code, as a heading: ``Supervisor W-17``."""
        return f"{self.who.capitalize()} {code}"

    @property
    def over_time(self) -> str:
        """The heading of the chart of a profile."""
        return f"{self.rated.capitalize()}s over time"

    @property
    def for_two(self) -> str:
        """Who may read a profile."""
        return f"for the {self.who} and their coach only"

    @property
    def says(self) -> str:
        """The heading above the answer to one evaluation; an ``s`` makes it one above several."""
        return f"What the {self.who} says of the evaluation"


_WORDS = {
    Practice.VISIT: PracticeWords("worker", "principle", "visit"),
    Practice.SUPERVISION: PracticeWords("supervisor", "dimension", "supervision"),
    Practice.RECRUITMENT: PracticeWords("applicant", "principle", "role-play"),
    Practice.SKILLS: PracticeWords("participant", "skill", "exercise"),
}


def words_of(practice: Practice) -> PracticeWords:
    """The words of one kind of practice."""
    return _WORDS[practice]


def practice_lead(practice: Practice) -> tuple[str, ...]:
    """The practice as the first part of a line about a profile; none for visits, which most profiles are of."""
    return () if practice is Practice.VISIT else (practice.capitalize(),)
