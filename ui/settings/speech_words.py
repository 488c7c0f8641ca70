"""What the settings say about speech models."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from coder.domain.speech_models import Cost, Here, SpeechModel, Trust


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def here_words(model: SpeechModel) -> str:
    """Whether a model can be used."""
    return {
        Here.YES: _tr("here"),
        Here.NO: _tr("not here"),
        Here.DAMAGED: _tr("damaged"),
    }[model.here]


def trust_words(model: SpeechModel) -> str:
    """Whose word a model is taken on."""
    if model.here is Here.NO:
        return _tr("published") if model.trust is Trust.PUBLISHED else ""
    return {
        Trust.PUBLISHED: _tr("published, checked by hash"),
        Trust.SIGNED: _tr("signed by a trusted key"),
        Trust.UNSIGNED: _tr("a folder, nobody vouches for it"),
    }[model.trust]


def size_words(model: SpeechModel) -> str:
    """How much room a model takes."""
    return _tr("{0} MB").format(model.megabytes) if model.megabytes else ""


def cost_words(cost: Cost | None) -> str:
    """Minutes for an hour of tape."""
    if cost is None:
        return _tr("not measured")
    minutes = _tr("{0} min").format(_rounded(cost.minutes_per_hour))
    return _tr("{0} (estimate)").format(minutes) if cost.estimated else minutes


def cost_explained(cost: Cost | None) -> str:
    """The same for somebody who asks how it came about."""
    if cost is None:
        return ""
    day = f"{cost.measured_at.astimezone():%d %B %Y}".lstrip("0")
    said = (
        _tr("Estimated from what another model took here on {0}.")
        if cost.estimated
        else _tr("Measured on this computer on {0}.")
    ).format(day)
    if cost.busy_minutes is None:
        return said
    busy = _tr("As busy as the computer was then, about {0} min.").format(_rounded(cost.busy_minutes))
    return f"{said} {busy}"


def _rounded(minutes: float) -> str:
    """Whole minutes; beyond an hour to the nearest five, since no more is known."""
    return str(max(1, round(minutes))) if minutes < 60 else str(5 * round(minutes / 5))
