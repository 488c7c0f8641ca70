from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionViewItem

from ui import icons, motion
from ui.style_sheet import style_sheet
from ui.theme import FONTS, Mode, Role, current
from ui.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, OTHER_ICON, PRINCIPLE_ICONS, PRINCIPLES, TABLES
from ui.widgets.table import Column, RowsTableModel, TableView

TINTED = icons.FOLDER / "tinted"


def test_inter_is_loaded_in_four_weights_that_differ(qapp):
    current()
    assert "Inter" in QFontDatabase.families()
    widths = []
    for role in (Role.BODY, Role.STRONG):
        font = current().font(role)
        assert QFontInfo(font).family() == "Inter"
        font.setPixelSize(40)
        widths.append(QFontMetrics(font).horizontalAdvance("Practice evaluator"))
    assert widths[0] < widths[1]
    assert len(QFontDatabase.styles("Inter")) == 4


def test_figures_are_of_equal_width_and_hyphens_stay_narrow(qapp):
    metrics = QFontMetrics(current().font())
    assert metrics.horizontalAdvance("11:11") == metrics.horizontalAdvance("08:46")
    assert metrics.horizontalAdvance("-") < metrics.horizontalAdvance("0")


def test_text_scale_reaches_fonts_and_lengths_and_is_bounded(qapp):
    theme = current()
    theme.apply(Mode.LIGHT, 2.0)
    assert (theme.font().pixelSize(), theme.px(10), QApplication.font().pixelSize()) == (26, 20, 26)
    theme.apply(Mode.LIGHT, 9.0)
    assert theme.scale == 2.0
    theme.apply(Mode.LIGHT, 0.1)
    assert theme.scale == 1.0


@pytest.mark.parametrize(("mode", "tokens"), [(Mode.LIGHT, LIGHT), (Mode.DARK, DARK)])
def test_a_theme_reaches_the_palette_and_is_announced(qtbot, mode, tokens):
    theme = current()
    with qtbot.waitSignal(theme.changed):
        theme.apply(mode, 1.0)
    assert theme.tokens is tokens
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(tokens.bg)
    assert theme.colour("accent") == QColor(tokens.accent)


def test_the_system_theme_follows_the_system(qapp):
    theme = current()
    theme.apply(Mode.SYSTEM, 1.0)
    dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme.tokens is (DARK if dark else LIGHT)


class ContrastHints:
    """The contrast a system asks for, which the platform of the tests cannot be told."""

    def __init__(self, high):
        self._high = high

    def contrastPreference(self):
        return Qt.ContrastPreference.HighContrast if self._high else Qt.ContrastPreference.NoPreference


class SystemHints:
    def __init__(self, high, scheme=Qt.ColorScheme.Dark):
        self._high, self._scheme = high, scheme

    def accessibility(self):
        return ContrastHints(self._high)

    def colorScheme(self):
        return self._scheme


@pytest.mark.parametrize(
    ("scheme", "tokens"), [(Qt.ColorScheme.Light, CONTRAST_LIGHT), (Qt.ColorScheme.Dark, CONTRAST_DARK)]
)
def test_high_contrast_is_light_or_dark_as_the_system_is(qapp, monkeypatch, scheme, tokens):
    monkeypatch.setattr(current(), "_hints", SystemHints(False, scheme))
    current().apply(Mode.CONTRAST, 1.0)
    assert current().tokens is tokens
    assert tokens.strong


def test_a_system_that_asks_for_high_contrast_is_followed_unless_a_theme_was_chosen(qapp, monkeypatch):
    theme = current()
    monkeypatch.setattr(theme, "_hints", SystemHints(True))
    theme.apply(Mode.SYSTEM, 1.0)
    assert theme.tokens is CONTRAST_DARK
    theme.apply(Mode.LIGHT, 1.0)
    assert theme.tokens is LIGHT


def test_the_theme_listens_when_the_system_changes_its_contrast(qapp, monkeypatch):
    theme = current()
    theme.apply(Mode.SYSTEM, 1.0)
    before = theme.tokens
    monkeypatch.setattr(theme, "_hints", SystemHints(True))
    QApplication.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.tokens is CONTRAST_DARK is not before


def test_stillness_stops_the_caret_and_the_effects_and_lets_them_be_again(qapp):
    theme, field = current(), QLineEdit()
    usual = QApplication.cursorFlashTime()
    duration = QStyle.StyleHint.SH_Widget_Animation_Duration
    assert usual > 0
    assert field.style().styleHint(duration, None, field) > 0
    theme.apply(Mode.LIGHT, 1.0, still=True)
    assert QApplication.cursorFlashTime() == 0
    assert field.style().styleHint(duration, None, field) == 0
    assert not any(QApplication.isEffectEnabled(effect) for effect in Qt.UIEffect)
    theme.apply(Mode.DARK, 1.0)
    assert theme.still
    theme.apply(Mode.LIGHT, 1.0, still=False)
    assert QApplication.cursorFlashTime() == usual
    assert field.style().styleHint(duration, None, field) > 0


@pytest.mark.parametrize(
    ("file", "text", "still"),
    [
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=1\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=true\n", False),
        ("gtk-4.0/settings.ini", "not a settings file at all", False),
    ],
)
def test_a_desktop_that_was_told_not_to_animate_is_followed(tmp_path: Path, file, text, still):
    assert not motion.desktop_says_still(tmp_path)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert motion.desktop_says_still(tmp_path) is still


@pytest.mark.parametrize("still", [True, False])
def test_a_mac_that_was_told_to_reduce_motion_is_followed(tmp_path: Path, still):
    file = tmp_path / "access.plist"
    assert not motion.mac_says_still(file)
    file.write_bytes(plistlib.dumps({"reduceMotion": still}))
    assert motion.mac_says_still(file) is still
    file.write_bytes(b"damaged")
    assert not motion.mac_says_still(file)


def test_there_is_one_theme_an_application(qapp):
    assert current() is current()


def test_every_icon_that_the_program_names_is_shipped():
    assert all((icons.FOLDER / f"{name}.svg").exists() for name in (*PRINCIPLE_ICONS.values(), OTHER_ICON))
    assert set(PRINCIPLE_ICONS) == set(PRINCIPLES)


@pytest.mark.parametrize("path", sorted(icons.FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_can_be_drawn_and_takes_its_colour(qapp, path: Path):
    image = icons.pixmap(path.stem, 24, "#C00000").toImage()
    drawn = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 250
    }
    assert drawn
    assert drawn <= {"#c00000", "#bf0000", "#c10000"}


def test_an_icon_is_drawn_once_and_sharp_for_each_screen(qapp):
    first, again, fine = (icons.pixmap("house", 20, "#123456", ratio) for ratio in (1.0, 1.0, 2.0))
    assert first.cacheKey() == again.cacheKey()
    assert (fine.width(), fine.deviceIndependentSize().width()) == (40, 20)


def test_an_icon_keeps_its_colour_in_a_chosen_row(qapp):
    made = icons.icon("lock", "#123456", "#abcdef")
    plain, chosen, off = (
        made.pixmap(20, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled)
    )
    assert chosen == plain
    assert off != plain


def test_the_marks_of_the_style_sheet_have_the_colours_of_the_tokens():
    for tokens in TABLES:
        for mark, colour in (("chevron-down", tokens.text2), ("chevron-up", tokens.text2), ("check", tokens.on_accent)):
            assert colour in (TINTED / f"{mark}-{tokens.name}.svg").read_text(encoding="utf-8")
        assert tokens.on_accent in (TINTED / f"dot-{tokens.name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("tokens", TABLES)
def test_the_style_sheet_names_only_files_that_exist(tokens):
    sheet = style_sheet(tokens, lambda length: max(1, round(length)))
    named = [part.split('")')[0] for part in sheet.split('url("')[1:]]
    assert named
    assert all(Path(name).exists() for name in named)


def test_the_licences_of_fonts_and_icons_are_shipped():
    assert "SIL Open Font License" in (FONTS / "LICENSE-Inter.txt").read_text(encoding="utf-8")
    assert "ISC License" in (icons.FOLDER / "LICENSE-lucide.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.CONTRAST])
def test_a_chosen_or_focused_cell_leaves_its_text_the_room_it_has_in_any_other(qtbot, mode):
    current().apply(mode, 1.0)
    table = TableView("Sessions", RowsTableModel([Column[str]("Session", str)]))
    qtbot.addWidget(table)
    table.ensurePolished()
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    option.rect = QRect(0, 0, 100, current().px(32))
    option.text = "16 October 2026"
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay

    def room(state: QStyle.StateFlag) -> QSize:
        option.state = QStyle.StateFlag.State_Enabled | state
        return table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, table).size()

    plain = room(QStyle.StateFlag.State_None)
    chosen, focused = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
    assert 0 < plain.width() < 100
    for state in (chosen, focused, chosen | focused):
        assert room(state).width() >= plain.width()
        assert room(state).height() >= plain.height()


def test_a_table_scrolls_before_it_cuts_its_last_column_and_fills_what_room_there_is(qtbot):
    current().apply(Mode.LIGHT, 1.0)
    rows = RowsTableModel([Column[str]("Session", str), Column[str]("What is to be done", lambda _: "to talk about")])
    table = TableView("Differences", rows)
    qtbot.addWidget(table)
    table.resize(120, 200)
    table.show()
    rows.set_rows(["S-0001", "S-0002"])
    header = table.horizontalHeader()
    needs = max(table.sizeHintForColumn(1), header.sectionSizeHint(1))
    qtbot.waitUntil(lambda: header.sectionSize(1) == needs)
    assert header.length() > table.viewport().width()
    table.resize(600, 200)
    qtbot.waitUntil(lambda: header.length() == table.viewport().width())
    table.resize(120, 200)
    qtbot.waitUntil(lambda: header.sectionSize(1) == needs)


def test_columns_grow_with_the_text_while_the_table_is_open(qtbot):
    current().apply(Mode.LIGHT, 1.0)
    rows = RowsTableModel([Column[str]("Held on", lambda _: "16 November 2026"), Column[str]("Worker", str)])
    table = TableView("Sessions", rows)
    qtbot.addWidget(table)
    table.show()
    rows.set_rows(["W-1"])
    before = table.columnWidth(0)
    current().apply(Mode.LIGHT, 2.0)
    qtbot.waitUntil(lambda: table.columnWidth(0) >= table.sizeHintForColumn(0) > 1.5 * before)
