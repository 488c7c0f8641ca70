"""Widgets that every page is built from: named for screen readers, with a visible focus ring, usable by keyboard."""
