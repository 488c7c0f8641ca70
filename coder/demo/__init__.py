"""The demo: one invented visit with sound, and one invented authority; removable in one step."""
