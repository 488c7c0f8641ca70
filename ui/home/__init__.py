"""The first page: what waits, what the computer is doing, and how to learn the tool."""
