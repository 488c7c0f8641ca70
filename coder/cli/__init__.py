"""The command line: everything the window can do, for scripts and for people who cannot see the window."""

from coder.cli.app import main

__all__ = ["main"]
