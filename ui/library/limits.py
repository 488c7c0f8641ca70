"""What this program is not validated for, in plain words. Change a line only when something was really tried."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP

_T = QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Limit:
    """One subject: its heading, and what is and is not known. Translate both in the context ``limits``."""

    heading: str
    sentences: tuple[str, ...]


LIMITS: tuple[Limit, ...] = (
    Limit(
        str(_T("limits", "What the figures are for")),
        (
            str(_T("limits", "Ratings and codes are prompts for a conversation between worker, coach and team. They "
                  "are no measure of performance, and they must not decide about anybody's job, pay or training.")),
            str(_T("limits", "One recording says little about a worker. By our simulation the mean of six recordings "
                  "on one principle may still lie more than half a point away from the truth to either side.")),
        ),
    ),
    Limit(
        str(_T("limits", "The codebook")),
        (
            str(_T("limits", "The anchors, codes and rules are our own draft. They are not the instrument that was "
                  "used in published research, whose manual is not public, and nobody has tested yet how well two "
                  "evaluators agree with them.")),
            str(_T("limits", "Published agreement figures belong to that instrument and to trained raters; they say "
                  "nothing about this draft. An authority that holds a validated manual can import its own.")),
        ),
    ),
    Limit(
        str(_T("limits", "Writing down what was said")),
        (
            str(_T("limits", "No recording of a real home visit was ever tried. What was tried: read-aloud English, "
                  "recorded office meetings, and a visit that we wrote and had spoken by synthetic voices. Real "
                  "homes, with television, siblings and a telephone on the table, will be harder.")),
            str(_T("limits", "No real child's speech was tried. Published tests of models of this kind with British "
                  "children found most words wrong. Check what a child said by ear; never rate on it unchecked.")),
            str(_T("limits", "Accents, dialects and speech through an interpreter were not tested. Expect more "
                  "mistakes for some speakers than for others, and listen where it matters.")),
            str(_T("limits", "The model may write words nobody said, mostly in silence and noise. Doubtful text is "
                  "marked, but not all of it. The sound is the evidence; the transcript only helps to find things.")),
        ),
    ),
    Limit(
        str(_T("limits", "Telling voices apart")),
        (
            str(_T("limits", "With two or three voices that take turns it works well on what was tried. When several "
                  "people talk at once, or far from the microphone, it mixes them up. A person confirms who spoke.")),
        ),
    ),
    Limit(
        str(_T("limits", "Suggested codes")),
        (
            str(_T("limits", "The suggestion model was taught on conversations that we invented and coded ourselves. "
                  "Its figures come from the same kind of text; nobody knows yet how it does on real visits.")),
            str(_T("limits", "It never sees tone, silence or pace, it never rates a person, and it keeps silent where "
                  "it is unsure. Suggestions stay hidden until you have locked, since seeing them first changes "
                  "what people mark.")),
            str(_T("limits", "No agreement between people has been measured with this codebook. Until two evaluators "
                  "have coded the same recordings, no figure of the model stands beside a human one.")),
        ),
    ),
    Limit(
        str(_T("limits", "Profiles and team reports")),
        (
            str(_T("limits", "The likely ranges rest on assumptions about how much recordings of one worker differ, "
                  "which were taken from a simulation and not from a service. They make uncertainty visible; they "
                  "do not prove change.")),
            str(_T("limits", "Team figures are held back where somebody could be picked out. That makes it hard to "
                  "recognise a person; it cannot make it impossible for those who know the team well.")),
        ),
    ),
    Limit(
        str(_T("limits", "Computers and screen readers")),
        (
            str(_T("limits", "The program was tested on Linux. It was not yet tried on Windows or a Mac, with a foot "
                  "pedal, or by people who use a screen reader every day.")),
        ),
    ),
)  # fmt: skip
