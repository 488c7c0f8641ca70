"""The SVG icons of the application, tinted and cached; every icon is one colour and takes it from the theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent / "resources" / "icons"


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, size_px: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """One icon as a square of ``size_px`` logical pixels in ``colour`` (``#RRGGBB``) for a device pixel ratio.

    Drawn once a name, size, colour and ratio. Raises FileNotFoundError for a name that is not shipped.
    """
    key = f"icon:{name}:{size_px}:{colour}:{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(QSize(round(size_px * ratio), round(size_px * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    with QPainter(drawn) as painter:
        renderer.render(painter)
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def draw(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Paint an icon centred in ``rect``, as large as its shorter side, sharp on every screen."""
    size = int(min(rect.width(), rect.height()))
    corner = QPointF(rect.center().x() - size / 2, rect.center().y() - size / 2)
    device = painter.device()
    painter.drawPixmap(corner, pixmap(name, size, colour, device.devicePixelRatio() if device is not None else 1.0))


def icon(name: str, colour: str, disabled: str = "", size_px: int = 20) -> QIcon:
    """A QIcon for menus, fields and lists, with a second colour when disabled; ask again after a change of theme."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, size_px, colour, ratio))
        # Else a style makes its own for a chosen row, fainter than what the colour promises.
        made.addPixmap(pixmap(name, size_px, colour, ratio), QIcon.Mode.Selected)
        made.addPixmap(pixmap(name, size_px, disabled or colour, ratio), QIcon.Mode.Disabled)
    return made
