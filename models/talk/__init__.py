"""Coded talk as text: the invented conversations, their second labelling."""
