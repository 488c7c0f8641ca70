"""Finding what names somebody in the words of a session, by rules, word lists and the case's own names."""
