"""A worker's profile as tables of figures: those the page shows, to the digit. No quote, note or name is in them.

The only words are what the worker says of an evaluation, since that goes wherever the ratings go.
"""

from __future__ import annotations

from codebook.schema import Codebook
from coder.analysis import wording
from coder.analysis.chart_scale import recording_days
from coder.analysis.practice_words import PracticeWords, words_of
from coder.domain.consensus import NOT_EVALUABLE
from coder.domain.practice import Practice
from coder.domain.profiles import Estimate, PrincipleTrack, Profile, RatedRecording, Stance, WorkerComment
from coder.exports.dataset import (
    Column,
    ColumnKind,
    Dataset,
    DataTable,
    Provenance,
    Row,
    Stamp,
    codebook_line,
    column_names,
    scale_choices,
    shown,
)
from coder.exports.profile_document import profile_method

_RANGE = (
    Column("estimate", "Running estimate", ColumnKind.DECIMAL, "scale of the codebook"),
    Column("likely_low", "Lower end of the likely range (80%)", ColumnKind.DECIMAL, "scale of the codebook"),
    Column("likely_high", "Upper end of the likely range (80%)", ColumnKind.DECIMAL, "scale of the codebook"),
)
_STANCE = {Stance.AGREE: 1, Stance.OTHERWISE: 2}
_STANCES = (("0", "nothing said"), *((str(number), stance.value) for stance, number in _STANCE.items()))


def profile_about(profile: Profile, book: Codebook, stamp: Stamp) -> Provenance:
    """What every file of a profile says of itself; ``book`` must be the profile's."""
    days, words = recording_days(profile), words_of(profile.practice)
    return Provenance(
        title=f"Private profile of {words.who} {profile.worker_code}, {words.for_two}",
        period=wording.period_text(days[0], days[-1]) if days else "no coded recordings yet",
        codebook=codebook_line(book),
        counted=(("recordings", profile.sessions_count), ("recordings rated twice", profile.double_coded_count)),
        method=profile_method(words),
        demo=profile.demo,
        stamp=stamp,
        more=(("practice", profile.practice.value),),
    )


def profile_dataset(profile: Profile, book: Codebook, stamp: Stamp, beside: tuple[DataTable, ...] = ()) -> Dataset:
    """The profile's tables and those that stand ``beside`` them; ``book`` must be the profile's. The worker is in them
    by code only."""
    tables = (_principles(profile, book), _course(profile, book), _recordings(profile, book), _measures(profile, book))
    return Dataset(profile.worker_code, profile_about(profile, book, stamp), (*tables, *beside))


def _rated(words: PracticeWords) -> tuple[Column, Column]:
    """Which of what is rated a row is about."""
    name = words.rated.capitalize()
    return Column(words.rated, f"{name}, by its short code"), Column("name", name)


def _principles(profile: Profile, book: Codebook) -> DataTable:
    words = words_of(profile.practice)
    columns = (
        *_rated(words),
        Column("rated", "Recordings with a rating", ColumnKind.WHOLE),
        Column("not_evaluable", "Recordings in which it was not evaluable", ColumnKind.WHOLE),
        *_RANGE,
        Column("change", "Change since the first, where the likely range supports one", ColumnKind.DECIMAL),
        Column("change_said", "What is said of the change"),
    )
    rows = tuple(_principle(track, book) for track in profile.tracks)
    return DataTable(f"{words.rated}s", f"Each {words.rated} after the newest recording", columns, rows)


def _principle(track: PrincipleTrack, book: Codebook) -> Row:
    figures = _range(track.estimates[-1]) if track.estimates else (None,) * 3
    rated = sum(one.value is not None for one in track.recordings)
    if not wording.may_change(track):
        said = "fewer than two ratings"
    else:
        said = "steady" if track.change is None else "changed"
    change = None if track.change is None or said != "changed" else shown(track.change)
    name = book.principle(track.principle_id).name
    return track.principle_id, name, rated, track.not_evaluable, *figures, change, said


def _course(profile: Profile, book: Codebook) -> DataTable:
    columns = (
        *_rated(words_of(profile.practice)),
        Column("held_on", "After the recording of this day", ColumnKind.DAY),
        *_RANGE,
    )
    rows = tuple(
        (track.principle_id, book.principle(track.principle_id).name, one.held_on.isoformat(), *_range(one))
        for track in profile.tracks
        for one in track.estimates
    )
    return DataTable("course", "The running estimate after each recording", columns, rows)


def _range(one: Estimate) -> tuple[float, float, float]:
    return shown(one.mean), shown(one.low), shown(one.high)


def _recordings(profile: Profile, book: Codebook) -> DataTable:
    ids = [track.principle_id for track in profile.tracks]
    names = [book.principle(id_).name for id_ in ids]
    who = words_of(profile.practice).who
    choices = scale_choices(book)
    ratings = zip(column_names("rating", ids, 15), names, strict=True)
    evidence = zip(column_names("moments", ids, 15), names, strict=True)
    columns = (
        Column("recording", "Code of the recording"),
        Column("held_on", "Day of the meeting", ColumnKind.DAY),
        Column("context", "Kind of meeting, stage and legal status"),
        Column("heard", "Evaluators who rated it", ColumnKind.CHOICE, "", (("1", "one"), ("2", "two or more"))),
        *(Column(column, f"Rating of {name}", ColumnKind.CHOICE, "", choices) for column, name in ratings),
        Column(f"{who}_says", f"How the {who} sees the evaluation", ColumnKind.CHOICE, "", _STANCES),
        Column(f"{who}_comment", f"What the {who} says of it, with the day"),
        *(Column(column, f"Moments given for {name}", ColumnKind.WHOLE) for column, name in evidence),
    )
    return DataTable("recordings", "Every recording", columns, tuple(_recording_rows(profile, ids)))


def _recording_rows(profile: Profile, ids: list[str]) -> list[Row]:
    found: dict[str, dict[str, RatedRecording]] = {}
    for track in profile.tracks:
        for one in track.recordings:
            found.setdefault(one.session_id, {})[track.principle_id] = one
    said = {one.session_id: one for one in profile.comments}
    rows: list[Row] = []
    for rated in found.values():
        one = next(iter(rated.values()))
        ratings = [_rating(rated.get(id_)) for id_ in ids]
        moments = [rated[id_].evidence if id_ in rated else None for id_ in ids]
        heard = 2 if one.double_coded else 1
        answer = _answer(said.get(one.session_id), profile.practice)
        rows.append((one.session_code, one.held_on.isoformat(), one.context, heard, *ratings, *answer, *moments))
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))


def _answer(comment: WorkerComment | None, practice: Practice) -> tuple[int, str | None]:
    return (0, None) if comment is None else (_STANCE[comment.stance], wording.comment_text(comment, practice))


def _rating(one: RatedRecording | None) -> int | str | None:
    if one is None:
        return None
    return NOT_EVALUABLE if one.value is None else one.value


def _measures(profile: Profile, book: Codebook) -> DataTable:
    columns = (
        Column("measure", "Measure, by its short code"),
        Column("name", "Measure"),
        Column("value", "Value, empty where it is undefined", ColumnKind.DECIMAL),
        Column("unit", "Unit of the value: %, or to 1"),
        Column("numerator", "Coded utterances above the line", ColumnKind.WHOLE),
        Column("denominator", "Coded utterances below the line", ColumnKind.WHOLE),
        Column("few", "Few utterances", ColumnKind.CHOICE, "", (("0", "no"), ("1", "yes, read with care"))),
        Column("reference", "What the reference lines were made for"),
    )
    rows = tuple(
        (
            one.measure_id,
            one.name,
            None if one.value is None else shown(one.value, 0 if one.unit == "%" else 1),
            one.unit or "to 1",
            one.numerator,
            one.denominator,
            int(wording.is_thin(one, book)),
            one.reference_note,
        )
        for one in profile.behaviours
    )
    return DataTable("measures", "What was said, counted", columns, rows)
