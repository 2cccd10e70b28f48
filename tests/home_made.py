"""A home as an operator has one, made in a moment: a store with decisions and both logs, a version, settings.

The file is no warehouse that a page could ask: it has what says which version it is and whose.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from data.audit import Entry
from data.audit.log import write
from data.build import transform_version
from data.delivery.log import Log, Message
from data.store import Store, open_store
from data.warehouse import new_version

TARGETS = '[[target]]\nkpi = "grr"\nquarter = "2026Q3"\nvalue = 0.92\n'
WEEK = date(2026, 11, 22)


def furnish(home: Path, decisions: int = 5) -> Store:
    """Everything, in the home that the settings name."""
    home.mkdir(parents=True, exist_ok=True)
    publish()
    (home / "targets.toml").write_text(TARGETS, encoding="utf-8")
    (home / "tenure.env").write_text("# nothing is set\n", encoding="utf-8")
    store = open_store()
    for at in range(decisions):
        store.put("setting", f"k{at}", {"value": f"決定 {at}"}, "佐藤", 0)
    write(Entry("ito@example.com", "lead", "exported", "weekly", "grr", {"as_of": "2026-11-22"}, "20261122T000000"))
    log = Log("run")
    message = Message(WEEK, "board", "file", {"role": "executive"})
    log.next(message, log.claim(message), "handing")
    return store


def publish(name: str = "青葉", newest: date | None = None) -> str:
    """A version of a company of this name, whose newest day is today unless said otherwise; the version."""
    newest = newest or datetime.now(UTC).date()
    with new_version() as draft:
        connection = draft.connect()
        connection.execute("CREATE SCHEMA meta")
        connection.execute("CREATE TABLE meta.build AS SELECT ? AS version, ? AS transform, 1.0 AS seconds, "
                           "'full' AS how, ?::TIMESTAMP AS built_at, ?::DATE AS newest_day",
                           [draft.version, transform_version(), datetime.now(UTC).replace(tzinfo=None), newest])
        connection.execute("CREATE TABLE meta.company AS SELECT ? AS name, false AS is_demo", [name])
        connection.close()
        draft.publish()
        return draft.version


def company(file: Path) -> str:
    """Whose the data of a version's file are."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return str(connection.execute("SELECT name FROM meta.company").fetchall()[0][0])
