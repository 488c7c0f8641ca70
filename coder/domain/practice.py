"""The kinds of practice that are recorded, each coded with a codebook of its own and never added up with another."""

from __future__ import annotations

from enum import StrEnum

from codebook.schema import Kind
from coder.domain.people import SpeakerRole
from coder.domain.sessions import SessionKind


class Practice(StrEnum):
    """What a session shows somebody doing. Figures of one practice are never pooled with those of another."""

    VISIT = "visits"
    SUPERVISION = "supervision"
    RECRUITMENT = "recruitment"
    SKILLS = "skills workshops"


_OF_KIND = {
    SessionKind.SUPERVISION: Practice.SUPERVISION,
    SessionKind.RECRUITMENT: Practice.RECRUITMENT,
    SessionKind.SKILLS: Practice.SKILLS,
}
_CODEBOOKS = {
    Practice.VISIT: Kind.PRACTICE,
    Practice.SUPERVISION: Kind.SUPERVISION,
    Practice.RECRUITMENT: Kind.RECRUITMENT,
    Practice.SKILLS: Kind.SKILLS,
}
_WITH_FAMILY = tuple(role for role in SpeakerRole if role is not SpeakerRole.SUPERVISOR)
_IN_SUPERVISION = (SpeakerRole.SUPERVISOR, SpeakerRole.WORKER, SpeakerRole.INTERPRETER, SpeakerRole.OTHER)


def practice_of(kind: SessionKind) -> Practice:
    """The practice a session of this kind shows; whatever is held with a family is a visit."""
    return _OF_KIND.get(kind, Practice.VISIT)


def kinds_of(practice: Practice) -> frozenset[SessionKind]:
    """The kinds of session that show this practice."""
    return frozenset(kind for kind in SessionKind if practice_of(kind) is practice)


def codebook_kind(practice: Practice) -> Kind:
    """The kind of codebook this practice is coded with."""
    return _CODEBOOKS[practice]


def is_suggested_for(practice: Practice) -> bool:
    """Whether models may suggest codes and passages: of visits only, since that is the talk they were taught with."""
    return practice is Practice.VISIT


def roles_in(practice: Practice) -> tuple[SpeakerRole, ...]:
    """Who a voice may be."""
    return _IN_SUPERVISION if practice is Practice.SUPERVISION else _WITH_FAMILY


def whose_practice(practice: Practice) -> SpeakerRole:
    """The voice whose practice is rated; one must be there."""
    return SpeakerRole.SUPERVISOR if practice is Practice.SUPERVISION else SpeakerRole.WORKER


def is_coded(practice: Practice, role: SpeakerRole) -> bool:
    """Whether the utterances of a voice get a main code: everybody's in supervision, else the worker's."""
    return practice is Practice.SUPERVISION or role is SpeakerRole.WORKER
