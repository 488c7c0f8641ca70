"""The worker's private profile."""
