"""Training and drift in words. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coder.analysis import wording
from coder.domain.training import GOLD, PRACTICE, Against, Drift, PlaceState, Placing, Progress, Stage


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


@dataclass(frozen=True)
class Step:
    """One step of the way: what it is, how far it is, whether it is done."""

    name: str
    stand: str
    done: bool


def steps(one: Progress) -> tuple[Step, ...]:
    """The four steps to the certificate (codebook, reliability protocol)."""
    read = wording.day_text(one.read_at.astimezone().date()) if one.read_at is not None else _tr("not yet")
    practised = _tr("{0} of {1} talked through").format(one.practised, PRACTICE)
    gold = _tr("{0} of {1} locked").format(one.gold_done, GOLD)
    certificate = one.certificate
    stand = _tr("after the gold set") if certificate is None else _certificate_stand(one)
    return (
        Step(_tr("Read the codebook"), read, one.read_at is not None),
        Step(_tr("Practice recordings, with discussion"), practised, one.practised >= PRACTICE),
        Step(_tr("Gold recordings, alone"), gold, one.gold_done >= GOLD),
        Step(_tr("Certificate"), stand, certificate is not None and certificate.met),
    )


def _certificate_stand(one: Progress) -> str:
    if one.certificate is not None and one.certificate.met:
        return _tr("reached")
    return _tr("a few more recordings together will help")


def stage_name(stage: Stage) -> str:
    """Where somebody stands, for a table."""
    return {
        Stage.READING: _tr("reading"),
        Stage.PRACTISING: _tr("practising"),
        Stage.GOLD_SET: _tr("gold set"),
        Stage.CERTIFIED: _tr("certified"),
        Stage.MORE_PRACTICE: _tr("more practice"),
    }[stage]


def place_words(one: Placing) -> str:
    """How far a recording of the training is."""
    return {
        PlaceState.TO_CODE: _tr("to begin"),
        PlaceState.CODING: _tr("under way"),
        PlaceState.LOCKED: _tr("locked"),
        PlaceState.DISCUSSED: _tr("talked through"),
    }[one.state]


def bias_words(one: Against) -> str:
    """The mean difference with its n, or a dash."""
    if one.bias is None:
        return wording.DASH
    return _tr("{0} over {1}").format(wording.signed(one.bias), one.recordings)


def against_sentence(one: Against) -> str:
    """An evaluator beside one reference, in words."""
    if one.bias is None:
        return one.note or _tr("Nothing to compare with yet.")
    recordings = wording.counted(one.recordings, _tr("recording"), _tr("recordings"))
    parts = [_tr("Over the last {0} on average {1} steps").format(recordings, wording.signed(one.bias))]
    if one.within_one is not None:
        parts.append(_tr("{0}% within one step").format(round(100 * one.within_one)))
    return f"{', '.join(parts)}. {one.note}".rstrip()


def by_principle(one: Against, names: dict[str, str]) -> str:
    """The difference principle by principle, in the order of the codebook; empty without any."""
    told = [f"{names[id_]} {wording.signed(one.by_principle[id_])}" for id_ in names if id_ in one.by_principle]
    return ", ".join(told)


def drift_sentence(one: Drift) -> str:
    """One evaluator in words, for who cannot see the chart."""
    return _tr("{0}: beside gold recordings {1}; beside colleagues {2}. {3}").format(
        one.person_code, bias_words(one.gold), bias_words(one.peers), one.sentence
    )
