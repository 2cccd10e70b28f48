"""A process that writes decisions and notes each one that was acknowledged: `python -m tests.store_writer URL NAME FILE
COUNT`. It goes on where its file ends. Killed at any moment by tests/test_store_crash.py.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from data.store import Conflict, Record, Store, open_store

SHARED = "shared"
BULK = "x" * 4000
"""A body of several pages of the database's log, so that half of one could be seen."""


def main(url: str, name: str, file: str, count: int) -> None:
    """Every third write edits the one record that all writers share, the others make new ones."""
    store, done = open_store(url), len(acknowledged(Path(file)))
    with open(file, "a", encoding="utf-8") as notes:
        for at in range(done, count):
            record = (share(store, name, at) if at % 3 == 0
                      else store.put("setting", f"{name}-{at}", body(name, at), name, 0))
            notes.write(json.dumps([record.key, record.version, record.body, record.author]) + "\n")
            notes.flush()
            os.fsync(notes.fileno())


def body(name: str, at: int) -> dict[str, Any]:
    return {"value": {"writer": name, "number": at, "bulk": BULK, "end": f"{name}-{at}"}}


def share(store: Store, name: str, at: int) -> Record:
    """An edit on top of what stands, tried again as long as somebody else is faster."""
    found = store.history("setting", SHARED)
    base = found[-1].version if found else 0
    while True:
        try:
            return store.put("setting", SHARED, body(name, at), name, base)
        except Conflict as told:
            base = told.current.version


def acknowledged(file: Path) -> list[list[Any]]:
    """What a writer has noted: whole lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]] if file.exists() else []


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
