"""Learn which passages are worth hearing from the invented conversations, and put it where the program finds it.

Run from the top of the repository: ``python -m tools.train_passages``, whenever the conversations, their marks or the
features of the learner have changed. About a minute.
"""

from __future__ import annotations

import sys

from codebook.load import load_builtin
from models.passages.learning import learn, noted
from models.passages.ranker import RANKER_PATH, save_rankers
from models.talk.corpus import load_conversations
from models.talk.second_pass import second_labels

NOTES = (
    "Learnt from invented conversations only; not validated in any service.",
    "A finder, not a score: where a passage stands says where to listen first, and finding none says nothing.",
)


def main() -> int:
    """Learn, save, and say how large it became."""
    conversations = load_conversations()
    rankers = noted(learn(conversations, second_labels(conversations), load_builtin("msw")), NOTES)
    RANKER_PATH.parent.mkdir(exist_ok=True)
    save_rankers(rankers, RANKER_PATH)
    print(f"{RANKER_PATH.name}: {RANKER_PATH.stat().st_size} bytes, {len(rankers.of)} principles and directions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
