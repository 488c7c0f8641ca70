"""The Sessions page: which recordings there are, where each stands, and what was agreed about it."""
