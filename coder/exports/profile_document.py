"""A profile as plain texts, lists and charts for its template."""

from __future__ import annotations

from dataclasses import replace

from codebook.schema import Codebook, Principle
from coder.analysis import wording
from coder.analysis.practice_words import PracticeWords, practice_lead, words_of
from coder.analysis.wording import change_text, counted, day_text, range_text, rating_text
from coder.domain.family_voice import FamilyVoice
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, Profile, RatedRecording, WorkerComment
from coder.domain.times import clock_text
from coder.exports import colours
from coder.exports.charts import trend_rows
from coder.exports.document import Table, box_note, codebook_footer, frame, table
from coder.exports.mask_note import mask_note
from coder.exports.printable import printable
from coder.exports.voice_document import worker_voice_part

# As many as a coaching conversation has room for; everything is in the program.
MAX_BRIGHT, MAX_EXPLORE, MAX_STEPS = 3, 3, 1

HOW_TO_READ = (
    "A dot is one recording: the larger, the more moments were given for the rating. A ring means that a second "
    "evaluator heard it too. The line is the running estimate, the band its likely range (80%), n/e not evaluable."
)
_NO_STEP = "None written yet. Worker and coach write it together, in the worker's words."


def profile_method(words: PracticeWords) -> str:
    """How the figures of a profile are made, in the words of its kind of practice."""
    return (
        "Ratings are made by a trained evaluator on the whole recording, from 1 to 5, and never by a program. One "
        f"{words.meeting} says little: the estimate leans on the {words.who}'s earlier recordings and, while there are "
        "few, on how much ratings vary in the service. Four times in five the level lies inside the likely range. A "
        f"change is named only where its own likely range supports it; otherwise the {words.rated} is called steady. "
        f"Nothing here compares one {words.who} with another, and there is no overall figure."
    )


def _colour(codebook: Codebook, principle_id: str) -> str:
    for position, principle in enumerate(codebook.principles):
        if principle.id == principle_id:
            return colours.principle(principle.badge, position)
    return colours.QUIET


def _clips(clips: tuple[Clip, ...], most: int, codebook: Codebook, principle_id: str = "") -> list[dict[str, str]]:
    return [
        {
            "colour": _colour(codebook, clip.principle_id or principle_id),
            "place": printable(
                f"{day_text(clip.held_on)}, {clock_text(clip.start_s)} in recording {clip.session_code}"
            ),
            "words": printable(clip.note or clip.text or "Listen to this moment."),
        }
        for clip in clips[:most]
    ]


def _estimates(profile: Profile, codebook: Codebook) -> Table:
    body = []
    for track in profile.tracks:
        name = codebook.principle(track.principle_id).name
        if track.estimates:
            latest = track.estimates[-1]
            shown = [f"{latest.mean:.1f}", range_text(latest), change_text(track)]
        else:
            shown = [wording.DASH] * 3
        body.append([name, *shown, str(track.not_evaluable)])
    head = words_of(profile.practice).rated.capitalize()
    return table([head, "Estimate", "Likely range (80%)", "Since first", "Not evaluable"], body)


def _recordings(profile: Profile, principles: list[Principle]) -> Table:
    """One line a recording, one column a principle; ``n/e`` not evaluable."""
    cells: dict[str, dict[str, RatedRecording]] = {}
    order: dict[str, RatedRecording] = {}
    for track in profile.tracks:
        for recording in track.recordings:
            cells.setdefault(recording.session_id, {})[track.principle_id] = recording
            order[recording.session_id] = recording
    body = []
    for session_id, recording in sorted(order.items(), key=lambda item: (item[1].held_on, item[1].session_code)):
        row = cells[session_id]
        marks = [rating_text(r.value) for r in row.values()]
        values = dict(zip(row, marks, strict=True))
        heard = "twice" if recording.double_coded else "once"
        shown = [values.get(principle.id, wording.DASH) for principle in principles]
        body.append([day_text(recording.held_on), heard, *shown])
    return table(["Held on", "Heard", *(principle.badge for principle in principles)], body)


def _behaviours(profile: Profile, codebook: Codebook) -> Table:
    body = []
    for figure in profile.behaviours:
        value = wording.measure_text(figure.value, figure.unit)
        thin = " (few)" if figure.value is not None and wording.is_thin(figure, codebook) else ""
        body.append([figure.name, value + thin, wording.counts_text(figure)])
    return table(["Measure", "Value", "Coded utterances"], body)


def _behaviours_note(codebook: Codebook) -> str:
    few = codebook.rules.small_denominator
    return printable(
        f"A dash means that the measure is undefined. “Few” marks fewer than {few} utterances below the line. "
        f"{wording.reference_lines(codebook)}"
    )


def _lead(profile: Profile) -> str:
    heard = f"{profile.double_coded_count} double-coded" if profile.double_coded_count else "none double-coded"
    coded = counted(profile.sessions_count, "recording")
    parts = (profile.team_name, f"{coded} coded, {heard}", words_of(profile.practice).for_two)
    return " · ".join((*practice_lead(profile.practice), *parts))


def printed_part(profile: Profile) -> Profile:
    """The profile with no more moments and steps than are printed: masks of others need not be looked for."""
    return replace(
        profile,
        bright=profile.bright[:MAX_BRIGHT],
        to_explore=profile.to_explore[:MAX_EXPLORE],
        next_steps=profile.next_steps[:MAX_STEPS],
    )


def profile_document(
    profile: Profile, codebook: Codebook, *, masked: bool, voice: FamilyVoice | None = None
) -> dict[str, object]:
    """All that ``profile.typ`` prints; ``masked`` says whether quotes and notes have placeholders for names.

    ``voice`` is what families said of the same visits.
    """
    words = words_of(profile.practice)
    document: dict[str, object] = {
        **frame(
            f"Profile of {words.who} {profile.worker_code}",
            "Private profile",
            codebook_footer(codebook),
            demo=profile.demo,
        ),
        "heading": printable(words.called(profile.worker_code)),
        "for_visits": profile.practice is Practice.VISIT,
        "lead": printable(_lead(profile)),
        **_moments(profile, codebook),
        **_tracks(profile, codebook),
        "steps": [
            {"day": wording.agreed_text(step), "words": printable(step.text)} for step in profile.next_steps[:MAX_STEPS]
        ],
        "no_step": _NO_STEP,
        "comments_heading": f"{words.says}s",
        "comments": [_comment(one, profile.practice) for one in profile.comments],
        "behaviours": _behaviours(profile, codebook),
        "behaviours_note": _behaviours_note(codebook),
        **worker_voice_part(voice, codebook),
    }
    document["method"] = f"{mask_note(masked=masked)} {profile_method(words)} {box_note(document)}".strip()
    return document


def _moments(profile: Profile, codebook: Codebook) -> dict[str, object]:
    explore = profile.to_explore_principle
    heading = f"Something to look at together: {codebook.principle(explore).name.lower()}" if explore else ""
    return {
        "bright_heading": "Moments worth hearing again",
        "bright": _clips(profile.bright, MAX_BRIGHT, codebook),
        "explore_heading": printable(heading),
        "explore_sentence": wording.explore_sentence(profile),
        "explore": _clips(profile.to_explore, MAX_EXPLORE, codebook, explore),
        "questions": [printable(question) for question in profile.questions],
    }


def _tracks(profile: Profile, codebook: Codebook) -> dict[str, object]:
    legend = ", ".join(f"{principle.badge} {principle.name}" for principle in codebook.principles)
    return {
        "tracks_heading": words_of(profile.practice).over_time,
        "how_to_read": HOW_TO_READ,
        "chart": trend_rows(profile, codebook) if profile.sessions_count else "",
        "chart_alt": printable(wording.profile_summary(profile, codebook)),
        "estimates": _estimates(profile, codebook),
        "recordings": _recordings(profile, list(codebook.principles)),
        "recordings_note": printable(f"{legend}. n/e: not evaluable."),
    }


def _comment(comment: WorkerComment, practice: Practice) -> dict[str, str]:
    return {
        "colour": colours.QUIET,
        "place": printable(f"Recording {comment.session_code} of {day_text(comment.held_on)}"),
        "words": printable(wording.comment_text(comment, practice)),
    }
