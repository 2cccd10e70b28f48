"""`python -m data store …`: what the store holds, its backup, the history of one key."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from data.store.backup import backup, damaged, restore
from data.store.engine import reading, shown
from data.store.migrate import head
from data.store.model import Record
from data.store.store import Store, newest, open_store
from data.store.tables import ENTRY

SHOWN = 10


def add_to(commands: Any) -> None:
    """The command and its own commands, for data/__main__.py."""
    own = commands.add_parser("store", help="what people decided: its state, backup, restore, history")
    asked = own.add_subparsers(dest="what", required=True, metavar="WHAT")
    asked.add_parser("status", help="where it is, what it holds, and whether every entry is whole")
    written = asked.add_parser("backup", help="write all of it to a new file, while others go on writing")
    written.add_argument("file", type=Path, metavar="FILE")
    read = asked.add_parser("restore", help="put a backup into an empty store, of either database")
    read.add_argument("file", type=Path, metavar="FILE")
    one = asked.add_parser("history", help="every version of one record, oldest first")
    one.add_argument("kind", metavar="KIND")
    one.add_argument("key", metavar="KEY")


def run(asked: argparse.Namespace) -> int:
    """Runs one of them; its exit status. Errors: StoreError, BackupRefused, OSError."""
    store = open_store()
    if asked.what == "status":
        return _status(store)
    if asked.what == "history":
        return _history(store.history(asked.kind, asked.key), asked.kind, asked.key)
    done = backup(store, asked.file) if asked.what == "backup" else restore(store, asked.file)
    said = "Wrote" if asked.what == "backup" else "Restored"
    print(f"{said} {done:,} entries {'to' if said == 'Wrote' else 'from'} {asked.file}; all of them checked.")
    return 0


def _status(store: Store) -> int:
    with reading(store.engine) as connection:
        written = Counter({row.kind: row.n for row in connection.execute(
            select(ENTRY.c.kind, func.count().label("n")).group_by(ENTRY.c.kind))})
        standing = newest(None).subquery()
        alive = {row.kind: row for row in connection.execute(
            select(standing.c.kind, func.count().label("n"), func.max(standing.c.at).label("at"))
            .where(~standing.c.deleted).group_by(standing.c.kind))}
        count, wrong = damaged(connection)
    print(f"{shown(store.engine.url)}, schema {head()}, {count:,} entries")
    print(f"{'kind':<12} {'current':>9} {'entries':>9}  newest (UTC)")
    for kind in sorted(written):
        row = alive.get(kind)
        when = f"{row.at:%Y-%m-%d %H:%M:%S}" if row else "-"
        print(f"{kind:<12} {row.n if row else 0:>9,} {written[kind]:>9,}  {when}")
    for line in wrong[:SHOWN]:
        print(f"fault: {line}", file=sys.stderr)
    print(f"{len(wrong):,} entries are damaged" if wrong else "every entry is whole")
    return 1 if wrong else 0


def _history(found: tuple[Record, ...], kind: str, key: str) -> int:
    if not found:
        print(f"error: the store has no {kind} {key!r}.", file=sys.stderr)
        return 1
    for each in found:
        said = "removed" if each.deleted else json.dumps(each.body, ensure_ascii=False)
        print(f"{each.version:>3}  {each.at:%Y-%m-%d %H:%M:%S}  {each.author}  {said}")
    return 0
