"""What practitioners hold in their hands: tagged, inert to hostile text, and as silent as the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import pikepdf
import pytest

from coder.analysis.disclosure import BAR_HIDDEN
from coder.analysis.profiles import build_profile
from coder.analysis.teams import build_report
from coder.analysis.wording import profile_summary, report_summary
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import Session, SessionKind, SessionState
from coder.domain.text_edits import MarkChecked, SetText, apply_all
from coder.domain.transcripts import Flag, Gap, Speaker, Transcript, Utterance
from coder.exports.pdf import profile_pdf, team_report_pdf, transcript_pdf
from coder.exports.printable import printable
from coder.exports.profile_document import profile_document
from coder.exports.team_document import team_document
from coder.exports.transcript_document import transcript_document
from tests.cases.coded_sessions import (
    END,
    START,
    TEAM,
    clip,
    codebook,
    next_step,
    person,
    picture_worker,
    team_ratings,
    team_sessions,
)

HOSTILE = '#panic("run") $x^2$ `raw` *bold* \\ "quoted" <label> @ref #read("frame.typ") ' + "]" * 3 + "}"
RIGHT_TO_LEFT = "שלום עולם \u202eoverride"


def _profile(**fields):
    own = picture_worker()
    return replace(
        build_profile(person(demo=True), TEAM.name, own, team_ratings(), codebook(), [next_step()]), **fields
    )


def _report(**fields):
    before = team_sessions(2, start=date(2026, 4, 1), shift=-0.3, first_number=500)
    return replace(build_report(TEAM, team_sessions(), before, codebook(), START, END), **fields)


def _session(code: str = "S-0001") -> Session:
    return Session(
        id="s1",
        code=code,
        kind=SessionKind.VISIT,
        held_on=date(2026, 9, 16),
        worker_id="worker-17",
        worker_code="W-17",
        team_id=TEAM.id,
        team_name=TEAM.name,
        state=SessionState.TO_CODE,
        context=ContextSheet(),
    )


def _transcript(*texts: str, gaps: tuple[Gap, ...] = ()) -> Transcript:
    speakers = (
        Speaker("w", "Voice A", SpeakerRole.WORKER, 0.9, True),
        Speaker("p", "Voice B", SpeakerRole.PARENT, 0.8, True),
    )
    utterances = tuple(
        Utterance(f"u{i}", i, 4.0 * i, 4.0 * i + 3, "wp"[i % 2], text, flags=(Flag.SUSPECT,) if i == 1 else ())
        for i, text in enumerate(texts)
    )
    return Transcript("t", "s1", 0, "en", "base", 4.0 * len(texts) + 1, speakers, utterances, gaps)


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _elements(node, wanted: str) -> Iterator[pikepdf.Object]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child, wanted)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == wanted:
            yield node
        if "/K" in node:
            yield from _elements(node["/K"], wanted)


def _hidden():
    return build_report(TEAM, team_sessions(workers=4), [], codebook(), START, END)


DOCUMENTS = {
    "profile": lambda: profile_pdf(_profile(), codebook(), masked=True),
    "empty profile": lambda: profile_pdf(
        build_profile(person(), TEAM.name, [], {}, codebook(), []), codebook(), masked=True
    ),
    "team": lambda: team_report_pdf(_report(), codebook()),
    "quoted team": lambda: team_report_pdf(replace(_report(), quotes=("What would [child 1] like?",)), codebook()),
    "hidden team": lambda: team_report_pdf(_hidden(), codebook()),
    "transcript": lambda: transcript_pdf(_session(), _transcript("How have mornings been?", "Hard."), masked=True),
    "empty transcript": lambda: transcript_pdf(_session(), _transcript(), masked=True),
}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_every_document_is_tagged_british_and_titled(name: str):
    with _open(DOCUMENTS[name]()) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"]
            assert metadata["pdfuaid:part"] == "1"
        assert list(_elements(root.StructTreeRoot.K, "/H1"))


def test_headings_tables_lists_and_paragraphs_are_told_apart():
    with _open(profile_pdf(_profile(), codebook(), masked=True)) as pdf:
        tree = pdf.Root.StructTreeRoot.K
        counts = {tag: len(list(_elements(tree, tag))) for tag in ("/H1", "/H2", "/Table", "/TH", "/L", "/LI", "/P")}
    assert counts["/H1"] == 1
    assert counts["/H2"] >= 6
    assert counts["/Table"] == 3
    assert counts["/TH"] == 3 + 5 + 9
    assert counts["/LI"] == len(codebook().principle("CLA").questions)


def _alternative_texts(data: bytes) -> list[str]:
    with _open(data) as pdf:
        figures = list(_elements(pdf.Root.StructTreeRoot.K, "/Figure"))
        return [str(figure.Alt) for figure in figures]


def test_charts_say_their_figures_in_words():
    profile, report = _profile(), _report()
    assert _alternative_texts(profile_pdf(profile, codebook(), masked=True)) == [profile_summary(profile, codebook())]
    assert _alternative_texts(team_report_pdf(report, codebook())) == [report_summary(report, codebook())]


def _strings(value) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    else:
        yield str(value)


@pytest.mark.parametrize("text", [HOSTILE, RIGHT_TO_LEFT, "😀 漢字 \x00\ud800 \ufffe", "", "<b>&amp;</b>", "x" * 4000])
def test_hostile_text_is_shown_and_never_run(text: str):
    words = [clip("s1", date(2026, 9, 1), 3, text, "EVO")]
    steps = (replace(next_step(), text=text),)
    profile = _profile(worker_code=text, team_name=text, bright=tuple(words), questions=(text,), next_steps=steps)
    report = _report(team_name=text)
    assert profile_pdf(profile, codebook(), masked=True).startswith(b"%PDF")
    assert team_report_pdf(report, codebook()).startswith(b"%PDF")
    assert transcript_pdf(_session(text), _transcript(text, text, "end"), masked=True).startswith(b"%PDF")


def test_a_codebook_from_outside_cannot_break_a_chart():
    book = codebook()
    hostile = replace(book.principles[0], name=HOSTILE + "</text></svg>", badge="Zz")
    changed = replace(book, title=HOSTILE, principles=(hostile, *book.principles[1:]))
    assert profile_pdf(_profile(), changed, masked=True).startswith(b"%PDF")
    assert team_report_pdf(_report(), changed).startswith(b"%PDF")


def test_right_to_left_letters_stay_and_direction_marks_go():
    assert printable(RIGHT_TO_LEFT) == "שלום עולם override"


def test_the_team_report_holds_no_worker():
    shown = " ".join(_strings(team_document(_report(), codebook())))
    assert not re.search(r"worker-\d|W-\d|Made-up|S-0|s\d{3}", shown)


def test_the_profile_holds_the_code_and_not_the_name():
    shown = " ".join(_strings(profile_document(_profile(), codebook(), masked=True)))
    assert "W-17" in shown
    assert "Made-up Name" not in shown
    assert "worker-17" not in shown


def test_a_hidden_principle_is_hidden_in_chart_table_and_words_with_its_reason():
    now = [replace(s, ratings={**s.ratings, "CLA": None if i % 4 else 3}) for i, s in enumerate(team_sessions())]
    document = team_document(build_report(TEAM, now, [], codebook(), START, END), codebook())
    assert f"Not shown: {BAR_HIDDEN}." in document["chart"]
    assert f"Clarity of concern: not shown, {BAR_HIDDEN}." in document["chart_alt"]
    row = next(row for row in document["shares"]["body"] if row[0] == "Clarity of concern")
    assert row[1:] == ["—"] * 7 + [f"not shown: {BAR_HIDDEN}"]


def test_a_hidden_report_prints_no_number_of_the_team():
    document = team_document(_hidden(), codebook())
    assert document["chart"] == ""
    assert document["prompts"] == []
    assert document["figures"]["body"] == []
    assert "fewer than 5 workers" in document["suppressed"]


@pytest.mark.parametrize(
    "make",
    [lambda: profile_document(_profile(), codebook(), masked=True), lambda: team_document(_report(), codebook())],
)
def test_every_document_says_its_purpose_and_what_its_codebook_is_not(make):
    document = make()
    assert document["purpose"] == "For reflection, not performance assessment"
    assert "1.0.0 · in-house draft, not validated" in document["footer"]


def test_demo_data_are_marked_and_real_data_are_not():
    assert "Demonstration" in profile_document(_profile(), codebook(), masked=True)["demo"]
    assert profile_document(_profile(demo=False), codebook(), masked=True)["demo"] == ""


def test_no_document_ranks():
    words = re.compile(r"\b(rank\w*|top|best|worst|percentile|score out of|league)\b", re.IGNORECASE)
    for document in (profile_document(_profile(), codebook(), masked=True), team_document(_report(), codebook())):
        assert not [text for text in _strings(document) if words.search(text)]


def test_the_table_twin_holds_every_rating_of_the_chart():
    profile = _profile()
    body = profile_document(profile, codebook(), masked=True)["recordings"]["body"]
    by_column = list(zip(*(row[2:] for row in body), strict=True))
    for track, column in zip(profile.tracks, by_column, strict=True):
        assert list(column) == [str(recording.value) for recording in track.recordings]


def test_transcripts_mark_what_to_check_and_say_what_they_are_not():
    transcript = _transcript("How have mornings been?", "fish fingers", gaps=(Gap(61.0, 65.5),))
    document = transcript_document(_session(), transcript, masked=True)
    assert document["utterances"]["body"][1] == [
        "0:04",
        "parent (Voice B)",
        "fish fingers [check by ear: may be invented]",
    ]
    assert "1:01–1:05" in document["gaps"]
    assert "recording is the evidence" in document["caution"]
    assert "not part of a case record" in document["footer"]


def test_a_corrected_transcript_prints_the_corrected_words_and_says_so():
    machine = _transcript("How have mornings been?", "fish fingers")
    second = machine.utterances[1].id
    document = transcript_document(
        _session(), apply_all(machine, (SetText(second, "Friday fingers"), MarkChecked(second))), masked=True
    )
    assert document["utterances"]["body"][1] == ["0:04", "parent (Voice B)", "Friday fingers"]
    assert "as the program wrote it, corrected by hand" in document["footer"]
    assert "corrected" not in transcript_document(_session(), machine, masked=True)["footer"]


def test_a_report_as_a_dictionary_has_no_person_to_print():
    assert not {key for key in asdict(_report()) if "person" in key or "name" in key} - {"team_name"}
