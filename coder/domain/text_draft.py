"""A transcript while edits are carried out on it: the same rules for the first of them and for the thousandth."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.text_words import CERTAIN, clean, in_order, joined, reworded, spread, words_of
from coder.domain.times import clock_text, to_samples, to_seconds
from coder.domain.transcripts import Gap, Placement, Speaker, Transcript, Utterance, Word

_NOTHING = "Nothing was changed."
# What is left of a gap below this cannot be listened to.
_SHORTEST_GAP_S = 0.1
_LONGEST_TEXT = 10_000
_LONGEST_LABEL = 60


class Draft:
    """A transcript being edited. Every method raises UserError where it does not apply, with nothing changed."""

    def __init__(self, transcript: Transcript) -> None:
        self._base = transcript
        self._machine = transcript.machine or transcript
        self._load(transcript)

    def _load(self, transcript: Transcript) -> None:
        ordered = sorted(transcript.utterances, key=attrgetter("start_s", "index"))
        self._by_id = {one.id: one for one in ordered}
        self._ids = [one.id for one in ordered]
        self._starts = [one.start_s for one in ordered]
        self._speakers = {one.id: one for one in transcript.speakers}
        self._gaps = list(transcript.gaps)
        self._heard = list(transcript.heard)
        self._aliases = dict(transcript.aliases)
        self._edited = transcript.edited

    def transcript(self) -> Transcript:
        """The transcript as it is now, counted anew."""
        utterances = map(self._by_id.__getitem__, self._ids)
        return replace(
            self._base,
            speakers=tuple(self._speakers.values()),
            utterances=tuple(
                one if one.index == index else _renumbered(one, index) for index, one in enumerate(utterances)
            ),
            gaps=tuple(self._gaps),
            heard=tuple(self._heard),
            aliases=self._aliases,
            edited=self._edited,
            machine=self._machine,
        )

    def set_text(self, utterance_id: str, text: str) -> None:
        """Give an utterance other words."""
        one = self._utterance(utterance_id)
        words = reworded(words_of(one), _some_text(text), one.start_s, one.end_s)
        self._put(replace(one, text=joined(words), words=words, edited=True))

    def split(self, utterance_id: str, at_word: int, new_id: str) -> None:
        """Make two utterances of one; the second begins with word ``at_word``.

        With the id of a machine's utterance that was merged into this one, that one is back, and its marks with it.
        """
        one = self._utterance(utterance_id)
        words = words_of(one)
        if not 1 <= at_word < len(words):
            raise UserError("An utterance can only be split between two of its words.", _NOTHING)
        if not self._comes_back(new_id, utterance_id):
            self._check_new(new_id)
        first, second = words[:at_word], words[at_word:]
        starts_s = min(max(second[0].start_s, one.start_s), one.end_s)
        ends_s = min(max(first[-1].end_s, one.start_s), starts_s)
        half = replace(one, text=joined(first), words=first, end_s=ends_s, edited=True, sources=_sources(one))
        self._put(half)
        rest = replace(half, id=new_id, text=joined(second), words=second, start_s=starts_s, end_s=one.end_s)
        self._aliases.pop(new_id, None)
        self._insert(rest, self._place(utterance_id) + 1)

    def merge(self, utterance_id: str, next_id: str) -> None:
        """Make one utterance of two neighbours; the first one stays and keeps its speaker."""
        one, other = self._neighbours(utterance_id, next_id)
        words = in_order((*words_of(one), *words_of(other)))
        self._drop(next_id)
        self._aliases[next_id] = utterance_id
        self._put(
            replace(
                one,
                end_s=max(one.end_s, other.end_s),
                text=joined(words),
                words=words,
                flags=tuple(dict.fromkeys((*one.flags, *other.flags))),
                reasons=tuple(dict.fromkeys((*one.reasons, *other.reasons))),
                edited=True,
                checked=one.checked and other.checked,
                sources=_united(one, other),
            )
        )

    def move_words(self, utterance_id: str, next_id: str, count: int) -> None:
        """Move the boundary between neighbours: the last ``count`` words on to the next one, or its first ones back."""
        one, other = self._neighbours(utterance_id, next_id)
        ours, theirs = words_of(one), words_of(other)
        if not count or count >= len(ours) or -count >= len(theirs):
            raise UserError("Each of two utterances keeps at least one word.", "Merge them to have them as one.")
        moved: Sequence[Word]
        if count > 0:
            ours, moved = ours[:-count], ours[-count:]
            theirs = in_order((*moved, *theirs))
            other = replace(other, start_s=min(other.start_s, moved[0].start_s), sources=_united(other, one))
            one = replace(one, end_s=max(one.start_s, min(one.end_s, ours[-1].end_s)))
        else:
            moved, theirs = theirs[:-count], theirs[-count:]
            ours = in_order((*ours, *moved))
            one = replace(one, end_s=max(one.end_s, ours[-1].end_s), sources=_united(one, other))
            other = replace(other, start_s=min(max(other.start_s, theirs[0].start_s), other.end_s))
        self._put(replace(one, words=ours, text=joined(ours), edited=True))
        self._put(replace(other, words=theirs, text=joined(theirs), edited=True))

    def assign(self, utterance_ids: Iterable[str], speaker_id: str) -> None:
        """Say that another voice said these utterances."""
        those = [self._utterance(id_) for id_ in utterance_ids]
        self._speaker(speaker_id)
        if not those:
            raise UserError("Choose at least one utterance.", _NOTHING)
        for one in those:
            self._by_id[one.id] = replace(one, speaker_id=speaker_id)

    def add_speaker(self, speaker_id: str, label: str, role: SpeakerRole) -> None:
        """Add a voice the machine did not tell apart; whoever adds it has heard who it is."""
        if speaker_id in self._speakers or any(one.id == speaker_id for one in self._machine.speakers):
            raise UserError("This voice is there already.", _NOTHING)
        name = self._free_label(label, speaker_id)
        self._speakers[speaker_id] = Speaker(speaker_id, name, role, CERTAIN, confirmed=True, named=True)

    def rename_speaker(self, speaker_id: str, label: str) -> None:
        """Call a voice something."""
        known = self._speaker(speaker_id)
        self._speakers[speaker_id] = replace(known, label=self._free_label(label, speaker_id), named=True)

    def merge_speakers(self, speaker_id: str, into_id: str) -> None:
        """Make one voice of two; ``into_id`` stays."""
        gone, kept = self._speaker(speaker_id), self._speaker(into_id)
        if speaker_id == into_id:
            raise UserError("Choose two different voices to make one of them.", _NOTHING)
        first = self._leading()
        if gone.confirmed and gone.role is first and kept.role is not first and self._voices_of(first) == 1:
            raise UserError(f"One of the voices must stay the {first}'s.", f"Merge the other voice into the {first}'s.")
        del self._speakers[speaker_id]
        for one in list(self._by_id.values()):
            if one.speaker_id == speaker_id:
                self._by_id[one.id] = replace(one, speaker_id=into_id)

    def add_utterance(self, new_id: str, start_s: float, end_s: float, speaker_id: str, text: str) -> None:
        """Write down what the machine left out; gaps shrink by the stretch."""
        self._check_new(new_id)
        self._speaker(speaker_id)
        start_s, end_s = (to_seconds(to_samples(at_s)) for at_s in (start_s, end_s))
        if not 0 <= start_s < end_s <= self._base.duration_s:
            where = f"{clock_text(max(0.0, start_s))} to {clock_text(max(0.0, end_s))}"
            raise UserError(f"The stretch from {where} is not a part of the recording.", _NOTHING)
        words = spread(_some_text(text).split(), start_s, end_s)
        made = Utterance(new_id, 0, start_s, end_s, speaker_id, joined(words), words, edited=True, checked=True)
        self._insert(made, bisect_right(self._starts, start_s))
        self._gaps = [left for gap in self._gaps for left in _without(gap, start_s, end_s)]
        self._heard = [left for gap in self._heard for left in _without(gap, start_s, end_s)]

    def remove(self, utterance_id: str) -> None:
        """Take an utterance away that nobody said."""
        self._utterance(utterance_id)
        self._drop(utterance_id)

    def mark_checked(self, utterance_id: str) -> None:
        """Note that somebody heard the utterance and found its words right."""
        one = self._utterance(utterance_id)
        words = tuple(replace(word, probability=CERTAIN) for word in one.words)
        self._put(replace(one, words=words, flags=(), reasons=(), checked=True))

    def mark_heard(self, start_s: float, end_s: float) -> None:
        """Note that somebody listened to speech without text and that nobody says anything there."""
        start_s, end_s = (to_seconds(to_samples(at_s)) for at_s in (start_s, end_s))
        parts = [Gap(max(gap.start_s, start_s), min(gap.end_s, end_s)) for gap in self._gaps]
        found = [part for part in parts if part.end_s - part.start_s >= _SHORTEST_GAP_S]
        if not found:
            raise UserError("No stretch here is without text any more.", _NOTHING)
        self._gaps = [left for gap in self._gaps for left in _without(gap, start_s, end_s)]
        self._heard = sorted([*self._heard, *found], key=attrgetter("start_s"))

    def restore(self, utterance_id: str) -> None:
        """Give the utterance the words again that the machine wrote on its stretch."""
        one = self._utterance(utterance_id)
        written = [self._written[id_] for id_ in _sources(one) if id_ in self._written]
        if len(written) == 1 and (written[0].start_s, written[0].end_s) == (one.start_s, one.end_s):
            self._put(replace(written[0], id=one.id, index=one.index, speaker_id=one.speaker_id))
            return
        words = in_order([word for known in written for word in _words_within(known, one)])
        if not words:
            raise UserError("The machine wrote nothing here.", "Change the text, or remove the utterance.")
        flags = tuple(dict.fromkeys(flag for known in written for flag in known.flags))
        reasons = tuple(dict.fromkeys(reason for known in written for reason in known.reasons))
        restored = replace(one, text=joined(words), words=words, flags=flags, reasons=reasons)
        self._put(replace(restored, edited=True, checked=False))

    def restore_all(self) -> None:
        """Go back to what the machine wrote, voices included."""
        self._load(self._machine)

    @cached_property
    def _written(self) -> dict[str, Utterance]:
        return {one.id: one for one in self._machine.utterances}

    def _utterance(self, utterance_id: str) -> Utterance:
        found = self._by_id.get(utterance_id)
        if found is None:
            raise UserError("This utterance is no longer in the transcript.", _NOTHING)
        return found

    def _speaker(self, speaker_id: str) -> Speaker:
        found = self._speakers.get(speaker_id)
        if found is None:
            raise UserError("The transcript has no such voice.", _NOTHING)
        return found

    def _leading(self) -> SpeakerRole:
        """Whose practice is rated: the worker's, where there is a supervisor the supervisor's."""
        supervised = self._voices_of(SpeakerRole.SUPERVISOR)
        return SpeakerRole.SUPERVISOR if supervised else SpeakerRole.WORKER

    def _voices_of(self, role: SpeakerRole) -> int:
        return sum(one.role is role for one in self._speakers.values())

    def _free_label(self, label: str, speaker_id: str) -> str:
        name = clean(label)
        if not 0 < len(name) <= _LONGEST_LABEL:
            raise UserError(f"The name of a voice has 1 to {_LONGEST_LABEL} characters.", _NOTHING)
        if any(one.label == name for one in self._speakers.values() if one.id != speaker_id):
            raise UserError("Another voice is called that already.", "Choose another name.")
        return name

    def _check_new(self, new_id: str) -> None:
        if new_id in self._by_id or new_id in self._aliases or new_id in self._machine.placement.ids:
            raise UserError("An utterance with this id is there already.", _NOTHING)

    def _comes_back(self, new_id: str, utterance_id: str) -> bool:
        if new_id not in self._machine.placement.ids or new_id not in self._aliases:
            return False
        return Placement(frozenset(self._by_id), self._aliases).row_of(new_id) == utterance_id

    def _neighbours(self, utterance_id: str, next_id: str) -> tuple[Utterance, Utterance]:
        one, other = self._utterance(utterance_id), self._utterance(next_id)
        place = self._place(utterance_id) + 1
        if place >= len(self._ids) or self._ids[place] != next_id:
            raise UserError("These two utterances do not follow one another.", "Choose two neighbours.")
        return one, other

    def _place(self, utterance_id: str) -> int:
        place = bisect_left(self._starts, self._by_id[utterance_id].start_s)
        while self._ids[place] != utterance_id:
            place += 1
        return place

    def _insert(self, one: Utterance, place: int) -> None:
        self._by_id[one.id] = one
        self._ids.insert(place, one.id)
        self._starts.insert(place, one.start_s)
        self._keep_order(one, place)

    def _drop(self, utterance_id: str) -> None:
        place = self._place(utterance_id)
        del self._ids[place], self._starts[place], self._by_id[utterance_id]

    def _put(self, one: Utterance) -> None:
        place = self._place(one.id)
        self._by_id[one.id] = one
        self._starts[place] = one.start_s
        self._keep_order(one, place)

    def _keep_order(self, one: Utterance, place: int) -> None:
        """Where the new start of an utterance lies beyond a neighbour's, which overlapping talk allows, it moves."""
        before = self._starts[place - 1] if place else one.start_s
        after = self._starts[place + 1] if place + 1 < len(self._starts) else one.start_s
        if not before <= one.start_s <= after:
            del self._ids[place], self._starts[place]
            there = bisect_right(self._starts, one.start_s)
            self._ids.insert(there, one.id)
            self._starts.insert(there, one.start_s)

    def note_edited(self, edited: bool) -> None:
        """Remember whether the transcript now differs from the machine's."""
        self._edited = edited


def _renumbered(one: Utterance, index: int) -> Utterance:
    # What ``replace`` makes, in a tenth of its time: a merge early in a long talk renumbers thousands.
    made = object.__new__(Utterance)
    made.__dict__.update(one.__dict__, index=index)
    return made


def _some_text(text: str) -> str:
    found = clean(text)
    if not found:
        raise UserError("An utterance needs at least one word.", "Remove it if nothing was said.")
    if len(found) > _LONGEST_TEXT:
        raise UserError(f"An utterance has at most {_LONGEST_TEXT:,} characters.", "Split what was said.")
    return found


def _sources(one: Utterance) -> tuple[str, ...]:
    return one.sources or (one.id,)


def _united(one: Utterance, other: Utterance) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_sources(one), *_sources(other))))


def _words_within(known: Utterance, one: Utterance) -> list[Word]:
    last = one.end_s == known.end_s
    return [word for word in words_of(known) if one.start_s <= word.start_s and (last or word.start_s < one.end_s)]


def _without(gap: Gap, start_s: float, end_s: float) -> list[Gap]:
    left = (Gap(gap.start_s, min(gap.end_s, start_s)), Gap(max(gap.start_s, end_s), gap.end_s))
    if gap.end_s <= start_s or end_s <= gap.start_s:
        return [gap]
    return [one for one in left if one.end_s - one.start_s >= _SHORTEST_GAP_S]
