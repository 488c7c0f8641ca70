"""The one style sheet of the application, written from the tokens. Widgets choose by their ``role`` property."""

from __future__ import annotations

from collections.abc import Callable

from ui.icons import FOLDER
from ui.tokens import Tokens

Px = Callable[[float], int]


def style_sheet(tokens: Tokens, px: Px, still: bool = False) -> str:
    """The whole style sheet for one theme; ``px`` turns a length at 100 % into one at the user's text size.

    ``still`` leaves out what Qt's own controls would animate.
    """
    parts: list[Callable[[Tokens, Px], str]] = [_base, _text, _frames, _fields, _choices, _views, _bars]
    if tokens.strong:
        parts.append(_outlines)
    if still:
        parts.append(_still)
    return "\n".join(part(tokens, px) for part in parts)


def _base(t: Tokens, px: Px) -> str:
    return f"""
QMainWindow, QDialog, QWidget[role="page"] {{ background: {t.bg}; }}
QToolTip {{ background: {t.text1}; color: {t.surface}; border: 0; padding: {px(4)}px {px(6)}px; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(5)}px {px(18)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {t.selection}; color: {t.on_selection}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px; }}
QSplitter::handle {{ background: transparent; }}
"""


def _text(t: Tokens, px: Px) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="caption"] {{ font-size: {px(11)}px; color: {t.text3}; }}
QLabel[role="heading"] {{ font-size: {px(14)}px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {px(20)}px; font-weight: 600; }}
QLabel[role="subtitle"] {{ color: {t.text2}; }}
QLabel[role="figure"] {{ font-size: {px(26)}px; font-weight: 700; }}
QLabel[role="lead"] {{ font-size: {px(22)}px; color: {t.text2}; }}
QLabel[role="question"] {{ font-size: {px(40)}px; font-weight: 600; }}
"""


def _frames(t: Tokens, px: Px) -> str:
    return f"""
QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(8)}px; }}
QDialog[role="popup"] {{ background: {t.surface}; border: 1px solid {t.border}; }}
QFrame[role="popup"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: {px(10)}px; }}
QFrame[role="header"] {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame[role="rail"] {{ background: {t.surface}; border: 0; border-right: 1px solid {t.line}; }}
QFrame[role="quote"] {{ background: {t.raised}; border: 0; border-radius: {px(6)}px; }}
QFrame[role="message"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: {px(8)}px; }}
QFrame[role="segmented"] {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: {px(8)}px; }}
"""


def _tinted(icon: str, t: Tokens) -> str:
    return (FOLDER / "tinted" / f"{icon}-{t.name}.svg").as_posix()


def _fields(t: Tokens, px: Px) -> str:
    fields = (
        "QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit"
    )
    focused = ", ".join(f"{name.strip()}:focus" for name in fields.split(","))
    disabled = ", ".join(f"{name.strip()}:disabled" for name in fields.split(","))
    down, up = (_tinted(f"chevron-{way}", t) for way in ("down", "up"))
    spins = "QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit"
    return f"""
{fields} {{ background: {t.surface}; color: {t.text1}; border: 1px solid {t.border}; border-radius: {px(6)}px;
  padding: {px(4)}px {px(8)}px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
  placeholder-text-color: {t.text3}; min-height: {px(18)}px; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {t.raised}; border: 1px dashed {t.border}; }}
{focused} {{ border: 2px solid {t.focus}; padding: {px(4) - 1}px {px(8) - 1}px; }}
{disabled} {{ background: {t.raised}; color: {t.text3}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus {{
  border: 0; padding: 0; min-height: 0; background: transparent; }}
QComboBox {{ padding-right: {px(24)}px; }}
QComboBox:focus {{ padding-right: {px(24) - 1}px; }}
QComboBox::drop-down {{ border: 0; width: {px(22)}px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: {px(14)}px; height: {px(14)}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.border}; padding: {px(3)}px;
  selection-background-color: {t.selection}; selection-color: {t.on_selection}; outline: 0; }}
{_subcontrol(spins, "up-button")} {{ border: 0; width: {px(20)}px; subcontrol-position: top right; }}
{_subcontrol(spins, "down-button")} {{ border: 0; width: {px(20)}px; subcontrol-position: bottom right; }}
{_subcontrol(spins, "up-arrow")} {{ image: url("{up}"); width: {px(11)}px; height: {px(11)}px; }}
{_subcontrol(spins, "down-arrow")} {{ image: url("{down}"); width: {px(11)}px; height: {px(11)}px; }}
"""


def _subcontrol(selectors: str, name: str) -> str:
    return ", ".join(f"{selector.strip()}::{name}" for selector in selectors.split(","))


def _choices(t: Tokens, px: Px) -> str:
    check = _tinted("check", t)
    dot = _tinted("dot", t)
    both = "QCheckBox, QRadioButton"
    return f"""
{both} {{ spacing: {px(8)}px; padding: {px(3)}px; border: 2px solid transparent; border-radius: {px(6)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.focus}; }}
{_subcontrol(both, "indicator")} {{ width: {px(14)}px; height: {px(14)}px; border: 1px solid {t.border};
  background: {t.surface}; }}
QCheckBox::indicator {{ border-radius: {px(4)}px; }}
QRadioButton::indicator {{ border-radius: {px(7) + 1}px; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{check}"); }}
QRadioButton::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{dot}"); }}
QSlider::groove:horizontal {{ height: {px(4)}px; background: {t.line}; border-radius: {px(2)}px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{ width: {px(14)}px; margin: -{px(6)}px 0; border-radius: {px(8)}px;
  background: {t.surface}; border: 2px solid {t.accent}; }}
QSlider::handle:horizontal:focus {{ border: 3px solid {t.focus}; }}
QProgressBar {{ background: {t.skeleton}; border: 0; border-radius: {px(4)}px; height: {px(8)}px;
  max-height: {px(8)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(4)}px; }}
"""


def _views(t: Tokens, px: Px) -> str:
    check = _tinted("check", t)
    down, up = (_tinted(f"chevron-{way}", t) for way in ("down", "up"))
    return f"""
QAbstractItemView {{ background: {t.surface}; color: {t.text1}; border: 1px solid {t.line}; border-radius: {px(6)}px;
  alternate-background-color: {t.raised}; outline: 0; gridline-color: {t.line};
  selection-background-color: {t.selection}; selection-color: {t.text1}; }}
QAbstractItemView:focus {{ border: 2px solid {t.focus}; }}
QAbstractItemView[role="bare"] {{ border: 2px solid transparent; background: transparent; }}
QAbstractItemView[role="bare"]:focus {{ border: 2px solid {t.focus}; }}
QAbstractItemView::indicator {{ width: {px(14)}px; height: {px(14)}px; border: 1px solid {t.border};
  border-radius: {px(4)}px; background: {t.surface}; }}
QAbstractItemView::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{check}"); }}
QTableView::item {{ padding: {px(4)}px {px(8)}px; border: 0; border-bottom: 1px solid {t.line}; }}
QTableView::item:selected {{ background: {t.selection}; color: {t.text1}; }}
QTableView::item:focus {{ border: 2px solid {t.focus}; padding: {px(4) - 2}px {px(8) - 2}px; }}
QHeaderView {{ background: {t.raised}; border: 0; }}
QHeaderView::down-arrow {{ image: url("{down}"); width: {px(11)}px; height: {px(11)}px; }}
QHeaderView::up-arrow {{ image: url("{up}"); width: {px(11)}px; height: {px(11)}px; }}
QHeaderView::section {{ background: {t.raised}; color: {t.text2}; border: 0; border-bottom: 1px solid {t.border};
  padding: {px(6)}px {px(8) + 3}px; font-weight: 600; }}
QTableCornerButton::section {{ background: {t.raised}; border: 0; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}
QTabBar::tab {{ background: transparent; color: {t.text2}; padding: {px(7)}px {px(12)}px;
  border: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.on_selection}; border-bottom-color: {t.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ border: 2px solid {t.focus}; border-radius: {px(4)}px; }}
"""


def _bars(t: Tokens, px: Px) -> str:
    return f"""
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget[role="scrolled"] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: {px(3)}px; min-height: {px(28)}px;
  margin: 2px {px(3)}px; }}
QScrollBar::handle:horizontal {{ background: {t.border}; border-radius: {px(3)}px; min-width: {px(28)}px;
  margin: {px(3)}px 2px; }}
QScrollBar::handle:hover {{ background: {t.text3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _outlines(t: Tokens, px: Px) -> str:
    """What a ground tells in the other themes, an outline tells here; frames get the strongest edge.

    An outline takes its room from the padding of a cell, or the text of a chosen row would be cut.
    """
    views = "QListView, QTreeView, QComboBox QAbstractItemView"
    items = ", ".join(f"{view.strip()}::item" for view in views.split(","))
    chosen = ", ".join(f"{view.strip()}::item:selected" for view in views.split(","))
    return f"""
QFrame[role="card"], QFrame[role="quote"], QAbstractItemView, QProgressBar {{ border: 1px solid {t.border}; }}
QHeaderView {{ border: 0; }}
QAbstractItemView[role="bare"] {{ border: 2px solid transparent; }}
QAbstractItemView:focus, QAbstractItemView[role="bare"]:focus {{ border: 2px solid {t.focus}; }}
QMenu::item:selected {{ border: 2px solid {t.border}; }}
{items} {{ border: 2px solid transparent; }}
{chosen} {{ background: {t.selection}; color: {t.text1}; border: 2px solid {t.border}; }}
QTableView::item:selected {{ border: 0; border-top: 2px solid {t.border}; border-bottom: 2px solid {t.border};
  padding: {px(4) - 2}px {px(8)}px; }}
QTableView::item:selected:focus {{ border: 2px solid {t.focus}; padding: {px(4) - 2}px {px(8) - 2}px; }}
QTabBar::tab:selected {{ border: 2px solid {t.border}; border-bottom-color: {t.accent}; }}
QTabBar::tab:focus {{ border: 2px solid {t.focus}; }}
QSlider::groove:horizontal {{ background: {t.border}; }}
QToolTip {{ border: 1px solid {t.border}; padding: {px(4)}px {px(6)}px; }}
"""


def _still(_: Tokens, __: Px) -> str:
    return "QAbstractButton, QLineEdit, QProgressBar, QScrollBar, QTreeView { widget-animation-duration: 0; }"
