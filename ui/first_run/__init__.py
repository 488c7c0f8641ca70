"""The first start: who you are, where your data lie, what opens them, and how to begin."""
