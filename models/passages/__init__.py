"""Which passages are worth hearing for a principle, for and against. A finder, never a score."""
