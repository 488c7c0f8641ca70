"""The certificate of an erasure as a page of plain text, for the file of a recruitment or of a complaint."""

from __future__ import annotations

from coder.domain.certificate import ErasureCertificate


def certificate_text(found: ErasureCertificate) -> str:
    """One line a fact, and what it does not say: copies outside the store are beyond it."""
    verdict = (
        "Nothing of it is left in this store."
        if found.complete
        else "SOMETHING OF IT IS LEFT. Close the program and open it again, then ask for this once more."
    )
    lines = [
        "Certificate of erasure",
        "",
        f"Session            {found.session_code} ({found.kind}, held on {found.held_on:%d %B %Y})",
        f"Erased             {found.erased_at.astimezone():%d %B %Y at %H:%M}",
        f"Why                {found.why.value}",
        f"By                 {found.by}",
        "",
        f"Key of the sound   {'STILL THERE' if found.key_there else 'gone'}",
        f"Encrypted file     {'STILL THERE' if found.file_there else 'gone'}",
        f"Words, codes, ratings and notes left   {found.rows_left}",
        f"Hash of the file that was removed (SHA-256)   {found.sha256 or 'none was kept'}",
        f"Audit trail        line {found.audit_line}, {found.audit_mac}",
        f"Given out before   {_given_out(found)}",
        f"Suggestion models that learnt from it   {', '.join(found.models) or 'none'}",
        "Next training set  its words and codes are not in it",
        "",
        verdict,
        "Kept: that the session took place, under which code, who agreed to be recorded, and the audit trail.",
        "Not covered: backups and copies made before. Delete backups that are older than this erasure.",
        *_not_covered(found),
    ]
    return "\n".join(lines) + "\n"


def _not_covered(found: ErasureCertificate) -> list[str]:
    clock = (
        "Each runs out by the clock of its own store; neither an erasure nor a hold here reaches it."
        if found.copies_run_out
        else "No erasure here reaches them."
    )
    lines = [f"Not covered: copies in other stores. {clock} Have whoever keeps one erase it there."]
    if found.models:
        lines.append("Not covered: what the models named above learnt before. The next one is learnt without it.")
    return lines


def _given_out(found: ErasureCertificate) -> str:
    packages = [f"to {one.code} on {one.at.astimezone():%d %B %Y}" for one in found.given_out]
    return ", ".join(packages) or "to nobody, in no package"
