"""Code suggestions for what a worker says: fit a model, load one, use one.

Suggestions are for utterances of the worker only. The talk of parents and children is read as context and never coded.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.suggestions.model_file import ModelFileError, load_model, load_starter, save_model
from models.suggestions.sentence_reader import SentenceReader
from models.suggestions.suggestion_model import (
    EITHER_REFLECTION,
    Card,
    Reader,
    Span,
    Suggestion,
    SuggestionModel,
    predict,
    probabilities,
)
from models.talk.corpus import Conversation

__all__ = [
    "EITHER_REFLECTION",
    "Card",
    "ModelFileError",
    "Reader",
    "Span",
    "Suggestion",
    "SuggestionModel",
    "fit",
    "load_model",
    "load_starter",
    "predict",
    "probabilities",
    "save_model",
]


def fit(
    conversations: Sequence[Conversation],
    *,
    target_precision: float = 0.9,
    seed: int = 20261121,
    reader: Reader | None = None,
    sentence_reader: SentenceReader | None = None,
) -> SuggestionModel:
    """Fit a model on coded conversations; see ``models.suggestions.learning.fit``, which this calls."""
    # Fitting needs scikit-learn, a second to import; whoever only suggests must not pay for it.
    from models.suggestions.learning import fit as learn

    return learn(
        conversations,
        target_precision=target_precision,
        seed=seed,
        reader=reader,
        sentence_reader=sentence_reader,
    )
