"""A variant of a codebook as a codebook of its own: the same anchors for fewer principles, never pooled with it."""

from __future__ import annotations

from dataclasses import replace

from codebook.schema import Codebook, FrozenDict, Guidance, Kind, Variant

_MARK = "."


def variant_id(book: Codebook, variant: Variant) -> str:
    """What the codebook of a variant is called: no file may use the dot, so the name is never taken."""
    return f"{book.id}{_MARK}{variant.id}"


def split_id(codebook_id: str) -> tuple[str, str]:
    """The id of the codebook a variant is of, and the variant's; ("msw", "") for a codebook itself."""
    base, _, variant = codebook_id.partition(_MARK)
    return base, variant


def variant_for(book: Codebook, kind: Kind) -> Variant | None:
    """The variant of a codebook for another kind of conversation, None when it has none."""
    return next((one for one in book.variants if one.kind is kind), None)


def variant_named(book: Codebook, name: str) -> Codebook:
    """The codebook of the variant with this id. Raises KeyError when the codebook has none."""
    for variant in book.variants:
        if variant.id == name:
            return variant_book(book, variant)
    raise KeyError(f"{book.id}{_MARK}{name}")


def variant_book(book: Codebook, variant: Variant) -> Codebook:
    """The principles of a variant with their anchors, moments and rules; ratings only, so without utterance codes.

    Version and hash are those of the file both stand in.
    """
    kept = set(variant.principles)
    groups = tuple(
        replace(group, principles=tuple(one for one in group.principles if one in kept)) for group in book.groups
    )
    return replace(
        book,
        id=variant_id(book, variant),
        title=variant.name,
        kind=variant.kind,
        principles=tuple(one for one in book.principles if one.id in kept),
        groups=tuple(group for group in groups if group.principles),
        guidance=(Guidance(variant.id, variant.name, variant.text), *book.guidance),
        codes=(),
        talk_codes=(),
        tags=(),
        measures=(),
        figures=(),
        variants=(),
        mappings=FrozenDict(),
    )
