"""From transcript, coding and codebook to what the list and the waveform draw. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from codebook.schema import Code, Codebook
from coder.audio.peaks import Peaks
from coder.domain.coding import CodingState, Direction, Entry, EntryKind
from coder.domain.people import SpeakerRole
from coder.domain.times import SAMPLE_RATE
from coder.domain.transcripts import Gap, Speaker, Transcript, Utterance
from coder.domain.unrecorded import Unrecorded
from ui.coding.attributes import Variant, marked_words, variants
from ui.coding.edits import Place
from ui.coding.unrecorded import unrecorded_lane
from ui.coding.walk import gap_id
from ui.widgets.transcript_rows import (
    ROLE_TOKENS,
    UNSURE_BELOW,
    Row,
    RowAbout,
    RowCode,
    RowKind,
    RowMark,
    RowMarks,
)
from ui.widgets.waveform_scene import Lane, Mark, MarkKind, Scene, lane, scene

Words = Callable[[str], str]


@dataclass(frozen=True)
class Frame:
    """A codebook made ready for look-ups: what a code or principle is called, its key, colour and place."""

    codebook: Codebook

    @cached_property
    def _codes(self) -> dict[str, RowCode]:
        book = self.codebook
        return {
            code.id: RowCode(code.id, code.name, key_text(code.key), *self.colour_of(code))
            for code in (*book.codes, *book.talk_codes)
        }

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The codes with an attribute already on them; looked for once, since every key asks for them."""
        return variants(self.codebook)

    def row_code(self, entry: Entry) -> RowCode:
        """A code entry as a chip; an id the codebook does not know is shown as it is."""
        known = self._codes.get(entry.label) or RowCode(entry.label, entry.label, "")
        if entry.attributes:
            known = replace(known, name=f"{known.name} · {self._attributes_of(entry)}")
        return replace(known, memo=entry.note) if entry.note else known

    def _attributes_of(self, entry: Entry) -> str:
        if entry.label not in self._codes:
            return ", ".join(entry.attributes)
        return marked_words(self.codebook.code(entry.label), entry.attributes)

    def colour_of(self, code: Code) -> tuple[str, int]:
        """Badge and position of the principle a code speaks to; an empty badge for none."""
        for position, principle in enumerate(self.codebook.principles):
            if principle.id == code.principle:
                return principle.badge, position
        return "", 0

    def principle_mark(self, principle_id: str) -> tuple[str, str, int]:
        """Name, badge and position of a principle; an unknown id is shown as it is."""
        for position, principle in enumerate(self.codebook.principles):
            if principle.id == principle_id:
                return principle.name, principle.badge, position
        return principle_id, "", 0

    def moment_name(self, kind: str) -> str:
        """What a kind of moment is called."""
        return next((moment.name for moment in self.codebook.moments if moment.id == kind), kind)

    def row_about(self, entry: Entry) -> RowAbout:
        """A focus tag as it stands on a row; an id the codebook does not know is shown as it is."""
        names = {tag.id: tag.name for tag in self.codebook.tags}
        return RowAbout(entry.label, names.get(entry.label, entry.label))

    def codes_for(self, role: SpeakerRole) -> tuple[Code, ...]:
        """The codes for what this person says: a worker's, or those for parents and children."""
        if role is SpeakerRole.WORKER or not self.codebook.talk_codes:
            return self.codebook.codes
        return self.codebook.talk_codes


def key_text(key: str) -> str:
    """A codebook key as it stands on a key cap: ``Q`` for q, ``⇧Q`` for Shift+Q, others in full."""
    with_what, _, letter = key.rpartition("+")
    if with_what and with_what.lower() != "shift":
        return key
    return ("⇧" if with_what else "") + letter.upper()


def role_words(role: SpeakerRole, tr: Words) -> str:
    """A role as people say it."""
    return {
        SpeakerRole.WORKER: tr("Worker"),
        SpeakerRole.PARENT: tr("Parent"),
        SpeakerRole.CHILD: tr("Child"),
        SpeakerRole.INTERPRETER: tr("Interpreter"),
        SpeakerRole.OTHER: tr("Other"),
        SpeakerRole.SUPERVISOR: tr("Supervisor"),
    }[role]


def speaker_names(speakers: Sequence[Speaker], tr: Words) -> dict[str, str]:
    """What each voice is called: by the name a person gave it, else its role, numbered where two voices share one."""
    names: dict[str, str] = {}
    for role in SpeakerRole:
        those = [speaker for speaker in speakers if speaker.role is role]
        for number, speaker in enumerate(those, 1):
            plain = role_words(role, tr) if len(those) == 1 else f"{role_words(role, tr)} {number}"
            names[speaker.id] = speaker.label if speaker.named else plain
    return names


Known = dict[str, tuple[Utterance, Row]]


def all_rows(transcript: Transcript | None, state: CodingState, tr: Words, known: Known | None = None) -> list[Row]:
    """Utterances, speech without text and stretches coded by ear, in order of time.

    ``known`` holds the rows made before and takes the new ones: an utterance that did not change keeps its very row,
    so that one edit among thousands is shown at once.
    """
    moments = {interval_id(moment): moment for moment in state.moments}
    rows = [_interval_row(entry, moments, tr) for entry in state.codes if not entry.utterance_id]
    known_rows = {row.id for row in rows}
    free = (entry for entry in state.focus if not entry.utterance_id)
    rows += [_interval_row(entry, moments, tr) for entry in free if interval_id(entry) not in known_rows]
    if transcript is not None:
        names = speaker_names(transcript.speakers, tr)
        roles = {speaker.id: speaker.role for speaker in transcript.speakers}
        for one in transcript.utterances:
            name, role = names[one.speaker_id], roles[one.speaker_id]
            before = known.get(one.id) if known is not None else None
            if before is None or not _same(before, one, name, role):
                before = one, _utterance_row(one, name, role)
                if known is not None:
                    known[one.id] = before
            rows.append(before[1])
        rows += [_gap_row(gap, tr("Speech without text: listen here"), heard=False) for gap in transcript.gaps]
        rows += [_gap_row(gap, tr("Heard: nobody says anything here"), heard=True) for gap in transcript.heard]
    return sorted(rows, key=attrgetter("start_s"))


def _same(before: tuple[Utterance, Row], one: Utterance, name: str, role: SpeakerRole) -> bool:
    old, row = before
    if row.speaker != name or row.role is not role:
        return False
    # Its number in the order of speech changes with every split before it, and is not shown.
    return old is one or (
        (old.words, old.text, old.start_s, old.end_s, old.flags, old.reasons, old.speaker_id, old.edited, old.checked)
        == (
            one.words,
            one.text,
            one.start_s,
            one.end_s,
            one.flags,
            one.reasons,
            one.speaker_id,
            one.edited,
            one.checked,
        )
    )


def _utterance_row(one: Utterance, name: str, role: SpeakerRole) -> Row:
    words = one.words
    # Lists first: of the words of thousands of rows, a tuple made from a generator takes half as long again.
    return Row(
        one.id,
        RowKind.UTTERANCE,
        one.start_s,
        one.end_s,
        name,
        role,
        tuple([word.text.strip() for word in words]) or tuple(one.text.split()),
        tuple([word.start_s for word in words]),
        frozenset([i for i, word in enumerate(words) if word.probability < UNSURE_BELOW]),
        one.flags,
        one.reasons,
        one.speaker_id,
        one.edited,
        one.checked,
    )


def _gap_row(gap: Gap, words: str, *, heard: bool) -> Row:
    role = SpeakerRole.OTHER
    return Row(gap_id(gap), RowKind.GAP, gap.start_s, gap.end_s, "", role, tuple(words.split()), checked=heard)


def _interval_row(entry: Entry, moments: Mapping[str, Entry], tr: Words) -> Row:
    by_ear = tr("What this stretch is about") if entry.kind is EntryKind.FOCUS else tr("Coded by ear")
    words = entry.note or by_ear
    moment = None if entry.given_on else moments.get(interval_id(entry))
    if moment is not None:
        note = entry.note or moment.note
        words = tr("Moment: {0}").format(note) if note else tr("A code on a moment")
    role = SpeakerRole.WORKER
    return Row(
        interval_id(entry), RowKind.INTERVAL, entry.start_s, entry.end_s, tr("By ear"), role, tuple(words.split())
    )


def interval_id(entry: Entry) -> str:
    """The row id of a stretch coded by ear; by its place, so that it outlives being stored."""
    return f"interval-{entry.start_s:.2f}-{entry.end_s:.2f}"


def place_of(row: Row) -> Place:
    """Where a code on this row goes."""
    return Place(row.start_s, row.end_s, row.id if row.kind is RowKind.UTTERANCE else "")


def row_marks(
    rows: Sequence[Row], starts: Sequence[float], state: CodingState, frame: Frame, tr: Words
) -> dict[str, RowMarks]:
    """What is marked on each row: codes and focus tags of its utterance, evidence and moments that begin in it.

    ``starts`` are the starts of ``rows`` in seconds, given since they change less often than the marks.
    """
    codes: dict[str, list[RowCode]] = {}
    for entry in state.codes:
        codes.setdefault(entry.utterance_id or interval_id(entry), []).append(frame.row_code(entry))
    marks: dict[str, list[RowMark]] = {}
    for entry in (*state.evidence, *state.moments):
        if row_id := _row_of(rows, starts, entry):
            marks.setdefault(row_id, []).append(_row_mark(entry, frame, tr))
    about: dict[str, list[RowAbout]] = {}
    for entry in state.focus:
        about.setdefault(entry.utterance_id or interval_id(entry), []).append(frame.row_about(entry))
    return {
        row_id: RowMarks(tuple(codes.get(row_id, ())), tuple(marks.get(row_id, ())), tuple(about.get(row_id, ())))
        for row_id in codes.keys() | marks.keys() | about.keys()
    }


def _row_of(rows: Sequence[Row], starts: Sequence[float], entry: Entry) -> str:
    """The row of evidence or a moment; by ear the one it begins in, and of several that begin at once its own."""
    first, end = bisect_left(starts, entry.start_s - 0.01), bisect_right(starts, entry.start_s + 0.01)
    here = rows[first:end]
    if any(row.id == jotted_id(entry) for row in here):
        return jotted_id(entry)
    same = (row.id for row in here if place_of(row).is_at(entry))
    return entry.utterance_id or next(same, rows[end - 1].id if end else "")


def _row_mark(entry: Entry, frame: Frame, tr: Words) -> RowMark:
    if entry.kind is EntryKind.MOMENT:
        return RowMark(tr("Moment: {0}").format(frame.moment_name(entry.label)))
    name, badge, position = frame.principle_mark(entry.label)
    against = entry.direction is Direction.AGAINST
    words = tr("Evidence against {0}") if against else tr("Evidence for {0}")
    return RowMark(words.format(name), badge, position, against)


def wave_marks(state: CodingState, frame: Frame) -> list[Mark]:
    """Codes, evidence and moments for the waveform, earliest first; the code of an utterance stays on its words."""
    marks: list[Mark] = []
    for entry in state.codes:
        code = frame.row_code(entry)
        ink, free = (code.badge, code.position), not entry.utterance_id
        marks.append(Mark(MarkKind.CODE, entry.start_s, entry.end_s, code.code, *ink, id=entry.thread_id, movable=free))
    for entry in state.evidence:
        _, badge, position = frame.principle_mark(entry.label)
        against = entry.direction is Direction.AGAINST
        where = (MarkKind.EVIDENCE, entry.start_s, entry.end_s, "")
        marks.append(Mark(*where, badge, position, against, entry.thread_id, movable=True))
    for entry in state.moments:
        marks.append(Mark(MarkKind.MOMENT, entry.start_s, entry.end_s, "", id=entry.thread_id, movable=True))
    return sorted(marks, key=lambda mark: mark.start_s)


_LANES = (SpeakerRole.SUPERVISOR, *(role for role in SpeakerRole if role is not SpeakerRole.SUPERVISOR))


def wave_scene(peaks: Peaks, transcript: Transcript | None, tr: Words, unrecorded: Sequence[Unrecorded] = ()) -> Scene:
    """A lane a voice, worker or supervisor first, one for speech without text and one for what was not recorded;
    without a transcript one lane for all sound."""
    whole = peaks.sample_count / SAMPLE_RATE
    missing = unrecorded_lane(unrecorded, tr)
    if transcript is None:
        return scene(peaks, [lane(tr("Recording"), "speaker_other", [(0.0, whole)]), *missing])
    names = speaker_names(transcript.speakers, tr)
    order = {role: place for place, role in enumerate(_LANES)}
    lanes: list[Lane] = []
    # Within a role they stay in the order in which they are numbered.
    for speaker in sorted(transcript.speakers, key=lambda one: order[one.role]):
        spans = [(one.start_s, one.end_s) for one in transcript.utterances if one.speaker_id == speaker.id]
        lanes.append(lane(names[speaker.id], ROLE_TOKENS[speaker.role], spans))
    if transcript.gaps or transcript.heard:
        gaps, heard = ([(gap.start_s, gap.end_s) for gap in those] for those in (transcript.gaps, transcript.heard))
        lanes.append(lane(tr("No text"), "text3", gaps, hatched=True, heard=heard))
    return scene(peaks, [*lanes, *missing])


def listening_rows(state: CodingState, frame: Frame, tr: Words) -> list[Row]:
    """What was jotted down while listening: moments and evidence, in order of time."""
    rows: list[Row] = []
    for entry in state.moments:
        words = entry.note or tr("no note")
        rows.append(_jotted(entry, frame.moment_name(entry.label), words))
    for entry in state.evidence:
        name, _, _ = frame.principle_mark(entry.label)
        against = entry.direction is Direction.AGAINST
        said = tr("evidence against") if against else tr("evidence for")
        rows.append(_jotted(entry, name, f"{said}: {entry.note}" if entry.note else said))
    return sorted(rows, key=lambda row: row.start_s)


def _jotted(entry: Entry, name: str, words: str) -> Row:
    start_s, end_s, role = entry.start_s, entry.end_s, SpeakerRole.OTHER
    return Row(jotted_id(entry), RowKind.INTERVAL, start_s, end_s, name, role, tuple(words.split()))


def jotted_id(entry: Entry) -> str:
    """The row id of a moment or evidence; by its place, so that it outlives being stored."""
    return f"{entry.kind.value}-{entry.label}-{entry.start_s:.2f}-{entry.end_s:.2f}"
