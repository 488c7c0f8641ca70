"""The team's reflection report."""
