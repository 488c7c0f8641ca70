"""What two raters gave in a role-play of recruitment, and what they agreed, as tables: side by side, none added up."""

from __future__ import annotations

from codebook.schema import Codebook
from coder.analysis.wording import day_text
from coder.domain.consensus import TalkOutcome
from coder.domain.recruitment import RolePlay, RolePlayRating
from coder.exports.dataset import (
    Column,
    ColumnKind,
    Dataset,
    DataTable,
    Provenance,
    Row,
    Stamp,
    codebook_line,
    scale_choices,
)

PURPOSE = "For one appointment, beside all else that is known of the applicant; never the only ground of it"
METHOD = (
    "Two raters, drawn by lot and blind to each other until both had locked. What they agreed afterwards is kept "
    "beside both ratings, is neither rater's, and enters no figure."
)
_HOW = (("1", "both gave the same"), ("2", "agreed in a talk"), ("3", "left open"), ("4", "to talk over"))


def role_play_dataset(found: RolePlay, book: Codebook, stamp: Stamp) -> Dataset:
    """The ratings of one role-play; ``book`` must be the one it was rated with. The applicant is in it by code only."""
    return Dataset(found.session_code, _about(found, book, stamp), (_ratings(found, book), _raters(found)))


def _about(found: RolePlay, book: Codebook, stamp: Stamp) -> Provenance:
    return Provenance(
        title=f"Role-play {found.session_code} of applicant {found.applicant_code}, rated by two",
        period=day_text(found.held_on),
        codebook=codebook_line(book),
        counted=(("raters", found.locked), ("principles", len(found.ratings))),
        method=METHOD,
        demo=False,
        stamp=stamp,
        more=(("kept here until", found.keeping.last_day.isoformat()),),
        purpose=PURPOSE,
    )


def _ratings(found: RolePlay, book: Codebook) -> DataTable:
    choices = scale_choices(book)
    columns = (
        Column("principle", "Principle, by its short code"),
        Column("name", "Principle"),
        Column("rating_1", "Rating of the first rater", ColumnKind.CHOICE, "", choices),
        Column("rating_2", "Rating of the second rater", ColumnKind.CHOICE, "", choices),
        Column("agreed", "What both gave, or agreed on when they talked", ColumnKind.CHOICE, "", choices),
        Column("how", "How it came about", ColumnKind.CHOICE, "", _HOW),
        Column("reason", "What the talk came to, names hidden"),
        Column("noted_by", "Who noted it"),
        Column("noted_on", "Day on which it was noted", ColumnKind.DAY),
    )
    return DataTable("ratings", "Both ratings of each principle", columns, tuple(map(_row, found.ratings)))


def _row(one: RolePlayRating) -> Row:
    talk = one.talk
    told = (None, None, None) if talk is None else (talk.reason, talk.author_code, talk.at.date().isoformat())
    return one.principle_id, one.name, one.first, one.second, one.agreed or None, _how(one), *told


def _how(one: RolePlayRating) -> int:
    if one.first == one.second:
        return 1
    if one.talk is None:
        return 4
    return 2 if one.talk.outcome is TalkOutcome.AGREED else 3


def _raters(found: RolePlay) -> DataTable:
    columns = (Column("rater", "Which rater", ColumnKind.WHOLE), Column("code", "Code of the rater"))
    return DataTable("raters", "Who the two are", columns, tuple(enumerate(found.rated_by, start=1)))
