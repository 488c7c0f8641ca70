"""Files of figures: the page's figures to the digit, what they say of themselves, and nothing that was hidden."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from coder.analysis import wording
from coder.analysis.disclosure import BAR_HIDDEN
from coder.analysis.profiles import build_profile
from coder.analysis.teams import build_report
from coder.domain.errors import UserError
from coder.domain.family_voice import (
    FamilyVoice,
    GivenAnswer,
    GoalSummary,
    TeamVoice,
    TeamVoiceLine,
    VoiceGoal,
    VoiceLine,
)
from coder.domain.feedback import Audience, Side
from coder.domain.practice import Practice
from coder.domain.profiles import Stance, WorkerComment
from coder.domain.reports import Cut, CutBy
from coder.exports import pdf
from coder.exports.dataset import Dataset, Stamp, about_line, about_rows, column_names
from coder.exports.formats import FileFormat, data_file
from coder.exports.profile_data import profile_dataset
from coder.exports.profile_document import profile_document
from coder.exports.team_data import report_about, report_dataset
from coder.exports.team_document import team_document
from coder.exports.voice_data import team_voice_tables, worker_voice_tables
from tests.cases.coded_sessions import END, START, TEAM, codebook, person, picture_worker, team_ratings, team_sessions

HEAD = "41:" + "0f" * 32
STAMP = Stamp(datetime(2026, 11, 22, 14, 5, tzinfo=UTC), HEAD)
TABLES = (FileFormat.XLSX, FileFormat.CSV, FileFormat.SPSS, FileFormat.REDCAP)
Lines = list[dict[str, str]]


def _profile(**fields):
    own = picture_worker()
    own[0] = replace(own[0], ratings={**own[0].ratings, "EVO": None})
    return replace(build_profile(person(), TEAM.name, own, team_ratings(), codebook(), []), **fields)


def _report(sessions=None):
    before = team_sessions(2, start=date(2026, 4, 1), shift=-0.3, first_number=500)
    return build_report(TEAM, team_sessions() if sessions is None else sessions, before, codebook(), START, END)


def _profile_data() -> Dataset:
    return profile_dataset(_profile(), codebook(), STAMP)


def _report_data() -> Dataset:
    return report_dataset(_report(), codebook(), STAMP)


DATA: dict[str, Callable[[], Dataset]] = {"profile": _profile_data, "report": _report_data}


def _texts(data: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}


def _lines(text: str) -> Lines:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _csv(data: Dataset, table: str) -> Lines:
    return _lines(_texts(data_file(FileFormat.CSV, data))[f"{table}.csv"])


def test_a_profile_leaves_with_the_figures_that_are_printed():
    profile = _profile()
    printed = profile_document(profile, codebook(), masked=True)
    for line, row in zip(_csv(_profile_data(), "principles"), printed["estimates"]["body"], strict=True):
        assert [line["name"], line["estimate"], f"{line['likely_low']}–{line['likely_high']}"] == row[:3]
        changed = wording.signed(float(line["change"])) if line["change"] else line["change_said"]
        assert [changed, line["not_evaluable"]] == row[3:]
    ids = [track.principle_id.lower() for track in profile.tracks]
    for line, row in zip(_csv(_profile_data(), "recordings"), printed["recordings"]["body"], strict=True):
        assert wording.day_text(date.fromisoformat(line["held_on"])) == row[0]
        assert [line[f"rating_{id_}"].replace("NE", "n/e") for id_ in ids] == row[2:]
    for line, figure in zip(_csv(_profile_data(), "measures"), profile.behaviours, strict=True):
        value = float(line["value"]) if line["value"] else None
        assert wording.measure_text(value, figure.unit) == wording.measure_text(figure.value, figure.unit)
    course = _csv(_profile_data(), "course")
    assert len(course) == sum(len(track.estimates) for track in profile.tracks)
    assert course[-1]["estimate"] == f"{profile.tracks[-1].estimates[-1].mean:.1f}"


def test_a_report_leaves_with_the_figures_that_are_printed():
    printed = team_document(_report(), codebook())
    lines = _csv(_report_data(), "principles")
    for line, row in zip(lines, printed["shares"]["body"], strict=True):
        assert [line["name"], *(f"{line[f'share_{n}']}%" for n in range(1, 6))] == row[:6]
        assert [line["recordings"], line["not_evaluable"]] == row[6:8]
        change, low, high = (wording.signed(float(line[key])) for key in ("change", "change_low", "change_high"))
        assert f"{change} ({low} to {high})" == row[8]
    for line, row in zip(_csv(_report_data(), "figures"), printed["figures"]["body"], strict=True):
        assert [line["name"], line["value"], line["note"]] == row


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_hidden_on_the_page_is_in_no_file(kind: FileFormat):
    now = [replace(s, ratings={**s.ratings, "CLA": None if i % 4 else 3}) for i, s in enumerate(team_sessions())]
    partly = report_dataset(_report(now), codebook(), STAMP)
    row = next(row for row in partly.tables[0].rows if row[0] == "CLA")
    assert (row[2], set(row[3:-1]), row[-1]) == (0, {None}, BAR_HIDDEN)
    wholly = report_dataset(_report(team_sessions(workers=4)), codebook(), STAMP)
    assert {cell for row in wholly.tables[0].rows for cell in row[3:-1]} == {None}
    assert wholly.tables[1].rows == ()
    assert [count for _, count in wholly.about.counted] == [None, None]
    said = " ".join(_texts(data_file(kind, wholly)).values())
    assert "so that nobody can be picked out" in said
    assert "fewer than 5 workers" in said


def test_a_report_says_what_it_is_narrowed_to_and_which_release_it_is():
    cut = Cut(CutBy.STAGE, "first visit")
    report = replace(_report(), cut=cut, version=2, released_on=date(2026, 10, 3), teams=("Canal Street", "Hill Road"))
    told = dict(about_rows(report_about(report, codebook(), STAMP)))
    assert told["narrowed to"] == "stage: first visit"
    assert told["release"] == "Version 2, as it was first shown on 3 October 2026"
    assert told["teams, by name"] == "Canal Street and Hill Road"
    assert "stage: first visit" in report_dataset(report, codebook(), STAMP).record
    assert "Narrowed to: stage: first visit." in about_line(report_about(report, codebook(), STAMP))


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("name", list(DATA))
def test_every_file_says_what_it_is_for_of_when_by_which_codebook_on_how_many_and_where_the_trail_stood(
    kind: FileFormat, name: str
):
    data = DATA[name]()
    # Notes of a statistics program are broken into lines.
    said = re.sub(r"[\s']", "", " ".join(_texts(data_file(kind, data)).values()))
    count = f"{data.about.counted[0][1]}"
    for words in (wording.PURPOSE, data.about.period, "1.0.0", "not validated", "n, recordings", count, HEAD):
        assert re.sub(r"[\s']", "", words) in said, words


def test_a_workbook_and_its_values_hold_the_same_tables_with_every_column_in_the_dictionary():
    data = _profile_data()
    files = _texts(data_file(FileFormat.CSV, data))
    names = re.findall(r'<sheet name="(\w+)"', _texts(data_file(FileFormat.XLSX, data))["xl/workbook.xml"])
    assert [f"{name}.csv" for name in names] == list(files)
    told = {(line["table"], line["column"]) for line in _lines(files["dictionary.csv"]) if line["meaning"]}
    for table in data.tables:
        head = files[f"{table.name}.csv"].splitlines()[0].split(",")
        assert {(table.name, column) for column in head} <= told
        assert len(set(head)) == len(head)


@pytest.mark.parametrize("kind", [FileFormat.CSV, FileFormat.SPSS, FileFormat.REDCAP])
def test_no_cell_begins_as_a_formula(kind: FileFormat):
    book = codebook()
    hostile = replace(book.principles[0], name="=HYPERLINK(1)")
    book = replace(book, title="@SUM(A1)", principles=(hostile, *book.principles[1:]))
    profile = _profile(worker_code="+44")
    cells = [
        cell
        for name, text in _texts(data_file(kind, profile_dataset(profile, book, STAMP))).items()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(text, newline=""))
        for cell in row
    ]
    assert "'=HYPERLINK(1)" in cells
    assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d)", cell)] == []


def test_no_word_note_or_name_is_in_the_tables_of_a_profile():
    for kind in TABLES:
        said = " ".join(_texts(data_file(kind, _profile_data())).values())
        assert "Made-up Name" not in said
        assert "a few things people have mentioned" not in said
        assert "S-1700" in said


def _voice_line(share: float | None, **fields) -> TeamVoiceLine:
    made = TeamVoiceLine("F1", "I was listened to", Audience.ADULT, "EMP", False, share, 12, ("Often", "Always"))
    return replace(made, **fields)


def test_what_families_said_stands_in_a_table_of_its_own_and_hides_what_the_page_hides():
    hidden = _voice_line(None, item_id="F2", suppressed_because="fewer than 5 workers")
    voice = TeamVoice("t", START, END, (_voice_line(0.666), hidden))
    data = report_dataset(_report(), codebook(), STAMP, team_voice_tables(voice))
    told, silent = _csv(data, "voice")
    assert (told["shown"], told["share"], told["families"], told["answers"]) == ("1", "67", "12", "Often or Always")
    assert (silent["shown"], silent["share"], silent["families"]) == ("0", "", "")
    assert silent["hidden_because"] == "fewer than 5 workers"
    assert not {column.name for column in data.tables[0].columns} & {"families", "share", "answer"}


def test_answers_of_families_are_counted_and_their_words_are_left_out():
    answers = tuple(GivenAnswer("S-001", date(2026, 7, 1), label) for label in ("Often", "Often", "Never"))
    line = VoiceLine("F1", "I was listened to", Audience.ADULT, "EMP", answers)
    goal = VoiceGoal("S-001", date(2026, 7, 1), "Sleep through the night", 1, 0, 1)
    said = GivenAnswer("S-001", date(2026, 7, 1), "She was kind")
    score = GoalSummary("S-001", Side.FAMILY, 2, 56.204)
    voice = FamilyVoice("w", 2, (), (line,), (goal,), (score,), (said,))
    data = profile_dataset(_profile(), codebook(), STAMP, worker_voice_tables(voice))
    assert [(one["answer"], one["given"]) for one in _csv(data, "voice")] == [("Often", "2"), ("Never", "1")]
    assert _csv(data, "goals") == [{"recording": "S-001", "side": "family", "goals": "2", "t_score": "56.2"}]
    for kind in TABLES:
        everything = " ".join(_texts(data_file(kind, data)).values())
        assert not [words for words in ("Sleep through", "She was kind") if words in everything]


def test_a_profile_says_of_which_practice_it_is():
    of_supervision = profile_dataset(_profile(practice=Practice.SUPERVISION), codebook(), STAMP)
    assert dict(about_rows(_profile_data().about))["practice"] == "visits"
    assert dict(about_rows(of_supervision.about))["practice"] == "supervision"


def test_what_the_worker_says_goes_wherever_the_ratings_go():
    first = _profile().tracks[0].recordings[0]
    when = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    says = "I asked because of last week."
    comment = WorkerComment(first.session_id, first.session_code, first.held_on, Stance.OTHERWISE, says, when)
    data = profile_dataset(_profile(comments=(comment,)), codebook(), STAMP)
    for kind in TABLES:
        assert says in " ".join(_texts(data_file(kind, data)).values())
    answered, silent, *_ = _csv(data, "recordings")
    assert (answered["worker_says"], silent["worker_says"], silent["worker_comment"]) == ("2", "0", "")


def test_the_syntax_names_every_column_and_declares_what_could_not_be_rated_as_missing():
    data = _profile_data()
    files = _texts(data_file(FileFormat.SPSS, data))
    for table in data.tables:
        head, *rows = csv.reader(io.StringIO(files[f"{table.name}.csv"], newline=""))
        block = files["read.sps"].split(f"/FILE='{table.name}.csv'")[1]
        read = re.findall(r"^  (\w+) (?:F8\.\d|SDATE10|A\d+)$", block.split("\n.\n")[0], re.MULTILINE)
        assert read == head
        assert len(rows) == len(table.rows)
    assert _lines(files["recordings.csv"])[0]["rating_evo"] == "-9"
    assert re.search(r"MISSING VALUES rating_evo .*\(-9\)\.", files["read.sps"])
    assert "-9 'not evaluable'" in files["read.sps"]


@pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP, which reads the same syntax, is not on this computer")
@pytest.mark.parametrize("name", list(DATA))
def test_a_statistics_program_reads_the_syntax(name: str, tmp_path: Path):
    with ZipFile(io.BytesIO(data_file(FileFormat.SPSS, DATA[name]()))) as file:
        file.extractall(tmp_path)
    syntax = (tmp_path / "read.sps").read_text(encoding="utf-8").replace("C:\\figures", str(tmp_path))
    check = tmp_path / "check.sps"
    check.write_text(f"{syntax}\nGET FILE='principles.sav'.\nDISPLAY DICTIONARY.\nLIST.\n", encoding="utf-8")
    done = subprocess.run(["pspp", "-O", "format=csv", check], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "error" in done.stdout) == (0, False), done.stdout
    assert "CLA,Clarity of concern" in done.stdout


@pytest.mark.parametrize("name", list(DATA))
def test_redcap_gets_one_record_whose_fields_are_all_in_its_dictionary(name: str):
    data = DATA[name]()
    files = _texts(data_file(FileFormat.REDCAP, data))
    fields = _lines(files["dictionary.csv"])
    assert len(fields[0]) == 18
    named = [field["Variable / Field Name"] for field in fields]
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,25}", one) for one in named)
    forms = [field["Form Name"] for field in fields]
    assert forms == sorted(forms, key=["about", *(table.name for table in data.tables)].index)
    lines = _lines(files["data.csv"])
    assert [one for one in lines[0] if not one.startswith("redcap_repeat")] == named
    assert {line["record_id"] for line in lines} == {data.record}
    assert len(lines) == 1 + sum(len(table.rows) for table in data.tables)
    for field in fields:
        allowed = {
            choice.partition(", ")[0] for choice in field["Choices, Calculations, OR Slider Labels"].split(" | ")
        }
        given = {line[field["Variable / Field Name"]] for line in lines} - {""}
        assert given <= allowed or field["Field Type"] == "text"


def test_names_of_columns_are_plain_and_unique_whatever_the_ids_are():
    assert column_names("rating", ["EVO", "Év o!", "evo", "ÉV-O"], 10) == [
        "rating_evo",
        "rating_v_o",
        "rating_2",
        "rating_3",
    ]


def test_a_file_named_as_another_format_is_refused():
    FileFormat.CSV.require_ending(Path("Figures.ZIP"))
    with pytest.raises(UserError, match=r"ends in \.zip"):
        FileFormat.CSV.require_ending(Path("figures.csv"))


def test_a_printed_document_says_of_when_how_many_and_where_the_trail_stood(monkeypatch: pytest.MonkeyPatch):
    printed: list[str] = []
    monkeypatch.setattr(pdf, "_typeset", lambda _, document: printed.append(str(document["method"])) or b"")
    pdf.profile_pdf(_profile(), codebook(), masked=True, stamp=STAMP)
    pdf.team_report_pdf(_report(), codebook(), stamp=STAMP)
    for words, about in zip(printed, (_profile_data().about, _report_data().about), strict=True):
        assert words.endswith(about_line(about))
        assert HEAD in words
