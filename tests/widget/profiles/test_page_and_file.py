"""What leaves as a file is what the page shows, to the digit, by the same rights, and is noted as having left."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from coder.analysis import wording
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Role
from coder.exports.formats import FileFormat
from tests.helpers.pages import Pages, demo_home, home, made_home, pages, tone
from ui.profiles.view import ProfilesPage
from ui.reporting.ask_path import with_ending
from ui.teams.view import TeamsPage

__all__ = ["demo_home", "home", "made_home", "pages", "tone"]


@pytest.fixture
def there(pages) -> Pages:
    return pages(demo=True)


def _table(path: Path, name: str) -> list[dict[str, str]]:
    with ZipFile(path) as file:
        return list(csv.DictReader(io.StringIO(file.read(f"{name}.csv").decode("utf-8-sig"), newline="")))


def _about(path: Path) -> dict[str, str]:
    return {line["about"]: line["is"] for line in _table(path, "about")}


def _noted(there: Pages, action: str) -> list[dict[str, object]]:
    steward = Actor(there.actor.id, frozenset({Role.STEWARD}))
    return [event.detail for event in there.services.audit.events(steward) if event.action == action]


def test_a_profile_in_a_file_is_the_profile_on_the_page(there: Pages, tmp_path: Path):
    page = there.show(ProfilesPage(there.context))
    page.open_with("W-17")
    rows = page.model.table_rows()
    path = tmp_path / "profile.zip"
    written = there.services.exports.profile(there.actor, "W-17", FileFormat.CSV, path)
    lines = _table(path, "principles")
    assert len(lines) == len(rows) == 7
    for line, row in zip(lines, rows, strict=True):
        changed = wording.signed(float(line["change"])) if line["change"] else line["change_said"]
        likely = f"{line['likely_low']}–{line['likely_high']}"
        shown = (row.principle, row.estimate, row.likely_range, row.change, row.not_evaluable)
        assert (line["name"], line["estimate"], likely, changed, line["not_evaluable"]) == shown
        rated = [one[f"rating_{line['principle'].lower()}"] for one in _table(path, "recordings")]
        assert ", ".join(rated).replace("NE", "n/e") == row.ratings
    about = _about(path)
    assert about["n, recordings"] == str(written.recordings) == str(page.model.profile.sessions_count)
    assert about["audit trail up to line"] == written.audit_head
    noted = _noted(there, "profile exported")
    assert noted == [{"format": "csv", "sha256": written.sha256, "real_names": False}]


def test_a_report_in_a_file_is_the_report_on_the_page(there: Pages, tmp_path: Path):
    page = there.show(TeamsPage(there.context))
    path = tmp_path / "report.zip"
    report = page.model.report
    assert report is not None
    written = there.services.exports.report(there.actor, report.team_id, FileFormat.CSV, path, report.start, report.end)
    for line, row in zip(_table(path, "principles"), page.model.table_rows(), strict=True):
        percents = tuple(f"{line[f'share_{n}']}%" for n in range(1, 6))
        shown = (row.principle, row.percents, row.recordings, row.not_evaluable)
        assert (line["name"], percents, line["recordings"], line["not_evaluable"]) == shown
        if line["change"]:
            assert row.change.startswith(wording.signed(float(line["change"])))
    assert _about(path)["period"] == wording.period_text(report.start, report.end)
    assert written.recordings == report.recordings
    assert [one["sha256"] for one in _noted(there, "team report exported")] == [written.sha256]


def test_the_name_that_is_chosen_says_which_file_a_page_writes(there: Pages, tmp_path: Path):
    names = iter(["a.docx", "b.xlsx", "c.spss.zip", "d.txt"])
    page = there.show(TeamsPage(there.context, lambda *_: str(tmp_path / next(names))))
    for _ in range(4):
        page.export_button.click()
    written = {path.name: path.read_bytes()[:2] for path in tmp_path.iterdir() if path.is_file()}
    assert {name: written[name] for name in ("a.docx", "b.xlsx", "c.spss.zip")} == dict.fromkeys(
        ("a.docx", "b.xlsx", "c.spss.zip"), b"PK"
    )
    with ZipFile(tmp_path / "c.spss.zip") as file:
        assert "read.sps" in file.namelist()
    assert "d.txt" not in written
    assert "no kind of file" in there.told[-1]


def test_an_ending_that_was_not_typed_is_added():
    assert with_ending("/x/profile", FileFormat.XLSX) == "/x/profile.xlsx"
    assert with_ending("/x/profile.PDF", FileFormat.PDF) == "/x/profile.PDF"
    assert with_ending("/x/profile.zip", FileFormat.REDCAP) == "/x/profile.redcap.zip"
    assert FileFormat.named(Path("/x/profile.redcap.zip")) is FileFormat.REDCAP


def test_who_may_not_read_a_profile_gets_no_file_of_it_and_what_was_not_written_is_not_noted(
    there: Pages, tmp_path: Path
):
    exports = there.services.exports
    lead = Actor(there.actor.id, frozenset({Role.LEAD}))
    with pytest.raises(NotAllowed):
        exports.profile(lead, "W-17", FileFormat.SPSS, tmp_path / "profile.zip")
    coach = Actor(there.actor.id, frozenset({Role.COACH}))
    with pytest.raises(NotAllowed):
        exports.profile(coach, "W-17", FileFormat.PDF, tmp_path / "profile.pdf", real=True)
    with pytest.raises(UserError, match="not written"):
        exports.profile(there.actor, "W-17", FileFormat.XLSX, tmp_path / "no folder" / "profile.xlsx")
    with pytest.raises(UserError, match=r"ends in \.xlsx"):
        exports.report(there.actor, "Canal Street", FileFormat.XLSX, tmp_path / "report.csv")
    assert list(tmp_path.glob("*.zip")) + list(tmp_path.glob("*.pdf")) + list(tmp_path.glob("*.csv")) == []
    assert _noted(there, "profile exported") == []
