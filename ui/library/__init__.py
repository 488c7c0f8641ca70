"""The Library: codebooks and their versions, the card of the suggestion model, and what is not validated."""
