"""Fit the starter model on the invented conversations and put it, with its card, where the program finds it.

Run from the top of the repository: ``python tools/train_starter.py``. Takes a minute: the card's figures come from
fitting anew for each fold of conversations.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from codebook.load import load_builtin  # noqa: E402
from models.suggestions.aim import HELD_OUT_PATH  # noqa: E402
from models.suggestions.evaluation import HeldOut, answered, measures  # noqa: E402
from models.suggestions.held_out import document  # noqa: E402
from models.suggestions.learning import choose_thresholds, fit  # noqa: E402
from models.suggestions.model_file import STARTER_PATH, save_model  # noqa: E402
from models.suggestions.sentence_reader import held_out_sentence_reader, shipped_sentence_reader  # noqa: E402
from models.suggestions.suggestion import SuggestionModel  # noqa: E402
from models.talk.corpus import taught_conversations  # noqa: E402
from models.talk.second_pass import second_labels  # noqa: E402

NOTES = (
    "Fitted on invented conversations only: with families and about them, and in skills workshops of other fields. Not "
    "trained in any service and not validated there.",
    "Figures: five folds by conversation on the same invented text. Real talk will be harder.",
    "Simple and complex reflections are learnt as one, and suggested as a reflection of either kind. What cannot be "
    "coded is not learnt.",
    "Answers beside a sentence reader: a published encoder of English (all-MiniLM-L6-v2, Apache 2.0), taught further "
    "with the same invented conversations. Figures are of both together, each from talk it had not seen.",
    "Reads the worker's utterances only. The talk of parents and children is context and never coded.",
)


def main() -> None:
    """Fit, measure, save the model, a readable copy of its card, and what else is known from talk it had not seen."""
    conversations = taught_conversations()
    beside = shipped_sentence_reader()
    answers = answered(conversations, lambda some: _apart(fit(some, sentence_reader=beside)))
    held_out = sum((held for _, held in answers), HeldOut((), (), (), ()))
    book = load_builtin("msw")
    model = fit(
        conversations,
        codebook_id=book.id,
        codebook_version=book.version,
        name="starter",
        licence="same as the program",
        notes=NOTES,
        sentence_reader=beside,
    )
    model = replace(model, card=replace(model.card, measures=measures(held_out)))
    STARTER_PATH.parent.mkdir(parents=True, exist_ok=True)
    save_model(model, STARTER_PATH)
    card = json.dumps(asdict(model.card), indent=1, ensure_ascii=False) + "\n"
    STARTER_PATH.with_name("card.json").write_text(card, encoding="utf-8")
    known = {
        "model": model.card.name,
        "data_hash": model.card.data_hash,
        "sentence_reader": None if model.sentence_reader is None else model.sentence_reader.sha256,
        **document(answers, second_labels(conversations), choose_thresholds),
    }
    HELD_OUT_PATH.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(f"{len(conversations)} conversations, {model.card.n_utterances} coded utterances → {STARTER_PATH.name}")
    for code, row in model.card.measures.items():
        print(f"{code:8}", "  ".join(f"{key} {value:.3f}" for key, value in row.items()))


def _apart(model: SuggestionModel) -> SuggestionModel:
    """The model beside a sentence reader that has not learnt from the conversations it is asked about."""
    return model if model.sentence_reader is None else replace(model, sentence_reader=held_out_sentence_reader())


if __name__ == "__main__":
    main()
