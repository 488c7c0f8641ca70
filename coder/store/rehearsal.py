"""Whether rows from elsewhere keep the rules of the schema: found out in an empty database in memory, not in the store.

So a package is refused before anything is written, and what fails while it is written is a bug and no refusal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Table, create_engine, insert, inspect, text
from sqlalchemy.exc import IntegrityError

from coder.store.tables.base import Base


def breaks_a_rule(rows: Iterable[Base], outside: Collection[str]) -> bool:
    """Whether rows that are in no store break a key, a uniqueness, a check or, among themselves, a reference.

    References to the tables named in ``outside`` are not followed.
    """
    by_table: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        known = inspect(type(row)).column_attrs
        values = {attribute.columns[0].key: getattr(row, attribute.key) for attribute in known}
        by_table[Base.metadata.tables[row.__tablename__]].append(values)
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection, tables=list(by_table))
            for table, values_of in by_table.items():
                connection.execute(insert(table), values_of)
            # Only now is all of it there, in whatever order it came.
            loose = connection.execute(text("PRAGMA foreign_key_check")).all()
            return any(reference[2] not in outside for reference in loose)
    except IntegrityError:
        return True
    finally:
        engine.dispose()
