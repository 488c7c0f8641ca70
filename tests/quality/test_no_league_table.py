"""Nobody is ranked: on no page, in no sentence, in no file that is given out, and by no heading one could sort by.

Product rule 6: no ranking, no sorting by score, no percentile, no traffic light, no overall score of a worker.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from typer.main import get_command

import codebook
import coder.analysis
import coder.domain
import coder.services
from coder.cli.app import app
from coder.exports.dataset import Stamp
from coder.exports.profile_data import profile_dataset
from coder.exports.profile_document import profile_document
from coder.exports.team_data import report_dataset
from coder.exports.team_document import team_document
from tests.helpers.pages import demo_home, home, made_home, pages, tone
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.widgets.table import SORT_ROLE, Column, RowsTableModel, TableView

__all__ = ["demo_home", "home", "made_home", "pages", "tone"]

ROOT = Path(__file__).resolve().parents[2]
RANKING = re.compile(
    r"""\b(
      rank(s|ed|ing|ings)? | league(\s+tables?)? | leader[\s-]?boards? | percentiles? | quartiles? | deciles? | podium
    | (top|bottom|best|worst|weakest|strongest|lowest|highest)[\s-](performers?|performing|rated|scor(er|ers|ing)
        |workers?|teams?|social\s+workers?|colleagues?)
    | (under|over|high|low)[\s-]?perform(er|ers|ing) | outperform\w*
    | (better|worse)\s+than\s+(colleagues|others|average)
    | (overall|total|average|mean|final|composite)\s+(score|rating|grade)s? | score\s*cards? | traffic[\s-]lights?
    | RAG\s+(rating|status) | (red|amber|green)\s+(rating|status|worker|team) | star\s+ratings?
    | (first|second|third|last)\s+place | competitions? | benchmark(ed|ing)?\s+(workers|teams|people)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A sentence that promises the contrary may name what it promises.
NEGATED = re.compile(r"\b(no|not|never|nor|neither|without|nothing|nobody|instead of|rather than)\b", re.IGNORECASE)
RANKING_NAMES = {
    *("rank", "ranking", "ranked", "league", "leaderboard", "percentile", "quartile", "decile", "top", "bottom"),
    *("best", "worst", "performer", "performers", "performance", "grade", "stars", "rag"),
}
SCORES = {"score", "rating", "mean", "average", "estimate"}
OF_ALL = {"overall", "total", "composite", "final", "single"}
SORTED_BY_NUMBER = {
    "Sessions": {"Held on", "Length"},
    "People": set(),
    # The measured quality of the suggestion model for each code, beside how far people agree on the code over all
    # recordings together; nobody is in this table.
    "Figures of each code": {
        *("Examples", "Of all", "Precision", "Recall", "F1", "Right when shown", "Shown"),
        *("Kappa, model", "Kappa, people here", "Kappa, two labellings"),
    },
}


def ranking_in(text: str) -> list[str]:
    """What in a text ranks people, leaving out sentences that say it is not done."""
    sentences = re.split(r"(?<=[.!?:;])\s+|\n", text)
    return [found[0] for one in sentences if not NEGATED.search(one) for found in RANKING.finditer(one)]


def ranking_name(name: str) -> bool:
    """Whether a name of a field, key or command speaks of a rank or of one number for a person."""
    parts = set(re.split(r"[_\W]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    return bool(parts & RANKING_NAMES) or bool(parts & SCORES and parts & OF_ALL)


@pytest.mark.parametrize(
    "text",
    [
        "Ranking of workers",
        "League table",
        "Your percentile: 80",
        "Overall score 3.4",
        "Top performers this month",
        "Average rating of W-17",
        "Best-rated teams",
        "Traffic light: amber",
        "3rd quartile",
        "better than colleagues",
    ],
)
def test_words_that_rank_are_found(text):
    assert ranking_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "For reflection, never for ranking.",
        "There is no overall score.",
        "as colleagues know it",
        "a mean trick",
        "Rate the top of the page",
        "Average of the period before",
        "what tells best who it is",
    ],
)
def test_other_words_and_promises_are_let_pass(text):
    assert ranking_in(text) == []


@pytest.mark.parametrize("name", ["worker_rank", "overallScore", "percentile", "topWorkers", "meanRatingTotal", "best"])
def test_names_that_rank_are_found(name):
    assert ranking_name(name)


@pytest.mark.parametrize("name", ["mean", "stop_s", "ratings", "not_evaluable", "recordings", "estimate", "totals"])
def test_other_names_are_let_pass(name):
    assert not ranking_name(name)


def words_of(widget: QWidget) -> Iterator[str]:
    """Everything one widget says to eye and ear."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.whatsThis(), widget.statusTip())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from words_of_model(widget.model())
    yield from (action.text() for action in widget.actions() if isinstance(action, QAction))


def words_of_model(model: QAbstractItemModel) -> Iterator[str]:
    """Headings and cells of a list or table, as shown and as read out."""
    columns = range(model.columnCount() if hasattr(model, "mapToSource") else 1)
    for column in columns:
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(model.rowCount()):
        for column in columns:
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(index.data(role) or "")


def sorted_by_a_number(table: TableView) -> set[str]:
    """The headings by which a table can be sorted as by a number."""
    if not table.isSortingEnabled():
        return set()
    model, found = table.proxy, set()
    for column in range(model.columnCount()):
        values = [model.index(row, column).data(SORT_ROLE) for row in range(model.rowCount())]
        texts = [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
        if any(isinstance(one, int | float) for one in values) or any(
            re.fullmatch(r"[-+–]?\d[\d.,%]*", t) for t in texts
        ):
            found.add(str(model.headerData(column, Qt.Orientation.Horizontal)))
    return found


@pytest.fixture
def demo_window(pages, show_widget):
    """The window over the demo authority, with every page built and something open on each."""
    there = pages(demo=True)
    window = show_widget(MainWindow(there.context), (1360, 860))
    # Of a worker without a profile, since nobody may read one while coding a recording of that worker.
    session_id = there.transcribed(worker="W-90")
    team = there.services.reports.teams(there.actor)[0]
    opens = {"profiles": "W-17", "code": session_id, "sessions": session_id, "teams": team.id}
    for entry in PAGES:
        window.show_page(entry.id, opens.get(entry.id))
        for _ in range(5):
            QCoreApplication.processEvents()
    return window


def test_no_page_says_a_word_that_ranks(demo_window):
    said = {words for widget in demo_window.findChildren(QWidget) for words in words_of(widget) if words}
    assert len(said) > 500, "the pages are empty, so this would prove nothing"
    assert {words: found for words in said if (found := ranking_in(words))} == {}


def test_no_table_of_people_can_be_sorted_by_a_score(demo_window):
    tables = demo_window.findChildren(TableView)
    filled = [table.accessibleName() for table in tables if table.proxy.rowCount()]
    assert len(filled) >= 3, filled
    unknown = {
        table.accessibleName(): by
        for table in tables
        if (by := sorted_by_a_number(table) - SORTED_BY_NUMBER.get(table.accessibleName(), set()))
    }
    assert unknown == {}


def test_a_table_that_sorts_workers_by_rating_would_be_found(show_widget):
    rows = RowsTableModel([Column("Worker", lambda row: row[0]), Column("Empathy", lambda row: row[1])])
    rows.set_rows([("W-17", "3.4"), ("W-21", "2.9")])
    assert sorted_by_a_number(show_widget(TableView("Workers", rows, sortable=True))) == {"Empathy"}
    assert sorted_by_a_number(show_widget(TableView("Workers", rows))) == set()


def test_people_are_listed_by_code_and_never_by_how_they_were_rated(pages):
    there = pages(demo=True)
    for people in (there.services.profiles.workers(there.actor), there.services.people.workers(there.actor)):
        codes = [person.code for person in people]
        assert len(codes) > 5
        assert codes == sorted(codes)


def keys_of(document: object) -> Iterator[str]:
    """All keys of a document, at any depth."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield str(key)
            yield from keys_of(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from keys_of(value)


def texts_of(document: object) -> Iterator[str]:
    """All texts of a document, at any depth."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list | tuple):
        for value in document.values() if isinstance(document, dict) else document:
            yield from texts_of(value)


def test_nothing_that_is_given_out_ranks(pages):
    there = pages(demo=True)
    services, actor = there.services, there.actor
    book = services.codebooks.active()
    team = services.reports.teams(actor)[0]
    documents = [
        profile_document(services.profiles.get(actor, "W-17"), book, masked=True),
        *(
            team_document(services.reports.get(actor, team.id, start, end), book)
            for start, end, _ in services.reports.periods(actor, team.id)
        ),
    ]
    assert len(documents) > 1
    for document in documents:
        assert [key for key in keys_of(document) if ranking_name(key)] == []
        assert [found for text in texts_of(document) for found in ranking_in(text)] == []


def test_no_table_that_is_given_out_ranks(pages):
    there = pages(demo=True)
    services, actor = there.services, there.actor
    book, stamp = services.codebooks.active(), Stamp(datetime(2026, 9, 30, tzinfo=UTC), "1:00")
    team = services.reports.teams(actor)[0]
    profile, report = services.profiles.get(actor, "W-17"), services.reports.get(actor, team.id)
    tables = (*profile_dataset(profile, book, stamp).tables, *report_dataset(report, book, stamp).tables)
    columns = [column for table in tables for column in table.columns]
    assert len(columns) > 40
    assert [column.name for column in columns if ranking_name(column.name)] == []
    assert [found for column in columns for found in ranking_in(column.label)] == []
    assert [found for table in tables for row in table.rows for cell in row for found in ranking_in(str(cell))] == []
    # In the order of the codebook, and of time: of nothing that was rated.
    order = [principle.id for principle in book.principles]
    assert all([row[0] for row in table.rows] == order for table in tables if table.name == "principles")
    held = [row[1] for table in tables if table.name == "recordings" for row in table.rows]
    assert held == sorted(held)


def modules(*packages) -> Iterator[object]:
    for package in packages:
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def test_no_result_has_a_field_that_ranks():
    classes = {
        value
        for module in modules(coder.domain, coder.analysis, coder.services)
        for value in vars(module).values()
        if isinstance(value, type) and is_dataclass(value)
    }
    assert len(classes) > 40
    assert [(one.__name__, f.name) for one in classes for f in fields(one) if ranking_name(f.name)] == []


def commands_of(command, path: str = "") -> Iterator[tuple[str, str]]:
    """Every command and option with its help."""
    yield path, command.help or ""
    for option in command.params:
        yield f"{path} {option.name}", getattr(option, "help", "") or ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands_of(inner, f"{path} {name}".strip())


def test_no_command_ranks():
    told = list(commands_of(get_command(app)))
    assert len(told) > 30
    assert [name for name, _ in told if ranking_name(name)] == []
    assert {name: found for name, words in told if (found := ranking_in(words))} == {}


def sentences_in(file: Path) -> Iterator[str]:
    """The texts of a source file that are no docstrings: what it may say to somebody."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_sentence_the_program_may_say_ranks():
    files = [file for package in ("ui", "coder") for file in (ROOT / package).rglob("*.py")]
    assert len(files) > 200
    found = {
        str(file.relative_to(ROOT)): ranking_in(text)
        for file in files
        for text in sentences_in(file)
        if ranking_in(text)
    }
    assert found == {}


@pytest.mark.parametrize(
    "file", sorted((Path(codebook.__file__).parent / "data").glob("*.toml")), ids=lambda file: file.stem
)
def test_no_codebook_ranks(file):
    assert [found for text in texts_of(tomllib.loads(file.read_text())) for found in ranking_in(text)] == []
