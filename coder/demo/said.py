"""What was said in the invented recordings that two evaluators coded: one sentence a code. Nobody said any of this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from coder.demo.talk import DemoCode
from coder.domain.people import SpeakerRole

_WORKER: Final[dict[str, tuple[str, ...]]] = {
    "OQ": (
        "What would you like mornings to be like?",
        "How did you get through that week?",
        "What has changed since we last sat here?",
        "Tell me about bedtimes.",
    ),
    "CQ": (
        "Did he go to school on Monday?",
        "Is your sister still coming on Fridays?",
        "Have you got the letter there?",
        "Was that before or after the weekend?",
    ),
    "SR": (
        "You had no sleep again.",
        "So he shouted and you went upstairs.",
        "You'd rather your mum had them.",
        "It was the money first of all.",
    ),
    "CR": (
        "You are tired of being the only one who turns up.",
        "Part of you wants the help, and part of you is waiting to be let down.",
        "It frightened you more than you let on.",
        "You want them to have what you did not have.",
    ),
    "AF": (
        "You rang the school yourself, and that was not easy.",
        "You stayed calm when it mattered.",
        "You have kept every appointment this month.",
    ),
    "SU": (
        "Anybody would find that hard.",
        "I'm sorry it has been such a week.",
        "Take the time you need.",
    ),
    "COL": (
        "What do you think we should put on the plan?",
        "Shall we look at the list together?",
        "How would that fit with your shifts?",
    ),
    "AUT": (
        "That one is yours to decide.",
        "You may say no to the group, and nothing follows from it.",
        "It is up to you which of them we start with.",
    ),
    "STR": (
        "There are two things for today, and then whatever you want to add.",
        "Let me sum up where we are.",
        "We have about ten minutes left.",
    ),
    "GI": (
        "The meeting is on the ninth at the family centre.",
        "The nursery keeps the place until the end of term.",
        "A child in need plan is looked at every six weeks.",
        "The health visitor gets a copy of this.",
    ),
    "CON": (
        "I'm worried about who is with them when you work nights.",
        "My worry is that she was at the door on her own twice this month.",
        "What worries me is the bruise nobody can explain.",
    ),
    "BLX": (
        "If he comes back to the house we will have to meet again that week, because of the order.",
        "I have to tell the school nurse, as she is in the plan.",
    ),
    "ADP": (
        "May I say what has worked for other families?",
        "Would you like to hear what the health visitor suggested?",
        "There is something I could suggest, if you want it.",
    ),
    "ADU": (
        "You should write the times on the fridge.",
        "The best thing is a routine, every night the same.",
        "You want to be firmer with him about the telephone.",
    ),
    "DIR": (
        "You need to be at the meeting.",
        "Ring them today, please.",
        "He is not to stay the night.",
    ),
    "WRN": (
        "If this goes on, it will be a conference.",
        "You know what happens if you miss another one.",
    ),
    "CFT": (
        "That is not what you told me last time.",
        "You say that every time.",
    ),
    "PLN": (
        "So you ring the school on Monday, and I ring the nursery.",
        "What would be the first small step?",
        "Who does what by Friday?",
    ),
    "FAC": ("Mm hm.", "Right.", "Yes, go on.", "I see."),
    "OTH": ("Is that your kettle?", "Sorry, that is my telephone.", "It took me ages to park."),
}
_FAMILY: Final = (
    "Yeah, I suppose so.",
    "It's been like that since the summer.",
    "He's better with me than with his dad.",
    "I don't know, it depends.",
    "No, nobody told me that.",
    "That's what my mum says too.",
    "I just want them to leave us be.",
    "She was fine once she was there.",
    "I can try it.",
    "Well, it isn't easy, is it.",
)


@dataclass(frozen=True)
class DemoUtterance:
    """Something said on [start_s, end_s) of an invented recording."""

    start_s: float
    end_s: float
    role: SpeakerRole
    text: str


def said_around(codes: Sequence[DemoCode], chance: Random) -> tuple[DemoUtterance, ...]:
    """A worker's sentence under each code, and what somebody of the family says before the next one, in order of time.

    ``codes`` are in order of time and do not overlap. The worker's sentences are those with even places, one a code.
    """
    found = []
    for one, following in zip(codes, [*codes[1:], None], strict=True):
        found.append(DemoUtterance(one.start_s, one.end_s, SpeakerRole.WORKER, chance.choice(_WORKER[one.code])))
        if following is not None:
            answer = chance.choice(_FAMILY)
            found.append(DemoUtterance(one.end_s, following.start_s, SpeakerRole.PARENT, answer))
    return tuple(found)
