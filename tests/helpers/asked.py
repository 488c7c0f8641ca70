"""What a store is asked for, for tests that something is read once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from coder.bootstrap import Services


@contextmanager
def asked(services: Services) -> Iterator[list[str]]:
    """The statements the store is asked with meanwhile."""
    statements: list[str] = []
    engine = services.backing.store.engine

    def noted(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", noted)
    yield statements
    event.remove(engine, "before_cursor_execute", noted)
