"""The four behaviours of a worker that public sets of coded talk know, from a codebook's mapping ``annomi``.

The mapping in the codebook's file is the only place that says which code counts as which behaviour.
"""

from __future__ import annotations

from codebook.schema import Codebook

BEHAVIOURS = ("question", "reflection", "therapist_input", "other")
_SCHEME = "annomi"


def behaviour_of(book: Codebook) -> dict[str, str]:
    """The behaviour each utterance code counts as; codes without a counterpart (``UNC``) are left out.

    Where the manner decides between several, the first one that the codebook names counts; ``doubtful`` tells which.
    A codebook without the mapping gives nothing.
    """
    found = _labels(book)
    return {code: labels[0] for code, labels in found.items()}


def doubtful(book: Codebook) -> dict[str, tuple[str, ...]]:
    """Codes that may be several behaviours, with all of them; the first is the one they are counted as."""
    return {code: labels for code, labels in _labels(book).items() if len(labels) > 1}


def _labels(book: Codebook) -> dict[str, tuple[str, ...]]:
    mapping = book.mappings.get(_SCHEME, {})
    named = {code.id: tuple(label.partition("/")[0] for label in mapping.get(code.id, ())) for code in book.codes}
    return {code: tuple(dict.fromkeys(labels)) for code, labels in named.items() if labels}
