"""What was learnt, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from coder.domain.learning import LearntModel, LeftOut, TrainingSet


def _tr(text: str) -> str:
    return QCoreApplication.translate("learning", text)


def left_out(known: TrainingSet) -> str:
    """How many sessions teach nothing, by reason."""
    words = {
        LeftOut.DEMO: _tr("demo data"),
        LeftOut.WITHDRAWN: _tr("permission withdrawn or refused"),
        LeftOut.ASKED_NOT: _tr("somebody asked for it"),
        LeftOut.NO_PERMISSION: _tr("nobody's permission is noted"),
        LeftOut.TRAINED_ON: _tr("evaluators train on it"),
        LeftOut.NO_VISIT: _tr("not a visit (supervision, recruitment, workshops)"),
        LeftOut.NOT_LOCKED: _tr("not coded and locked yet"),
        LeftOut.OTHER_CODEBOOK: _tr("coded with another codebook or major version"),
        LeftOut.NOT_BLIND: _tr("coded while suggestions could be seen"),
        LeftOut.NO_TEXT: _tr("no transcript, or voices not confirmed"),
        LeftOut.NO_CODES: _tr("no utterance of the worker has a code"),
    }
    return " · ".join(f"{words[why]}: {count}" for why, count in known.left_out.items())


def compared(one: LearntModel) -> str:
    """How a model did beside the one before it."""
    if one.comparison is None:
        return ""
    new, old = (figures["all"] for figures in (one.comparison.new, one.comparison.old))
    words = _tr("On sessions held back its macro-F1 was {0} against {1} of “{2}” (kappa {3} against {4}): {5}.")
    outcome = _tr("it took over") if one.kept else _tr("less than {0} better, so nothing changed").format(one.margin)
    figures = (f"{value:.2f}" for value in (new["macro_f1"], old["macro_f1"]))
    kappas = (f"{value:.2f}" for value in (new["kappa"], old["kappa"]))
    return words.format(*figures, one.compared_with, *kappas, outcome)


def grouped(one: LearntModel) -> str:
    """How held-back sessions were kept apart from what was learnt."""
    times = one.comparison.folds if one.comparison is not None else 0
    words = (
        _tr("Held back {0} times; no worker was both learnt from and judged.")
        if one.grouped_by == "worker"
        else _tr("Held back {0} times by session; too few workers to keep each apart.")
    )
    return words.format(times)


def percent(share: float) -> str:
    """A share 0–1 in per cent."""
    return f"{round(100 * share)}%"
