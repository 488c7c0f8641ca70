"""A coaching conversation as plain texts and lists for its template: what was prepared, written and signed."""

from __future__ import annotations

from codebook.schema import Codebook
from coder.analysis.practice_words import words_of
from coder.analysis.wording import DASH, agreed_text, comment_text, day_text, rating_text
from coder.domain.coaching import Conversation, Part, Side, Signature
from coder.domain.practice import Practice
from coder.domain.profiles import Clip
from coder.domain.times import clock_text
from coder.exports import colours
from coder.exports.document import box_note, codebook_footer, frame, table
from coder.exports.mask_note import mask_note
from coder.exports.printable import printable

ASKED = {
    Part.PLEASED: "What were you pleased with?",
    Part.AGAIN: "What would you do again?",
    Part.WANTED: "What do you want from today?",
    Part.TRIED: "How would you say it now?",
    Part.INTENTION: "One intention for the next recorded visit, in the worker's words",
    Part.REFLECTION: "What does the worker take along from this conversation?",
}
"""What each written part answers; the page asks in the same words."""
INSIDE_ONLY = "Moments are heard inside the program only: no sound is part of this copy."
NO_SCORE_FIRST = "No rating is shown before a bright moment was heard."


def coach_pack_document(found: Conversation, codebook: Codebook, *, masked: bool) -> dict[str, object]:
    """All that ``coach_pack.typ`` prints; ``masked`` says whether words have placeholders for names."""
    document: dict[str, object] = {
        **frame(
            f"Coaching conversation with worker {found.worker_code}",
            "Private: coaching conversation",
            codebook_footer(codebook),
            demo=found.demo,
        ),
        "heading": printable(f"Coaching conversation with {found.worker_code}"),
        "lead": printable(_lead(found)),
        "last": _last(found),
        "first": [_answer(found, part) for part in (Part.PLEASED, Part.AGAIN, Part.WANTED)],
        "bright": [_clip(clip, codebook) for clip in found.bright],
        "heard": "Heard together." if found.heard else "",
        "fork": [_clip(found.fork, codebook)] if found.fork is not None else [],
        "questions": [printable(question) for question in found.questions],
        "tried": _answer(found, Part.TRIED),
        "intention": _answer(found, Part.INTENTION),
        "due": "" if found.due_on is None else f"To be tried by {day_text(found.due_on)}.",
        "comment": "" if found.comment is None else printable(comment_text(found.comment)),
        "ratings": _ratings(found, codebook),
        "no_score": "" if found.heard else NO_SCORE_FIRST,
        "reflection": _answer(found, Part.REFLECTION),
        "signed": [printable(signature_text(found, side)) for side in Side],
    }
    document["method"] = f"{INSIDE_ONLY} {mask_note(masked=masked)} {box_note(document)}".strip()
    return document


def _lead(found: Conversation) -> str:
    coach = f"coach {found.coach_code} · " if found.coach_code else ""
    about = f"about recording {found.session_code} of {day_text(found.held_on)}"
    return f"{day_text(found.begun_at.date())} · {coach}{about} · {words_of(Practice.VISIT).for_two}"


def _last(found: Conversation) -> list[dict[str, str]]:
    last = found.last_intention
    if last is None:
        return []
    return [{"colour": colours.QUIET, "place": printable(agreed_text(last)), "words": printable(last.text)}]


def _answer(found: Conversation, part: Part) -> dict[str, str]:
    # Before it is signed there is room to write by hand.
    nothing = DASH if found.closed else ""
    return {"question": printable(ASKED[part]), "words": printable(found.words.get(part, "") or nothing)}


def _clip(clip: Clip, codebook: Codebook) -> dict[str, str]:
    places = {one.id: place for place, one in enumerate(codebook.principles)}
    colour, name = colours.QUIET, ""
    if clip.principle_id in places:
        principle = codebook.principle(clip.principle_id)
        colour, name = colours.principle(principle.badge, places[clip.principle_id]), f" · {principle.name}"
    place = f"{day_text(clip.held_on)}, {clock_text(clip.start_s)} in recording {clip.session_code}{name}"
    words = clip.note or clip.text or "Listen to this moment."
    return {"colour": colour, "place": printable(place), "words": printable(words)}


def _ratings(found: Conversation, codebook: Codebook) -> dict[str, list[str] | list[list[str]]]:
    names = [codebook.principle(one.principle_id).name for one in found.ratings]
    values = [rating_text(one.value) for one in found.ratings]
    return table(["Principle", "Rating"], [list(pair) for pair in zip(names, values, strict=True)])


def signature_text(found: Conversation, side: Side) -> str:
    """Who signed for one side and when, or that they have not."""
    given: Signature | None = next((one for one in found.signatures if one.side is side), None)
    if given is None:
        return f"Not signed by the {side.value} yet."
    where = f", at the screen of {given.at_screen_of}" if given.at_screen_of else ""
    return f"Signed by the {side.value}, {given.code}, on {day_text(given.at.date())}{where}."
