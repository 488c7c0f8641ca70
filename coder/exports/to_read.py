"""A profile or a report as a document to read: typeset, or as text that can be written on in."""

from __future__ import annotations

from codebook.schema import Codebook
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.profiles import Profile
from coder.domain.reports import TeamReport
from coder.exports.dataset import Stamp, about_line
from coder.exports.formats import FileFormat
from coder.exports.printable import printable
from coder.exports.profile_data import profile_about
from coder.exports.profile_document import profile_document
from coder.exports.team_data import report_about
from coder.exports.team_document import team_document
from coder.exports.word_documents import profile_docx, team_docx


def profile_to_read(
    kind: FileFormat,
    profile: Profile,
    book: Codebook,
    stamp: Stamp,
    *,
    masked: bool,
    voice: FamilyVoice | None = None,
) -> bytes:
    """The profile as PDF or DOCX; ``masked`` says what the caller did with the names in its words.

    ``voice`` is what families said of the same visits.
    """
    if kind is FileFormat.DOCX:
        said = printable(about_line(profile_about(profile, book, stamp)))
        return profile_docx(profile_document(profile, book, masked=masked, voice=voice) | {"about": said})
    from coder.exports.pdf import profile_pdf

    return profile_pdf(profile, book, masked=masked, stamp=stamp, voice=voice)


def report_to_read(
    kind: FileFormat, report: TeamReport, book: Codebook, stamp: Stamp, voice: TeamVoice | None = None
) -> bytes:
    """The report as PDF or DOCX, with what families said of the same visits."""
    if kind is FileFormat.DOCX:
        said = printable(about_line(report_about(report, book, stamp)))
        return team_docx(team_document(report, book, voice) | {"about": said})
    from coder.exports.pdf import team_report_pdf

    return team_report_pdf(report, book, stamp=stamp, voice=voice)
