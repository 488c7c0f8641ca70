"""Which codes an utterance of the worker may have: reading, learning, judging."""
