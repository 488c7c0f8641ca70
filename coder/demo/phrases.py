"""Invented sentences for the demo authority. They give variety and nothing else: nobody said or did any of this."""

from __future__ import annotations

from typing import Final

BRIGHT: Final[dict[str, tuple[str, ...]]] = {
    "EVO": (
        "Asks what she would want mornings to be like, and stays with the answer.",
        "Hears “I've had enough of shouting” and asks to hear more about that.",
        "Asks what made it a five and not a two, and a list of good reasons follows.",
        "Leaves a silence after “maybe I could”, and the plan comes from him.",
        "Looks back with her to the year it went well, and what she did then.",
        "Links stopping smoking in the car to how proud he is of the baby's lungs.",
    ),
    "EMP": (
        "Says how tiring it must be to be asked the same things every week.",
        "Notices the change of voice and puts the form away.",
        "Gets it wrong, is put right, and says it again the mother's way.",
        "Names the shame under the anger, and the anger goes.",
        "Stays warm while being shouted at about the last worker.",
        "Asks the grandmother how it is for her to be watching all of this.",
    ),
    "PUR": (
        "Says in two sentences what today is for, and asks if that is what they expected.",
        "Brings the talk back from the housing form to the baby's weight, kindly.",
        "Puts the plan aside when the news about the arrest comes, and says so.",
        "Sums up who rings whom, and by which day.",
        "Asks what would make this hour worth it for them.",
        "Links the school letter to the goal they have set.",
    ),
    "AUT": (
        "Tells him plainly which two things are his to decide, and leaves them with him.",
        "Takes a “no” to the parenting group and asks what would suit instead.",
        "Explains what happens in either case, without leaning on one.",
        "Asks before giving advice, and waits for the answer.",
        "Reminds her that she may bring her sister or a solicitor.",
        "Offers three ways to start and lets the young man choose the order.",
    ),
    "COL": (
        "Writes the plan at the table so that everybody can read it.",
        "Uses the father's idea of a calendar on the fridge, word for word.",
        "Turns to the stepfather, who has said nothing, and asks for his take.",
        "Says sorry for the late letter and asks how to do it better.",
        "Thinks aloud with them about what would be fair on weekends.",
        "Swaps the order of the agenda because theirs is more pressing.",
    ),
    "CHF": (
        "Asks what bedtime is like for Kai when the music is on downstairs.",
        "Gets down on the carpet and lets the toddler lead the game.",
        "Speaks of the twins one by one: what each of them does when it gets loud.",
        "Brings the boy's drawing with care and asks what mum sees in it.",
        "Asks who the baby looks to when the door bangs.",
        "Explains to the girl, in her words, what the meeting on Thursday is.",
    ),
    "CLA": (
        "Says what the worry is, on which day it came from, and what it could mean for Mia.",
        "Puts the strengths and the worry side by side, both with an example.",
        "Asks how he would put the worry to his own mother.",
        "Says what is not known yet, and how they will find out together.",
        "Keeps the bottom line in place when it is pushed, and gives the reason again.",
        "Says what she would need to see for social care to step back.",
    ),
}

AGAINST: Final[dict[str, tuple[str, ...]]] = {
    "EVO": (
        "“I know I can't go on like this” is followed by the next question on the form.",
        "Lists four reasons to stop, all of them the worker's.",
        "Asks what he wants and answers it herself.",
        "A hint of hope about the nursery goes by.",
    ),
    "EMP": (
        "Six fact questions while she is crying.",
        "“I understand”, and on to the dentist.",
        "Tells him not to worry, and the subject is closed.",
        "Talks over the end of her sentence about the funeral.",
    ),
    "PUR": (
        "He has to ask why she has come.",
        "The benefits talk drifts on without a link to the children.",
        "“I'll be in touch”, with no day and no name.",
        "Says it is the statutory visit, and no more than that.",
    ),
    "AUT": (
        "“You have to” about a group that is voluntary.",
        "Goes on persuading after a clear no.",
        "Decides the contact times for a capable fifteen-year-old.",
        "The choice comes as an afterthought, with the form already filled in.",
    ),
    "COL": (
        "Reads out the plan as it stands.",
        "Asks for her view and leaves it out of the summary.",
        "The father is in the room for half an hour and is not asked once.",
        "“As I told you last time.”",
    ),
    "CHF": (
        "“The kids” throughout; neither has a name.",
        "School and dentist are ticked off, and that is all about Leo.",
        "The little one asks for attention four times and is talked over.",
        "Quotes the child in a way that tells the parents what was said in private.",
    ),
    "CLA": (
        "“Some concerns around engagement”, with no example.",
        "The worry is softened until it is gone.",
        "“You know what this is about”, and the worry itself is not said.",
        "Four worries in one breath, and no check which one was heard.",
    ),
}

# For each principle: a reason for a low, a middling and a high rating.
REASONS: Final[dict[str, tuple[str, str, str]]] = {
    "EVO": (
        "The reasons to change are nearly all the worker's; openings go by.",
        "Asks for their view of change at times, and hears it, but does not build on it.",
        "Their own reasons are asked for and followed for most of the hour.",
    ),
    "EMP": (
        "Polite and factual; strong feelings pass without an answer.",
        "Understands well enough, now and then, and mostly on the surface.",
        "Shows again and again how it is for them, and gets it right.",
    ),
    "PUR": (
        "The purpose is given only as process, and the talk drifts.",
        "One can tell what it is for, but it gets lost in the middle.",
        "A shared purpose, kept with some give, and a clear end.",
    ),
    "AUT": (
        "Mostly telling; choice comes late or not at all.",
        "Neither widens choice nor closes it for most of the time.",
        "Choices are real and limits are explained.",
    ),
    "COL": (
        "Their views are asked for and leave no trace.",
        "Some joint work, on the worker's terms.",
        "They think it through together, and the plan shows it.",
    ),
    "CHF": (
        "The child is named in passing.",
        "The child is talked about in one part, in general terms.",
        "A day of this child's life can be heard, and it shapes the plan.",
    ),
    "CLA": (
        "The worry stays vague; it could not be repeated afterwards.",
        "The main worry is understandable; what it rests on is thin.",
        "Specific, fair and tied to the child; understanding is checked.",
    ),
}

NEXT_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "EVO": (
        "When I hear a bit of hope, I will ask one more question about it before I move on.",
        "I will ask “what makes it that number and not a lower one?” once in each visit.",
        "I want to count to five after they say “maybe”.",
    ),
    "EMP": (
        "I will say back what I think it is like for them before I ask the next thing.",
        "Pen down when somebody cries.",
        "I will check once in the middle: have I got this right?",
    ),
    "PUR": (
        "First two minutes: why I am here, and what they want from it.",
        "I will stop ten minutes early and say who does what.",
        "I will say out loud when I change the plan.",
    ),
    "AUT": (
        "I will say which things are theirs to decide, in those words.",
        "Ask before advice, and wait.",
        "When they say no, my next sentence will be a question and not a reason.",
    ),
    "COL": (
        "I will ask for their idea first and write it down in their words.",
        "I will turn to whoever has been quiet.",
        "I will bring the draft plan and a pen for them.",
    ),
    "CHF": (
        "One question in each visit that begins with the child's name.",
        "I will ask what bedtime is like, and not whether there is a routine.",
        "I will spend ten minutes with each of the brothers by himself.",
    ),
    "CLA": (
        "I will write the worry in one sentence before I knock.",
        "I will ask them to tell me what I am worried about.",
        "I will say what good enough would look like.",
    ),
}

PURPOSES: Final = (
    "To hear how the new bedtime plan is going",
    "To talk about the missed school days",
    "To see the baby and talk about safe sleep",
    "To go through the child in need plan together",
    "To talk about what happened at the weekend",
    "To plan contact",
    "To hear about the arguments at night",
    "To talk about drinking, and who is with the children then",
    "To get ready for the review",
    "To hear what the move has been like",
    "To talk about the police being called",
    "To spend time with the children and hear how they are",
)

INFORMATION_PURPOSES: Final = (
    "To explain what a review is and hand over the papers",
    "To get a signature for the nursery place",
    "To say goodbye and introduce the new worker",
    "To explain the court timetable",
)

NO_CHANGE_IN_PLAY: Final = "An information visit: no question of change was in play."

PRESENT: Final = (
    ("mother",),
    ("mother", "child"),
    ("father",),
    ("mother", "father"),
    ("mother", "grandmother"),
    ("mother", "stepfather", "child"),
    ("father", "child"),
)
