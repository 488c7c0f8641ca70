"""Profile, team report and transcript as tagged PDF (PDF/UA-1, British English), typeset by typst.

Templates are files of this package. What they show comes in as one JSON document in memory: it is data and never
source, and no text of a person is written to disk. Only shipped fonts are used, so that every machine prints alike.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from codebook.schema import Codebook
from coder.domain.coaching import Conversation
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.profiles import Profile
from coder.domain.reports import TeamReport
from coder.domain.sessions import Session
from coder.domain.transcripts import Transcript
from coder.exports.coach_pack import coach_pack_document
from coder.exports.dataset import Stamp, about_line
from coder.exports.printable import printable
from coder.exports.profile_data import profile_about
from coder.exports.profile_document import profile_document
from coder.exports.team_data import report_about
from coder.exports.team_document import team_document
from coder.exports.transcript_document import transcript_document

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent.parent / "resources" / "fonts"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _typeset(template: str, document: dict[str, object]) -> bytes:
    """Raises typst.TypstError for a fault in a template, which is a bug."""
    return bytes(
        typst.compile(
            str(TEMPLATES / template),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(document)},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    )


def _saying(document: dict[str, object], said: str) -> dict[str, object]:
    """The document with what it says of itself at the end of how it was made, so that it never stands on a page
    alone."""
    return document | {"method": f"{document['method']} {printable(said)}".strip()}


def profile_pdf(
    profile: Profile,
    codebook: Codebook,
    *,
    masked: bool,
    stamp: Stamp | None = None,
    voice: FamilyVoice | None = None,
) -> bytes:
    """A worker's profile as PDF/UA-1: bright moments first, trends, questions, next step, and the same as tables.

    ``codebook`` must be the profile's. The worker appears by code, never by name; ``masked`` only says what the caller
    did with the names in quotes and notes. ``voice`` is what families said of the same visits.
    """
    said = "" if stamp is None else about_line(profile_about(profile, codebook, stamp))
    return _typeset("profile.typ", _saying(profile_document(profile, codebook, masked=masked, voice=voice), said))


def team_report_pdf(
    report: TeamReport, codebook: Codebook, *, stamp: Stamp | None = None, voice: TeamVoice | None = None
) -> bytes:
    """A team's reflection report as PDF/UA-1; what is hidden on screen is hidden here, with the reason."""
    said = "" if stamp is None else about_line(report_about(report, codebook, stamp))
    return _typeset("team.typ", _saying(team_document(report, codebook, voice), said))


def transcript_pdf(session: Session, transcript: Transcript, *, masked: bool) -> bytes:
    """A transcript as PDF/UA-1, with the places to check by ear marked in words; ``masked`` says whether names are."""
    return _typeset("transcript.typ", transcript_document(session, transcript, masked=masked))


def coach_pack_pdf(found: Conversation, codebook: Codebook, *, masked: bool) -> bytes:
    """A coaching conversation as PDF/UA-1: moments, questions, what was written, who signed; no sound, no name."""
    return _typeset("coach_pack.typ", coach_pack_document(found, codebook, masked=masked))
