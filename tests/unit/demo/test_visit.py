"""The bundled demo visit: sound that decodes, true times that fit it, and a coding that the program accepts."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from codebook.load import load_builtin
from coder.domain.coding import CodingState, Entry, EntryKind, Origin, what_is_missing
from coder.domain.sessions import LEGAL_STATUSES, STAGES, Answer, Context, HowAsked, SessionKind
from coder.domain.times import SAMPLE_RATE, utc_now
from coder.services.coding_file import CodingDocument, RatingIn, check_document

DATA = Path(str(files("coder.demo"))) / "data"
NOTICE = "Synthetic voices. Invented family. Demo."


@cache
def sound() -> np.ndarray:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    with av.open(str(DATA / "visit.opus")) as container:
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32) / 32768


@cache
def truth() -> dict[str, Any]:
    return json.loads((DATA / "visit-truth.json").read_text(encoding="utf-8"))


@cache
def evaluation() -> dict[str, Any]:
    return tomllib.loads((DATA / "visit-coding.toml").read_text(encoding="utf-8"))


@cache
def document() -> CodingDocument:
    return check_document(evaluation()["coding"])


def loudness(start_s: float, end_s: float) -> float:
    part = sound()[round(start_s * SAMPLE_RATE) : round(end_s * SAMPLE_RATE)]
    return float(np.sqrt(np.mean(part**2)))


def test_visit_lasts_between_four_and_six_minutes_and_is_small() -> None:
    assert 240 <= len(sound()) / SAMPLE_RATE <= 360
    assert (DATA / "visit.opus").stat().st_size < 1_500_000


def test_file_says_that_it_is_synthetic() -> None:
    with av.open(str(DATA / "visit.opus")) as container:
        stream = container.streams.audio[0]
        tags = {key.upper(): value for key, value in (*container.metadata.items(), *stream.metadata.items())}
        assert (stream.codec_context.name, stream.codec_context.channels) == ("opus", 1)
    assert tags["COMMENT"] == NOTICE
    assert truth()["notice"] == NOTICE


def test_sound_neither_clips_nor_falls_digitally_silent() -> None:
    assert np.abs(sound()).max() < 0.999
    tenths = sound()[: len(sound()) // 1600 * 1600].reshape(-1, 1600)
    assert np.abs(tenths).max(axis=1).min() > 0


def test_true_times_cover_the_sound_in_order() -> None:
    turns = truth()["turns"]
    assert truth()["duration_s"] == pytest.approx(len(sound()) / SAMPLE_RATE, abs=0.1)
    assert turns[0]["start_s"] > 0
    assert truth()["duration_s"] - 3 < turns[-1]["end_s"] < truth()["duration_s"]
    starts = [turn["start_s"] for turn in turns]
    assert starts == sorted(starts)
    assert all(after["start_s"] - before["end_s"] < 4 for before, after in pairwise(turns))
    speaking = sum(turn["end_s"] - turn["start_s"] for turn in turns)
    assert speaking / truth()["duration_s"] > 0.75


def test_every_turn_is_heard_where_the_truth_says_and_long_gaps_are_quiet() -> None:
    turns = truth()["turns"]
    quietest = min(loudness(line["start_s"], line["end_s"]) for turn in turns for line in turn["utterances"])
    gaps = [(a["end_s"] + 0.1, b["start_s"] - 0.1) for a, b in pairwise(turns)]
    loudest_gap = max(loudness(start, end) for start, end in gaps if end - start > 0.3)
    assert quietest > 10 * loudest_gap


def test_two_people_speak_and_some_turns_overlap() -> None:
    turns = truth()["turns"]
    assert {turn["speaker"] for turn in turns} == {"worker", "parent"} == set(truth()["speakers"])
    assert any(after["start_s"] < before["end_s"] for before, after in pairwise(turns))


def test_turns_are_made_of_their_utterances() -> None:
    for turn in truth()["turns"]:
        lines = turn["utterances"]
        assert (turn["start_s"], turn["end_s"]) == (lines[0]["start_s"], lines[-1]["end_s"])
        assert turn["text"] == " ".join(line["text"] for line in lines)
        assert turn["codes"] == [line["code"] for line in lines]


def test_expected_codes_belong_to_the_codebook_and_to_the_speaker() -> None:
    codebook = load_builtin("msw")
    allowed = {
        "worker": {code.id for code in codebook.codes},
        "parent": {code.id for code in codebook.talk_codes},
    }
    for turn in truth()["turns"]:
        assert set(turn["codes"]) <= allowed[turn["speaker"]], turn["ref"]


def test_visit_is_mixed_practice_with_one_bottom_line_and_a_plan() -> None:
    codes = [code for turn in truth()["turns"] if turn["speaker"] == "worker" for code in turn["codes"]]
    assert codes.count("BLX") == 1
    assert {"CON", "PLN", "ADU", "DIR", "CR", "OQ", "CQ", "AUT"} <= set(codes)
    questions, reflections = codes.count("OQ") + codes.count("CQ"), codes.count("SR") + codes.count("CR")
    assert 0.3 < reflections / questions < 1.2


def test_evaluator_coded_every_utterance_of_the_worker() -> None:
    lines = [line for turn in truth()["turns"] if turn["speaker"] == "worker" for line in turn["utterances"]]
    codes = document().codes
    assert len(codes) == len(lines)
    for line, code in zip(lines, codes, strict=True):
        assert code.start_s == pytest.approx(line["start_s"], abs=0.06)
        assert code.end_s == pytest.approx(line["end_s"], abs=0.06)
    agreed = sum(line["code"] == code.code for line, code in zip(lines, codes, strict=True))
    assert len(lines) - 4 <= agreed < len(lines)
    assert any(code.memo for code in codes)


def test_evaluation_uses_codes_attributes_and_moments_of_the_codebook() -> None:
    codebook = load_builtin("msw")
    for code in document().codes:
        known = {attribute.id: attribute.values for attribute in codebook.code(code.code).attributes}
        for name, value in code.attributes.items():
            assert name in known
            assert not known[name] or value in known[name]
    kinds = {moment.kind for moment in document().moments}
    assert kinds <= {moment.id for moment in codebook.moments}
    assert {"bright", "fork", "power_named"} <= kinds


def test_evaluation_obeys_the_evidence_rule() -> None:
    assert what_is_missing(state(document().ratings), load_builtin("msw"), truth()["duration_s"]) == ()


def test_evidence_rule_would_notice_a_missing_moment() -> None:
    short = [rating.model_copy(update={"evidence": rating.evidence[:1]}) for rating in document().ratings]
    missing = what_is_missing(state(tuple(short)), load_builtin("msw"), truth()["duration_s"])
    assert {item.principle_id for item in missing} == {r.principle for r in document().ratings if r.value != 3}
    assert missing


def test_ratings_are_believable_and_each_has_a_reason() -> None:
    values = {rating.principle: rating.value for rating in document().ratings}
    assert set(values) == {principle.id for principle in load_builtin("msw").principles}
    assert set(values.values()) == {2, 3, 4}
    assert all(rating.reason for rating in document().ratings)


def test_everything_marked_lies_inside_the_recording() -> None:
    places = [*document().codes, *document().moments, *(e for r in document().ratings for e in r.evidence)]
    for place in places:
        assert place.start_s is not None
        assert place.end_s is not None
        assert 0 <= place.start_s < place.end_s <= truth()["duration_s"]


def test_context_sheet_is_complete_and_both_adults_gave_permission() -> None:
    raw = evaluation()["context"]
    context = Context(**{**raw, "present": tuple(raw["present"])})
    assert context.complete
    assert context.stage in STAGES
    assert context.legal_status in LEGAL_STATUSES
    assert SessionKind(evaluation()["session"]["kind"]) is SessionKind.VISIT
    permissions = evaluation()["permissions"]
    assert len(permissions) == 2
    assert all(Answer(p["answer"]) is Answer.GIVEN and HowAsked(p["how_asked"]) and p["adult"] for p in permissions)


def state(ratings: tuple[RatingIn, ...]) -> CodingState:
    """The coding's state as the program would hold it once these ratings are in."""

    def entry(kind: EntryKind, label: str, **more: Any) -> Entry:
        return Entry(
            id=f"{kind}-{label}",
            coding_id="demo",
            thread_id=f"{kind}-{label}",
            kind=kind,
            label=label,
            active=True,
            origin=Origin.BLIND,
            author_id="evaluator",
            at=utc_now(),
            step_id="step",
            step_text="",
            **more,
        )

    evidence = [
        entry(EntryKind.EVIDENCE, rating.principle, start_s=item.start_s, end_s=item.end_s, direction=item.direction)
        for rating in ratings
        for item in rating.evidence
    ]
    rated = {r.principle: entry(EntryKind.RATING, r.principle, value=r.value, note=r.reason) for r in ratings}
    return CodingState(ratings=rated, evidence=tuple(evidence))
