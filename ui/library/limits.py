"""What is and is not validated, in plain words. Change a line only when something was really tried.

Figures are named in braces and come from ui.library.measured, so that a page never says another one than the document
that tells how it was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from string import Formatter

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.library.measured import figures, measured

_T = QT_TRANSLATE_NOOP


class Standing(Enum):
    """What a sentence rests on: its words, and an icon beside them."""

    VALIDATED = (str(_T("limits", "Validated by others, for others")), "book-open")
    MEASURED = (str(_T("limits", "Measured by us")), "target")
    OURS = (str(_T("limits", "Our own")), "pencil")
    UNKNOWN = (str(_T("limits", "Not known")), "circle-question-mark")


@dataclass(frozen=True)
class Limit:
    """One subject: its heading, and what is and is not known, in the order it is read."""

    heading: str
    said: tuple[tuple[Standing, str], ...]


def limit_text(text: str) -> str:
    """A heading or sentence in the language of the window, with its figures."""
    return QCoreApplication.translate("limits", text).format_map(figures())


def told_in(text: str) -> tuple[str, ...]:
    """The files of docs/ that tell how the figures of a sentence were measured, each once, in order."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    known = measured()
    return tuple(dict.fromkeys(known[name].doc for name in names if name in known))


_VALIDATED, _MEASURED, _OURS, _UNKNOWN = Standing

LIMITS: tuple[Limit, ...] = (
    Limit(
        str(_T("limits", "What the figures are for")),
        (
            (_OURS, str(_T("limits", "Ratings and codes are prompts for a conversation between worker, coach and "
                "team. They are no measure of performance, and they must not decide about anybody's job, pay or "
                "training."))),
            (_UNKNOWN, str(_T("limits", "Nobody has shown that this program makes practice better or families better "
                "off. Nothing in it may be used to decide about a family."))),
        ),
    ),
    Limit(
        str(_T("limits", "The seven principles and their anchors")),
        (
            (_VALIDATED, str(_T("limits", "Researchers rated the seven dimensions in {visits} recordings of social "
                "workers, {by_three} of them by three raters: Krippendorff's alpha was {alpha_low} to {alpha_high} "
                "and ICC {icc_low} to {icc_high}, by dimension ({instrument_source})."))),
            (_VALIDATED, str(_T("limits", "In {families} families, recorded at the second or third meeting, the "
                "skills of relationship went with how engaged parents said they were; good authority and evocation "
                "went with how families fared months later ({families_source}). That is why the seven are read in "
                "three groups and never as one number."))),
            (_VALIDATED, str(_T("limits", "In a trial with {trial_families} families, trained workers were rated "
                "{trained} of 5 and others {untrained}, where {skilled} was the line for skill, and families fared "
                "alike ({trial_source}). Ratings of 2 and 3 are usual; the demo looks like that."))),
            (_OURS, str(_T("limits", "The anchors, codes and rules are our own draft. They are not the instrument of "
                "that research, whose manual is not public. Its figures belong to it and to its raters, and say "
                "nothing about this draft. An authority that holds a validated manual can import its own."))),
            (_UNKNOWN, str(_T("limits", "How far two evaluators agree with these anchors. The Agreement page says it "
                "for your service once ten recordings were coded blind by two."))),
            (_VALIDATED, str(_T("limits", "The reference lines of questions and reflections were made for "
                "counselling (MITI 4), not for visits of social workers. They are shown with that name."))),
        ),
    ),
    Limit(
        str(_T("limits", "How wide the ranges are, and why")),
        (
            (_MEASURED, str(_T("limits", "The likely range (80%) of one principle is {range_1} of a step to either "
                "side after one recording, {range_3} after three and {range_6} after six within a year, in a service "
                "without other ratings. It is worked out here by the method of the profile page."))),
            (_MEASURED, str(_T("limits", "In made-up services, after one recording, the range held the true level in "
                "{range_held} of 100 cases where everything is as assumed and in {range_held_else} where workers are "
                "of two kinds; from three recordings on it held as often as it says. A change was told of "
                "{told_steady} of workers whose level never moved."))),
            (_OURS, str(_T("limits", "It is wide since ratings of one worker differ from visit to visit (we assume a "
                "spread of {within} of a step), workers differ from each other ({between}), and practice moves within "
                "a year ({drift}); so even many recordings leave a range. These spreads were assumed for lack of "
                "data, and your service's own ratings take their place as they come. The range makes uncertainty "
                "visible; it does not prove change."))),
            (_MEASURED, str(_T("limits", "Of {intervals_tried} figures over simulated sets of 20, 50 and 100 "
                "recordings, {intervals_held} have intervals (95%) that held the truth in {intervals_bar} of 100 sets; "
                "where ratings are crowded and people agree little they may be too narrow. Below ten recordings "
                "no coefficient is shown."))),
            (_UNKNOWN, str(_T("limits", "How far real ratings of real visits vary. Every range here rests on "
                "simulated ratings."))),
        ),
    ),
    Limit(
        str(_T("limits", "Writing down what was said")),
        (
            (_MEASURED, str(_T("limits", "Of the words of synthetic visits and read English {synthetic_wrong} were "
                "wrong: none of {read_words} in clear reading, {quiet_wrong} of {visit_words} in a quiet room, "
                "{echo_wrong} of the same with echo and noise."))),
            (_UNKNOWN, str(_T("limits", "No recording of a real home visit was ever tried. What was tried: "
                "read-aloud English, recorded office meetings, and a visit that we wrote and had spoken by synthetic "
                "voices. Real homes, with television, siblings and a telephone on the table, will be harder."))),
            (_UNKNOWN, str(_T("limits", "No real child's speech was tried. Published tests of models of this kind "
                "with British children found most words wrong. Check what a child said by ear; never rate on it "
                "unchecked."))),
            (_UNKNOWN, str(_T("limits", "Accents, dialects and speech through an interpreter were not tested. Expect "
                "more mistakes for some speakers than for others, and listen where it matters."))),
            (_UNKNOWN, str(_T("limits", "How often words that nobody said slip through on real tapes, where silence "
                "and noise bring them about. Doubtful text is marked, but not all of it. The sound is the evidence; "
                "the transcript only helps to find things."))),
        ),
    ),
    Limit(
        str(_T("limits", "Telling voices apart")),
        (
            (_MEASURED, str(_T("limits", "The share of speech that is missed or given to the wrong voice was "
                "{demo_voices} with two synthetic voices that take turns, and {far_voices} in a real meeting of four "
                "far from the microphone. Who is worker, parent or child was guessed right for {roles_right} of "
                "voices, and for {children_found}. So a person confirms who spoke."))),
        ),
    ),
    Limit(
        str(_T("limits", "Suggested codes")),
        (
            (_MEASURED, str(_T("limits", "The model was taught on {taught} conversations that we invented and coded "
                "twice ourselves (kappa {second_label}). On conversations of that kind it reaches kappa {own_kappa}; "
                "it speaks of {spoken} of utterances and is right in {spoken_right} of these."))),
            (_MEASURED, str(_T("limits", "On a public set of counselling talk from North America, by four "
                "behaviours, it reaches kappa {else_kappa} and macro-F1 {else_f1}, where people reach {people_f1} "
                "with each other. How far its readings are believed was chosen with those answers in sight, which "
                "flatters it a little."))),
            (_UNKNOWN, str(_T("limits", "How it does on real visits. No agreement between people has been measured "
                "with this codebook; until two evaluators have coded the same recordings, no figure of the model "
                "stands beside a human one."))),
            (_UNKNOWN, str(_T("limits", "No public set of coded talk knows purposefulness, child focus or clarity of "
                "concern. For these the program only finds passages worth hearing."))),
            (_OURS, str(_T("limits", "It never sees tone, silence or pace, it never rates a person, and it keeps "
                "silent where it is unsure. Suggestions stay hidden until you have locked, since seeing them first "
                "changes what people mark."))),
        ),
    ),
    Limit(
        str(_T("limits", "Hiding names in copies")),
        ((_MEASURED, "{masked}"),),
    ),
    Limit(
        str(_T("limits", "Team reports")),
        (
            (_OURS, str(_T("limits", "Team figures are held back where somebody could be picked out. That makes it "
                "hard to recognise a person; it cannot make it impossible for those who know the team well."))),
            (_OURS, str(_T("limits", "Whoever takes their own ratings away from a report is left with those of at "
                "least four others and more than one value. Whoever was told the ratings of all others could work out "
                "the last person's: the rules cannot keep what colleagues tell each other."))),
        ),
    ),
    Limit(
        str(_T("limits", "Computers, other programs and screen readers")),
        (
            (_UNKNOWN, str(_T("limits", "The program was tested on Linux. It was not yet tried on Windows or a Mac, "
                "with most foot pedals, or by people who use a screen reader every day."))),
            (_MEASURED, str(_T("limits", "The files for SPSS were read with {spss_read}, which knows its language; "
                "nothing was tried in SPSS or REDCap themselves. Printed documents keep the rules of PDF/UA-1 that "
                "our tests look at; no blind person has read one to us."))),
        ),
    ),
)  # fmt: skip
