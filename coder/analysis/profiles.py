"""A profile from locked codings: seven tracks, what was done, bright moments, one thing to look at together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from codebook.schema import Codebook, Measure, Principle
from coder.analysis.measures import measure_value
from coder.analysis.pooling import Spread, change_since_first, running_estimates, service_spread
from coder.domain.people import Person
from coder.domain.profiles import (
    BehaviourFigure,
    Clip,
    CodedSession,
    Estimate,
    NextStep,
    PrincipleTrack,
    Profile,
    RatedRecording,
    RatingCounts,
)

_DAYS_PER_YEAR = 365.25


def poolable(sessions: Iterable[CodedSession], codebook: Codebook) -> tuple[CodedSession, ...]:
    """The sessions coded with this codebook at the same major version, oldest first; others are never pooled.

    Raises ValueError when one session comes twice: profiles and reports take one coding a session.
    """
    major = codebook.major
    kept = [
        session
        for session in sessions
        if session.codebook_id == codebook.id and int(session.codebook_version.split(".")[0]) == major
    ]
    if len({session.session_id for session in kept}) != len(kept):
        raise ValueError("one session came with more than one coding")
    return tuple(sorted(kept, key=lambda s: (s.held_on, s.session_code, s.session_id)))


def rating_counts(sessions: Iterable[CodedSession], codebook: Codebook) -> RatingCounts:
    """How often each value was given, of the sessions that may be pooled; raises ValueError as ``poolable`` does."""
    counts: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for session in poolable(sessions, codebook):
        for principle_id, value in session.ratings.items():
            if value is not None:
                counts[session.worker_id][principle_id][value] += 1
    return counts


def _spreads_of_others(service: RatingCounts, worker_id: str, codebook: Codebook) -> dict[str, Spread]:
    # In one order, so that the same ratings give the same figures to the last digit.
    others = [service[one] for one in sorted(service) if one != worker_id]
    middle = (codebook.rules.scale_min + codebook.rules.scale_max) / 2

    def spread(principle_id: str) -> Spread:
        return service_spread([list(one[principle_id].elements()) for one in others if principle_id in one], middle)

    return {principle.id: spread(principle.id) for principle in codebook.principles}


def _recordings(own: Sequence[CodedSession], principle_id: str) -> tuple[RatedRecording, ...]:
    return tuple(
        RatedRecording(
            session_id=session.session_id,
            session_code=session.session_code,
            held_on=session.held_on,
            value=session.ratings[principle_id],
            evidence=session.evidence_counts.get(principle_id, 0),
            double_coded=session.double_coded,
            context=session.context,
        )
        for session in own
        if principle_id in session.ratings
    )


def _years(days: Sequence[date]) -> list[float]:
    return [(day - days[0]).days / _DAYS_PER_YEAR for day in days]


def _track(own: Sequence[CodedSession], principle: Principle, spread: Spread, codebook: Codebook) -> PrincipleTrack:
    recordings = _recordings(own, principle.id)
    rated = [(recording.held_on, recording.value) for recording in recordings if recording.value is not None]
    days, values = [day for day, _ in rated], [float(value) for _, value in rated]
    years = _years(days)
    low, high = float(codebook.rules.scale_min), float(codebook.rules.scale_max)
    change = change_since_first(values, years, spread)
    return PrincipleTrack(
        principle_id=principle.id,
        recordings=recordings,
        estimates=tuple(
            Estimate(day, *(min(high, max(low, v)) for v in (estimate.mean, estimate.low, estimate.high)))
            for day, estimate in zip(days, running_estimates(values, years, spread), strict=True)
        ),
        change=change.mean if change is not None and change.excludes_zero else None,
        not_evaluable=len(recordings) - len(rated),
    )


def _behaviour(measure: Measure, counts: Counter[str]) -> BehaviourFigure:
    value = measure_value(measure, counts)
    return BehaviourFigure(
        measure_id=measure.id,
        name=measure.name,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        unit=measure.unit,
        reference_note=measure.reference_note,
    )


def _behaviours(own: Sequence[CodedSession], codebook: Codebook) -> tuple[BehaviourFigure, ...]:
    """Codes of all recordings added up; nothing without any coded utterance (ratings only).

    A measure of parent talk is left out while nobody coded any, instead of printing a dash on every profile.
    """
    counts: Counter[str] = Counter()
    for session in own:
        counts.update(session.code_counts)
    if not counts:
        return ()
    figures = ((measure, _behaviour(measure, counts)) for measure in codebook.measures)
    return tuple(figure for measure, figure in figures if figure.denominator or not measure.human_only)


def principle_to_explore(latest: CodedSession, tracks: Sequence[PrincipleTrack]) -> str:
    """The principle to look at together, or "" when no rating of the latest recording has evidence.

    Rule: the lowest rating of the latest recording for which at least one moment was given (without a moment there is
    nothing to listen to); of equal ones the lower running estimate; then the codebook's order. It opens a talk about
    one recording. It is not a finding about the worker and is never worded as one.
    """
    candidates = []
    for order, track in enumerate(tracks):
        value = latest.ratings.get(track.principle_id)
        if value is not None and latest.evidence_counts.get(track.principle_id, 0) > 0:
            candidates.append((value, track.estimates[-1].mean, order, track.principle_id))
    return min(candidates)[-1] if candidates else ""


def _newest_first(clips: Iterable[Clip]) -> tuple[Clip, ...]:
    return tuple(sorted(clips, key=lambda clip: (-clip.held_on.toordinal(), clip.start_s)))


def build_profile(
    worker: Person,
    team_name: str,
    own: Sequence[CodedSession],
    service: RatingCounts,
    codebook: Codebook,
    next_steps: Sequence[NextStep],
) -> Profile:
    """Build the profile of one worker: own past only, never a comparison with colleagues.

    ``own`` holds one locked coding a session, in any order; ``service`` the ratings of all that may be pooled, also
    the worker's own. The other workers only say how much ratings vary (see coder.analysis.pooling for method and
    assumptions); their figures appear nowhere. Ratings made with another codebook or another major version are left
    out. Not evaluable recordings are counted apart. ``change`` is set only where the 80 % range of the change excludes
    0; it is drawn towards 0 on purpose, so it under-tells large changes. ``moments`` of the sessions are the bright
    ones.
    Raises ValueError when a session comes with more than one coding.
    """
    mine = poolable(own, codebook)
    spreads = _spreads_of_others(service, worker.id, codebook)
    tracks = tuple(_track(mine, one, spreads[one.id], codebook) for one in codebook.principles)
    explore = principle_to_explore(mine[-1], tracks) if mine else ""
    evidence = mine[-1].evidence if mine else ()
    return Profile(
        worker_id=worker.id,
        worker_code=worker.code,
        team_name=team_name,
        codebook_id=codebook.id,
        codebook_version=codebook.version,
        tracks=tracks,
        behaviours=_behaviours(mine, codebook),
        bright=_newest_first(chain.from_iterable(session.moments for session in mine)),
        to_explore_principle=explore,
        to_explore=tuple(clip for clip in evidence if explore and clip.principle_id == explore),
        questions=codebook.principle(explore).questions if explore else (),
        next_steps=tuple(sorted(next_steps, key=lambda step: step.at, reverse=True)),
        sessions_count=len(mine),
        double_coded_count=sum(session.double_coded for session in mine),
        demo=worker.demo,
    )
