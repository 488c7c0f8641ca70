"""A coding made elsewhere, read from one JSON document, checked whole and then applied in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator

from codebook.schema import Codebook
from coder.domain.coding import Direction
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript
from coder.services.json_file import read_json

_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """Where something is: an utterance's id or number, or start and end in seconds (end may be left out: + 5 s)."""

    utterance: str | int | None = None
    start_s: _Seconds | None = None
    end_s: _Seconds | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Place:
        if (self.utterance is None) == (self.start_s is None):
            raise ValueError("give either an utterance or start_s")
        if self.start_s is not None and self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("end_s must come after start_s")
        return self


class CodeIn(Place):
    """One code on an utterance or a free interval."""

    code: str
    attributes: dict[str, str] = Field(default_factory=dict)
    memo: str = ""


class MomentIn(Place):
    """One moment, for example ``bright``."""

    kind: str
    note: str = ""
    shareable: bool = False


class FocusIn(Place):
    """What an utterance or a stretch is about, for example ``child``."""

    tag: str


class EvidenceIn(Place):
    """One piece of evidence for or against a principle."""

    direction: Direction = Direction.FOR
    note: str = ""


class RatingIn(_Part):
    """The rating of one principle: 1–5 or "NE" with its reason, and its evidence."""

    principle: str
    value: StrictInt | Literal["NE"]
    reason: str = ""
    evidence: tuple[EvidenceIn, ...] = ()
    reason_without_evidence: str = ""


class CodingDocument(_Part):
    """A whole coding. ``codebook`` ("msw" or "msw@1.0.0") must be the one in use; ``speakers`` says who is who."""

    codebook: str = ""
    speakers: dict[str, SpeakerRole] = Field(default_factory=dict)
    codes: tuple[CodeIn, ...] = ()
    moments: tuple[MomentIn, ...] = ()
    focus: tuple[FocusIn, ...] = ()
    ratings: tuple[RatingIn, ...] = ()

    @model_validator(mode="after")
    def _one_rating_a_principle(self) -> CodingDocument:
        principles = [rating.principle for rating in self.ratings]
        for principle in principles:
            if principles.count(principle) > 1:
                raise ValueError(f"{principle} is rated twice")
        return self


def read_document(path: Path) -> CodingDocument:
    """Read and check a coding file. Raises UserError naming the place of the first error; reads at most 4 MiB."""
    return check_document(read_json(path, "coding file", "Nothing was applied."))


def check_document(data: Any) -> CodingDocument:
    """Check the form of a coding. Raises UserError naming the place of the first error."""
    try:
        return CodingDocument.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise UserError(f"The coding file has an error at {place}: {first['msg']}.", "Nothing was applied.") from error


def check_codebook(document: CodingDocument, codebook: Codebook) -> None:
    """Raise UserError unless the file was made with the codebook in use (same id, and same version if it says one)."""
    if not document.codebook:
        return
    wanted_id, _, wanted_version = document.codebook.partition("@")
    if wanted_id != codebook.id or wanted_version not in ("", codebook.version):
        raise UserError(
            f"The coding file was made with {document.codebook}; this session uses {codebook.id}@{codebook.version}.",
            "Nothing was applied.",
        )


def resolve(place: Place, transcript: Transcript | None) -> tuple[str, float, float]:
    """Utterance id ("" for a free interval), start and end in seconds. Raises UserError for an unknown utterance."""
    if place.utterance is None:
        start = place.start_s or 0.0
        return "", start, place.end_s if place.end_s is not None else start + 5.0
    # A file may have been made before its utterance was merged into another.
    wanted = transcript.row_of(str(place.utterance)) if transcript is not None else ""
    for utterance in transcript.utterances if transcript is not None else ():
        if utterance.id == wanted or place.utterance in (utterance.id, utterance.index):
            return utterance.id, utterance.start_s, utterance.end_s
    raise UserError(f"The transcript has no utterance {place.utterance}.", "Nothing was applied.")
